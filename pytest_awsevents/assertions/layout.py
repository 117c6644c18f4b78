"""How values and columns look in failure messages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.patterns import Mismatch
from pytest_awsevents.patterns.reasons import NO_ELEMENT

_VALUE_WIDTH = 60
_MISMATCHES = 3


def shown(value: object, width: int = _VALUE_WIDTH) -> str:
    """A value as JSON where it is JSON (so that "80" and 80 differ), else its repr; cut in the middle."""
    if isinstance(value, str | int | float | bool | list | dict | tuple | type(None)):
        try:
            text = json.dumps(value, ensure_ascii=False, default=repr)
        except ValueError:
            text = repr(value)
    else:
        text = repr(value)
    return shortened(text, width)


def shortened(text: str, width: int = _VALUE_WIDTH) -> str:
    """A text of at most `width` characters: what does not fit is left out of the middle."""
    if len(text) <= width:
        return text
    half = (width - 3) // 2
    return f"{text[:half]}...{text[-half:]}"


def on_one_line(text: str, width: int = _VALUE_WIDTH) -> str:
    """A text of several lines on one, shortened."""
    return shortened(" ".join(text.split()), width)


def short_name(arn: str) -> str:
    """`sqs:billing` for the ARN of a queue of that name."""
    parts = parse_arn(arn)
    return arn if parts is None else f"{parts.service}:{parts.resource_id}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 delivery`, `2 deliveries`; the plural is made with -s unless it is given."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def mismatch_lines(mismatches: Sequence[Mismatch], who: str, hint: str | None = None) -> list[str]:
    """`path  got x  <who> wants y`, in columns; the first few, with what to do about them."""
    rows = [(one.path or "(whole)", _found(one), one) for one in mismatches[:_MISMATCHES]]
    path_width = max((len(path) for path, _, _ in rows), default=0)
    got_width = max((len(got) for _, got, _ in rows), default=0)
    lines = [f"{path:<{path_width}}  {got:<{got_width}}  {who} wants {_wanted(one)}" for path, got, one in rows]
    hidden = len(mismatches) - len(rows)
    return [*lines, *([] if hint is None else [hint]), *([f"... and {hidden} more"] if hidden else [])]


def _found(mismatch: Mismatch) -> str:
    """What there is; of leaves that hold, but not in one element of an array: where each does."""
    if mismatch.reason.startswith(NO_ELEMENT) and isinstance(mismatch.got, Mapping):
        got: Mapping[str, Any] = mismatch.got
        places = [f"{_below(path, mismatch.path)} in {', '.join(found)}" for path, found in got.items()]
        return f"got {'; '.join(places)}"
    return f"got {shown(mismatch.got)}"


def _wanted(mismatch: Mismatch) -> str:
    if mismatch.reason.startswith(NO_ELEMENT) and isinstance(mismatch.got, Mapping):
        return f"{' and '.join(_below(path, mismatch.path) for path in mismatch.got)} in one element"
    return mismatch.wanted


def _below(path: str, outer: str) -> str:
    return path.removeprefix(f"{outer}.")
