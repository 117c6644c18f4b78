"""Streaming bodies of responses, for sync and async clients."""

from __future__ import annotations

import io
from typing import Any, Self

from botocore.response import StreamingBody


def sync_body(content: Any) -> StreamingBody:
    """A body as a sync client gives it."""
    stream, length = _stream(content)
    return StreamingBody(stream, length)


def async_body(content: Any) -> Any:
    """A body as an aiobotocore client gives it: read with `await`."""
    import aiobotocore.response

    # Named StreamingBody before aiobotocore 3.
    kind = getattr(aiobotocore.response, "AioStreamingBody", None) or aiobotocore.response.StreamingBody
    stream, length = _stream(content)
    return kind(_RawResponse(stream), length)


def _stream(content: Any) -> tuple[io.BytesIO, int]:
    data = content.read() if hasattr(content, "read") else bytes(content)
    return io.BytesIO(data), len(data)


class _RawResponse:
    """As much of an aiohttp response as aiobotocore's body reads."""

    url = "https://in-memory.invalid/"

    def __init__(self, stream: io.BytesIO) -> None:
        self.content = _AsyncReader(stream)

    def close(self) -> None:
        self.content.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()


class _AsyncReader:
    def __init__(self, stream: io.BytesIO) -> None:
        self._stream = stream
        self._length = stream.getbuffer().nbytes

    async def read(self, amount: int = -1) -> bytes:
        return self._stream.read(amount)

    def at_eof(self) -> bool:
        return self._stream.closed or self._stream.tell() >= self._length

    def close(self) -> None:
        self._stream.close()
