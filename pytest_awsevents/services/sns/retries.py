"""Delivery policies: how often and when HTTP endpoints are tried again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_awsevents.services.sns.errors import invalid
from pytest_awsevents.services.sns.state import Subscription, Topic

_DEFAULT: Mapping[str, Any] = {
    "minDelayTarget": 20,
    "maxDelayTarget": 20,
    "numRetries": 3,
    "numMaxDelayRetries": 0,
    "numNoDelayRetries": 0,
    "numMinDelayRetries": 0,
    "backoffFunction": "linear",
}
_MAX_RETRIES = 100
_MAX_DELAY = 3600


def check_delivery_policy(text: str, prefix: str) -> None:
    """Refuses what is no delivery policy of a topic (`http`) or of a subscription (`healthyRetryPolicy`)."""
    try:
        policy = json.loads(text)
    except (ValueError, RecursionError):
        policy = None
    if not isinstance(policy, dict):
        raise invalid(f"{prefix}DeliveryPolicy: Unable to parse delivery policy as JSON")
    retries = _retries_of(policy)
    low, high, number = retries["minDelayTarget"], retries["maxDelayTarget"], retries["numRetries"]
    if not 1 <= low <= high <= _MAX_DELAY:
        raise invalid(f"{prefix}DeliveryPolicy: healthyRetryPolicy.minDelayTarget must be from 1 to maxDelayTarget")
    if not 0 <= number <= _MAX_RETRIES or sum(_phases(retries)) > number:
        raise invalid(f"{prefix}DeliveryPolicy: healthyRetryPolicy.numRetries must be from 0 to {_MAX_RETRIES}")


def effective_topic_policy(topic: Topic) -> str:
    """The policy of a topic with AWS's defaults filled in (recorded)."""
    given = json.loads(topic.attributes.get("DeliveryPolicy", "{}"))
    policy = {
        "http": {
            "defaultHealthyRetryPolicy": _retries_of(given),
            "disableSubscriptionOverrides": given.get("http", {}).get("disableSubscriptionOverrides", False),
            "defaultRequestPolicy": {"headerContentType": "text/plain; charset=UTF-8"},
        }
    }
    return json.dumps(policy, separators=(",", ":"))


def effective_subscription_policy(topic: Topic, subscription: Subscription) -> dict[str, Any]:
    """What counts for one HTTP subscription: its own policy, unless the topic forbids that, else the topic's."""
    of_topic = json.loads(topic.attributes.get("DeliveryPolicy", "{}"))
    own = json.loads(subscription.attributes.get("DeliveryPolicy", "{}"))
    overridden = own and not of_topic.get("http", {}).get("disableSubscriptionOverrides", False)
    return _retries_of(own if overridden else of_topic)


def delays(policy: Mapping[str, Any]) -> Iterator[float]:
    """Seconds before each retry: at once, at the least delay, growing, at the greatest (developer guide).

    Every backoff function is taken for the linear one: AWS does not say how the others grow.
    """
    low, high = policy["minDelayTarget"], policy["maxDelayTarget"]
    at_once, at_least, at_most = _phases(policy)
    yield from [0.0] * at_once
    yield from [float(low)] * at_least
    growing = policy["numRetries"] - at_once - at_least - at_most
    for step in range(growing):
        yield low + (high - low) * step / max(growing - 1, 1)
    yield from [float(high)] * at_most


def _phases(policy: Mapping[str, Any]) -> tuple[int, int, int]:
    return policy["numNoDelayRetries"], policy["numMinDelayRetries"], policy["numMaxDelayRetries"]


def _retries_of(policy: Mapping[str, Any]) -> dict[str, Any]:
    given = policy.get("healthyRetryPolicy") or policy.get("http", {}).get("defaultHealthyRetryPolicy") or {}
    return {**_DEFAULT, **given}
