"""IP addresses and networks as `cidr` reads them: the literal forms of Java's InetAddress, without name look-ups."""

from __future__ import annotations

import re
from typing import TypeAlias

Address: TypeAlias = tuple[int, int]  # bits of the family (32 or 128), number

_V4 = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+")
_V6 = re.compile(r"[0-9a-fA-F:]*:[0-9a-fA-F:]*")
_INTEGER = re.compile(r"[+-]?\d+")
_INT_MAX = 2**31 - 1
_MAPPED = 0xFFFF


class MalformedNetworkError(ValueError):
    """Not an address block; the text is AWS's reason."""


def network(text: str) -> tuple[int, int, int]:
    """`net/bits` → (bits of the family, network number, mask bits). Raises MalformedNetworkError."""
    parts = text.split("/")
    while parts and not parts[-1]:  # as Java splits: trailing empty parts do not count
        parts.pop()
    if len(parts) != 2:
        raise MalformedNetworkError("Malformed CIDR, one '/' required")
    base, mask = parts
    if not _INTEGER.fullmatch(mask) or len(mask) > 11 or not -_INT_MAX <= int(mask) <= _INT_MAX:
        raise MalformedNetworkError("Malformed CIDR, mask bits must be an integer")
    bits = int(mask)
    if bits < 0:
        raise MalformedNetworkError("Malformed CIDR, mask bits must not be negative")
    if not _V4.fullmatch(base) and not _V6.fullmatch(base):
        raise MalformedNetworkError(f"Nonstandard IP address: {base}")
    found = address(base)
    if found is None:
        raise MalformedNetworkError(f"Invalid IP address: {base}")
    width, number = found
    if bits >= width:
        family = "IPv4" if width == 32 else "IPv6"
        raise MalformedNetworkError(f"{family} mask bits must be < {width}")
    return width, number >> (width - bits), bits


def address(text: str) -> Address | None:
    """The address a text holds, an IPv4-mapped one as IPv4; None if it holds none."""
    if _V4.fullmatch(text):
        return _v4(text)
    if not _V6.fullmatch(text):
        return None
    number = _v6(text)
    if number is None:
        return None
    return (32, number & 0xFFFFFFFF) if number >> 32 == _MAPPED else (128, number)


def contains(width: int, prefix: int, bits: int, text: str) -> bool:
    found = address(text)
    return found is not None and found[0] == width and found[1] >> (width - bits) == prefix


def _v4(text: str) -> Address | None:
    number = 0
    for part in text.split("."):
        significant = part.lstrip("0") or "0"
        if len(significant) > 3 or int(significant) > 0xFF:
            return None
        number = number << 8 | int(significant)
    return 32, number


def _v6(text: str) -> int | None:
    head, gap, tail = text.partition("::")
    groups, more = _groups(head), _groups(tail)
    if groups is None or more is None:
        return None
    missing = 8 - len(groups) - len(more)
    if missing < 1 if gap else missing:
        return None
    number = 0
    for group in (*groups, *[0] * missing, *more):
        number = number << 16 | group
    return number


def _groups(text: str) -> list[int] | None:
    """The 16-bit groups of one side of `::`."""
    groups = []
    for part in text.split(":") if text else []:
        significant = part.lstrip("0")
        if not part or len(significant) > 4:
            return None
        groups.append(int(significant or "0", 16))
    return groups
