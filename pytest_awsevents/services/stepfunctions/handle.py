"""What `aws_stepfunctions` gives: state machines run by Python functions, views on executions, assertions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pytest_awsevents.assertions.arrived import Arrivals
from pytest_awsevents.assertions.expecting import Count, given_name, unknown_name
from pytest_awsevents.core.errors import InvalidOption
from pytest_awsevents.core.functions import awaited_in_vain
from pytest_awsevents.core.records import ApiCall, Json
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.stepfunctions.ending import end
from pytest_awsevents.services.stepfunctions.state import EXPRESS, STANDARD, STATES, Run, Status
from pytest_awsevents.services.stepfunctions.state import Execution as Stored

_DEFINITION = {"StartAt": "Run", "States": {"Run": {"Type": "Pass", "End": True}}}
_INSTEAD = "assert_not_started()"


@dataclass(frozen=True, slots=True)
class Execution:
    """An execution as it is now, with `name` and `arn`."""

    arn: str
    name: str
    _stored: Stored = field(repr=False, compare=False)
    _scope: Scope = field(repr=False, compare=False)

    @property
    def text(self) -> str:
        """Its input, as it was given."""
        return self._stored.input

    @property
    def input(self) -> Json:
        """Its input, parsed."""
        return json.loads(self._stored.input)

    @property
    def output(self) -> Json:
        """What came of it; None while it runs, and where it failed."""
        return None if self._stored.output is None else json.loads(self._stored.output)

    @property
    def status(self) -> Status:
        """RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED."""
        return self._stored.status

    @property
    def error(self) -> str | None:
        """The error that it failed with, None where it did not."""
        return self._stored.error

    @property
    def cause(self) -> str | None:
        """What explains the error, None where nothing does."""
        return self._stored.cause

    @property
    def started(self) -> datetime:
        """When it was started."""
        return self._stored.started

    @property
    def api_call(self) -> ApiCall:
        """The call that started it."""
        return self._stored.api_call

    @property
    def task_token(self) -> str | None:
        """The token it waits for to be answered; None where it does not wait for one."""
        return None if self._stored.task is None else self._stored.task.token

    def succeed(self, output: Json = None) -> None:
        """Ends an execution that runs, with an output."""
        self._end("SUCCEEDED", output=json.dumps(output))

    def fail(self, error: str, cause: str = "") -> None:
        """Ends an execution that runs, with an error and its cause."""
        self._end("FAILED", error=error, cause=cause)

    def _end(self, status: Status, **outcome: str) -> None:
        if self._stored.status != "RUNNING":
            raise InvalidOption(f"execution {self.name} has ended already: {self._stored.status}")
        end(self._scope.because_of(self._stored.api_call), self._stored, status, **outcome)
        self._scope.world.drain()


@dataclass(frozen=True, slots=True)
class StateMachine:
    """A state machine, with `name` and `arn`, to be given to a rule as its target, started and looked into."""

    name: str
    arn: str
    _scope: Scope = field(repr=False, compare=False)

    @property
    def executions(self) -> tuple[Execution, ...]:
        """Its executions, in the order they were started."""
        stored = self._scope.state(STATES).executions.values()
        return tuple(Execution(one.arn, one.name, one, self._scope) for one in stored if one.machine.arn == self.arn)

    @property
    def inputs(self) -> list[Json]:
        """What its executions were started with."""
        return [execution.input for execution in self.executions]

    def start(self, input: Json = None, **params: Any) -> Execution:
        """Starts an execution, by StartExecution; without an input it gets `{}`. `params` as for AWS."""
        request = {"stateMachineArn": self.arn, **params}
        if input is not None:
            request["input"] = json.dumps(input)
        arn = self._scope.call("stepfunctions", "StartExecution", request)["executionArn"]
        return next(execution for execution in self.executions if execution.arn == arn)


class StepFunctions:
    """Step Functions of the default account and region."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def state_machine(
        self,
        name: str,
        run: Run | None = None,
        *,
        hold: bool = False,
        express: bool = False,
        definition: Mapping[str, Any] | None = None,
    ) -> StateMachine:
        """The state machine of that name, made by CreateStateMachine where there is none.

        Its definition is not run: `run(input)` gives the output of an execution, or raises to have it fail; it may
        yield a TaskToken, an ActivityTask or a Wait, and goes on with what comes of it. Without one executions succeed
        with their input as output. `hold`: they run until `execution.succeed()` or `.fail()`.
        """
        if hold and run is not None:
            raise InvalidOption("executions are held or run by a function: give hold=... or run=..., not both")
        _check(name, run)
        state = self._scope.state(STATES)
        if name not in state.machines:
            params = {
                "name": name,
                "definition": json.dumps(_DEFINITION if definition is None else definition),
                "roleArn": f"arn:{self._scope.partition}:iam::{self._scope.account}:role/states-{name}",
                "type": EXPRESS if express else STANDARD,
            }
            self._scope.call("stepfunctions", "CreateStateMachine", params)
        self.bind(name, run)
        (state.held.add if hold else state.held.discard)(name)
        return self._known(name)

    def bind(self, name: str, run: Run | None) -> None:
        """Has a state machine that the code under test makes, now or later, be run by a function; None undoes that."""
        _check(name, run)
        runs = self._scope.state(STATES).runs
        if run is None:
            runs.pop(name, None)
        else:
            runs[name] = run

    def state_machines(self) -> list[StateMachine]:
        """All state machines of the account and region, in the order of their creation."""
        return [self._known(name) for name in self._scope.state(STATES).machines]

    def assert_started(
        self, input: object = None, *, state_machine: str | StateMachine, count: Count = None
    ) -> Execution:
        """Asserts that an execution was started, with an input where one is given; returns the first.

        JSON objects are compared partially; `input` may be a matcher. `count`: exactly so many, one of a range, or
        (None) at least one.
        """
        __tracebackhide__ = True
        return self._arrivals(state_machine).assert_some(input, count, _INSTEAD)

    def assert_not_started(self, input: object = None, *, state_machine: str | StateMachine) -> None:
        """Asserts that no execution was started, or none with that input."""
        __tracebackhide__ = True
        self._arrivals(state_machine).assert_none(input)

    def _arrivals(self, state_machine: str | StateMachine) -> Arrivals[Execution]:
        __tracebackhide__ = True
        name = given_name(state_machine, "state machine")
        known = self._scope.state(STATES).machines
        if name not in known:
            unknown_name("state machine", name, sorted(known))
        return Arrivals(self._known(name).executions, "execution", f"of state machine {name}", self._where_else)

    def _where_else(self) -> list[str]:
        counts = [f"{one.name} ({len(one.executions)})" for one in self.state_machines()]
        return [f"executions so far, by state machine: {', '.join(counts)}"]

    def _known(self, name: str) -> StateMachine:
        return StateMachine(name, self._scope.state(STATES).machines[name].arn, self._scope)


def _check(name: str, run: Run | None) -> None:
    if refusal := awaited_in_vain(run, "input", "Step Functions"):
        raise InvalidOption(f"the function of {name}, {refusal}")
