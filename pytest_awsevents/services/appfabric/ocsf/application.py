"""What is told of an application: where in its audit logs stands what, and what its events are in OCSF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from pytest_awsevents.services.appfabric.ocsf.classes import (
    ACCESS_MANAGEMENT,
    ACCOUNT_CHANGE,
    AUTHENTICATION,
    GROUP_MANAGEMENT,
    OTHER,
    WEB_RESOURCES,
)

Kind: TypeAlias = Literal["sign_in", "user_created", "file_shared", "permission_changed"]
"""What typical logs are about."""


class Activity(NamedTuple):
    """What an event of an application is in OCSF; `verb` where OCSF has no name for it."""

    class_uid: int
    activity_id: int
    verb: str | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """How an application writes its audit logs. Paths are separated by `/`; numbers are places in a list.

    `event`: the paths whose values, joined by dots, name the event. `paths`: where it says what, by these names:
    id, time, ip, agent, outcome; actor_, user_ and group_ with id, name, email; resource_ with id, name, type;
    privilege. `typical`: how it names the typical events. `outcomes`: what it says for success and failure.
    `always`: what all its logs hold, by path.
    """

    product: str
    vendor: str
    event: tuple[str, ...]
    paths: Mapping[str, str]
    events: Mapping[str, Activity]
    typical: Mapping[Kind, str]
    clock: Literal["iso", "seconds", "milliseconds"] = "iso"
    outcomes: tuple[str, str] = ("success", "failure")
    always: Mapping[str, object] = field(default_factory=dict)


LOGON = Activity(AUTHENTICATION, 1)
FAILED_LOGON = Activity(AUTHENTICATION, 1, failed=True)
LOGOFF = Activity(AUTHENTICATION, 2)
CREATE = Activity(ACCOUNT_CHANGE, 1)
ENABLE = Activity(ACCOUNT_CHANGE, 2)
CHANGE_PASSWORD = Activity(ACCOUNT_CHANGE, 3)
RESET_PASSWORD = Activity(ACCOUNT_CHANGE, 4)
DISABLE = Activity(ACCOUNT_CHANGE, 5)
DELETE = Activity(ACCOUNT_CHANGE, 6)
LOCK = Activity(ACCOUNT_CHANGE, 9)
UPDATE = Activity(ACCOUNT_CHANGE, OTHER, "Update")
ASSIGN = Activity(ACCESS_MANAGEMENT, 1)
REVOKE = Activity(ACCESS_MANAGEMENT, 2)
JOIN = Activity(GROUP_MANAGEMENT, 3)
LEAVE = Activity(GROUP_MANAGEMENT, 4)
SHARE = Activity(WEB_RESOURCES, 8)
DOWNLOAD = Activity(WEB_RESOURCES, 7)
REMOVE = Activity(WEB_RESOURCES, 4)

GENERIC = Application(
    product="",
    vendor="",
    event=("action",),
    paths={
        "id": "id",
        "time": "time",
        "ip": "ip",
        "agent": "user_agent",
        "outcome": "outcome",
        "actor_id": "actor/id",
        "actor_name": "actor/name",
        "actor_email": "actor/email",
        "user_id": "user/id",
        "user_name": "user/name",
        "user_email": "user/email",
        "group_name": "group/name",
        "resource_id": "resource/id",
        "resource_name": "resource/name",
        "resource_type": "resource/type",
        "privilege": "role",
    },
    events={
        "user.login": LOGON,
        "user.logout": LOGOFF,
        "user.created": CREATE,
        "user.updated": UPDATE,
        "user.disabled": DISABLE,
        "user.deleted": DELETE,
        "file.shared": SHARE,
        "file.downloaded": DOWNLOAD,
        "role.assigned": ASSIGN,
        "role.revoked": REVOKE,
        "group.user_added": JOIN,
    },
    typical={
        "sign_in": "user.login",
        "user_created": "user.created",
        "file_shared": "file.shared",
        "permission_changed": "role.assigned",
    },
)
