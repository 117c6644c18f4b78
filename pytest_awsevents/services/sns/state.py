"""What SNS keeps per account and region."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypeAlias

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.services.sns.errors import no_arn, unknown_subscription, unknown_topic
from pytest_awsevents.services.sns.filtering import Filter


class Published(NamedTuple):
    """What a FIFO topic remembers of a message, to know its duplicates."""

    until: datetime
    id: str
    sequence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that a topic accepted; `texts` by protocol, `default` for those that have no text of their own."""

    id: str
    topic: str
    at: datetime
    texts: Mapping[str, str]
    subject: str | None = None
    attributes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    group: str | None = None
    deduplication: str | None = None
    sequence: str | None = None

    def text(self, protocol: str) -> str:
        return self.texts.get(protocol, self.texts["default"])


Status: TypeAlias = Literal["delivered", "filtered out", "failed", "dead-lettered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one message for one subscription; `text` is what the endpoint got, or was to get."""

    message_id: str
    status: Status
    text: str = ""
    reason: str = ""


@dataclass(slots=True, eq=False)
class Subscription:
    """A subscription; `attributes` are those that were set."""

    arn: str
    topic: str
    owner: str
    protocol: str
    endpoint: str
    principal: str
    token: str
    confirmed: bool
    authenticated: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    filter: Filter | None = None
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def raw(self) -> bool:
        return self.attributes.get("RawMessageDelivery") == "true"

    @property
    def dead_letter_arn(self) -> str | None:
        policy = self.attributes.get("RedrivePolicy")
        return None if policy is None else str(json.loads(policy)["deadLetterTargetArn"])


@dataclass(slots=True, eq=False)
class Topic:
    """A topic; `attributes` are those that were set."""

    arn: str
    name: str
    account: str
    attributes: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    deleted: int = 0
    sequence: int = 10**19
    published: OrderedDict[tuple[str, str], Published] = field(default_factory=OrderedDict)
    data_protection: str = ""

    @property
    def fifo(self) -> bool:
        return self.name.endswith(".fifo")


@dataclass(slots=True, eq=False)
class Application:
    """A platform application; `endpoints` are the ARNs by token."""

    arn: str
    attributes: dict[str, str] = field(repr=False)
    endpoints: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(slots=True, eq=False)
class Endpoint:
    """An application on a device."""

    arn: str
    application: str
    attributes: dict[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMessage:
    """A text message, published to a number or to a topic that it is subscribed to."""

    phone: str
    text: str
    sender: str | None
    type: str
    at: datetime
    status: Literal["sent", "opted out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PushMessage:
    """A push message to an endpoint; `text` is the one for its platform."""

    endpoint: str
    token: str = field(repr=False)
    platform: str
    text: str
    at: datetime


@dataclass(slots=True, eq=False)
class SnsState:
    """All of SNS in one account and region; `sms` are the attributes that were set.

    `opted_out` are phone numbers, with the time; `opted_in` those that did so again.
    """

    topics: dict[str, Topic] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    sms: dict[str, str] = field(default_factory=dict)
    opted_out: dict[str, datetime] = field(default_factory=dict)
    opted_in: dict[str, datetime] = field(default_factory=dict)
    texts: list[TextMessage] = field(default_factory=list)
    pushes: list[PushMessage] = field(default_factory=list)


def _new_state(_: Scope) -> SnsState:
    return SnsState()


SNS = StateKey("sns", _new_state)


def read_arn(text: str, parameter: str) -> Arn:
    """An ARN of SNS; AWS's error where the text is none."""
    arn = parse_arn(text)
    if arn is None:
        raise no_arn(parameter, text)
    return arn


def topics_at(scope: Scope, arn: Arn) -> dict[str, Topic]:
    return scope.at(account=arn.account, region=arn.region).state(SNS).topics


def find_topic(scope: Scope, text: str, parameter: str = "TopicArn") -> Topic:
    """The topic of an ARN, in whatever account; AWS's error where there is none."""
    arn = read_arn(text, parameter)
    topic = topics_at(scope, arn).get(arn.resource) if arn.region == scope.region else None
    if topic is None:
        raise unknown_topic()
    return topic


def find_application(scope: Scope, text: str) -> Application:
    read_arn(text, "PlatformApplicationArn")
    application = scope.state(SNS).applications.get(text)
    if application is None:
        raise AwsError("NotFound", "PlatformApplication does not exist")
    return application


def find_endpoint(scope: Scope, text: str) -> Endpoint:
    read_arn(text, "EndpointArn")
    endpoint = scope.state(SNS).endpoints.get(text)
    if endpoint is None:
        raise AwsError("NotFound", "Endpoint does not exist")
    return endpoint


def find_subscription(scope: Scope, text: str) -> Subscription:
    """The subscription of an ARN; AWS's error where there is none."""
    arn = read_arn(text, "SubscriptionArn")
    topic = topics_at(scope, arn).get(arn.resource.partition(":")[0])
    found = None if topic is None else topic.subscriptions.get(text)
    if found is None:
        raise unknown_subscription()
    return found
