"""Where a poller is in each shard of a stream, and how it reads on."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.lambda_.event_sources.lanes import Lane

_LIFETIME = timedelta(minutes=4)  # iterators live for five


@dataclass(slots=True, eq=False)
class ShardReader:
    """One shard; `position` says by AWS's members where an iterator has to begin.

    `children` are the shards that follow it, with their parents, once it has `ended`; it is `done` when all that was in
    it is processed.
    """

    shard: str
    position: Mapping[str, Any]
    lanes: list[Lane] = field(default_factory=list)
    ended: bool = False
    done: bool = False
    children: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    turn: threading.Lock = field(default_factory=threading.Lock)
    _iterator: str = ""
    _made: datetime | None = None

    @property
    def empty(self) -> bool:
        return all(lane.empty for lane in self.lanes)

    def take_position(self, scope: Scope, stream_arn: str) -> None:
        """Fixes where to read from."""
        request = {"StreamARN": stream_arn, "ShardId": self.shard, **self.position}
        self._iterator = scope.call("kinesis", "GetShardIterator", request)["ShardIterator"]
        self._made = scope.now

    def read(self, scope: Scope, stream_arn: str) -> list[dict[str, Any]]:
        """All records there are from here on, by GetRecords; raises AwsError."""
        records: list[dict[str, Any]] = []
        while not self.ended:
            if self._made is None or scope.now >= self._made + _LIFETIME:
                self.take_position(scope, stream_arn)
            answer = scope.call("kinesis", "GetRecords", {"ShardIterator": self._iterator})
            found = answer["Records"]
            records += found
            self._move(scope, answer)
            if not answer["MillisBehindLatest"]:
                break
        return records

    def _move(self, scope: Scope, answer: Mapping[str, Any]) -> None:
        found = answer["Records"]
        if found:
            self.position = {
                "ShardIteratorType": "AFTER_SEQUENCE_NUMBER",
                "StartingSequenceNumber": found[-1]["SequenceNumber"],
            }
        elif self.position["ShardIteratorType"] == "LATEST" and self._made is not None:
            # What comes is read when it comes; a new iterator begins behind the moment of the first, which goes over
            # the wire in whole seconds.
            at = self._made.replace(microsecond=0) + timedelta(seconds=1)
            self.position = {"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": at}
        following = answer.get("NextShardIterator")
        if following is not None:
            self._iterator, self._made = following, scope.now
            return
        self.ended = True
        self.children = {one["ShardId"]: tuple(one["ParentShards"]) for one in answer.get("ChildShards", ())}


def first_readers(scope: Scope, stream_arn: str, settings: Params) -> dict[str, ShardReader]:
    """The shards with which a mapping begins; those that came of them follow when they are done.

    With LATEST those that are open; else the oldest that there are.
    """
    shards = _shards(scope, stream_arn)
    known = {shard["ShardId"] for shard in shards}
    position = {"ShardIteratorType": settings["StartingPosition"]}
    if "StartingPositionTimestamp" in settings:
        position["Timestamp"] = settings["StartingPositionTimestamp"]
    readers: dict[str, ShardReader] = {}
    for shard in shards:
        if position["ShardIteratorType"] == "LATEST":
            begins = "EndingSequenceNumber" not in shard["SequenceNumberRange"]
        else:
            begins = shard.get("ParentShardId") not in known
        if begins:
            reader = readers[shard["ShardId"]] = ShardReader(shard["ShardId"], position)
            reader.take_position(scope, stream_arn)
    return readers


def _shards(scope: Scope, stream_arn: str) -> list[dict[str, Any]]:
    answer = scope.call("kinesis", "ListShards", {"StreamARN": stream_arn})
    shards: list[dict[str, Any]] = list(answer["Shards"])
    while "NextToken" in answer:
        answer = scope.call("kinesis", "ListShards", {"NextToken": answer["NextToken"]})
        shards += answer["Shards"]
    return shards
