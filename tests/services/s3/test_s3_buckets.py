from __future__ import annotations

import json

import pytest

from pytest_awsevents import UnsupportedOperation


def test_buckets_are_listed_by_name_with_their_region(s3):
    for name in ("pears", "apples"):
        s3.create_bucket(Bucket=name)
    listed = s3.list_buckets()
    assert [one["Name"] for one in listed["Buckets"]] == ["apples", "pears"]
    assert "BucketRegion" not in listed["Buckets"][0]
    assert len(listed["Owner"]["ID"]) == 64
    page = s3.list_buckets(MaxBuckets=1, Prefix="a")
    assert [one["BucketRegion"] for one in page["Buckets"]] == ["us-east-1"]
    assert page["Prefix"] == "a"
    names = [
        one["Name"] for page in s3.get_paginator("list_buckets").paginate(PaginationConfig={"PageSize": 1})
        for one in page["Buckets"]
    ]  # fmt: skip
    assert names == ["apples", "pears"]


@pytest.mark.parametrize("name", ["ab", "Upper", "under_score", "10.0.0.1", "a..b", "-dash", "xn--a", "a-s3alias"])
def test_names_follow_the_rules(s3, name, refused):
    with refused("InvalidBucketName", 400):
        s3.create_bucket(Bucket=name)


def test_directory_buckets_are_refused_by_name(s3):
    configuration = {"Location": {"Type": "AvailabilityZone", "Name": "use1-az4"}}
    with pytest.raises(UnsupportedOperation, match="Location"):
        s3.create_bucket(Bucket="data--use1-az4--x-s3", CreateBucketConfiguration=configuration)


def test_names_are_global(fake, s3, bucket, refused):
    with refused("BucketAlreadyExists", 409):
        fake.account("222233334444").client("s3").create_bucket(Bucket=bucket)
    assert s3.create_bucket(Bucket=bucket)["Location"] == "/files"  # only us-east-1 takes it
    ireland = fake.client("s3", "eu-west-1")
    configuration = {"LocationConstraint": "eu-west-1"}
    created = ireland.create_bucket(Bucket="irish", CreateBucketConfiguration=configuration)
    assert created["Location"] == "http://irish.s3.amazonaws.com/"
    with refused("BucketAlreadyOwnedByYou", 409) as error:
        ireland.create_bucket(Bucket="irish", CreateBucketConfiguration=configuration)
    assert error["BucketName"] == "irish"
    with pytest.raises(ireland.exceptions.BucketAlreadyOwnedByYou):
        ireland.create_bucket(Bucket="irish", CreateBucketConfiguration=configuration)


