"""Finds who answers an API call, has it answered, and writes down both."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from botocore import xform_name
from botocore.model import OperationModel

from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.flow import Flow
from pytest_awsevents.core.origin import acting_for
from pytest_awsevents.core.records import ApiCall, CallError, Record
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Identity, Scope, World
from pytest_awsevents.core.wording import AS_MODELLED, Wording
from pytest_awsevents.wire.answers import Answer, failure, success
from pytest_awsevents.wire.callers import find_caller
from pytest_awsevents.wire.constraints import check_as_client, check_constraints
from pytest_awsevents.wire.event_loops import no_event_loop
from pytest_awsevents.wire.faults import Faults
from pytest_awsevents.wire.locking import StateLock
from pytest_awsevents.wire.models import operation_model
from pytest_awsevents.wire.shapes import copy_params, copy_response, fresh
from pytest_awsevents.wire.stubs import Stub, Stubs

T = TypeVar("T")
Operation: TypeAlias = Callable[[Scope, Params], Mapping[str, Any] | None]


# Set by our own tests, which run with one botocore: there, a member that the model does not have is a mistake.
_MODELS_VARY = "PYTEST_AWSEVENTS_EXACT_RESPONSES" not in os.environ
_STUB = "aws_fake.stub("


class FakedService(Protocol):
    """What dispatch needs of a service."""

    @property
    def operations(self) -> Mapping[str, Operation]: ...
    @property
    def wording(self) -> Wording: ...


@dataclass(frozen=True, slots=True)
class ClientCall:
    """A call as it leaves a client of the user's."""

    operation: OperationModel
    params: Params
    region: str
    partition: str
    access_key: str | None


@dataclass(frozen=True, slots=True)
class PassedThrough:
    """The call goes on to what lies beneath the fake; `Dispatcher.passed` takes what came of it."""

    record: ApiCall


@dataclass(frozen=True, slots=True)
class Route:
    """Who serves an operation in one fake, worked out once."""

    model: OperationModel
    service: FakedService | None
    operation: Operation | None
    goes_beneath: bool

    @property
    def wording(self) -> Wording:
        return AS_MODELLED if self.service is None else self.service.wording


