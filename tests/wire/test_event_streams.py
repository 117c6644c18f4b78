from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.eventstream import EventStream

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import InvalidStub

SELECT = {"Bucket": "b", "Key": "k", "Expression": "SELECT *", "ExpressionType": "SQL"}
SELECT |= {"InputSerialization": {"CSV": {}}, "OutputSerialization": {"CSV": {}}}
EVENTS = [{"Records": {"Payload": b"a,b\n"}}, {"Stats": {"Details": {"BytesScanned": 4}}}, {"End": {}}]


def test_a_stub_gives_the_events_of_a_stream(fake: AwsFake) -> None:
    fake.stub("s3", "select_object_content", {"Payload": EVENTS})
    stream = boto3.client("s3").select_object_content(**SELECT)["Payload"]
    assert isinstance(stream, EventStream)
    assert list(stream) == EVENTS
    assert list(stream) == []
    assert fake.recorded.calls.last.response == {"Payload": EVENTS}
    closed = boto3.client("s3").select_object_content(**SELECT)["Payload"]
    closed.close()
    assert list(closed) == []


def test_events_are_checked_against_the_model(fake: AwsFake) -> None:
    with pytest.raises(InvalidStub, match=r"no member 'Record' in Payload\[1\]; did you mean 'Records'\?"):
        fake.stub("s3", "select_object_content", {"Payload": [EVENTS[0], {"Record": {}}]})
    with pytest.raises(InvalidStub, match="Payload must be a list, got dict"):
        fake.stub("s3", "select_object_content", {"Payload": {"Records": {}}})


@pytest.mark.asyncio
async def test_async_clients_iterate_over_them_too(fake: AwsFake) -> None:
    aiobotocore = pytest.importorskip("aiobotocore.session")

    fake.stub("s3", "select_object_content", {"Payload": EVENTS})
    async with aiobotocore.get_session().create_client("s3", region_name="us-east-1") as client:
        answer: Any = await client.select_object_content(**SELECT)
        async with answer["Payload"] as stream:
            assert [event async for event in stream] == EVENTS
