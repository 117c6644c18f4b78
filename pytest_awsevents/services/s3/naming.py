"""Names of buckets and keys, and what names a source of a copy."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.services.s3.errors import invalid_argument

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")
_RESERVED_PREFIXES = ("xn--", "sthree-")
_RESERVED_SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
_LONGEST_KEY = 1024


def check_bucket_name(name: str) -> None:
    """Refuses what is no name for a general purpose bucket (user guide, "Bucket naming rules")."""
    fits = _BUCKET.fullmatch(name) and ".." not in name and not _ADDRESS.fullmatch(name)
    if not fits or name.startswith(_RESERVED_PREFIXES) or name.endswith(_RESERVED_SUFFIXES):
        raise AwsError(
            "InvalidBucketName", "The specified bucket is not valid.", status=400, members={"BucketName": name}
        )


def check_key(key: str) -> None:
    size = len(utf8(key))
    if size > _LONGEST_KEY:
        members = {"MaxSizeAllowed": str(_LONGEST_KEY), "Size": str(size)}
        raise AwsError("KeyTooLongError", "Your key is too long", status=400, members=members)


class Source(NamedTuple):
    """The object version that a copy is made of."""

    bucket: str
    key: str
    version_id: str | None


def read_source(text: str) -> Source:
    """The source in an `x-amz-copy-source` header: `bucket/key?versionId=id`, URL-encoded."""
    path, _, query = text.partition("?versionId=")
    bucket, slash, key = unquote(path).removeprefix("/").partition("/")
    if not bucket or not slash or not key:
        raise invalid_argument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey", *_HEADER)
    return Source(bucket, key, unquote(query) or None)


_HEADER = ("x-amz-copy-source", "x-amz-copy-source")
