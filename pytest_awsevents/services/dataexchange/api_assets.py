"""APIs as assets: what subscribers send to them, a function of the test answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pytest_awsevents.core.records import Json
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.dataexchange.errors import invalid
from pytest_awsevents.services.dataexchange.finding import check_not_revoked, find_asset
from pytest_awsevents.services.dataexchange.state import EXCHANGE

operation = OperationTable()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """What SendApiAsset hands to a provider's API."""

    api_id: str
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


ApiHandler: TypeAlias = Callable[[ApiRequest], Json | tuple[Json, Mapping[str, str]]]
"""Answers with a body, a text as it is or anything else as JSON, or with a pair of body and headers."""


@operation
def send_api_asset(scope: Scope, params: Params) -> dict[str, Any]:
    """POST to `/` unless the call says otherwise (convention); an API that no test answers for gives nothing."""
    _, revision, asset = find_asset(scope, params)
    check_not_revoked(revision)
    api = asset.details.get("ApiGatewayApiAsset")
    if api is None:
        raise invalid(f"Asset {asset.id} is no API; it is of type {asset.type}.")
    handler: ApiHandler | None = scope.shared(EXCHANGE).apis.get(api["ApiId"])
    if handler is None:
        return {"Body": "", "ResponseHeaders": {}}
    request = ApiRequest(
        api_id=api["ApiId"],
        method=params.get("Method", "POST"),
        path=params.get("Path", "/"),
        query=params.get("QueryStringParameters", {}),
        headers=params.get("RequestHeaders", {}),
        body=params.get("Body", ""),
    )
    with scope.world.user_code():
        answer = handler(request)
    body, headers = answer if isinstance(answer, tuple) else (answer, {})
    return {"Body": body if isinstance(body, str) else json.dumps(body), "ResponseHeaders": dict(headers)}
