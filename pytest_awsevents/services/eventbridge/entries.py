"""Entries of PutEvents and PutPartnerEvents: what is wrong with them, and the events they become."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, NoReturn

from pytest_awsevents.core.records import Event
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.services.eventbridge.refusals import invalid

_TIME_BYTES = 14
_DEPTH_LIMIT = 1000
_LONG_NUMBER = re.compile(r"\d{19}")
_INTEGERS = range(-(2**63), 2**63)


class Rejection(NamedTuple):
    """Why one entry of a request is not taken."""

    code: str
    message: str

    def as_result(self) -> dict[str, Any]:
        return {"ErrorCode": self.code, "ErrorMessage": self.message}


def check_total_size(scope: Scope, entries: Sequence[Params]) -> None:
    if sum(map(_size, entries)) > scope.world.settings.put_events_size_limit:
        raise invalid("Total size of the entries in the request is over the limit.")


def parse_detail(entry: Params) -> dict[str, Any] | Rejection:
    """The parsed detail of an entry, or what is wrong with it (order by analogy: no recording has two faults)."""
    for member in ("Source", "DetailType", "Detail"):
        if not entry.get(member):
            return Rejection(
                "InvalidArgument", f"Parameter {member} is not valid. Reason: {member} is a required argument."
            )
    detail = _read_json(entry["Detail"])
    return detail if isinstance(detail, dict) else Rejection("MalformedDetail", "Detail is malformed.")


def make_envelope(scope: Scope, entry: Params, detail: Mapping[str, Any], *, id: str) -> dict[str, Any]:
    """The event as targets see it, members in AWS's order (recorded)."""
    return {
        "version": "0",
        "id": id,
        "detail-type": entry["DetailType"],
        "source": entry["Source"],
        "account": scope.account,
        "time": time_text(entry.get("Time") or scope.now),
        "region": scope.region,
        "resources": list(entry.get("Resources", ())),
        "detail": detail,
    }


def record_rejected(scope: Scope, entry: Params, bus: str, rejection: Rejection, *, id: str = "") -> None:
    """Writes down an entry that does not become an event on a bus."""
    recorder = scope.world.recorder
    given = {"detail-type": entry.get("DetailType"), "source": entry.get("Source"), "detail": entry.get("Detail")}
    recorder.append(
        Event(
            seq=recorder.number(),
            at=scope.now,
            cause=scope.cause,
            id=id,
            bus=bus,
            bus_account=scope.account,
            bus_region=scope.region,
            raw_event={name: value for name, value in given.items() if value is not None},
            status="rejected",
            reason=f"{rejection.code}: {rejection.message}",
        )
    )


def results_of(results: Sequence[Params]) -> dict[str, Any]:
    """The response of PutEvents and PutPartnerEvents."""
    return {"FailedEntryCount": sum("ErrorCode" in result for result in results), "Entries": results}


def _read_json(text: str) -> Any:
    """JSON as EventBridge takes it: at most 1,000 levels, integers of 64 bits (documented); None for anything else."""
    if text.count("{") + text.count("[") > _DEPTH_LIMIT and _depth(text) > _DEPTH_LIMIT:
        return None
    # A hook for every integer is slow; only a text with a long run of digits can hold one that is too large.
    decoder = _CAREFUL_DECODER if _LONG_NUMBER.search(text) else _DECODER
    try:
        return decoder.decode(text)
    except (ValueError, RecursionError):
        return None


def _depth(text: str) -> int:
    """How deep objects and lists nest, strings left out."""
    deepest = level = 0
    for mark in re.finditer(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', text, re.DOTALL):
        if mark[0] in "{[":
            level += 1
            deepest = max(deepest, level)
        elif mark[0] in "}]":
            level -= 1
    return deepest


def _read_integer(digits: str) -> int:
    number = int(digits)
    if number not in _INTEGERS:
        raise ValueError(digits)
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
_CAREFUL_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_int=_read_integer)


def time_text(instant: datetime) -> str:
    """The `time` of an event: whole seconds, UTC."""
    return instant.isoformat()[:19] + "Z"


def _size(entry: Params) -> int:
    """Bytes of an entry as AWS counts them (user guide, PutEvents: calculating event entry size)."""
    texts = (entry.get("Source"), entry.get("DetailType"), entry.get("Detail"), *entry.get("Resources", ()))
    return sum(len(utf8(text)) for text in texts if text) + (_TIME_BYTES if "Time" in entry else 0)
