"""The one error of this package: a pattern that EventBridge refuses."""

from __future__ import annotations

# Jackson shows this many characters of the text in its locations (recorded patterns are all shorter).
SHOWN_CHARACTERS = 500


class InvalidPattern(ValueError):
    """EventBridge refuses the pattern.

    `reason` is AWS's text after "Reason: ", with the location line where AWS adds one; `str()` is the whole
    message of `InvalidEventPatternException` (recorded).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"Event pattern is not valid. Reason: {reason}")
        self.reason = reason


def location(text: str, offset: int) -> str:
    """The place just before `offset`, as AWS words it: `[Source: (String)"..."; line: 1, column: 17]` (recorded)."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    source = f'"{text[:SHOWN_CHARACTERS]}"'
    if len(text) > SHOWN_CHARACTERS:
        source += f"[truncated {len(text) - SHOWN_CHARACTERS} chars]"
    return f"[Source: (String){source}; line: {line}, column: {column}]"
