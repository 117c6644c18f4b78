"""Subscriptions: made, confirmed, changed, listed."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.sns.delivering import ask_for_confirmation
from pytest_awsevents.services.sns.endpoints import check_endpoint
from pytest_awsevents.services.sns.errors import invalid
from pytest_awsevents.services.sns.state import (
    SNS,
    Subscription,
    Topic,
    find_subscription,
    find_topic,
    read_arn,
    topics_at,
)
from pytest_awsevents.services.sns.subscription_attributes import checked, described, settle

operation = OperationTable()
_SUBSCRIPTIONS = PageMembers("Subscriptions", invalid=invalid("NextToken"))
_PENDING = "pending confirmation"
_PREFIX = "Attributes Reason: "


@operation
def subscribe(scope: Scope, params: Params) -> dict[str, Any]:
    topic = find_topic(scope, params["TopicArn"])
    protocol, endpoint = params["Protocol"], params.get("Endpoint", "")
    check_endpoint(protocol, endpoint, fifo=topic.fifo)
    if protocol == "application" and endpoint not in scope.state(SNS).endpoints:
        raise invalid(f"Endpoint Reason: Endpoint does not exist for endpoint arn{endpoint}")  # without a blank, as AWS
    given = params.get("Attributes", {})
    attributes = {name: checked(name, value, _PREFIX) for name, value in given.items()}
    found = next(
        (one for one in topic.subscriptions.values() if (one.protocol, one.endpoint) == (protocol, endpoint)), None
    )
    if found is not None:
        if any(found.attributes.get(name) != value for name, value in attributes.items()):
            raise invalid("Attributes Reason: Subscription already exists with different attributes")
    else:
        found = _new(scope, topic, params)
        found.attributes = attributes
        settle(found, _PREFIX)
        topic.subscriptions[found.arn] = found
    if found.confirmed:
        return {"SubscriptionArn": found.arn}
    ask_for_confirmation(scope, topic, found)
    return {"SubscriptionArn": found.arn if params.get("ReturnSubscriptionArn") else _PENDING}


@operation
def confirm_subscription(scope: Scope, params: Params) -> dict[str, Any]:
    topic_arn = read_arn(params["TopicArn"], "TopicArn")
    topic = topics_at(scope, topic_arn).get(topic_arn.resource)
    token = params["Token"]
    found = [] if topic is None else [one for one in topic.subscriptions.values() if one.token == token]
    if not found:
        raise invalid("Token")
    found[0].confirmed = True
    found[0].authenticated = params.get("AuthenticateOnUnsubscribe", "false").lower() == "true"
    return {"SubscriptionArn": found[0].arn}


@operation
def unsubscribe(scope: Scope, params: Params) -> None:
    """A subscription that is not there is no error (recorded)."""
    arn = read_arn(params["SubscriptionArn"], "SubscriptionArn")
    topic = topics_at(scope, arn).get(arn.resource.partition(":")[0])
    if topic is not None and topic.subscriptions.pop(params["SubscriptionArn"], None) is not None:
        topic.deleted += 1


@operation
def get_subscription_attributes(scope: Scope, params: Params) -> dict[str, Any]:
    subscription = find_subscription(scope, params["SubscriptionArn"])
    return {"Attributes": described(find_topic(scope, subscription.topic), subscription)}


@operation
def set_subscription_attributes(scope: Scope, params: Params) -> None:
    subscription = find_subscription(scope, params["SubscriptionArn"])
    name, value = params["AttributeName"], params.get("AttributeValue", "")
    changed = {**subscription.attributes, name: checked(name, value, "")}
    before = subscription.attributes
    subscription.attributes = {key: text for key, text in changed.items() if text not in ("", "{}")}
    try:
        settle(subscription, "")
    except AwsError:
        subscription.attributes = before
        raise


@operation
def list_subscriptions(scope: Scope, params: Params) -> dict[str, Any]:
    topics = scope.state(SNS).topics.values()
    return page([_listed(one) for topic in topics for one in topic.subscriptions.values()], params, _SUBSCRIPTIONS)


@operation
def list_subscriptions_by_topic(scope: Scope, params: Params) -> dict[str, Any]:
    topic = find_topic(scope, params["TopicArn"])
    return page([_listed(one) for one in topic.subscriptions.values()], params, _SUBSCRIPTIONS)


def _new(scope: Scope, topic: Topic, params: Params) -> Subscription:
    endpoint = parse_arn(params.get("Endpoint", ""))
    confirmed = params["Protocol"] == "sms" or (endpoint is not None and endpoint.account == scope.caller.account)
    return Subscription(
        arn=f"{topic.arn}:{scope.ids.uuid()}",
        topic=topic.arn,
        owner=scope.caller.account,
        protocol=params["Protocol"],
        endpoint=params.get("Endpoint", ""),
        principal=scope.caller.arn,
        token=scope.ids.hex(256),
        confirmed=confirmed,
        authenticated=confirmed,
    )


def _listed(subscription: Subscription) -> dict[str, str]:
    return {
        "SubscriptionArn": subscription.arn if subscription.confirmed else "PendingConfirmation",
        "Owner": subscription.owner,
        "Protocol": subscription.protocol,
        "Endpoint": subscription.endpoint,
        "TopicArn": subscription.topic,
    }
