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
    return _ends(text, pattern, whole=False)


def equals_folded(text: str, pattern: str) -> bool:
    return _ends(text, pattern, whole=True)


def ends_folded(text: str, pattern: str) -> bool:
    """Walks from the back, so that the length of `text` does not matter."""
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


def _ends(text: str, pattern: str, *, whole: bool) -> bool:
    # Forms may differ in length (ß, SS), hence a set of places where the match can stand; it holds very few.
    places = {0}
    for character in pattern:
        places = {
            place + len(form) for place in places for form in set(forms(character)) if text.startswith(form, place)
        }
        if not places:
            return False
    return len(text) in places if whole else True


def simple_key(pattern: str) -> str | None:
    """A key that is `casefold()` of every text the pattern accepts; None if it accepts texts that fold differently."""
    keys = []
    for character in pattern:
        lower, upper = (form.casefold() for form in forms(character))
        if lower != upper:
            return None
        keys.append(lower)
    return "".join(keys)
