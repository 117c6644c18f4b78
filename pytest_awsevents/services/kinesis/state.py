"""What Kinesis keeps per account and region."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.policies import Request, check_access
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, StateKey

ON_DEMAND = "ON_DEMAND"
PROVISIONED = "PROVISIONED"
HASH_KEYS = 2**128
_DIGITS = 47


@dataclass(frozen=True, slots=True)
class Record:
    """A record in a shard; `number` counts those of the whole stream."""

    number: int
    sequence: str
    data: bytes
    key: str
    at: datetime


@dataclass(slots=True, eq=False)
class Shard:
    """A shard with the records that have not expired; `ending` is its last sequence number once it is closed."""

    index: int
    first_hash: int
    last_hash: int
    starting: str
    created: datetime
    parents: tuple[str, ...] = ()
    closed: datetime | None = None
    ending: str | None = None
    records: list[Record] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"shardId-{self.index:012}"

    def since(self, number: int) -> int:
        """The index of the first record from a number on."""
        return bisect_left(self.records, number, key=lambda record: record.number)

    def arrived_since(self, at: datetime) -> int:
        """The index of the first record that arrived at an instant or later."""
        return bisect_left(self.records, at, key=lambda record: record.at)


@dataclass(slots=True, eq=False)
class Consumer:
    """Who reads with a throughput of his own (enhanced fan-out)."""

    name: str
    arn: str
    stream: str
    created: datetime
    tags: dict[str, str] = field(default_factory=dict)
    policy: str | None = None


@dataclass(slots=True, eq=False)
class Stream:
    """A stream; `number` is that of the newest record or shard."""

    name: str
    arn: str
    account: str
    region: str
    created: datetime
    mode: str = PROVISIONED
    retention_hours: int = 24
    shards: list[Shard] = field(default_factory=list)
    number: int = 0
    tags: dict[str, str] = field(default_factory=dict)
    metrics: list[str] = field(default_factory=list)
    key_id: str | None = None
    max_record_kib: int = 1024
    warm_throughput: int | None = None
    consumers: dict[str, Consumer] = field(default_factory=dict)
    policy: str | None = None

    @property
    def open_shards(self) -> list[Shard]:
        return [shard for shard in self.shards if shard.closed is None]

    @property
    def encryption(self) -> str:
        return "NONE" if self.key_id is None else "KMS"

    def add_shard(self, first_hash: int, last_hash: int, at: datetime, parents: tuple[str, ...] = ()) -> Shard:
        """Opens a shard for a range of hash keys."""
        index = len(self.shards)
        shard = Shard(index, first_hash, last_hash, self.next_sequence(index, at), at, parents)
        self.shards.append(shard)
        return shard

    def next_sequence(self, shard_index: int, at: datetime) -> str:
        """A sequence number: 56 digits that grow with each record of the stream, laid out like AWS's."""
        self.number += 1
        return str(
            int(
                f"2{int(self.created.timestamp()):010x}{self.number:016x}00{int(at.timestamp()):09x}{shard_index:08x}2",
                16,
            )
        )

    def number_of(self, sequence: str) -> int | None:
        """The number in a sequence number of this stream; None for what is none."""
        if not sequence.isdecimal():
            return None
        digits = f"{int(sequence):0{_DIGITS}x}"
        if len(digits) != _DIGITS or digits[:11] != f"2{int(self.created.timestamp()):010x}":
            return None
        return int(digits[11:27], 16)

    def horizon(self, now: datetime) -> datetime:
        """Records that arrived before this have expired."""
        return now - timedelta(hours=self.retention_hours)

    def trim(self, now: datetime) -> None:
        """Forgets what has expired."""
        horizon = self.horizon(now)
        for shard in self.shards:
            if shard.records and shard.records[0].at < horizon:
                del shard.records[: shard.arrived_since(horizon)]


@dataclass(slots=True, eq=False)
class KinesisState:
    """All of Kinesis in one account and region."""

    streams: dict[str, Stream] = field(default_factory=dict)


def _new_state(_: Scope) -> KinesisState:
    return KinesisState()


KINESIS = StateKey("kinesis", _new_state)


def hash_ranges(count: int) -> list[tuple[int, int]]:
    """Equal ranges of hash keys, first and last; the last range takes what is left over."""
    size = HASH_KEYS // count
    return [(index * size, HASH_KEYS - 1 if index == count - 1 else (index + 1) * size - 1) for index in range(count)]


def find_stream(scope: Scope, params: Params) -> Stream:
    """The stream that a request names, by name or ARN; AWS's error where there is none."""
    text: str | None = params.get("StreamARN")
    name: str | None = params.get("StreamName")
    if text is not None:
        return stream_of_arn(scope, text, name)
    if name is None:
        raise invalid("Either StreamName or StreamARN must be provided.")
    stream = scope.state(KINESIS).streams.get(name)
    if stream is None:
        raise not_found(name, scope.account)
    _check_access(scope, stream)
    return stream


def stream_of_arn(scope: Scope, text: str, name: str | None = None) -> Stream:
    """The stream of an ARN; AWS's error where there is none, or where it has another name."""
    arn = parse_arn(text)
    if arn is None or arn.service != "kinesis" or arn.resource_type != "stream":
        raise invalid(f"{text} is not a valid stream ARN.")
    if name is not None and name != arn.resource_id:
        raise invalid("StreamName and StreamARN do not name the same stream.")
    stream = scope.at(account=arn.account, region=arn.region).state(KINESIS).streams.get(arn.resource_id)
    if stream is None:
        raise not_found(arn.resource_id, arn.account)
    _check_access(scope, stream)
    return stream


def find_consumer(scope: Scope, text: str) -> tuple[Stream, Consumer]:
    """The consumer of an ARN, and its stream; AWS's error where there is none."""
    before, _, rest = text.rpartition("/consumer/")
    arn = parse_arn(before)
    streams = {} if arn is None else scope.at(account=arn.account, region=arn.region).state(KINESIS).streams
    stream = None if arn is None else streams.get(arn.resource_id)
    consumer = None if stream is None else stream.consumers.get(rest.rpartition(":")[0])
    if stream is None or consumer is None or consumer.arn != text:
        account = scope.account if arn is None else arn.account
        raise AwsError("ResourceNotFoundException", f"Consumer {text}, account {account} not found.")
    _check_access(scope, stream, consumer)
    return stream, consumer


def _check_access(scope: Scope, stream: Stream, consumer: Consumer | None = None) -> None:
    """Refuses what the policy of the stream, or that of the consumer, does not let another account do."""
    if scope.api_call is not None:
        resource = stream if consumer is None else consumer
        request = Request(scope.caller, f"kinesis:{scope.api_call.operation}", (resource.arn,))
        check_access(resource.policy, request, owner=stream.account)


def find_shard(stream: Stream, id: str) -> Shard:
    for shard in stream.shards:
        if shard.id == id:
            return shard
    raise AwsError(
        "ResourceNotFoundException",
        f"Could not find shard {id} in stream {stream.name} under account {stream.account}.",
    )


def invalid(message: str) -> AwsError:
    return AwsError("InvalidArgumentException", message)


def not_found(name: str, account: str) -> AwsError:
    return AwsError("ResourceNotFoundException", f"Stream {name} under account {account} not found.")
