"""What a message says to do, beyond the mistakes of the gallery."""

from __future__ import annotations

import json

import boto3
import pytest


def put(detail, **entry):
    entry = {"Source": "shop", "DetailType": "OrderPaid", "Detail": json.dumps(detail), **entry}
    return boto3.client("events").put_events(Entries=[entry])


@pytest.mark.parametrize(
    ("pattern", "detail", "hint"),
    [
        ({"state": ["paid"]}, {"state": "Paid"}, '[{"equals-ignore-case": "paid"}] in the pattern takes both'),
        ({"total": [80]}, {"total": "80"}, "numbers match numbers only: put 80 without quotes"),
        ({"total": ["80"]}, {"total": 80}, 'texts match texts only: put "80", or write 80 without quotes'),
        ({"total": [1]}, {"total": {"a": 1}}, "detail.total is an object: name its members in the pattern"),
        ({"carrier": ["ups"]}, {"carier": "ups"}, "the event has detail.carier: is it carrier or carier?"),
        ({"a": {"sku": ["A"]}}, {"a": {"skus": "A"}}, "the event has detail.a.skus: is it sku or skus?"),
        ({"lines": {"a": [1], "b": [2]}}, {"lines": [{"a": 1}, {"b": 2}]}, "put them into one element of detail.lines"),
    ],
)
def test_patterns_that_do_not_match(fake, message_of, pattern, detail, hint):
    fake.eventbridge.rule("paid", {"detail": pattern})
    put(detail)
    assert hint in message_of(lambda: fake.eventbridge.assert_rule_matched("paid"))[3]


def test_a_rule_for_replays_without_any_replay(fake, message_of):
    fake.eventbridge.rule("again", {"replay-name": [{"exists": True}]})
    put({})
    assert message_of(lambda: fake.eventbridge.assert_rule_matched("again"))[3] == (
        "  only replayed events have it, and no replay was started: events.start_replay(...)"
    )


def test_a_rule_with_a_schedule_only(fake, message_of):
    fake.eventbridge.rule("nightly", schedule="rate(1 day)")
    put({})
    assert message_of(lambda: fake.eventbridge.assert_rule_matched("nightly"))[2] == (
        '  it fires by its schedule; for events give it a pattern: {"detail-type": ["OrderPaid"]}'
    )


def test_a_rule_made_after_the_event(fake, message_of):
    put({})
    queue = fake.sqs.queue("billing")
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
    assert message_of(lambda: fake.eventbridge.assert_delivered(to=queue))[2:4] == [
        "  no rule of bus default sent to sqs:billing at that time; now rule paid does",
        "  make rule and target before the event is put",
    ]


def test_a_source_of_aws(fake, message_of):
    put({}, Source="aws.s3")
    assert message_of(lambda: fake.eventbridge.assert_published())[2] == (
        '  only AWS may put Source="aws.s3": leave "aws." out'
    )


def test_the_line_that_puts_what_the_matcher_wants(fake, message_of):
    from pytest_awsevents import event

    meant = event(source="shop", detail_type="OrderPaid")
    assert message_of(lambda: fake.eventbridge.assert_published(meant))[2].endswith(
        ': aws_eventbridge.put("OrderPaid", {...}, source="shop")'
    )


def test_a_bucket_that_tells_eventbridge_is_not_blamed(fake, message_of):
    fake.s3.bucket("other", events=True)
    fake.s3.bucket("silent")
    boto3.client("s3").put_object(Bucket="silent", Key="a", Body=b"x")
    assert "bucket silent does not tell" in message_of(lambda: fake.eventbridge.assert_published())[1]
    boto3.client("s3").put_object(Bucket="other", Key="a", Body=b"x")
    assert message_of(lambda: fake.eventbridge.assert_published(bus="x"))[1].startswith("  nearest: event")


def test_a_retry_is_due(fake, message_of):
    fake.fail_next("sqs:SendMessage", code="ThrottlingException", times=1)
    queue = fake.sqs.queue("billing")
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
    put({})
    hint = message_of(lambda: fake.eventbridge.assert_delivered(to=queue))[3].strip()
    assert hint == 'aws_clock.move_to("2026-03-01T12:00:01Z") makes the next attempt'
    fake.clock.move_to("2026-03-01T12:00:01Z")
    fake.eventbridge.assert_delivered(to=queue)


def test_the_code_of_a_hint_is_the_fix(fake, message_of):
    """What a message gives to paste, pasted: the target is given, and the next event arrives."""
    queue = fake.sqs.queue("billing")
    fake.eventbridge.rule("paid", {"source": ["shop"]})
    put({})
    line = message_of(lambda: fake.eventbridge.assert_delivered(to=queue))[3]
    eval(f"events.{line.partition(': ')[2]}", {"events": boto3.client("events")})
    put({})
    fake.eventbridge.assert_delivered(to=queue)
