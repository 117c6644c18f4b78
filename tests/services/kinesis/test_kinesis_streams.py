from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.fake import AwsFake

ARN = "arn:aws:kinesis:us-east-1:123456789012:stream/clicks"
LAST = str(2**128 - 1)


def test_a_new_stream(fake: AwsFake, kinesis: Any, name: str) -> None:
    stream = kinesis.describe_stream(StreamName=name)["StreamDescription"]
    assert (stream["StreamARN"], stream["StreamStatus"], stream["RetentionPeriodHours"]) == (ARN, "ACTIVE", 24)
    assert stream["StreamModeDetails"] == {"StreamMode": "PROVISIONED"}
    assert stream["EncryptionType"] == "NONE"
    assert [shard["HashKeyRange"] for shard in stream["Shards"]] == [
        {"StartingHashKey": "0", "EndingHashKey": str(2**127 - 1)},
        {"StartingHashKey": str(2**127), "EndingHashKey": LAST},
    ]
    sequences = [shard["SequenceNumberRange"]["StartingSequenceNumber"] for shard in stream["Shards"]]
    assert [len(sequence) for sequence in sequences] == [56, 56]
    assert sequences == sorted(sequences)
    kinesis.get_waiter("stream_exists").wait(StreamName=name)
    summary = kinesis.describe_stream_summary(StreamARN=ARN)["StreamDescriptionSummary"]
    assert (summary["OpenShardCount"], summary["ConsumerCount"]) == (2, 0)


def test_three_shards_share_all_hash_keys(kinesis: Any) -> None:
    kinesis.create_stream(StreamName="clicks", ShardCount=3)
    ranges = [shard["HashKeyRange"] for shard in kinesis.list_shards(StreamName="clicks")["Shards"]]
    assert ranges[0]["StartingHashKey"] == "0"
    assert ranges[2]["EndingHashKey"] == LAST
    assert int(ranges[0]["EndingHashKey"]) + 1 == int(ranges[1]["StartingHashKey"])


def test_streams_on_demand(kinesis: Any, refused: Any) -> None:
    on_demand = {"StreamMode": "ON_DEMAND"}
    kinesis.create_stream(
        StreamName="clicks", StreamModeDetails=on_demand, WarmThroughputMiBps=10, MaxRecordSizeInKiB=2048
    )
    summary = kinesis.describe_stream_summary(StreamName="clicks")["StreamDescriptionSummary"]
    assert summary["OpenShardCount"] == 4
    assert (summary["MaxRecordSizeInKiB"], summary["WarmThroughput"]["CurrentMiBps"]) == (2048, 10)
    with refused("InvalidArgumentException"):
        kinesis.create_stream(StreamName="other", StreamModeDetails=on_demand, ShardCount=1)
    with refused("InvalidArgumentException"):
        kinesis.create_stream(StreamName="other")
    with refused("ValidationException"):
        kinesis.split_shard(StreamName="clicks", ShardToSplit="shardId-000000000000", NewStartingHashKey="9")
    kinesis.update_stream_mode(StreamARN=ARN, StreamModeDetails={"StreamMode": "PROVISIONED"})
    limits = kinesis.describe_limits()
    assert (limits["OpenShardCount"], limits["OnDemandStreamCount"]) == (4, 0)


def test_streams_that_are_not_there(fake: AwsFake, kinesis: Any, name: str, refused: Any) -> None:
    with refused("ResourceNotFoundException", "Stream gone under account 123456789012 not found."):
        kinesis.describe_stream(StreamName="gone")
    with refused("ResourceInUseException", "Stream clicks under account 123456789012 already exists."):
        kinesis.create_stream(StreamName=name, ShardCount=1)
    for params in ({}, {"StreamARN": ARN, "StreamName": "other"}):
        with refused("InvalidArgumentException"):
            kinesis.describe_stream_summary(**params)
    with pytest.raises(AwsError, match="failed to satisfy constraint"):  # a client refuses such an ARN itself
        fake.scope().call("kinesis", "DescribeStreamSummary", {"StreamARN": "arn:aws:kinesis:us-east-1:1:table/x"})
    kinesis.delete_stream(StreamName=name)
    with refused("ResourceNotFoundException"):
        kinesis.describe_stream(StreamARN=ARN)


def test_names_are_checked_against_the_model(kinesis: Any, refused: Any) -> None:
    with refused("ValidationException"):
        kinesis.create_stream(StreamName="with space", ShardCount=1)


def test_what_is_not_faked_is_refused_by_name(kinesis: Any, name: str) -> None:
    with pytest.raises(UnsupportedOperation, match="partition keys"):
        kinesis.create_stream(StreamName="other", ShardCount=1, RecordDistributionStrategy="AUTO")


def test_listing(kinesis: Any, refused: Any) -> None:
    for letter in "bca":
        kinesis.create_stream(StreamName=letter, ShardCount=1)
    first = kinesis.list_streams(Limit=2)
    assert (first["StreamNames"], first["HasMoreStreams"]) == (["a", "b"], True)
    rest = kinesis.list_streams(NextToken=first["NextToken"])
    assert (rest["StreamNames"], rest["HasMoreStreams"]) == (["c"], False)
    assert rest["StreamSummaries"][0]["StreamStatus"] == "ACTIVE"


