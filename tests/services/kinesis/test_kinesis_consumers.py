from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused, refused_with

OTHER = "222233334444"
STREAM = "arn:aws:kinesis:us-east-1:123456789012:stream/clicks"


@pytest.fixture
def refused() -> Refused:
    return refused_with


@pytest.fixture
def stream(fake: AwsFake) -> Any:
    fake.clock.freeze("2026-12-01T09:00Z")
    return fake.kinesis.stream("clicks", shards=1)


@pytest.fixture
def consumer(kinesis: Any, stream: Any) -> str:
    answer = kinesis.register_stream_consumer(StreamARN=stream.arn, ConsumerName="app", Tags={"team": "a"})
    return str(answer["Consumer"]["ConsumerARN"])


def records(kinesis: Any, consumer: str, **position: Any) -> list[bytes]:
    answer = kinesis.subscribe_to_shard(
        ConsumerARN=consumer, ShardId="shardId-000000000000", StartingPosition={"Type": "TRIM_HORIZON", **position}
    )
    return [record["Data"] for event in answer["EventStream"] for record in event["SubscribeToShardEvent"]["Records"]]


def test_consumers_are_registered_and_described(kinesis: Any, stream: Any, consumer: str) -> None:
    assert consumer == f"{STREAM}/consumer/app:1796115600"
    for named in ({"ConsumerARN": consumer}, {"StreamARN": STREAM, "ConsumerName": "app"}):
        described = kinesis.describe_stream_consumer(**named)["ConsumerDescription"]
        assert (described["ConsumerARN"], described["StreamARN"]) == (consumer, STREAM)
        assert described["ConsumerStatus"] == "ACTIVE"
    assert kinesis.describe_stream_summary(StreamName="clicks")["StreamDescriptionSummary"]["ConsumerCount"] == 1
    assert kinesis.list_tags_for_resource(ResourceARN=consumer)["Tags"] == [{"Key": "team", "Value": "a"}]
    kinesis.untag_resource(ResourceARN=consumer, TagKeys=["team"])
    assert kinesis.list_tags_for_resource(ResourceARN=consumer)["Tags"] == []


def test_consumers_are_listed_page_by_page(kinesis: Any, stream: Any, consumer: str) -> None:
    kinesis.register_stream_consumer(StreamARN=STREAM, ConsumerName="other")
    first = kinesis.list_stream_consumers(StreamARN=STREAM, MaxResults=1)
    second = kinesis.list_stream_consumers(StreamARN=STREAM, NextToken=first["NextToken"])
    assert [one["ConsumerName"] for one in first["Consumers"] + second["Consumers"]] == ["app", "other"]
    assert "NextToken" not in second


def test_a_consumer_can_go(kinesis: Any, stream: Any, consumer: str, refused: Refused) -> None:
    with refused("ResourceInUseException"):
        kinesis.delete_stream(StreamName="clicks")
    kinesis.deregister_stream_consumer(StreamARN=STREAM, ConsumerName="app")
    with refused("ResourceNotFoundException", f"Consumer {consumer}, account 123456789012 not found."):
        kinesis.describe_stream_consumer(ConsumerARN=consumer)
    kinesis.register_stream_consumer(StreamARN=STREAM, ConsumerName="app")
    kinesis.delete_stream(StreamName="clicks", EnforceConsumerDeletion=True)


def test_consumers_that_are_refused(kinesis: Any, stream: Any, consumer: str, refused: Refused) -> None:
    with refused("ResourceInUseException"):
        kinesis.register_stream_consumer(StreamARN=STREAM, ConsumerName="app")
    with refused("ResourceNotFoundException", "Consumer nope, account 123456789012 not found."):
        kinesis.describe_stream_consumer(StreamARN=STREAM, ConsumerName="nope")
    with refused("InvalidArgumentException"):
        kinesis.describe_stream_consumer(ConsumerName="app")
    with refused("InvalidArgumentException"):
        kinesis.describe_stream_consumer(ConsumerARN=consumer, ConsumerName="other")
    with refused("ResourceNotFoundException"):
        kinesis.list_stream_consumers(StreamARN=STREAM, StreamCreationTimestamp=0)
    for number in range(19):
        kinesis.register_stream_consumer(StreamARN=STREAM, ConsumerName=f"c{number}")
    with refused("LimitExceededException"):
        kinesis.register_stream_consumer(StreamARN=STREAM, ConsumerName="one-too-many")


def test_a_subscription_gives_the_records_that_are_there(kinesis: Any, stream: Any, consumer: str) -> None:
    first = stream.put(b"a")
    stream.put(b"b")
    assert records(kinesis, consumer) == [b"a", b"b"]
    assert records(kinesis, consumer, Type="AFTER_SEQUENCE_NUMBER", SequenceNumber=first.sequence) == [b"b"]
    assert records(kinesis, consumer, Type="LATEST") == []
    assert records(kinesis, consumer, Type="AT_TIMESTAMP", Timestamp="2026-12-01T09:00:00Z") == [b"a", b"b"]


