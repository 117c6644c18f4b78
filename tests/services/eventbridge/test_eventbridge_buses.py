from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

QUEUE = "arn:aws:sqs:us-east-1:123456789012:dead"


def test_a_bus_keeps_what_it_is_given(events: Any) -> None:
    given = {
        "Description": "orders",
        "KmsKeyIdentifier": "alias/key",
        "DeadLetterConfig": {"Arn": QUEUE},
        "LogConfig": {"IncludeDetail": "FULL", "Level": "TRACE"},
    }
    created = events.create_event_bus(Name="orders", **given)
    described = events.describe_event_bus(Name="orders")
    for name, value in given.items():
        assert created[name] == value
        assert described[name] == value


def test_a_bus_is_described_by_its_arn_too(events: Any, bus: str) -> None:
    assert events.describe_event_bus(Name=bus)["Name"] == "orders"
    assert events.describe_event_bus()["Name"] == "default"


def test_update_changes_what_is_given_and_the_time(fake: AwsFake, events: Any) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    events.create_event_bus(Name="orders", Description="old", KmsKeyIdentifier="alias/key")
    fake.clock.tick(hours=1)
    updated = events.update_event_bus(Name="orders", Description="new")
    assert (updated["Name"], updated["Description"], updated["KmsKeyIdentifier"]) == ("orders", "new", "alias/key")
    described = events.describe_event_bus(Name="orders")
    assert (described["LastModifiedTime"] - described["CreationTime"]).total_seconds() == 3600


@pytest.mark.parametrize(
    ("arn", "message"),
    [
        ("arn:aws:sns:us-east-1:123456789012:topic", "sns is not supported as a dead letter resource"),
        (QUEUE + ".fifo", "SQS FIFO is not supported by Dead Letter Queues"),
        (QUEUE.replace("us-east-1", "eu-west-1"), "must be in the region us-east-1"),
        ("dead", "Provided Arn is not in correct format."),
    ],
)
def test_only_standard_queues_of_the_region_take_dead_letters(
    events: Any, refused: Refused, arn: str, message: str
) -> None:
    with refused("ValidationException", message):
        events.create_event_bus(Name="orders", DeadLetterConfig={"Arn": arn})
    assert len(events.list_event_buses()["EventBuses"]) == 1


def test_a_region_has_at_most_a_hundred_buses(events: Any, refused: Refused) -> None:
    for number in range(99):
        events.create_event_bus(Name=f"bus-{number}")
    with refused("LimitExceededException", "The requested resource exceeds the maximum number allowed."):
        events.create_event_bus(Name="one-more")


def test_only_buses_of_partners_have_slashes(events: Any, refused: Refused) -> None:
    with refused("ValidationException", "must not contain '/'"):
        events.create_event_bus(Name="aws.partner/saas/x")
    with refused("ValidationException", "Event bus name must match event source name"):
        events.create_event_bus(Name="orders", EventSourceName="aws.partner/saas/x")
    with refused("ResourceNotFoundException", "Event source aws.partner/saas/x does not exist."):
        events.create_event_bus(Name="aws.partner/saas/x", EventSourceName="aws.partner/saas/x")


def test_names_are_taken_once(events: Any, bus: str, refused: Refused) -> None:
    for name in ("orders", "default"):
        with refused("ResourceAlreadyExistsException", f"Event bus {name} already exists."):
            events.create_event_bus(Name=name)


def test_what_can_be_deleted(events: Any, bus: str, refused: Refused) -> None:
    with refused("ValidationException", "Cannot delete event bus default."):
        events.delete_event_bus(Name="default")
    events.put_rule(Name="r", EventBusName="orders", EventPattern='{"source": ["shop"]}')
    with refused("ValidationException", "EventBus can't be deleted since it has rules."):
        events.delete_event_bus(Name="orders")
    events.delete_rule(Name="r", EventBusName="orders")
    events.delete_event_bus(Name="orders")
    events.delete_event_bus(Name="orders")
    assert [one["Name"] for one in events.list_event_buses()["EventBuses"]] == ["default"]
