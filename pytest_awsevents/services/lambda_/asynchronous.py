"""Asynchronous invocation: events wait in a queue of the function, failed ones are tried again on the clock.

Two retries, after one minute and two minutes; what fails for good goes to the dead-letter queue and to the on-failure
destination, what succeeds to the on-success destination (developer guide, "Invoking a Lambda function
asynchronously").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.flow import Errand
from pytest_awsevents.core.records import Record, Tick
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.inputs import Json, compact
from pytest_awsevents.inputs.json_text import encodable
from pytest_awsevents.services.lambda_.destinations import Letter, send
from pytest_awsevents.services.lambda_.event_invoke import event_invoke_config
from pytest_awsevents.services.lambda_.identifiers import Reference
from pytest_awsevents.services.lambda_.invocation import Invocation
from pytest_awsevents.services.lambda_.running import Request, error_payload, not_run, run
from pytest_awsevents.services.lambda_.state import LAMBDA, LATEST

_WAITS = (timedelta(minutes=1), timedelta(minutes=2))
_LONGEST = timedelta(hours=6)
_ERROR_BYTES = 1024
# The words of AWS, the missing blank too (reported).
_STOPPED = "Function not invoked. Function isconfigured with zero reserved concurrent executions"


@dataclass(slots=True, kw_only=True, eq=False)
class QueuedEvent:
    """An event that Lambda has accepted for a function; `attempts` is how often the handler has had it."""

    reference: Reference
    request: Request
    accepted: datetime
    attempts: int = 0

    @property
    def scope(self) -> Scope:
        return self.reference.scope

    @property
    def arn(self) -> str:
        """The function as records name it: with its qualifier, or `$LATEST`."""
        return f"{self.reference.unqualified_arn}:{self.reference.qualifier or LATEST}"


def accept(reference: Reference, request: Request) -> None:
    """Has the handler run before the outermost API call returns; the caller learns nothing of what comes of it."""
    _enqueue(QueuedEvent(reference=reference, request=request, accepted=reference.scope.now), request.api_call)


def _enqueue(event: QueuedEvent, cause: Record) -> None:
    before = event.attempts

    def abandon(reason: str) -> None:
        if event.attempts == before:
            not_run(event.scope, event.request, reason)

    event.scope.world.enqueue(Errand(cause, run=partial(_attempt, event, cause), abandon=abandon))


def _attempt(event: QueuedEvent, cause: Record) -> None:
    scope = event.scope
    function = scope.state(LAMBDA).functions.get(event.reference.name)
    if function is not None and function.reserved_concurrency == 0:
        not_run(scope, event.request, "the function's reserved concurrency is 0")
        _give_up(event, cause, "ZeroReservedConcurrency", None)
        return
    event.attempts += 1
    invocation = run(scope, replace(event.request, attempt=event.attempts))
    if invocation.failed:
        _after_failure(event, cause, invocation)
    elif destination := event_invoke_config(event.reference).on_success:
        _send(event, cause, destination, "Success", invocation)


def _after_failure(event: QueuedEvent, cause: Record, invocation: Invocation) -> None:
    """Another attempt at its time, or none: when there were enough, or when the event would be too old by then."""
    scope, config = event.scope, event_invoke_config(event.reference)
    retries = len(_WAITS) if config.retries is None else config.retries
    if event.attempts > retries:
        _give_up(event, cause, "RetriesExhausted", invocation)
        return
    due = scope.now + _WAITS[event.attempts - 1]
    longest = _LONGEST if config.max_age is None else timedelta(seconds=config.max_age)
    if due - event.accepted >= longest:  # AWS does not wait for that either (recorded)
        _give_up(event, cause, "EventAgeExceeded", invocation)
        return
    scope.world.agenda.add(due, partial(_retry, event), f"retry {event.attempts} of function {event.reference.name}")


def _retry(event: QueuedEvent) -> None:
    """Tries again with the function as it is by now; an event for a function that is gone is lost."""
    scope, recorder = event.scope, event.scope.world.recorder
    try:
        version = event.reference.find_version()
    except AwsError as error:
        not_run(scope, event.request, str(error))
        return
    event.request = replace(event.request, version=version)
    tick = recorder.append(
        Tick(
            seq=recorder.number(),
            at=scope.now,
            cause=event.request.api_call,
            kind="retry",
            name=event.reference.name,
            arn=event.reference.arn,
            due=scope.now,
        )
    )
    _enqueue(event, tick)


def _give_up(event: QueuedEvent, cause: Record, condition: str, invocation: Invocation | None) -> None:
    dead_letters = event.request.version.settings.get("DeadLetterConfig", {}).get("TargetArn")
    if dead_letters:
        attributes = _dead_letter_attributes(event, invocation)
        letter = Letter(encodable(event.request.payload), event.arn, "", attributes=attributes)
        send(event.scope.because_of(cause), dead_letters, letter)
    if destination := event_invoke_config(event.reference).on_failure:
        _send(event, cause, destination, condition, invocation)


def _dead_letter_attributes(event: QueuedEvent, invocation: Invocation | None) -> Mapping[str, Mapping[str, str]]:
    """Documented; that there is no ErrorCode where nothing ran is reported."""
    failure = None if invocation is None else invocation.failure
    message = _STOPPED if failure is None else failure.message
    shown = encodable(message).encode()[:_ERROR_BYTES].decode(errors="ignore")
    attributes = {"RequestID": {"DataType": "String", "StringValue": event.request.id}}
    if failure is not None:
        attributes["ErrorCode"] = {"DataType": "Number", "StringValue": "200"}
    if shown:
        attributes["ErrorMessage"] = {"DataType": "String", "StringValue": shown}
    return attributes


def _send(event: QueuedEvent, cause: Record, destination: str, condition: str, invocation: Invocation | None) -> None:
    letter = Letter(
        encodable(_record(event, condition, invocation)),
        event.arn,
        f"aws/lambda/async/{event.reference.name}",
        succeeded=condition == "Success",
    )
    send(event.scope.because_of(cause), destination, letter)


def _record(event: QueuedEvent, condition: str, invocation: Invocation | None) -> str:
    """The invocation record (recorded); payloads stand in it as they are."""
    context: dict[str, Json] = {
        "requestId": event.request.id,
        "functionArn": event.arn,
        "condition": condition,
        "approximateInvokeCount": event.attempts,
    }
    members = {
        "version": compact("1.0"),
        "timestamp": compact(timestamp(event.scope.now)),
        "requestContext": compact(context),
        "requestPayload": event.request.payload,
    }
    if invocation is not None:
        response: dict[str, Json] = {"statusCode": 200, "executedVersion": invocation.version}
        if invocation.failed:
            response["functionError"] = "Unhandled"
        members["responseContext"] = compact(response)
        members["responsePayload"] = invocation.response_text or error_payload(invocation)
    return "{" + ",".join(f'"{name}":{text}' for name, text in members.items()) + "}"


def timestamp(instant: datetime) -> str:
    """As Lambda's records write it: milliseconds and `Z`."""
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
