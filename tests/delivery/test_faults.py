"""Failures on purpose: calls, entries of PutEvents."""

from __future__ import annotations

import json

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import InvalidOption, InvalidStub


def entry(number, **members):
    detail = json.dumps({"n": number})
    return {"Source": "shop", "DetailType": "OrderPaid", "Detail": detail, **members}


def error_of(caught):
    return caught.value.response["Error"]


def test_the_next_call_fails_and_the_one_after_it_does_not(fake):
    queue = fake.sqs.queue("billing")
    fault = fake.fail_next("sqs:SendMessage", code="AccessDenied", message="no")
    sqs = fake.client("sqs")
    with pytest.raises(ClientError) as caught:
        sqs.send_message(QueueUrl=queue.url, MessageBody="1")
    assert (error_of(caught)["Code"], error_of(caught)["Message"]) == ("AccessDenied", "no")
    sqs.send_message(QueueUrl=queue.url, MessageBody="2")
    assert queue.bodies() == ["2"]
    failed = fault.calls[0]
    assert (failed.answered_by, failed.error.code) == ("fault", "AccessDenied")


def test_times_and_when_choose_the_calls(fake):
    queue = fake.sqs.queue("billing")
    fake.fail_next("sqs:SendMessage", code="X", times=2, when=lambda params: params["MessageBody"] == "bad")
    sqs = fake.client("sqs")
    outcomes = []
    for body in ("good", "bad", "bad", "bad"):
        try:
            sqs.send_message(QueueUrl=queue.url, MessageBody=body)
            outcomes.append(True)
        except ClientError:
            outcomes.append(False)
    assert outcomes == [True, False, False, True]


def test_without_end(fake):
    queue = fake.sqs.queue("billing")
    fake.fail_next("sqs:SendMessage", code="X", times=None)
    for _ in range(3):
        with pytest.raises(ClientError):
            fake.client("sqs").send_message(QueueUrl=queue.url, MessageBody="1")


def test_the_method_name_will_do_and_a_modelled_error_is_raised_as_such(fake):
    fake.fail_next("lambda:get_function", code="ResourceNotFoundException", message="gone")
    client = fake.client("lambda")
    with pytest.raises(client.exceptions.ResourceNotFoundException, match="gone"):
        client.get_function(FunctionName="ship")


def test_throttling_is_retried_by_botocore(fake):
    queue = fake.sqs.queue("billing")
    fault = fake.fail_next("sqs:SendMessage", code="ThrottlingException", status=400, times=2)
    sqs = boto3.client("sqs", config=Config(retries={"mode": "standard", "max_attempts": 3}))
    answer = sqs.send_message(QueueUrl=queue.url, MessageBody="1")
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2
    assert len(fault.calls) == 2
    assert queue.bodies() == ["1"]


def test_faults_come_before_stubs_and_for_services_that_are_not_faked(fake):
    fake.stub("dynamodb", "put_item", {})
    fake.fail_next("dynamodb:PutItem", code="ConditionalCheckFailedException")
    dynamodb = fake.client("dynamodb")
    item = {"TableName": "orders", "Item": {"id": {"S": "1"}}}
    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException):
        dynamodb.put_item(**item)
    dynamodb.put_item(**item)


def test_a_fault_of_a_call_that_would_be_passed_through(monkeypatch):
    with AwsFake(passthrough=["dynamodb"]) as fake:
        fake.fail_next("dynamodb:ListTables", code="InternalServerError", status=400)
        with pytest.raises(ClientError, match="InternalServerError"):
            fake.client("dynamodb").list_tables()


def test_a_second_fault_waits_for_the_first(fake):
    fake.fail_next("sts:GetCallerIdentity", code="First")
    fake.fail_next("sts:GetCallerIdentity", code="Second")
    codes = []
    for _ in range(2):
        with pytest.raises(ClientError) as caught:
            fake.client("sts").get_caller_identity()
        codes.append(error_of(caught)["Code"])
    assert codes == ["First", "Second"]


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("sqs:SendMesage", {}, "sqs has no operation 'SendMesage'; did you mean 'SendMessage'?"),
        ("sqss:SendMessage", {}, "boto3 has no service 'sqss'; did you mean 'sqs'?"),
        ("SendMessage", {}, "an operation is named service:Operation, such as 'sqs:SendMessage', got 'SendMessage'"),
        ("sqs:SendMessage", {"times": 0}, "times must be a whole number of 1 or more, or None for always, got 0"),
    ],
)
def test_faults_are_checked(fake, name, settings, message):
    with pytest.raises(InvalidStub) as caught:
        fake.fail_next(name, code="X", **settings)
    assert str(caught.value) == message


def test_rejected_entries_are_a_partial_failure(fake, events):
    events.reject_entries(
        code="ThrottlingException", message="slow down", when=lambda entry: '"n": 2' in entry["Detail"]
    )
    answer = boto3.client("events").put_events(Entries=[entry(1), entry(2), entry(3)])
    assert answer["FailedEntryCount"] == 1
    assert answer["Entries"][1] == {"ErrorCode": "ThrottlingException", "ErrorMessage": "slow down"}
    assert [event.status for event in fake.recorded.events] == ["accepted", "rejected", "accepted"]
    assert fake.recorded.events[1].reason == "ThrottlingException: slow down"


def test_an_entry_that_is_put_again_is_taken(fake, events):
    fault = events.reject_entries()
    client = boto3.client("events")
    assert client.put_events(Entries=[entry(1)])["Entries"][0]["ErrorCode"] == "InternalFailure"
    assert client.put_events(Entries=[entry(1)])["FailedEntryCount"] == 0
    assert fault.entries == [entry(1)]


def test_entries_are_rejected_in_every_region(fake, events):
    events.reject_entries(times=None)
    for region in ("us-east-1", "eu-west-1"):
        assert fake.client("events", region).put_events(Entries=[entry(1), entry(2)])["FailedEntryCount"] == 2


def test_the_times_of_rejections_are_checked(events):
    with pytest.raises(InvalidOption, match="times must be a whole number of 1 or more, or None for always, got -1"):
        events.reject_entries(times=-1)


def test_faults_may_be_settings():
    with AwsFake(fail_next={"sqs:SendMessage": "AccessDenied"}, reject_entries="ThrottlingException") as fake:
        fake.eventbridge.rule("paid", {"source": ["shop"]}, to=fake.sqs.queue("billing"))
        results = [boto3.client("events").put_events(Entries=[entry(1)])["Entries"][0] for _ in range(3)]
        assert [result.get("ErrorCode") for result in results] == ["ThrottlingException", None, None]
        assert [one.status for one in fake.recorded.deliveries] == ["dropped", "delivered"]


def test_a_setting_with_a_wrong_name_is_refused_when_the_fake_starts():
    with pytest.raises(InvalidStub, match="did you mean 'SendMessage'"), AwsFake(fail_next={"sqs:SendMesage": "X"}):
        pass
