"""Finds the bucket of a call, and says whether its policy lets the caller do that."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pytest_awsevents.core.policies import Request, allows, statements_of
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, Statement
from pytest_awsevents.services.s3.errors import access_denied, no_such_bucket, unsupported
from pytest_awsevents.services.s3.state import S3, Bucket

_ACTIONS = {
    "AbortMultipartUpload": "AbortMultipartUpload",
    "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "DeleteBucketAnalyticsConfiguration": "PutAnalyticsConfiguration",
    "DeleteBucketIntelligentTieringConfiguration": "PutIntelligentTieringConfiguration",
    "DeleteBucketInventoryConfiguration": "PutInventoryConfiguration",
    "DeleteBucketMetricsConfiguration": "PutMetricsConfiguration",
    "DeleteBucketReplication": "PutReplicationConfiguration",
    "GetBucketReplication": "GetReplicationConfiguration",
    "PutBucketReplication": "PutReplicationConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListParts": "ListMultipartUploadParts",
    "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
}
_ACTIONS |= {
    f"{verb}Bucket{kind}Configuration{plural}": f"{'Put' if verb == 'Put' else 'Get'}{kind}Configuration"
    for kind in ("Analytics", "IntelligentTiering", "Inventory", "Metrics")
    for verb, plural in (("Put", ""), ("Get", ""), ("List", "s"))
}
"""The permission that an operation needs, where it is not called as the operation is (Service Authorization)."""
_OF_VERSIONS = frozenset(
    (
        "DeleteObject",
        "DeleteObjectTagging",
        "GetObject",
        "GetObjectAcl",
        "GetObjectAttributes",
        "GetObjectTagging",
        "PutObjectAcl",
        "PutObjectTagging",
    )
)
_ALWAYS_THE_OWNER_S = frozenset(("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"))
_CONTEXT = {
    "ACL": "s3:x-amz-acl",
    "CopySource": "s3:x-amz-copy-source",
    "Delimiter": "s3:delimiter",
    "Prefix": "s3:prefix",
    "SSEKMSKeyId": "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "ServerSideEncryption": "s3:x-amz-server-side-encryption",
    "StorageClass": "s3:x-amz-storage-class",
    "VersionId": "s3:VersionId",
}


def find_bucket(scope: Scope, params: Params, action: str | None = None) -> Bucket:
    """The bucket of a call; AWS's error where there is none, its owner is another, or the caller may not do that.

    `action` is the permission that is needed, where it is not that of the operation that is being answered.
    """
    name = params["Bucket"]
    bucket = scope.state(S3).buckets.get(name)
    if bucket is None:
        if name.startswith("arn:"):
            raise unsupported(scope, f"an access point ({name})")
        raise no_such_bucket(name)
    expected = params.get("ExpectedBucketOwner")
    if expected is not None and expected != bucket.account:
        raise access_denied()
    if "policy" in bucket.settings or scope.caller.account != bucket.account:
        needed = action or _action(scope, params)
        if needed is not None:
            check_access(scope, bucket, needed, params)
    return bucket


def check_access(scope: Scope, bucket: Bucket, action: str, params: Params) -> None:
    """Refuses what the policy of the bucket forbids, and others than its owner what it does not allow.

    Lists of grants let nobody in, and policies of IAM, which may forbid more, are not known.
    """
    if scope.world.settings.permissions == "off":
        return
    caller = scope.caller
    if action in _ALWAYS_THE_OWNER_S and caller.account == bucket.account:
        return
    resource = f"{bucket.arn}/{params['Key']}" if "Key" in params else bucket.arn
    context = {_CONTEXT[name]: str(value) for name, value in params.items() if name in _CONTEXT}
    if caller.is_service:
        context["aws:SourceAccount"] = scope.account
    request = Request(caller, action, (resource,), {"aws:SecureTransport": "true", **context})
    statements = policy_statements(bucket)
    if allows(statements, request, owner=bucket.account):
        return
    why = (
        "with an explicit deny in a resource-based policy"
        if caller.account == bucket.account
        else f"because no resource-based policy allows the {action} action"
    )
    raise access_denied(f'User: {caller.arn} is not authorized to perform: {action} on resource: "{resource}" {why}')


def policy_statements(bucket: Bucket) -> Sequence[Statement]:
    return _parsed(bucket.settings["policy"]) if "policy" in bucket.settings else ()


@lru_cache(maxsize=256)
def _parsed(text: str) -> Sequence[Statement]:
    return statements_of(text) or ()


def _action(scope: Scope, params: Params) -> str | None:
    """The permission that the operation needs; None for DeleteObjects, which needs one for each object."""
    assert scope.api_call is not None, "operations run because of an API call"
    operation = scope.api_call.operation
    if operation == "DeleteObjects":
        return None
    action = _ACTIONS.get(operation, operation)
    return versioned_action(action, params)


def versioned_action(action: str, params: Params) -> str:
    """The permission on a version, where one is named: `s3:GetObjectVersion` for `GetObject`."""
    if "VersionId" not in params or action not in _OF_VERSIONS:
        return f"s3:{action}"
    verb, _, what = action.partition("Object")
    return f"s3:{verb}ObjectVersion{what}"
