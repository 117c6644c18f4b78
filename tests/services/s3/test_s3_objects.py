from __future__ import annotations

import base64
import hashlib
import io
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_awsevents import UnsupportedOperation

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BODY = bytes(range(256)) * 4


def test_a_body_comes_back_as_it_went(s3, bucket):
    put = s3.put_object(Bucket=bucket, Key="raw", Body=BODY)
    assert put["ETag"] == f'"{hashlib.md5(BODY).hexdigest()}"'
    assert put["ServerSideEncryption"] == "AES256"
    got = s3.get_object(Bucket=bucket, Key="raw")
    assert got["Body"].read() == BODY
    assert got["ContentLength"] == len(BODY)
    assert got["ContentType"] == "binary/octet-stream"
    assert got["AcceptRanges"] == "bytes"
    assert got["ETag"] == put["ETag"]
    assert "VersionId" not in got
    assert got["ResponseMetadata"]["HTTPStatusCode"] == 200


@pytest.mark.parametrize(
    "body", [b"", "text: ü", io.BytesIO(b"stream"), bytearray(b"array")], ids=["empty", "text", "stream", "array"]
)
def test_bodies_of_every_kind_are_taken(s3, bucket, body):
    s3.put_object(Bucket=bucket, Key="k", Body=body)
    want = {str: lambda: body.encode(), io.BytesIO: lambda: b"stream"}.get(type(body), lambda: bytes(body))()
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == want


@pytest.mark.needs_model("s3:HeadObject", "TagCount")
def test_what_describes_an_object_is_given_back(fake, s3, bucket):
    fake.clock.freeze(NOON)
    expires = datetime(2030, 1, 1, tzinfo=UTC)
    described = {
        "CacheControl": "no-store",
        "ContentDisposition": "inline",
        "ContentEncoding": "gzip",
        "ContentLanguage": "en",
        "ContentType": "text/csv",
        "WebsiteRedirectLocation": "/other",
        "StorageClass": "STANDARD_IA",
    }
    s3.put_object(
        Bucket=bucket, Key="k", Body=b"x", Expires=expires, Metadata={"Owner": " me "}, Tagging="a=1&b=", **described
    )
    for read in (s3.get_object, s3.head_object):
        got = read(Bucket=bucket, Key="k")
        assert {name: got[name] for name in described} == described
        assert got["Metadata"] == {"owner": "me"}
        assert got["TagCount"] == 2
        assert got["LastModified"] == NOON
        assert got["Expires"] == expires
        assert got["ExpiresString"] == "Tue, 01 Jan 2030 00:00:00 GMT"
    got = s3.get_object(Bucket=bucket, Key="k", ResponseContentType="text/plain", ResponseExpires=NOON)
    assert (got["ContentType"], got["Expires"]) == ("text/plain", NOON)


def test_missing_objects(s3, bucket, refused):
    with refused("NoSuchKey", 404) as error:
        s3.get_object(Bucket=bucket, Key="nothing")
    assert error["Key"] == "nothing"
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key="nothing")
    with refused("404", 404, "Not Found"):
        s3.head_object(Bucket=bucket, Key="nothing")
    with refused("NoSuchBucket", 404):
        s3.put_object(Bucket="nowhere", Key="k")


@given(size=st.integers(0, 40), start=st.integers(0, 50), length=st.integers(1, 50), form=st.sampled_from("abc"))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ranges_are_slices(s3, bucket, refused, size, start, length, form):
    body = BODY[:size]
    s3.put_object(Bucket=bucket, Key="k", Body=body)
    text, want = {
        "a": (f"bytes={start}-{start + length - 1}", body[start : start + length]),
        "b": (f"bytes={start}-", body[start:]),
        "c": (f"bytes=-{length}", body[-length:]),
    }[form]
    if not want:
        with refused("InvalidRange", 416):
            s3.get_object(Bucket=bucket, Key="k", Range=text)
        return
    got = s3.get_object(Bucket=bucket, Key="k", Range=text)
    assert got["Body"].read() == want
    first = body.index(want) if len(set(want)) == len(want) else None
    assert first is None or got["ContentRange"] == f"bytes {first}-{first + len(want) - 1}/{size}"
    assert got["ContentLength"] == len(want)
    assert got["ResponseMetadata"]["HTTPStatusCode"] == 206


@pytest.mark.parametrize("text", ["lines=1-2", "bytes=5-2", "bytes=0-1,3-4", "bytes=-"])
def test_ranges_that_s3_does_not_read_give_the_whole(s3, bucket, text):
    s3.put_object(Bucket=bucket, Key="k", Body=b"0123456789")
    got = s3.get_object(Bucket=bucket, Key="k", Range=text)
    assert got["Body"].read() == b"0123456789"
    assert "ContentRange" not in got


