"""CopyObject, and how the source of a copy is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket, versioned_action
from pytest_awsevents.services.s3.acls import acl_of
from pytest_awsevents.services.s3.announcing import COPY
from pytest_awsevents.services.s3.checksums import Checksum, calculate, described, md5_of
from pytest_awsevents.services.s3.conditions import check_copy_source, check_write
from pytest_awsevents.services.s3.describing import charged, quoted, to_second
from pytest_awsevents.services.s3.encryption import check_customer_key, encryption_of
from pytest_awsevents.services.s3.errors import invalid_argument, invalid_request
from pytest_awsevents.services.s3.finding import object_in
from pytest_awsevents.services.s3.locks import locks_of
from pytest_awsevents.services.s3.naming import read_source
from pytest_awsevents.services.s3.objects import (
    add_object,
    check_new_object,
    check_readable,
    checked_storage_class,
    stored_headers,
    stored_metadata,
)
from pytest_awsevents.services.s3.state import Bucket, ObjectVersion, new_version_id, shown_id
from pytest_awsevents.services.s3.tagging import header_tags

operation = OperationTable()
_CHANGES = (
    "StorageClass",
    "WebsiteRedirectLocation",
    "ServerSideEncryption",
    "SSECustomerAlgorithm",
    "ChecksumAlgorithm",
)


@operation
def copy_object(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    check_new_object(scope, bucket, params)
    if params.get("AnnotationDirective", "COPY") not in ("COPY", "EXCLUDE"):  # no object here has annotations
        raise invalid_argument(
            "Unknown annotation directive.", "x-amz-object-annotation-directive", params["AnnotationDirective"]
        )
    source_bucket, source = find_source(scope, params)
    replaces = _replaces(params, "MetadataDirective")
    itself = source_bucket is bucket and source is bucket.current(params["Key"])
    if itself and not replaces and not any(name in params for name in _CHANGES):
        raise invalid_request(
            "This copy request is illegal because it is trying to copy an object to itself without changing the "
            "object's metadata, storage class, website redirect location or encryption attributes."
        )
    check_write(params, bucket, params["Key"])
    encryption = encryption_of(scope, bucket, params)
    version = ObjectVersion(
        key=params["Key"],
        id=new_version_id(scope, bucket),
        modified=to_second(scope.now),
        content=source.content,
        etag=scope.ids.hex(32) if encryption.hides_md5 else md5_of(source.content).hex(),
        checksum=_checksum(source, params),
        encryption=encryption,
        storage_class=checked_storage_class(params),
        tags=header_tags(params) if _replaces(params, "TaggingDirective") else source.tags,
        acl=acl_of(bucket, params),
        **locks_of(params),
        **_description(source, params, replaces=replaces),
    )
    add_object(scope, bucket, version, COPY)
    return {
        "CopyObjectResult": {
            "ETag": quoted(version.etag),
            "LastModified": version.modified,
            **described(version.checksum),
        },
        "CopySourceVersionId": shown_id(source_bucket, source),
        "VersionId": shown_id(bucket, version),
        "SSEKMSEncryptionContext": encryption.context,
        **encryption.members,
        **charged(scope, bucket, params),
    }


def find_source(scope: Scope, params: Params) -> tuple[Bucket, ObjectVersion]:
    """The object version that a copy is made of, whose conditions hold."""
    source = read_source(params["CopySource"])
    wanted: dict[str, Any] = {"Bucket": source.bucket, "Key": source.key}
    if source.version_id is not None:
        wanted["VersionId"] = source.version_id
    action = versioned_action("GetObject", wanted)
    wanted["ExpectedBucketOwner"] = params.get("ExpectedSourceBucketOwner")
    bucket = find_bucket(scope, wanted, action)
    try:
        version = object_in(bucket, source.key, source.version_id)
    except AwsError as error:
        if error.code == "MethodNotAllowed":
            message = "The source of a copy request may not specifically refer to a delete marker by version id."
            raise invalid_request(message) from None
        raise
    check_customer_key(version.encryption, params, "CopySource")
    check_readable(version)
    check_copy_source(params, version)
    return bucket, version


def _replaces(params: Params, member: str) -> bool:
    directive = params.get(member, "COPY")
    if directive not in ("COPY", "REPLACE"):
        header = {"MetadataDirective": "x-amz-metadata-directive", "TaggingDirective": "x-amz-tagging-directive"}
        raise invalid_argument(f"Unknown {member[:-9].lower()} directive.", header[member], directive)
    return bool(directive == "REPLACE")


def _description(source: ObjectVersion, params: Params, *, replaces: bool) -> Mapping[str, Any]:
    """Headers and metadata: all new or all old. The redirect is never copied (API reference, CopyObject)."""
    if replaces:
        return {"headers": stored_headers(params), "metadata": stored_metadata(params)}
    redirect = "WebsiteRedirectLocation"
    headers = {name: value for name, value in source.headers.items() if name != redirect}
    if redirect in params:
        headers[redirect] = params[redirect]
    return {"headers": headers, "metadata": source.metadata}


def _checksum(source: ObjectVersion, params: Params) -> Checksum:
    """By the algorithm that is asked for, else by that of the source; always over the whole object."""
    algorithm = params.get("ChecksumAlgorithm", source.checksum.algorithm)
    if algorithm == source.checksum.algorithm and source.checksum.type == "FULL_OBJECT":
        return source.checksum
    return Checksum(algorithm, calculate(algorithm, source.content.pieces))
