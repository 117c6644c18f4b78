from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

PARTNER, CUSTOMER = "222233334444", "123456789012"
NAME = "aws.partner/saas.example/customer-1/orders"
WAITING = timedelta(weeks=2)


@pytest.fixture
def partner(fake: AwsFake) -> Any:
    """An `events` client of the partner, who has made a source for the customer."""
    fake.clock.freeze("2026-12-01T09:00Z")
    client = fake.account(PARTNER).client("events")
    client.create_partner_event_source(Name=NAME, Account=CUSTOMER)
    return client


def put(partner: Any, **changes: Any) -> dict[str, Any]:
    entry = {"Source": NAME, "DetailType": "Ordered", "Detail": "{}", **changes}
    result: dict[str, Any] = partner.put_partner_events(Entries=[entry])["Entries"][0]
    return result


def test_both_sides_see_the_source(events: Any, partner: Any) -> None:
    arn = f"arn:aws:events:us-east-1::event-source/{NAME}"
    assert partner.describe_partner_event_source(Name=NAME)["Arn"] == arn
    prefix = "aws.partner/saas.example/customer"
    assert partner.list_partner_event_sources(NamePrefix=prefix)["PartnerEventSources"] == [{"Arn": arn, "Name": NAME}]
    account = partner.list_partner_event_source_accounts(EventSourceName=NAME)["PartnerEventSourceAccounts"][0]
    seen = events.describe_event_source(Name=NAME)
    assert (seen["Arn"], seen["CreatedBy"], seen["State"]) == (arn, PARTNER, "PENDING")
    assert seen["ExpirationTime"] - seen["CreationTime"] == WAITING
    assert (account["Account"], account["ExpirationTime"]) == (CUSTOMER, seen["ExpirationTime"])
    assert [source["Name"] for source in events.list_event_sources(NamePrefix="aws.")["EventSources"]] == [NAME]


def test_events_arrive_while_the_source_is_active(fake: AwsFake, events: Any, partner: Any, refused: Refused) -> None:
    assert "EventId" in put(partner)  # pending: accepted and gone
    bus = events.create_event_bus(Name=NAME, EventSourceName=NAME)["EventBusArn"]
    assert bus == f"arn:aws:events:us-east-1:{CUSTOMER}:event-bus/{NAME}"
    assert "ExpirationTime" not in events.describe_event_source(Name=NAME)
    rule = events.put_rule(Name="all", EventBusName=NAME, EventPattern='{"detail-type": ["Ordered"]}')["RuleArn"]
    result = put(partner)
    event = fake.recorded.events.only()
    assert (event.id, event.bus, event.account) == (result["EventId"], NAME, CUSTOMER)
    assert fake.recorded.evaluations.only().matched
    events.tag_resource(ResourceARN=rule, Tags=[{"Key": "k", "Value": "v"}])
    assert events.list_tags_for_resource(ResourceARN=rule)["Tags"] == [{"Key": "k", "Value": "v"}]
    events.deactivate_event_source(Name=NAME)
    put(partner)
    assert len(fake.recorded.events) == 1
    events.activate_event_source(Name=NAME)
    put(partner)
    assert len(fake.recorded.events) == 2
    with refused("InvalidStateException"):
        events.activate_event_source(Name=NAME)


def test_a_source_without_a_bus_cannot_be_switched(events: Any, partner: Any, refused: Refused) -> None:
    for operation in ("activate_event_source", "deactivate_event_source"):
        with refused("InvalidStateException", "not in a valid state"):
            getattr(events, operation)(Name=NAME)
        with refused("ResourceNotFoundException", "does not exist."):
            getattr(events, operation)(Name=NAME + "/2")


def test_a_pending_source_goes_after_two_weeks(fake: AwsFake, events: Any, partner: Any, refused: Refused) -> None:
    fake.clock.tick(WAITING - timedelta(seconds=1))
    events.describe_event_source(Name=NAME)
    fake.clock.tick(1)
    with refused("ResourceNotFoundException", f"Event source {NAME} does not exist."):
        events.describe_event_source(Name=NAME)
    with refused("ResourceNotFoundException"):
        partner.describe_partner_event_source(Name=NAME)


def test_a_deactivated_source_goes_after_two_weeks_but_its_bus_stays(
    fake: AwsFake, events: Any, partner: Any, refused: Refused
) -> None:
    events.create_event_bus(Name=NAME, EventSourceName=NAME)
    fake.clock.tick(WAITING * 2)
    events.deactivate_event_source(Name=NAME)
    fake.clock.tick(WAITING)
    assert events.describe_event_source(Name=NAME)["State"] == "DELETED"
    events.delete_event_bus(Name=NAME)
    with refused("ResourceNotFoundException"):
        events.describe_event_source(Name=NAME)


def test_a_bus_that_is_deleted_leaves_its_source_pending(events: Any, partner: Any, refused: Refused) -> None:
    events.create_event_bus(Name=NAME, EventSourceName=NAME)
    events.delete_event_bus(Name=NAME)
    assert events.describe_event_source(Name=NAME)["State"] == "PENDING"
    with refused("ResourceAlreadyExistsException", f"Event source {NAME} already exists."):
        partner.create_partner_event_source(Name=NAME, Account=CUSTOMER)


def test_deleting_the_bus_of_a_deactivated_source_prolongs_nothing(
    fake: AwsFake, events: Any, partner: Any, refused: Refused
) -> None:
    events.create_event_bus(Name=NAME, EventSourceName=NAME)
    events.deactivate_event_source(Name=NAME)
    expiry = events.describe_event_source(Name=NAME)["ExpirationTime"]
    fake.clock.tick(days=1)
    events.delete_event_bus(Name=NAME)
    assert events.describe_event_source(Name=NAME)["ExpirationTime"] == expiry
    fake.clock.tick(WAITING * 2)
    with refused("ResourceNotFoundException"):
        events.describe_event_source(Name=NAME)


def test_a_source_may_be_for_several_customers(fake: AwsFake, events: Any, partner: Any) -> None:
    partner.create_partner_event_source(Name=NAME, Account="999988887777")
    page = partner.list_partner_event_source_accounts(EventSourceName=NAME, Limit=1)
    assert "NextToken" in page
    partner.delete_partner_event_source(Name=NAME, Account=CUSTOMER)
    partner.delete_partner_event_source(Name=NAME, Account=CUSTOMER)
    accounts = partner.list_partner_event_source_accounts(EventSourceName=NAME)["PartnerEventSourceAccounts"]
    assert [account["Account"] for account in accounts] == ["999988887777"]
    assert events.list_event_sources()["EventSources"] == []


def test_bad_entries_are_told_one_by_one(fake: AwsFake, partner: Any) -> None:
    assert put(partner, Detail="[]")["ErrorCode"] == "MalformedDetail"
    assert put(partner, DetailType="")["ErrorCode"] == "InvalidArgument"
    assert [event.status for event in fake.recorded.events] == ["rejected", "rejected"]


def test_an_active_source_that_the_partner_deletes_stays_with_its_bus(fake: AwsFake, events: Any, partner: Any) -> None:
    events.create_event_bus(Name=NAME, EventSourceName=NAME)
    partner.delete_partner_event_source(Name=NAME, Account=CUSTOMER)
    assert events.describe_event_source(Name=NAME)["State"] == "DELETED"
    assert "EventId" in put(partner)
    assert len(fake.recorded.events) == 0
