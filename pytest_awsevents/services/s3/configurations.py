"""Configurations of which a bucket may have many, by id: analytics, inventory, metrics, intelligent tiering.

They are stored and given back; nothing is analysed, listed, measured or moved by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.errors import malformed_xml
from pytest_awsevents.services.s3.paging import first_page, make_token, read_token

operation = OperationTable()
_MOST = 1000
_IN_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: the name in its operations, and the member that holds a configuration."""

    name: str
    member: str


def _enter(kind: Kind) -> None:
    """Enters the four operations of a kind: `put_`, `get_`, `list_` and `delete_`."""
    key = f"{kind.name} configurations"

    def put(scope: Scope, params: Params) -> None:
        bucket, given = find_bucket(scope, params), params[kind.member]
        if given.get("Id", params["Id"]) != params["Id"]:
            raise malformed_xml()
        stored: dict[str, Any] = bucket.settings.setdefault(key, {})
        if params["Id"] not in stored and len(stored) >= _MOST:
            raise AwsError(
                "TooManyConfigurations",
                "You are attempting to create a new configuration but have already reached the 1,000-configuration "
                "limit.",
                status=400,
            )
        stored[params["Id"]] = given

    def get(scope: Scope, params: Params) -> dict[str, Any]:
        stored = find_bucket(scope, params).settings.get(key, {})
        if params["Id"] not in stored:
            raise _missing()
        return {kind.member: stored[params["Id"]]}

    def list_all(scope: Scope, params: Params) -> dict[str, Any]:
        stored = find_bucket(scope, params).settings.get(key, {})
        after = read_token(params["ContinuationToken"]) if "ContinuationToken" in params else ""
        shown, more = first_page((id for id in sorted(stored) if id > after), _IN_A_PAGE)
        return {
            f"{kind.member}List": [stored[id] for id in shown] or None,
            "IsTruncated": more,
            "ContinuationToken": params.get("ContinuationToken"),
            "NextContinuationToken": make_token(shown[-1]) if more else None,
        }

    def delete(scope: Scope, params: Params) -> None:
        stored = find_bucket(scope, params).settings.get(key, {})
        if stored.pop(params["Id"], None) is None:
            raise _missing()

    for function, verb in ((put, "put"), (get, "get"), (list_all, "list"), (delete, "delete")):
        function.__name__ = f"{verb}_bucket_{kind.name}_configuration{'s' if verb == 'list' else ''}"
        operation(function)


def _missing() -> AwsError:
    return AwsError("NoSuchConfiguration", "The specified configuration does not exist.", status=404)


for _kind in (
    Kind("analytics", "AnalyticsConfiguration"),
    Kind("inventory", "InventoryConfiguration"),
    Kind("metrics", "MetricsConfiguration"),
    Kind("intelligent_tiering", "IntelligentTieringConfiguration"),
):
    _enter(_kind)
