"""CompleteMultipartUpload: from parts to an object."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pytest_awsevents.core.content import Content
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.announcing import COMPLETE
from pytest_awsevents.services.s3.checksums import DEFAULT, MEMBERS, Checksum, bad_digest, given, of_parts
from pytest_awsevents.services.s3.conditions import check_write
from pytest_awsevents.services.s3.describing import charged, to_second, written_members
from pytest_awsevents.services.s3.encryption import check_customer_key
from pytest_awsevents.services.s3.errors import invalid_request, malformed_xml
from pytest_awsevents.services.s3.objects import add_object
from pytest_awsevents.services.s3.state import ObjectVersion, Part, Upload, new_version_id
from pytest_awsevents.services.s3.uploads import find_upload

operation = OperationTable()
_SMALLEST_PART = 5 * 1024 * 1024


@operation
def complete_multipart_upload(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    upload = find_upload(bucket, params)
    if upload.encryption.customer_key_md5 is not None:
        check_customer_key(upload.encryption, params)
    parts = _chosen(upload, params.get("MultipartUpload", {}).get("Parts", ()))
    content = Content(piece for part in parts for piece in part.content.pieces)
    _check_size(params, content)
    checksum = _checksum(upload, params, parts, content)
    check_write(params, bucket, upload.key)
    digest = hashlib.md5(b"".join(part.md5 for part in parts), usedforsecurity=False).hexdigest()
    version = ObjectVersion(
        key=upload.key,
        id=new_version_id(scope, bucket),
        modified=to_second(scope.now),
        content=content,
        etag=f"{digest}-{len(parts)}",
        checksum=checksum,
        encryption=upload.encryption,
        parts=tuple(parts),
        **upload.description,
    )
    del bucket.uploads[upload.id]
    add_object(scope, bucket, version, COMPLETE)
    members = written_members(bucket, version)
    for name in ("SSEKMSEncryptionContext", "SSECustomerAlgorithm", "SSECustomerKeyMD5"):  # not in this answer
        members.pop(name, None)
    return {
        "Location": f"https://{bucket.name}.s3.{bucket.region}.amazonaws.com/{quote(upload.key)}",
        "Bucket": bucket.name,
        "Key": upload.key,
        **members,
        **charged(scope, bucket, params),
    }


def _chosen(upload: Upload, wanted: Sequence[Params]) -> Sequence[Part]:
    """The parts that the request lists; AWS's error where they do not make an object."""
    if not wanted:
        raise malformed_xml()
    numbers = [one.get("PartNumber", 0) for one in wanted]
    if numbers != sorted(set(numbers)):
        raise AwsError(
            "InvalidPartOrder",
            "The list of parts was not in ascending order. The parts list must be specified in order by part number.",
            status=400,
            members={"UploadId": upload.id},
        )
    parts = [_find(upload, one) for one in wanted]
    for part in parts[:-1]:
        if len(part.content) < _SMALLEST_PART:
            raise AwsError(
                "EntityTooSmall",
                "Your proposed upload is smaller than the minimum allowed size",
                status=400,
                members={
                    "ProposedSize": str(len(part.content)),
                    "MinSizeAllowed": str(_SMALLEST_PART),
                    "PartNumber": str(part.number),
                    "ETag": part.etag,
                },
            )
    return parts


def _find(upload: Upload, wanted: Params) -> Part:
    number, etag = wanted.get("PartNumber", 0), wanted.get("ETag", "").strip('"')
    part = upload.parts.get(number)
    stated = given(wanted)
    if part is None or part.etag != etag or (stated is not None and not _is_of(stated, part)):
        raise AwsError(
            "InvalidPart",
            "One or more of the specified parts could not be found.  The part may not have been uploaded, or the "
            "specified entity tag may not match the part's entity tag.",
            status=400,
            members={"UploadId": upload.id, "PartNumber": str(number), "ETag": etag},
        )
    if stated is None and upload.algorithm is not None and upload.checksum_type == "COMPOSITE":
        raise invalid_request(
            f"The upload was created using a {upload.algorithm.lower()} checksum. The complete request must include "
            f"the checksum for each part. It was missing for part {number} in the request."
        )
    return part


def _is_of(stated: Checksum, part: Part) -> bool:
    return stated.algorithm == part.checksum.algorithm and stated.value == part.checksum.value


def _check_size(params: Params, content: Content) -> None:
    stated = params.get("MpuObjectSize", len(content))
    if stated != len(content):
        raise invalid_request(
            f"The provided 'x-amz-mp-object-size' header value {stated} does not match what was computed: "
            f"{len(content)}"
        )


def _checksum(upload: Upload, params: Params, parts: Sequence[Part], content: Content) -> Checksum:
    """The checksum of the whole; AWS's error where the request states another."""
    type = params.get("ChecksumType", upload.checksum_type)
    if type != upload.checksum_type:
        raise invalid_request(
            f"The upload was created using the {upload.checksum_type} checksum mode. The complete request must use "
            "the same checksum mode."
        )
    algorithm = upload.algorithm or DEFAULT
    checksum = of_parts(algorithm, upload.checksum_type, [part.checksum.value for part in parts], content)
    stated = given({name: params[name] for name in MEMBERS.values() if name in params})
    if stated is not None and (stated.algorithm, stated.value) != (algorithm, checksum.value):
        raise bad_digest(stated.algorithm)
    return checksum
