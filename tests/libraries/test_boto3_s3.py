"""S3 by way of what boto3 brings along: s3transfer and resources."""

from __future__ import annotations

import io
import threading
import tracemalloc

import pytest
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

MIB = 1024 * 1024
PARTED = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB, max_concurrency=4)
BIG = bytes(range(256)) * (12 * MIB // 256) + b"end"


def test_files_go_up_and_down(s3, bucket, tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"small")
    s3.upload_file(str(source), bucket, "small", ExtraArgs={"ContentType": "text/plain", "Metadata": {"a": "1"}})
    assert s3.head_object(Bucket=bucket, Key="small")["ContentType"] == "text/plain"
    s3.download_file(bucket, "small", str(target))
    assert target.read_bytes() == b"small"


def test_large_files_go_in_parts_by_threads(fake, s3, bucket, tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(BIG)
    sent, lock = [], threading.Lock()

    def progress(count):
        with lock:
            sent.append(count)

    s3.upload_file(str(source), bucket, "big", Config=PARTED, Callback=progress)
    assert sum(sent) == len(BIG)
    head = s3.head_object(Bucket=bucket, Key="big")
    assert head["ETag"].endswith('-3"')
    assert head["ContentLength"] == len(BIG)
    assert len(fake.recorded.calls.matching(lambda call: call.operation == "UploadPart")) == 3
    s3.download_file(bucket, "big", str(target), Config=PARTED)
    assert target.read_bytes() == BIG
    assert len(fake.recorded.calls.matching(lambda call: call.operation == "GetObject")) == 3


def test_file_objects_go_up_and_down(s3, bucket):
    s3.upload_fileobj(io.BytesIO(BIG), bucket, "big", Config=PARTED)
    stream = io.BytesIO()
    s3.download_fileobj(bucket, "big", stream, Config=PARTED)
    assert stream.getvalue() == BIG


def test_a_managed_copy_copies_parts(fake, s3, bucket):
    s3.put_object(Bucket=bucket, Key="big", Body=BIG, Metadata={"a": "1"})
    s3.copy({"Bucket": bucket, "Key": "big"}, bucket, "copy", Config=PARTED)
    assert s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == BIG
    assert len(fake.recorded.calls.matching(lambda call: call.operation == "UploadPartCopy")) == 3


def test_a_failed_upload_is_aborted(fake, s3, bucket):
    fake.fail_next("s3:UploadPart", code="AccessDenied", times=None)
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.upload_fileobj(io.BytesIO(BIG), bucket, "big", Config=PARTED)
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


def test_bodies_are_read_in_all_ways(s3, bucket):
    s3.put_object(Bucket=bucket, Key="lines", Body=b"one\ntwo\nthree")

    def body(**which):
        return s3.get_object(Bucket=bucket, Key="lines", **which)["Body"]

    assert list(body().iter_lines()) == [b"one", b"two", b"three"]
    assert list(body(Range="bytes=4-")) == [b"two\nthree"]
    assert io.TextIOWrapper(body(Range="bytes=4-")).readline() == "two\n"
    assert list(body(Range="bytes=0-2").iter_chunks(2)) == [b"on", b"e"]
    with body() as stream:
        assert stream.read(3) == b"one"
        assert stream.tell() == 3


def test_resources(fake, bucket):
    resource = fake.session().resource("s3")
    files = resource.Bucket(bucket)
    files.put_object(Key="a/1", Body=b"1")
    files.upload_fileobj(io.BytesIO(b"2"), "a/2")
    resource.Object(bucket, "b").put(Body=b"3")
    assert [one.key for one in files.objects.filter(Prefix="a/")] == ["a/1", "a/2"]
    assert [one.size for one in files.objects.all()] == [1, 1, 1]
    one = files.Object("a/1")
    assert (one.content_length, one.e_tag) == (1, '"c4ca4238a0b923820dcc509a6f75849b"')
    assert one.get()["Body"].read() == b"1"
    one.copy_from(CopySource={"Bucket": bucket, "Key": "b"})
    assert one.get()["Body"].read() == b"3"
    assert files.creation_date is not None
    assert [one.name for one in resource.buckets.all()] == [bucket]
    files.Versioning().enable()
    assert files.Versioning().status == "Enabled"
    files.objects.filter(Prefix="a/").delete()
    assert [one.key for one in files.objects.all()] == ["b"]
    files.object_versions.all().delete()
    files.delete()
    files.wait_until_not_exists()
    assert list(resource.buckets.all()) == []


def test_a_large_object_costs_its_size_once(s3, bucket):
    size = 64 * MIB
    tracemalloc.start()
    try:
        s3.upload_fileobj(io.BytesIO(bytes(size)), bucket, "big", Config=TransferConfig(use_threads=False))
        for _ in range(3):
            s3.get_object(Bucket=bucket, Key="big", Range="bytes=1000-40000000")
            s3.copy_object(Bucket=bucket, Key="copy", CopySource=f"{bucket}/big")
        body = s3.get_object(Bucket=bucket, Key="big")["Body"]
        assert sum(map(len, body.iter_chunks(MIB))) == size
        held, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 1.1 * size
    assert peak < 2.5 * size  # the stream that goes up is one copy more
