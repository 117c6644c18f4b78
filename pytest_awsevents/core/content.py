"""Large bodies: held once, in the pieces in which they came, and read from there."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, TypeAlias, cast

Piece: TypeAlias = bytes | memoryview
_SHOWN = 20


class Content:
    """Bytes that never change: the body of an S3 object or a range of it; shares the pieces it is cut from.

    A response may hold one where its shape wants a blob: the record then holds no copy. `read()` gives all of it, as
    often as wanted; a client gets a stream of its own from `open()`.
    """

    __slots__ = ("_length", "pieces")

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.pieces = tuple(piece for piece in pieces if len(piece))
        self._length = sum(map(len, self.pieces))

    def __len__(self) -> int:
        return self._length

    def __bool__(self) -> bool:
        return True

    def __bytes__(self) -> bytes:
        return self.read()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Content):
            return self.pieces == other.pieces or self.read() == other.read()
        return self.read() == other if isinstance(other, bytes) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # compares by content

    def __repr__(self) -> str:
        start = self.cut(0, _SHOWN).read()
        return f"<{len(self)} bytes: {start!r}{'...' if len(self) > _SHOWN else ''}>"

    def read(self) -> bytes:
        """All bytes; does not copy them where they came in one piece."""
        if len(self.pieces) == 1 and isinstance(self.pieces[0], bytes):
            return self.pieces[0]
        return b"".join(self.pieces)

    def open(self) -> BinaryIO:
        """A new stream over the bytes."""
        if len(self.pieces) == 1 and isinstance(self.pieces[0], bytes):
            return io.BytesIO(self.pieces[0])  # shares the bytes until it is written to
        return cast("BinaryIO", _PieceReader(self.pieces))

    def cut(self, start: int, stop: int) -> Content:
        """The bytes from `start` up to, but without, `stop`, as a view."""
        if start <= 0 and stop >= self._length:
            return self
        return Content(self._cut(start, stop))

    def _cut(self, start: int, stop: int) -> Iterator[Piece]:
        offset = 0
        for piece in self.pieces:
            first, last = max(start - offset, 0), min(stop - offset, len(piece))
            if first < last:
                yield memoryview(piece)[first:last]
            offset += len(piece)


class _PieceReader(io.RawIOBase):
    """Reads pieces one behind the other without joining them."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._left: deque[memoryview] = deque(memoryview(piece) for piece in pieces)
        self._position = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        room = memoryview(buffer).cast("B")
        filled = 0
        while self._left and filled < len(room):
            piece = self._left.popleft()
            part = piece[: len(room) - filled]
            room[filled : filled + len(part)] = part
            filled += len(part)
            if len(part) < len(piece):
                self._left.appendleft(piece[len(part) :])
        self._position += filled
        return filled

    def read(self, size: int | None = -1, /) -> bytes:
        return self.readall() if size is None or size < 0 else super().read(size) or b""

    def readall(self) -> bytes:
        rest = b"".join(self._left)
        self._left.clear()
        self._position += len(rest)
        return rest
