"""`wildcard`: texts with stars, compiled into the literal pieces between the stars.

`*` is any run of characters, `\\*` a star, `\\\\` a backslash. Matching takes the pieces from left to right with
`str.find` and never goes back, so it stays linear in the value's length.
"""

from __future__ import annotations

MAX_STARS = 5


class MalformedWildcardError(ValueError):
    """A star or backslash where none may stand; the text is AWS's reason."""


def pieces(text: str) -> tuple[str, ...]:
    """The literal texts before, between and after the stars: one more than there are stars.

    Raises MalformedWildcardError; positions count UTF-8 bytes of the text with a quote in front of it (recorded).
    """
    found: list[list[str]] = [[]]
    index = 0
    while index < len(text):
        character, following = text[index], text[index + 1 : index + 2]
        if character == "*":
            if following == "*":
                raise MalformedWildcardError(f"Consecutive wildcard characters at pos {_position(text, index)}")
            found.append([])
        elif character == "\\":
            if following not in ("*", "\\"):
                raise MalformedWildcardError(f"Invalid escape character at pos {_position(text, index)}")
            found[-1].append(following)
            index += 1
        else:
            found[-1].append(character)
        index += 1
    return tuple("".join(piece) for piece in found)


def _position(text: str, index: int) -> int:
    return len(text[:index].encode("utf-8", "surrogatepass")) + 1


def too_complex(parts: tuple[str, ...]) -> bool:
    """AWS refuses costly wildcards; its limit lies between the two patterns it is known to accept and refuse."""
    return len(parts) - 1 > MAX_STARS


def matches_pieces(text: str, parts: tuple[str, ...]) -> bool:
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return text == first
    end = len(text) - len(last)
    place = len(first)
    if end < place or not text.startswith(first) or not text.endswith(last):
        return False
    for piece in parts[1:-1]:
        place = text.find(piece, place, end)
        if place < 0:
            return False
        place += len(piece)
    return True
