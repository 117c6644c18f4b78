"""Reserved concurrency. One test runs one handler at a time, so only 0, which stops a function, has an effect."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.lambda_.faults import invalid
from pytest_awsevents.services.lambda_.identifiers import whole_function
from pytest_awsevents.services.lambda_.state import LAMBDA

operation = OperationTable()
CONCURRENCY_OF_ACCOUNT = 1000
_UNRESERVED = 100


@operation
def put_function_concurrency(scope: Scope, params: Params) -> dict[str, Any]:
    place, function = whole_function(scope, params)
    wanted = params["ReservedConcurrentExecutions"]
    others = (one for one in place.state(LAMBDA).functions.values() if one is not function)
    if wanted + sum(one.reserved_concurrency or 0 for one in others) > CONCURRENCY_OF_ACCOUNT - _UNRESERVED:
        raise invalid(
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
            f"below its minimum value of [{_UNRESERVED}]."
        )
    function.reserved_concurrency = wanted
    return {"ReservedConcurrentExecutions": wanted}


@operation
def get_function_concurrency(scope: Scope, params: Params) -> dict[str, Any]:
    return {"ReservedConcurrentExecutions": whole_function(scope, params)[1].reserved_concurrency}


@operation
def delete_function_concurrency(scope: Scope, params: Params) -> None:
    whole_function(scope, params)[1].reserved_concurrency = None
