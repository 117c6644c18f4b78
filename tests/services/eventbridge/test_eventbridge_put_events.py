from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

Put = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    "detail",
    [
        '{"a": NaN}',
        '{"a": -Infinity}',
        '{"a": 9223372036854775808}',
        '{"a":' * 1001 + "1" + "}" * 1001,
        "null",
        '"{}"',
        "{} {}",
    ],
)
def test_a_detail_must_be_an_object_within_the_limits(put: Put, detail: str) -> None:
    assert put(Detail=detail) == {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}


@pytest.mark.parametrize(
    "detail",
    ['{"a": 9223372036854775807, "b": -9223372036854775808}', '{"a": "' + "{" * 1200 + '"}', '{"a": "\\"{[\\\\"}'],
)
def test_what_is_within_the_limits_is_taken(fake: AwsFake, put: Put, detail: str) -> None:
    assert put(Detail=detail)["EventId"] == fake.recorded.events.only().id
    assert fake.recorded.events.only().detail == json.loads(detail)


def test_sources_of_aws_are_reserved(put: Put) -> None:
    assert put(Source="aws.ec2")["ErrorCode"] == "NotAuthorizedForSourceException"
    assert "EventId" in put(Source="awsome")


def test_a_long_detail_type_is_accepted_and_dropped(fake: AwsFake, put: Put, rule: str) -> None:
    result = put(DetailType="x" * 129)
    event = fake.recorded.events.only()
    assert (event.id, event.status) == (result["EventId"], "rejected")
    assert event.reason is not None
    assert "longer than 128" in event.reason


def test_the_size_limit_counts_time_and_resources(refused: Refused) -> None:
    with AwsFake(seed="t", put_events_size_limit=256) as fake:
        client = fake.client("events")
        entry = {"Source": "s" * 10, "DetailType": "t" * 10, "Detail": "{}", "Resources": ["r" * 220]}
        client.put_events(Entries=[{**entry, "Time": 0}])
        with refused("ValidationException", "Total size of the entries in the request is over the limit."):
            client.put_events(Entries=[{**entry, "Time": 0, "Resources": ["é" * 111]}])


def test_resources_and_time_are_those_of_the_entry(fake: AwsFake, put: Put) -> None:
    put(Resources=["arn:a", "b"], Time="0999-01-02T03:04:05.6Z")
    event = fake.recorded.events.only()
    assert (event.resources, event.time) == (("arn:a", "b"), "0999-01-02T03:04:05Z")


def test_a_bus_arn_may_name_another_region(fake: AwsFake, put: Put) -> None:
    put(EventBusName="arn:aws:events:eu-west-1:123456789012:event-bus/default")
    assert fake.recorded.events.only().region == "eu-west-1"


def test_a_rejected_entry_is_recorded_with_its_reason(fake: AwsFake, put: Put) -> None:
    put(Detail="[]")
    event = fake.recorded.events.only()
    assert (event.status, event.reason) == ("rejected", "MalformedDetail: Detail is malformed.")
    assert event.raw["detail"] == "[]"


def test_a_bus_that_does_not_exist_takes_events_and_loses_them(fake: AwsFake, put: Put, rule: str) -> None:
    assert put(EventBusName="nope")["EventId"] == fake.recorded.events.only().id
    assert fake.recorded.events.only().status == "unknown-bus"
    assert len(fake.recorded.evaluations) == 0
