from __future__ import annotations

from typing import Any

import pytest

from tests.services.clients import Refused

DEFAULT = "arn:aws:events:us-east-1:123456789012:event-bus/default"


def tags(count: int, prefix: str = "k") -> list[dict[str, str]]:
    return [{"Key": f"{prefix}{number}", "Value": "v"} for number in range(count)]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (tags(51), "At most 50 tags"),
        ([*tags(1), *tags(1)], "Duplicated keys are not allowed."),
        (tags(1, prefix="aws:"), "reserved"),
    ],
)
def test_limits_of_tags(events: Any, refused: Refused, given: list[dict[str, str]], message: str) -> None:
    with refused("ValidationException", message):
        events.tag_resource(ResourceARN=DEFAULT, Tags=given)
    with refused("ValidationException", message):
        events.create_event_bus(Name="orders", Tags=given)
    with refused("ValidationException", message):
        events.put_rule(Name="r", EventPattern='{"source": ["shop"]}', Tags=given)
    assert events.list_tags_for_resource(ResourceARN=DEFAULT)["Tags"] == []
    assert events.list_rules()["Rules"] == []


def test_the_fifty_are_counted_together(events: Any, refused: Refused) -> None:
    events.tag_resource(ResourceARN=DEFAULT, Tags=tags(50))
    with refused("ValidationException", "At most 50 tags"):
        events.tag_resource(ResourceARN=DEFAULT, Tags=tags(1, prefix="more"))
    events.tag_resource(ResourceARN=DEFAULT, Tags=[{"Key": "k0", "Value": "changed"}])
    events.untag_resource(ResourceARN=DEFAULT, TagKeys=[f"k{number}" for number in range(1, 50)])
    assert events.list_tags_for_resource(ResourceARN=DEFAULT)["Tags"] == [{"Key": "k0", "Value": "changed"}]


@pytest.mark.parametrize(
    "arn", ["nonsense", "arn:aws:events:us-east-1:123456789012:archive/all", "arn:aws:sqs:us-east-1:123456789012:q"]
)
def test_only_buses_and_rules_have_tags(events: Any, refused: Refused, arn: str) -> None:
    with refused("ValidationException", "Only event buses and rules can be tagged."):
        events.list_tags_for_resource(ResourceARN=arn)


def test_a_missing_bus_is_said_to_be_missing(events: Any, refused: Refused) -> None:
    with refused("ResourceNotFoundException", "Event bus nope does not exist."):
        events.tag_resource(ResourceARN=DEFAULT.replace("default", "nope"), Tags=tags(1))


def test_a_rule_that_is_made_again_has_forgotten_its_tags(events: Any) -> None:
    for given in (tags(2), []):
        arn = events.put_rule(Name="r", EventPattern='{"source": ["shop"]}', Tags=given)["RuleArn"]
        assert events.list_tags_for_resource(ResourceARN=arn)["Tags"] == given
        events.delete_rule(Name="r")
