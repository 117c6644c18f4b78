"""S3: a bucket that keeps versions and tells of its objects, another that does not, and an upload under way."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import ACCOUNT, OTHER_ACCOUNT, Fuzzed, client_of

# Amazon S3 API Reference, "Error responses": list of error codes, and those of replication and tagging.
CODES = frozenset(
    {
        "AccessControlListNotSupported", "AccessDenied", "BadDigest", "BadRequest", "BucketAlreadyExists",
        "BucketAlreadyOwnedByYou", "BucketNotEmpty", "EntityTooLarge", "EntityTooSmall",
        "IllegalLocationConstraintException", "IllegalVersioningConfigurationException", "IncompleteBody",
        "InvalidArgument", "InvalidBucketAclWithObjectOwnership", "InvalidBucketName", "InvalidDigest",
        "InvalidEncryptionAlgorithmError", "InvalidLocationConstraint", "InvalidObjectState", "InvalidPart",
        "InvalidPartNumber", "InvalidPartOrder", "InvalidRange", "InvalidRequest", "InvalidStorageClass",
        "InvalidTag",
        "InvalidTargetBucketForLogging", "KeyTooLongError", "MalformedACLError", "MalformedPolicy", "MalformedXML",
        "MetadataTooLarge", "MethodNotAllowed", "MissingSecurityHeader", "NoSuchBucket", "NoSuchBucketPolicy",
        "NoSuchConfiguration", "InvalidBucketState",
        "NoSuchCORSConfiguration", "NoSuchKey", "NoSuchLifecycleConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
        "NoSuchTagSet", "NoSuchUpload", "NoSuchVersion", "NoSuchWebsiteConfiguration", "NotImplemented",
        "ObjectLockConfigurationNotFoundError", "OperationAborted", "OwnershipControlsNotFoundError",
        "PreconditionFailed", "ReplicationConfigurationNotFoundError", "RestoreAlreadyInProgress",
        "ServerSideEncryptionConfigurationNotFoundError", "TooManyBuckets",
    }
)  # fmt: skip
# "Responses to HEAD requests have no body": clients make the code of the status.
STATUSES = frozenset({"304", "400", "403", "404", "405", "409", "412", "416", "501"})
# Uses of these that only other kinds of buckets or features know.
NOT_WHOLE = frozenset(
    {
        "CompleteMultipartUpload",
        "CopyObject",
        "CreateBucket",
        "CreateMultipartUpload",
        "DeleteObject",
        "DeleteObjects",
        "GetObject",
        "HeadObject",
        "PutBucketReplication",
        "PutBucketVersioning",
        "PutObjectLockConfiguration",
        "PutObjectRetention",
        "PutObject",
        "RestoreObject",
        "UploadPart",
        "UploadPartCopy",
    }
)
TAGS = {"TagSet": [{"Key": "k", "Value": "v"}]}
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:known"
ALLOW = '{{"Statement": {{"Effect": "{}", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::known/*"}}}}'


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    client = client_of("s3")
    fake.sqs.queue("known")
    fake.s3.bucket("known", events=True, versioned=True)
    fake.s3.bucket("plain").put("known", "content", Metadata={"a": "b"})
    versions = [client.put_object(Bucket="known", Key="known", Body=text)["VersionId"] for text in ("one", "two")]
    etag = client.put_object(Bucket="known", Key="a/b", Body=b"content", Tagging="k=v")["ETag"]
    client.put_object(Bucket="known", Key="cold", Body=b"content", StorageClass="GLACIER")
    uploading = {"Bucket": "known", "Key": "known"}
    upload = client.create_multipart_upload(**uploading)["UploadId"]
    part = client.upload_part(**uploading, UploadId=upload, PartNumber=1, Body=b"part")["ETag"]
    return {
        "Bucket": ["known", "known", "known", "plain", "plain", "gone", "new", "a..b"],
        "Key": ["known", "known", "a/b", "cold", "gone", "new"],
        "VersionId": [*versions, "null", "x"],
        "UploadId": [upload, "x"],
        "PartNumber": [1, 2, 10_000],
        "MultipartUpload": [{"Parts": [{"PartNumber": 1, "ETag": part}]}, {"Parts": []}],
        "CopySource": [
            "known/known",
            "/plain/known",
            f"known/known?versionId={versions[0]}",
            "known",
            "gone/x",
            "a%zz/b",
        ],
        "CopySourceRange": ["bytes=0-1", "bytes=5-9", "bytes=x"],
        "Range": ["bytes=0-1", "bytes=-2", "bytes=1-", "bytes=9-5", "bytes=99-", "bytes=0-1,3-4", "bytes=-0", "x"],
        "Prefix": ["", "a/", "k", "known"],
        "Delimiter": ["/", "", "n"],
        "MaxKeys": [0, 1, 2, 1000],
        "MaxUploads": [0, 1, 1000],
        "MaxParts": [0, 1, 1000],
        "ETag": [part, etag, '"x"'],
        "IfMatch": [etag, "*", '"x"'],
        "IfNoneMatch": [etag, "*", '"x"'],
        "Tagging": [TAGS, {"TagSet": []}, "a=b", "a=b&a=c", "=", "%zz=1"],
        "Metadata": [{"a": "b"}, {"A": "é"}, {"x": "y" * 3000}, {"a b": "c"}, {"": ""}],
        "Body": [b"", b"content", b"\x00\xff"],
        "StorageClass": ["STANDARD", "GLACIER", "DEEP_ARCHIVE", "GLACIER_IR"],
        "CreateBucketConfiguration": [{"LocationConstraint": "eu-west-1"}, {}],
        "VersioningConfiguration": [{"Status": "Enabled"}, {"Status": "Suspended"}, {}],
        "NotificationConfiguration": [
            {},
            {"EventBridgeConfiguration": {}},
            {"QueueConfigurations": [{"QueueArn": QUEUE, "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}]},
            {"QueueConfigurations": [{"QueueArn": f"{QUEUE}-gone", "Events": ["s3:ObjectCreated:*"]}]},
        ],
        "Policy": [ALLOW.format("Allow"), ALLOW.format("Deny"), "{}", "{", '{"Statement": []}'],
        "ExpectedBucketOwner": [ACCOUNT, ACCOUNT, ACCOUNT, OTHER_ACCOUNT],
        "ContentMD5": ["mgNkuembtIDdJeHwKEyFVQ==", "x"],
        "ChecksumCRC32": ["AAAAAA==", "x"],
        "SSECustomerKey": ["k" * 32],
        "SSECustomerAlgorithm": ["AES256"],
        "RestoreRequest": [{"Days": 1}, {"Days": 2, "GlacierJobParameters": {"Tier": "Expedited"}}, {}],
        "Delete": [{"Objects": [{"Key": "known"}]}, {"Objects": [{"Key": "a/b", "VersionId": "x"}], "Quiet": True}],
        "SkipDestinationValidation": [True],
    }


FUZZED = Fuzzed(
    service="s3",
    arrange=arrange,
    codes=CODES | STATUSES,
    harvest={"VersionIdMarker": ["VersionId"], "UploadIdMarker": ["UploadId"], "CopySourceVersionId": ["VersionId"]},
    moved=frozenset({"_changed", "_sorted"}),  # what was sorted for a listing
    beside=["sqs:DeleteQueue", "sqs:ReceiveMessage", "events:PutRule", "events:PutEvents"],
    refused=NOT_WHOLE,
)
