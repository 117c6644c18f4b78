from __future__ import annotations

import base64
import hashlib
import zlib

import pytest

MIB = 1024 * 1024
PARTS = [b"a" * 5 * MIB, b"b" * 5 * MIB, b"end"]


def begin(s3, bucket, key="big", **params):
    created = s3.create_multipart_upload(Bucket=bucket, Key=key, **params)
    return {"Bucket": bucket, "Key": key, "UploadId": created["UploadId"]}


def fill(s3, upload, bodies=PARTS, **params):
    answers = [
        s3.upload_part(**upload, PartNumber=number, Body=body, **params) for number, body in enumerate(bodies, start=1)
    ]
    return [
        {"PartNumber": number, **{name: answer[name] for name in answer if name.startswith(("ETag", "Checksum"))}}
        for number, answer in enumerate(answers, start=1)
    ]


def complete(s3, upload, parts, **params):
    return s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts}, **params)


@pytest.mark.needs_model("s3:CompleteMultipartUpload", "ChecksumType")
def test_parts_become_an_object(s3, bucket):
    upload = begin(s3, bucket, ContentType="text/plain", Metadata={"a": "1"}, Tagging="t=1")
    answer = complete(s3, upload, fill(s3, upload))
    digests = b"".join(hashlib.md5(part).digest() for part in PARTS)
    assert answer["ETag"] == f'"{hashlib.md5(digests).hexdigest()}-3"'
    assert answer["Location"] == "https://files.s3.us-east-1.amazonaws.com/big"
    assert answer["ChecksumType"] == "FULL_OBJECT"
    assert "ChecksumCRC64NVME" in answer
    got = s3.get_object(Bucket=bucket, Key="big")
    assert got["Body"].read() == b"".join(PARTS)
    assert (got["ContentType"], got["Metadata"], got["TagCount"]) == ("text/plain", {"a": "1"}, 1)
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


def test_ranges_run_over_the_seams_of_parts(s3, bucket):
    upload = begin(s3, bucket)
    complete(s3, upload, fill(s3, upload))
    size = 5 * MIB
    got = s3.get_object(Bucket=bucket, Key="big", Range=f"bytes={size - 2}-{size + 1}")
    assert got["Body"].read() == b"aabb"
    body = s3.get_object(Bucket=bucket, Key="big")["Body"]
    chunks = list(body.iter_chunks(3 * MIB))
    assert b"".join(chunks) == b"".join(PARTS)
    part = s3.get_object(Bucket=bucket, Key="big", PartNumber=3)
    assert (part["Body"].read(), part["PartsCount"]) == (b"end", 3)
    assert s3.head_object(Bucket=bucket, Key="big", PartNumber=2)["ContentLength"] == size


@pytest.mark.needs_model("s3:CompleteMultipartUpload", "ChecksumType")
def test_composite_checksums(s3, bucket, refused):
    upload = begin(s3, bucket, ChecksumAlgorithm="CRC32")
    parts = fill(s3, upload)
    with refused("InvalidRequest", 400, "must include the checksum for each part"):
        complete(s3, upload, [{"PartNumber": 1, "ETag": parts[0]["ETag"]}])
    raw = b"".join(zlib.crc32(part).to_bytes(4, "big") for part in PARTS)
    want = base64.b64encode(zlib.crc32(raw).to_bytes(4, "big")).decode() + "-3"
    with refused("BadDigest", 400):
        complete(s3, upload, parts, ChecksumCRC32="AAAAAA==")
    answer = complete(s3, upload, parts, ChecksumCRC32=want)
    assert (answer["ChecksumCRC32"], answer["ChecksumType"]) == (want, "COMPOSITE")
    wanted = ["ObjectParts", "Checksum", "ETag"]
    got = s3.get_object_attributes(Bucket=bucket, Key="big", ObjectAttributes=wanted, MaxParts=2)["ObjectParts"]
    assert (got["TotalPartsCount"], got["IsTruncated"], got["NextPartNumberMarker"]) == (3, True, 2)
    assert [(one["PartNumber"], one["Size"]) for one in got["Parts"]] == [(1, 5 * MIB), (2, 5 * MIB)]
    assert got["Parts"][0]["ChecksumCRC32"] == parts[0]["ChecksumCRC32"]
    part = s3.head_object(Bucket=bucket, Key="big", PartNumber=1, ChecksumMode="ENABLED")
    assert part["ChecksumCRC32"] == parts[0]["ChecksumCRC32"]