def test_the_region_has_to_be_that_of_the_endpoint(fake, s3, refused):
    ireland = fake.client("s3", "eu-west-1")
    with refused("IllegalLocationConstraintException", 400, "unspecified"):
        ireland.create_bucket(Bucket="one")
    with refused("IllegalLocationConstraintException", 400, "eu-north-1"):
        ireland.create_bucket(Bucket="one", CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    with refused("IllegalLocationConstraintException", 400, "us-east-1"):
        ireland.create_bucket(Bucket="one", CreateBucketConfiguration={"LocationConstraint": "us-east-1"})
    for wrong in ("us-east-1", "mars"):
        with refused("InvalidLocationConstraint", 400):
            s3.create_bucket(Bucket="one", CreateBucketConfiguration={"LocationConstraint": wrong})
    s3.create_bucket(Bucket="one", CreateBucketConfiguration={"LocationConstraint": "EU"})
    assert s3.get_bucket_location(Bucket="one")["LocationConstraint"] == "eu-west-1"
    assert s3.head_bucket(Bucket="one")["BucketRegion"] == "eu-west-1"


def test_a_bucket_in_us_east_1_has_no_location(s3, bucket):
    assert s3.get_bucket_location(Bucket=bucket)["LocationConstraint"] is None


def test_errors_of_head_have_only_a_status(s3, bucket, refused):
    with refused("404", 404, "Not Found"):
        s3.head_bucket(Bucket="nowhere")
    with refused("403", 403, "Forbidden"):
        s3.head_bucket(Bucket=bucket, ExpectedBucketOwner="222233334444")


def test_the_owner_may_be_checked(s3, bucket, refused):
    s3.list_objects_v2(Bucket=bucket, ExpectedBucketOwner="123456789012")
    with refused("AccessDenied", 403):
        s3.list_objects_v2(Bucket=bucket, ExpectedBucketOwner="222233334444")


def test_only_empty_buckets_are_deleted(s3, versioned, refused):
    s3.put_object(Bucket=versioned, Key="a")
    s3.delete_object(Bucket=versioned, Key="a")
    with refused("BucketNotEmpty", 409, "You must delete all versions"):
        s3.delete_bucket(Bucket=versioned)
    for kind in ("Versions", "DeleteMarkers"):
        for one in s3.list_object_versions(Bucket=versioned)[kind]:
            s3.delete_object(Bucket=versioned, Key="a", VersionId=one["VersionId"])
    answer = s3.delete_bucket(Bucket=versioned)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 204
    with refused("NoSuchBucket", 404) as error:
        s3.list_objects_v2(Bucket=versioned)
    assert error["BucketName"] == versioned


def test_waiters_see_buckets_come_and_go(s3, bucket):
    s3.get_waiter("bucket_exists").wait(Bucket=bucket)
    s3.delete_bucket(Bucket=bucket)
    s3.get_waiter("bucket_not_exists").wait(Bucket=bucket)


def test_new_buckets_are_encrypted_private_and_without_lists(s3, bucket):
    rule = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert set(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values()) == {True}
    controls = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]
    assert controls["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)


def statement(**changes):
    whole = {
        "Effect": "Allow",
        "Principal": {"Service": "dataexchange.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::files/*",
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def policy(**changes):
    return json.dumps({"Version": "2012-10-17", "Statement": statement(**changes)})


def test_policies_are_given_back_as_they_were_put(s3, bucket, refused):
    with refused("NoSuchBucketPolicy", 404):
        s3.get_bucket_policy(Bucket=bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=policy())
    assert s3.get_bucket_policy(Bucket=bucket)["Policy"] == policy()
    assert s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"] is False
    s3.delete_bucket_policy(Bucket=bucket)
    with refused("NoSuchBucketPolicy", 404):
        s3.get_bucket_policy(Bucket=bucket)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no JSON", "Policies must be valid JSON"),
        ("{}", "Statement"),
        (policy(Principal=None), "Missing required field Principal"),
        (policy(Effect="Maybe"), "Invalid effect"),
        (policy(Resource="arn:aws:s3:::others/*"), "Policy has invalid resource"),
    ],
)
def test_documents_that_are_no_policies_are_refused(s3, bucket, refused, text, message):
    with refused("MalformedPolicy", 400, message):
        s3.put_bucket_policy(Bucket=bucket, Policy=text)


def test_public_policies_are_blocked_until_that_is_lifted(s3, bucket, refused):
    with refused("AccessDenied", 403, "BlockPublicPolicy"):
        s3.put_bucket_policy(Bucket=bucket, Policy=policy(Principal="*"))
    s3.delete_public_access_block(Bucket=bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(Principal={"AWS": "*"}))
    assert s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"] is True


def test_what_is_not_faked_is_refused_by_name(s3, bucket):
    with pytest.raises(UnsupportedOperation, match="MFADelete"):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled", "MFADelete": "Enabled"})
    with pytest.raises(UnsupportedOperation, match="SelectObjectContent"):
        s3.select_object_content(
            Bucket=bucket,
            Key="a",
            Expression="select 1",
            ExpressionType="SQL",
            InputSerialization={"JSON": {"Type": "LINES"}},
            OutputSerialization={"JSON": {}},
        )
    with pytest.raises(UnsupportedOperation, match="GetObjectTorrent"):
        s3.get_object_torrent(Bucket=bucket, Key="a")


def test_what_was_never_configured_is_not_there(s3, bucket, refused):
    s3.put_object(Bucket=bucket, Key="k")
    with refused("ReplicationConfigurationNotFoundError", 404):
        s3.get_bucket_replication(Bucket=bucket)
    with refused("ObjectLockConfigurationNotFoundError", 404):
        s3.get_object_lock_configuration(Bucket=bucket)
    with refused("InvalidRequest", 400):
        s3.get_object_retention(Bucket=bucket, Key="k")
    with refused("InvalidRequest", 400):
        s3.get_object_legal_hold(Bucket=bucket, Key="k")


@pytest.mark.needs_model("s3:GetBucketLifecycleConfiguration", "TransitionDefaultMinimumObjectSize")
def test_lifecycle_rules_get_ids_and_a_smallest_size(s3, bucket, refused):
    rule = {"Status": "Enabled", "Filter": {}, "Expiration": {"Days": 1}}
    answer = s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [rule, rule]})
    assert answer["TransitionDefaultMinimumObjectSize"] == "all_storage_classes_128K"
    stored = s3.get_bucket_lifecycle_configuration(Bucket=bucket)
    assert len({one["ID"] for one in stored["Rules"]}) == 2
    assert stored["TransitionDefaultMinimumObjectSize"] == "all_storage_classes_128K"
    with refused("InvalidArgument", 400, "unique"):
        same = {"Rules": [{**rule, "ID": "a"}] * 2}
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration=same)
