"""Answers that a test gives for single operations, of any service."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from botocore.exceptions import ClientError
from botocore.model import OperationModel

from pytest_awsevents.core.errors import AwsError, InvalidResponse, InvalidStub
from pytest_awsevents.core.functions import awaited_in_vain
from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.core.rules import Params
from pytest_awsevents.wire.models import operation_model
from pytest_awsevents.wire.shapes import copy_response

StubError: TypeAlias = AwsError | ClientError
StubAnswer: TypeAlias = Mapping[str, Any] | StubError | Callable[[dict[str, Any]], Mapping[str, Any] | StubError | None]


@dataclass(slots=True, eq=False)
class Stub:
    """One stubbed operation: `calls` are the records of those it answered, `times` how many it may still answer."""

    service: str
    operation: str
    answer: StubAnswer = field(repr=False)
    times: int | None = None
    calls: list[ApiCall] = field(default_factory=list, repr=False)

    def respond(self, model: OperationModel, params: dict[str, Any]) -> dict[str, Any]:
        """The response for one call; raises AwsError where the stub answers with an error."""
        given = self.answer
        if callable(given):
            given = given(params)
        if isinstance(given, AwsError):
            raise copy.copy(given)  # an exception object gathers tracebacks, and with them all that they refer to
        if isinstance(given, ClientError):
            raise as_aws_error(given)
        if given is not None and not isinstance(given, Mapping):
            raise InvalidResponse(
                f"the stub of {self.service}:{self.operation} must give a dict, an AwsError or None, got {given!r}"
            )
        return _checked(model, given or {})


class Stubs:
    """All stubs of one fake; the newest that still answers comes first."""

    def __init__(self) -> None:
        self._stubs: dict[tuple[str, str], list[Stub]] = {}

    def add(self, service: str, operation: str, answer: StubAnswer, times: int | None) -> Stub:
        model = operation_model(service, operation)
        if times is not None and (type(times) is not int or times < 1):
            raise InvalidStub(f"times must be a whole number of 1 or more, or None for always, got {times!r}")
        if isinstance(answer, Mapping):
            try:
                answer = _checked(model, answer)
            except InvalidResponse as error:
                raise InvalidStub(str(error)) from None
        elif isinstance(answer, type) or not (callable(answer) or isinstance(answer, AwsError | ClientError)):
            raise InvalidStub(
                f"a stub answers with a dict, a function of the params, an AwsError or a ClientError, got {answer!r}"
            )
        elif refusal := awaited_in_vain(answer, "params", "a stub"):
            raise InvalidStub(f"the answer of {service}:{model.name}, {refusal}")
        stub = Stub(service, model.name, answer, times)
        self._stubs.setdefault((service, model.name), []).insert(0, stub)
        return stub

    def unused(self) -> list[str]:
        """Those that answered no call, as `service:Operation`."""
        return [f"{one.service}:{one.operation}" for stubs in self._stubs.values() for one in stubs if not one.calls]

    def answers(self, service: str, operation: str) -> bool:
        """Whether a stub would answer the next such call."""
        return any(stub.times is None or stub.times > 0 for stub in self._stubs.get((service, operation), ()))

    def take(self, service: str, operation: str) -> Stub | None:
        """The stub that answers this call, counted; None where there is none."""
        if not self._stubs:
            return None
        for stub in self._stubs.get((service, operation), ()):
            if stub.times is None:
                return stub
            if stub.times > 0:
                stub.times -= 1
                return stub
        return None


def _checked(model: OperationModel, response: Params) -> dict[str, Any]:
    return copy_response(model, {name: value for name, value in response.items() if name != "ResponseMetadata"})


def as_aws_error(error: ClientError) -> AwsError:
    """The same error as an operation raises it."""
    details = error.response.get("Error", {})
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    members = {key: value for key, value in error.response.items() if key not in ("Error", "ResponseMetadata")}
    return AwsError(details.get("Code", "Unknown"), details.get("Message", ""), status=status, members=members)
