"""Client tokens: the same call again gives what the first one made (API reference, "Ensuring idempotency")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.appfabric.errors import ResourceType, conflict
from pytest_awsevents.services.appfabric.finding import id_of
from pytest_awsevents.services.appfabric.state import APPFABRIC

T = TypeVar("T")


def made_before(scope: Scope, kind: ResourceType, params: Params, resources: Mapping[str, T]) -> T | None:
    """What a call with the same client token made, if that is still there; ConflictException after other parameters.

    Tokens are kept per account, region and operation. The documentation calls the error IdempotentParameterMismatch,
    but no such shape is modelled: ConflictException, by convention.
    """
    key = (kind, params.get("clientToken", ""))
    given, arn = scope.state(APPFABRIC).tokens.get(key, (None, ""))
    if given is None:
        return None
    id = id_of(arn)
    if given != _without_token(params):
        raise conflict(
            kind, id, "was made with the same client token, but other parameters (IdempotentParameterMismatch)"
        )
    return resources.get(id)


def remember(scope: Scope, kind: ResourceType, params: Params, arn: str) -> None:
    if "clientToken" in params:
        scope.state(APPFABRIC).tokens[kind, params["clientToken"]] = (_without_token(params), arn)


def _without_token(params: Params) -> dict[str, Any]:
    return {name: value for name, value in params.items() if name != "clientToken"}
