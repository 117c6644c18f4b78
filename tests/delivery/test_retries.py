"""Retries and dead letters on the fake clock."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta

import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.core.rules import Target
from pytest_awsevents.delivery.retry_policy import Exhausted, Retry, RetryPolicy, policy_of

PATTERN = {"source": ["shop"]}


@pytest.fixture
def letters(fake):
    return fake.sqs.queue("letters")


def attributes_of(message):
    return {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}


def arrange(fake, letters=None, to=None, **target):
    """A rule to a function that is throttled for ever; returns the delivery of one event."""
    function = to or fake.lambda_.function("ship")
    if letters is not None:
        target["DeadLetterConfig"] = {"Arn": letters.arn}
    fake.eventbridge.rule("paid", PATTERN, to=function, **target)
    fake.eventbridge.put("OrderPaid", {"id": "o-1"}, source="shop")
    return fake.recorded.deliveries.only()


def throttle(fake, times=None):
    return fake.fail_next("lambda:Invoke", code="TooManyRequestsException", message="Rate Exceeded.", times=times)


def test_a_throttled_function_is_tried_186_times_in_24_hours_and_becomes_a_dead_letter(fake, letters):
    throttle(fake)
    delivery = arrange(fake, letters, InputPath="$.detail")
    assert (delivery.status, len(delivery.attempts)) == ("retrying", 1)

    fake.clock.tick(hours=25)

    assert delivery.status == "dead-lettered"
    assert delivery.queue == letters.arn
    assert delivery.reason == "TooManyRequestsException: Rate Exceeded."
    assert len(delivery.attempts) == 186
    assert {attempt.error.code for attempt in delivery.attempts} == {"TooManyRequestsException"}
    message = letters.receive()[0]
    assert json.loads(message["Body"]) == delivery.event.raw_event
    assert attributes_of(message) == {
        "RULE_ARN": "arn:aws:events:us-east-1:123456789012:rule/paid",
        "TARGET_ARN": "arn:aws:lambda:us-east-1:123456789012:function:ship",
        "ERROR_CODE": "THROTTLING",
        "ERROR_MESSAGE": "Rate Exceeded.",
        "RETRY_ATTEMPTS": "185",
        "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts",
    }
    assert {value["DataType"] for value in message["MessageAttributes"].values()} == {"String"}


def test_attempts_come_at_the_times_of_an_exponential_back_off_with_jitter(fake, letters):
    throttle(fake)
    delivery = arrange(fake, letters)
    fake.clock.tick(hours=25)

    times = [attempt.at for attempt in delivery.attempts]
    invocations = [call for call in fake.recorded.calls if call.name == "lambda:Invoke"]
    assert [call.at for call in invocations] == times
    assert all(call.cause is delivery and call.answered_by == "fault" for call in invocations)
    waits = [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(times)]
    for number, wait in enumerate(waits):
        longest = min(480, 2**number)
        assert longest / 2 <= wait <= longest
    assert len(set(waits)) > 180


def test_the_same_seed_waits_the_same_times():
    def times(seed):
        with AwsFake(seed=seed, now="2026-03-01T12:00Z") as fake:
            throttle(fake)
            delivery = arrange(fake)
            fake.clock.tick(hours=1)
            return [attempt.at for attempt in delivery.attempts]

    assert times("a") == times("a") != times("b")


def test_a_retry_that_succeeds_ends_it(fake, letters):
    throttle(fake, times=3)
    delivery = arrange(fake, letters)
    fake.clock.tick(minutes=1)
    assert (delivery.status, delivery.reason, delivery.due) == ("delivered", None, None)
    assert [attempt.error is None for attempt in delivery.attempts] == [False, False, False, True]
    assert [invocation.event["detail"] for invocation in fake.lambda_.invocations] == [{"id": "o-1"}]
    assert len(letters) == 0


def test_the_handler_of_a_retry_sees_its_time(fake):
    seen = []
    throttle(fake, times=4)
    ship = fake.lambda_.function("ship", lambda event, context: seen.append(fake.clock.now))
    delivery = arrange(fake, to=ship)
    fake.clock.tick(minutes=10)
    assert seen == [delivery.attempts[-1].at]


def test_a_record_between_attempts_says_what_comes_next(fake):
    throttle(fake)
    delivery = arrange(fake)
    assert delivery.error_code == "THROTTLING"
    assert delivery.reason == "TooManyRequestsException: Rate Exceeded."
    assert timedelta(0) < delivery.due - delivery.at <= timedelta(seconds=1)
    assert [work.why for work in fake.clock.upcoming()] == ["retry 1 of rule paid"]


def test_the_policy_of_the_target_limits_the_attempts(fake, letters):
    throttle(fake)
    delivery = arrange(fake, letters, RetryPolicy={"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 3600})
    fake.clock.tick(minutes=1)
    assert len(delivery.attempts) == 3
    attributes = attributes_of(letters.receive()[0])
    assert attributes["RETRY_ATTEMPTS"] == "2"
    assert attributes["EXHAUSTED_RETRY_CONDITION"] == "MaximumRetryAttempts"


def test_without_retries_there_is_one_attempt(fake, letters):
    throttle(fake)
    delivery = arrange(fake, letters, RetryPolicy={"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60})
    assert (delivery.status, len(delivery.attempts)) == ("dead-lettered", 1)
    assert attributes_of(letters.receive()[0])["RETRY_ATTEMPTS"] == "0"


def test_the_age_of_the_event_ends_it_at_that_age(fake, letters):
    throttle(fake)
    delivery = arrange(fake, letters, RetryPolicy={"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 90})
    fake.clock.tick(seconds=89)
    assert delivery.status == "retrying"
    fake.clock.tick(seconds=1)
    assert delivery.status == "dead-lettered"
    attributes = attributes_of(letters.receive()[0])
    assert attributes["EXHAUSTED_RETRY_CONDITION"] == "MaximumEventAgeInSeconds"
    assert attributes["RETRY_ATTEMPTS"] == str(len(delivery.attempts) - 1)


def test_without_a_queue_the_event_is_dropped(fake):
    throttle(fake)
    delivery = arrange(fake)
    fake.clock.tick(hours=25)
    assert (delivery.status, delivery.queue, len(delivery.attempts)) == ("dropped", None, 186)


@pytest.mark.parametrize(
    ("code", "error_code"),
    [
        ("AccessDeniedException", "NO_PERMISSIONS"),
        ("KMSAccessDeniedException", "NO_PERMISSIONS"),
        ("ResourceNotFoundException", "NO_RESOURCE"),
        ("ExecutionAlreadyExists", "RESOURCE_ALREADY_EXISTS"),
        ("InvalidParameterValueException", "INVALID_PARAMETER"),
    ],
)
def test_what_only_somebody_can_mend_is_not_retried(fake, letters, code, error_code):
    fake.fail_next("lambda:Invoke", code=code, message="no")
    delivery = arrange(fake, letters)
    assert (delivery.status, delivery.error_code, len(delivery.attempts)) == ("dead-lettered", error_code, 1)
    attributes = attributes_of(letters.receive()[0])
    assert (attributes["ERROR_CODE"], attributes["ERROR_MESSAGE"]) == (error_code, "no")
    assert "EXHAUSTED_RETRY_CONDITION" not in attributes


@pytest.mark.parametrize(
    ("code", "error_code"),
    [
        ("ThrottlingException", "THROTTLING"),
        ("ServiceException", "ERROR_FROM_TARGET"),
        ("RequestTimeoutException", "TIMEOUT"),
        ("ResourceConflictException", "RESOURCE_MODIFICATION_COLLISION"),
        ("LimitExceededException", "RESOURCE_LIMIT_EXCEEDED"),
    ],
)
def test_what_may_pass_is_retried(fake, code, error_code):
    fake.fail_next("lambda:Invoke", code=code)
    delivery = arrange(fake)
    assert (delivery.status, delivery.error_code) == ("retrying", error_code)


def test_a_missing_target_is_a_dead_letter_at_once(fake, letters):
    delivery = arrange(fake, letters, to="arn:aws:sqs:us-east-1:123456789012:gone")
    assert (delivery.status, delivery.error_code) == ("dead-lettered", "NO_RESOURCE")
    assert len(letters) == 1


def test_an_input_that_cannot_be_made_is_a_dead_letter(fake, letters):
    transformer = {"InputPathsMap": {"all": "$.detail"}, "InputTemplate": '{"all": "<all>"}'}
    delivery = arrange(fake, letters, InputTransformer=transformer)
    assert (delivery.status, delivery.error_code, delivery.attempts) == ("dead-lettered", "INVALID_JSON", ())
    assert attributes_of(letters.receive()[0])["RETRY_ATTEMPTS"] == "0"


def test_a_dead_letter_queue_that_is_gone_is_part_of_the_reason(fake, letters):
    fake.client("sqs").delete_queue(QueueUrl=letters.url)
    delivery = arrange(fake, letters, to="arn:aws:sqs:us-east-1:123456789012:gone")
    assert (delivery.status, delivery.queue, delivery.error_code) == ("dropped", None, "NO_RESOURCE")
    assert "; and its dead-letter queue did not take it: " in delivery.reason


def test_a_handler_that_raises_is_no_failed_delivery(fake, letters):
    def handler(event, context):
        raise RuntimeError("no stock")

    delivery = arrange(fake, letters, to=fake.lambda_.function("ship", handler))
    assert delivery.status == "delivered"
    assert fake.lambda_.invocations[0].failure.message == "no stock"
    assert len(letters) == 0


def test_policies():
    assert policy_of(Target(id="1", arn="a")) == RetryPolicy(185, timedelta(hours=24))
    given = {"RetryPolicy": {"MaximumRetryAttempts": 0}}
    assert policy_of(Target(id="1", arn="a", settings=given)) == RetryPolicy(0, timedelta(hours=24))


def test_a_target_that_wants_to_be_left_alone_is(fake):
    now = fake.clock.now
    policy = RetryPolicy(3, timedelta(minutes=1))
    assert policy.after(0, since=now, now=now, fraction=0.5) == Retry(now + timedelta(seconds=0.75))
    assert policy.after(0, since=now, now=now, fraction=0, wait=30) == Retry(now + timedelta(seconds=30))
    late = Exhausted("MaximumEventAgeInSeconds", now + timedelta(minutes=1))
    assert policy.after(0, since=now, now=now, fraction=0, wait=120) == late