def test_shards_are_listed_in_pages(kinesis: Any, name: str, refused: Any) -> None:
    page = kinesis.list_shards(StreamName=name, MaxResults=1)
    assert [shard["ShardId"] for shard in page["Shards"]] == ["shardId-000000000000"]
    rest = kinesis.list_shards(NextToken=page["NextToken"])
    assert [shard["ShardId"] for shard in rest["Shards"]] == ["shardId-000000000001"]
    assert "NextToken" not in rest
    description = kinesis.describe_stream(StreamName=name, Limit=1)["StreamDescription"]
    assert description["HasMoreShards"] is True
    later = kinesis.describe_stream(StreamName=name, ExclusiveStartShardId="shardId-000000000000")
    assert len(later["StreamDescription"]["Shards"]) == 1
    with refused("InvalidArgumentException", "NextToken and StreamName cannot be provided together."):
        kinesis.list_shards(StreamName=name, NextToken=page["NextToken"])
    with refused("InvalidArgumentException"):
        kinesis.list_shards(NextToken="none")


def test_tags(kinesis: Any, name: str, refused: Any) -> None:
    kinesis.add_tags_to_stream(StreamName=name, Tags={"a": "1", "b": "2"})
    kinesis.tag_resource(ResourceARN=ARN, Tags={"c": "3"})
    kinesis.remove_tags_from_stream(StreamName=name, TagKeys=["a"])
    page = kinesis.list_tags_for_stream(StreamName=name, Limit=1)
    assert (page["Tags"], page["HasMoreTags"]) == ([{"Key": "b", "Value": "2"}], True)
    rest = kinesis.list_tags_for_stream(StreamName=name, ExclusiveStartTagKey="b")
    assert (rest["Tags"], rest["HasMoreTags"]) == ([{"Key": "c", "Value": "3"}], False)
    kinesis.untag_resource(ResourceARN=ARN, TagKeys=["b"])
    assert kinesis.list_tags_for_resource(ResourceARN=ARN)["Tags"] == [{"Key": "c", "Value": "3"}]
    with refused("InvalidArgumentException"):
        kinesis.add_tags_to_stream(StreamName=name, Tags={str(number): "" for number in range(50)})


def test_encryption_and_monitoring_are_given_back(kinesis: Any, name: str) -> None:
    kinesis.start_stream_encryption(StreamName=name, EncryptionType="KMS", KeyId="alias/aws/kinesis")
    stream = kinesis.describe_stream(StreamName=name)["StreamDescription"]
    assert (stream["EncryptionType"], stream["KeyId"]) == ("KMS", "alias/aws/kinesis")
    assert kinesis.put_record(StreamName=name, Data=b"x", PartitionKey="k")["EncryptionType"] == "KMS"
    kinesis.stop_stream_encryption(StreamName=name, EncryptionType="KMS", KeyId="alias/aws/kinesis")
    assert "KeyId" not in kinesis.describe_stream(StreamName=name)["StreamDescription"]
    enabled = kinesis.enable_enhanced_monitoring(StreamName=name, ShardLevelMetrics=["ALL"])
    assert (enabled["CurrentShardLevelMetrics"], len(enabled["DesiredShardLevelMetrics"])) == ([], 7)
    disabled = kinesis.disable_enhanced_monitoring(StreamName=name, ShardLevelMetrics=["IncomingBytes"])
    assert "IncomingBytes" not in disabled["DesiredShardLevelMetrics"]


def test_a_stream_of_another_region_by_its_arn(fake: AwsFake, kinesis: Any) -> None:
    elsewhere = fake.client("kinesis", region="eu-west-1")
    elsewhere.create_stream(StreamName="far", ShardCount=1)
    arn = elsewhere.describe_stream_summary(StreamName="far")["StreamDescriptionSummary"]["StreamARN"]
    fake.scope().call("kinesis", "DeleteStream", {"StreamARN": arn})
    assert elsewhere.list_streams()["StreamNames"] == []


def test_an_account_has_so_many_shards_and_no_more(kinesis: Any, refused: Any) -> None:
    kinesis.create_stream(StreamName="wide", ShardCount=499)
    assert kinesis.describe_limits()["OpenShardCount"] == 499
    message = (
        "This request would exceed the shard limit for the account 123456789012 in us-east-1. Current shard count for "
        "the account: 499. Limit: 500. Number of additional shards that would have resulted from this request: "
        "{}. Refer to the AWS Service Limits page (https://docs.aws.amazon.com/general/latest/gr/aws_service_limits."
        "html) for current limits and how to request higher limits."
    )
    with refused("LimitExceededException", message.format(2**31 - 1)):
        kinesis.create_stream(StreamName="huge", ShardCount=2**31 - 1)
    with refused("LimitExceededException", message.format(499)):
        kinesis.update_shard_count(StreamName="wide", TargetShardCount=998, ScalingType="UNIFORM_SCALING")
    kinesis.create_stream(StreamName="narrow", ShardCount=1)
    first = kinesis.list_shards(StreamName="narrow")["Shards"][0]["ShardId"]
    with refused("LimitExceededException"):
        kinesis.split_shard(StreamName="narrow", ShardToSplit=first, NewStartingHashKey=str(2**127))


def test_an_account_has_so_many_streams_on_demand_and_no_more(kinesis: Any, refused: Any) -> None:
    for number in range(50):
        kinesis.create_stream(StreamName=f"s{number}", StreamModeDetails={"StreamMode": "ON_DEMAND"})
    with refused("LimitExceededException"):
        kinesis.create_stream(StreamName="more", StreamModeDetails={"StreamMode": "ON_DEMAND"})
