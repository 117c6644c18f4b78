from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest


@pytest.fixture
def source(s3, bucket):
    s3.put_object(
        Bucket=bucket,
        Key="from/ü +%.txt",
        Body=b"hello",
        ContentType="text/plain",
        Metadata={"a": "1"},
        Tagging="t=1",
        StorageClass="STANDARD_IA",
        WebsiteRedirectLocation="/there",
    )
    return {"Bucket": bucket, "Key": "from/ü +%.txt"}


def test_a_copy_takes_over_what_describes_the_object(s3, bucket, source):
    answer = s3.copy_object(Bucket=bucket, Key="to", CopySource=source)
    assert answer["CopyObjectResult"]["ETag"] == f'"{hashlib.md5(b"hello").hexdigest()}"'
    got = s3.get_object(Bucket=bucket, Key="to")
    assert got["Body"].read() == b"hello"
    assert (got["ContentType"], got["Metadata"], got["TagCount"]) == ("text/plain", {"a": "1"}, 1)
    assert "StorageClass" not in got  # that of a copy is its own
    assert "WebsiteRedirectLocation" not in got


@pytest.mark.needs_model("s3:HeadObject", "TagCount")
def test_a_copy_may_replace_it(s3, bucket, source):
    s3.copy_object(
        Bucket=bucket,
        Key="to",
        CopySource=source,
        MetadataDirective="REPLACE",
        Metadata={"b": "2"},
        TaggingDirective="REPLACE",
        Tagging="x=1&y=2",
        StorageClass="GLACIER_IR",
        ChecksumAlgorithm="SHA256",
    )
    got = s3.head_object(Bucket=bucket, Key="to", ChecksumMode="ENABLED")
    assert (got["ContentType"], got["Metadata"], got["TagCount"]) == ("binary/octet-stream", {"b": "2"}, 2)
    assert got["StorageClass"] == "GLACIER_IR"
    assert "ChecksumSHA256" in got


def test_copies_across_buckets_and_of_versions(fake, s3, bucket, versioned):
    old = s3.put_object(Bucket=versioned, Key="k", Body=b"old")["VersionId"]
    s3.put_object(Bucket=versioned, Key="k", Body=b"new")
    answer = s3.copy_object(Bucket=bucket, Key="k", CopySource=f"{versioned}/k?versionId={old}")
    assert answer["CopySourceVersionId"] == old
    assert "VersionId" not in answer
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"old"
    back = s3.copy_object(Bucket=versioned, Key="k", CopySource={"Bucket": bucket, "Key": "k"})
    assert back["VersionId"] not in (None, old)


def test_a_copy_onto_itself_has_to_change_something(s3, bucket, source, refused):
    with refused("InvalidRequest", 400, "to itself without changing"):
        s3.copy_object(Bucket=bucket, Key=source["Key"], CopySource=source)
    s3.copy_object(Bucket=bucket, Key=source["Key"], CopySource=source, StorageClass="STANDARD")
    s3.copy_object(Bucket=bucket, Key=source["Key"], CopySource=source, MetadataDirective="REPLACE")


def test_conditions_on_the_source(s3, bucket, source, refused):
    with refused("PreconditionFailed", 412):
        s3.copy_object(Bucket=bucket, Key="to", CopySource=source, CopySourceIfMatch="other")
    with refused("PreconditionFailed", 412):
        s3.copy_object(
            Bucket=bucket, Key="to", CopySource=source, CopySourceIfModifiedSince=datetime(2999, 1, 1, tzinfo=UTC)
        )
    with refused("AccessDenied", 403):
        s3.copy_object(Bucket=bucket, Key="to", CopySource=source, ExpectedSourceBucketOwner="222233334444")
    with refused("NoSuchKey", 404):
        s3.copy_object(Bucket=bucket, Key="to", CopySource={"Bucket": bucket, "Key": "nothing"})
    with refused("InvalidArgument", 400, "directive"):
        s3.copy_object(Bucket=bucket, Key="to", CopySource=source, MetadataDirective="MERGE")
    with refused("InvalidArgument", 400, "Copy Source"):
        s3.copy_object(Bucket=bucket, Key="to", CopySource="nothing")


def test_a_delete_marker_is_no_source(s3, versioned, refused):
    s3.put_object(Bucket=versioned, Key="k")
    marker = s3.delete_object(Bucket=versioned, Key="k")["VersionId"]
    with refused("InvalidRequest", 400, "delete marker"):
        s3.copy_object(Bucket=versioned, Key="to", CopySource={"Bucket": versioned, "Key": "k", "VersionId": marker})


