"""Invoke."""

from __future__ import annotations

import base64
from typing import Any

from pytest_awsevents.core.errors import AwsError, EventLoop, UnsupportedOperation
from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.lambda_.asynchronous import accept
from pytest_awsevents.services.lambda_.identifiers import Reference, named_function
from pytest_awsevents.services.lambda_.invocation import Invocation
from pytest_awsevents.services.lambda_.payloads import read_client_context, read_payload
from pytest_awsevents.services.lambda_.running import Request, error_payload, run
from pytest_awsevents.services.lambda_.state import StoredFunction, Version

operation = OperationTable()
_DEEPEST = 16
_LOG_TAIL_BYTES = 4096


@operation
def invoke(scope: Scope, params: Params) -> dict[str, Any]:
    if "DurableExecutionName" in params:
        raise UnsupportedOperation("lambda:Invoke of durable functions (DurableExecutionName) is not faked")
    kind = params.get("InvocationType", "RequestResponse")
    payload = read_payload(params.get("Payload", b""), kind)
    client_context = read_client_context(params.get("ClientContext"))
    reference = named_function(scope, params)
    version = _pick_version(reference)
    if kind == "DryRun":
        return {"StatusCode": 204}
    api_call = scope.api_call
    assert api_call is not None, "operations run because of an API call"
    request = Request(
        id=scope.ids.uuid(),
        function=reference.name,
        qualifier=reference.qualifier,
        arn=reference.arn,
        version=version,
        type=kind,
        payload=payload,
        api_call=api_call,
        client_context=client_context if kind == "RequestResponse" else None,  # not passed on otherwise (documented)
        tenant_id=params.get("TenantId"),
    )
    if kind == "Event":
        accept(reference, request)
        return {"StatusCode": 202}
    _check_depth(api_call, reference.name)
    _check_concurrency(reference.find())
    return _answer(run(reference.scope, request), tail=params.get("LogType") == "Tail")


def _pick_version(reference: Reference) -> Version:
    """The version that answers: that of the alias, or, by its weights, another one."""
    version = reference.find_version()
    function = reference.find()
    alias = function.aliases.get(reference.qualifier or "")
    if alias is None or not alias.weights:
        return version
    draw = reference.scope.ids.fraction()
    for number, weight in alias.weights.items():
        if draw < weight:
            return function.versions[number]
        draw -= weight
    return version


def _check_concurrency(function: StoredFunction) -> None:
    if function.reserved_concurrency == 0:
        raise AwsError(
            "TooManyRequestsException",
            "Rate Exceeded.",
            members={"Reason": "ReservedFunctionConcurrentInvocationLimitExceeded", "Type": "User"},
        )


def _check_depth(call: ApiCall, name: str) -> None:
    """Breaks off handlers that invoke each other, or themselves, and wait, before Python runs out of stack.

    For a function that a service invokes, because of a message say, nobody waits.
    """
    callers: list[str] = []
    for record in (call, *call.ancestors()):
        if not isinstance(record, ApiCall) or record.params.get("InvocationType") == "Event":
            break
        if (record.service, record.operation) == ("lambda", "Invoke"):
            callers.append(record.params["FunctionName"].rpartition("function:")[2])
            if not record.principal.startswith("arn:"):
                break
    if len(callers) > _DEEPEST:
        raise EventLoop(
            f"Lambda functions invoked each other {_DEEPEST} deep, each waiting for the next; stopped. The last ones:\n"
            f"  {' -> '.join(reversed(callers[:4]))}\n"
            f"Break the loop in the handler of {name}, or invoke with InvocationType='Event'."
        )


def _answer(invocation: Invocation, *, tail: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {"StatusCode": 200, "ExecutedVersion": invocation.version}
    if invocation.failure is None:
        answer["Payload"] = utf8(invocation.response_text or "")
    else:
        answer["FunctionError"] = "Unhandled"
        answer["Payload"] = utf8(error_payload(invocation))
    if tail:
        answer["LogResult"] = base64.b64encode(invocation.whole_log.encode()[-_LOG_TAIL_BYTES:]).decode()
    return answer
