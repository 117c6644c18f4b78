"""Conditional requests: If-Match and its relatives."""

from __future__ import annotations

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.services.s3.errors import no_such_key, precondition_failed
from pytest_awsevents.services.s3.state import Bucket, DeleteMarker, ObjectVersion


def check_read(params: Params, version: ObjectVersion) -> None:
    """Raises 412 or 304 where the conditions of a read do not hold (RFC 9110, section 13.2.2)."""
    failed, unmodified = _judge(params, version, "")
    if failed:
        raise precondition_failed(failed)
    if unmodified:
        raise AwsError("304", "Not Modified", status=304)


def check_copy_source(params: Params, version: ObjectVersion) -> None:
    """Raises 412 where the conditions on the source of a copy do not hold."""
    failed, unmodified = _judge(params, version, "CopySource")
    if failed or unmodified:
        raise precondition_failed(f"x-amz-copy-source-{failed or unmodified}")


def check_write(params: Params, bucket: Bucket, key: str) -> None:
    """Raises 412 or 404 where the current object does not allow a conditional write (user guide, same name)."""
    current = bucket.current(key)
    there = current if isinstance(current, ObjectVersion) else None
    if "IfNoneMatch" in params:
        if params["IfNoneMatch"] != "*":
            raise AwsError("NotImplemented", "We don't accept the provided value of If-None-Match header", status=501)
        if there is not None:
            raise precondition_failed("If-None-Match")
    if "IfMatch" in params:
        if there is None:
            raise no_such_key(key)
        if not _same(params["IfMatch"], there.etag):
            raise precondition_failed("If-Match")


def check_delete(expected: str, version: ObjectVersion | DeleteMarker | None, key: str) -> None:
    """The same for a conditional delete."""
    if not isinstance(version, ObjectVersion):
        raise no_such_key(key)
    if not _same(expected, version.etag):
        raise precondition_failed("If-Match")


def _judge(params: Params, version: ObjectVersion, prefix: str) -> tuple[str | None, str | None]:
    """The condition that failed, and the one by which the object counts as unmodified."""
    match, since = params.get(f"{prefix}IfMatch"), params.get(f"{prefix}IfUnmodifiedSince")
    if match is not None:
        if not _same(match, version.etag):
            return "If-Match", None
    elif since is not None and version.modified > since:
        return "If-Unmodified-Since", None
    none_match, modified = params.get(f"{prefix}IfNoneMatch"), params.get(f"{prefix}IfModifiedSince")
    if none_match is not None:
        return None, "If-None-Match" if _same(none_match, version.etag) else None
    if modified is not None and version.modified <= modified:
        return None, "If-Modified-Since"
    return None, None


def _same(wanted: str, etag: str) -> bool:
    return any(one.strip().strip('"') in ("*", etag) for one in wanted.split(","))
