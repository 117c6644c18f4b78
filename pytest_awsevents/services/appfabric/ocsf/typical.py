"""Typical audit logs, as applications write them: the other way through the table of applications."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pytest_awsevents.services.appfabric.ocsf.application import Application, Kind
from pytest_awsevents.services.appfabric.ocsf.paths import put
from pytest_awsevents.services.appfabric.ocsf.registry import APPLICATIONS, application


def typical(
    app: str, kind: Kind, id: str, at: datetime, values: dict[str, object], *, failed: bool = False
) -> dict[str, Any]:
    """A log of an application; `values` by the names of its paths, those for which it has no place are left out."""
    about = application(app)
    code = _code(about, kind, failed)
    if code is None:
        able = ", ".join(sorted(name for name, one in APPLICATIONS.items() if _code(one, kind, failed) is not None))
        raise ValueError(f"{app} writes no audit log of the kind {kind!r}; these do: {able}")
    log: dict[str, Any] = {}
    for path, part in zip(about.event, code.split(".", len(about.event) - 1), strict=True):
        put(log, path, part)
    said = {"id": id, "time": _written(about, at), "outcome": about.outcomes[failed], **values}
    for name, value in said.items():
        if name in about.paths and value is not None:
            put(log, about.paths[name], value)
    for path, constant in about.always.items():
        put(log, path, constant)
    return log


def _code(about: Application, kind: Kind, failed: bool) -> str | None:
    """How an application names an event; failed ones have a name of their own, or an outcome."""
    code = about.typical.get(kind)
    if not failed or code is None:
        return code
    named = next((name for name, one in about.events.items() if one == about.events[code]._replace(failed=True)), None)
    return named or (code if "outcome" in about.paths else None)


def _written(about: Application, at: datetime) -> str | int:
    if about.clock == "iso":
        return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return int(at.timestamp() * (1000 if about.clock == "milliseconds" else 1))
