"""Queues that invoke functions."""

from __future__ import annotations

import json
import threading
from typing import Any

import boto3
import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import EventLoop
from pytest_awsevents.core.records import ApiCall

START = "2026-12-01T09:00:00Z"


class Handler:
    """Keeps what it gets; fails for batches that hold a body with `bad` in it."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def __call__(self, event: Any, context: Any) -> None:
        bodies = [record["body"] for record in event["Records"]]
        self.batches.append(bodies)
        if any("bad" in body for body in bodies):
            raise ValueError("no stock")


@pytest.fixture
def frozen(fake: AwsFake) -> AwsFake:
    fake.clock.freeze(START)
    return fake


@pytest.fixture
def handler() -> Handler:
    return Handler()


def names(fake: AwsFake) -> list[str]:
    """The calls since the mapping was made, without the helper's own."""
    calls = list(fake.recorded.calls)
    made = next(index for index, call in enumerate(calls) if call.operation == "CreateEventSourceMapping")
    return [call.name for call in calls[made + 1 :]]


def batch_of(*bodies: str, **more: Any) -> list[dict[str, Any]]:
    return [{"Id": str(number), "MessageBody": body, **more} for number, body in enumerate(bodies)]


def send_batch(queue: Any, *bodies: str) -> None:
    boto3.client("sqs").send_message_batch(QueueUrl=queue.url, Entries=batch_of(*bodies))


# --- the way of a message ---


def test_a_message_is_processed_before_the_call_that_sent_it_returns(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    function = frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to=function)
    boto3.client("sqs").send_message(QueueUrl=queue.url, MessageBody="o-1")
    assert handler.batches == [["o-1"]]
    assert len(queue) == 0
    assert function.invocations[0].type == "RequestResponse"
    assert frozen.clock.upcoming() == ()


