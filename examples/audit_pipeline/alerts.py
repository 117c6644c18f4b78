"""What looks wrong in an audit log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SUSPICIOUS_FAILURES = 3  # of one user, in one object

LOGON, ASSIGN_PRIVILEGES = 300201, 300501  # type_uid of OCSF
FAILURE = 2  # status_id of OCSF


@dataclass(frozen=True)
class Finding:
    """One document, as far as alerts look at it."""

    user: str
    failed_logon: bool = False
    privileges: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alert:
    what: str
    user: str


def alerts_in(schema: str, app: str, documents: Iterable[Mapping[str, Any]]) -> list[Alert]:
    """The alerts of one delivered object; raw ones only of applications that have a reader."""
    read = of_ocsf if schema == "OCSF" else READERS.get(app)
    if read is None:
        return []
    failures: dict[str, int] = {}
    alerts = []
    for finding in map(read, documents):
        alerts += [Alert(f"was given {privilege}", finding.user) for privilege in finding.privileges]
        failures[finding.user] = failures.get(finding.user, 0) + finding.failed_logon
    often = {user: count for user, count in failures.items() if count >= SUSPICIOUS_FAILURES}
    alerts += [Alert(f"failed to sign in {count} times", user) for user, count in often.items()]
    return alerts


def of_ocsf(document: Mapping[str, Any]) -> Finding:
    """The same for every application: that is what OCSF is for."""
    user = (document.get("user") or {}).get("email_addr") or "somebody"
    return Finding(
        user=user,
        failed_logon=document["type_uid"] == LOGON and document["status_id"] == FAILURE,
        privileges=tuple(document.get("privileges") or ()) if document["type_uid"] == ASSIGN_PRIVILEGES else (),
    )


def of_okta(log: Mapping[str, Any]) -> Finding:
    """Okta's System Log."""
    granted = log["eventType"] == "user.account.privilege.grant"
    return Finding(
        user=log["target"][0]["alternateId"],
        failed_logon=log["eventType"] == "user.session.start" and log["outcome"]["result"] == "FAILURE",
        privileges=(log["debugContext"]["debugData"]["privilegeGranted"],) if granted else (),
    )


READERS: dict[str, Callable[[Mapping[str, Any]], Finding]] = {"OKTA": of_okta}
