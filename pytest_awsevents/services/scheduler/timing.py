"""When schedules invoke their targets: the next invocation of each stands on the agenda."""

from __future__ import annotations

from datetime import datetime, timedelta

from pytest_awsevents.core.scope import Scope
from pytest_awsevents.schedules import Cron
from pytest_awsevents.services.scheduler.invoking import invoke
from pytest_awsevents.services.scheduler.state import GROUPS, Schedule

_PRINCIPAL = "scheduler.amazonaws.com"
_INSTANT = timedelta(microseconds=1)


def start(scope: Scope, schedule: Schedule, *, at_once: bool) -> None:
    """Enters the next invocation of an enabled schedule; what is past is not made up for (convention).

    `at_once`: a rate without a start date is due right away (documented), and so is what is set for this very moment.
    """
    if not schedule.enabled:
        return
    now, table = scope.now, schedule.timetable
    after = now - _INSTANT if at_once and not isinstance(table.expression, Cron) else now
    schedule.to_come = table.after(after if schedule.fired is None else max(after, schedule.fired))
    _enter(scope, schedule, not_before=now)


def stop(schedule: Schedule) -> None:
    if schedule.work is not None:
        schedule.work.cancel()
        schedule.work = None


def _enter(scope: Scope, schedule: Schedule, *, not_before: datetime) -> bool:
    """Enters what comes next, if anything does: somewhere in its flexible window, but never before what came last."""
    scheduled = next(schedule.to_come, None)
    schedule.work, schedule.scheduled = None, scheduled
    if scheduled is None:
        return False
    due = scheduled
    if schedule.window:
        seconds = int(scope.ids.fraction() * schedule.window.total_seconds())
        due += timedelta(seconds=seconds)

    def run() -> None:
        _fire(scope.as_service(_PRINCIPAL), schedule)

    def count(until: datetime) -> int:
        return 1 + schedule.timetable.count(scheduled, until)

    why = f"schedule {schedule.name} by {schedule.settings['ScheduleExpression']}"
    schedule.work = scope.world.agenda.add(max(due, not_before), run, why, count=count)
    return True


def _fire(scope: Scope, schedule: Schedule) -> None:
    if schedule.work is None or schedule.scheduled is None:  # stopped by another thread, which this one did not see
        return
    due = schedule.fired = schedule.scheduled
    goes_on = _enter(scope, schedule, not_before=scope.now)
    if not goes_on and schedule.settings["ActionAfterCompletion"] == "DELETE":
        group = scope.state(GROUPS).get(schedule.group)
        if group is not None:
            group.schedules.pop(schedule.name, None)
    invoke(scope, schedule, due)
