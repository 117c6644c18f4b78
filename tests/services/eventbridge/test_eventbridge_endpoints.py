from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

PRIMARY, SECONDARY = "us-east-1", "us-west-2"
ROLE = "arn:aws:iam::123456789012:role/r"


@pytest.fixture
def settings() -> dict[str, Any]:
    """An endpoint of the default buses of two regions."""
    health_check = {"HealthCheck": "arn:aws:route53:::healthcheck/1"}
    return {
        "Name": "ep",
        "RoutingConfig": {"FailoverConfig": {"Primary": health_check, "Secondary": {"Route": SECONDARY}}},
        "EventBuses": [
            {"EventBusArn": f"arn:aws:events:{region}:123456789012:event-bus/default"}
            for region in (PRIMARY, SECONDARY)
        ],
        "RoleArn": ROLE,
    }


def put_through(fake: AwsFake, id: str) -> dict[str, Any]:
    """By the scope: boto3 signs such calls only where the CRT is installed."""
    entry = {"Source": "shop", "DetailType": "Paid", "Detail": "{}"}
    return fake.scope().call("events", "PutEvents", {"EndpointId": id, "Entries": [entry]})


def test_an_endpoint_is_created_described_and_listed(events: Any, settings: dict[str, Any]) -> None:
    created = events.create_endpoint(**settings)
    assert (created["State"], created["EventBuses"]) == ("CREATING", settings["EventBuses"])
    described = events.describe_endpoint(Name="ep")
    assert described["State"] == "ACTIVE"
    assert described["EndpointUrl"] == f"https://{described['EndpointId']}.endpoint.events.amazonaws.com"
    assert described["ReplicationConfig"] == {"State": "ENABLED"}
    listed = events.list_endpoints(NamePrefix="e", HomeRegion=PRIMARY, MaxResults=1)["Endpoints"]
    assert [endpoint["Arn"] for endpoint in listed] == ["arn:aws:events:us-east-1:123456789012:endpoint/ep"]
    assert events.list_endpoints(HomeRegion=SECONDARY)["Endpoints"] == []


def test_an_endpoint_is_updated_and_deleted(events: Any, settings: dict[str, Any], refused: Refused) -> None:
    events.create_endpoint(**settings)
    with refused("ResourceAlreadyExistsException", "Endpoint ep already exists."):
        events.create_endpoint(**settings)
    updated = events.update_endpoint(Name="ep", ReplicationConfig={"State": "DISABLED"}, Description="d")
    assert (updated["State"], updated["ReplicationConfig"]) == ("UPDATING", {"State": "DISABLED"})
    assert events.describe_endpoint(Name="ep")["Description"] == "d"
    with refused("ValidationException", "An event bus must be provided in both"):
        events.update_endpoint(Name="ep", EventBuses=[settings["EventBuses"][0]] * 2)
    events.delete_endpoint(Name="ep")
    with refused("ResourceNotFoundException", "Endpoint ep does not exist."):
        events.describe_endpoint(Name="ep")


def test_replicated_events_are_in_both_regions(fake: AwsFake, events: Any, settings: dict[str, Any]) -> None:
    arn = events.create_endpoint(**settings)["Arn"]
    answer = put_through(fake, events.describe_endpoint(Name="ep")["EndpointId"])
    first, replica = fake.recorded.events
    assert answer["Entries"][0]["EventId"] == first.id
    assert (first.region, first.resources) == (PRIMARY, ())
    assert replica.resources == (arn,)


def test_after_a_failover_events_go_to_the_secondary_region(
    fake: AwsFake, events: Any, settings: dict[str, Any]
) -> None:
    events.create_endpoint(**settings, ReplicationConfig={"State": "DISABLED"})
    id = events.describe_endpoint(Name="ep")["EndpointId"]
    fake.eventbridge.fail_over("ep")
    put_through(fake, id)
    fake.eventbridge.fail_over("ep", to_secondary=False)
    put_through(fake, id)
    assert [event.region for event in fake.recorded.events] == [SECONDARY, PRIMARY]


def test_an_unknown_endpoint_takes_nothing(fake: AwsFake) -> None:
    with pytest.raises(Exception, match=r"Endpoint abc\.def does not exist"):
        put_through(fake, "abc.def")
    assert len(fake.recorded.events) == 0


def test_what_an_endpoint_needs(events: Any, settings: dict[str, Any], refused: Refused) -> None:
    first, second = settings["EventBuses"]
    renamed = {"EventBusArn": second["EventBusArn"].replace("default", "orders")}
    with refused("ValidationException", "Event bus names must match in the primary and secondary regions."):
        events.create_endpoint(**{**settings, "EventBuses": [first, renamed]})
    del settings["RoleArn"]
    with refused("ValidationException", "When replication is enabled, role cannot be empty"):
        events.create_endpoint(**settings)
    assert events.list_endpoints()["Endpoints"] == []


def test_endpoints_are_told_apart_by_name(events: Any, settings: dict[str, Any]) -> None:
    for name in ("ep", "other"):
        events.create_endpoint(**{**settings, "Name": name})
    assert events.describe_endpoint(Name="other")["Arn"].endswith("endpoint/other")
