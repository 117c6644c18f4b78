"""What `aws_sns` gives: topics with subscribers in one line, views on what was published, assertions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pytest_awsevents.assertions.arrived import Arrivals, parsed
from pytest_awsevents.assertions.expecting import Count, HasArn, given_arn, unknown_name
from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import InvalidOption
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import Json
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import open_policy
from pytest_awsevents.services.sns.delivered import assert_delivered
from pytest_awsevents.services.sns.mobile import is_phone
from pytest_awsevents.services.sns.published import PublishedMessage, messages_of
from pytest_awsevents.services.sns.state import (
    SNS,
    Outcome,
    PushMessage,
    TextMessage,
    find_subscription,
    find_topic,
)

Subscriber: TypeAlias = HasArn | str
"""A queue, a function, a delivery stream, or an address: `https://...`, of mail, a phone number, an endpoint's ARN."""

_INSTEAD = "assert_not_published()"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscriber of a topic, with `arn`, `protocol` and `endpoint`, and what became of each message for it."""

    arn: str
    protocol: str
    endpoint: str
    _scope: Scope = field(repr=False, compare=False)

    @property
    def confirmed(self) -> bool:
        """Whether it was confirmed: nothing is delivered before."""
        return find_subscription(self._scope, self.arn).confirmed

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of every message since it was confirmed: delivered, filtered out, failed, dead-lettered."""
        return tuple(find_subscription(self._scope, self.arn).outcomes)

    def received(self) -> list[str]:
        """The texts that were delivered."""
        return [outcome.text for outcome in self.outcomes if outcome.status == "delivered"]

    def confirm(self) -> None:
        """Confirms it, by ConfirmSubscription, as its owner would with the token that was sent."""
        stored = find_subscription(self._scope, self.arn)
        self._scope.call("sns", "ConfirmSubscription", {"TopicArn": stored.topic, "Token": stored.token})


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, with `name` and `arn`, to be given to a rule as its target, published to and looked into."""

    name: str
    arn: str
    _scope: Scope = field(repr=False, compare=False)
    _recorded: Recorded = field(repr=False, compare=False)

    def publish(
        self, message: Json, *, subject: str | None = None, attributes: Mapping[str, Any] | None = None, **params: Any
    ) -> str:
        """Publishes, by Publish, JSON where the message is not a text; returns the id of the message.

        `attributes`: texts, numbers, bytes, or lists. Further keywords are members of AWS's request.
        """
        text = message if isinstance(message, str) else json.dumps(message)
        request: dict[str, Any] = {"TopicArn": self.arn, "Message": text, "Subject": subject, **params}
        if attributes:
            request["MessageAttributes"] = {name: _attribute(value) for name, value in attributes.items()}
        request = {name: value for name, value in request.items() if value is not None}
        return str(self._scope.call("sns", "Publish", request)["MessageId"])

    def subscribe(
        self,
        to: Subscriber,
        *,
        filter: Mapping[str, Any] | None = None,
        body_filter: Mapping[str, Any] | None = None,
        raw: bool = False,
        dead_letter: HasArn | None = None,
        confirm: bool = True,
    ) -> Subscription:
        """Subscribes an endpoint, by Subscribe, and confirms that where it is asked for.

        `filter` is a policy on message attributes, `body_filter` one on the JSON of the message.
        """
        if filter is not None and body_filter is not None:
            raise InvalidOption("a subscription has one filter policy: give filter=... or body_filter=..., not both")
        protocol, endpoint = _protocol_of(to)
        policy, scope = (filter, "MessageAttributes") if body_filter is None else (body_filter, "MessageBody")
        attributes = {
            "FilterPolicy": None if policy is None else json.dumps(policy),
            "FilterPolicyScope": None if policy is None else scope,
            "RawMessageDelivery": "true" if raw else None,
            "RedrivePolicy": None if dead_letter is None else json.dumps({"deadLetterTargetArn": dead_letter.arn}),
            "SubscriptionRoleArn": f"arn:aws:iam::{self._scope.account}:role/sns" if protocol == "firehose" else None,
        }
        request = {
            "TopicArn": self.arn,
            "Protocol": protocol,
            "Endpoint": endpoint,
            "Attributes": {name: value for name, value in attributes.items() if value is not None},
            "ReturnSubscriptionArn": True,
        }
        arn = self._scope.call("sns", "Subscribe", request)["SubscriptionArn"]
        subscription = Subscription(arn, protocol, endpoint, self._scope)
        if confirm and not subscription.confirmed:
            subscription.confirm()
        return subscription

    def subscriptions(self) -> list[Subscription]:
        """Its subscriptions, confirmed or not, in the order they were made."""
        stored = find_topic(self._scope, self.arn).subscriptions.values()
        return [Subscription(one.arn, one.protocol, one.endpoint, self._scope) for one in stored]

    def published(self) -> list[PublishedMessage]:
        """What the topic accepted, oldest first, whoever published it."""
        return [message for call in self._recorded.calls for message in messages_of(call, self.arn)]

    def messages(self) -> list[Json]:
        """The texts that were published, parsed where they are JSON."""
        return [parsed(message.text) for message in self.published()]


class Sns:
    """SNS of the default account and region."""

    def __init__(self, scope: Scope, recorded: Recorded) -> None:
        self._scope = scope
        self._recorded = recorded

    def topic(
        self, name: str, *, to: Subscriber | Iterable[Subscriber] = (), fifo: bool = False, **attributes: str
    ) -> Topic:
        """The topic of that name, made by CreateTopic where there is none, with subscribers.

        A FIFO topic gets the suffix `.fifo` where the name lacks it, and content-based deduplication. Its policy lets
        AWS services publish, so that rules may use it. `attributes` are AWS's: `DisplayName="Orders"`.
        """
        if fifo and not name.endswith(".fifo"):
            name += ".fifo"
        if name.endswith(".fifo") and name not in self._scope.state(SNS).topics:
            attributes = {"FifoTopic": "true", "ContentBasedDeduplication": "true", **attributes}
        if name not in self._scope.state(SNS).topics:
            attributes = {"Policy": open_policy("sns:Publish", self._scope.arn("sns", name)), **attributes}
        arn = self._scope.call("sns", "CreateTopic", {"Name": name, "Attributes": attributes})["TopicArn"]
        topic = Topic(name, arn, self._scope, self._recorded)
        for subscriber in [to] if isinstance(to, str | HasArn) else to:
            topic.subscribe(subscriber)
        return topic

    def topics(self) -> list[Topic]:
        """All topics of the account and region, in the order of their creation."""
        stored = self._scope.state(SNS).topics.values()
        return [Topic(one.name, one.arn, self._scope, self._recorded) for one in stored]

    # --- text messages and push messages ---

    def text_messages(self, to: str | None = None) -> list[TextMessage]:
        """The text messages that were sent to a phone number, or to any, oldest first."""
        return [one for one in self._scope.state(SNS).texts if to in (None, one.phone)]

    def push_messages(self, to: str | None = None) -> list[PushMessage]:
        """The push messages that were sent to an endpoint, by its ARN, or to any, oldest first."""
        return [one for one in self._scope.state(SNS).pushes if to in (None, one.endpoint)]

    def opt_out(self, phone: str) -> None:
        """The holder of a phone wants no text messages any more: what replying STOP does."""
        if not is_phone(phone):
            raise InvalidOption(f"{phone!r} is no phone number: give it as +41791234567")
        self._scope.state(SNS).opted_out[phone] = self._scope.now

    # --- asserting ---

    def assert_published(self, message: object = None, *, topic: str | Topic, count: Count = None) -> PublishedMessage:
        """Asserts that a topic accepted a message, with a text or JSON where one is given; returns the first.

        JSON objects are compared partially; `message` may be a matcher. `count`: exactly so many, one of a range, or
        (None) at least one.
        """
        __tracebackhide__ = True
        return self._arrivals(topic).assert_some(message, count, _INSTEAD)

    def assert_not_published(self, message: object = None, *, topic: str | Topic) -> None:
        """Asserts that a topic accepted no message, or none with that text or JSON."""
        __tracebackhide__ = True
        self._arrivals(topic).assert_none(message)

    def assert_delivered(
        self, message: object = None, *, topic: str | Topic, to: Subscriber, count: Count = None
    ) -> Outcome:
        """Asserts that a subscriber got a message, with that text or JSON as it was published; returns what it got.

        `to` is what was subscribed. A failure says what kept the message out: the filter policy, a refusal.
        """
        __tracebackhide__ = True
        found = self._find(topic)
        endpoint = given_arn(to, "subscriber")
        return assert_delivered(find_topic(self._scope, found.arn), found.published(), message, endpoint, count)

    def _arrivals(self, topic: str | Topic) -> Arrivals[PublishedMessage]:
        __tracebackhide__ = True
        found = self._find(topic)
        return Arrivals(found.published(), "message", f"published to topic {found.name}", self._where_else)

    def _find(self, topic: str | Topic) -> Topic:
        __tracebackhide__ = True
        known = {one.name: one for one in self.topics()}
        if isinstance(topic, str) and topic not in known:
            unknown_name("topic", topic, sorted(known))
        return known[topic] if isinstance(topic, str) else topic

    def _where_else(self) -> list[str]:
        counts = [f"{one.name} ({len(one.published())})" for one in self.topics()]
        return [f"published so far, by topic: {', '.join(counts)}"]


def _attribute(value: object) -> dict[str, Any]:
    if isinstance(value, bytes):
        return {"DataType": "Binary", "BinaryValue": value}
    if isinstance(value, str):
        return {"DataType": "String", "StringValue": value}
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"DataType": "Number" if number else "String.Array", "StringValue": json.dumps(value)}


def _protocol_of(to: Subscriber) -> tuple[str, str]:
    endpoint = given_arn(to, "subscriber")
    arn = parse_arn(endpoint)
    if arn is not None:
        return ("application" if arn.service == "sns" else arn.service), endpoint
    if is_phone(endpoint):
        return "sms", endpoint
    scheme = endpoint.partition("://")[0]
    return ("email" if scheme == endpoint else scheme), endpoint
