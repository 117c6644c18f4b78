"""What responses say of buckets and objects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.s3.checksums import described
from pytest_awsevents.services.s3.ranges import Span
from pytest_awsevents.services.s3.state import Bucket, ObjectVersion, canonical_id, shown_id

_OVERRIDES = {
    "CacheControl": "ResponseCacheControl",
    "ContentDisposition": "ResponseContentDisposition",
    "ContentEncoding": "ResponseContentEncoding",
    "ContentLanguage": "ResponseContentLanguage",
    "ContentType": "ResponseContentType",
    "Expires": "ResponseExpires",
}


def to_second(instant: datetime) -> datetime:
    return instant.replace(microsecond=0)


def quoted(etag: str) -> str:
    return f'"{etag}"'


def charged(scope: Scope, bucket: Bucket, params: Params) -> dict[str, str]:
    """Whether the requester pays: on buckets that want it, for others than the owner, who has to agree."""
    payer = bucket.settings.get("payment", {}).get("Payer")
    if payer == "Requester" and params.get("RequestPayer") == "requester" and scope.caller.account != bucket.account:
        return {"RequestCharged": "requester"}
    return {}


def read_members(bucket: Bucket, version: ObjectVersion, params: Params, span: Span | None) -> dict[str, Any]:
    """What GetObject and HeadObject say of an object besides its content."""
    overrides = {name: params[given] for name, given in _OVERRIDES.items() if given in params}
    size = version.size if span is None else span.stop - span.start
    members: dict[str, Any] = {
        "AcceptRanges": "bytes",
        "LastModified": version.modified,
        "ContentLength": size,
        "ETag": quoted(version.etag),
        "VersionId": shown_id(bucket, version),
        "ContentType": "binary/octet-stream",
        "Metadata": dict(version.metadata),
        **version.headers,
        **overrides,
        **version.encryption.members,
    }
    if version.storage_class != "STANDARD":
        members["StorageClass"] = version.storage_class
    if version.tags:
        members["TagCount"] = len(version.tags)
    if version.restore is not None:
        members["Restore"] = version.restore.header
    if version.retention is not None:
        members["ObjectLockMode"], members["ObjectLockRetainUntilDate"] = version.retention
    members["ObjectLockLegalHoldStatus"] = version.legal_hold
    members["ReplicationStatus"] = version.replication
    if span is not None:
        members["ContentRange"] = span.header
    if "PartNumber" in params and version.parts:
        members["PartsCount"] = len(version.parts)
    if params.get("ChecksumMode") == "ENABLED":
        members.update(_checksum_of(version, params, span))
    return members


def _checksum_of(version: ObjectVersion, params: Params, span: Span | None) -> Mapping[str, str]:
    """The checksum of what is read: of the object or of a part, but of no other range."""
    if "PartNumber" in params and version.parts:
        part = version.parts[params["PartNumber"] - 1]
        return described(part.checksum) if version.checksum.type == "COMPOSITE" else {}
    if span is not None and span.stop - span.start < version.size:
        return {}
    return described(version.checksum)


def written_members(bucket: Bucket, version: ObjectVersion) -> dict[str, Any]:
    """What the answer to a write says of the new object."""
    return {
        "ETag": quoted(version.etag),
        "VersionId": shown_id(bucket, version),
        "SSEKMSEncryptionContext": version.encryption.context,
        **version.encryption.members,
        **described(version.checksum),
    }


def owner_of(bucket: Bucket) -> dict[str, str]:
    return {"ID": canonical_id(bucket.account)}
