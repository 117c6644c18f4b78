"""`equals-ignore-case`: which texts a pattern text accepts.

At each position the value may hold the pattern character's lower-case or upper-case form, and nothing else: it is
neither `lower() == lower()` nor case folding, so `straße` accepts `STRASSE` and not `strasse` (observed).
"""

from __future__ import annotations


def forms(character: str) -> tuple[str, str]:
    """What may stand in a value where the pattern has `character`: lower-case form, upper-case form.

    The engine folds the halves of a character outside the BMP one by one, which turns each into a question mark
    (observed): such a pattern matches "??" and not itself.
    """
    if ord(character) > 0xFFFF:
        return "??", "??"
    if "\ud800" <= character <= "\udfff":
        return "?", "?"
    return character.lower(), character.upper()


def starts_folded(text: str, pattern: str) -> bool:
    if pattern.isascii():
        return _equals_ascii(text[: len(pattern)], pattern)
    return bool(_places(text, pattern))


def equals_folded(text: str, pattern: str) -> bool:
    if pattern.isascii():
        return _equals_ascii(text, pattern)
    return len(text) in _places(text, pattern)


def ends_folded(text: str, pattern: str) -> bool:
    """Walks from the back, so that the length of `text` does not matter."""
    if pattern.isascii():
        return _equals_ascii(text[max(0, len(text) - len(pattern)) :], pattern)
    ends = {len(text)}
    for character in reversed(pattern):
        ends = {
            end - len(form)
            for end in ends
            for form in set(forms(character))
            if end >= len(form) and text.startswith(form, end - len(form))
        }
        if not ends:
            return False
    return True


def _equals_ascii(text: str, pattern: str) -> bool:
    """The forms of ASCII characters are ASCII; other texts may well have the same `lower()` (the Kelvin sign)."""
    return text.isascii() and text.lower() == pattern.lower()


def _places(text: str, pattern: str) -> set[int]:
    """Where in the text the whole pattern may end, from its start on: forms differ in length (ß, SS)."""
    places = {0}
    for character in pattern:
        places = {
            place + len(form) for place in places for form in set(forms(character)) if text.startswith(form, place)
        }
    return places


def simple_key(pattern: str) -> str | None:
    """A key that is `casefold()` of every text the pattern accepts; None if it accepts texts that fold differently."""
    keys = []
    for character in pattern:
        lower, upper = (form.casefold() for form in forms(character))
        if lower != upper:
            return None
        keys.append(lower)
    return "".join(keys)
