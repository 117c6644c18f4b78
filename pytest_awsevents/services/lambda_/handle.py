"""What `aws_lambda` gives: Python callables as functions, views on invocations, assertions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_awsevents.assertions.expecting import Count, HasArn, given_arn, unknown_name
from pytest_awsevents.core.errors import AwsEventsError, InvalidOption, did_you_mean
from pytest_awsevents.core.functions import name_of
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import Json
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.lambda_.asserting import (
    assert_invoked,
    assert_not_failed,
    assert_not_invoked,
    of_function,
)
from pytest_awsevents.services.lambda_.binding import bind_handler, check_handler
from pytest_awsevents.services.lambda_.configuration import SETTINGS
from pytest_awsevents.services.lambda_.event_sources.asserting import assert_not_processed, assert_processed, state_of
from pytest_awsevents.services.lambda_.event_sources.handle import EventSource, handle_of, make_event_source
from pytest_awsevents.services.lambda_.event_sources.mapping import MAPPINGS
from pytest_awsevents.services.lambda_.event_sources.outcomes import RecordOutcome
from pytest_awsevents.services.lambda_.identifiers import Reference, read_reference
from pytest_awsevents.services.lambda_.invocation import Invocation
from pytest_awsevents.services.lambda_.permissions import add_permission
from pytest_awsevents.services.lambda_.state import LAMBDA, Handler

_RUNTIME = "python3.12"  # known to every botocore we support
_LONGEST_HANDLER = 128
_ONLY_NEW = ("Architectures", "Code", "PackageType", "Publish", "Tags", "TenancyConfig")


@dataclass(frozen=True, slots=True)
class Function:
    """A function, with `name` and `arn`, and what it was invoked with; usable wherever a target is asked for."""

    name: str
    arn: str
    _reference: Reference = field(repr=False, compare=False)

    @property
    def invocations(self) -> tuple[Invocation, ...]:
        """All its invocations, of whatever version, in the order they were asked for."""
        return invocations_of(self._reference.scope, self.name)

    @property
    def events(self) -> list[Json]:
        """What it received."""
        return [invocation.event for invocation in self.invocations]

    def invoke(self, event: Json = None, **params: Any) -> Invocation:
        """Invokes it and waits, by Invoke; what came of it, failed or not. Without an event the handler gets `{}`.

        Further keywords are members of AWS's request: `Qualifier="live"`, `ClientContext=...`.
        """
        scope = self._reference.scope
        before = len(scope.state(LAMBDA).invocations)
        payload = b"" if event is None else json.dumps(event).encode()
        scope.call("lambda", "Invoke", {"FunctionName": self.arn, "Payload": payload, **params})
        new = [one for one in scope.state(LAMBDA).invocations[before:] if one.function == self.name]
        if not new:
            raise AwsEventsError(f"lambda:Invoke of {self.name} did not come to the function: was it stubbed?")
        return min(new, key=lambda invocation: invocation.api_call.seq)


class Lambda:
    """Lambda of the default account and region."""

    def __init__(self, scope: Scope, recorded: Recorded) -> None:
        self._scope = scope
        self._recorded = recorded

    # --- arranging ---

    def function(
        self,
        name: str,
        handler: Handler | None = None,
        *,
        timeout: int | None = None,
        memory: int | None = None,
        environment: Mapping[str, str] | None = None,
        role: str | None = None,
        retries: int | None = None,
        max_event_age: int | None = None,
        on_success: str | HasArn | None = None,
        on_failure: str | HasArn | None = None,
        dead_letter: str | HasArn | None = None,
        **settings: Any,
    ) -> Function:
        """Makes a function, by CreateFunction, whose code is a Python callable `handler(event, context)`.

        Without a handler it records its invocations and returns null. `timeout` in seconds (AWS's default is 3),
        `memory` in MB (128). For asynchronous invocations: `retries` (2), `max_event_age` in seconds (six hours), the
        destinations `on_success` and `on_failure`, and the queue or topic `dead_letter`. Further keywords are members
        of CreateFunction: `Tags={...}`. A name that exists gets the new handler, and those settings that are given.
        """
        if handler is not None:
            check_handler(name, handler)
        given = {
            "Timeout": timeout,
            "MemorySize": memory,
            "Environment": None if environment is None else {"Variables": dict(environment)},
            "Role": role,
            "DeadLetterConfig": None if dead_letter is None else {"TargetArn": given_arn(dead_letter, "dead letter")},
            **settings,
        }
        params = {member: value for member, value in given.items() if value is not None}
        reference = read_reference(self._scope, name)
        exists = reference.name in reference.scope.state(LAMBDA).functions
        _check_settings(params, exists=exists)
        if not exists:
            self._create(reference, handler, params)
        elif params:
            self._scope.call("lambda", "UpdateFunctionConfiguration", {"FunctionName": name, **params})
        bind_handler(self._scope, reference, handler)
        self._configure_events(reference, retries, max_event_age, on_success, on_failure)
        return self._known(reference)

    def event_source(
        self,
        source: str | HasArn,
        *,
        to: str | Function,
        batch_size: int | None = None,
        window: int | None = None,
        filters: Iterable[Mapping[str, Any] | str] = (),
        report_failures: bool = False,
        retries: int | None = None,
        on_failure: str | HasArn | None = None,
        **settings: Any,
    ) -> EventSource:
        """Has a queue or a stream invoke a function, by CreateEventSourceMapping.

        `window` in seconds; `filters` are patterns on the body or the data: `{"body": {"kind": ["order"]}}`. With
        `report_failures` the function returns the `batchItemFailures`. `retries` and the destination `on_failure` are
        for streams, which are read from their beginning. Further keywords are members of AWS's request:
        `StartingPosition="LATEST"`, `ParallelizationFactor=2`.
        """
        __tracebackhide__ = True
        return make_event_source(
            self._scope,
            source,
            self._reference(to).arn,
            batch_size=batch_size,
            window=window,
            filters=filters,
            report_failures=report_failures,
            retries=retries,
            on_failure=on_failure,
            settings=settings,
        )

    def bind(self, name_or_arn: str, handler: Handler | None) -> Function:
        """Has a function that the code under test makes, now or later, run a Python callable.

        With a qualifier in the ARN only that version or alias runs it. None takes the callable away again.
        """
        reference = read_reference(self._scope, name_or_arn)
        bind_handler(self._scope, reference, handler)
        return self._known(reference)

    def _create(self, reference: Reference, handler: Handler | None, params: Mapping[str, Any]) -> None:
        scope = reference.scope
        code = "unbound" if handler is None else name_of(handler)
        request = {
            "FunctionName": reference.unqualified_arn,
            "Runtime": _RUNTIME,
            "Handler": code[-_LONGEST_HANDLER:],
            "Role": f"arn:{scope.partition}:iam::{scope.account}:role/lambda-{reference.name}",
            "Code": {"ZipFile": code.encode()},
            **params,
        }
        self._scope.call("lambda", "CreateFunction", request)
        # Whoever sends events may invoke it; a function that the code under test makes has to say so itself. The test
        # did not ask for this call, so it is not recorded as one.
        permission = {"StatementId": "test", "Action": "lambda:InvokeFunction", "Principal": "*"}
        add_permission(scope, {"FunctionName": reference.unqualified_arn, **permission})

    def _configure_events(
        self,
        reference: Reference,
        retries: int | None,
        max_event_age: int | None,
        on_success: str | HasArn | None,
        on_failure: str | HasArn | None,
    ) -> None:
        destinations = {
            kind: {"Destination": given_arn(one, "destination")}
            for kind, one in (("OnSuccess", on_success), ("OnFailure", on_failure))
            if one is not None
        }
        given = {
            "MaximumRetryAttempts": retries,
            "MaximumEventAgeInSeconds": max_event_age,
            "DestinationConfig": destinations or None,
        }
        params = {member: value for member, value in given.items() if value is not None}
        if params:
            request = {"FunctionName": reference.unqualified_arn, **params}
            self._scope.call("lambda", "PutFunctionEventInvokeConfig", request)

    def _known(self, reference: Reference) -> Function:
        return Function(reference.name, reference.unqualified_arn, reference)

    # --- looking ---

    @property
    def invocations(self) -> tuple[Invocation, ...]:
        """All invocations of all functions, in the order they were asked for."""
        return invocations_of(self._scope)

    # --- asserting ---

    def assert_invoked(self, event: object = None, *, function: str | Function, count: Count = None) -> Invocation:
        """Asserts that a function was invoked, with an event where one is given; returns the first such invocation.

        `event` is compared whole, by `==`, or is a matcher. `count`: exactly so many, one of a range, or (None) at
        least one. A function is named by name or ARN; with a qualifier, invocations by that qualifier count.
        """
        __tracebackhide__ = True
        reference = self._reference(function)
        sources = (state_of(source) for source in self._sources_of(reference))
        return assert_invoked(invocations_of(reference.scope), reference.arn, event, count, sources)

    def assert_not_invoked(self, event: object = None, *, function: str | Function) -> None:
        """Asserts that a function was not invoked, or not with that event."""
        __tracebackhide__ = True
        reference = self._reference(function)
        assert_not_invoked(invocations_of(reference.scope), reference.arn, event)

    def assert_not_failed(self, function: str | Function | None = None) -> None:
        """Asserts that no invocation of a function, or of any, failed."""
        __tracebackhide__ = True
        if function is None:
            assert_not_failed(self.invocations, "all functions")
            return
        reference = self._reference(function)
        found = of_function(invocations_of(reference.scope), reference.arn)
        assert_not_failed(found, f"function {reference.name}")

    def assert_processed(
        self, expected: object = None, *, by: str | Function | EventSource, count: Count = None
    ) -> RecordOutcome:
        """Asserts that a function processed a record of its event sources; returns the first such outcome.

        `expected`: the body or data, a text or JSON; JSON objects are compared partially, or it is a matcher. `by` a
        function, or one of its event sources. `count`: exactly so many, one of a range, or (None) at least one.
        """
        __tracebackhide__ = True
        sources, name = self._sources(by)
        return assert_processed(sources, name, expected, count)

    def assert_not_processed(self, expected: object = None, *, by: str | Function | EventSource) -> None:
        """Asserts that a function processed no record of its event sources, or none with that body or data."""
        __tracebackhide__ = True
        sources, name = self._sources(by)
        assert_not_processed(sources, name, expected)

    def _sources(self, by: str | Function | EventSource) -> tuple[list[EventSource], str]:
        __tracebackhide__ = True
        if isinstance(by, EventSource):
            return [by], by.function.partition(":function:")[2]
        reference = self._reference(by)
        return self._sources_of(reference), reference.name

    def _sources_of(self, reference: Reference) -> list[EventSource]:
        mappings, arn = reference.scope.state(MAPPINGS).values(), reference.arn
        return [handle_of(one) for one in mappings if one.function.arn == arn or one.function.arn.startswith(f"{arn}:")]

    def _reference(self, function: str | Function) -> Reference:
        __tracebackhide__ = True
        if isinstance(function, Function):
            return function._reference
        reference = read_reference(self._scope, function)
        state = reference.scope.state(LAMBDA)
        known = {*state.functions, *(one.function for one in state.invocations), *(name for name, _ in state.handlers)}
        if reference.name not in known:
            unknown_name("function", reference.name, sorted(known))
        return reference


def _check_settings(settings: Mapping[str, Any], *, exists: bool) -> None:
    """Refuses what the API call would leave unread."""
    for member in settings:
        if member not in SETTINGS and member not in _ONLY_NEW:
            known = (*SETTINGS, *_ONLY_NEW)
            raise InvalidOption(f"CreateFunction has no member {member!r}{did_you_mean(member, known)}")
        if exists and member in _ONLY_NEW:
            raise InvalidOption(f"the function exists already: {member} can be given only when it is made")


def invocations_of(scope: Scope, name: str | None = None) -> tuple[Invocation, ...]:
    """Those of one function, or of all; a waiting invocation comes before the ones its handler made."""
    found = [one for one in scope.state(LAMBDA).invocations if name in (None, one.function)]
    return tuple(sorted(found, key=lambda invocation: invocation.api_call.seq))