def test_the_only_part_of_a_plain_object_is_all_of_it(s3, bucket, refused):
    s3.put_object(Bucket=bucket, Key="k", Body=b"0123456789")
    assert s3.get_object(Bucket=bucket, Key="k", PartNumber=1)["Body"].read() == b"0123456789"
    with refused("InvalidPartNumber", 416):
        s3.get_object(Bucket=bucket, Key="k", PartNumber=2)
    with refused("InvalidRequest", 400):
        s3.get_object(Bucket=bucket, Key="k", PartNumber=1, Range="bytes=0-1")
    with refused("416", 416):
        s3.head_object(Bucket=bucket, Key="k", Range="bytes=10-")


CONDITIONS = [
    ({"IfMatch": "right"}, None),
    ({"IfMatch": "*"}, None),
    ({"IfMatch": "wrong"}, "PreconditionFailed"),
    ({"IfNoneMatch": "wrong"}, None),
    ({"IfNoneMatch": "right"}, "304"),
    ({"IfModifiedSince": -1}, None),
    ({"IfModifiedSince": 0}, "304"),
    ({"IfUnmodifiedSince": 0}, None),
    ({"IfUnmodifiedSince": -1}, "PreconditionFailed"),
    ({"IfMatch": "right", "IfUnmodifiedSince": -1}, None),
    ({"IfNoneMatch": "wrong", "IfModifiedSince": 0}, None),
    ({"IfNoneMatch": "right", "IfModifiedSince": -1}, "304"),
]


@pytest.mark.parametrize(("conditions", "code"), CONDITIONS, ids=str)
def test_conditional_reads(fake, s3, bucket, refused, conditions, code):
    fake.clock.freeze(NOON)
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"x")["ETag"]
    given = {
        name: NOON + timedelta(hours=value) if isinstance(value, int) else {"right": etag}.get(value, value)
        for name, value in conditions.items()
    }
    if code is None:
        assert s3.get_object(Bucket=bucket, Key="k", **given)["Body"].read() == b"x"
        return
    status = 304 if code == "304" else 412
    with refused(code, status):
        s3.get_object(Bucket=bucket, Key="k", **given)
    with refused(str(status), status):
        s3.head_object(Bucket=bucket, Key="k", **given)


def test_conditional_writes_and_deletes(s3, bucket, refused):
    first = s3.put_object(Bucket=bucket, Key="k", Body=b"1", IfNoneMatch="*")["ETag"]
    with refused("PreconditionFailed", 412) as error:
        s3.put_object(Bucket=bucket, Key="k", Body=b"2", IfNoneMatch="*")
    assert error["Condition"] == "If-None-Match"
    s3.put_object(Bucket=bucket, Key="k", Body=b"2", IfMatch=first)
    with refused("PreconditionFailed", 412):
        s3.put_object(Bucket=bucket, Key="k", Body=b"3", IfMatch=first)
    with refused("NoSuchKey", 404):
        s3.put_object(Bucket=bucket, Key="other", IfMatch=first)
    with refused("PreconditionFailed", 412):
        s3.delete_object(Bucket=bucket, Key="k", IfMatch=first)
    with refused("NotImplemented", 501):
        s3.delete_object(Bucket=bucket, Key="k", IfMatchSize=1)
    with refused("NotImplemented", 501):
        s3.put_object(Bucket=bucket, Key="k", WriteOffsetBytes=1)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"2"


@pytest.mark.needs_model("s3:HeadObject", "ChecksumType")
def test_botocore_s_checksum_is_kept_and_shown(s3, bucket):
    crc = base64.b64encode(zlib.crc32(BODY).to_bytes(4, "big")).decode()
    put = s3.put_object(Bucket=bucket, Key="k", Body=BODY)
    assert (put["ChecksumCRC32"], put["ChecksumType"]) == (crc, "FULL_OBJECT")
    assert s3.get_object(Bucket=bucket, Key="k")["ChecksumCRC32"] == crc
    assert "ChecksumCRC32" not in s3.get_object(Bucket=bucket, Key="k", Range="bytes=0-1")
    assert s3.list_objects_v2(Bucket=bucket)["Contents"][0]["ChecksumAlgorithm"] == ["CRC32"]


CHECKSUMS = {
    "SHA1": "Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
    "SHA256": "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=",
    "CRC32C": "yZRlqg==",
    "CRC64NVME": "jSnVw/bqjr4=",
    "CRC32": "DUoRhQ==",
}


@pytest.mark.parametrize("algorithm", CHECKSUMS)
def test_checksums_are_compared_with_the_body(s3, bucket, refused, algorithm):
    member = f"Checksum{algorithm}"
    put = s3.put_object(Bucket=bucket, Key="k", Body=b"hello world", **{member: CHECKSUMS[algorithm]})
    assert put[member] == CHECKSUMS[algorithm]
    with refused("BadDigest", 400, algorithm):
        s3.put_object(Bucket=bucket, Key="k", Body=b"hello word", **{member: CHECKSUMS[algorithm]})
    with refused("InvalidRequest", 400, algorithm.lower()):
        s3.put_object(Bucket=bucket, Key="k", Body=b"", **{member: "c2hvcnQ="})


