"""Subscription filters: events that go on to functions and streams."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.core.output import OUTPUT
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, milliseconds, page
from pytest_awsevents.services.logs.destinations import check_subscription
from pytest_awsevents.services.logs.errors import invalid, missing, too_many
from pytest_awsevents.services.logs.filter_pattern import parse_filter_pattern
from pytest_awsevents.services.logs.forwarding import DESTINATIONS, forward_output
from pytest_awsevents.services.logs.metric_filters import refuse_transformation
from pytest_awsevents.services.logs.state import SubscriptionFilter, find_group, pages

operation = OperationTable()
_MAX_FILTERS = 2
_NEED_A_ROLE = ("firehose", "kinesis")


@operation
def put_subscription_filter(scope: Scope, params: Params) -> None:
    refuse_transformation(params)
    group = find_group(scope, params["logGroupName"])
    pattern = parse_filter_pattern(params["filterPattern"])
    arn = parse_arn(params["destinationArn"])
    if arn is None:
        raise invalid(f"destinationArn {params['destinationArn']} is not an ARN.")
    if arn.service == "logs" and arn.resource_type == "destination":
        check_subscription(scope, arn)
    elif arn.service not in DESTINATIONS:
        raise UnsupportedOperation(f"logs: subscription filters to {arn.service} are not faked")
    if arn.service in _NEED_A_ROLE and "roleArn" not in params:
        raise invalid(f"destinationArn for vendor {arn.service} cannot be used without roleArn")
    name = params["filterName"]
    if name not in group.subscriptions and len(group.subscriptions) >= _MAX_FILTERS:
        raise too_many()
    members = ("filterName", "logGroupName", "filterPattern", "destinationArn", "roleArn")
    settings = {member: params[member] for member in members if member in params}
    settings["distribution"] = params.get("distribution", "ByLogStream")
    group.subscriptions[name] = SubscriptionFilter(settings, pattern, milliseconds(scope.now))
    # From now on what functions write has to be looked at when they write it.
    scope.state(OUTPUT).listener = forward_output


@operation
def delete_subscription_filter(scope: Scope, params: Params) -> None:
    group = find_group(scope, params["logGroupName"])
    if group.subscriptions.pop(params["filterName"], None) is None:
        raise missing("subscription filter")


@operation
def describe_subscription_filters(scope: Scope, params: Params) -> dict[str, Any]:
    group = find_group(scope, params["logGroupName"])
    found = [
        {**one.settings, "creationTime": one.created}
        for name, one in sorted(group.subscriptions.items())
        if name.startswith(params.get("filterNamePrefix", ""))
    ]
    return page(found, params, pages("subscriptionFilters"))
