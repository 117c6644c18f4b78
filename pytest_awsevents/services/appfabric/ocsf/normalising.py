"""From an application's audit log to a document of OCSF, by the table of applications.

What is the same in all documents follows a real record (of 2023, see the documentation of this library) and the
administration guide, "OCSF schema".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pytest_awsevents.services.appfabric.ocsf.application import Activity, Application
from pytest_awsevents.services.appfabric.ocsf.classes import (
    ACCESS_MANAGEMENT,
    CLASSES,
    GROUP_MANAGEMENT,
    OTHER,
    WEB_RESOURCES,
)
from pytest_awsevents.services.appfabric.ocsf.paths import get
from pytest_awsevents.services.appfabric.ocsf.registry import application

_LOG_VERSION = "2023-06-27"
_UNKNOWN = {"name": "Unknown", "type": "Unknown", "type_id": 0}


def normalised(app: str, log: Mapping[str, Any], read_at: datetime, version: str) -> dict[str, Any]:
    """The document of a log; `read_at` is its time where it names none."""
    about = application(app)
    code = event_code(about, log)
    activity = about.events.get(code) or Activity(WEB_RESOURCES, OTHER)
    found = CLASSES[activity.class_uid]
    verb = found.activities.get(activity.activity_id) or activity.verb or code or "Other"
    succeeded = not activity.failed and _text(about, log, "outcome") != about.outcomes[1]
    document = {
        "activity_id": activity.activity_id,
        "activity_name": verb,
        "category_name": found.category_name,
        "category_uid": found.category_uid,
        "class_name": found.name,
        "class_uid": found.uid,
        "type_name": f"{found.name}: {verb}",
        "type_uid": found.uid * 100 + activity.activity_id,
        "severity": "Informational",
        "severity_id": 1,
        "status": "Success" if succeeded else "Failure",
        "status_id": 1 if succeeded else 2,
        "time": _milliseconds(about, get(log, about.paths["time"]), read_at),
        "metadata": _metadata(app, about, log, code, version),
        "device": {"ip": _text(about, log, "ip"), "type": "Unknown", "type_id": 0},
        "http_request": {"user_agent": _text(about, log, "agent")},
        "raw_data": json.dumps(log, ensure_ascii=False, separators=(",", ":"), default=str),
        **_parties(about, log, activity),
    }
    return {name: value for name, value in _without_none(document).items() if value != {} or name == "http_request"}


def event_code(about: Application, log: Mapping[str, Any]) -> str:
    """How the application names the event."""
    parts = [get(log, path) for path in about.event]
    return ".".join(str(part) for part in parts if part is not None)


def _parties(about: Application, log: Mapping[str, Any], activity: Activity) -> dict[str, Any]:
    """Who did it, to whom or what; `user` is who it was done to, where anybody was."""
    actor = _user(about, log, "actor")
    parties: dict[str, Any] = {} if actor is None else {"actor": {"user": actor}}
    if activity.class_uid != WEB_RESOURCES:
        parties["user"] = _user(about, log, "user") or actor or _UNKNOWN
    if activity.class_uid == ACCESS_MANAGEMENT:
        privilege = _text(about, log, "privilege")
        parties["privileges"] = [] if privilege is None else [privilege]
    if activity.class_uid == GROUP_MANAGEMENT:
        parties["group"] = {"name": _text(about, log, "group_name") or "Unknown"}
    if activity.class_uid == WEB_RESOURCES:
        resource = _named(about, log, "resource", ("name", "type"))
        parties["web_resources"] = [resource or {"name": about.product, "type": "Application"}]
    return parties


def _user(about: Application, log: Mapping[str, Any], who: str) -> dict[str, Any] | None:
    found = _named(about, log, who, ("name", "email"))
    if found is None:
        return None
    email = found.pop("email", None)
    found.setdefault("name", email or found.get("uid", "Unknown"))
    return {"email_addr": email, **found, "type": "User", "type_id": 1}


def _named(about: Application, log: Mapping[str, Any], who: str, members: tuple[str, ...]) -> dict[str, Any] | None:
    values = {"uid": _text(about, log, f"{who}_id"), **{name: _text(about, log, f"{who}_{name}") for name in members}}
    found = {name: value for name, value in values.items() if value is not None}
    return found or None


def _metadata(app: str, about: Application, log: Mapping[str, Any], code: str, version: str) -> dict[str, Any]:
    return {
        "event_code": code or None,
        "log_provider": "AWS AppFabric",
        "log_version": _LOG_VERSION,
        "product": {"name": about.product, "uid": app.lower(), "vendor_name": about.vendor},
        "profiles": ["host"],
        "uid": _text(about, log, "id"),
        "version": version,
    }


def _text(about: Application, log: Mapping[str, Any], name: str) -> str | None:
    value = get(log, about.paths[name]) if name in about.paths else None
    return value if isinstance(value, str) or value is None else json.dumps(value, default=str)


def _milliseconds(about: Application, value: Any, read_at: datetime) -> int:
    moment = read_at
    try:
        if about.clock == "milliseconds":
            return int(value)
        if about.clock == "seconds":
            return int(float(value) * 1000)
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError, OverflowError):
        pass
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1000)


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_none(item) for name, item in value.items() if item is not None}
    return value