class Dispatcher:
    """Serves the API calls of one fake: faults and stubs first, then the faked operation, then what lies beneath."""

    def __init__(
        self,
        world: World,
        flow: Flow,
        *,
        find_service: Callable[[str], FakedService | None],
        identify: Callable[[str | None], Identity],
        passthrough: Container[str],
        call_beneath: Callable[[Scope, OperationModel, Params], dict[str, Any]],
    ) -> None:
        self.faults = Faults()
        self.stubs = Stubs()
        self.lock = StateLock()
        self._world = world
        self._flow = flow
        self._find_service = find_service
        self._identify = identify
        self._passthrough = passthrough
        self._call_beneath = call_beneath
        self._routes: dict[tuple[str, str], Route] = {}

    def answer(self, call: ClientCall) -> Answer | PassedThrough:
        """Answers a call of a client; raises UnsupportedOperation where nobody does."""
        return self._as_outermost(lambda: self._answer(call))

    def call(
        self, scope: Scope, service: str, operation: str, params: Params, default: Params | None = None
    ) -> dict[str, Any]:
        """Makes a call in the name of a service or of a helper; raises AwsError."""
        model = operation_model(service, operation)
        return self._as_outermost(lambda: self._call(scope, model, params, default))

    def passed(self, record: ApiCall, response: Mapping[str, Any] | None, error: CallError | None) -> None:
        """Writes down what came of a call that was passed through."""
        self._world.recorder.complete(record, response=response, error=error, answered_by="passthrough")
        if self._world.observers:
            caller = Identity(record.account, record.principal, record.principal_id)
            scope = Scope(world=self._world, account=record.account, region=record.region, caller=caller, cause=record)
            self._tell(scope, record)
            self._flow.drain()

    @contextmanager
    def user_code(self) -> Iterator[None]:
        """To be put around every call of the user's functions.

        No lock is held, no event loop is seen to run, and what they start acts for what is under way.
        """
        with self.lock.released(), no_event_loop(), acting_for(self._flow.origin()):
            yield

    def _as_outermost(self, perform: Callable[[], T]) -> T:
        """Runs what is due before a call, and what the call caused after it, unless another call is under way."""
        if self._flow.here.depth:
            return perform()
        self._world.clock.catch_up()
        try:
            return perform()
        finally:
            self._flow.drain()

    def _answer(self, call: ClientCall) -> Answer | PassedThrough:
        model, identity = call.operation, self._identify(call.access_key)
        route = self._route(model)
        record = self._open(
            identity.account, call.region, identity, self._flow.cause, model, call.params, call.access_key
        )
        if route.goes_beneath and not self._is_interposed(record):
            return PassedThrough(record)
        scope = Scope(
            world=self._world,
            account=identity.account,
            region=call.region,
            caller=identity,
            cause=record,
            partition=call.partition,
        )
        try:
            response = self._serve(route, scope, record)
        except AwsError as error:
            return failure(model, error, self._world.ids.uuid(), route.wording)
        # The record keeps its own copy: the caller may change what it gets.
        return success(model, fresh(response), self._world.ids.uuid())

    def _call(self, scope: Scope, model: OperationModel, params: Params, default: Params | None) -> dict[str, Any]:
        route = self._route(model)
        if route.goes_beneath:  # a client makes the call, which comes back here as that client's
            with self._flow.because_of(scope.cause), self.lock.released():
                return self._call_beneath(scope, model, params)
        # A call without a cause is one that a helper makes for the test: what it was given may be anything.
        if route.operation is None or scope.cause is None:
            check_as_client(model, params)
        record = self._open(scope.account, scope.region, scope.caller, scope.cause, model, params)
        response: dict[str, Any] = fresh(self._serve(route, scope.because_of(record), record, default))
        return response

    def _is_interposed(self, record: ApiCall) -> bool:
        return self.stubs.answers(record.service, record.operation) or self.faults.meets(record)

    def _open(
        self,
        account: str,
        region: str,
        identity: Identity,
        cause: Record | None,
        model: OperationModel,
        params: Params,
        access_key: str | None = None,
    ) -> ApiCall:
        recorder = self._world.recorder
        return recorder.append(
            ApiCall(
                seq=recorder.number(),
                at=self._world.clock.now,
                cause=cause,
                service=model.service_model.service_name,
                operation=model.name,
                params=copy_params(model, params),
                account=account,
                region=region,
                principal=identity.arn,
                caller=None if identity.is_service else find_caller() or self._flow.here.caller,
                access_key=access_key,
                principal_id=identity.user_id,
            )
        )

    def _serve(self, route: Route, scope: Scope, record: ApiCall, default: Params | None = None) -> dict[str, Any]:
        """The response of whoever answers, written into the record."""
        recorder = self._world.recorder
        answered_by = "fake" if route.operation is not None else "default"
        before = self._flow.enter(record)
        try:
            if (fault := self.faults.take(record)) is not None:
                answered_by = "fault"
                raise fault
            if (stub := self.stubs.take(record.service, record.operation)) is not None:
                answered_by = "stub"
            response = self._respond(route, scope, record, stub, default)
        except AwsError as error:
            recorder.complete(record, error=CallError(error.code, error.message), answered_by=answered_by)
            self._tell(scope, record)
            raise
        except Exception as error:
            recorder.complete(record, error=CallError(type(error).__name__, str(error)), answered_by="nothing")
            raise
        finally:
            self._flow.leave(before)
        recorder.complete(record, response=response, answered_by=answered_by)
        if self._world.observers:
            self._tell(scope, record)
        return response

    def _tell(self, scope: Scope, record: ApiCall) -> None:
        for observe in tuple(self._world.observers):
            observe(scope, record)

    def _respond(
        self, route: Route, scope: Scope, record: ApiCall, stub: Stub | None, default: Params | None
    ) -> dict[str, Any]:
        model = route.model
        if stub is not None:
            stub.calls.append(record)
            check_constraints(model, record.params, route.wording)
            with self.user_code():
                return stub.respond(model, fresh(record.params))
        if route.operation is None and default is None:
            raise UnsupportedOperation(_unsupported(record, route.service))
        check_constraints(model, record.params, route.wording)
        if route.operation is None:
            return copy_response(model, default or {})
        with self.lock:
            try:
                answer = route.operation(scope, record.params) or {}
            except UnsupportedOperation as error:
                _say_what_to_do(error, record)
                raise
            return copy_response(model, answer, drop_unknown=_MODELS_VARY)

    def _route(self, model: OperationModel) -> Route:
        key = (model.service_model.service_name, model.name)
        route = self._routes.get(key)
        if route is None:
            route = self._routes[key] = self._make_route(model, *key)
        return route

    def _make_route(self, model: OperationModel, service_name: str, operation_name: str) -> Route:
        service = self._find_service(service_name)
        beneath = service_name in self._passthrough or ("unfaked" in self._passthrough and service is None)
        operation = None if service is None else service.operations.get(xform_name(operation_name))
        return Route(model, service, operation, beneath)


def _say_what_to_do(error: UnsupportedOperation, record: ApiCall) -> None:
    """Adds the way out to what an operation refuses, unless the call that it made has done so."""
    if _STUB not in str(error):
        error.args = (f"{error}\n{_way_out(record)}",)


def _unsupported(record: ApiCall, service: FakedService | None) -> str:
    place = f"account {record.account}, region {record.region}"
    made = f" by {record.caller}" if record.caller else ""
    what = "this service is not faked" if service is None else "this operation is not faked"
    return (
        f"{record.name} was called{made} ({place}), but {what} and nothing is stubbed. Nothing was sent.\n"
        f"{_way_out(record)}"
    )


def _way_out(record: ApiCall) -> str:
    return (
        f'Answer it in the test:   {_STUB}"{record.service}", "{xform_name(record.operation)}", {{...}})\n'
        "Or let it go on to what lies beneath, moto for example:   "
        f'@pytest.mark.aws_fake(passthrough=["{record.service}"])'
    )
