"""GetAccountSettings."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.lambda_.concurrency import CONCURRENCY_OF_ACCOUNT
from pytest_awsevents.services.lambda_.state import LAMBDA

operation = OperationTable()
_LIMITS = {"TotalCodeSize": 80_530_636_800, "CodeSizeUnzipped": 262_144_000, "CodeSizeZipped": 52_428_800}
"""Bytes, the quotas of a new account (developer guide)."""


@operation
def get_account_settings(scope: Scope, params: Params) -> dict[str, Any]:
    functions = scope.state(LAMBDA).functions.values()
    reserved = sum(one.reserved_concurrency or 0 for one in functions)
    versions = [version for one in functions for version in (one.latest, *one.versions.values())]
    return {
        "AccountLimit": {
            **_LIMITS,
            "ConcurrentExecutions": CONCURRENCY_OF_ACCOUNT,
            "UnreservedConcurrentExecutions": CONCURRENCY_OF_ACCOUNT - reserved,
        },
        "AccountUsage": {
            "TotalCodeSize": sum(version.code.size for version in versions),
            "FunctionCount": len(functions),
        },
    }
