"""What a bound function may wait for: it yields one of these, and goes on with what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import GeneratorType
from typing import Any, TypeAlias

from pytest_awsevents.core.agenda import Work
from pytest_awsevents.core.errors import InvalidOption
from pytest_awsevents.core.records import Json

_CENTURY = 100 * 366 * 86_400


@dataclass(frozen=True, slots=True)
class TaskToken:
    """Waits until somebody calls SendTaskSuccess or SendTaskFailure (`.waitForTaskToken`); gives the output.

    `send` is called with the token, to hand it to whoever is to answer; the test finds it in `execution.task_token`.
    A failure is raised as ExecutionFailed, `States.Timeout` after `timeout` seconds and `States.HeartbeatTimeout`
    after `heartbeat` seconds without SendTaskHeartbeat.
    """

    send: Callable[[str], object] | None = None
    timeout: float | None = None
    heartbeat: float | None = None

    def __post_init__(self) -> None:
        _check_seconds(self, "timeout", "heartbeat")


@dataclass(frozen=True, slots=True)
class ActivityTask:
    """Waits until a worker has taken the task by GetActivityTask and answered it; gives the output.

    `activity` is the name or the ARN of an activity. Failures as for a TaskToken.
    """

    activity: str
    input: Json = None
    timeout: float | None = None
    heartbeat: float | None = None

    def __post_init__(self) -> None:
        _check_seconds(self, "timeout", "heartbeat")


@dataclass(frozen=True, slots=True)
class Wait:
    """Waits so many seconds on the clock of the fake."""

    seconds: float

    def __post_init__(self) -> None:
        _check_seconds(self, "seconds")


def _check_seconds(pause: object, *names: str) -> None:
    for name in names:
        seconds = getattr(pause, name)
        if seconds is not None and not (isinstance(seconds, int | float) and 0 <= seconds < _CENTURY):
            raise InvalidOption(f"{type(pause).__name__}({name}=...) takes a number of seconds, got {seconds!r}")


Pause: TypeAlias = TaskToken | ActivityTask | Wait
Steps: TypeAlias = "GeneratorType[Pause, Any, Any]"


@dataclass(slots=True, eq=False)
class Task:
    """A task that an execution waits for; `activity` is the ARN, `input` what its worker gets."""

    token: str = field(repr=False)
    execution: str
    activity: str | None = None
    input: str = ""
    taken: bool = False
    heartbeat: float | None = None
    deadlines: dict[str, Work] = field(default_factory=dict)

    def close(self) -> None:
        for work in self.deadlines.values():
            work.cancel()
        self.deadlines.clear()
