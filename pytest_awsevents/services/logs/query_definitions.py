"""Saved queries of Logs Insights, which are kept as they were put."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.services.base import OperationTable, PageMembers, milliseconds, page
from pytest_awsevents.services.logs.errors import invalid

operation = OperationTable()
_MEMBERS = ("name", "queryString", "logGroupNames", "parameters")
_PAGES = PageMembers(
    "queryDefinitions",
    token_in="nextToken",
    token_out="nextToken",
    limit="maxResults",
    maximum=1000,
    invalid=invalid("The specified nextToken is invalid."),
)


def _none(_: Scope) -> dict[str, dict[str, Any]]:
    return {}


_DEFINITIONS = StateKey("logs query definitions", _none)


@operation
def put_query_definition(scope: Scope, params: Params) -> dict[str, Any]:
    """A new one, or another content for one that is named by its id; a token makes one only."""
    known = scope.state(_DEFINITIONS)
    id = params.get("queryDefinitionId")
    if id is not None and id not in known:
        raise _missing()
    token = params.get("clientToken")
    if id is None and token is not None:
        id = next((key for key, one in known.items() if one["clientToken"] == token), None)
    id = id or scope.ids.uuid()
    known[id] = {
        "queryLanguage": params.get("queryLanguage", "CWLI"),
        "queryDefinitionId": id,
        **{member: params[member] for member in _MEMBERS if member in params},
        "lastModified": milliseconds(scope.now),
        "clientToken": token,
    }
    return {"queryDefinitionId": id}


@operation
def describe_query_definitions(scope: Scope, params: Params) -> dict[str, Any]:
    found = [
        {member: value for member, value in one.items() if member != "clientToken"}
        for one in scope.state(_DEFINITIONS).values()
        if one["name"].startswith(params.get("queryDefinitionNamePrefix", ""))
        and params.get("queryLanguage") in (None, one["queryLanguage"])
    ]
    return page(found, params, _PAGES)


@operation
def delete_query_definition(scope: Scope, params: Params) -> dict[str, Any]:
    if scope.state(_DEFINITIONS).pop(params["queryDefinitionId"], None) is None:
        raise _missing()
    return {"success": True}


def _missing() -> AwsError:
    return AwsError("ResourceNotFoundException", "The specified query definition does not exist.")
