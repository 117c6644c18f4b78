"""A fake, async clients, and a server beneath the fake that answers when a test says so."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
import pytest_asyncio

from pytest_awsevents import AwsFake


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t", passthrough=["dynamodb"]) as active:
        yield active


def open_client(service: str, **settings: Any) -> AbstractAsyncContextManager[Any]:
    """A client of aiobotocore, to be entered."""
    import aiobotocore.session

    return aiobotocore.session.get_session().create_client(service, **settings)


class Beneath:
    """A server of DynamoDB: keeps requests until the test answers them, in whatever order."""

    url: str

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._served: set[asyncio.Task[Any]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._served.add(asyncio.current_task())  # type: ignore[arg-type]
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].split("\r\n")[0])
        table = json.loads(await reader.readexactly(length))["TableName"]
        answered = self._waiting[table] = asyncio.get_running_loop().create_future()
        await answered
        body = json.dumps({"Item": {"table": {"S": table}}}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/x-amz-json-1.0\r\n")
        writer.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        writer.close()

    async def has(self, *tables: str) -> None:
        """Waits until the requests for these tables have arrived."""
        while not self._waiting.keys() >= set(tables):
            await asyncio.sleep(0.001)

    def answer(self, table: str) -> None:
        self._waiting.pop(table).set_result(None)

    async def close(self) -> None:
        for table in list(self._waiting):
            self.answer(table)
        await asyncio.gather(*self._served)


@pytest_asyncio.fixture
async def beneath() -> AsyncIterator[Beneath]:
    server = Beneath()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    yield server
    await server.close()
    listening.close()
