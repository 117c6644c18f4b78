"""Runs the handler of a function in this process, and keeps what came of it."""

from __future__ import annotations

import json
import sysconfig
import traceback
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from pytest_awsevents.core.errors import EventLoop
from pytest_awsevents.core.output import OUTPUT, Lines
from pytest_awsevents.core.records import ApiCall, Caller
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.lambda_.capturing import LogText, captured
from pytest_awsevents.services.lambda_.context import ClientContext, LambdaContext
from pytest_awsevents.services.lambda_.environment import function_environment, overlaid
from pytest_awsevents.services.lambda_.invocation import Failure, Invocation
from pytest_awsevents.services.lambda_.payloads import RESPONSE_TOO_LARGE, is_too_large_response, write_response
from pytest_awsevents.services.lambda_.state import LAMBDA, Handler, Version

_LIBRARIES = tuple(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))
_OWN = str(Path(__file__).parents[2])
_ENDED_BY_LAMBDA = ("Runtime.ExitError", "Function.ResponseSizeTooLarge", "Sandbox.Timedout")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An invocation that Lambda has accepted."""

    id: str
    function: str
    qualifier: str | None
    arn: str
    version: Version
    type: str
    payload: str
    api_call: ApiCall
    client_context: Any = None
    tenant_id: str | None = None
    attempt: int = 1

    @property
    def log_group(self) -> str:
        group: str = self.version.settings.get("LoggingConfig", {}).get("LogGroup") or f"/aws/lambda/{self.function}"
        return group


class _Outcome(NamedTuple):
    text: str | None = None
    failure: Failure | None = None


def run(scope: Scope, request: Request) -> Invocation:
    """Invokes the handler that is bound now; without one the function returns null. Never raises what it raised.

    Only what ends the test itself (KeyboardInterrupt, `pytest.fail`) and a broken loop go on to the caller; they too
    are kept as the outcome.
    """
    handler = scope.state(LAMBDA).handler(request.function, request.qualifier, request.version.number)
    log = LogText(request.id, scope.world.clock)
    at = scope.now
    if handler is None:
        return _logged(scope, request, _keep(scope, request, _Outcome("null"), log, at))
    try:
        outcome = _attempt(scope, request, handler, log)
    except BaseException as error:
        _logged(scope, request, _keep(scope, request, _Outcome(failure=_failure(error)), log, at))
        raise
    if outcome.failure is not None:
        log.write(f"[ERROR] {outcome.failure}\n{outcome.failure.traceback}")
    return _logged(scope, request, _keep(scope, request, outcome, log, at))


def not_run(scope: Scope, request: Request, reason: str) -> Invocation:
    """Keeps an invocation that was accepted but never came to the handler."""
    outcome = _Outcome(failure=Failure(type="NotRun", message=reason))
    return _keep(scope, request, outcome, LogText(request.id, scope.world.clock), scope.now)


def error_payload(invocation: Invocation) -> str:
    """The payload with which AWS reports a failure: the runtime tells more than the service around it."""
    failure = invocation.failure
    assert failure is not None, "only failures are reported"
    report: dict[str, object] = {"errorMessage": failure.message, "errorType": failure.type}
    if failure.type not in _ENDED_BY_LAMBDA:
        report |= {"requestId": invocation.request_id, "stackTrace": list(failure.stack)}
    return json.dumps(report, ensure_ascii=False)


def _attempt(scope: Scope, request: Request, handler: Handler, log: LogText) -> _Outcome:
    """What comes of running the handler. A loop goes on up to whoever began it: no handler on the way can mend it."""
    deadline = scope.now + timedelta(seconds=request.version.settings["Timeout"])
    try:
        outcome = _outcome(_call(scope, request, handler, log, deadline), request)
    except EventLoop:
        raise
    except SystemExit as error:
        outcome = _Outcome(failure=_exit(request, error))
    except Exception as error:
        outcome = _Outcome(failure=_failure(error))
    # Real time that a slow test or a debugger takes is not the function's.
    if scope.world.clock.frozen and scope.now > deadline:
        return _Outcome(failure=_timeout(request))
    return outcome


def _call(scope: Scope, request: Request, handler: Handler, log: LogText, deadline: datetime) -> object:
    settings = request.version.settings
    context = LambdaContext(
        aws_request_id=request.id,
        function_name=request.function,
        function_version=request.version.number,
        invoked_function_arn=request.arn,
        memory_limit_in_mb=str(settings["MemorySize"]),
        log_group_name=request.log_group,
        log_stream_name=request.version.log_stream,
        client_context=None if request.client_context is None else ClientContext(request.client_context),
        tenant_id=request.tenant_id,
        clock=scope.world.clock,
        deadline=deadline,
    )
    variables = function_environment(scope, request.function, request.version, request.log_group)
    with scope.world.user_code(), overlaid(variables), captured(log):
        return handler(json.loads(request.payload), context)


def _outcome(returned: object, request: Request) -> _Outcome:
    try:
        text = write_response(returned)
    except Exception as error:
        message = f"Unable to marshal response: {error}"
        return _Outcome(failure=Failure(type="Runtime.MarshalError", message=message))
    if request.type == "RequestResponse" and is_too_large_response(text):
        return _Outcome(failure=Failure(type="Function.ResponseSizeTooLarge", message=RESPONSE_TOO_LARGE))
    return _Outcome(text)


def _failure(error: BaseException) -> Failure:
    of_handler = _below_call(error.__traceback__)
    frames = traceback.extract_tb(of_handler)
    return Failure(
        type=type(error).__name__,
        message=str(error),
        traceback="".join(traceback.format_exception(type(error), error, of_handler)),
        stack=tuple(traceback.format_list(frames)),
        where=_where(frames),
    )


def _below_call(trace: TracebackType | None) -> TracebackType | None:
    """The part of a traceback that is the handler's."""
    while trace is not None and trace.tb_frame.f_code is not _call.__code__:
        trace = trace.tb_next
    return None if trace is None else trace.tb_next


