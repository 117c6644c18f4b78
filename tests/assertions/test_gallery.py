"""A gallery of mistakes: what a user did, and the whole message that says so.

Each mistake is a function of the fake; its message is in `gallery.json` beside this file, line by line. To look at them
all: `python tests/assertions/test_gallery.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents import AwsEventsError, AwsFake, Contains, Len, call, event, pattern
from pytest_awsevents.assertions.strictness import CHECKS, judge

MESSAGES = Path(__file__).with_name("gallery.json")
PAID = {"detail-type": ["OrderPaid"]}
MISTAKES: dict[str, Callable[[AwsFake], object]] = {}
FIXES: dict[str, str] = {}


def mistake(*, fix):
    """What a user did; `fix` is what the message has to say of the way out, literally, in its first six lines."""

    def note(function):
        MISTAKES[function.__name__] = function
        FIXES[function.__name__] = fix
        return function

    return note


def put(detail=None, *, detail_type="OrderPaid", bus="default", source="shop"):
    entry = {"Source": source, "DetailType": detail_type, "Detail": json.dumps(detail or {}), "EventBusName": bus}
    return boto3.client("events").put_events(Entries=[entry])


def billing(fake, wanted=PAID, **settings):
    queue = fake.sqs.queue("billing")
    fake.eventbridge.rule("paid", wanted, to=queue, **settings)
    return queue


def strict(fake, name):
    found = judge(
        [name],
        fake.recorded,
        rules=fake.rules(),
        hosts=fake.refused_hosts,
        unused_stubs=fake.unused_stubs(),
        schemas=fake.schemas(),
    )
    assert found is not None
    raise AssertionError(found[0])


# --- events and patterns ---------------------------------------------------------------------------------------------


@mistake(fix='got "OrderPayed"  test wants "OrderPaid"')
def misspelt_detail_type(fake):
    put(detail_type="OrderPayed")
    fake.eventbridge.assert_published(event(detail_type="OrderPaid"))


@mistake(fix="put 80 without quotes")
def number_as_string(fake):
    queue = billing(fake, {"detail": {"total": [{"numeric": [">", 10]}]}})
    put({"total": "80"})
    fake.eventbridge.assert_delivered(event(source="shop"), to=queue)


@mistake(fix='EventBusName="orders"')
def wrong_bus(fake):
    fake.eventbridge.bus("orders")
    queue = billing(fake, bus="orders")
    put()
    fake.eventbridge.assert_delivered(event(detail_type="OrderPaid"), to=queue)


@mistake(fix='aws_eventbridge.bus("ordres")')
def bus_that_does_not_exist(fake):
    put(bus="ordres")
    fake.eventbridge.assert_published(event(detail_type="OrderPaid"))


@mistake(fix='enable_rule(Name="paid")')
def disabled_rule(fake):
    queue = billing(fake, enabled=False)
    put()
    fake.eventbridge.assert_delivered(to=queue)


@mistake(fix='put_targets(Rule="paid", Targets=[{"Id": "1", "Arn": "arn:aws:sqs:us-east-1:123456789012:billing"}])')
def rule_without_target(fake):
    queue = fake.sqs.queue("billing")
    fake.eventbridge.rule("paid", PAID)
    put()
    fake.eventbridge.assert_delivered(to=queue)


@mistake(fix="rule wants sku and state in one element")
def array_of_objects(fake):
    billing(fake, {"detail": {"lines": {"sku": ["A"], "state": ["sold"]}}})
    put({"lines": [{"sku": "A", "state": "kept"}, {"sku": "B", "state": "sold"}]})
    fake.eventbridge.assert_rule_matched("paid")


@mistake(fix='[{"equals-ignore-case": "paid"}]')
def case_of_a_value(fake):
    billing(fake, {"detail": {"state": ["paid"]}})
    put({"state": "PAID"})
    fake.eventbridge.assert_rule_matched("paid")


@mistake(fix="detail.carrier  got (absent)")
def missing_member(fake):
    billing(fake, {"detail": {"carrier": [{"exists": True}], "id": [{"prefix": "o-"}]}})
    put({"id": "o-1"})
    fake.eventbridge.assert_rule_matched("paid")


@mistake(fix="did you mean 'paid'?")
def misspelt_rule(fake):
    billing(fake)
    put()
    fake.eventbridge.assert_rule_matched("payed")


@mistake(fix="did you mean 'billing'?")
def misspelt_target(fake):
    billing(fake)
    put()
    fake.eventbridge.assert_delivered(to="biling")


@mistake(fix="aws_eventbridge.put(")
def nothing_was_put(fake):
    queue = billing(fake)
    fake.eventbridge.assert_delivered(to=queue)


@mistake(fix="count=2")
def put_twice(fake):
    put({"id": "o-1"})
    put({"id": "o-1"})
    fake.eventbridge.assert_published(event(detail={"id": "o-1"}), count=1)


@mistake(fix="Detail=json.dumps({...})")
def rejected_entry(fake):
    boto3.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "OrderPaid", "Detail": "[]"}])
    fake.eventbridge.assert_published(event(source="shop"))


@mistake(fix="detail.total  got 80  test wants numeric > 100")
def pattern_as_matcher(fake):
    put({"total": 80})
    fake.eventbridge.assert_published(pattern({"detail": {"total": [{"numeric": [">", 100]}]}}))


@mistake(fix='test wants an item like {"sku": "B"}')
def list_without_the_item(fake):
    put({"lines": [{"sku": "A"}]})
    fake.eventbridge.assert_published(event(detail={"lines": Contains({"sku": "B"}) & Len(2)}))


# --- deliveries ------------------------------------------------------------------------------------------------------


@mistake(fix='put "total": "$.detail.total" into InputPathsMap, <total> into InputTemplate')
def transformer_with_a_typo(fake):
    transformer = {"InputPathsMap": {"id": "$.detail.id"}, "InputTemplate": '{"order": <id>, "total": <id>}'}
    queue = billing(fake, InputTransformer=transformer)
    put({"id": "o-1", "total": 80})
    fake.eventbridge.assert_delivered(to=queue, payload={"order": "o-1", "total": 80})


@mistake(fix='[1]  got (absent)  test wants {"sku": "B"}')
def input_path_that_takes_too_little(fake):
    queue = billing(fake, InputPath="$.detail.lines")
    put({"id": "o-1", "lines": [{"sku": "A"}]})
    fake.eventbridge.assert_delivered(to=queue, payload=[{"sku": "A"}, {"sku": "B"}])


@mistake(fix="sqs:billing was deleted by #5 sqs:DeleteQueue")
def queue_that_is_gone(fake):
    queue = billing(fake)
    boto3.client("sqs").delete_queue(QueueUrl=boto3.client("sqs").get_queue_url(QueueName="billing")["QueueUrl"])
    put()
    fake.eventbridge.assert_delivered(to=queue)


@mistake(fix='aws_eventbridge.assert_dead_lettered(queue="letters")')
def dead_letter_hit(fake):
    letters = fake.sqs.queue("letters")
    queue = billing(fake, DeadLetterConfig={"Arn": letters.arn})
    fake.fail_next("sqs:SendMessage", code="AccessDenied")
    put()
    fake.eventbridge.assert_delivered(to=queue)


@mistake(fix='"DeadLetterConfig": {"Arn": ')
def no_dead_letter_queue(fake):
    billing(fake)
    fake.fail_next("sqs:SendMessage", code="AccessDenied")
    put()
    fake.eventbridge.assert_dead_lettered(event(detail_type="OrderPaid"))


@mistake(fix='rule paid matches by {"detail-type": ["OrderPaid"]}')
def delivered_although_not_wanted(fake):
    queue = billing(fake)
    put()
    fake.eventbridge.assert_not_delivered(event(detail_type="OrderPaid"), to=queue)


@mistake(fix="aws_eventbridge.put(")
def vacuous_not_delivered(fake):
    queue = billing(fake)
    fake.eventbridge.assert_not_delivered(to=queue)


@mistake(fix='got "OrderSent"  test wants "OrderPaid"')
def vacuous_not_matched(fake):
    billing(fake)
    put(bus="default", detail_type="OrderSent")
    fake.eventbridge.assert_rule_not_matched("paid", event(detail_type="OrderPaid"))


@mistake(fix='it matches by {"detail-type": ["OrderPaid"]}')
def matched_although_not_wanted(fake):
    billing(fake)
    put()
    fake.eventbridge.assert_rule_not_matched("paid")


@mistake(fix="event #2 was put by tests/assertions/test_gallery.py:N")
def published_although_not_wanted(fake):
    put()
    fake.eventbridge.assert_not_published(event(detail_type="OrderPaid"))


@mistake(fix="did you mean 'orders'?")
def misspelt_bus_in_an_absence(fake):
    fake.eventbridge.bus("orders")
    fake.eventbridge.assert_not_published(bus="ordres")


# --- schedules, calls, the whole log ---------------------------------------------------------------------------------


@mistake(fix='aws_clock.move_to("2026-03-01T13:00:00Z")')
def schedule_not_due(fake):
    fake.eventbridge.rule("nightly", schedule="rate(1 hour)", to=fake.sqs.queue("jobs"))
    fake.clock.tick(59 * 60)
    fake.eventbridge.assert_fired("nightly")


@mistake(fix="test wants Len(2), not 1")
def call_with_other_params(fake):
    fake.sqs.queue("billing")
    put({"id": "o-1"})
    fake.assert_called("events:PutEvents", Entries=Len(2))


@mistake(fix="did you mean 'sqs:CreateQueue'?")
def call_that_was_never_made(fake):
    fake.sqs.queue("billing")
    fake.assert_called("sqs:CreateQueues")


@mistake(fix="it came earlier: event #2 OrderSent")
def other_order(fake):
    put(detail_type="OrderSent")
    put(detail_type="OrderPaid")
    fake.assert_sequence(event(detail_type="OrderPaid"), event(detail_type="OrderSent"))


@mistake(fix="leave out contiguous=True")
def something_in_between(fake):
    for kind in ("OrderPaid", "OrderPacked", "OrderSent"):
        put(detail_type=kind)
    fake.assert_sequence(event(detail_type="OrderPaid"), event(detail_type="OrderSent"), contiguous=True)


@mistake(fix="sqs:SendMessage was never called")
def call_missing_in_the_order(fake):
    put()
    fake.assert_sequence(event(detail_type="OrderPaid"), call("sqs:SendMessage"))


@mistake(fix="call #1 events:PutEvents, made by tests/assertions/test_gallery.py:N")
def something_happened(fake):
    mark = fake.recorded.mark()
    put()
    fake.assert_nothing_happened(since=mark)


# --- services around the bus -----------------------------------------------------------------------------------------


@mistake(fix="schema wants no such member; did you mean 'id'?")
def schema_broken(fake):
    members = {"id": {"type": "string"}, "total": {"type": "number"}}
    paid = {"required": ["id"], "properties": members, "additionalProperties": False}
    fake.eventbridge.schema("shop", "OrderPaid", paid)
    put({"ide": "o-1", "total": "80"})
    fake.eventbridge.assert_published(event(source="shop"))


@mistake(fix="#/properties/total/type: got 'numbr'")
def schema_with_a_typo(fake):
    fake.eventbridge.schema("shop", "OrderPaid", {"properties": {"total": {"type": "numbr"}}})


@mistake(fix="did you mean 'event_routing'?")
def misspelt_scenario(fake):
    fake.scenarios.event_rooting()


@mistake(fix="did you mean 'queue'?")
def misspelt_parameter_of_a_scenario(fake):
    fake.scenarios.event_routing(que="orders")


@mistake(fix="KeyError: 'totl' at tests/assertions/test_gallery.py:N")
def handler_that_raises(fake):
    function = fake.lambda_.function("billing", lambda event, context: event["detail"]["totl"])
    fake.eventbridge.rule("paid", PAID, to=function)
    put({"total": 80})
    fake.lambda_.assert_not_failed("billing")


@mistake(fix="detail.total  got 80  test wants 81")
def function_invoked_with_another_event(fake):
    function = fake.lambda_.function("billing", lambda event, context: None)
    fake.eventbridge.rule("paid", PAID, to=function)
    put({"total": 80})
    fake.lambda_.assert_invoked(event(detail={"total": 81}), function=function)


@mistake(fix='boto3.client("events", region_name="us-east-1")')
def wrong_region(fake):
    queue = billing(fake)
    entry = {"Source": "shop", "DetailType": "OrderPaid", "Detail": "{}"}
    boto3.client("events", region_name="eu-west-1").put_events(Entries=[entry])
    fake.eventbridge.assert_delivered(event(detail_type="OrderPaid"), to=queue)


@mistake(fix='aws_fake.account("123456789012").client("events")')
def wrong_account(fake):
    queue = billing(fake)
    entry = {"Source": "shop", "DetailType": "OrderPaid", "Detail": "{}"}
    fake.account("222233334444").client("events").put_events(Entries=[entry])
    fake.eventbridge.assert_rule_matched("paid", event(detail_type="OrderPaid"))
    assert queue


@mistake(fix='aws_s3.bucket("invoices", events=True)')
def bucket_without_events(fake):
    fake.s3.bucket("invoices")
    queue = fake.sqs.queue("invoices")
    fake.eventbridge.rule("stored", {"source": ["aws.s3"], "detail-type": ["Object Created"]}, to=queue)
    boto3.client("s3").put_object(Bucket="invoices", Key="a.pdf", Body=b"x")
    fake.eventbridge.assert_delivered(event(source="aws.s3"), to=queue)


@mistake(fix='with the filter policy {"kind": ["paid"]}')
def filter_policy_that_keeps_out(fake):
    queue, topic = fake.sqs.queue("billing"), fake.sns.topic("orders")
    topic.subscribe(queue, filter={"kind": ["paid"]}, raw=True)
    topic.publish({"id": "o-1"}, attributes={"kind": "PAID"})
    fake.sqs.assert_message({"id": "o-1"}, queue=queue)


@mistake(fix='kind  got "PAID"  policy wants "paid"')
def filter_policy_with_the_reason(fake):
    queue, topic = fake.sqs.queue("billing"), fake.sns.topic("orders")
    topic.subscribe(queue, filter={"kind": ["paid"]}, raw=True)
    boto3.client("sns").publish(
        TopicArn=topic.arn,
        Message='{"id": "o-1"}',
        MessageAttributes={"kind": {"DataType": "String", "StringValue": "PAID"}},
    )
    fake.sns.assert_delivered({"id": "o-1"}, topic="orders", to=queue)


@mistake(fix='aws_eventbridge.assert_delivered(to="billing")')
def queue_that_no_event_reached(fake):
    queue = billing(fake)
    put(detail_type="OrderSent")
    fake.sqs.assert_message({"id": "o-1"}, queue=queue)


@mistake(fix="asked for 2026-03-01T12:30:00Z to 2026-03-01T13:00:00Z; event #7 is of 2026-03-01T12:00:00Z")
def replay_window_that_misses(fake):
    scene = fake.scenarios.archived_bus(bus="orders", archive="orders")
    put({"id": "o-1"}, bus="orders")
    fake.clock.tick(3600)
    fake.scope().call(
        "events",
        "StartReplay",
        {
            "ReplayName": "again",
            "EventSourceArn": scene.archive_arn,
            "EventStartTime": fake.clock.now - timedelta(minutes=30),
            "EventEndTime": fake.clock.now,
            "Destination": {"Arn": scene.bus.arn},
        },
    )
    fake.eventbridge.finish_replay("again")
    fake.eventbridge.assert_delivered(event(detail={"id": "o-1"}), to=scene.queue)


@mistake(fix="put what is large into S3")
def event_over_the_size_limit(fake):
    with suppress(ClientError):
        put({"text": "x" * 1_048_576})
    fake.eventbridge.assert_published(event(detail_type="OrderPaid"))


@mistake(fix='put_targets(Rule="paid", EventBusName="orders", ')
def targets_put_to_another_bus(fake):
    fake.eventbridge.bus("orders")
    fake.eventbridge.rule("paid", PAID, bus="orders")
    queue = fake.sqs.queue("billing")
    with suppress(ClientError):
        boto3.client("events").put_targets(Rule="paid", Targets=[{"Id": "1", "Arn": queue.arn}])
    put(bus="orders")
    fake.eventbridge.assert_delivered(event(detail_type="OrderPaid"), to=queue)


# --- strictness ------------------------------------------------------------------------------------------------------


@mistake(fix="aws_fake.stub('glue', 'StartJobRun', {...})")
def strict_unknown_operation(fake):
    with pytest.raises(Exception, match="glue"):
        boto3.client("glue").start_job_run(JobName="nightly")
    strict(fake, "unknown-operation")


@mistake(fix="host queue.amazonaws.com by tests/assertions/test_gallery.py:N")
def strict_network(fake):
    import socket

    with pytest.raises(Exception, match="amazonaws"):
        socket.getaddrinfo("queue.amazonaws.com", 443)
    strict(fake, "network")


@mistake(fix='aws_eventbridge.bus("ordres")')
def strict_unknown_bus(fake):
    put(bus="ordres")
    strict(fake, "unknown-bus")


@mistake(fix='detail-type  got "OrderSent"  rule wants "OrderPaid"')
def strict_dropped(fake):
    billing(fake)
    put(detail_type="OrderSent")
    strict(fake, "dropped")


@mistake(fix="Detail=json.dumps({...})")
def strict_failed_entry(fake):
    boto3.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "OrderPaid", "Detail": "[]"}])
    strict(fake, "failed-entry")


@mistake(fix='aws_eventbridge.deliveries(to="arn:aws:sqs:us-east-1:123456789012:billing")')
def strict_failed_delivery(fake):
    billing(fake)
    fake.fail_next("sqs:SendMessage", code="AccessDenied")
    put()
    strict(fake, "failed-delivery")


@mistake(fix='detail-type  got "OrderSent"  rule wants "OrderPaid"')
def strict_unused_rule(fake):
    billing(fake)
    put(detail_type="OrderSent")
    strict(fake, "unused-rule")


@mistake(fix='aws_eventbridge.assert_delivered(event(detail_type="OrderPaid"), to="sqs:billing")')
def strict_unclaimed(fake):
    billing(fake)
    put()
    strict(fake, "unclaimed")


@mistake(fix="did you mean 'detail-type'")
def strict_malformed_pattern(fake):
    billing(fake, {"detailType": ["OrderPaid"]})
    strict(fake, "malformed-pattern")


@mistake(fix='"Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:billing"')
def strict_permission(fake):
    boto3.client("sqs").create_queue(QueueName="billing")
    fake.eventbridge.rule("paid", PAID, to="arn:aws:sqs:us-east-1:123456789012:billing")
    put()
    strict(fake, "permission")


@mistake(fix="aws_fake.stub of glue:StartJobRun")
def strict_unused_stub(fake):
    fake.stub("glue", "start_job_run", {"JobRunId": "jr-1"})
    strict(fake, "unused-stub")


@mistake(fix='[entry for entry, one in zip(entries, response["Entries"]) if "ErrorCode" in one]')
def strict_ignored_failed_entries(fake):
    fake.eventbridge.reject_entries(code="ThrottlingException")
    put({"id": "o-1"})
    strict(fake, "ignored-failed-entries")


@mistake(fix='detail.total  got "80"  schema wants a number')
def strict_schema(fake):
    fake.eventbridge.schema("shop", "OrderPaid", {"properties": {"total": {"type": "number"}}})
    put({"total": "80"})
    strict(fake, "schema")


# --- the pinned messages ---------------------------------------------------------------------------------------------


def message_of(name: str) -> list[str]:
    with AwsFake(seed=name, now="2026-03-01T12:00Z") as fake:
        try:
            MISTAKES[name](fake)
        except (AssertionError, AwsEventsError) as error:
            return re.sub(r"(test_gallery\.py):\d+", r"\1:N", str(error)).splitlines()
    raise RuntimeError(f"{name} did not fail")


@pytest.mark.parametrize("name", MISTAKES)
def test_the_whole_message(name):
    assert message_of(name) == json.loads(MESSAGES.read_text(encoding="utf-8"))[name]


def test_there_are_enough_of_them_and_every_check_is_shown():
    assert len(MISTAKES) >= 55
    assert {f"strict_{check.replace('-', '_')}" for check in CHECKS} <= set(MISTAKES)
    assert list(json.loads(MESSAGES.read_text(encoding="utf-8"))) == list(MISTAKES)


def test_what_matters_is_in_the_first_six_lines():
    for name, lines in json.loads(MESSAGES.read_text(encoding="utf-8")).items():
        assert len(lines) <= 8, name
        first = "\n".join(lines[:6])
        assert len(first) <= 640, name
        assert FIXES[name] in first, name


if __name__ == "__main__":
    for shown in MISTAKES:
        print(f"\n# {shown}", *message_of(shown), sep="\n")  # noqa: T201
