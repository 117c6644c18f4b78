"""What S3 refuses, request by request, and what seldom comes up."""

from __future__ import annotations

import json

import pytest

from pytest_awsevents import UnsupportedOperation
from pytest_awsevents.core.arn import parse_arn

KEY = {"SSECustomerKey": b"k" * 32, "SSECustomerAlgorithm": "AES256"}
PUTS = [
    ({"IfNoneMatch": '"etag"'}, "NotImplemented", 501),
    ({"Tagging": "=&="}, "InvalidTag", 400),
    ({"Tagging": "&&"}, "InvalidArgument", 400),
    ({"Tagging": "&".join(f"k{n}=v" for n in range(11))}, "BadRequest", 400),
    ({"Tagging": f"{'k' * 129}=v"}, "InvalidTag", 400),
    ({"Tagging": f"k={'v' * 257}"}, "InvalidTag", 400),
    ({"Tagging": "k=1&k=2"}, "InvalidTag", 400),
    ({"Tagging": "aws:k=1"}, "InvalidTag", 400),
    ({"ChecksumAlgorithm": "CRC16"}, None, None),
    ({**KEY, "ServerSideEncryption": "AES256"}, "InvalidArgument", 400),
    ({**KEY, "SSECustomerAlgorithm": "DES"}, "InvalidEncryptionAlgorithmError", 400),
    ({"SSECustomerAlgorithm": "AES256"}, "InvalidArgument", 400),
    ({"SSEKMSKeyId": "key"}, "InvalidArgument", 400),
]


@pytest.mark.parametrize(("params", "code", "status"), PUTS, ids=lambda x: str(x)[:40])
def test_puts(fake, s3, bucket, refused, params, code, status):
    if code is None:  # botocore would ask for another library first
        with pytest.raises(Exception, match="unsupported"):
            fake.scope().call("s3", "PutObject", {"Bucket": bucket, "Key": "k", **params})
        return
    with refused(code, status):
        s3.put_object(Bucket=bucket, Key="k", **params)
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


def test_buckets(s3, refused):
    with pytest.raises(UnsupportedOperation, match="BucketNamespace"):
        s3.create_bucket(Bucket="mine", BucketNamespace="account-regional")
    with refused("InvalidArgument", 400):
        s3.create_bucket(Bucket="mine", ObjectOwnership="Nobody")
    with refused("InvalidArgument", 400):
        s3.list_buckets(MaxBuckets=10_001)
    configuration = {"Tags": [{"Key": "team", "Value": "red"}]}
    s3.create_bucket(
        Bucket="mine", ACL="private", ObjectOwnership="BucketOwnerEnforced", CreateBucketConfiguration=configuration
    )
    assert s3.get_bucket_tagging(Bucket="mine")["TagSet"] == configuration["Tags"]
    s3.create_bucket(Bucket="open", ACL="public-read", ObjectOwnership="ObjectWriter")
    assert len(s3.get_bucket_acl(Bucket="open")["Grants"]) == 2
    with refused("BadRequest", 400):
        s3.put_bucket_tagging(Bucket="open", Tagging={"TagSet": [{"Key": str(n), "Value": ""} for n in range(51)]})
    with refused("InvalidArgument", 400):
        s3.put_bucket_acl(Bucket="open", GrantRead="nobody")
    with refused("MalformedXML", 400):
        s3.put_bucket_acl(Bucket="open", AccessControlPolicy={"Grants": []})


def test_settings(s3, bucket, refused):
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    with refused("MalformedXML", 400):
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule, rule]})
    with refused("MalformedXML", 400):
        wrong = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "rot13"}}
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [wrong]})
    with refused("MalformedXML", 400):
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": []})
    with refused("InvalidArgument", 400):
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, TransitionDefaultMinimumObjectSize="tiny")
    s3.put_bucket_encryption(
        Bucket=bucket,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}]
        },
    )
    arn = "arn:aws:kms:us-east-1:123456789012:key/one"
    put = s3.put_object(Bucket=bucket, Key="k", ServerSideEncryption="aws:kms", SSEKMSKeyId=arn)
    assert (put["SSEKMSKeyId"], put["BucketKeyEnabled"]) == (arn, True)
    managed = {s3.put_object(Bucket=bucket, Key=key)["SSEKMSKeyId"] for key in "ab"}
    assert len(managed) == 1


@pytest.mark.parametrize(("text", "message"), [
    ('{"Statement": ["x"]}', "invalid statement"),
    ('{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*"}]}', "Missing required field Resource"),
])  # fmt: skip
def test_policies(s3, bucket, refused, text, message):
    with refused("MalformedPolicy", 400, message):
        s3.put_bucket_policy(Bucket=bucket, Policy=text)


