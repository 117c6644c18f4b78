"""Destinations: what other accounts may send their log events to."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.policies import Request, check_access, statements_of
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, milliseconds, page
from pytest_awsevents.services.logs.errors import invalid, missing
from pytest_awsevents.services.logs.state import LOGS, Destination, pages

operation = OperationTable()
_TARGETS = ("firehose", "kinesis")


@operation
def put_destination(scope: Scope, params: Params) -> dict[str, Any]:
    """Putting one again changes its target and role; its policy stays."""
    target = parse_arn(params["targetArn"])
    if target is None or target.service not in _TARGETS:
        raise invalid(f"targetArn {params['targetArn']} is not that of a Kinesis stream or a Firehose delivery stream.")
    name = params["destinationName"]
    destinations = scope.state(LOGS).destinations
    known = destinations.get(name)
    if known is None:
        arn = scope.arn("logs", f"destination:{name}")
        known = destinations[name] = Destination(name, arn, milliseconds(scope.now), "", "")
    known.target, known.role = params["targetArn"], params["roleArn"]
    known.tags.update(params.get("tags", {}))
    return {"destination": _described(known)}


@operation
def put_destination_policy(scope: Scope, params: Params) -> None:
    """`forceUpdate` asks for nothing that has to be forced here: policies of organizations are no others."""
    destination = scope.state(LOGS).destinations.get(params["destinationName"])
    if destination is None:  # the API reference lists no other error for it
        raise invalid("The specified destination does not exist.")
    if not statements_of(params["accessPolicy"]):
        raise invalid("The access policy is not a valid policy document.")
    destination.policy = params["accessPolicy"]


@operation
def describe_destinations(scope: Scope, params: Params) -> dict[str, Any]:
    found = scope.state(LOGS).destinations
    prefix = params.get("DestinationNamePrefix", "")
    return page(
        [_described(found[name]) for name in sorted(found) if name.startswith(prefix)], params, pages("destinations")
    )


@operation
def delete_destination(scope: Scope, params: Params) -> None:
    """Filters that send there are kept; what they send is lost from now on."""
    if scope.state(LOGS).destinations.pop(params["destinationName"], None) is None:
        raise missing("destination")


def find_destination(scope: Scope, arn: Arn) -> Destination | None:
    """The destination of an ARN, in whatever account."""
    state = scope.at(account=arn.account, region=arn.region).state(LOGS)
    return state.destinations.get(arn.resource_id)


def check_subscription(scope: Scope, arn: Arn) -> None:
    """Refuses a filter that the policy of a destination does not let the account put."""
    destination = find_destination(scope, arn)
    if destination is None:
        raise invalid(f"Could not find destination {arn}.")
    request = Request(scope.caller, "logs:PutSubscriptionFilter", (destination.arn,))
    check_access(destination.policy, request, owner=arn.account)


def _described(destination: Destination) -> dict[str, Any]:
    return {
        "destinationName": destination.name,
        "targetArn": destination.target,
        "roleArn": destination.role,
        "accessPolicy": destination.policy,
        "arn": destination.arn,
        "creationTime": destination.created,
    }