def test_acls_are_refused_until_the_bucket_has_them(s3, bucket, refused):
    with refused("AccessControlListNotSupported", 400):
        s3.put_object(Bucket=bucket, Key="k", ACL="public-read")
    s3.put_object(Bucket=bucket, Key="k", ACL="bucket-owner-full-control")
    with refused("AccessControlListNotSupported", 400):
        s3.put_bucket_acl(Bucket=bucket, ACL="private")
    with refused("InvalidBucketAclWithObjectOwnership", 400):
        s3.create_bucket(Bucket="other", ACL="public-read")
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]})
    s3.put_object(Bucket=bucket, Key="k", ACL="public-read")
    grants = s3.get_object_acl(Bucket=bucket, Key="k")["Grants"]
    assert [(one["Grantee"]["Type"], one["Permission"]) for one in grants] == [
        ("CanonicalUser", "FULL_CONTROL"),
        ("Group", "READ"),
    ]
    s3.put_object_acl(Bucket=bucket, Key="k", GrantRead='id="abc", uri="http://x"')
    grants = s3.get_object_acl(Bucket=bucket, Key="k")["Grants"]
    assert [one["Grantee"] for one in grants] == [
        {"Type": "CanonicalUser", "ID": "abc"},
        {"Type": "Group", "URI": "http://x"},
    ]
    s3.put_bucket_acl(Bucket=bucket, AccessControlPolicy={"Owner": {"ID": "me"}, "Grants": []})
    assert s3.get_bucket_acl(Bucket=bucket)["Owner"] == {"ID": "me"}
    with refused("InvalidRequest", 400):
        s3.put_object_acl(Bucket=bucket, Key="k", ACL="private", GrantRead="id=abc")
    with refused("InvalidArgument", 400):
        s3.put_object_acl(Bucket=bucket, Key="k", ACL="mine")
    with refused("MissingSecurityHeader", 400):
        s3.put_object_acl(Bucket=bucket, Key="k")


def test_encryption_by_kms(fake, s3, bucket, refused):
    put = s3.put_object(Bucket=bucket, Key="k", Body=b"x", ServerSideEncryption="aws:kms", SSEKMSKeyId="my-key")
    assert put["SSEKMSKeyId"] == "arn:aws:kms:us-east-1:123456789012:key/my-key"
    assert put["ETag"] != f'"{hashlib.md5(b"x").hexdigest()}"'
    managed = s3.put_object(Bucket=bucket, Key="m", ServerSideEncryption="aws:kms", BucketKeyEnabled=True)
    assert managed["SSEKMSKeyId"].startswith("arn:aws:kms:us-east-1:123456789012:key/")
    assert managed["BucketKeyEnabled"] is True
    got = s3.head_object(Bucket=bucket, Key="m")
    assert (got["ServerSideEncryption"], got["SSEKMSKeyId"]) == ("aws:kms", managed["SSEKMSKeyId"])
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/files"}}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})
    assert s3.put_object(Bucket=bucket, Key="d")["SSEKMSKeyId"] == "arn:aws:kms:us-east-1:123456789012:alias/files"
    with refused("InvalidArgument", 400):
        s3.put_object(Bucket=bucket, Key="k", SSEKMSKeyId="my-key", ServerSideEncryption="AES256")
    with refused("InvalidArgument", 400):
        s3.put_object(Bucket=bucket, Key="k", ServerSideEncryption="rot13")


def test_encryption_by_a_customer_s_key(s3, bucket, refused):
    key = {"SSECustomerKey": b"k" * 32, "SSECustomerAlgorithm": "AES256"}
    put = s3.put_object(Bucket=bucket, Key="k", Body=b"x", **key)
    assert put["SSECustomerAlgorithm"] == "AES256"
    assert s3.get_object(Bucket=bucket, Key="k", **key)["Body"].read() == b"x"
    with refused("InvalidRequest", 400, "form of Server Side Encryption"):
        s3.get_object(Bucket=bucket, Key="k")
    with refused("400", 400):
        s3.head_object(Bucket=bucket, Key="k")
    with refused("AccessDenied", 403):
        s3.get_object(Bucket=bucket, Key="k", **{**key, "SSECustomerKey": b"j" * 32})
    source_key = {f"CopySource{name}": value for name, value in key.items()}
    s3.copy_object(Bucket=bucket, Key="plain", CopySource=f"{bucket}/k", **source_key)
    with refused("InvalidRequest", 400, "not applicable"):
        s3.get_object(Bucket=bucket, Key="plain", **key)
