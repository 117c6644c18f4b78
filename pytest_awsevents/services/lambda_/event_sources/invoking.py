"""Invokes a function with a batch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Json, Record
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.lambda_.event_sources.batches import event_text
from pytest_awsevents.services.lambda_.invocation import Invocation
from pytest_awsevents.services.lambda_.state import LAMBDA


class BatchResult(NamedTuple):
    """What came of an invocation: the answer, or why it failed. `invoked` is False where it did not even come to it."""

    answer: Json = None
    failure: str | None = None
    invoked: bool = True
    version: str = ""
    invocation: Invocation | None = None


def invoke_batch(scope: Scope, function_arn: str, records: Sequence[str], cause: Record) -> BatchResult:
    """Invokes by Invoke, and waits, because of the call that brought the first record."""
    before = len(scope.state(LAMBDA).invocations)
    request = {"FunctionName": function_arn, "Payload": event_text(records).encode()}
    try:
        response = scope.because_of(cause).call("lambda", "Invoke", request)
    except AwsError as error:
        return BatchResult(failure=str(error), invoked=False)
    version = response.get("ExecutedVersion", "$LATEST")
    invocation = _invocation(scope, before, cause)
    if "FunctionError" not in response:
        return BatchResult(_read(response.get("Payload", b"")), version=version, invocation=invocation)
    failure = "the function failed" if invocation is None else str(invocation.failure)
    return BatchResult(failure=failure, version=version, invocation=invocation)


def _invocation(scope: Scope, before: int, cause: Record) -> Invocation | None:
    """Ours among those since then: handlers invoke functions too. None where a stub answered."""
    new = scope.state(LAMBDA).invocations[before:]
    own = [one for one in new if one.api_call.cause is cause and one.api_call.principal == scope.caller.arn]
    return own[-1] if own else None


def _read(payload: bytes) -> Json:
    try:
        return json.loads(payload or b"null")
    except (ValueError, RecursionError):  # only a stub can answer so
        return payload.decode(errors="replace")
