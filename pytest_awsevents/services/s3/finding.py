"""Finds the object version that a call means."""

from __future__ import annotations

import re

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.errors import invalid_argument, method_not_allowed, no_such_key, no_such_version
from pytest_awsevents.services.s3.state import Bucket, DeleteMarker, ObjectVersion, Version

_VERSION_ID = re.compile(r"null|[A-Za-z0-9._]{32}")


def find_object(scope: Scope, params: Params) -> tuple[Bucket, ObjectVersion]:
    """The object of a call, or the version of it that the call names."""
    bucket = find_bucket(scope, params)
    return bucket, object_in(bucket, params["Key"], params.get("VersionId"))


def object_in(bucket: Bucket, key: str, version_id: str | None) -> ObjectVersion:
    if version_id is not None:
        version = version_in(bucket, key, version_id)
        if version is None:
            raise no_such_version(key, version_id)
        if isinstance(version, DeleteMarker):
            raise method_not_allowed()
        return version
    current = bucket.current(key)
    if not isinstance(current, ObjectVersion):
        raise no_such_key(key)
    return current


def version_in(bucket: Bucket, key: str, version_id: str) -> Version | None:
    """A version or delete marker, None where there is none; AWS's error where the id is none."""
    if not _VERSION_ID.fullmatch(version_id):
        raise invalid_argument("Invalid version id specified", "versionId", version_id)
    return bucket.find(key, version_id)
