"""s3transfer's threads, answered through stubs of S3."""

from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import Any

import boto3
import pytest
from boto3.s3.transfer import TransferConfig

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.fake import AwsFake

CONTENT = bytes(range(256)) * 64
PART = 5 * 1024 * 1024
IN_PARTS = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, max_concurrency=3)


class Bucket:
    """As much of S3 as uploads and downloads need, by stubs."""

    def __init__(self, fake: AwsFake) -> None:
        self.objects: dict[str, bytes] = {}
        self.parts: dict[int, bytes] = {}
        self.threads: set[int] = set()
        for operation in (
            "put_object",
            "head_object",
            "get_object",
            "create_multipart_upload",
            "upload_part",
            "complete_multipart_upload",
        ):
            fake.stub("s3", operation, getattr(self, operation))

    def put_object(self, params: Any) -> Any:
        self.threads.add(threading.get_ident())
        self.objects[params["Key"]] = params["Body"]
        return {"ETag": '"e"'}

    def head_object(self, params: Any) -> Any:
        if params["Key"] not in self.objects:
            return AwsError("404", "Not Found")
        return {"ContentLength": len(self.objects[params["Key"]]), "ETag": '"e"'}

    def get_object(self, params: Any) -> Any:
        self.threads.add(threading.get_ident())
        body = self.objects[params["Key"]]
        if "Range" not in params:
            return {"Body": body, "ETag": '"e"'}
        first, _, last = params["Range"].removeprefix("bytes=").partition("-")
        end = int(last) if last else len(body) - 1
        content_range = f"bytes {first}-{end}/{len(body)}"
        return {"Body": body[int(first) : end + 1], "ContentRange": content_range, "ETag": '"e"'}

    def create_multipart_upload(self, params: Any) -> Any:
        return {"UploadId": "u"}

    def upload_part(self, params: Any) -> Any:
        self.threads.add(threading.get_ident())
        self.parts[params["PartNumber"]] = params["Body"]
        return {"ETag": f'"{params["PartNumber"]}"'}

    def complete_multipart_upload(self, params: Any) -> Any:
        listed = [part["PartNumber"] for part in params["MultipartUpload"]["Parts"]]
        self.objects[params["Key"]] = b"".join(self.parts[number] for number in listed)
        return {"ETag": '"whole"'}


@pytest.fixture
def bucket(fake: AwsFake) -> Bucket:
    return Bucket(fake)


def test_a_file_goes_up_and_comes_down(fake: AwsFake, bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "up").write_bytes(CONTENT)
    client = boto3.client("s3")
    client.upload_file(str(tmp_path / "up"), "b", "k")
    assert bucket.objects == {"k": CONTENT}
    client.download_file("b", "k", str(tmp_path / "down"))
    assert (tmp_path / "down").read_bytes() == CONTENT
    assert [call.operation for call in fake.recorded.calls] == ["PutObject", "HeadObject", "GetObject"]
    assert threading.get_ident() not in bucket.threads


def test_progress_is_told(bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "up").write_bytes(CONTENT)
    client = boto3.client("s3")
    up: list[int] = []
    client.upload_file(str(tmp_path / "up"), "b", "k", Callback=up.append)
    assert sum(up) == len(CONTENT)
    down: list[int] = []
    client.download_file("b", "k", str(tmp_path / "down"), Callback=down.append)
    assert sum(down) == len(CONTENT)


def test_progress_counts_what_is_sent_again_once(fake: AwsFake, bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "up").write_bytes(CONTENT)
    fake.stub("s3", "put_object", AwsError("SlowDown", "slow"), times=1)
    up: list[int] = []
    boto3.client("s3").upload_file(str(tmp_path / "up"), "b", "k", Callback=up.append)
    assert bucket.objects == {"k": CONTENT}
    assert sum(up) == len(CONTENT)


def test_a_large_file_goes_in_parts_and_comes_in_ranges(fake: AwsFake, bucket: Bucket) -> None:
    content = b"a" * PART + b"b" * PART + b"c" * 10
    client = boto3.client("s3")
    client.upload_fileobj(io.BytesIO(content), "b", "k", Config=IN_PARTS)
    assert {number: len(part) for number, part in bucket.parts.items()} == {1: PART, 2: PART, 3: 10}
    assert bucket.objects["k"] == content
    received = io.BytesIO()
    client.download_fileobj("b", "k", received, Config=IN_PARTS)
    assert received.getvalue() == content
    operations = [call.operation for call in fake.recorded.calls]
    assert operations.count("UploadPart") == 3
    assert operations.count("GetObject") == 3


def test_a_resource_transfers_too(bucket: Bucket) -> None:
    thing = boto3.resource("s3").Object("b", "k")
    thing.put(Body="text")
    assert thing.get()["Body"].read() == b"text"


def test_errors_of_a_thread_reach_the_caller(bucket: Bucket, tmp_path: Path) -> None:
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError, match="404"):
        boto3.client("s3").download_file("b", "none", str(tmp_path / "down"))


def test_a_body_is_read_in_all_the_ways_of_botocore(fake: AwsFake) -> None:
    fake.stub("s3", "get_object", {"Body": b"one\ntwo\nthree"})
    client = boto3.client("s3")

    def body() -> Any:
        return client.get_object(Bucket="b", Key="k")["Body"]

    assert body().read() == b"one\ntwo\nthree"
    assert body().read(3) == b"one"
    assert list(body().iter_lines()) == [b"one", b"two", b"three"]
    assert b"".join(body().iter_chunks(2)) == b"one\ntwo\nthree"
    with body() as opened:
        assert opened.read() == b"one\ntwo\nthree"
        assert opened.read() == b""


def test_a_missing_body_is_empty(fake: AwsFake) -> None:
    fake.stub("s3", "get_object", {})
    response = boto3.client("s3").get_object(Bucket="b", Key="k")
    assert response["Body"].read() == b""
