"""ListMultipartUploads and ListParts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.describing import charged, owner_of, quoted
from pytest_awsevents.services.s3.encryption import check_customer_key
from pytest_awsevents.services.s3.keys import behind_row, walk
from pytest_awsevents.services.s3.paging import Encoder, common_prefixes, encoder_of, first_page, page_size
from pytest_awsevents.services.s3.state import Bucket, Upload, canonical_id
from pytest_awsevents.services.s3.uploads import checksum_members, find_upload

operation = OperationTable()


class _Listed(NamedTuple):
    """A row: an upload, or a common prefix."""

    text: str
    upload: Upload | None


@operation
def list_multipart_uploads(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    size, encoder = page_size(params, "MaxUploads"), encoder_of(params)
    rows, more = first_page(_rows(bucket, params), size)
    answer: dict[str, Any] = {
        "Bucket": bucket.name,
        "KeyMarker": encoder.encode(params.get("KeyMarker", "")),
        "UploadIdMarker": params.get("UploadIdMarker", ""),
        "Prefix": encoder.encode(params.get("Prefix", "")),
        **encoder.given({"Delimiter": params.get("Delimiter") or None}, "Delimiter"),
        "MaxUploads": size,
        "IsTruncated": more,
        "Uploads": [_described(bucket, row.upload, encoder) for row in rows if row.upload is not None] or None,
        "CommonPrefixes": common_prefixes((row.text for row in rows if row.upload is None), encoder),
        **encoder.members,
        **charged(scope, bucket, params),
    }
    if more:
        answer["NextKeyMarker"] = encoder.encode(rows[-1].text)
        if rows[-1].upload is not None:
            answer["NextUploadIdMarker"] = rows[-1].upload.id
    return answer


@operation
def list_parts(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    upload = find_upload(bucket, params)
    if "SSECustomerKey" in params:
        check_customer_key(upload.encryption, params)
    size, marker = page_size(params, "MaxParts"), params.get("PartNumberMarker", 0)
    behind_marker = (part for number, part in sorted(upload.parts.items()) if number > marker)
    parts, more = first_page(behind_marker, size)
    shown = [
        {
            "PartNumber": part.number,
            "LastModified": part.modified,
            "ETag": quoted(part.etag),
            "Size": len(part.content),
            **(part.checksum.members() if upload.algorithm else {}),
        }
        for part in parts
    ]
    return {
        "Bucket": bucket.name,
        "Key": upload.key,
        "UploadId": upload.id,
        "PartNumberMarker": marker,
        "NextPartNumberMarker": parts[-1].number if parts else 0,
        "MaxParts": size,
        "IsTruncated": more,
        "Parts": shown or None,
        "Initiator": {"ID": upload.initiator},
        "Owner": owner_of(bucket),
        "StorageClass": upload.description["storage_class"],
        **checksum_members(upload),
        **charged(scope, bucket, params),
    }


def _rows(bucket: Bucket, params: Params) -> Iterator[_Listed]:
    """Uploads by key, those of one key in the order of their beginning."""
    by_key: dict[str, list[Upload]] = {}
    for upload in bucket.uploads.values():
        by_key.setdefault(upload.key, []).append(upload)
    keys = sorted(by_key)
    prefix, delimiter = params.get("Prefix", ""), params.get("Delimiter", "")
    marker, id_marker = params.get("KeyMarker", ""), params.get("UploadIdMarker")
    if marker and id_marker:  # without a key marker the other is ignored (API reference)
        ids = [upload.id for upload in by_key.get(marker, ())]
        position = ids.index(id_marker) + 1 if id_marker in ids else len(ids)
        for upload in by_key.get(marker, ())[position:]:
            yield _Listed(marker, upload)
    start = behind_row(keys, marker, prefix, "" if id_marker else delimiter)
    for row in walk(keys, prefix, delimiter, start):
        if row.folded:
            yield _Listed(row.text, None)
        else:
            for upload in by_key[row.text]:
                yield _Listed(row.text, upload)


def _described(bucket: Bucket, upload: Upload, encoder: Encoder) -> dict[str, Any]:
    return {
        "UploadId": upload.id,
        "Key": encoder.encode(upload.key),
        "Initiated": upload.started,
        "StorageClass": upload.description["storage_class"],
        "Owner": owner_of(bucket),
        "Initiator": {"ID": canonical_id(bucket.account)},
        **checksum_members(upload),
    }
