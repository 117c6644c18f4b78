"""Event patterns as the API sees them: validity, and TestEventPattern."""

from __future__ import annotations

import json
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.patterns import InvalidPattern, Pattern, parse
from pytest_awsevents.services.base import OperationTable

operation = OperationTable()
_MANDATORY = ("id", "account", "source", "time", "region", "detail-type")


def check_pattern(text: str) -> Pattern:
    """The parsed pattern; AWS's error where it is not valid."""
    try:
        return parse(text)
    except InvalidPattern as error:
        raise AwsError("InvalidEventPatternException", str(error)) from None


@operation
def test_event_pattern(scope: Scope, params: Params) -> dict[str, Any]:
    try:
        event = json.loads(params["Event"])
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict) or any(name not in event for name in _MANDATORY):
        raise AwsError("ValidationException", "Parameter Event is not valid.")
    return {"Result": check_pattern(params["EventPattern"]).matches(event)}
