"""PutEvents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Event
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.eventbridge.routing import put_on_bus
from pytest_awsevents.services.eventbridge.state import bus_name

operation = OperationTable()
_TIME_BYTES = 14


class Rejection(NamedTuple):
    """Why one entry of a request is not taken."""

    code: str
    message: str


@operation
def put_events(scope: Scope, params: Params) -> dict[str, Any]:
    entries = params["Entries"]
    if sum(map(_size, entries)) > scope.world.settings.put_events_size_limit:
        raise AwsError("ValidationException", "Total size of the entries in the request is over the limit.")
    results = [_put(scope, entry) for entry in entries]
    return {"FailedEntryCount": sum("ErrorCode" in result for result in results), "Entries": results}


def _put(scope: Scope, entry: Params) -> dict[str, Any]:
    name = entry.get("EventBusName")
    arn = parse_arn(name) if name else None
    at_bus = scope.at(account=arn.account, region=arn.region) if arn is not None else scope
    detail = _detail(entry)
    if isinstance(detail, Rejection):
        _record_rejected(at_bus, entry, detail)
        return {"ErrorCode": detail.code, "ErrorMessage": detail.message}
    envelope = _envelope(at_bus, entry, detail)
    put_on_bus(at_bus, bus_name(name), envelope)
    return {"EventId": envelope["id"]}


def _detail(entry: Params) -> dict[str, Any] | Rejection:
    """The parsed detail of an entry, or what is wrong with it (order by analogy: no recording has two faults)."""
    for member in ("Source", "DetailType", "Detail"):
        if not entry.get(member):
            return Rejection(
                "InvalidArgument", f"Parameter {member} is not valid. Reason: {member} is a required argument."
            )
    if entry["Source"].startswith("aws."):
        return Rejection("NotAuthorizedForSourceException", "Not authorized for the source.")
    try:
        detail = json.loads(entry["Detail"])
    except (ValueError, RecursionError):
        detail = None
    return detail if isinstance(detail, dict) else Rejection("MalformedDetail", "Detail is malformed.")


def _envelope(scope: Scope, entry: Params, detail: Mapping[str, Any]) -> dict[str, Any]:
    """The event as targets see it, members in AWS's order (recorded)."""
    return {
        "version": "0",
        "id": scope.ids.uuid(),
        "detail-type": entry["DetailType"],
        "source": entry["Source"],
        "account": scope.account,
        "time": _time_text(entry.get("Time") or scope.now),
        "region": scope.region,
        "resources": list(entry.get("Resources", ())),
        "detail": detail,
    }


def _record_rejected(scope: Scope, entry: Params, rejection: Rejection) -> None:
    recorder = scope.world.recorder
    given = {"detail-type": entry.get("DetailType"), "source": entry.get("Source"), "detail": entry.get("Detail")}
    recorder.append(
        Event(
            seq=recorder.number(),
            at=scope.now,
            cause=scope.cause,
            id="",
            bus=bus_name(entry.get("EventBusName")),
            raw_event={name: value for name, value in given.items() if value is not None},
            status="rejected",
            reason=f"{rejection.code}: {rejection.message}",
        )
    )


def _time_text(instant: datetime) -> str:
    return instant.isoformat()[:19] + "Z"  # three times as fast as strftime


def _size(entry: Params) -> int:
    """Bytes of an entry as AWS counts them (user guide, PutEvents: calculating event entry size)."""
    texts = (entry.get("Source"), entry.get("DetailType"), entry.get("Detail"), *entry.get("Resources", ()))
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts if text) + (
        _TIME_BYTES if "Time" in entry else 0
    )
