"""What Step Functions keeps per account and region."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypeAlias

from pytest_awsevents.core.agenda import Work
from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.services.stepfunctions.waiting import Steps, Task

Status: TypeAlias = Literal["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]
Run: TypeAlias = Callable[[Any], Any]
"""What stands for the definition of a state machine: makes the output of an input, or raises; may yield to wait."""

EXPRESS = "EXPRESS"
STANDARD = "STANDARD"
_REFUSED_IN_NAMES = re.compile(r"[\s<>{}\[\]?*\"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]")


class Attempt(NamedTuple):
    """How an execution ended before it was redriven, and when that was."""

    status: Status
    stopped: datetime
    error: str | None
    cause: str | None
    redriven: datetime


@dataclass(slots=True, eq=False)
class Execution:
    """An execution; `definition` and `role` are those of the state machine, or of its version, when it started.

    `machine` may be gone since. `version` and `alias` are the ARNs it was started by. `steps` is its function where
    that waits, for `task` if for one; `limit` the work that ends it. `attempts` are those before it was redriven, the
    last time at `redriven`.
    """

    arn: str
    name: str
    machine: StateMachine
    input: str
    started: datetime
    definition: str
    role: str
    api_call: ApiCall
    express: bool = False
    trace: str | None = None
    status: Status = "RUNNING"
    stopped: datetime | None = None
    output: str | None = None
    error: str | None = None
    cause: str | None = None
    version: str | None = None
    alias: str | None = None
    synchronous: bool = False
    steps: Steps | None = None
    task: Task | None = None
    limit: Work | None = None
    attempts: list[Attempt] = field(default_factory=list)
    redriven: datetime | None = None
    redrive_tokens: dict[str, datetime] = field(default_factory=dict)

    @property
    def machine_name(self) -> str:
        return self.machine.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a state machine was when the version was published."""

    arn: str
    created: datetime
    definition: str
    role: str
    settings: Mapping[str, Any]
    revision: str | None
    description: str | None


@dataclass(slots=True, eq=False)
class Alias:
    """A name for versions: `routing` has their weights by ARN."""

    name: str
    arn: str
    routing: dict[str, int]
    description: str | None
    created: datetime
    updated: datetime


@dataclass(slots=True, eq=False)
class Activity:
    """Where workers take tasks from."""

    name: str
    arn: str
    created: datetime
    encryption: Mapping[str, Any] | None
    tags: dict[str, str]


@dataclass(slots=True, eq=False)
class StateMachine:
    """A state machine; `settings` are further members of its description."""

    name: str
    arn: str
    type: str
    definition: str
    role: str
    created: datetime
    updated: datetime
    settings: dict[str, Any] = field(default_factory=dict)
    revision: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)
    published: int = 0
    aliases: dict[str, Alias] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class StatesState:
    """All of Step Functions in one account and region.

    `runs` are bound by name, and outlive the state machines; `held` names those whose executions the test ends.
    `tasks` are by token, None where one is not waited for any more.
    """

    machines: dict[str, StateMachine] = field(default_factory=dict)
    executions: dict[str, Execution] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    activities: dict[str, Activity] = field(default_factory=dict)
    tasks: dict[str, Task | None] = field(default_factory=dict)


def _new_state(_: Scope) -> StatesState:
    return StatesState()


STATES = StateKey("stepfunctions", _new_state)


def read_arn(text: str, *types: str) -> Arn:
    """An ARN of one of the types of resources; AWS's error for another text (recorded)."""
    arn = parse_arn(text)
    if arn is None or arn.service != "states":
        raise AwsError("InvalidArn", f"Invalid Arn: 'Invalid ARN prefix: {text}'")
    if arn.resource_type not in types:
        raise AwsError("InvalidArn", f"Invalid Arn: 'Resource type not valid in this context: {arn.resource_type}'")
    return arn


def find_machine(scope: Scope, text: str) -> tuple[Scope, StateMachine]:
    """The state machine of an ARN, and where it is; AWS's error where there is none."""
    arn = read_arn(text, "stateMachine")
    home = scope.at(account=arn.account, region=arn.region)
    machine = home.state(STATES).machines.get(arn.resource_id)
    if machine is None:
        raise AwsError("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{text}'")
    return home, machine


def find_qualified(scope: Scope, text: str) -> tuple[Scope, StateMachine, Version | None, Alias | None]:
    """The state machine of an ARN with the version or the alias that it may name; AWS's error where one is missing."""
    arn = read_arn(text, "stateMachine")
    _, _, qualifier = arn.resource_id.partition(":")
    if not qualifier:
        return *find_machine(scope, text), None, None
    try:
        home, machine = find_machine(scope, str(arn).removesuffix(f":{qualifier}"))
    except AwsError:
        raise AwsError("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{text}'") from None
    version, alias = machine.versions.get(qualifier), machine.aliases.get(qualifier)
    if version is None and alias is None:
        raise AwsError("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{text}'")
    return home, machine, version, alias


def find_execution(scope: Scope, text: str) -> tuple[Scope, Execution]:
    """The execution of an ARN, and where it is; those of express workflows are not kept (documented)."""
    arn = read_arn(text, "execution")
    home = scope.at(account=arn.account, region=arn.region)
    execution = home.state(STATES).executions.get(text)
    if execution is None:
        raise AwsError("ExecutionDoesNotExist", f"Execution Does Not Exist: '{text}'")
    return home, execution


def find_activity(scope: Scope, text: str) -> Activity:
    """The activity of an ARN; AWS's error where there is none."""
    arn = read_arn(text, "activity")
    activity = scope.at(account=arn.account, region=arn.region).state(STATES).activities.get(arn.resource_id)
    if activity is None:
        raise AwsError("ActivityDoesNotExist", f"Activity Does Not Exist: '{text}'")
    return activity


def check_name(name: str) -> None:
    if _REFUSED_IN_NAMES.search(name):
        raise AwsError("InvalidName", f"Invalid Name: '{name}'")


def wrong_type() -> AwsError:
    return AwsError("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")


def logging_of(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """The logging configuration, with AWS's defaults."""
    given: Mapping[str, Any] = settings.get("loggingConfiguration", {})
    return {"level": "OFF", "includeExecutionData": False, **given}


def only_metadata(params: Params) -> bool:
    """Whether a caller wants none of what may be encrypted."""
    return bool(params.get("includedData") == "METADATA_ONLY")
