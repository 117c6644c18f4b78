"""Buckets: made, found, listed, deleted."""

from __future__ import annotations

import re
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, tag_map
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.acls import new_bucket_acl
from pytest_awsevents.services.s3.describing import to_second
from pytest_awsevents.services.s3.errors import as_head, invalid_argument, refuse, unsupported
from pytest_awsevents.services.s3.naming import check_bucket_name
from pytest_awsevents.services.s3.paging import first_page, make_token, read_token
from pytest_awsevents.services.s3.state import S3, Bucket, canonical_id

operation = OperationTable()
_HOME = "us-east-1"
_OWNERSHIPS = ("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter")
_REGION = re.compile(r"EU|[a-z]{2}(-[a-z]+)+-\d")
_MOST_LISTED = 10_000


@operation
def create_bucket(scope: Scope, params: Params) -> dict[str, Any]:
    name = params["Bucket"]
    if params.get("BucketNamespace", "global") != "global":
        raise unsupported(scope, "BucketNamespace")
    configuration = params.get("CreateBucketConfiguration", {})
    refuse(scope, configuration, "Location", "Bucket")
    check_bucket_name(name)
    region = _region(scope, configuration.get("LocationConstraint"))
    buckets = scope.state(S3).buckets
    location = f"/{name}" if region == _HOME else f"http://{name}.s3.amazonaws.com/"
    answer = {"Location": location, "BucketArn": f"arn:{scope.partition}:s3:::{name}"}
    if name in buckets:
        _refuse_taken(scope, buckets[name], region)
        return answer
    bucket = Bucket(name, scope.account, region, to_second(scope.now))
    if "ObjectOwnership" in params:
        if params["ObjectOwnership"] not in _OWNERSHIPS:
            raise invalid_argument(
                f"Invalid x-amz-object-ownership header: {params['ObjectOwnership']}",
                "x-amz-object-ownership",
                params["ObjectOwnership"],
            )
        bucket.settings["ownership"] = {"Rules": [{"ObjectOwnership": params["ObjectOwnership"]}]}
    acl = new_bucket_acl(bucket, params)
    if acl is not None:
        bucket.settings["acl"] = acl
    if configuration.get("Tags"):
        bucket.settings["tagging"] = tag_map(configuration["Tags"])
    if params.get("ObjectLockEnabledForBucket"):
        bucket.versioning = "Enabled"
        bucket.settings["object lock"] = {"ObjectLockEnabled": "Enabled"}
    buckets[name] = bucket
    return answer


@operation
def delete_bucket(scope: Scope, params: Params) -> None:
    bucket = find_bucket(scope, params)
    if len(bucket.objects):
        versions = " You must delete all versions in the bucket." if bucket.versioning else ""
        message = f"The bucket you tried to delete is not empty.{versions}"
        members = {"BucketName": bucket.name}
        raise AwsError("BucketNotEmpty", message, status=409, members=members)
    del scope.state(S3).buckets[bucket.name]


@operation
@as_head
def head_bucket(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    return {"BucketArn": bucket.arn, "BucketRegion": bucket.region, "AccessPointAlias": False}


@operation
def get_bucket_location(scope: Scope, params: Params) -> dict[str, Any]:
    region = find_bucket(scope, params).region
    return {"LocationConstraint": None if region == _HOME else region}


@operation
def list_buckets(scope: Scope, params: Params) -> dict[str, Any]:
    size = params.get("MaxBuckets", _MOST_LISTED)
    if not 1 <= size <= _MOST_LISTED:
        message = f"Argument max-buckets must be an integer between 1 and {_MOST_LISTED}"
        raise invalid_argument(message, "max-buckets", size)
    prefix, region = params.get("Prefix"), params.get("BucketRegion")
    after = read_token(params["ContinuationToken"]) if "ContinuationToken" in params else ""
    found = (
        bucket
        for name, bucket in sorted(scope.state(S3).buckets.items())
        if bucket.account == scope.account
        and name > after
        and name.startswith(prefix or "")
        and region in (None, bucket.region)
    )
    page, more = first_page(found, size)
    return {
        "Buckets": [_listed(bucket, params) for bucket in page],
        "Owner": {"ID": canonical_id(scope.account)},
        "Prefix": prefix,
        "ContinuationToken": make_token(page[-1].name) if more else None,
    }


def _listed(bucket: Bucket, params: Params) -> dict[str, Any]:
    """Only a listing that is paged, or narrowed, shows the region (API reference)."""
    # The model keeps ARNs for directory buckets; transcripts have them for all.
    members = {"Name": bucket.name, "CreationDate": bucket.created, "BucketArn": bucket.arn}
    return {**members, "BucketRegion": bucket.region} if params else members


def _region(scope: Scope, constraint: str | None) -> str:
    """The region of a new bucket; AWS's error where it is not that of the endpoint."""
    if constraint is None:
        if scope.region == _HOME:
            return _HOME
        raise _illegal(
            "The unspecified location constraint is incompatible for the region specific endpoint this request was "
            "sent to."
        )
    if constraint == _HOME and scope.region != _HOME:
        raise _illegal_for(constraint)
    if constraint == _HOME or not _REGION.fullmatch(constraint):
        raise AwsError("InvalidLocationConstraint", "The specified location-constraint is not valid", status=400)
    region = "eu-west-1" if constraint == "EU" else constraint
    if scope.region not in (_HOME, region):
        raise _illegal_for(constraint)
    return region


def _illegal_for(constraint: str) -> AwsError:
    return _illegal(
        f"The {constraint} location constraint is incompatible for the region specific endpoint this request was "
        "sent to."
    )


def _illegal(message: str) -> AwsError:
    return AwsError("IllegalLocationConstraintException", message, status=400)


def _refuse_taken(scope: Scope, taken: Bucket, region: str) -> None:
    """Bucket names are global; making one's own again is an error everywhere but in us-east-1."""
    members = {"BucketName": taken.name}
    if taken.account != scope.account:
        raise AwsError(
            "BucketAlreadyExists",
            "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
            "Please select a different name and try again.",
            members=members,
        )
    if not taken.region == region == _HOME:
        raise AwsError(
            "BucketAlreadyOwnedByYou",
            "Your previous request to create the named bucket succeeded and you already own it.",
            members=members,
        )
