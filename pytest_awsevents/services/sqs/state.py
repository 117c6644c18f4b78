"""What SQS keeps per account and region."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.services.sqs.backlog import Backlog, StandardBacklog
from pytest_awsevents.services.sqs.errors import unknown_queue
from pytest_awsevents.services.sqs.fifo import FifoBacklog
from pytest_awsevents.services.sqs.messages import Message


class Redrive(NamedTuple):
    """The redrive policy of a queue."""

    dead_letter_arn: str
    max_receives: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The attributes of a queue that every send and receive looks at; durations in milliseconds."""

    visibility: int
    delay: int
    retention: int
    max_size: int
    content_deduplication: bool
    deduplicate_by_group: bool


class Sent(NamedTuple):
    """What a FIFO queue remembers of a message, to know its duplicates."""

    until: int
    id: str
    sequence: str


class Received(NamedTuple):
    """A receive from a FIFO queue that may be asked for again by its attempt id."""

    until: int
    messages: tuple[tuple[Message, str | None, int], ...]


@dataclass(slots=True, eq=False)
class MoveTask:
    """A finished move of messages out of a dead-letter queue."""

    id: str
    source_arn: str
    destination_arn: str | None
    rate: int | None
    started: int
    moved: int
    to_move: int


@dataclass(slots=True, eq=False)
class Queue:
    """A queue; `attributes` are those that were set or have a default, as GetQueueAttributes shows them."""

    name: str
    account: str
    region: str
    arn: str
    url: str
    created: int
    modified: int
    attributes: dict[str, str]
    limits: Limits
    redrive: Redrive | None = None
    tags: dict[str, str] = field(default_factory=dict)
    purged: int | None = None
    sent: OrderedDict[tuple[str, str], Sent] = field(default_factory=OrderedDict)
    attempts: dict[str, Received] = field(default_factory=dict)
    tasks: list[MoveTask] = field(default_factory=list)
    backlog: Backlog = field(init=False)

    def __post_init__(self) -> None:
        self.backlog = FifoBacklog() if self.fifo else StandardBacklog()

    @property
    def fifo(self) -> bool:
        return self.name.endswith(".fifo")

    def refresh(self, now: int) -> Backlog:
        """The backlog as it is now: what has expired is gone, what is due is visible."""
        self.backlog.expire(now - self.limits.retention)
        self.backlog.refresh(now)
        return self.backlog


@dataclass(slots=True, eq=False)
class SqsState:
    """All of SQS in one account and region; `deleted` holds when a name became free."""

    queues: dict[str, Queue] = field(default_factory=dict)
    deleted: dict[str, int] = field(default_factory=dict)


def _new_state(_: Scope) -> SqsState:
    return SqsState()


SQS = StateKey("sqs", _new_state)


class Place(NamedTuple):
    """Where a queue URL leads; the region is None and the account empty where the URL does not tell them."""

    account: str
    name: str
    region: str | None


@lru_cache(maxsize=4096)
def parse_url(url: str) -> Place | None:
    """The queue that a URL names by its last two path parts; the host may be that of any endpoint.

    A bare name, which SQS takes for a queue of the caller's, has neither account nor region.
    """
    if url and "/" not in url:
        return Place("", url, None)
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = parts.path.rstrip("/").split("/")
    if len(path) < 3 or not path[-2].isdecimal():
        return None
    return Place(path[-2], path[-1], _region_of(parts.hostname or ""))


def _region_of(host: str) -> str | None:
    """The region in the name of an endpoint of AWS; None where the host is another."""
    match host.split("."):
        case ["sqs" | "sqs-fips", region, "amazonaws", *_]:
            return region
        case [region, "queue", "amazonaws", *_]:
            return region
        case ["queue", "amazonaws", *_]:
            return "us-east-1"
    return None


def queue_url(scope: Scope, name: str) -> str:
    suffix = "amazonaws.com.cn" if scope.partition == "aws-cn" else "amazonaws.com"
    return f"https://sqs.{scope.region}.{suffix}/{scope.account}/{name}"


def find_queue(scope: Scope, url: str) -> Queue:
    """The queue of a URL, in whatever account and region; AWS's error where there is none."""
    place = parse_url(url)
    if place is None:
        raise AwsError("InvalidAddress", f"The address {url} is not valid for this endpoint.")
    account, name, region = place
    if (account and account != scope.account) or (region is not None and region != scope.region):
        scope = scope.at(account=account, region=region)
    queue = scope.state(SQS).queues.get(name)
    if queue is None:
        raise unknown_queue()
    return queue


def queue_of_arn(scope: Scope, text: str) -> Queue | None:
    """The queue of an ARN, or None."""
    arn = parse_arn(text)
    if arn is None or arn.service != "sqs" or not arn.account or not arn.region:
        return None
    return scope.at(account=arn.account, region=arn.region).state(SQS).queues.get(arn.resource)


def queues_in(scope: Scope) -> Mapping[str, Queue]:
    """The queues of the account and region, in the order of their creation."""
    return scope.state(SQS).queues
