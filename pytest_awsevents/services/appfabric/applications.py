"""What `aws_appfabric.ingestion()` and `destination()` give: an application that writes logs, and where they go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_awsevents.core.records import Json
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.appfabric.finding import find_authorization, find_destination
from pytest_awsevents.services.appfabric.ocsf.application import Kind
from pytest_awsevents.services.appfabric.ocsf.typical import typical
from pytest_awsevents.services.appfabric.state import AppAuthorization, Destination

_USER = "ana@example.com"
_ADMIN = "admin@example.com"
_IP = "192.0.2.10"
_AGENT = "Mozilla/5.0"


@dataclass(frozen=True, slots=True)
class IngestedApp:
    """A tenant of an application whose audit logs are ingested. Makes typical logs, as the application writes them.

    They are only made: `aws_appfabric.emit()` has the application write them.
    """

    app: str
    tenant: str
    arn: str
    app_bundle_arn: str
    authorization_arn: str
    _scope: Scope = field(repr=False, compare=False)

    @property
    def authorization_status(self) -> str:
        """Whether AppFabric may read: `Connected`, or why not."""
        return self._authorization.status

    def sign_in(self, user: str = _USER, *, ip: str = _IP, agent: str = _AGENT, succeeded: bool = True) -> Json:
        """Somebody signed in, or tried to."""
        said = {**_party("actor", user), **_party("user", user), "ip": ip, "agent": agent}
        return self._typical("sign_in", said, failed=not succeeded)

    def user_created(self, user: str = _USER, *, by: str = _ADMIN, ip: str = _IP) -> Json:
        """An administrator made a user."""
        return self._typical("user_created", {**_party("actor", by), **_party("user", user), "ip": ip, "agent": _AGENT})

    def file_shared(self, name: str = "plans.pdf", *, by: str = _USER, ip: str = _IP) -> Json:
        """Somebody shared a file."""
        file = {"resource_id": f"file-{name}", "resource_name": name, "resource_type": "file"}
        return self._typical("file_shared", {**_party("actor", by), **file, "ip": ip, "agent": _AGENT})

    def permission_changed(
        self, user: str = _USER, privilege: str = "Super administrator", *, by: str = _ADMIN, ip: str = _IP
    ) -> Json:
        """An administrator gave a user a privilege."""
        said = {**_party("actor", by), **_party("user", user), "privilege": privilege, "ip": ip, "agent": _AGENT}
        return self._typical("permission_changed", said)

    def _typical(self, kind: Kind, said: dict[str, object], *, failed: bool = False) -> Json:
        return typical(self.app, kind, self._scope.ids.uuid(), self._scope.now, said, failed=failed)

    @property
    def _authorization(self) -> AppAuthorization:
        named = {"appBundleIdentifier": self.app_bundle_arn, "appAuthorizationIdentifier": self.authorization_arn}
        return find_authorization(self._scope, named)[1]


@dataclass(frozen=True, slots=True)
class LogDestination:
    """Where an ingestion delivers, and in which form; `title` is `s3:bucket` or `firehose:stream`."""

    arn: str
    title: str
    schema: str
    format: str
    _scope: Scope = field(repr=False, compare=False)

    @property
    def status(self) -> str | None:
        """`Active` or `Failed`; None before AppFabric has looked."""
        return self._stored.status

    @property
    def reason(self) -> str | None:
        """Why it is Failed."""
        return self._stored.reason

    @property
    def _stored(self) -> Destination:
        return find_destination(self._scope, identifiers(self.arn))[2]


def identifiers(arn: str) -> dict[str, str]:
    """What names a resource and those it is in, to an operation."""
    start, _, resource = arn.rpartition(":")
    names = {"appbundle": "appBundle", "ingestion": "ingestion", "ingestiondestination": "ingestionDestination"}
    parts = resource.split("/")
    return {
        f"{names[parts[index]]}Identifier": f"{start}:{'/'.join(parts[: index + 2])}"
        for index in range(0, len(parts), 2)
    }


def _party(who: str, email: str) -> dict[str, Any]:
    name = email.partition("@")[0]
    return {f"{who}_id": f"id-{name}", f"{who}_name": name.capitalize(), f"{who}_email": email}