def test_other_checksums(fake, s3, bucket, refused):
    with refused("InvalidRequest", 400, "Expecting a single"):
        s3.put_object(Bucket=bucket, Key="k", ChecksumSHA1=CHECKSUMS["SHA1"], ChecksumCRC32=CHECKSUMS["CRC32"])
    with pytest.raises(UnsupportedOperation, match="XXHASH64"):
        s3.put_object(Bucket=bucket, Key="k", ChecksumXXHASH64="AAAAAAAAAAA=")
    response = fake.scope().call("s3", "PutObject", {"Bucket": bucket, "Key": "k", "Body": b"hello world"})
    assert response["ChecksumCRC64NVME"] == CHECKSUMS["CRC64NVME"]  # what S3 takes where no client chose


def test_content_md5_and_length_are_checked(s3, bucket, refused):
    md5 = base64.b64encode(hashlib.md5(b"x").digest()).decode()
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", ContentMD5=md5, ContentLength=1)
    with refused("BadDigest", 400):
        s3.put_object(Bucket=bucket, Key="k", Body=b"y", ContentMD5=md5)
    with refused("InvalidDigest", 400):
        s3.put_object(Bucket=bucket, Key="k", Body=b"y", ContentMD5="short")
    with refused("IncompleteBody", 400):
        s3.put_object(Bucket=bucket, Key="k", Body=b"y", ContentLength=2)


def test_keys_metadata_and_storage_classes_have_limits(s3, bucket, refused):
    s3.put_object(Bucket=bucket, Key="ü" * 512)
    with refused("KeyTooLongError", 400):
        s3.put_object(Bucket=bucket, Key="ü" * 513)
    with refused("MetadataTooLarge", 400):
        s3.put_object(Bucket=bucket, Key="k", Metadata={"a": "x" * 2048})
    with refused("InvalidStorageClass", 400):
        s3.put_object(Bucket=bucket, Key="k", StorageClass="ATTIC")
    with refused("InvalidRequest", 400, "Object Lock"):
        s3.put_object(Bucket=bucket, Key="k", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=NOON)


def test_deleting_is_no_error_where_nothing_is(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a")
    answer = s3.delete_object(Bucket=bucket, Key="a")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert set(answer) == {"ResponseMetadata"}
    assert s3.delete_object(Bucket=bucket, Key="a")
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


def test_many_are_deleted_at_once(s3, bucket, refused):
    etag = s3.put_object(Bucket=bucket, Key="a", Body=b"a")["ETag"]
    s3.put_object(Bucket=bucket, Key="b", Body=b"b")
    wanted = [{"Key": "a", "ETag": etag}, {"Key": "b", "ETag": etag}, {"Key": "c"}]
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": wanted})
    assert answer["Deleted"] == [{"Key": "a"}, {"Key": "c"}]
    assert [(one["Key"], one["Code"]) for one in answer["Errors"]] == [("b", "PreconditionFailed")]
    quiet = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "b"}], "Quiet": True})
    assert set(quiet) == {"ResponseMetadata"}
    with refused("MalformedXML", 400):
        s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": str(n)} for n in range(1001)]})
    with refused("InvalidArgument", 400, "Object Lock"):
        s3.delete_object(Bucket=bucket, Key="a", BypassGovernanceRetention=True)


def test_waiters_see_objects_come_and_go(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k")
    s3.get_waiter("object_exists").wait(Bucket=bucket, Key="k")
    s3.delete_object(Bucket=bucket, Key="k")
    s3.get_waiter("object_not_exists").wait(Bucket=bucket, Key="k")


@pytest.mark.needs_model("s3:HeadObject", "ChecksumType")
def test_attributes_of_an_object(s3, bucket, refused):
    s3.put_object(Bucket=bucket, Key="k", Body=b"hello world")
    wanted = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"]
    got = s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=wanted)
    assert got["ETag"] == hashlib.md5(b"hello world").hexdigest()
    assert got["Checksum"] == {"ChecksumCRC32": CHECKSUMS["CRC32"], "ChecksumType": "FULL_OBJECT"}
    assert (got["StorageClass"], got["ObjectSize"]) == ("STANDARD", 11)
    assert "ObjectParts" not in got
    with refused("InvalidArgument", 400):
        s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["Colour"])


def test_a_stream_is_read_again_when_a_call_is_retried(fake, s3, bucket):
    fake.fail_next("s3:PutObject", code="SlowDown", times=1)
    answer = s3.put_object(Bucket=bucket, Key="k", Body=io.BytesIO(b"all of it"))
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"all of it"
