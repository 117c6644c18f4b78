"""A gallery of mistakes: what a user did, and the whole message that says so.

Each mistake is a function of the fake; its message is in `gallery.json` beside this file, line by line. To look at them
all: `python tests/assertions/test_gallery.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import boto3
import pytest

from pytest_awsevents import AwsFake, Contains, Len, call, event, pattern
from pytest_awsevents.assertions.strictness import CHECKS, judge

MESSAGES = Path(__file__).with_name("gallery.json")
PAID = {"detail-type": ["OrderPaid"]}
MISTAKES: dict[str, Callable[[AwsFake], object]] = {}


def mistake(function):
    MISTAKES[function.__name__] = function
    return function


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


@mistake
def misspelt_detail_type(fake):
    put(detail_type="OrderPayed")
    fake.eventbridge.assert_published(event(detail_type="OrderPaid"))


@mistake
def number_as_string(fake):
    queue = billing(fake, {"detail": {"total": [{"numeric": [">", 10]}]}})
    put({"total": "80"})
    fake.eventbridge.assert_delivered(event(source="shop"), to=queue)


@mistake
def wrong_bus(fake):
    fake.eventbridge.bus("orders")
    queue = billing(fake, bus="orders")
    put()
    fake.eventbridge.assert_delivered(event(detail_type="OrderPaid"), to=queue)


@mistake
def bus_that_does_not_exist(fake):
    put(bus="ordres")
    fake.eventbridge.assert_published(event(detail_type="OrderPaid"))


@mistake
def disabled_rule(fake):
    queue = billing(fake, enabled=False)
    put()
    fake.eventbridge.assert_delivered(to=queue)


@mistake
def rule_without_target(fake):
    queue = fake.sqs.queue("billing")
    fake.eventbridge.rule("paid", PAID)
    put()
    fake.eventbridge.assert_delivered(to=queue)


@mistake
def array_of_objects(fake):
    billing(fake, {"detail": {"lines": {"sku": ["A"], "state": ["sold"]}}})
    put({"lines": [{"sku": "A", "state": "kept"}, {"sku": "B", "state": "sold"}]})
    fake.eventbridge.assert_rule_matched("paid")


@mistake
def case_of_a_value(fake):
    billing(fake, {"detail": {"state": ["paid"]}})
    put({"state": "PAID"})
    fake.eventbridge.assert_rule_matched("paid")


@mistake
def missing_member(fake):
    billing(fake, {"detail": {"carrier": [{"exists": True}], "id": [{"prefix": "o-"}]}})
    put({"id": "o-1"})
    fake.eventbridge.assert_rule_matched("paid")


@mistake
def misspelt_rule(fake):
    billing(fake)
    put()
    fake.eventbridge.assert_rule_matched("payed")


@mistake
def misspelt_target(fake):
    billing(fake)
    put()
    fake.eventbridge.assert_delivered(to="biling")


@mistake
def nothing_was_put(fake):
    queue = billing(fake)
    fake.eventbridge.assert_delivered(to=queue)


@mistake
def put_twice(fake):
    put({"id": "o-1"})
    put({"id": "o-1"})
    fake.eventbridge.assert_published(event(detail={"id": "o-1"}), count=1)


@mistake
def rejected_entry(fake):
    boto3.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "OrderPaid", "Detail": "[]"}])
    fake.eventbridge.assert_published(event(source="shop"))


@mistake
def pattern_as_matcher(fake):
    put({"total": 80})
    fake.eventbridge.assert_published(pattern({"detail": {"total": [{"numeric": [">", 100]}]}}))


@mistake
def list_without_the_item(fake):
    put({"lines": [{"sku": "A"}]})
    fake.eventbridge.assert_published(event(detail={"lines": Contains({"sku": "B"}) & Len(2)}))


# --- deliveries ------------------------------------------------------------------------------------------------------


@mistake
def transformer_with_a_typo(fake):
    transformer = {"InputPathsMap": {"id": "$.detail.id"}, "InputTemplate": '{"order": <id>, "total": <id>}'}
    queue = billing(fake, InputTransformer=transformer)
    put({"id": "o-1", "total": 80})
    fake.eventbridge.assert_delivered(to=queue, payload={"order": "o-1", "total": 80})


@mistake
def input_path_that_takes_too_little(fake):
    queue = billing(fake, InputPath="$.detail.lines")
    put({"id": "o-1", "lines": [{"sku": "A"}]})
    fake.eventbridge.assert_delivered(to=queue, payload=[{"sku": "A"}, {"sku": "B"}])


@mistake
def queue_that_is_gone(fake):
    queue = billing(fake)
    boto3.client("sqs").delete_queue(QueueUrl=boto3.client("sqs").get_queue_url(QueueName="billing")["QueueUrl"])
    put()
    fake.eventbridge.assert_delivered(to=queue)


@mistake
def dead_letter_hit(fake):
    letters = fake.sqs.queue("letters")
    queue = billing(fake, DeadLetterConfig={"Arn": letters.arn})
    fake.fail_next("sqs:SendMessage", code="AccessDenied")
    put()
    fake.eventbridge.assert_delivered(to=queue)


@mistake
def no_dead_letter_queue(fake):
    billing(fake)
    fake.fail_next("sqs:SendMessage", code="AccessDenied")
    put()
    fake.eventbridge.assert_dead_lettered(event(detail_type="OrderPaid"))


@mistake
def delivered_although_not_wanted(fake):
    queue = billing(fake)
    put()
    fake.eventbridge.assert_not_delivered(event(detail_type="OrderPaid"), to=queue)


@mistake
def vacuous_not_delivered(fake):
    queue = billing(fake)
    fake.eventbridge.assert_not_delivered(to=queue)


@mistake
def vacuous_not_matched(fake):
    billing(fake)
    put(bus="default", detail_type="OrderSent")
    fake.eventbridge.assert_rule_not_matched("paid", event(detail_type="OrderPaid"))


@mistake
def matched_although_not_wanted(fake):
    billing(fake)
    put()
    fake.eventbridge.assert_rule_not_matched("paid")


@mistake
def published_although_not_wanted(fake):
    put()
    fake.eventbridge.assert_not_published(event(detail_type="OrderPaid"))


@mistake
def misspelt_bus_in_an_absence(fake):
    fake.eventbridge.bus("orders")
    fake.eventbridge.assert_not_published(bus="ordres")


# --- schedules, calls, the whole log ---------------------------------------------------------------------------------


@mistake
def schedule_not_due(fake):
    fake.eventbridge.rule("nightly", schedule="rate(1 hour)", to=fake.sqs.queue("jobs"))
    fake.clock.tick(59 * 60)
    fake.eventbridge.assert_fired("nightly")


@mistake
def call_with_other_params(fake):
    fake.sqs.queue("billing")
    put({"id": "o-1"})
    fake.assert_called("events:PutEvents", Entries=Len(2))


@mistake
def call_that_was_never_made(fake):
    fake.sqs.queue("billing")
    fake.assert_called("sqs:CreateQueues")


@mistake
def other_order(fake):
    put(detail_type="OrderSent")
    put(detail_type="OrderPaid")
    fake.assert_sequence(event(detail_type="OrderPaid"), event(detail_type="OrderSent"))


@mistake
def something_in_between(fake):
    for kind in ("OrderPaid", "OrderPacked", "OrderSent"):
        put(detail_type=kind)
    fake.assert_sequence(event(detail_type="OrderPaid"), event(detail_type="OrderSent"), contiguous=True)


@mistake
def call_missing_in_the_order(fake):
    put()
    fake.assert_sequence(event(detail_type="OrderPaid"), call("sqs:SendMessage"))


@mistake
def something_happened(fake):
    mark = fake.recorded.mark()
    put()
    fake.assert_nothing_happened(since=mark)


# --- strictness ------------------------------------------------------------------------------------------------------


@mistake
def strict_unknown_operation(fake):
    with pytest.raises(Exception, match="glue"):
        boto3.client("glue").start_job_run(JobName="nightly")
    strict(fake, "unknown-operation")


@mistake
def strict_network(fake):
    import socket

    with pytest.raises(Exception, match="amazonaws"):
        socket.getaddrinfo("queue.amazonaws.com", 443)
    strict(fake, "network")


@mistake
def strict_unknown_bus(fake):
    put(bus="ordres")
    strict(fake, "unknown-bus")


@mistake
def strict_dropped(fake):
    billing(fake)
    put(detail_type="OrderSent")
    strict(fake, "dropped")


@mistake
def strict_failed_entry(fake):
    boto3.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "OrderPaid", "Detail": "[]"}])
    strict(fake, "failed-entry")


@mistake
def strict_failed_delivery(fake):
    billing(fake)
    fake.fail_next("sqs:SendMessage", code="AccessDenied")
    put()
    strict(fake, "failed-delivery")


@mistake
def strict_unused_rule(fake):
    billing(fake)
    put(detail_type="OrderSent")
    strict(fake, "unused-rule")


@mistake
def strict_unclaimed(fake):
    billing(fake)
    put()
    strict(fake, "unclaimed")


@mistake
def strict_malformed_pattern(fake):
    billing(fake, {"detailType": ["OrderPaid"]})
    strict(fake, "malformed-pattern")


@mistake
def strict_permission(fake):
    boto3.client("sqs").create_queue(QueueName="billing")
    fake.eventbridge.rule("paid", PAID, to="arn:aws:sqs:us-east-1:123456789012:billing")
    put()
    strict(fake, "permission")


@mistake
def strict_unused_stub(fake):
    fake.stub("glue", "start_job_run", {"JobRunId": "jr-1"})
    strict(fake, "unused-stub")


@mistake
def strict_ignored_failed_entries(fake):
    fake.eventbridge.reject_entries(code="ThrottlingException")
    put({"id": "o-1"})
    strict(fake, "ignored-failed-entries")


@mistake
def strict_schema(fake):
    fake.eventbridge.schema("shop", "OrderPaid", {"properties": {"total": {"type": "number"}}})
    put({"total": "80"})
    strict(fake, "schema")


# --- the pinned messages ---------------------------------------------------------------------------------------------


def message_of(name: str) -> list[str]:
    with AwsFake(seed=name, now="2026-03-01T12:00Z") as fake:
        try:
            MISTAKES[name](fake)
        except AssertionError as error:
            return re.sub(r"(test_gallery\.py):\d+", r"\1:N", str(error)).splitlines()
    raise RuntimeError(f"{name} did not fail")


@pytest.mark.parametrize("name", MISTAKES)
def test_the_whole_message(name):
    assert message_of(name) == json.loads(MESSAGES.read_text(encoding="utf-8"))[name]


def test_there_are_enough_of_them_and_every_check_is_shown():
    assert len(MISTAKES) >= 25
    assert {f"strict_{check.replace('-', '_')}" for check in CHECKS} <= set(MISTAKES)
    assert list(json.loads(MESSAGES.read_text(encoding="utf-8"))) == list(MISTAKES)


def test_what_matters_is_in_the_first_six_lines():
    for name, lines in json.loads(MESSAGES.read_text(encoding="utf-8")).items():
        assert len(lines) <= 8, name
        assert len("\n".join(lines[:6])) <= 640, name


if __name__ == "__main__":
    for shown in MISTAKES:
        print(f"\n# {shown}", *message_of(shown), sep="\n")  # noqa: T201
