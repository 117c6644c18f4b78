"""CRCs that the standard library lacks, fast enough in Python for bodies of some hundred megabytes.

A CRC is linear, so a long message can be folded: the words of its first half, each multiplied by the power of x that
moves it to the second half, are added to those of the second half. Multiplying by a constant is a table lookup per
byte, which `bytes.translate` does for all words at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property

_SHORT = 512
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Crc:
    """A reflected CRC that begins and ends with all bits inverted."""

    bits: int
    polynomial: int
    _powers: dict[int, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def size(self) -> int:
        """Bytes of a checksum."""
        return self.bits // 8

    def update(self, data: bytes | memoryview, checksum: int = 0) -> int:
        """The checksum of `data` behind what `checksum` is that of."""
        ones = (1 << self.bits) - 1
        state = checksum ^ ones
        for start in range(0, len(data), _BLOCK):
            state = self._block(bytes(data[start : start + _BLOCK]), state)
        return state ^ ones

    def _block(self, data: bytes, state: int) -> int:
        if len(data) > _SHORT:
            data, state = self._folded(data, state), 0
        table = self._table
        for byte in data:
            state = (state >> 8) ^ table[(state ^ byte) & 0xFF]
        return state

    def _folded(self, data: bytes, state: int) -> bytes:
        """A short message with the same checksum; `state` goes into its first word."""
        size = self.size
        first = int.from_bytes(data[:size], "little") ^ state
        words = len(data) // size
        tail = data[words * size :]
        data = first.to_bytes(size, "little") + data[size : words * size]
        while words * size > _SHORT:
            level = (words - 1).bit_length() - 1
            kept = 1 << level
            head, rest = data[: (words - kept) * size], data[(words - kept) * size :]
            moved = self._multiplied(head, level)
            folded = int.from_bytes(rest, "big") ^ int.from_bytes(moved, "big")  # aligned at their ends
            data, words = folded.to_bytes(kept * size, "big"), kept
        return data + tail

    def _multiplied(self, data: bytes, level: int) -> bytes:
        """Every word times x to the power of the bits of 2**level words."""
        size = self.size
        columns = [data[index::size] for index in range(size)]
        product = bytearray(len(data))
        for position, tables in enumerate(_tables(self, level)):
            total = 0
            for column, table in zip(columns, tables, strict=True):
                total ^= int.from_bytes(column.translate(table), "big")
            product[position::size] = total.to_bytes(len(columns[0]), "big")
        return bytes(product)

    @cached_property
    def _table(self) -> list[int]:
        table = []
        for value in range(256):
            for _ in range(8):
                value = (value >> 1) ^ (self.polynomial if value & 1 else 0)
            table.append(value)
        return table

    def product(self, left: int, right: int) -> int:
        """Two polynomials multiplied modulo that of the CRC; the highest bit is the coefficient of 1."""
        total = 0
        mask = 1 << (self.bits - 1)
        while mask:
            if left & mask:
                total ^= right
            right = (right >> 1) ^ (self.polynomial if right & 1 else 0)
            mask >>= 1
        return total

    def power(self, level: int) -> int:
        """x to the power of the bits of 2**level words."""
        if level not in self._powers:
            if level:
                half = self.power(level - 1)
                self._powers[level] = self.product(half, half)
            else:
                self._powers[level] = self.polynomial  # x to the power of its own degree
        return self._powers[level]


@cache
def _tables(crc: Crc, level: int) -> list[list[bytes]]:
    """By byte of the product, by byte of the word: what each of its 256 values adds."""
    factor = crc.power(level)
    by_input = []
    for position in range(crc.size):
        entries = [0] * 256
        for bit in range(8):
            entries[1 << bit] = crc.product(1 << (8 * position + bit), factor)
        for value in range(1, 256):
            entries[value] = entries[value & (value - 1)] ^ entries[value & -value]
        by_input.append(entries)
    return [
        [bytes((entry >> (8 * output)) & 0xFF for entry in entries) for entries in by_input]
        for output in range(crc.size)
    ]


CRC32C = Crc(32, 0x82F63B78)
CRC64NVME = Crc(64, 0x9A6C9329AC4BC9B5)
