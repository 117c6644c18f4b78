from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

DEFAULT = "arn:aws:events:us-east-1:123456789012:event-bus/default"
MANAGED = "Events-Archive-all"


@pytest.fixture
def archive(events: Any) -> str:
    return str(events.create_archive(ArchiveName="all", EventSourceArn=DEFAULT)["ArchiveArn"])


def test_events_are_counted_and_measured(events: Any, archive: str, put: Any) -> None:
    put({"total": 1}, Time="2026-12-01T09:00:00Z")
    described = events.describe_archive(ArchiveName="all")
    assert described["EventCount"] == 1
    assert described["SizeBytes"] == len('shopPaid{"total": 1}2026-12-01T09:00:00Z')


def test_only_what_the_pattern_matches_is_kept(events: Any, put: Any) -> None:
    pattern = json.dumps({"detail-type": ["Paid"]})
    events.create_archive(ArchiveName="paid", EventSourceArn=DEFAULT, EventPattern=pattern)
    put()
    put(DetailType="Sent")
    assert events.describe_archive(ArchiveName="paid")["EventCount"] == 1
    events.update_archive(ArchiveName="paid", EventPattern=json.dumps({"detail-type": ["Sent"]}))
    put(DetailType="Sent")
    assert events.describe_archive(ArchiveName="paid")["EventCount"] == 2


def test_events_go_when_their_retention_is_over(fake: AwsFake, events: Any, archive: str, put: Any) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    events.update_archive(ArchiveName="all", RetentionDays=1)
    put()
    fake.clock.tick(hours=23)
    put()
    assert events.list_archives()["Archives"][0]["EventCount"] == 2
    fake.clock.tick(hours=1)
    assert events.list_archives()["Archives"][0]["EventCount"] == 1
    assert events.describe_archive(ArchiveName="all")["RetentionDays"] == 1


def test_archiving_is_no_delivery(fake: AwsFake, archive: str, put: Any) -> None:
    put()
    assert len(fake.recorded.deliveries) == 0
    assert fake.recorded.evaluations.only().rule.name == MANAGED


def test_the_managed_rule_goes_only_by_force(events: Any, archive: str, put: Any, refused: Refused) -> None:
    message = f"{MANAGED} is a managed rule. Set 'force' parameter to true to override."
    arn = events.describe_rule(Name=MANAGED)["Arn"]
    refusals = {
        "put_rule": {"Name": MANAGED, "EventPattern": '{"source": ["x"]}'},
        "put_targets": {"Rule": MANAGED, "Targets": [{"Id": "q", "Arn": "arn:aws:sqs:us-east-1:1:q"}]},
        "disable_rule": {"Name": MANAGED},
        "delete_rule": {"Name": MANAGED},
        "tag_resource": {"ResourceARN": arn, "Tags": [{"Key": "k", "Value": "v"}]},
    }
    for operation, params in refusals.items():
        with refused("ManagedRuleException", message):
            getattr(events, operation)(**params)
    events.remove_targets(Rule=MANAGED, Ids=[MANAGED], Force=True)
    put()
    assert events.describe_archive(ArchiveName="all")["EventCount"] == 0
    events.delete_rule(Name=MANAGED, Force=True)
    assert events.list_rules()["Rules"] == []
    events.delete_archive(ArchiveName="all")


def test_an_archive_takes_its_rule_along(events: Any, bus: str) -> None:
    events.create_archive(ArchiveName="orders", EventSourceArn=bus)
    events.delete_archive(ArchiveName="orders")
    events.delete_event_bus(Name="orders")
    assert events.list_archives()["Archives"] == []


def test_a_bus_that_went_by_force_does_not_hold_its_archive(events: Any, bus: str) -> None:
    events.create_archive(ArchiveName="all", EventSourceArn=bus)
    events.remove_targets(Rule=MANAGED, EventBusName="orders", Ids=[MANAGED], Force=True)
    events.delete_rule(Name=MANAGED, EventBusName="orders", Force=True)
    events.delete_event_bus(Name="orders")
    events.delete_archive(ArchiveName="all")


def test_at_most_one_filter(events: Any, archive: str, refused: Refused) -> None:
    message = "At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix."
    with refused("ValidationException", message):
        events.list_archives(NamePrefix="a", State="ENABLED")
    assert events.list_archives(State="DISABLED")["Archives"] == []


def test_a_bad_pattern_changes_nothing(events: Any, archive: str, refused: Refused) -> None:
    with refused("InvalidEventPatternException"):
        events.update_archive(ArchiveName="all", EventPattern="{", Description="new")
    assert "Description" not in events.describe_archive(ArchiveName="all")
    with refused("ResourceNotFoundException", "Archive nope does not exist."):
        events.update_archive(ArchiveName="nope", Description="new")
    events.update_archive(ArchiveName="all", Description="new", KmsKeyIdentifier="alias/key")
    assert events.describe_archive(ArchiveName="all")["KmsKeyIdentifier"] == "alias/key"


def test_what_an_archive_needs(events: Any, archive: str, refused: Refused) -> None:
    with refused("ResourceAlreadyExistsException", "Archive all already exists."):
        events.create_archive(ArchiveName="all", EventSourceArn=DEFAULT)
    with refused("ValidationException", "At least one of EventPattern, RetentionDays or Description must be provided."):
        events.update_archive(ArchiveName="nope")
    for arn in (DEFAULT.replace("default", "nope"), DEFAULT.replace("us-east-1", "us-west-2")):
        with refused("ResourceNotFoundException", "does not exist."):
            events.create_archive(ArchiveName="new", EventSourceArn=arn)
    assert [one["ArchiveName"] for one in events.list_archives(EventSourceArn=DEFAULT)["Archives"]] == ["all"]


@pytest.mark.parametrize(
    "pattern", ['{"source": ["shop"]} and more', ' {"$or": [{"detail": {"n": [1.0e400]}}, {"source": ["shop"]}]}']
)
def test_any_pattern_that_rules_take_will_do(events: Any, put: Any, pattern: str) -> None:
    events.create_archive(ArchiveName="all", EventSourceArn=DEFAULT, EventPattern=pattern)
    put()
    put(Source="bank")
    assert events.describe_archive(ArchiveName="all")["EventCount"] == 1
    assert events.describe_archive(ArchiveName="all")["EventPattern"] == pattern
