"""Tags of objects and buckets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, tag_list
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.announcing import TAGGED, UNTAGGED, announce
from pytest_awsevents.services.s3.finding import find_object
from pytest_awsevents.services.s3.state import shown_id

operation = OperationTable()
_ALLOWED = re.compile(r"[\w\s+\-=._:/@]*")
_MOST_OF_OBJECT = 10
_MOST_OF_BUCKET = 50


@operation
def put_object_tagging(scope: Scope, params: Params) -> dict[str, Any]:
    bucket, version = find_object(scope, params)
    version.tags = object_tags(params["Tagging"]["TagSet"])
    announce(scope, bucket, TAGGED, version)
    return {"VersionId": shown_id(bucket, version)}


@operation
def get_object_tagging(scope: Scope, params: Params) -> dict[str, Any]:
    bucket, version = find_object(scope, params)
    return {"VersionId": shown_id(bucket, version), "TagSet": tag_list(version.tags)}


@operation
def delete_object_tagging(scope: Scope, params: Params) -> dict[str, Any]:
    bucket, version = find_object(scope, params)
    version.tags = {}
    announce(scope, bucket, UNTAGGED, version)
    return {"VersionId": shown_id(bucket, version)}


@operation
def put_bucket_tagging(scope: Scope, params: Params) -> None:
    tags = params["Tagging"]["TagSet"]
    if len(tags) > _MOST_OF_BUCKET:
        raise _bad_request(f"Bucket tag count cannot be greater than {_MOST_OF_BUCKET}")
    find_bucket(scope, params).settings["tagging"] = _checked(tags)


@operation
def get_bucket_tagging(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    tags = bucket.settings.get("tagging")
    if not tags:
        members = {"BucketName": bucket.name}
        raise AwsError("NoSuchTagSet", "The TagSet does not exist", status=404, members=members)
    return {"TagSet": tag_list(tags)}


@operation
def delete_bucket_tagging(scope: Scope, params: Params) -> None:
    find_bucket(scope, params).settings.pop("tagging", None)


def header_tags(params: Params) -> Mapping[str, str]:
    """The tags in the `Tagging` member of a request that makes an object: a URL query."""
    if "Tagging" not in params:
        return {}
    pairs = parse_qsl(params["Tagging"], keep_blank_values=True)
    if not pairs and params["Tagging"]:
        raise AwsError(
            "InvalidArgument",
            "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag "
            "name duplicates.",
            status=400,
            members={"ArgumentName": "x-amz-tagging", "ArgumentValue": params["Tagging"]},
        )
    return object_tags([{"Key": key, "Value": value} for key, value in pairs])


def object_tags(tags: Sequence[Params]) -> Mapping[str, str]:
    if len(tags) > _MOST_OF_OBJECT:
        raise _bad_request(f"Object tags cannot be greater than {_MOST_OF_OBJECT}")
    return _checked(tags)


def _checked(tags: Sequence[Params]) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in tags:
        key, value = tag["Key"], tag["Value"]
        if not 1 <= len(key) <= 128 or not _ALLOWED.fullmatch(key):
            raise _invalid_tag("The TagKey you have provided is invalid", "TagKey", key)
        if len(value) > 256 or not _ALLOWED.fullmatch(value):
            raise _invalid_tag("The TagValue you have provided is invalid", "TagValue", value)
        if key in found:
            raise _invalid_tag("Cannot provide multiple Tags with the same key", "TagKey", key)
        if key.lower().startswith("aws:"):
            raise _invalid_tag("System tags cannot be added/updated by requester", "TagKey", key)
        found[key] = value
    return found


def _invalid_tag(message: str, name: str, value: str) -> AwsError:
    return AwsError("InvalidTag", message, status=400, members={name: value})


def _bad_request(message: str) -> AwsError:
    return AwsError("BadRequest", message, status=400)
