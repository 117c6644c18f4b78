"""What S3 keeps: buckets, whose names are global, their objects and uploads."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from pytest_awsevents.core.content import Content
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.services.s3.checksums import Checksum
from pytest_awsevents.services.s3.keys import KeyIndex

NULL_VERSION = "null"
Members: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an upload, or of the object that became of it."""

    number: int
    content: Content
    md5: bytes
    etag: str
    checksum: Checksum
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Encryption:
    """How an object is encrypted; `members` are what responses say of it."""

    members: Members
    customer_key_md5: str | None = None
    context: str | None = None

    @property
    def hides_md5(self) -> bool:
        """Whether the ETag is something else than the MD5 of the content (API reference, "Object")."""
        return self.members.get("ServerSideEncryption") != "AES256"


@dataclass(frozen=True, slots=True)
class Restore:
    """A temporary copy of an archived object; `expires` None while it is being made."""

    expires: datetime | None

    @property
    def header(self) -> str:
        if self.expires is None:
            return 'ongoing-request="true"'
        return f'ongoing-request="false", expiry-date="{self.expires:%a, %d %b %Y %H:%M:%S} GMT"'


class Retention(NamedTuple):
    """How long a version cannot be deleted, and by whom not: `COMPLIANCE`, by nobody."""

    mode: str
    until: datetime


@dataclass(slots=True, eq=False, kw_only=True)
class ObjectVersion:
    """One version of an object. `headers` are the members that PutObject got and GetObject gives back."""

    key: str
    id: str
    modified: datetime
    content: Content
    etag: str
    checksum: Checksum
    encryption: Encryption
    headers: Members = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    storage_class: str = "STANDARD"
    tags: Mapping[str, str] = field(default_factory=dict)
    acl: Members | None = None
    parts: tuple[Part, ...] = ()
    restore: Restore | None = None
    retention: Retention | None = None
    legal_hold: str | None = None
    replication: str | None = None

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True, slots=True)
class DeleteMarker:
    """What a versioned bucket has on top of an object that was deleted."""

    key: str
    id: str
    modified: datetime


Version: TypeAlias = ObjectVersion | DeleteMarker


@dataclass(slots=True, eq=False, kw_only=True)
class Upload:
    """A multipart upload under way; `description` are fields of the object to be.

    `algorithm` is None where the client named none: then S3 takes its own.
    """

    id: str
    key: str
    description: Members
    initiator: str
    started: datetime
    encryption: Encryption
    algorithm: str | None
    checksum_type: str
    parts: dict[int, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One configuration of event notifications."""

    id: str
    arn: str
    events: frozenset[str]
    prefix: str = ""
    suffix: str = ""


@dataclass(slots=True, eq=False)
class Bucket:
    """A bucket; `settings` are its stored configurations by their names, as they were put."""

    name: str
    account: str
    region: str
    created: datetime
    versioning: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    eventbridge: bool = False
    notifications: tuple[Notification, ...] = ()
    uploads: dict[str, Upload] = field(default_factory=dict)
    objects: KeyIndex[list[Version]] = field(default_factory=KeyIndex)
    """The versions of each key, oldest first; never an empty list."""

    @property
    def arn(self) -> str:
        return f"arn:aws:s3:::{self.name}"

    def current(self, key: str) -> Version | None:
        versions = self.objects.get(key)
        return versions[-1] if versions else None

    def find(self, key: str, version_id: str) -> Version | None:
        return next((version for version in self.objects.get(key) or () if version.id == version_id), None)

    def add(self, version: Version) -> None:
        """Makes a version the current one; there is but one null version of a key."""
        versions = self.objects.get(version.key)
        if versions is None:
            self.objects.put(version.key, [version])
            return
        if version.id == NULL_VERSION:
            versions[:] = [other for other in versions if other.id != NULL_VERSION]
        versions.append(version)

    def drop(self, version: Version) -> None:
        """Deletes a version for good."""
        versions = self.objects.get(version.key)
        assert versions is not None, "what is dropped was found before"
        versions.remove(version)
        if not versions:
            self.objects.remove(version.key)


@dataclass(slots=True, eq=False)
class S3State:
    """All of S3 in a partition; `managed_keys` are the KMS keys that S3 made by account and region."""

    buckets: dict[str, Bucket] = field(default_factory=dict)
    managed_keys: dict[tuple[str, str], str] = field(default_factory=dict)
    changes: int = 0


def _new_global(_: Scope) -> S3State:
    return S3State()


_GLOBAL = StateKey("s3 of all accounts", _new_global)


def _of_partition(scope: Scope) -> S3State:
    return scope.at(account="*", region=scope.partition).state(_GLOBAL)


S3 = StateKey("s3", _of_partition)
"""The same state in every account and region."""


def new_version_id(scope: Scope, bucket: Bucket) -> str:
    return scope.ids.letters(32) if bucket.versioning == "Enabled" else NULL_VERSION


def shown_id(bucket: Bucket, version: Version) -> str | None:
    """The version id as responses show it: buckets that never were versioned have none."""
    return None if bucket.versioning is None else version.id


@lru_cache(maxsize=256)
def canonical_id(account: str) -> str:
    """The canonical user id of an account: 64 hexadecimal digits."""
    return hashlib.sha256(f"canonical user of {account}".encode()).hexdigest()
