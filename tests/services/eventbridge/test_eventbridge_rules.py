from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

PATTERN = '{"source": ["shop"]}'


def test_enable_and_disable(fake: AwsFake, events: Any, rule: str, put: Any) -> None:
    for operation, state, matches in (("disable_rule", "DISABLED", 0), ("enable_rule", "ENABLED", 1)):
        getattr(events, operation)(Name=rule)
        assert events.describe_rule(Name=rule)["State"] == state
        mark = fake.recorded.mark()
        put()
        assert sum(one.matched for one in fake.recorded.evaluations.since(mark)) == matches


@pytest.mark.parametrize("operation", ["describe_rule", "enable_rule", "disable_rule"])
def test_a_missing_rule_is_said_to_be_missing(events: Any, refused: Refused, operation: str) -> None:
    with refused("ResourceNotFoundException", "Rule nope does not exist on EventBus default."):
        getattr(events, operation)(Name="nope")


def test_a_rule_with_targets_is_not_deleted(events: Any, rule: str, refused: Refused) -> None:
    events.put_targets(Rule=rule, Targets=[{"Id": "q", "Arn": "arn:aws:sqs:us-east-1:1:q"}])
    with refused("ValidationException", "Rule can't be deleted since it has targets."):
        events.delete_rule(Name=rule)
    events.remove_targets(Rule=rule, Ids=["q", "unknown"])
    events.delete_rule(Name=rule)
    assert events.list_rules()["Rules"] == []


def test_an_update_keeps_targets_and_takes_the_new_pattern(fake: AwsFake, events: Any, rule: str, put: Any) -> None:
    events.put_targets(Rule=rule, Targets=[{"Id": "q", "Arn": "arn:aws:sqs:us-east-1:1:q"}])
    events.put_rule(Name=rule, EventPattern='{"source": ["bank"]}', State="DISABLED", Description="d")
    events.put_rule(Name=rule, EventPattern='{"source": ["bank"]}')
    assert len(events.list_targets_by_rule(Rule=rule)["Targets"]) == 1
    put()
    put(Source="bank")
    assert [one.matched for one in fake.recorded.evaluations] == [False, True]


def test_what_is_wrong_with_an_update_changes_nothing(events: Any, rule: str, refused: Refused) -> None:
    before = events.describe_rule(Name=rule)["EventPattern"]
    with refused("InvalidEventPatternException", "Event pattern is not valid."):
        events.put_rule(Name=rule, EventPattern='{"source": []}')
    with refused("ValidationException", "Parameter ScheduleExpression is not valid."):
        events.put_rule(Name=rule, EventPattern='{"source": ["x"]}', ScheduleExpression="rate(5 minute)")
    assert events.describe_rule(Name=rule)["EventPattern"] == before


def test_a_bus_has_at_most_three_hundred_rules(events: Any, refused: Refused) -> None:
    for number in range(300):
        events.put_rule(Name=f"r{number}", EventPattern=PATTERN)
    with refused("LimitExceededException", "The requested resource exceeds the maximum number allowed."):
        events.put_rule(Name="one-more", EventPattern=PATTERN)
    events.put_rule(Name="r0", EventPattern=PATTERN, Description="an update is no new rule")


def test_names_and_arns_of_buses_find_the_same_rule(events: Any, bus: str, refused: Refused) -> None:
    arn = events.put_rule(Name="r", EventBusName=bus, EventPattern=PATTERN)["RuleArn"]
    assert arn == "arn:aws:events:us-east-1:123456789012:rule/orders/r"
    assert events.describe_rule(Name="r", EventBusName="orders")["EventBusName"] == "orders"
    with refused("ValidationException", "Cross-region API call is not allowed."):
        events.describe_rule(Name="r", EventBusName=bus.replace("us-east-1", "us-west-2"))


def test_listings_come_in_pages(events: Any, refused: Refused) -> None:
    for number in range(5):
        events.put_rule(Name=f"r{number}", EventPattern=PATTERN)
        events.put_targets(Rule=f"r{number}", Targets=[{"Id": "q", "Arn": "arn:aws:sqs:us-east-1:1:q"}])
    first = events.list_rules(Limit=2)
    rest = events.list_rules(NextToken=first["NextToken"])
    assert [rule["Name"] for rule in (*first["Rules"], *rest["Rules"])] == [f"r{number}" for number in range(5)]
    assert "NextToken" not in rest
    names = events.list_rule_names_by_target(TargetArn="arn:aws:sqs:us-east-1:1:q", Limit=3)
    more = events.list_rule_names_by_target(TargetArn="arn:aws:sqs:us-east-1:1:q", NextToken=names["NextToken"])
    assert len(names["RuleNames"]) + len(more["RuleNames"]) == 5
    with refused("ValidationException", "token"):
        events.list_rules(NextToken="made-up")


def test_test_event_pattern_needs_the_envelope(events: Any, refused: Refused) -> None:
    envelope = '{"id":"1","account":"1","source":"shop","time":"t","region":"r","detail-type":"d"}'
    assert events.test_event_pattern(EventPattern=PATTERN, Event=envelope)["Result"] is True
    for event in ("{", "[]", "{}", '{"id":"1"}'):
        with refused("ValidationException", "Parameter Event is not valid."):
            events.test_event_pattern(EventPattern=PATTERN, Event=event)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, "Parameter(s) EventPattern or ScheduleExpression must be specified."),
        ({"EventPattern": ""}, "Parameter(s) EventPattern or ScheduleExpression must be specified."),
        ({"EventPattern": '{"source":["' + "a" * 2048 + '"]}'}, "for rule r exceeds limit of 2048."),
        (
            {"EventBusName": "orders", "ScheduleExpression": "rate(1 day)"},
            "ScheduleExpression is supported only on the default event bus.",
        ),
    ],
)
def test_what_a_rule_needs(events: Any, bus: str, refused: Refused, params: dict[str, Any], message: str) -> None:
    with refused("ValidationException", message):
        events.put_rule(Name="r", **params)


def test_deleting_what_is_not_there_succeeds_on_a_bus_that_is(events: Any, refused: Refused) -> None:
    events.delete_rule(Name="nope")
    with refused("ResourceNotFoundException", "Event bus nope does not exist."):
        events.delete_rule(Name="r", EventBusName="nope")