def test_full_object_checksums(s3, bucket, refused):
    upload = begin(s3, bucket, ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT")
    want = base64.b64encode(zlib.crc32(b"".join(PARTS)).to_bytes(4, "big")).decode()
    parts = fill(s3, upload)
    with refused("InvalidRequest", 400, "FULL_OBJECT"):
        complete(s3, upload, parts, ChecksumType="COMPOSITE")
    answer = complete(s3, upload, parts)
    assert (answer["ChecksumCRC32"], answer["ChecksumType"]) == (want, "FULL_OBJECT")


def test_algorithms_have_to_fit(s3, bucket, refused):
    with refused("InvalidRequest", 400, "COMPOSITE"):
        begin(s3, bucket, ChecksumAlgorithm="CRC64NVME", ChecksumType="COMPOSITE")
    with refused("InvalidRequest", 400, "FULL_OBJECT"):
        begin(s3, bucket, ChecksumAlgorithm="SHA256", ChecksumType="FULL_OBJECT")
    with refused("InvalidRequest", 400, "x-amz-checksum-algorithm"):
        begin(s3, bucket, ChecksumType="FULL_OBJECT")
    upload = begin(s3, bucket, ChecksumAlgorithm="SHA256")
    with refused("InvalidRequest", 400, "expected checksum Type: sha256, actual checksum Type: crc32"):
        s3.upload_part(**upload, PartNumber=1, Body=b"")  # botocore sends CRC32 where it is told nothing
    assert s3.upload_part(**upload, PartNumber=1, Body=b"", ChecksumAlgorithm="SHA256")["ChecksumSHA256"]


def test_wrong_lists_of_parts(s3, bucket, refused):
    upload = begin(s3, bucket)
    parts = fill(s3, upload, [b"small", b"end"])
    with refused("EntityTooSmall", 400) as error:
        complete(s3, upload, parts)
    assert (error["PartNumber"], error["ProposedSize"]) == ("1", "5")
    with refused("InvalidPartOrder", 400):
        complete(s3, upload, parts[::-1])
    with refused("InvalidPart", 400):
        complete(s3, upload, [{"PartNumber": 1, "ETag": "wrong"}])
    with refused("MalformedXML", 400):
        complete(s3, upload, [])
    with refused("InvalidRequest", 400, "x-amz-mp-object-size"):
        complete(s3, upload, parts[1:], MpuObjectSize=4)
    with refused("InvalidArgument", 400, "between 1 and 10000"):
        s3.upload_part(**upload, PartNumber=10_001, Body=b"")
    complete(s3, upload, parts[1:], MpuObjectSize=3)
    assert s3.get_object(Bucket=bucket, Key="big")["Body"].read() == b"end"


def test_aborted_and_finished_uploads_are_gone(s3, bucket, refused):
    upload = begin(s3, bucket)
    s3.abort_multipart_upload(**upload)
    with pytest.raises(s3.exceptions.NoSuchUpload):
        s3.upload_part(**upload, PartNumber=1, Body=b"")
    with refused("NoSuchUpload", 404) as error:
        s3.list_parts(**upload)
    assert error["UploadId"] == upload["UploadId"]
    with refused("NoSuchUpload", 404):
        s3.abort_multipart_upload(**upload)


def test_a_finished_upload_may_be_refused(s3, bucket, refused):
    s3.put_object(Bucket=bucket, Key="big")
    upload = begin(s3, bucket)
    parts = fill(s3, upload, [b"x"])
    with refused("PreconditionFailed", 412):
        complete(s3, upload, parts, IfNoneMatch="*")
    assert len(s3.list_multipart_uploads(Bucket=bucket)["Uploads"]) == 1


def test_parts_are_copied(s3, bucket):
    s3.put_object(Bucket=bucket, Key="source", Body=PARTS[0] + PARTS[2])
    upload = begin(s3, bucket)
    source = {"Bucket": bucket, "Key": "source"}
    ranges = ["bytes=0-5242879", "bytes=5242880-5242882"]
    parts = [
        {
            "PartNumber": number,
            "ETag": s3.upload_part_copy(**upload, PartNumber=number, CopySource=source, CopySourceRange=text)[
                "CopyPartResult"
            ]["ETag"],
        }
        for number, text in enumerate(ranges, start=1)
    ]
    complete(s3, upload, parts)
    assert s3.get_object(Bucket=bucket, Key="big")["Body"].read() == PARTS[0] + PARTS[2]


@pytest.mark.parametrize("text", ["bytes=0-", "bytes=3-9", "0-1"])
def test_ranges_of_copied_parts_are_read_strictly(s3, bucket, refused, text):
    s3.put_object(Bucket=bucket, Key="source", Body=b"12345")
    upload = begin(s3, bucket)
    with refused("InvalidArgument", 400):
        s3.upload_part_copy(**upload, PartNumber=1, CopySource=f"{bucket}/source", CopySourceRange=text)


def test_uploads_and_parts_are_listed_in_pages(s3, bucket):
    uploads = [begin(s3, bucket, key) for key in ("b/1", "a", "a", "b/2", "c")]
    pages = list(s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2}))
    listed = [(one["Key"], one["UploadId"]) for page in pages for one in page["Uploads"]]
    assert listed == [(uploads[number]["Key"], uploads[number]["UploadId"]) for number in (1, 2, 0, 3, 4)]
    folded = s3.list_multipart_uploads(Bucket=bucket, Delimiter="/", Prefix="")
    assert [one["Key"] for one in folded["Uploads"]] == ["a", "a", "c"]
    assert folded["CommonPrefixes"] == [{"Prefix": "b/"}]
    fill(s3, uploads[0], [b"1", b"22", b"333"])
    pages = list(s3.get_paginator("list_parts").paginate(**uploads[0], PaginationConfig={"PageSize": 2}))
    assert [(one["PartNumber"], one["Size"]) for page in pages for one in page["Parts"]] == [(1, 1), (2, 2), (3, 3)]
    assert pages[0]["StorageClass"] == "STANDARD"


@pytest.mark.needs_model("s3:CreateMultipartUpload", "ChecksumType")
def test_kms_and_checksums_of_an_upload_are_told_at_once(s3, bucket):
    answer = s3.create_multipart_upload(
        Bucket=bucket, Key="k", ServerSideEncryption="aws:kms", SSEKMSKeyId="key", ChecksumAlgorithm="SHA1"
    )
    assert (answer["ServerSideEncryption"], answer["ChecksumAlgorithm"]) == ("aws:kms", "SHA1")
    assert answer["ChecksumType"] == "COMPOSITE"
