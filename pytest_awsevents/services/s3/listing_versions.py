"""ListObjectVersions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.describing import charged, owner_of
from pytest_awsevents.services.s3.errors import invalid_argument
from pytest_awsevents.services.s3.finding import version_in
from pytest_awsevents.services.s3.keys import behind_row, walk
from pytest_awsevents.services.s3.listing import listed_members
from pytest_awsevents.services.s3.paging import Encoder, common_prefixes, encoder_of, first_page, page_size
from pytest_awsevents.services.s3.state import Bucket, DeleteMarker, ObjectVersion, Version

operation = OperationTable()


class _Listed(NamedTuple):
    """A row: a version or delete marker, or a common prefix."""

    text: str
    version: Version | None
    latest: bool


@operation
def list_object_versions(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    size, encoder = page_size(params, "MaxKeys"), encoder_of(params)
    rows, more = first_page(_rows(bucket, params), size)
    answer: dict[str, Any] = {
        "Name": bucket.name,
        "Prefix": encoder.encode(params.get("Prefix", "")),
        **encoder.given({"Delimiter": params.get("Delimiter") or None}, "Delimiter"),
        "MaxKeys": size,
        "IsTruncated": more,
        "KeyMarker": encoder.encode(params.get("KeyMarker", "")),
        "VersionIdMarker": params.get("VersionIdMarker", ""),
        "Versions": [_version(bucket, row, encoder, params) for row in _of(rows, ObjectVersion)] or None,
        "DeleteMarkers": [_marker(bucket, row, encoder) for row in _of(rows, DeleteMarker)] or None,
        "CommonPrefixes": common_prefixes((row.text for row in rows if row.version is None), encoder),
        **encoder.members,
        **charged(scope, bucket, params),
    }
    if more:
        answer["NextKeyMarker"] = encoder.encode(rows[-1].text)
        if rows[-1].version is not None:
            answer["NextVersionIdMarker"] = rows[-1].version.id
    return answer


def _rows(bucket: Bucket, params: Params) -> Iterator[_Listed]:
    keys = bucket.objects.sorted()
    prefix, delimiter = params.get("Prefix", ""), params.get("Delimiter", "")
    marker, version_marker = params.get("KeyMarker", ""), params.get("VersionIdMarker")
    if version_marker is not None:
        yield from _rest_of_key(bucket, marker, version_marker)
    start = behind_row(keys, marker, prefix, delimiter if version_marker is None else "")
    for row in walk(keys, prefix, delimiter, start):
        if row.folded:
            yield _Listed(row.text, None, latest=False)
        else:
            yield from _of_key(bucket, row.text)


def _rest_of_key(bucket: Bucket, key: str, version_id: str) -> Iterator[_Listed]:
    """The versions of the key at which the last page ended, older than the last of that page."""
    if not key:
        message = "A version-id marker cannot be specified without a key marker."
        raise invalid_argument(message, "version-id-marker", version_id)
    last = version_in(bucket, key, version_id)
    rows = list(_of_key(bucket, key))
    position = next((index for index, row in enumerate(rows) if row.version is last), len(rows))
    yield from rows[position + 1 :]


def _of_key(bucket: Bucket, key: str) -> Iterator[_Listed]:
    """All versions of a key, newest first."""
    for position, version in enumerate(reversed(bucket.objects.get(key) or ())):
        yield _Listed(key, version, latest=position == 0)


def _of(rows: Sequence[_Listed], kind: type) -> Iterator[_Listed]:
    return (row for row in rows if isinstance(row.version, kind))


def _version(bucket: Bucket, row: _Listed, encoder: Encoder, params: Params) -> dict[str, Any]:
    assert isinstance(row.version, ObjectVersion), "told apart before"
    members = listed_members(row.version, encoder, params)
    return {**members, "VersionId": row.version.id, "IsLatest": row.latest, "Owner": owner_of(bucket)}


def _marker(bucket: Bucket, row: _Listed, encoder: Encoder) -> dict[str, Any]:
    assert isinstance(row.version, DeleteMarker), "told apart before"
    return {
        "Key": encoder.encode(row.text),
        "VersionId": row.version.id,
        "IsLatest": row.latest,
        "LastModified": row.version.modified,
        "Owner": owner_of(bucket),
    }
