"""Multipart uploads: begun, filled, aborted."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.content import Content
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.checksums import check_md5, checked_type, given, md5_of, of_body
from pytest_awsevents.services.s3.copying import find_source
from pytest_awsevents.services.s3.describing import charged, quoted, to_second
from pytest_awsevents.services.s3.encryption import check_customer_key, encryption_of
from pytest_awsevents.services.s3.errors import invalid_argument, invalid_request, not_implemented
from pytest_awsevents.services.s3.objects import check_new_object, described_by
from pytest_awsevents.services.s3.ranges import read_source_range
from pytest_awsevents.services.s3.state import Bucket, Part, Upload, shown_id

operation = OperationTable()
_MOST_PARTS = 10_000


@operation
def create_multipart_upload(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    check_new_object(scope, bucket, params)
    algorithm = params.get("ChecksumAlgorithm")
    upload = Upload(
        id=scope.ids.letters(64),
        key=params["Key"],
        description=described_by(bucket, params),
        initiator=scope.caller.arn,
        started=to_second(scope.now),
        encryption=encryption_of(scope, bucket, params),
        algorithm=algorithm,
        checksum_type=checked_type(algorithm, params.get("ChecksumType")),
    )
    bucket.uploads[upload.id] = upload
    return {
        "Bucket": bucket.name,
        "Key": upload.key,
        "UploadId": upload.id,
        "SSEKMSEncryptionContext": upload.encryption.context,
        **upload.encryption.members,
        **checksum_members(upload),
        **charged(scope, bucket, params),
    }


@operation
def upload_part(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    upload = find_upload(bucket, params)
    content = Content((params.get("Body", b""),))
    if params.get("ContentLength", len(content)) != len(content):
        message = "You did not provide the number of bytes specified by the Content-Length HTTP header."
        raise AwsError("IncompleteBody", message, status=400)
    part = _enter(scope, upload, params, content)
    return {
        "ETag": quoted(part.etag),
        **part.checksum.members(),
        **upload.encryption.members,
        **charged(scope, bucket, params),
    }


@operation
def upload_part_copy(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    upload = find_upload(bucket, params)
    source_bucket, source = find_source(scope, params)
    content = source.content
    if "CopySourceRange" in params:
        span = read_source_range(params["CopySourceRange"], source.size)
        content = content.cut(span.start, span.stop)
    part = _enter(scope, upload, params, content)
    return {
        "CopyPartResult": {
            "ETag": quoted(part.etag),
            "LastModified": part.modified,
            **(part.checksum.members() if upload.algorithm else {}),
        },
        "CopySourceVersionId": shown_id(source_bucket, source),
        **upload.encryption.members,
        **charged(scope, bucket, params),
    }


@operation
def abort_multipart_upload(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    if "IfMatchInitiatedTime" in params:
        raise not_implemented("x-amz-if-match-initiated-time")
    del bucket.uploads[find_upload(bucket, params).id]
    return {**charged(scope, bucket, params)}


def find_upload(bucket: Bucket, params: Params) -> Upload:
    upload = bucket.uploads.get(params["UploadId"])
    if upload is None or upload.key != params["Key"]:
        raise AwsError(
            "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted "
            "or completed.",
            members={"UploadId": params["UploadId"]},
        )
    return upload


def checksum_members(upload: Upload) -> dict[str, Any]:
    """The checksum of an upload, shown where the client named the algorithm."""
    if upload.algorithm is None:
        return {}
    return {"ChecksumAlgorithm": upload.algorithm, "ChecksumType": upload.checksum_type}


def _enter(scope: Scope, upload: Upload, params: Params, content: Content) -> Part:
    """Makes a part of the upload; one of the same number is replaced."""
    number = params["PartNumber"]
    if not 1 <= number <= _MOST_PARTS:
        message = f"Part number must be an integer between 1 and {_MOST_PARTS}, inclusive"
        raise invalid_argument(message, "partNumber", number)
    check_customer_key(upload.encryption, params)
    md5 = md5_of(content)
    check_md5(params, content, md5)
    part = Part(
        number=number,
        content=content,
        md5=md5,
        etag=scope.ids.hex(32) if upload.encryption.hides_md5 else md5.hex(),
        checksum=of_body(_by_algorithm(upload, params), content),
        modified=to_second(scope.now),
    )
    upload.parts[number] = part
    return part


def _by_algorithm(upload: Upload, params: Params) -> Params:
    """The request with the algorithm of the upload, from which it may not differ."""
    if upload.algorithm is None:
        return params
    stated = given(params)
    used = stated.algorithm if stated else params.get("ChecksumAlgorithm", upload.algorithm)
    if used != upload.algorithm:
        raise invalid_request(
            f"Checksum Type mismatch occurred, expected checksum Type: {upload.algorithm.lower()}, "
            f"actual checksum Type: {used.lower()}"
        )
    return {**params, "ChecksumAlgorithm": upload.algorithm}
