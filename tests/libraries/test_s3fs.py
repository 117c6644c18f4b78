"""s3fs: files in buckets, by aiobotocore in a loop and a thread of fsspec's own."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytest.importorskip("s3fs")

import fsspec
import s3fs

from pytest_awsevents import AwsFake

MIB = 1024 * 1024
BIG = bytes(range(256)) * (12 * MIB // 256) + b"end"


@pytest.fixture
def files(fake: AwsFake) -> Any:
    s3fs.S3FileSystem.clear_instance_cache()
    return s3fs.S3FileSystem(skip_instance_cache=True)


def test_files_are_written_read_listed_copied_and_removed(fake: AwsFake, files: Any, bucket: str) -> None:
    files.pipe(f"{bucket}/in/one.txt", b"one")
    with files.open(f"{bucket}/in/big", "wb", block_size=5 * MIB) as stream:
        stream.write(BIG)
    assert files.ls(f"{bucket}/in") == [f"{bucket}/in/big", f"{bucket}/in/one.txt"]
    assert files.info(f"{bucket}/in/big")["size"] == len(BIG)
    with files.open(f"{bucket}/in/big", "rb") as stream:
        stream.seek(-3, 2)
        assert stream.read() == b"end"
    assert files.cat(f"{bucket}/in/one.txt") == b"one"
    assert files.glob(f"{bucket}/in/*.txt") == [f"{bucket}/in/one.txt"]
    files.copy(f"{bucket}/in/one.txt", f"{bucket}/out/one.txt")
    files.mv(f"{bucket}/in/one.txt", f"{bucket}/in/two.txt")
    assert sorted(files.find(bucket)) == [f"{bucket}/in/big", f"{bucket}/in/two.txt", f"{bucket}/out/one.txt"]
    with pytest.raises(FileNotFoundError):
        files.cat(f"{bucket}/nothing")
    files.rm(bucket + "/in", recursive=True)
    assert fake.s3.bucket(bucket).keys() == ["out/one.txt"]


def test_a_path_of_fsspec(fake: AwsFake, files: Any, bucket: str) -> None:
    with fsspec.open(f"s3://{bucket}/orders.json", "w") as stream:
        json.dump([1, 2], stream)
    assert fake.s3.bucket(bucket).get("orders.json") == b"[1, 2]"
    with fsspec.open(f"s3://{bucket}/orders.json") as stream:
        assert json.load(stream) == [1, 2]


def test_a_handler_writes_with_it(fake: AwsFake, files: Any, bucket: str) -> None:
    def handler(received: Any, context: Any) -> None:
        files.pipe(f"{bucket}/{received['detail']['id']}", b"paid")

    function = fake.lambda_.function("store", handler)
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=function)
    fake.eventbridge.put("OrderPaid", {"id": "o-1"}, source="shop")
    fake.lambda_.assert_not_failed(function)
    files.pipe(f"{bucket}/by-test", b"")
    by_handler, by_test = fake.recorded.calls.matching(lambda call: call.operation == "PutObject")
    assert by_handler.params["Key"] == "o-1"
    assert by_handler.cause is function.invocations[0].api_call
    assert by_test.cause is None