def test_a_subscription_can_be_continued(kinesis: Any, stream: Any, consumer: str) -> None:
    def event(**position: Any) -> dict[str, Any]:
        answer = kinesis.subscribe_to_shard(
            ConsumerARN=consumer, ShardId="shardId-000000000000", StartingPosition=position
        )
        [event] = answer["EventStream"]
        return dict(event["SubscribeToShardEvent"])

    empty = event(Type="TRIM_HORIZON")
    assert (empty["Records"], empty["MillisBehindLatest"]) == ([], 0)
    stream.put(b"a")
    first = event(Type="AFTER_SEQUENCE_NUMBER", SequenceNumber=empty["ContinuationSequenceNumber"])
    stream.put(b"b")
    second = event(Type="AFTER_SEQUENCE_NUMBER", SequenceNumber=first["ContinuationSequenceNumber"])
    assert [[record["Data"] for record in one["Records"]] for one in (first, second)] == [[b"a"], [b"b"]]
    kinesis.update_shard_count(StreamName="clicks", TargetShardCount=2, ScalingType="UNIFORM_SCALING")
    assert [one["ShardId"][-1] for one in event(Type="LATEST")["ChildShards"]] == ["1", "2"]


def test_subscriptions_that_are_refused(kinesis: Any, stream: Any, consumer: str, refused: Refused) -> None:
    with refused("ResourceNotFoundException"):
        records(kinesis, consumer.replace("app", "nope"))
    with refused("InvalidArgumentException"):
        records(kinesis, consumer, Type="AT_SEQUENCE_NUMBER")
    with refused("DryRunOperationException"):
        kinesis.subscribe_to_shard(
            ConsumerARN=consumer,
            ShardId="shardId-000000000000",
            StartingPosition={"Type": "LATEST"},
            DryRun=True,
        )


# --- shards ---


def ranges(kinesis: Any) -> list[tuple[int, int]]:
    shards = kinesis.list_shards(StreamName="clicks", ShardFilter={"Type": "AT_LATEST"})["Shards"]
    keys = [shard["HashKeyRange"] for shard in shards]
    return sorted((int(one["StartingHashKey"]), int(one["EndingHashKey"])) for one in keys)


@pytest.mark.parametrize("counts", [[2, 4, 8], [2, 3, 6, 5, 3, 2, 1], [1, 2, 1]])
def test_the_number_of_shards_changes_by_splits_and_merges(kinesis: Any, stream: Any, counts: list[int]) -> None:
    for count in counts:
        before = len(ranges(kinesis))
        answer = kinesis.update_shard_count(StreamName="clicks", TargetShardCount=count, ScalingType="UNIFORM_SCALING")
        assert (answer["CurrentShardCount"], answer["TargetShardCount"]) == (before, count)
        size = 2**128 // count
        firsts = [index * size for index in range(count)]
        assert ranges(kinesis) == list(zip(firsts, [first - 1 for first in [*firsts[1:], 2**128]], strict=True))
    shards = kinesis.list_shards(StreamName="clicks")["Shards"]
    assert all("ParentShardId" in shard for shard in shards[1:])


def test_numbers_of_shards_that_are_refused(kinesis: Any, stream: Any, fake: AwsFake, refused: Refused) -> None:
    update = kinesis.update_shard_count
    scaling: dict[str, Any] = {"ScalingType": "UNIFORM_SCALING"}
    with refused(
        "LimitExceededException",
        "UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 1, "
        "Target shard count: 3",
    ):
        update(StreamName="clicks", TargetShardCount=3, **scaling)
    fake.kinesis.stream("wide", shards=5)
    with refused("LimitExceededException", "UpdateShardCount cannot scale down below half"):
        update(StreamName="wide", TargetShardCount=2, **scaling)
    fake.kinesis.stream("demanded", shards=None)
    with refused("ValidationException"):
        update(StreamName="demanded", TargetShardCount=2, **scaling)


# --- resource policies ---


def policy(action: str, resource: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"},
        "Action": action,
        "Resource": resource,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_another_account_may_do_what_the_policy_lets_it_do(
    kinesis: Any, stream: Any, fake: AwsFake, refused: Refused
) -> None:
    theirs = fake.account(OTHER).client("kinesis")
    put = {"StreamARN": STREAM, "Data": b"x", "PartitionKey": "k"}
    with refused("AccessDeniedException", "because no resource-based policy allows the kinesis:PutRecord action"):
        theirs.put_record(**put)
    text = policy("kinesis:PutRecord", STREAM)
    kinesis.put_resource_policy(ResourceARN=STREAM, Policy=text)
    assert kinesis.get_resource_policy(ResourceARN=STREAM)["Policy"] == text
    theirs.put_record(**put)
    assert [record.data for record in stream.records()] == [b"x"]
    with refused("AccessDeniedException"):
        theirs.describe_stream_summary(StreamARN=STREAM)
    with refused("AccessDeniedException"):
        theirs.delete_resource_policy(ResourceARN=STREAM)
    kinesis.delete_resource_policy(ResourceARN=STREAM)
    assert kinesis.get_resource_policy(ResourceARN=STREAM)["Policy"] == "{}"
    with refused("ResourceNotFoundException"):
        kinesis.delete_resource_policy(ResourceARN=STREAM)
    with refused("InvalidArgumentException"):
        kinesis.put_resource_policy(ResourceARN=STREAM, Policy="[]")


def test_consumers_have_policies_of_their_own(
    kinesis: Any, stream: Any, consumer: str, fake: AwsFake, refused: Refused
) -> None:
    theirs = fake.account(OTHER).client("kinesis")
    stream.put(b"a")
    with refused("AccessDeniedException", f"to perform: kinesis:SubscribeToShard on resource: {consumer}"):
        records(theirs, consumer)
    kinesis.put_resource_policy(ResourceARN=consumer, Policy=policy("kinesis:SubscribeToShard", consumer))
    assert records(theirs, consumer) == [b"a"]
