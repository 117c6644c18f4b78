"""Streams: in the params of a call, and as bodies and events of responses for sync and async clients."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO, NamedTuple, Self

from botocore.exceptions import UnseekableStreamError
from botocore.response import StreamingBody

from pytest_awsevents.core.content import Content
from pytest_awsevents.wire.event_streams import AsyncEvents, Event, SyncEvents


class Streamed(NamedTuple):
    """How the clients of one kind get what is streamed to them."""

    body: Callable[[Any], Any]
    events: Callable[[Sequence[Event]], Any]


class Streams:
    """The streams among the params of a call, which every attempt reads from where the first began."""

    def __init__(self, params: Mapping[str, Any]) -> None:
        streams = [value for value in params.values() if hasattr(value, "read")]
        self._starts = [(stream, _position(stream)) for stream in streams]
        for stream in streams:
            # s3transfer tells of progress from the moment its stream is sent.
            getattr(stream, "signal_transferring", lambda: None)()

    def rewind(self) -> None:
        for stream, start in self._starts:
            try:
                stream.seek(start)
            except Exception:
                raise UnseekableStreamError(stream_object=stream) from None


def _position(stream: Any) -> int | None:
    try:
        position: int = stream.tell()
    except Exception:  # a pipe, or a class of the user's with no more than `read`
        return None
    return position


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
    return kind(_RawResponse(stream, length), length)


def _stream(content: Any) -> tuple[BinaryIO, int]:
    if isinstance(content, Content):
        return content.open(), len(content)
    data = content.read() if hasattr(content, "read") else bytes(content)
    return io.BytesIO(data), len(data)


class _RawResponse:
    """As much of an aiohttp response as aiobotocore's body reads."""

    url = "https://in-memory.invalid/"

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self.content = _AsyncReader(stream, length)

    async def read(self) -> bytes:
        """All of it: what `async with body` gives before aiobotocore 3 is the response itself."""
        return await self.content.read()

    def close(self) -> None:
        self.content.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()


class _AsyncReader:
    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self._length = length

    async def read(self, amount: int = -1) -> bytes:
        return self._stream.read(amount)

    def at_eof(self) -> bool:
        return self._stream.closed or self._stream.tell() >= self._length

    def close(self) -> None:
        self._stream.close()


SYNC = Streamed(sync_body, SyncEvents)
ASYNC = Streamed(async_body, AsyncEvents)
