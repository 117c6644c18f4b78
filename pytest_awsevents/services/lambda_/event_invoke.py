"""How asynchronous invocations are handled: retries, age, destinations; of a function, a version or an alias."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, page
from pytest_awsevents.services.lambda_.faults import invalid, not_found
from pytest_awsevents.services.lambda_.identifiers import Reference, named_function, read_reference
from pytest_awsevents.services.lambda_.listing import pages_of
from pytest_awsevents.services.lambda_.state import LAMBDA, LATEST, EventInvokeConfig

operation = OperationTable()
_PAGES = pages_of("FunctionEventInvokeConfigs")
_SERVICES = {"OnSuccess": ("events", "lambda", "sns", "sqs"), "OnFailure": ("events", "lambda", "s3", "sns", "sqs")}


@operation
def put_function_event_invoke_config(scope: Scope, params: Params) -> dict[str, Any]:
    reference = _checked(scope, params)
    return _store(reference, params, EventInvokeConfig(modified=scope.now))


@operation
def update_function_event_invoke_config(scope: Scope, params: Params) -> dict[str, Any]:
    reference = _checked(scope, params)
    return _store(reference, params, _find(reference))


@operation
def get_function_event_invoke_config(scope: Scope, params: Params) -> dict[str, Any]:
    reference = named_function(scope, params)
    return _described(reference, _find(reference))


@operation
def delete_function_event_invoke_config(scope: Scope, params: Params) -> None:
    reference = named_function(scope, params)
    _find(reference)
    del reference.find().event_invoke[reference.qualifier or LATEST]


@operation
def list_function_event_invoke_configs(scope: Scope, params: Params) -> dict[str, Any]:
    reference = named_function(scope, params)
    if reference.qualifier is not None:
        raise invalid("The function name must not include a version number or alias.")
    if reference.name not in reference.scope.state(LAMBDA).functions:
        raise not_found("The function doesn't exist.")
    configs = reference.find().event_invoke.items()
    listed = [
        _described(Reference(reference.scope, reference.name, qualifier), config) for qualifier, config in configs
    ]
    return page(listed, params, _PAGES)


def event_invoke_config(reference: Reference) -> EventInvokeConfig:
    """What counts for a function, version or alias now; versions and aliases have nothing of the function."""
    function = reference.scope.state(LAMBDA).functions.get(reference.name)
    found = None if function is None else function.event_invoke.get(reference.qualifier or LATEST)
    return found or EventInvokeConfig(modified=reference.scope.now)


def _checked(scope: Scope, params: Params) -> Reference:
    """The function, version or alias, of a request that says at least something."""
    reference = named_function(scope, params)
    given = params.get("DestinationConfig", {})
    if not given and not params.keys() & {"MaximumRetryAttempts", "MaximumEventAgeInSeconds"}:
        raise invalid("You must specify at least one of error handling or destination setting.")
    try:
        reference.find_version()
    except AwsError:
        raise not_found("The function doesn't exist.") from None
    for kind in ("OnSuccess", "OnFailure"):
        destination = given.get(kind, {}).get("Destination")
        if destination:
            _check_destination(reference, kind, destination, given)
    return reference


def _check_destination(reference: Reference, kind: str, destination: str, config: Params) -> None:
    """Refuses what can be no destination (texts recorded); whether queue, topic or bus exist is not looked at."""
    arn = parse_arn(destination)
    if arn is None or arn.service not in _SERVICES[kind]:
        parts = [_shown(one, config.get(one, {}).get("Destination")) for one in ("OnSuccess", "OnFailure")]
        raise invalid(
            f"The provided destination config DestinationConfig(onSuccess={parts[0]}, onFailure={parts[1]}) is invalid."
        )
    if arn.service == "sns" and arn.resource.endswith(".fifo"):
        raise invalid("FIFO-type Amazon SNS topics aren't supported as a destination.")
    if arn.service == "sqs" and arn.resource.endswith(".fifo"):
        raise invalid(f"The destination ARN {destination} is invalid.")
    if arn.service == "lambda":
        _check_function(reference, destination)


def _check_function(reference: Reference, destination: str) -> None:
    other = read_reference(reference.scope, destination)
    if other.unqualified_arn == reference.unqualified_arn:
        raise invalid("You can't specify the function as a destination for itself.")
    if other.name not in other.scope.state(LAMBDA).functions:
        raise invalid(f"The destination ARN {destination} is invalid.")


def _shown(kind: str, destination: str | None) -> str:
    return f"{kind}(destination={destination})" if destination else "null"


def _find(reference: Reference) -> EventInvokeConfig:
    function = reference.scope.state(LAMBDA).functions.get(reference.name)
    found = None if function is None else function.event_invoke.get(reference.qualifier or LATEST)
    if found is None:
        raise not_found(f"The function {_arn(reference)} doesn't have an EventInvokeConfig")
    return found


def _store(reference: Reference, params: Params, before: EventInvokeConfig) -> dict[str, Any]:
    destinations = params.get("DestinationConfig", {})
    config = replace(
        before,
        modified=reference.scope.now,
        retries=params.get("MaximumRetryAttempts", before.retries),
        max_age=params.get("MaximumEventAgeInSeconds", before.max_age),
        on_success=destinations.get("OnSuccess", {}).get("Destination", before.on_success),
        on_failure=destinations.get("OnFailure", {}).get("Destination", before.on_failure),
    )
    reference.find().event_invoke[reference.qualifier or LATEST] = config
    return _described(reference, config)


def _arn(reference: Reference) -> str:
    return f"{reference.unqualified_arn}:{reference.qualifier or LATEST}"


def _described(reference: Reference, config: EventInvokeConfig) -> dict[str, Any]:
    return {
        "LastModified": config.modified,
        "FunctionArn": _arn(reference),
        "MaximumRetryAttempts": config.retries,
        "MaximumEventAgeInSeconds": config.max_age,
        "DestinationConfig": {
            "OnSuccess": {"Destination": config.on_success} if config.on_success else {},
            "OnFailure": {"Destination": config.on_failure} if config.on_failure else {},
        },
    }
