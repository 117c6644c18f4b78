"""Pages of listings, whose tokens are good for 24 hours (API reference, ListAppBundles)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.appfabric.errors import invalid
from pytest_awsevents.services.base import PageMembers, page

_LIFETIME = timedelta(hours=24)
_TOKEN = "nextToken"


def one_page(scope: Scope, name: str, items: Sequence[Any], params: Params) -> dict[str, Any]:
    """A page of a listing; `InvalidToken`, which is not modelled, where the token has expired (API reference)."""
    unknown = invalid("The pagination token is not valid.", _TOKEN)
    members = PageMembers(name, token_in=_TOKEN, token_out=_TOKEN, limit="maxResults", invalid=unknown)
    given = dict(params)
    if _TOKEN in given:
        given[_TOKEN] = _opened(scope, given[_TOKEN], unknown)
    answer = page(items, given, members)
    if _TOKEN in answer:
        answer[_TOKEN] = base64.b64encode(f"{int(scope.now.timestamp())}|{answer[_TOKEN]}".encode()).decode()
    return answer


def _opened(scope: Scope, token: str, unknown: AwsError) -> str:
    try:
        made, _, position = base64.b64decode(token, validate=True).decode().partition("|")
        age = scope.now - datetime.fromtimestamp(int(made), UTC)
    except (ValueError, binascii.Error, OverflowError, OSError):
        raise unknown from None
    if age > _LIFETIME:
        raise AwsError("InvalidToken", "The pagination token has expired.")
    return position
