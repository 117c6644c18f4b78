"""Access control lists: stored and shown; they let nobody in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.announcing import ACL_PUT, announce
from pytest_awsevents.services.s3.errors import invalid_argument, invalid_request, malformed_xml
from pytest_awsevents.services.s3.finding import find_object
from pytest_awsevents.services.s3.state import Bucket, Members, canonical_id

operation = OperationTable()
_GROUPS = "http://acs.amazonaws.com/groups"
_EVERYBODY = {"Type": "Group", "URI": f"{_GROUPS}/global/AllUsers"}
_AUTHENTICATED = {"Type": "Group", "URI": f"{_GROUPS}/global/AuthenticatedUsers"}
_LOG_DELIVERY = {"Type": "Group", "URI": f"{_GROUPS}/s3/LogDelivery"}
_CANNED: Mapping[str, tuple[tuple[Mapping[str, str], str], ...]] = {
    "private": (),
    "public-read": ((_EVERYBODY, "READ"),),
    "public-read-write": ((_EVERYBODY, "READ"), (_EVERYBODY, "WRITE")),
    "authenticated-read": ((_AUTHENTICATED, "READ"),),
    "aws-exec-read": (),
    "bucket-owner-read": (),
    "bucket-owner-full-control": (),
    "log-delivery-write": ((_LOG_DELIVERY, "WRITE"), (_LOG_DELIVERY, "READ_ACP")),
}
_GRANTS = {
    "GrantFullControl": "FULL_CONTROL",
    "GrantRead": "READ",
    "GrantReadACP": "READ_ACP",
    "GrantWrite": "WRITE",
    "GrantWriteACP": "WRITE_ACP",
}
_GRANTEE = re.compile(r'\s*(id|uri|emailAddress)\s*=\s*"?([^",]*)"?\s*')
_GRANTEE_TYPES = {
    "id": ("CanonicalUser", "ID"),
    "uri": ("Group", "URI"),
    "emailAddress": ("AmazonCustomerByEmail", "EmailAddress"),
}
_ENFORCED = "BucketOwnerEnforced"
_DEFAULT_OWNERSHIP = {"Rules": [{"ObjectOwnership": _ENFORCED}]}


@operation
def get_bucket_acl(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    return {**(bucket.settings.get("acl") or _owned(bucket.account, ()))}


@operation
def put_bucket_acl(scope: Scope, params: Params) -> None:
    bucket = find_bucket(scope, params)
    acl = _read(bucket, params, needed=True)
    if acl is not None:
        bucket.settings["acl"] = acl


@operation
def get_object_acl(scope: Scope, params: Params) -> dict[str, Any]:
    bucket, version = find_object(scope, params)
    return {**(version.acl or _owned(bucket.account, ()))}


@operation
def put_object_acl(scope: Scope, params: Params) -> dict[str, Any]:
    bucket, version = find_object(scope, params)
    acl = _read(bucket, params, needed=True)
    if acl is not None:
        version.acl = acl
    announce(scope, bucket, ACL_PUT, version)
    return {}


def acl_of(bucket: Bucket, params: Params) -> Members | None:
    """The list that a new object gets by its request; None for the default one."""
    return _read(bucket, params, needed=False)


def new_bucket_acl(bucket: Bucket, params: Params) -> Members | None:
    """The list that a new bucket gets by its request; S3 refuses it where the bucket has no lists."""
    if _enforced(bucket) and ("ACL" in params or any(name in params for name in _GRANTS)):
        if params.get("ACL", "public") == "private":
            return None
        raise AwsError(
            "InvalidBucketAclWithObjectOwnership",
            "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
            status=400,
        )
    return _read(bucket, params, needed=False)


def _read(bucket: Bucket, params: Params, *, needed: bool) -> Members | None:
    canned, policy = params.get("ACL"), params.get("AccessControlPolicy")
    granted = [name for name in _GRANTS if name in params]
    if canned is None and policy is None and not granted:
        if needed:
            raise AwsError("MissingSecurityHeader", "Your request was missing a required header", status=400)
        return None
    if canned is not None and granted:
        raise invalid_request("Specifying both Canned ACLs and Header Grants is not allowed")
    if canned is not None and canned not in _CANNED:
        raise invalid_argument("Invalid canned ACL", "x-amz-acl", canned)
    if _enforced(bucket):
        if canned == "bucket-owner-full-control":
            return None
        raise AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs", status=400)
    if canned is not None:
        return _owned(bucket.account, _CANNED[canned])
    if policy is not None:
        if "Owner" not in policy or "Grants" not in policy:
            raise malformed_xml()
        return {"Owner": policy["Owner"], "Grants": policy["Grants"]}
    grants = [
        {"Grantee": grantee, "Permission": _GRANTS[name]} for name in granted for grantee in _grantees(params[name])
    ]
    return {"Owner": {"ID": canonical_id(bucket.account)}, "Grants": grants}


def _grantees(text: str) -> Iterator[dict[str, str]]:
    for one in text.split(","):
        found = _GRANTEE.fullmatch(one)
        if found is None:
            raise invalid_argument("Argument format not recognized", "x-amz-grant", text)
        type, member = _GRANTEE_TYPES[found[1]]
        yield {"Type": type, member: found[2]}


def _owned(account: str, grants: tuple[tuple[Mapping[str, str], str], ...]) -> dict[str, Any]:
    """The owner may do all; others what is granted."""
    owner = {"ID": canonical_id(account)}
    everything = {"Grantee": {**owner, "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}
    others = [{"Grantee": dict(grantee), "Permission": permission} for grantee, permission in grants]
    return {"Owner": owner, "Grants": [everything, *others]}


def _enforced(bucket: Bucket) -> bool:
    controls = bucket.settings.get("ownership", _DEFAULT_OWNERSHIP)
    return controls is not None and bool(controls["Rules"][0]["ObjectOwnership"] == _ENFORCED)
