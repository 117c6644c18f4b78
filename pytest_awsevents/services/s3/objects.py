"""PutObject, GetObject, HeadObject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.content import Content
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.acls import acl_of
from pytest_awsevents.services.s3.announcing import PUT, Happening, announce
from pytest_awsevents.services.s3.checksums import check_md5, md5_of, of_body
from pytest_awsevents.services.s3.conditions import check_read, check_write
from pytest_awsevents.services.s3.describing import charged, read_members, to_second, written_members
from pytest_awsevents.services.s3.encryption import check_customer_key, encryption_of
from pytest_awsevents.services.s3.errors import as_head, not_implemented
from pytest_awsevents.services.s3.finding import find_object
from pytest_awsevents.services.s3.locks import check_locks, locks_of, protect
from pytest_awsevents.services.s3.naming import check_key
from pytest_awsevents.services.s3.ranges import Span, wanted_span
from pytest_awsevents.services.s3.replication import replicate
from pytest_awsevents.services.s3.state import Bucket, Members, ObjectVersion, new_version_id
from pytest_awsevents.services.s3.tagging import header_tags

operation = OperationTable()
STORED_HEADERS = (
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
    "Expires",
    "WebsiteRedirectLocation",
)
ARCHIVES = ("GLACIER", "DEEP_ARCHIVE")
_STORAGE_CLASSES = (
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    *ARCHIVES,
    "GLACIER_IR",
)
_MOST_METADATA = 2048


@operation
def put_object(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    key = params["Key"]
    check_new_object(scope, bucket, params)
    if "WriteOffsetBytes" in params:
        raise not_implemented("x-amz-write-offset-bytes")
    content = Content((params.get("Body", b""),))
    if params.get("ContentLength", len(content)) != len(content):
        message = "You did not provide the number of bytes specified by the Content-Length HTTP header."
        raise AwsError("IncompleteBody", message, status=400)
    md5 = md5_of(content)
    check_md5(params, content, md5)
    check_write(params, bucket, key)
    encryption = encryption_of(scope, bucket, params)
    version = ObjectVersion(
        key=key,
        id=new_version_id(scope, bucket),
        modified=to_second(scope.now),
        content=content,
        etag=scope.ids.hex(32) if encryption.hides_md5 else md5.hex(),
        checksum=of_body(params, content),
        encryption=encryption,
        **described_by(bucket, params),
    )
    add_object(scope, bucket, version, PUT)
    return {**written_members(bucket, version), **charged(scope, bucket, params)}


@operation
def get_object(scope: Scope, params: Params) -> dict[str, Any]:
    bucket, version, span = _read(scope, params)
    check_readable(version)
    content = version.content if span is None else version.content.cut(span.start, span.stop)
    return {
        "Body": content,
        **read_members(bucket, version, params, span),
        **charged(scope, bucket, params),
    }


@operation
@as_head
def head_object(scope: Scope, params: Params) -> dict[str, Any]:
    bucket, version, span = _read(scope, params)
    return {**read_members(bucket, version, params, span), **charged(scope, bucket, params)}


def _read(scope: Scope, params: Params) -> tuple[Bucket, ObjectVersion, Span | None]:
    bucket, version = find_object(scope, params)
    check_customer_key(version.encryption, params)
    check_read(params, version)
    return bucket, version, wanted_span(params, version)


def check_readable(version: ObjectVersion) -> None:
    """Archived objects can be read only while there is a restored copy."""
    if version.storage_class in ARCHIVES and (version.restore is None or version.restore.expires is None):
        raise AwsError(
            "InvalidObjectState",
            "The operation is not valid for the object's storage class",
            status=403,
            members={"StorageClass": version.storage_class},
        )


def check_new_object(scope: Scope, bucket: Bucket, params: Params) -> None:
    """Refuses what no request may say that makes an object."""
    check_key(params["Key"])
    check_locks(scope, bucket, params)


def add_object(scope: Scope, bucket: Bucket, version: ObjectVersion, happening: Happening) -> None:
    """Makes a new object the current version of its key, with all that follows from it."""
    protect(bucket, version)
    bucket.add(version)
    announce(scope, bucket, happening, version)
    replicate(scope, bucket, version)


def described_by(bucket: Bucket, params: Params) -> dict[str, Any]:
    """The fields of an object that its request tells as they are."""
    return {
        "headers": stored_headers(params),
        "metadata": stored_metadata(params),
        "storage_class": checked_storage_class(params),
        "tags": header_tags(params),
        "acl": acl_of(bucket, params),
        **locks_of(params),
    }


def stored_headers(params: Params) -> Members:
    return {name: params[name] for name in STORED_HEADERS if name in params}


def stored_metadata(params: Params) -> Mapping[str, str]:
    """The metadata by names in lower case, which is how S3 gives them back."""
    metadata = {name.lower(): value.strip() for name, value in params.get("Metadata", {}).items()}
    size = sum(len(name.encode()) + len(value.encode()) for name, value in metadata.items())
    if size > _MOST_METADATA:
        raise AwsError(
            "MetadataTooLarge",
            "Your metadata headers exceed the maximum allowed metadata size",
            status=400,
            members={"Size": str(size), "MaxSizeAllowed": str(_MOST_METADATA)},
        )
    return metadata


def checked_storage_class(params: Params) -> str:
    name: str = params.get("StorageClass", "STANDARD")
    if name not in _STORAGE_CLASSES:
        raise AwsError("InvalidStorageClass", "The storage class you specified is not valid", status=400)
    return name
