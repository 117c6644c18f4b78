"""When a secret is rotated, and by which steps of its function."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Tick
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.schedules import Rate, next_after, parse
from pytest_awsevents.services.secretsmanager.state import CURRENT, PENDING, Rotation, Secret, Version

_PRINCIPAL = "secretsmanager.amazonaws.com"
_STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


def plan(scope: Scope, secret: Secret) -> None:
    """Enters the next rotation into the agenda, instead of what stood there.

    AWS rotates at any time of a window; here it is the moment at which the window opens (convention).
    """
    rotation = secret.rotation
    if rotation is None:
        return
    stop(rotation)
    opens = _window_opens(rotation, scope.now) if rotation.enabled else None
    if opens is None:
        return
    rotation.window_end = _window_end(rotation, opens)
    home = scope.at(account=secret.arn.split(":")[4], region=secret.region)
    rotation.work = scope.world.agenda.add(opens, lambda: _fire(home, secret), f"rotation of secret {secret.name}")


def stop(rotation: Rotation) -> None:
    """Takes what is to come off the agenda."""
    rotation.window_end = None
    if rotation.work is not None:
        rotation.work.cancel()
        rotation.work = None


def rotate(scope: Scope, secret: Secret, version: Version) -> None:
    """Runs the four steps; a step that fails ends them, and leaves the version pending (documented).

    A successful rotation is one after which the version is current; it sets the date of the next.
    """
    rotation = secret.rotation
    if rotation is None or not rotation.enabled or secret.deleted is not None:
        return
    rotation.token = scope.ids.uuid()
    done = all(invoke(scope, secret, version, step) for step in _STEPS)
    rotation.token = None
    if done and CURRENT in version.stages:
        rotation.rotated = scope.now
    plan(scope, secret)


def invoke(scope: Scope, secret: Secret, version: Version, step: str) -> bool:
    """Whether the function of a secret got through a step."""
    rotation = secret.rotation
    assert rotation is not None, "only secrets with a function are rotated"
    event = {"Step": step, "SecretId": secret.arn, "ClientRequestToken": version.id, "RotationToken": rotation.token}
    params = {"FunctionName": rotation.function, "Payload": json.dumps(event).encode()}
    try:
        answer = scope.as_service(_PRINCIPAL).call("lambda", "Invoke", params)
    except AwsError:
        return False
    return "FunctionError" not in answer


def pending_version(scope: Scope, secret: Secret, token: str | None) -> Version:
    """The empty version that a rotation begins with, or the one that it left behind when it failed."""
    left = secret.staged(PENDING)
    if left is not None and CURRENT not in left.stages:
        return left
    version = Version(token or scope.ids.uuid(), None, created=scope.now, stages={PENDING})
    if left is not None:
        left.stages.discard(PENDING)
    secret.versions[version.id] = version
    return version


def _fire(scope: Scope, secret: Secret) -> None:
    """A rotation whose time has come; one that failed before is attempted again."""
    rotation = secret.rotation
    if rotation is None or rotation.work is None:  # stopped by another thread, which this one did not see
        return
    recorder, due = scope.world.recorder, rotation.work.due
    tick = recorder.append(
        Tick(
            seq=recorder.number(),
            at=scope.now,
            cause=None,
            kind="schedule",
            name=secret.name,
            arn=secret.arn,
            due=due,
        )
    )
    rotate(scope.because_of(tick), secret, pending_version(scope, secret, None))


def _window_opens(rotation: Rotation, now: datetime) -> datetime | None:
    rules = rotation.rules
    if "ScheduleExpression" not in rules:
        days = rules.get("AutomaticallyAfterDays")
        return None if days is None else _midnight(now + days * _DAY)
    schedule = parse(rules["ScheduleExpression"])
    if isinstance(schedule, Rate):  # windows of rates open at midnight, and from there every few hours (documented)
        return next_after(schedule, now, anchor=_midnight(now))
    return next_after(schedule, now)


def _window_end(rotation: Rotation, opens: datetime) -> datetime:
    """After the duration; else after an hour where the schedule is in hours, else with the day (API reference)."""
    rules = rotation.rules
    if "Duration" in rules:
        return opens + timedelta(hours=int(rules["Duration"][:-1]))
    expression = rules.get("ScheduleExpression", "")
    in_hours = "hour" in expression or (expression.startswith("cron") and not expression.split()[1].isdecimal())
    return opens + timedelta(hours=1) if in_hours else _midnight(opens) + _DAY - timedelta(seconds=1)


def _midnight(instant: datetime) -> datetime:
    return datetime.combine(instant.astimezone(UTC).date(), time.min, UTC)


def described(rotation: Rotation | None) -> dict[str, Any]:
    """What DescribeSecret and ListSecrets tell of a rotation."""
    if rotation is None:
        return {}
    return {
        "RotationEnabled": rotation.enabled,
        "RotationLambdaARN": rotation.function,
        "RotationRules": rotation.rules or None,
        "LastRotatedDate": rotation.rotated,
        "NextRotationDate": rotation.window_end,
    }