def _where(frames: traceback.StackSummary) -> Caller | None:
    """The innermost line that is neither of a library nor of Python."""
    for frame in reversed(frames):
        if not frame.filename.startswith((*_LIBRARIES, _OWN, "<")):
            return Caller(frame.filename, frame.lineno or 0)
    return None


def _exit(request: Request, error: SystemExit) -> Failure:
    """A handler that ends its process: AWS starts a new one and reports how the old one ended."""
    if error.code in (None, 0):
        reason = "Runtime exited without providing a reason"
    else:
        status = error.code if isinstance(error.code, int) else 1
        reason = f"Runtime exited with error: exit status {status}"
    return Failure(type="Runtime.ExitError", message=f"RequestId: {request.id} Error: {reason}")


def _timeout(request: Request) -> Failure:
    seconds = request.version.settings["Timeout"]
    message = f"RequestId: {request.id} Error: Task timed out after {seconds:.2f} seconds"
    return Failure(type="Sandbox.Timedout", message=message)


def _keep(scope: Scope, request: Request, outcome: _Outcome, log: LogText, at: datetime) -> Invocation:
    invocation = Invocation(
        request_id=request.id,
        function=request.function,
        arn=request.arn,
        version=request.version.number,
        type=request.type,
        at=at,
        payload=request.payload,
        response_text=outcome.text,
        failure=outcome.failure,
        log=log.text,
        api_call=request.api_call,
        attempt=request.attempt,
    )
    scope.state(LAMBDA).invocations.append(invocation)
    scope.world.recorder.invoked(request.api_call, None if outcome.failure is None else str(outcome.failure))
    return invocation


def _logged(scope: Scope, request: Request, invocation: Invocation) -> Invocation:
    """Has the log found in CloudWatch Logs, where it is read only if somebody looks."""

    def read() -> list[str]:
        return invocation.whole_log.splitlines(keepends=True)

    scope.state(OUTPUT).write(scope, Lines(request.log_group, request.version.log_stream, invocation.at, read))
    return invocation