def test_every_step_is_recorded_with_the_message_as_its_cause(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", lambda event, context: boto3.client("sts").get_caller_identity())
    frozen.lambda_.event_source(queue, to="ship")
    boto3.client("sqs").send_message(QueueUrl=queue.url, MessageBody="o-1")
    sent, received, invoked, asked, deleted = list(frozen.recorded.calls)[-5:]
    assert [call.name for call in (sent, received, invoked, asked, deleted)] == [
        "sqs:SendMessage",
        "sqs:ReceiveMessage",
        "lambda:Invoke",
        "sts:GetCallerIdentity",
        "sqs:DeleteMessageBatch",
    ]
    assert [one.cause for one in (received, invoked, deleted)] == [sent, sent, sent]
    assert asked.cause is invoked
    assert {one.principal for one in (received, invoked, deleted)} == {"lambda.amazonaws.com"}


def test_the_event_member_by_member(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")
    function = frozen.lambda_.function("ship")
    frozen.lambda_.event_source(queue, to=function)
    attributes = {
        "weeks": {"DataType": "Number", "StringValue": "6"},
        "seal": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    }
    sent = boto3.client("sqs").send_message(
        QueueUrl=queue.url, MessageBody='{"id": "ö-1"}', MessageAttributes=attributes
    )
    (record,) = function.events[0]["Records"]
    assert json.dumps(record, ensure_ascii=False) == json.dumps(
        {
            "messageId": sent["MessageId"],
            "receiptHandle": record["receiptHandle"],
            "body": '{"id": "ö-1"}',
            "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": "1796115600000",
                "SenderId": "AIDAFAKEUSER00000TEST",
                "ApproximateFirstReceiveTimestamp": "1796115600000",
            },
            "messageAttributes": {
                "weeks": {
                    "stringValue": "6",
                    "stringListValues": [],
                    "binaryListValues": [],
                    "dataType": "Number",
                },
                "seal": {
                    "binaryValue": "AP8=",
                    "stringListValues": [],
                    "binaryListValues": [],
                    "dataType": "Binary",
                },
            },
            "md5OfBody": sent["MD5OfMessageBody"],
            "md5OfMessageAttributes": sent["MD5OfMessageAttributes"],
            "eventSource": "aws:sqs",
            "eventSourceARN": queue.arn,
            "awsRegion": "us-east-1",
        },
        ensure_ascii=False,
    )


def test_the_event_of_a_fifo_queue(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders", fifo=True)
    function = frozen.lambda_.function("ship")
    frozen.lambda_.event_source(queue, to=function)
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793"}}
    boto3.client("sqs").send_message(
        QueueUrl=queue.url, MessageBody="o-1", MessageGroupId="g", MessageSystemAttributes=trace
    )
    (record,) = function.events[0]["Records"]
    assert list(record["attributes"]) == [
        "ApproximateReceiveCount",
        "AWSTraceHeader",
        "SentTimestamp",
        "SequenceNumber",
        "MessageGroupId",
        "SenderId",
        "MessageDeduplicationId",
        "ApproximateFirstReceiveTimestamp",
    ]
    assert record["messageAttributes"] == {}
    assert "md5OfMessageAttributes" not in record


def test_with_a_window_the_digest_of_the_attributes_stands_first(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")
    function = frozen.lambda_.function("ship")
    frozen.lambda_.event_source(queue, to=function, window=1)
    queue.send("o-1")
    frozen.clock.tick(1)
    (record,) = function.events[0]["Records"]
    assert list(record)[4:7] == ["messageAttributes", "md5OfMessageAttributes", "md5OfBody"]
    assert record["md5OfMessageAttributes"] is None


def test_messages_that_were_there_before_are_processed_when_the_mapping_is_made(
    frozen: AwsFake, handler: Handler
) -> None:
    queue = frozen.sqs.queue("orders")
    for number in range(23):
        queue.send(f"o-{number}")
    frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to="ship", batch_size=7)
    assert [len(batch) for batch in handler.batches] == [7, 7, 7, 2]
    assert handler.batches[0][0] == "o-0"
    invoke = next(call for call in frozen.recorded.calls if call.name == "lambda:Invoke")
    assert isinstance(invoke.cause, ApiCall)
    assert invoke.cause.name == "lambda:CreateEventSourceMapping"


def test_thousands_of_messages_are_no_loop(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    for number in range(3000):
        queue.send(str(number))
    frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to="ship")
    assert [body for batch in handler.batches for body in batch] == [str(number) for number in range(3000)]


def test_messages_sent_together_are_one_batch(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to="ship")
    send_batch(queue, "a", "b", "c")
    assert handler.batches == [["a", "b", "c"]]
    assert names(frozen)[1:] == [
        "sqs:ReceiveMessage",
        "sqs:SendMessageBatch",
        "sqs:ReceiveMessage",
        "lambda:Invoke",
        "sqs:DeleteMessageBatch",
    ]


def test_what_services_send_arrives_as_well(frozen: AwsFake) -> None:
    queue, topic = frozen.sqs.queue("orders"), frozen.sns.topic("news")
    topic.subscribe(queue, raw=True)
    frozen.eventbridge.rule("paid", {"detail-type": ["Paid"]}, to=queue)
    function = frozen.lambda_.function("ship")
    frozen.lambda_.event_source(queue, to=function)
    frozen.eventbridge.put("Paid", {"id": "o-1"})
    topic.publish("hello")
    bodies = [event["Records"][0]["body"] for event in function.events]
    assert json.loads(bodies[0])["detail"] == {"id": "o-1"}
    assert bodies[1] == "hello"


def test_queues_without_mapping_and_idle_mappings_cost_nothing(frozen: AwsFake) -> None:
    queue, other = frozen.sqs.queue("orders"), frozen.sqs.queue("other")
    frozen.lambda_.function("ship")
    frozen.lambda_.event_source(queue, to="ship")
    before = frozen.recorded.mark()
    other.send("one")
    boto3.client("sqs").list_queues()
    frozen.clock.tick(hours=1)
    assert [call.name for call in frozen.recorded.calls.since(before)] == ["sqs:SendMessage", "sqs:ListQueues"]
    assert frozen.observers == []


def test_two_mappings_of_one_queue_share_its_messages(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")
    one, other = frozen.lambda_.function("one"), frozen.lambda_.function("other")
    for function in (one, other):
        frozen.lambda_.event_source(queue, to=function)
    for number in range(4):
        queue.send(str(number))
    assert len(one.invocations) + len(other.invocations) == 4


def test_a_disabled_mapping_leaves_messages_alone_until_it_is_enabled(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", handler)
    source = frozen.lambda_.event_source(queue, to="ship", Enabled=False)
    queue.send("o-1")
    assert handler.batches == []
    boto3.client("lambda").update_event_source_mapping(UUID=source.uuid, Enabled=True)
    assert handler.batches == [["o-1"]]
    boto3.client("lambda").delete_event_source_mapping(UUID=source.uuid)
    queue.send("o-2")
    frozen.clock.tick(hours=1)
    assert handler.batches == [["o-1"]]


def test_a_payload_holds_no_more_than_six_megabytes(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    for number in range(9):
        queue.send(str(number) + "x" * 1_000_000)
    frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to="ship")
    assert [len(batch) for batch in handler.batches] == [6, 3]


# --- failures ---


def test_a_failed_batch_comes_again_after_the_visibility_timeout_and_ends_in_the_dead_letter_queue(
    frozen: AwsFake, handler: Handler
) -> None:
    letters = frozen.sqs.queue("letters")
    queue = frozen.sqs.queue("orders", dead_letter=letters, max_receives=2, VisibilityTimeout=40)
    function = frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to=function)
    queue.send("bad")
    assert [str(work) for work in frozen.clock.upcoming()] == [
        "2026-12-01T09:00:40Z  look of function ship into queue orders"
    ]
    frozen.clock.tick(39)
    assert len(function.invocations) == 1
    frozen.clock.tick(1)
    assert len(function.invocations) == 2
    counts = [event["Records"][0]["attributes"]["ApproximateReceiveCount"] for event in function.events]
    assert counts == ["1", "2"]
    assert letters.bodies() == []
    frozen.clock.tick(40)
    assert len(function.invocations) == 2
    assert (letters.bodies(), len(queue)) == (["bad"], 0)
    assert frozen.clock.upcoming() == ()


def test_a_dead_letter_queue_may_be_a_source_itself(frozen: AwsFake, handler: Handler) -> None:
    letters = frozen.sqs.queue("letters")
    queue = frozen.sqs.queue("orders", dead_letter=letters, max_receives=1)
    frozen.lambda_.function("ship", handler)
    burial = frozen.lambda_.function("bury")
    frozen.lambda_.event_source(queue, to="ship")
    frozen.lambda_.event_source(letters, to="bury")
    queue.send("bad")
    frozen.clock.tick(30)
    (record,) = burial.events[0]["Records"]
    assert record["body"] == "bad"
    assert list(record["attributes"])[:2] == ["DeadLetterQueueSourceArn", "ApproximateReceiveCount"]


def test_without_a_redrive_policy_it_comes_again_until_it_expires(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders", VisibilityTimeout=30, MessageRetentionPeriod=120)
    frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to="ship")
    queue.send("bad")
    frozen.clock.tick(minutes=10)
    assert len(handler.batches) == 4
    assert frozen.clock.upcoming() == ()


def test_the_whole_batch_fails_together(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to="ship")
    send_batch(queue, "a", "bad", "b")
    assert sorted(queue.bodies()) == ["a", "b", "bad"]
    frozen.clock.tick(30)
    assert [sorted(batch) for batch in handler.batches] == [["a", "b", "bad"]] * 2


def test_reported_failures_come_again_the_others_are_deleted(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")

    def report(event: Any, context: Any) -> Any:
        failed = [record["messageId"] for record in event["Records"] if record["body"] == "bad"]
        return {"batchItemFailures": [{"itemIdentifier": id} for id in failed]}

    function = frozen.lambda_.function("ship", report)
    frozen.lambda_.event_source(queue, to=function, report_failures=True)
    send_batch(queue, "a", "bad", "b")
    assert queue.bodies() == ["bad"]
    frozen.clock.tick(30)
    assert [len(event["Records"]) for event in function.events] == [3, 1]
    assert not any(one.failed for one in function.invocations)


def test_without_report_batch_item_failures_a_report_is_a_success(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", lambda event, context: {"batchItemFailures": [{"itemIdentifier": "x"}]})
    frozen.lambda_.event_source(queue, to="ship")
    queue.send("a")
    assert len(queue) == 0


@pytest.mark.parametrize("way", ["concurrency", "fault", "deleted"])
def test_a_function_that_cannot_be_invoked_leaves_the_message_in_flight(
    frozen: AwsFake, handler: Handler, client: Any, way: str
) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", handler)
    source = frozen.lambda_.event_source(queue, to="ship")
    if way == "concurrency":
        client.put_function_concurrency(FunctionName="ship", ReservedConcurrentExecutions=0)
    elif way == "fault":
        frozen.fail_next("lambda:Invoke", code="TooManyRequestsException")
    else:
        client.delete_function(FunctionName="ship")
    queue.send("o-1")
    assert (len(queue), handler.batches) == (1, [])
    assert source.outcomes[0].status == "failed"
    if way == "concurrency":
        client.delete_function_concurrency(FunctionName="ship")
    elif way == "deleted":
        frozen.lambda_.function("ship", handler)
    frozen.clock.tick(30)
    assert (len(queue), handler.batches) == (0, [["o-1"]])


def test_a_queue_that_cannot_be_read_is_looked_at_again(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to="ship")
    frozen.fail_next("sqs:ReceiveMessage", code="AccessDenied")
    queue.send("o-1")
    assert handler.batches == []
    frozen.clock.tick(minutes=1)
    assert handler.batches == [["o-1"]]


def test_what_cannot_be_deleted_comes_again(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to="ship")
    frozen.fail_next("sqs:DeleteMessageBatch", code="InternalError")
    queue.send("o-1")
    frozen.clock.tick(30)
    assert handler.batches == [["o-1"], ["o-1"]]


def test_a_queue_that_is_gone_and_comes_back(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to="ship")
    queue.send("bad")
    boto3.client("sqs").delete_queue(QueueUrl=queue.url)
    frozen.clock.tick(minutes=5)
    assert frozen.clock.upcoming() == ()
    frozen.sqs.queue("orders").send("again")
    assert handler.batches == [["bad"], ["again"]]


def test_a_stub_of_invoke_answers_for_the_function(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship")
    source = frozen.lambda_.event_source(queue, to="ship")
    frozen.stub("lambda", "invoke", {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": b"{}"})
    queue.send("o-1")
    assert [(one.status, one.reason) for one in source.outcomes] == [("failed", "the function failed")]


# --- delays and visibility ---


def test_a_delayed_message_is_processed_when_it_becomes_visible(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    function = frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to=function)
    sent = boto3.client("sqs").send_message(QueueUrl=queue.url, MessageBody="o-1", DelaySeconds=10)
    assert handler.batches == []
    frozen.clock.tick(10)
    assert handler.batches == [["o-1"]]
    assert f"{function.invocations[0].at:%S}" == "10"
    send = next(call for call in frozen.recorded.calls if call.name == "sqs:SendMessage")
    assert send.response is not None
    assert send.response["MessageId"] == sent["MessageId"]
    assert function.invocations[0].api_call.cause is send


def test_a_message_that_another_consumer_gives_back(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", handler)
    source = frozen.lambda_.event_source(queue, to="ship", Enabled=False)
    queue.send("o-1")
    (message,) = queue.receive()
    boto3.client("lambda").update_event_source_mapping(UUID=source.uuid, Enabled=True)
    assert handler.batches == []
    boto3.client("sqs").change_message_visibility(
        QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
    )
    assert handler.batches == [["o-1"]]


def test_messages_moved_out_of_the_dead_letter_queue(frozen: AwsFake, handler: Handler) -> None:
    letters = frozen.sqs.queue("letters")
    queue = frozen.sqs.queue("orders", dead_letter=letters, max_receives=1)
    frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to="ship")
    queue.send("bad")
    frozen.clock.tick(30)
    assert letters.bodies() == ["bad"]
    frozen.lambda_.bind("ship", None)
    boto3.client("sqs").start_message_move_task(SourceArn=letters.arn)
    assert (len(letters), len(queue)) == (0, 0)


# --- FIFO ---


def test_a_group_waits_for_its_failed_message_other_groups_do_not(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders", fifo=True)
    frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to="ship", batch_size=1)
    for group, body in (("a", "bad a1"), ("a", "a2"), ("b", "b1")):
        queue.send(body, MessageGroupId=group)
    assert handler.batches == [["bad a1"], ["b1"]]
    frozen.lambda_.bind("ship", lambda event, context: handler.batches.append([event["Records"][0]["body"]]))
    frozen.clock.tick(30)
    assert handler.batches == [["bad a1"], ["b1"], ["bad a1"], ["a2"]]


# --- windows ---


def test_a_window_gathers_messages_until_it_ends(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    function = frozen.lambda_.function("ship", handler)
    source = frozen.lambda_.event_source(queue, to=function, batch_size=100, window=20)
    for number in range(3):
        queue.send(str(number))
        frozen.clock.tick(5)
    assert handler.batches == []
    assert source.waiting() == ["0", "1", "2"]
    assert "2026-12-01T09:00:20Z  end of the batching window of function ship" in [
        str(work) for work in frozen.clock.upcoming()
    ]
    frozen.clock.tick(5)
    assert handler.batches == [["0", "1", "2"]]
    assert f"{function.invocations[0].at:%M:%S}" == "00:20"
    first = next(call for call in frozen.recorded.calls if call.name == "sqs:SendMessage")
    assert function.invocations[0].api_call.cause is first
    assert (source.waiting(), frozen.clock.upcoming()) == ([], ())


def test_a_full_batch_does_not_wait_for_the_end_of_the_window(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to="ship", batch_size=12, window=20)
    for number in range(30):
        queue.send(str(number))
    assert [len(batch) for batch in handler.batches] == [12, 12]
    frozen.clock.tick(20)
    assert [len(batch) for batch in handler.batches] == [12, 12, 6]


def test_a_window_starts_again_with_the_next_message(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to="ship", window=20)
    queue.send("0")
    frozen.clock.tick(25)
    queue.send("1")
    frozen.clock.tick(19)
    assert handler.batches == [["0"]]
    frozen.clock.tick(1)
    assert handler.batches == [["0"], ["1"]]


def test_a_window_longer_than_the_visibility_timeout_holds_each_message_once(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders", VisibilityTimeout=10)
    function = frozen.lambda_.function("ship", handler)
    frozen.lambda_.event_source(queue, to=function, window=25)
    queue.send("0")
    frozen.clock.tick(25)
    assert handler.batches == [["0"]]
    assert function.events[0]["Records"][0]["attributes"]["ApproximateReceiveCount"] == "3"
    assert len(queue) == 0


def test_a_mapping_that_is_disabled_gives_up_its_window(frozen: AwsFake, handler: Handler, client: Any) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", handler)
    source = frozen.lambda_.event_source(queue, to="ship", window=20)
    queue.send("0")
    client.update_event_source_mapping(UUID=source.uuid, Enabled=False)
    frozen.clock.tick(minutes=1)
    assert handler.batches == []
    client.update_event_source_mapping(UUID=source.uuid, Enabled=True)
    frozen.clock.tick(20)
    assert handler.batches == [["0"]]


# --- filters ---


@pytest.mark.parametrize(
    ("pattern", "body", "goes_on"),
    [
        ({"kind": ["order"]}, '{"kind": "order"}', True),
        ({"kind": ["order"]}, '{"kind": "refund"}', False),
        ({"total": [{"numeric": [">", 100]}]}, '{"total": 105}', True),
        ({"total": [{"numeric": [">", 100]}]}, "plain text", False),
        (["plain text"], "plain text", True),
        ([{"prefix": "Result"}], "Result: 1", True),
        ([{"prefix": "Result"}], '{"Result": 1}', False),
        ({"kind": [{"exists": True}]}, "[]", False),
    ],
)
def test_filters_on_bodies(frozen: AwsFake, pattern: Any, body: str, goes_on: bool) -> None:
    queue = frozen.sqs.queue("orders")
    function = frozen.lambda_.function("ship")
    source = frozen.lambda_.event_source(queue, to=function, filters=[{"body": pattern}])
    queue.send(body)
    assert len(function.invocations) == goes_on
    assert len(queue) == 0
    assert [one.status for one in source.outcomes] == ["processed" if goes_on else "filtered out"]


def test_one_filter_of_several_is_enough_and_the_rest_is_deleted(frozen: AwsFake, handler: Handler) -> None:
    queue = frozen.sqs.queue("orders")
    frozen.lambda_.function("ship", handler)
    filters = [{"body": {"kind": ["order"]}}, {"body": {"kind": ["refund"]}}]
    source = frozen.lambda_.event_source(queue, to="ship", filters=filters)
    send_batch(queue, '{"kind": "order"}', '{"kind": "other"}', '{"kind": "refund"}')
    assert handler.batches == [['{"kind": "order"}', '{"kind": "refund"}']]
    assert len(queue) == 0
    (dropped,) = [one for one in source.outcomes if one.status == "filtered out"]
    assert dropped.reason == (
        'filter {"body": {"kind": ["order"]}} does not match: body.kind is "other", nor does any of 1 more'
    )


# --- loops and threads ---


def test_a_handler_that_feeds_its_own_queue_is_stopped_as_a_loop(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")

    def again(event: Any, context: Any) -> None:
        boto3.client("sqs").send_message(QueueUrl=queue.url, MessageBody="again")

    frozen.lambda_.function("ship", again)
    frozen.lambda_.event_source(queue, to="ship")
    with pytest.raises(EventLoop) as raised:
        queue.send("o-1")
    assert str(raised.value).startswith("events caused each other 200 times in a row; stopped.")
    assert "lambda:Invoke by lambda.amazonaws.com" in str(raised.value)


def test_a_handler_may_send_to_the_queue_a_few_times(frozen: AwsFake) -> None:
    queue = frozen.sqs.queue("orders")

    def count_down(event: Any, context: Any) -> None:
        left = int(event["Records"][0]["body"])
        if left:
            queue.send(str(left - 1))

    function = frozen.lambda_.function("ship", count_down)
    frozen.lambda_.event_source(queue, to=function)
    queue.send("5")
    assert [event["Records"][0]["body"] for event in function.events] == ["5", "4", "3", "2", "1", "0"]


@pytest.mark.parametrize("window", [0, 1])
def test_threads_lose_no_message(fake: AwsFake, window: int) -> None:
    fake.clock.freeze(START)
    queue = fake.sqs.queue("orders")
    seen: list[str] = []
    fake.lambda_.function("ship", lambda event, context: seen.extend(one["body"] for one in event["Records"]))
    fake.lambda_.event_source(queue, to="ship", window=window)

    def send(first: int) -> None:
        client = boto3.client("sqs")
        for number in range(first, first + 50):
            client.send_message(QueueUrl=queue.url, MessageBody=str(number))

    threads = [threading.Thread(target=send, args=(start * 50,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    fake.clock.tick(1)
    assert sorted(seen, key=int) == [str(number) for number in range(200)]
    assert len(queue) == 0
