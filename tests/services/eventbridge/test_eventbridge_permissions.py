from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

OTHER = "210987654321"


def statements(events: Any, bus: str = "orders") -> Any:
    return json.loads(events.describe_event_bus(Name=bus)["Policy"])["Statement"]


@pytest.fixture
def stranger(fake: AwsFake) -> Any:
    """An `events` client of another account."""
    return fake.account(OTHER).client("events")


def put_as(stranger: Any, bus: str, **entry: Any) -> dict[str, Any]:
    whole = {"Source": "shop", "DetailType": "Paid", "Detail": "{}", "EventBusName": bus, **entry}
    result: dict[str, Any] = stranger.put_events(Entries=[whole])["Entries"][0]
    return result


def test_a_condition_becomes_part_of_the_statement(events: Any, bus: str) -> None:
    condition = {"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o-1"}
    events.put_permission(
        EventBusName="orders", Action="events:PutEvents", Principal="*", StatementId="org", Condition=condition
    )
    assert statements(events)[0]["Condition"] == {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, "Parameter Action must be specified."),
        ({"Action": "events:PutRule", "Principal": "*", "StatementId": "s"}, "'action' is not supported"),
        (
            {
                "Action": "events:PutEvents",
                "Principal": OTHER,
                "StatementId": "s",
                "Condition": {"Type": "StringEquals", "Key": "k", "Value": "v"},
            },
            "supported only where Principal is '*'",
        ),
        ({"Policy": "{"}, "Parameter Policy is not valid."),
        ({"Policy": '{"Statement": []}'}, "Parameter Policy is not valid."),
    ],
)
def test_incomplete_permissions_are_refused(
    events: Any, bus: str, refused: Refused, params: dict[str, Any], message: str
) -> None:
    with refused("ValidationException", message):
        events.put_permission(EventBusName="orders", **params)
    assert "Policy" not in events.describe_event_bus(Name="orders")


def test_a_policy_has_a_longest_length(events: Any, bus: str, refused: Refused) -> None:
    policy = {"Statement": [{"Sid": "x" * 10_240, "Effect": "Allow"}]}
    with refused("PolicyLengthExceededException"):
        events.put_permission(EventBusName="orders", Policy=json.dumps(policy))


def test_removing_needs_to_know_what(events: Any, bus: str, refused: Refused) -> None:
    with refused("ValidationException", "StatementId"):
        events.remove_permission(EventBusName="orders")


def test_other_accounts_need_a_permission_to_put_events(fake: AwsFake, events: Any, bus: str, stranger: Any) -> None:
    denied = put_as(stranger, bus)
    assert denied["ErrorCode"] == "AccessDeniedException"
    assert bus in denied["ErrorMessage"]
    events.put_permission(EventBusName="orders", Action="events:PutEvents", Principal=OTHER, StatementId="s")
    assert put_as(stranger, bus)["EventId"] == fake.recorded.events.last.id
    assert [event.status for event in fake.recorded.events] == ["rejected", "accepted"]
    assert fake.recorded.events.last.account == "123456789012"


def test_a_policy_may_look_at_the_event(events: Any, bus: str, stranger: Any) -> None:
    policy = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"},
        "Action": "events:PutEvents",
        "Resource": bus,
        "Condition": {"StringEquals": {"events:source": ["shop"]}, "StringNotLike": {"events:detail-type": "Un*"}},
    }
    events.put_permission(EventBusName="orders", Policy=json.dumps({"Statement": policy}))
    assert "EventId" in put_as(stranger, bus)
    assert put_as(stranger, bus, DetailType="Unpaid")["ErrorCode"] == "AccessDeniedException"
    assert put_as(stranger, bus, Source="other")["ErrorCode"] == "AccessDeniedException"


def test_a_deny_keeps_out_the_owner_too(events: Any, put: Callable[..., dict[str, Any]]) -> None:
    policy = {"Effect": "Deny", "Principal": "*", "Action": "events:*", "Resource": "*"}
    events.put_permission(Policy=json.dumps({"Statement": [policy]}))
    assert put()["ErrorCode"] == "AccessDeniedException"


def test_other_accounts_may_be_let_to_make_rules(events: Any, bus: str, stranger: Any, refused: Refused) -> None:
    with refused("AccessDeniedException", "events:PutRule"):
        stranger.put_rule(Name="theirs", EventBusName=bus, EventPattern='{"source": ["shop"]}')
    policy = {
        "Effect": "Allow",
        "Principal": {"AWS": OTHER},
        "Action": ["events:PutRule", "events:DescribeRule"],
        "Resource": "arn:aws:events:us-east-1:123456789012:rule/orders/theirs",
    }
    events.put_permission(EventBusName="orders", Policy=json.dumps({"Statement": [policy]}))
    stranger.put_rule(Name="theirs", EventBusName=bus, EventPattern='{"source": ["shop"]}')
    assert events.describe_rule(Name="theirs", EventBusName="orders")["CreatedBy"] == OTHER
    with refused("AccessDeniedException", "events:PutRule"):
        stranger.put_rule(Name="another", EventBusName=bus, EventPattern='{"source": ["shop"]}')


def test_a_bus_of_another_account_is_a_target_only_where_its_policy_says_so(
    events: Any, bus: str, fake: AwsFake, stranger: Any, refused: Refused
) -> None:
    stranger.put_rule(Name="out", EventPattern='{"source": ["shop"]}')
    target = {"Id": "bus", "Arn": bus, "RoleArn": f"arn:aws:iam::{OTHER}:role/r"}
    with refused("AccessDeniedException", "events:PutEvents"):
        stranger.put_targets(Rule="out", Targets=[target])
    with refused("AccessDeniedException", "events:PutEvents"):
        stranger.put_targets(Rule="out", Targets=[{**target, "Arn": f"{bus}-missing"}])
    events.put_permission(EventBusName="orders", Action="events:PutEvents", Principal=OTHER, StatementId="s")
    with refused("ValidationException", "not supported for target bus"):
        stranger.put_targets(Rule="out", Targets=[{**target, "InputPath": "$.detail"}])
    stranger.put_targets(Rule="out", Targets=[target])
    stranger.put_events(Entries=[{"Source": "shop", "DetailType": "Paid", "Detail": "{}"}])
    assert [(event.bus, event.account) for event in fake.recorded.events] == [("default", OTHER), ("orders", OTHER)]


def test_statements_are_replaced_and_removed_by_their_id(events: Any, bus: str, refused: Refused) -> None:
    for principal in (OTHER, "*"):
        events.put_permission(EventBusName="orders", Action="events:PutEvents", Principal=principal, StatementId="a")
    events.put_permission(EventBusName="orders", Action="events:PutEvents", Principal=OTHER, StatementId="b")
    assert [one["Principal"] for one in statements(events)] == ["*", {"AWS": f"arn:aws:iam::{OTHER}:root"}]
    with refused("ResourceNotFoundException", "Statement with the provided id does not exist."):
        events.remove_permission(EventBusName="orders", StatementId="c")
    events.remove_permission(EventBusName="orders", StatementId="a")
    assert [one["Sid"] for one in statements(events)] == ["b"]
    events.remove_permission(EventBusName="orders", RemoveAllPermissions=True)
    assert "Policy" not in events.describe_event_bus(Name="orders")
