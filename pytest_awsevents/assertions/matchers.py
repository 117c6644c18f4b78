"""Matchers for records: what a test says of the event or the API call it means."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pytest_awsevents.assertions.combining import BaseMatcher, captures_in
from pytest_awsevents.assertions.comparing import differences
from pytest_awsevents.assertions.hiding import without_secrets
from pytest_awsevents.core.masking import masked_params
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import ApiCall, Delivery, Event, RuleEvaluation
from pytest_awsevents.core.shelves import SCALARS, Path, Scalar
from pytest_awsevents.patterns import Mismatch, Pattern, explain, parse
from pytest_awsevents.patterns.operators import Exactly


class EventMatcher(BaseMatcher):
    """Says of an event whether it is meant; made by `event()`."""

    def __init__(self, wanted: Mapping[str, object]) -> None:
        self._wanted = wanted
        self._captures = list(captures_in(wanted))
        self.needs: Mapping[Path, Scalar] = dict(_scalars(wanted))
        """Values that every event has that is meant."""
        self._texts = [(path, value) for path, value in self.needs.items() if type(value) is str]
        self.needs_texts_only = len(self._texts) == _leaves(wanted)
        """Whether every event that has the values that are needed is meant."""

    @property
    def wanted(self) -> Mapping[str, object]:
        """The members that are wanted, by the names of the envelope."""
        return self._wanted

    def matches(self, value: object, /) -> bool:
        """Whether a record (an event, or what came of it) or an envelope is meant."""
        envelope = _envelope(value)
        # Texts are compared first: thousands of events that differ there cost next to nothing.
        if envelope is None or not all(_at(envelope, path) == text for path, text in self._texts):
            return False
        if self.needs_texts_only:
            return True
        if next(differences(self._wanted, envelope), None) is not None:
            return False
        for capture in self._captures:
            capture.keep()
        return True

    def differences(self, got: object, path: str = "") -> Iterator[Mismatch]:
        envelope = _envelope(got)
        yield from differences(self._wanted, got if envelope is None else envelope, path)

    def parts(self) -> Iterable[object]:
        return (self._wanted,)

    def __repr__(self) -> str:
        named = ", ".join(f"{_KEYWORDS.get(name, name)}={value!r}" for name, value in self._wanted.items())
        return f"event({named})"


class PatternMatcher(BaseMatcher):
    """Says of an event whether an event pattern of EventBridge matches it; made by `pattern()`."""

    def __init__(self, wanted: Mapping[str, object] | str) -> None:
        self._text = wanted if isinstance(wanted, str) else json.dumps(wanted)
        self._pattern = parse(self._text)
        self.needs: Mapping[Path, Scalar] = dict(_texts_of(self._pattern))
        """Values that every event has that is meant; of members that are always texts."""

    def matches(self, value: object, /) -> bool:
        """Whether a record (an event, or what came of it) or an envelope matches."""
        envelope = _envelope(value)
        return envelope is not None and self._pattern.matches(envelope)

    def differences(self, got: object, path: str = "") -> Iterator[Mismatch]:  # noqa: ARG002  # a pattern has its own
        yield from explain(self._pattern, _envelope(got) or {}).mismatches

    def __repr__(self) -> str:
        return f"pattern({self._text})"


class CallMatcher(BaseMatcher):
    """Says of an API call whether it is meant; made by `call()`."""

    def __init__(self, operation: str, params: Mapping[str, object]) -> None:
        if ":" not in operation:
            raise ValueError(f"an operation is named as service:Operation, events:PutEvents say; got {operation!r}")
        self.operation = operation
        self._name = _folded(operation)
        self._params = params
        self._captures = list(captures_in(params))

    def is_named(self, call: ApiCall) -> bool:
        """Whether it is a call of the operation, whatever its params."""
        return call.name == self.operation or _folded(call.name) == self._name

    def named(self, recorded: Recorded) -> Sequence[ApiCall]:
        """The calls of the operation."""
        service, _, operation = self.operation.partition(":")
        calls, _ = recorded.where(ApiCall, {("operation",): operation})
        return [call for call in calls if call.service == service] or list(filter(self.is_named, recorded.calls))

    def meant(self, recorded: Recorded) -> Sequence[ApiCall]:
        """The calls of the operation with these params."""
        named = self.named(recorded)
        for name, item in self._params.items():
            if type(item) in SCALARS:  # plain values first: thousands of calls that differ there cost next to nothing
                named = [call for call in named if call.params.get(name) == item]
        return [call for call in named if self.matches(call)] if self._params else named

    def differences(self, got: object, path: str = "") -> Iterator[Mismatch]:
        if not isinstance(got, ApiCall):
            yield Mismatch(path=path, wanted=f"a call of {self.operation}", got=type(got).__name__, reason="type")
        elif not self.is_named(got):
            yield Mismatch(path="operation", wanted=self.operation, got=got.name, reason="value")
        else:
            yield from without_secrets(differences(self._params, got.params, path), got, self._params)

    def matches(self, value: object, /) -> bool:
        """Whether a call is meant; masks nothing, unlike `differences`, which are for showing."""
        if not isinstance(value, ApiCall) or not self.is_named(value):
            return False
        if next(differences(self._params, value.params), None) is not None:
            return False
        for capture in self._captures:
            capture.keep()
        return True

    def parts(self) -> Iterable[object]:
        return (self._params,)

    def __repr__(self) -> str:
        service, _, operation = self.operation.partition(":")
        shown = masked_params(service, operation, self._params)
        named = "".join(f", {name}={value!r}" for name, value in shown.items())
        return f"call({self.operation!r}{named})"


class _Unset:
    def __repr__(self) -> str:
        return "<not given>"


_UNSET: Final = _Unset()
_KEYWORDS = {"detail-type": "detail_type"}


def event(
    *,
    source: object = _UNSET,
    detail_type: object = _UNSET,
    detail: object = _UNSET,
    resources: object = _UNSET,
    id: object = _UNSET,
    time: object = _UNSET,
    account: object = _UNSET,
    region: object = _UNSET,
) -> EventMatcher:
    """The event with these members; those that are not given may be anything.

    Objects match partially at every depth, lists exactly. A value may be a matcher, an `re.Pattern`,
    `unittest.mock.ANY` or anything else that decides by `==`.
    """
    members = {
        "source": source,
        "detail-type": detail_type,
        "detail": detail,
        "resources": resources,
        "id": id,
        "time": time,
        "account": account,
        "region": region,
    }
    return EventMatcher({name: value for name, value in members.items() if value is not _UNSET})


def pattern(wanted: Mapping[str, object] | str, /) -> PatternMatcher:
    """The event that a pattern of EventBridge matches: `pattern({"detail": {"total": [{"numeric": [">", 9]}]}})`.

    Raises InvalidPattern where EventBridge would refuse the pattern.
    """
    return PatternMatcher(wanted)


def call(operation: str, /, **params: object) -> CallMatcher:
    """The API call of `service:Operation` with these params, by AWS's names, compared as `event()` does."""
    return CallMatcher(operation, params)


