"""Data protection policies of topics: kept, not applied."""

from __future__ import annotations

import json
from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.sns.errors import invalid
from pytest_awsevents.services.sns.state import find_topic

operation = OperationTable()
_MAX_CHARACTERS = 30_720


@operation
def put_data_protection_policy(scope: Scope, params: Params) -> None:
    find_topic(scope, params["ResourceArn"], "ResourceArn").data_protection = read_policy(params)


@operation
def get_data_protection_policy(scope: Scope, params: Params) -> dict[str, Any]:
    return {"DataProtectionPolicy": find_topic(scope, params["ResourceArn"], "ResourceArn").data_protection}


def read_policy(params: Params) -> str:
    """The policy that a call gives; empty where it gives none."""
    text: str = params.get("DataProtectionPolicy", "")
    if text and (len(text) > _MAX_CHARACTERS or not _is_object(text)):
        raise invalid("DataProtectionPolicy")
    return text


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
