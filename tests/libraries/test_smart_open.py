"""smart_open: objects as files, streamed in parts."""

from __future__ import annotations

import boto3
import pytest

pytest.importorskip("smart_open")

from smart_open import open as open_object

from pytest_awsevents import AwsFake

MIB = 1024 * 1024


def test_text_is_written_and_read_by_line(fake: AwsFake, bucket: str) -> None:
    with open_object(f"s3://{bucket}/orders.csv", "w") as stream:
        stream.write("id,total\no-1,42\n")
    with open_object(f"s3://{bucket}/orders.csv") as stream:
        assert list(stream) == ["id,total\n", "o-1,42\n"]


def test_what_is_compressed_by_its_name(fake: AwsFake, bucket: str) -> None:
    with open_object(f"s3://{bucket}/log.gz", "wb") as stream:
        stream.write(b"line\n" * 1000)
    assert len(fake.s3.bucket(bucket).get("log.gz")) < 200
    with open_object(f"s3://{bucket}/log.gz", "rb") as stream:
        assert stream.read() == b"line\n" * 1000


def test_a_large_object_goes_in_parts_and_is_read_from_the_middle(fake: AwsFake, bucket: str) -> None:
    options = {"client": boto3.client("s3"), "min_part_size": 5 * MIB}
    with open_object(f"s3://{bucket}/big", "wb", transport_params=options) as stream:
        for letter in (b"a", b"b", b"c"):
            stream.write(letter * 5 * MIB)
    assert len(fake.recorded.calls.matching(lambda call: call.operation == "UploadPart")) >= 3
    with open_object(f"s3://{bucket}/big", "rb") as stream:
        stream.seek(5 * MIB - 1)
        assert stream.read(2) == b"ab"


def test_an_object_that_is_not_there(fake: AwsFake, bucket: str) -> None:
    with pytest.raises(OSError, match="NoSuchKey"), open_object(f"s3://{bucket}/nothing") as stream:
        stream.read()
