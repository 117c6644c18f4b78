from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake


def test_order_group_and_sequence_go_on_to_fifo_queues(fake: AwsFake, sns: Any, fifo_arn: str) -> None:
    queue = fake.sqs.queue("jobs.fifo")
    sns.subscribe(TopicArn=fifo_arn, Protocol="sqs", Endpoint=queue.arn)
    first = sns.publish(TopicArn=fifo_arn, Message="one", MessageGroupId="g")
    second = sns.publish(TopicArn=fifo_arn, Message="two", MessageGroupId="g", MessageDeduplicationId="d")
    assert len(first["SequenceNumber"]) == 20
    assert first["SequenceNumber"] < second["SequenceNumber"]
    received = queue.receive()
    assert [message["Attributes"]["MessageGroupId"] for message in received] == ["g", "g"]
    assert received[1]["Attributes"]["MessageDeduplicationId"] == "d"
    envelopes = queue.messages()
    assert [one["SequenceNumber"] for one in envelopes] == [first["SequenceNumber"], second["SequenceNumber"]]
    assert "Signature" not in envelopes[0]


def test_duplicates_within_five_minutes_are_not_sent_again(fake: AwsFake, sns: Any, fifo_arn: str) -> None:
    fake.clock.freeze("2026-01-01T00:00Z")
    queue = fake.sqs.queue("jobs")
    sns.subscribe(TopicArn=fifo_arn, Protocol="sqs", Endpoint=queue.arn)
    first = sns.publish(TopicArn=fifo_arn, Message="one", MessageGroupId="g")
    again = sns.publish(TopicArn=fifo_arn, Message="one", MessageGroupId="other")
    assert (again["MessageId"], again["SequenceNumber"]) == (first["MessageId"], first["SequenceNumber"])
    assert len(queue) == 1
    fake.clock.tick(301)
    sns.publish(TopicArn=fifo_arn, Message="one", MessageGroupId="g")
    assert len(queue) == 2


def test_duplicates_count_by_group_where_the_topic_says_so(fake: AwsFake, sns: Any, fifo_arn: str) -> None:
    sns.set_topic_attributes(TopicArn=fifo_arn, AttributeName="FifoThroughputScope", AttributeValue="MessageGroup")
    first = sns.publish(TopicArn=fifo_arn, Message="one", MessageGroupId="g")
    other = sns.publish(TopicArn=fifo_arn, Message="one", MessageGroupId="h")
    assert first["MessageId"] != other["MessageId"]


def test_what_fifo_topics_refuse(fake: AwsFake, sns: Any, fifo_arn: str, refused: Any) -> None:
    with refused("InvalidParameter", "Invalid parameter: The MessageGroupId parameter is required for FIFO topics"):
        sns.publish(TopicArn=fifo_arn, Message="x")
    with refused("InvalidParameter"):
        sns.publish(TopicArn=fifo_arn, Message="x", MessageGroupId="with space")
    sns.set_topic_attributes(TopicArn=fifo_arn, AttributeName="ContentBasedDeduplication", AttributeValue="false")
    with refused(
        "InvalidParameter",
        "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId "
        "provided explicitly",
    ):
        sns.publish(TopicArn=fifo_arn, Message="x", MessageGroupId="g")
    with refused(
        "InvalidParameter", "Invalid parameter: Invalid parameter: Endpoint Reason: Please use FIFO SQS queue"
    ):
        sns.subscribe(TopicArn=fifo_arn, Protocol="https", Endpoint="https://example.com")


def test_fifo_queues_cannot_subscribe_to_standard_topics(fake: AwsFake, sns: Any, arn: str, refused: Any) -> None:
    queue = fake.sqs.queue("jobs.fifo")
    with refused(
        "InvalidParameter",
        "Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS "
        "topics",
    ):
        sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue.arn)
