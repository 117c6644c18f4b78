"""The latency of one put_object and one get_object of 10 kB, and the time and memory that 100 MB take.

    python benchmarks/s3_objects.py

Beside a call that botocore's Stubber answers, which keeps nothing, and beside moto.
"""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from time import perf_counter
from typing import Any

import boto3
from botocore.response import StreamingBody
from botocore.stub import Stubber
from side_by_side import Call, Contender, compare, duration, installed

from pytest_awsevents import AwsFake

BODY = bytes(10_000)
LARGE = 100 * 1024 * 1024


def client() -> Any:
    return boto3.client("s3", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing")


def put(s3: Any) -> object:
    return s3.put_object(Bucket="files", Key="k", Body=BODY)


def get(s3: Any) -> object:
    return s3.get_object(Bucket="files", Key="k")["Body"].read()


@contextmanager
def running(
    _: int, world: Callable[[], AbstractContextManager[object]], call: Callable[[Any], object]
) -> Iterator[Call]:
    with world():
        s3 = client()
        s3.create_bucket(Bucket="files")
        put(s3)
        yield lambda: call(s3)


@contextmanager
def stubber(calls: int, call: Callable[[Any], object]) -> Iterator[Call]:
    s3 = client()
    answers = Stubber(s3)
    for _ in range(calls):
        if call is put:
            answers.add_response("put_object", {"ETag": '"e"'})
        else:
            answers.add_response("get_object", {"Body": StreamingBody(io.BytesIO(BODY), len(BODY))})
    with answers:
        yield lambda: call(s3)


def moto() -> AbstractContextManager[object]:
    from moto import mock_aws

    return mock_aws()


def large() -> None:
    """Uploads a stream of 100 MB and reads it back, in parts; prints seconds and what stays in memory."""
    with AwsFake():
        s3 = client()
        s3.create_bucket(Bucket="files")
        begin = perf_counter()
        s3.upload_fileobj(io.BytesIO(bytes(LARGE)), "files", "large")
        uploaded = perf_counter()
        s3.download_fileobj("files", "large", io.BytesIO())
        downloaded = perf_counter()
        tracemalloc.start()
        s3.upload_fileobj(io.BytesIO(bytes(LARGE)), "files", "larger")
        s3.download_fileobj("files", "larger", io.BytesIO())
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    print("100 MB by upload_fileobj and download_fileobj")
    print(
        f"  up {duration(uploaded - begin)}, down {duration(downloaded - uploaded)}, held {held / LARGE:.2f}x its size"
    )


def main() -> None:
    for title, call in (("put_object of 10 kB", put), ("get_object of 10 kB", get)):
        contenders: dict[str, Contender] = {
            "ours": partial(running, world=AwsFake, call=call),
            "Stubber": partial(stubber, call=call),
        }
        if installed("moto"):
            contenders["moto"] = partial(running, world=moto, call=call)
        compare(title, contenders)
    large()


if __name__ == "__main__":
    main()
