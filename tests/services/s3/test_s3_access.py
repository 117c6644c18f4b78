from __future__ import annotations

import json

import pytest

from pytest_awsevents import AwsFake

OTHER = "222233334444"


@pytest.fixture
def stranger(fake, bucket):
    """A client of another account than the one that has the bucket."""
    return fake.account(OTHER).client("s3")


def allow(s3, bucket, *statements):
    whole = [{"Effect": "Allow", "Principal": {"AWS": OTHER}, **statement} for statement in statements]
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": whole}))


def test_buckets_of_others_are_closed(s3, bucket, stranger, refused):
    s3.put_object(Bucket=bucket, Key="k")
    with refused("AccessDenied", 403, f"arn:aws:iam::{OTHER}:user/test is not authorized to perform: s3:GetObject"):
        stranger.get_object(Bucket=bucket, Key="k")
    with refused("403", 403):
        stranger.head_bucket(Bucket=bucket)
    with refused("AccessDenied", 403):
        stranger.copy_object(Bucket=bucket, Key="to", CopySource=f"{bucket}/k")


def test_a_policy_lets_others_in(s3, bucket, stranger, refused):
    s3.put_object(Bucket=bucket, Key="open/k", Body=b"x")
    s3.put_object(Bucket=bucket, Key="shut/k")
    allow(
        s3,
        bucket,
        {"Action": ["s3:GetObject", "s3:DeleteObject"], "Resource": f"arn:aws:s3:::{bucket}/open/*"},
        {
            "Action": "s3:ListBucket",
            "Resource": f"arn:aws:s3:::{bucket}",
            "Condition": {"StringEquals": {"s3:prefix": "open/"}},
        },
    )
    assert stranger.get_object(Bucket=bucket, Key="open/k")["Body"].read() == b"x"
    assert stranger.list_objects_v2(Bucket=bucket, Prefix="open/")["KeyCount"] == 1
    with refused("AccessDenied", 403):
        stranger.list_objects_v2(Bucket=bucket)
    with refused("AccessDenied", 403, "s3:GetObjectVersion "):
        stranger.get_object(Bucket=bucket, Key="open/k", VersionId="null")
    answer = stranger.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "open/k"}, {"Key": "shut/k"}]})
    assert [one["Key"] for one in answer["Deleted"]] == ["open/k"]
    assert [(one["Key"], one["Code"]) for one in answer["Errors"]] == [("shut/k", "AccessDenied")]


def test_both_sides_of_a_copy_are_asked(fake, s3, bucket, stranger, refused):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    stranger.create_bucket(Bucket="theirs")
    with refused("AccessDenied", 403, "s3:GetObject"):
        stranger.copy_object(Bucket="theirs", Key="k", CopySource=f"{bucket}/k")
    allow(s3, bucket, {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"})
    stranger.copy_object(Bucket="theirs", Key="k", CopySource=f"{bucket}/k")


def test_a_deny_binds_the_owner_too(s3, bucket, refused):
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}},
    }
    allow(s3, bucket, deny)
    with refused("AccessDenied", 403, "explicit deny"):
        s3.put_object(Bucket=bucket, Key="k")
    s3.put_object(Bucket=bucket, Key="k", ServerSideEncryption="aws:kms")
    everything = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{bucket}"}
    allow(s3, bucket, everything)
    with refused("AccessDenied", 403):
        s3.list_objects_v2(Bucket=bucket)
    s3.delete_bucket_policy(Bucket=bucket)  # the owner is never locked out
    s3.list_objects_v2(Bucket=bucket)


def test_permissions_may_be_off():
    with AwsFake(seed="t", permissions="off") as fake:
        fake.s3.bucket("files").put("k", b"x")
        assert fake.account(OTHER).client("s3").get_object(Bucket="files", Key="k")["Body"].read() == b"x"
