"""Errors that a test has the next calls of an operation fail with."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pytest_awsevents.core.errors import AwsError, InvalidStub
from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.wire.models import operation_model
from pytest_awsevents.wire.shapes import fresh

When: TypeAlias = Callable[[dict[str, Any]], bool]


@dataclass(slots=True, eq=False)
class Fault:
    """An error in waiting: `calls` are the records of those it failed, `times` how many it may still fail."""

    service: str
    operation: str
    error: AwsError
    times: int | None
    when: When | None = field(default=None, repr=False)
    calls: list[ApiCall] = field(default_factory=list, repr=False)

    def meets(self, call: ApiCall) -> bool:
        """Whether it would fail this call."""
        return self.times != 0 and (self.when is None or bool(self.when(fresh(call.params))))


class Faults:
    """All faults of one fake, in the order they were asked for: a second one comes when the first is used up."""

    def __init__(self) -> None:
        self._faults: dict[tuple[str, str], list[Fault]] = {}
        self._lock = threading.RLock()

    def add(self, name: str, error: AwsError, times: int | None, when: When | None) -> Fault:
        service, colon, operation = name.partition(":")
        if not colon:
            raise InvalidStub(f"an operation is named service:Operation, such as 'sqs:SendMessage', got {name!r}")
        if times is not None and (isinstance(times, bool) or times < 1):
            raise InvalidStub(f"times must be a whole number of 1 or more, or None for always, got {times!r}")
        fault = Fault(service, operation_model(service, operation).name, error, times, when)
        self._faults.setdefault((fault.service, fault.operation), []).append(fault)
        return fault

    def meets(self, call: ApiCall) -> bool:
        """Whether a fault would fail this call."""
        return self._next(call) is not None

    def take(self, call: ApiCall) -> AwsError | None:
        """The error this call fails with, counted; None where it may go on."""
        if not self._faults:
            return None
        with self._lock:
            fault = self._next(call)
            if fault is None:
                return None
            if fault.times is not None:
                fault.times -= 1
        fault.calls.append(call)
        return copy.copy(fault.error)  # an exception object gathers tracebacks, and with them all that they refer to

    def _next(self, call: ApiCall) -> Fault | None:
        waiting = self._faults.get((call.service, call.operation), ())
        return next((fault for fault in waiting if fault.meets(call)), None)
