"""What EventBridge Scheduler keeps per account and region."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pytest_awsevents.core.agenda import Work
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.services.scheduler.expressions import Timetable

DEFAULT_GROUP = "default"


@dataclass(slots=True, eq=False)
class Schedule:
    """A schedule; `settings` are its members as GetSchedule tells them, those of the caller and defaults.

    `work` is its next invocation on the agenda, `to_come` are those behind it. `scheduled` is the time that the next
    one is for: a flexible window lets it come later. `fired` is the latest such time: none comes twice.
    """

    name: str
    group: str
    arn: str
    created: datetime
    modified: datetime
    settings: Params
    timetable: Timetable
    token: str | None = None
    fired: datetime | None = None
    scheduled: datetime | None = None
    work: Work | None = None
    to_come: Iterator[datetime] = field(default_factory=lambda: iter(()))

    @property
    def enabled(self) -> bool:
        return bool(self.settings["State"] == "ENABLED")

    @property
    def window(self) -> timedelta:
        """How much later than scheduled it may be invoked."""
        return timedelta(minutes=self.settings["FlexibleTimeWindow"].get("MaximumWindowInMinutes", 0))


@dataclass(slots=True, eq=False)
class Group:
    """A schedule group with its schedules by name."""

    name: str
    arn: str
    created: datetime
    modified: datetime
    token: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)


def new_group(scope: Scope, name: str) -> Group:
    return Group(name, scope.arn("scheduler", f"schedule-group/{name}"), created=scope.now, modified=scope.now)


GROUPS: StateKey[dict[str, Group]] = StateKey(
    "scheduler", lambda scope: {DEFAULT_GROUP: new_group(scope, DEFAULT_GROUP)}
)


def get_group(scope: Scope, name: str | None) -> Group:
    """The group of that name, or the default one; AWS's error where there is none."""
    group = scope.state(GROUPS).get(name or DEFAULT_GROUP)
    if group is None:
        raise not_found(f"Schedule group {name} does not exist.")
    return group


def find_schedule(scope: Scope, params: Params) -> Schedule:
    """The schedule that a request names; AWS's error where there is none."""
    schedule = get_group(scope, params.get("GroupName")).schedules.get(params["Name"])
    if schedule is None:
        raise not_found(f"Schedule {params['Name']} does not exist.")
    return schedule


def not_found(message: str) -> AwsError:
    return AwsError("ResourceNotFoundException", message)


def conflict(message: str) -> AwsError:
    return AwsError("ConflictException", message)


def invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message)