def _scalars(wanted: Mapping[str, object], path: Path = ()) -> Iterator[tuple[Path, Scalar]]:
    """The plain values in what a test wants, at any depth."""
    for name, item in wanted.items():
        if type(item) in SCALARS:
            yield (*path, name), item  # type: ignore[misc]  # that is what SCALARS says
        elif type(item) is dict:
            yield from _scalars(item, (*path, name))


def _leaves(wanted: Mapping[str, object]) -> int:
    """How many values a test wants, at any depth; an empty object is one."""
    return sum(_leaves(item) if type(item) is dict and item else 1 for item in wanted.values())


def _at(place: object, path: Path) -> object:
    """What is at a path of an envelope; None where nothing is."""
    for name in path:
        place = place.get(name) if type(place) is dict or isinstance(place, Mapping) else None
    return place


def _texts_of(pattern: Pattern) -> Iterator[tuple[Path, Scalar]]:
    if len(pattern.branches) == 1:
        for leaf in pattern.branches[0]:
            if leaf.path in ("detail-type", "source") and len(leaf.alternatives) == 1:
                only = leaf.alternatives[0]
                if isinstance(only, Exactly) and isinstance(only.value, str):
                    yield (leaf.path,), only.value


def _envelope(value: object) -> Mapping[str, Any] | None:
    if isinstance(value, Event):
        return value.raw_event
    if isinstance(value, RuleEvaluation | Delivery):
        return value.event.raw_event
    return value if isinstance(value, Mapping) else None


def _folded(operation: str) -> str:
    """`events:PutEvents` and `events:put_events` are the same."""
    return operation.replace("_", "").lower()
