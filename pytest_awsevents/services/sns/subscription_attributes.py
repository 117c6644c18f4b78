"""Attributes of subscriptions: which there are, what they may be, what they mean."""

from __future__ import annotations

import json

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.services.sns.errors import invalid
from pytest_awsevents.services.sns.filtering import check_scope, read_filter
from pytest_awsevents.services.sns.retries import check_delivery_policy, effective_subscription_policy
from pytest_awsevents.services.sns.state import Subscription, Topic

_NAMES = (
    "DeliveryPolicy",
    "FilterPolicy",
    "FilterPolicyScope",
    "RawMessageDelivery",
    "RedrivePolicy",
    "SubscriptionRoleArn",
)
_RAW = ("firehose", "http", "https", "sqs")


def checked(name: str, value: str, prefix: str) -> str:
    """An attribute as it is kept; AWS's error, which begins with `prefix`, where it cannot be set."""
    if name == "ReplayPolicy":
        raise UnsupportedOperation("sns: replaying archived messages (ReplayPolicy) is not faked")
    if name not in _NAMES:
        raise invalid(f"{prefix}Unknown attribute {name}" if prefix else "AttributeName")
    if name == "RawMessageDelivery":
        if value.lower() not in ("true", "false"):
            raise invalid(f"{prefix}RawMessageDelivery: Invalid value [{value}]. Must be true or false.")
        return value.lower()
    if name == "FilterPolicyScope":
        check_scope(value, prefix)
    elif name == "RedrivePolicy" and value not in ("", "{}"):
        _check_redrive(value, prefix)
    elif name == "DeliveryPolicy" and value not in ("", "{}"):
        check_delivery_policy(value, prefix)
    return value


def settle(subscription: Subscription, prefix: str) -> None:
    """Makes the attributes of a subscription count; AWS's error where they do not go together."""
    attributes = subscription.attributes
    scope = attributes.get("FilterPolicyScope", "MessageAttributes")
    subscription.filter = read_filter(attributes.get("FilterPolicy", ""), scope, prefix)
    if subscription.raw and subscription.protocol not in _RAW:
        raise invalid(f"{prefix}Delivery protocol [{subscription.protocol}] does not support raw message delivery.")
    if subscription.protocol == "firehose" and "SubscriptionRoleArn" not in attributes:
        raise invalid(f"{prefix}SubscriptionRoleArn is required for firehose subscriptions")


def described(topic: Topic, subscription: Subscription) -> dict[str, str]:
    """All attributes of a subscription, as GetSubscriptionAttributes shows them."""
    shown = dict(subscription.attributes)
    if "FilterPolicy" in shown:
        shown.setdefault("FilterPolicyScope", "MessageAttributes")
    else:
        shown.pop("FilterPolicyScope", None)
    if subscription.protocol in ("http", "https"):
        policy = {"healthyRetryPolicy": effective_subscription_policy(topic, subscription)}
        shown["EffectiveDeliveryPolicy"] = json.dumps(policy, separators=(",", ":"))
    return {
        "ConfirmationWasAuthenticated": str(subscription.authenticated).lower(),
        "Endpoint": subscription.endpoint,
        "Owner": subscription.owner,
        "PendingConfirmation": str(not subscription.confirmed).lower(),
        "Protocol": subscription.protocol,
        "RawMessageDelivery": "false",
        "SubscriptionArn": subscription.arn,
        "SubscriptionPrincipal": subscription.principal,
        "TopicArn": subscription.topic,
        **shown,
    }


def _check_redrive(text: str, prefix: str) -> None:
    try:
        policy = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise invalid(f"{prefix}RedrivePolicy: failed to parse JSON. {error}") from None
    target = policy.get("deadLetterTargetArn") if isinstance(policy, dict) else None
    if not isinstance(target, str) or parse_arn(target) is None:
        raise invalid(f"{prefix}RedrivePolicy: deadLetterTargetArn is an invalid arn")
