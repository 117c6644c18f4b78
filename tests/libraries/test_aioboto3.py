"""aioboto3: resources and transfers on top of aiobotocore.

It pins one release of aiobotocore, older than the one that this suite installs: it runs where that one is.
"""

from __future__ import annotations

import io
from typing import Any

import pytest

from pytest_awsevents import AwsFake

aioboto3: Any = pytest.importorskip("aioboto3")
pytestmark = pytest.mark.asyncio

BIG = bytes(range(256)) * 48 * 1024 + b"end"  # a little more than 12 MiB


async def test_clients_and_resources(fake: AwsFake) -> None:
    session = aioboto3.Session()
    async with session.client("sts") as sts:
        assert (await sts.get_caller_identity())["Account"] == "123456789012"
    async with session.resource("sqs") as sqs:
        queue = await sqs.create_queue(QueueName="jobs")
        await queue.send_message(MessageBody="hello")
        assert [await message.body for message in await queue.receive_messages()] == ["hello"]


async def test_objects_and_transfers(fake: AwsFake) -> None:
    async with aioboto3.Session().client("s3", region_name="us-east-1") as client:
        await client.create_bucket(Bucket="async")
        await client.put_object(Bucket="async", Key="k", Body=b"0123456789")
        part = await client.get_object(Bucket="async", Key="k", Range="bytes=2-4")
        assert await part["Body"].read() == b"234"
        pages = [page async for page in client.get_paginator("list_objects_v2").paginate(Bucket="async")]
        assert pages[0]["KeyCount"] == 1
        await client.upload_fileobj(io.BytesIO(BIG), "async", "big")
        stream = io.BytesIO()
        await client.download_fileobj("async", "big", stream)
        assert stream.getvalue() == BIG
    assert len(fake.recorded.calls.matching(lambda call: call.operation == "UploadPart")) == 2
