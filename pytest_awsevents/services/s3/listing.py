"""ListObjects and ListObjectsV2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.describing import charged, owner_of, quoted
from pytest_awsevents.services.s3.keys import behind_row, walk
from pytest_awsevents.services.s3.paging import (
    Encoder,
    common_prefixes,
    encoder_of,
    first_page,
    make_token,
    page_size,
    read_token,
)
from pytest_awsevents.services.s3.state import Bucket, ObjectVersion

operation = OperationTable()


class _Listed(NamedTuple):
    """A row of a listing: an object, or a common prefix."""

    text: str
    version: ObjectVersion | None


@operation
def list_objects(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    size, encoder = page_size(params, "MaxKeys"), encoder_of(params)
    marker = params.get("Marker", "")
    rows, more = first_page(_rows(bucket, params, marker, folds=True), size)
    answer = {
        **_described(bucket, params, encoder, size, rows, more=more),
        "Contents": _contents(bucket, params, encoder, rows, with_owner=True),
        "Marker": encoder.encode(marker),
        **charged(scope, bucket, params),
    }
    if more and params.get("Delimiter"):  # without a delimiter the caller has the last key (API reference)
        answer["NextMarker"] = encoder.encode(rows[-1].text)
    return answer


@operation
def list_objects_v2(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    size, encoder = page_size(params, "MaxKeys"), encoder_of(params)
    token = params.get("ContinuationToken")
    after = params.get("StartAfter", "") if token is None else read_token(token)
    rows, more = first_page(_rows(bucket, params, after, folds=token is not None), size)
    return {
        **_described(bucket, params, encoder, size, rows, more=more),
        "Contents": _contents(bucket, params, encoder, rows, with_owner=bool(params.get("FetchOwner"))),
        "KeyCount": len(rows),
        "ContinuationToken": token,
        "NextContinuationToken": make_token(rows[-1].text) if more else None,
        **encoder.given(params, "StartAfter"),
        **charged(scope, bucket, params),
    }


def _rows(bucket: Bucket, params: Params, after: str, *, folds: bool) -> Iterator[_Listed]:
    """What comes after a key; with `folds`, after all keys of a common prefix, should `after` be one."""
    keys = bucket.objects.sorted()
    prefix, delimiter = params.get("Prefix", ""), params.get("Delimiter", "")
    start = behind_row(keys, after, prefix, delimiter if folds else "")
    for row in walk(keys, prefix, delimiter, start):
        if row.folded:
            if any(isinstance(bucket.current(keys[index]), ObjectVersion) for index in range(row.start, row.stop)):
                yield _Listed(row.text, None)
        else:
            version = bucket.current(row.text)
            if isinstance(version, ObjectVersion):
                yield _Listed(row.text, version)


def _described(
    bucket: Bucket, params: Params, encoder: Encoder, size: int, rows: list[_Listed], *, more: bool
) -> dict[str, Any]:
    """What both versions of the listing say."""
    return {
        "Name": bucket.name,
        "Prefix": encoder.encode(params.get("Prefix", "")),
        **encoder.given({"Delimiter": params.get("Delimiter") or None}, "Delimiter"),
        "MaxKeys": size,
        "IsTruncated": more,
        "CommonPrefixes": common_prefixes((row.text for row in rows if row.version is None), encoder),
        **encoder.members,
    }


def _contents(
    bucket: Bucket, params: Params, encoder: Encoder, rows: list[_Listed], *, with_owner: bool
) -> list[dict[str, Any]] | None:
    owner = {"Owner": owner_of(bucket)} if with_owner else {}
    return [
        {**listed_members(row.version, encoder, params), **owner} for row in rows if row.version is not None
    ] or None


def listed_members(version: ObjectVersion, encoder: Encoder, params: Params) -> dict[str, Any]:
    """What listings say of an object."""
    members: dict[str, Any] = {
        "Key": encoder.encode(version.key),
        "LastModified": version.modified,
        "ETag": quoted(version.etag),
        "ChecksumAlgorithm": [version.checksum.algorithm],
        "ChecksumType": version.checksum.type,
        "Size": version.size,
        "StorageClass": version.storage_class,
    }
    if version.restore is not None and "RestoreStatus" in params.get("OptionalObjectAttributes", ()):
        expires = version.restore.expires
        members["RestoreStatus"] = {"IsRestoreInProgress": expires is None, "RestoreExpiryDate": expires}
    return members
