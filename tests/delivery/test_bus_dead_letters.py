"""Dead-letter queues of buses: for events that a bus cannot process because its key cannot be used."""

from __future__ import annotations

import json

import boto3
import pytest

from pytest_awsevents import event
from pytest_awsevents.reporting.timeline import timeline

KEY = "arn:aws:kms:us-east-1:123456789012:key/1"


@pytest.fixture
def letters(fake):
    return fake.sqs.queue("letters")


@pytest.fixture
def billing(fake, letters):
    boto3.client("events").create_event_bus(Name="shop", KmsKeyIdentifier=KEY, DeadLetterConfig={"Arn": letters.arn})
    queue = fake.sqs.queue("billing")
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=queue, bus="shop")
    return queue


def put(fake, bus="shop"):
    return fake.eventbridge.put("OrderPaid", {"id": "o-1"}, source="shop", bus=bus)


def test_a_key_that_works_is_used_for_every_event(fake, billing, letters):
    put(fake)
    fake.eventbridge.assert_delivered(to=billing)
    call = next(call for call in fake.recorded.calls if call.service == "kms")
    assert (call.name, call.answered_by, call.principal) == ("kms:GenerateDataKey", "default", "events.amazonaws.com")
    assert call.params["EncryptionContext"] == {
        "aws:events:event-bus:arn": "arn:aws:events:us-east-1:123456789012:event-bus/shop"
    }
    assert len(letters) == 0


def test_without_a_key_kms_is_not_called(fake):
    put(fake, bus="default")
    assert not [call for call in fake.recorded.calls if call.service == "kms"]


def test_an_event_whose_key_is_disabled_goes_to_the_queue_of_the_bus(fake, billing, letters):
    fake.fail_next("kms:GenerateDataKey", code="DisabledException", message="the key is disabled")
    published = put(fake)
    assert (published.status, published.reason) == ("encryption-failed", "DisabledException: the key is disabled")
    assert len(fake.recorded.deliveries) == 0
    message = letters.receive()[0]
    assert json.loads(message["Body"]) == published.raw_event
    assert {name: value["StringValue"] for name, value in message["MessageAttributes"].items()} == {
        "ERROR_CODE": "ERROR_FROM_TARGET",
        "ERROR_MESSAGE": "the key is disabled",
        "RETRY_ATTEMPTS": "0",
    }


def test_it_is_no_queue_for_what_targets_do_not_take(fake, billing, letters):
    fake.client("sqs").delete_queue(QueueUrl=billing.url)
    put(fake)
    assert fake.recorded.deliveries.only().status == "dropped"
    assert len(letters) == 0


def test_without_a_queue_it_is_dropped(fake):
    boto3.client("events").create_event_bus(Name="shop", KmsKeyIdentifier=KEY)
    fake.fail_next("kms:GenerateDataKey", code="DisabledException")
    assert put(fake).status == "encryption-failed"


def test_messages_say_so(fake, billing):
    fake.fail_next("kms:GenerateDataKey", code="DisabledException", message="the key is disabled")
    put(fake)
    with pytest.raises(AssertionError) as caught:
        fake.eventbridge.assert_delivered(event(source="shop"), to=billing)
    assert "published yes, bus NO: it could not use its key: DisabledException: the key is disabled" in str(
        caught.value
    )
    with pytest.raises(AssertionError) as caught:
        fake.eventbridge.assert_published(event(source="shop"))
    assert "; bus shop could not use its key: DisabledException: the key is disabled" in str(caught.value)
    assert "  encryption-failed: DisabledException: the key is disabled" in timeline(fake.recorded)


def test_a_queue_that_is_gone_is_part_of_the_reason(fake, billing, letters):
    fake.client("sqs").delete_queue(QueueUrl=letters.url)
    fake.fail_next("kms:GenerateDataKey", code="DisabledException", message="the key is disabled")
    assert "DisabledException: the key is disabled; and the queue of the bus did not take it: " in put(fake).reason