def test_policies_are_known_to_other_services(fake, s3, bucket):
    arn = parse_arn("arn:aws:s3:::files/prefix/*")
    assert fake.policy_of(fake.scope(), arn) == ()
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::files/*",
    }
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Statement": statement}))
    assert fake.policy_of(fake.scope(), arn) == (statement,)
    assert fake.policy_of(fake.scope(), parse_arn("arn:aws:s3:::nowhere")) is None


def test_reads(s3, bucket, refused):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", SSEKMSEncryptionContext="e30=", ServerSideEncryption="aws:kms")
    with refused("InvalidRange", 416):
        s3.get_object(Bucket=bucket, Key="k", Range="bytes=-0")
    with refused("InvalidArgument", 400):
        s3.get_object(Bucket=bucket, Key="k", PartNumber=0)
    s3.put_object(Bucket=bucket, Key="empty")
    assert s3.get_object(Bucket=bucket, Key="empty", PartNumber=1)["ContentLength"] == 0
    with refused("NoSuchKey", 404):
        s3.delete_object(Bucket=bucket, Key="nothing", IfMatch="*")


def test_copies(s3, bucket, refused):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    with refused("InvalidArgument", 400):
        s3.copy_object(Bucket=bucket, Key="to", CopySource=f"{bucket}/k", AnnotationDirective="MOVE")
    s3.copy_object(Bucket=bucket, Key="to", CopySource=f"{bucket}/k", WebsiteRedirectLocation="/x")
    assert s3.head_object(Bucket=bucket, Key="to")["WebsiteRedirectLocation"] == "/x"


def test_uploads(s3, bucket, refused):
    with refused("InvalidRequest", 400, "unsupported"):
        s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm="CRC16")
    with refused("NotImplemented", 501):
        s3.abort_multipart_upload(Bucket=bucket, Key="k", UploadId="x", IfMatchInitiatedTime="2026-01-01T00:00:00Z")
    upload = {"Bucket": bucket, "Key": "k"}
    upload["UploadId"] = s3.create_multipart_upload(**upload, **KEY)["UploadId"]
    with refused("IncompleteBody", 400):
        s3.upload_part(**upload, PartNumber=1, Body=b"x", ContentLength=2, **KEY)
    with refused("InvalidRequest", 400):
        s3.upload_part(**upload, PartNumber=1, Body=b"x")
    part = s3.upload_part(**upload, PartNumber=1, Body=b"x", **KEY)
    s3.put_object(Bucket=bucket, Key="source", Body=b"whole")
    s3.upload_part_copy(**upload, PartNumber=2, CopySource=f"{bucket}/source", **KEY)
    whole_key = {**KEY, "SSECustomerKey": "k" * 32, "SSECustomerKeyMD5": part["SSECustomerKeyMD5"]}
    listed = s3.list_parts(**upload, **whole_key)  # of this call, and of a later one, botocore makes no MD5
    assert [one["Size"] for one in listed["Parts"]] == [1, 5]
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}, **KEY)
    assert s3.get_object(Bucket=bucket, Key="k", **KEY)["Body"].read() == b"x"
    wanted = ["ObjectParts"]
    got = s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=wanted, **whole_key)["ObjectParts"]
    assert got == {"TotalPartsCount": 1}
    for name in ("a/1", "a/2", "b"):
        s3.create_multipart_upload(Bucket=bucket, Key=name)
    first = s3.list_multipart_uploads(Bucket=bucket, Delimiter="/", MaxUploads=1)
    assert (first["NextKeyMarker"], "NextUploadIdMarker" in first) == ("a/", False)
    rest = s3.list_multipart_uploads(Bucket=bucket, Delimiter="/", KeyMarker="a/")
    assert [one["Key"] for one in rest["Uploads"]] == ["b"]


def test_requesters_who_pay(fake, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k")
    s3.put_bucket_request_payment(Bucket=bucket, RequestPaymentConfiguration={"Payer": "Requester"})
    s3.delete_public_access_block(Bucket=bucket)
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::files/*"}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Statement": [statement]}))
    other = fake.account("222233334444").client("s3")
    assert other.get_object(Bucket=bucket, Key="k", RequestPayer="requester")["RequestCharged"] == "requester"
    assert "RequestCharged" not in s3.get_object(Bucket=bucket, Key="k", RequestPayer="requester")


def test_a_restored_object_that_is_gone_tells_nobody(fake, s3):
    fake.clock.freeze("2026-01-01T12:00Z")
    queue = fake.sqs.queue("restores")
    fake.s3.bucket("told")
    events = ["s3:ObjectRestore:*"]
    configuration = {"QueueConfigurations": [{"QueueArn": queue.arn, "Events": events}]}
    s3.put_bucket_notification_configuration(Bucket="told", NotificationConfiguration=configuration)
    for key in ("kept", "gone"):
        s3.put_object(Bucket="told", Key=key, StorageClass="GLACIER")
        s3.restore_object(Bucket="told", Key=key, RestoreRequest={"Days": 1, "Tier": "Bulk"})
    s3.delete_object(Bucket="told", Key="gone")
    fake.clock.tick(days=3)
    records = [message["Records"][0] for message in queue.messages() if "Records" in message]
    assert [(one["eventName"], one["s3"]["object"]["key"]) for one in records] == [
        ("ObjectRestore:Post", "kept"),
        ("ObjectRestore:Post", "gone"),
        ("ObjectRestore:Completed", "kept"),
        ("ObjectRestore:Delete", "kept"),
    ]
    assert records[2]["glacierEventData"] == {
        "restoreEventData": {
            "lifecycleRestorationExpiryTime": "2026-01-04T00:00:00.000Z",
            "lifecycleRestoreStorageClass": "GLACIER",
        }
    }


def test_access_points_are_refused_by_name(s3):
    arn = "arn:aws:s3:us-east-1:123456789012:accesspoint/mine"
    with pytest.raises(UnsupportedOperation, match="s3:GetObject with an access point"):
        s3.get_object(Bucket=arn, Key="k")
