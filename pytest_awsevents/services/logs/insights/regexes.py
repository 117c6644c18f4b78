"""Regular expressions as Logs Insights takes them: those of Java, with names of groups that Python has not."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pytest_awsevents.core.errors import UnsupportedOperation

_GROUP = re.compile(r"\(\?<(@?[A-Za-z][\w.]*)>")
_FLAGS = re.compile(r"\(\?([ims]+)\)")
_UNKNOWN = re.compile(r"\\[pP]\{|\\[QEzGhHRvV]|&&")


def compiled(text: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """The expression, and the names of its groups by those they have in Python; raises re.error."""
    if _UNKNOWN.search(text):
        raise UnsupportedOperation(f"logs: the regular expression /{text}/ has what Python's expressions lack")
    names: dict[str, str] = {}
    parts: list[str] = []
    open_flags = [0]  # how many groups for flags end with each group around
    place = 0
    while place < len(text):
        if text[place] == "\\" or (text[place] == "[" and "]" in text[place:]):
            end = place + 2 if text[place] == "\\" else _end_of_class(text, place)
            parts.append(text[place:end])
        elif named := _GROUP.match(text, place):
            end = named.end()
            group = f"g{len(names)}"
            names[group] = named[1]
            parts.append(f"(?P<{group}>")
            open_flags.append(0)
        elif flags := _FLAGS.match(text, place):  # they count to the end of the group they stand in
            end = flags.end()
            parts.append(f"(?{flags[1]}:")
            open_flags[-1] += 1
        else:
            end = place + 1
            if text[place] == "(":
                open_flags.append(0)
            elif text[place] == ")" and len(open_flags) > 1:
                parts.append(")" * open_flags.pop())
            parts.append(text[place])
        place = end
    parts.append(")" * open_flags[0])
    return re.compile("".join(parts)), names


def _end_of_class(text: str, start: int) -> int:
    """Behind the bracket that closes a class of characters."""
    place = start + 1
    if text[place : place + 1] == "^":
        place += 1
    place += 1  # a bracket that comes first is one of the characters
    while place < len(text) and text[place] != "]":
        place += 2 if text[place] == "\\" else 1
    return place + 1


def of_glob(text: str) -> re.Pattern[str]:
    """The expression of a text with `*` for what is to be taken out."""
    first, *others = text.split("*")
    parts = [re.escape(first)]
    for number, literal in enumerate(others, start=1):
        last = number == len(others) and not literal
        parts.append(("(.*)" if last else "(.*?)") + re.escape(literal))
    return re.compile("".join(parts), re.DOTALL)
