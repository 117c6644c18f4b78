"""What CreateSchedule and UpdateSchedule refuse beyond the model.

Only the text about expressions is recorded; the others are ours, or as other emulators word them.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.rules import Params
from pytest_awsevents.schedules import InvalidSchedule
from pytest_awsevents.services.scheduler.expressions import Once, Timetable, parse
from pytest_awsevents.services.scheduler.state import invalid
from pytest_awsevents.services.scheduler.universal import check_action, is_universal

# Templated targets (user guide, "Using templated targets"), with the block of parameters that they cannot do without.
_TEMPLATED = {
    "codebuild": None,
    "codepipeline": None,
    "ecs": "EcsParameters",
    "events": "EventBridgeParameters",
    "firehose": None,
    "inspector": None,
    "kinesis": "KinesisParameters",
    "lambda": None,
    "sagemaker": None,
    "sns": None,
    "sqs": None,
    "states": None,
}
_JSON_ONLY = ("events", "lambda", "states")
_MAY_BE_LATE = timedelta(minutes=5)


def checked_timetable(params: Params, now: datetime, *, anchor: datetime | None) -> Timetable:
    """The timetable of a schedule; rates go on from `anchor` where there is one."""
    text = params["ScheduleExpression"]
    try:
        expression = parse(text)
    except InvalidSchedule:
        raise invalid(f"Invalid Schedule Expression {text}.") from None
    _check_window(params["FlexibleTimeWindow"])
    first, last = params.get("StartDate"), params.get("EndDate")
    if not isinstance(expression, Once):
        if first is not None and anchor is None and first < now - _MAY_BE_LATE:
            raise invalid("The StartDate you specify cannot be earlier than 5 minutes ago.")
        if first is not None and last is not None and last <= first:
            raise invalid("The EndDate you specify must be later than the StartDate.")
    return Timetable(expression, _zone(params), anchor or first or now, first, last)


def check_target(target: Params) -> None:
    arn = parse_arn(target["Arn"])
    if arn is None:
        raise invalid("Provided Arn is not in correct format.")
    if is_universal(arn):
        check_action(arn)
        _check_json(target, "the parameters of the operation")
        return
    if arn.service not in _TEMPLATED or not _is_of_right_type(arn):
        raise invalid("Provided Arn is not in correct format.")
    block = _TEMPLATED[arn.service]
    if block is not None and block not in target:
        raise invalid(f"{block} is required for the target {target['Arn']}.")
    if arn.service in _JSON_ONLY:
        _check_json(target, "the input of this target")


def _is_of_right_type(arn: Arn) -> bool:
    return arn.service != "events" or arn.resource_type == "event-bus"


def _check_json(target: Params, what: str) -> None:
    """Some targets take JSON only (documented)."""
    if "Input" in target:
        try:
            json.loads(target["Input"])
        except (ValueError, RecursionError):
            raise invalid(f"Invalid Input: {what} must be well-formed JSON.") from None


def _check_window(window: Params) -> None:
    flexible, limit = window["Mode"] == "FLEXIBLE", "MaximumWindowInMinutes" in window
    if flexible and not limit:
        raise invalid("MaximumWindowInMinutes must be provided when FlexibleTimeWindow Mode is FLEXIBLE.")
    if limit and not flexible:
        raise invalid("MaximumWindowInMinutes must not be provided when FlexibleTimeWindow Mode is OFF.")


def _zone(params: Params) -> ZoneInfo:
    name = params.get("ScheduleExpressionTimezone", "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, `Europe`, is an OSError
        raise invalid(f"Invalid ScheduleExpressionTimezone {name}.") from None
