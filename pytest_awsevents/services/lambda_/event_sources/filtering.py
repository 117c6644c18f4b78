"""FilterCriteria: which records of a source reach the function. The patterns are EventBridge's.

Bodies of queues may be texts, data of streams has to be JSON: else no filter matches (developer guide).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.patterns import ABSENT, InvalidPattern, Json, Pattern, explain, parse
from pytest_awsevents.services.lambda_.faults import invalid

_MOST = 5


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a mapping: a record needs to match one of them. `key` is what they look at, `body` or `data`."""

    patterns: tuple[Pattern, ...]
    key: str

    def refusal(self, text: str) -> str | None:
        """Why a record with that body or data does not go on; None where it does."""
        value = _value(text)
        if self.key == "data" and isinstance(value, str):
            return "the data is neither a JSON object nor a list, and there are filters"
        event = {self.key: value}
        if any(pattern.matches(event) for pattern in self.patterns):
            return None
        (first, *_) = explain(self.patterns[0], event).mismatches
        got = "(absent)" if first.got is ABSENT else json.dumps(first.got, ensure_ascii=False)
        others = f", nor does any of {len(self.patterns) - 1} more" if len(self.patterns) > 1 else ""
        return f"filter {self.patterns[0].text} does not match: {first.path} is {got}{others}"


def _value(text: str) -> Json:
    """The content to match: an object or list where it is one, else the text, which patterns on objects miss."""
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, dict | list) else text


def read_filters(criteria: Params | None, key: str) -> Filters | None:
    """The filters of a request, None where there are none; AWS's error where one is no pattern."""
    texts = [one.get("Pattern", "") for one in (criteria or {}).get("Filters", ())]
    if len(texts) > _MOST:
        raise invalid(f"The number of filters exceeds the quota of {_MOST} for each event source mapping.")
    if not texts:
        return None
    return Filters(tuple(_read(text, key) for text in texts), key)


def _read(text: str, key: str) -> Pattern:
    try:
        pattern = parse(text)
    except InvalidPattern:
        raise invalid("Invalid filter pattern definition.") from None
    others = {name for name in _names(json.loads(text)) if name != key}
    if others:
        raise UnsupportedOperation(
            f"lambda: filters on {', '.join(sorted(others))} are not faked: Lambda supports only {key!r} for this "
            f'kind of event source (developer guide). Write the pattern as {{"{key}": {{...}}}}'
        )
    return pattern


def _names(pattern: Mapping[str, Any]) -> Iterator[str]:
    """The outermost names of a pattern, those below `$or` too."""
    for name, value in pattern.items():
        if name == "$or" and isinstance(value, list):
            for choice in value:
                yield from _names(choice)
        else:
            yield name
