"""What all assertion helpers share: counts, failures, and looking things up by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NoReturn, Protocol, TypeAlias, TypeVar, runtime_checkable

from pytest_awsevents.assertions.comparing import cost
from pytest_awsevents.core.errors import InvalidOption, nearest
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import ApiCall, Event, Record
from pytest_awsevents.core.shelves import Path, Scalar, of_event
from pytest_awsevents.inputs.json_text import encodable
from pytest_awsevents.patterns import Mismatch

R = TypeVar("R", bound=Record)
_JUDGED = 500
NO_NEEDS: Mapping[Path, Scalar] = MappingProxyType({})
Count: TypeAlias = int | range | None
"""How many are expected: exactly so many, one of a range, or (None) at least one."""


@runtime_checkable
class HasArn(Protocol):
    """Anything a handle gave: a queue, a function, a bus."""

    @property
    def arn(self) -> str: ...


class HasName(Protocol):
    """Anything a handle gave that has a name: a rule, a bucket, a stream."""

    @property
    def name(self) -> str: ...


class HasId(Protocol):
    """Anything a handle gave that has an id: a data set, a revision."""

    @property
    def id(self) -> str: ...


class Explains(Protocol):
    """A matcher that can say why it does not match."""

    def matches(self, value: object, /) -> bool: ...
    def explain(self, value: object, /) -> tuple[Mismatch, ...]: ...


def meant(
    recorded: Recorded, kind: type[R], matcher: Explains | None, needs: Mapping[Path, Scalar] = NO_NEEDS
) -> list[R]:
    """The records of a kind that a matcher means, in their order; all where there is none. Of those with these values.

    Of a delivery or an evaluation the matcher is asked for its event.
    """
    of_the_event = of_event(kind, getattr(matcher, "needs", NO_NEEDS))
    found, sure = recorded.where(kind, {**needs, **of_the_event})
    for path, value in needs.items():
        if path not in sure:
            value_of = attrgetter(path[0])
            found = [one for one in found if value_of(one) == value]
    if matcher is None or (getattr(matcher, "needs_texts_only", False) and all(path in sure for path in of_the_event)):
        return list(found)
    return [one for one in found if matcher.matches(one)]


def closest(events: Sequence[Event], matcher: Explains | None) -> Sequence[Event]:
    """Those of many events that come nearest to what is meant, the latest of them: to judge all would take seconds."""
    if matcher is None:
        return events[-_JUDGED:]
    costs = [cost(matcher.explain(event)) for event in events]
    least = min(costs, default=0)
    return [event for event, one in zip(events, costs, strict=True) if one == least][-_JUDGED:]


def check_count(count: Count, instead: str) -> None:
    """Refuses a count that would be an assertion of absence, or none at all."""
    if isinstance(count, bool) or not isinstance(count, int | range | None):
        raise ValueError(f"count must be a whole number, a range, or None for at least one, got {count!r}")
    if count == 0 or (isinstance(count, range) and 0 in count):
        raise ValueError(f"count={count!r} asserts nothing; use {instead} to say that it did not happen")
    if isinstance(count, range) and not count:
        raise ValueError(f"count={count!r} can never be: it is empty; range(1, 4) is 1 to 3")
    if (isinstance(count, int) and count < 0) or (isinstance(count, range) and min(count) < 0):
        raise ValueError(f"count must be 1 or more, got {count}")


def is_expected(number: int, count: Count) -> bool:
    if count is None:
        return number >= 1
    return number in count if isinstance(count, range) else number == count


def fewest(count: Count) -> int:
    """The smallest number that is expected."""
    if count is None:
        return 1
    return count if isinstance(count, int) else min(count)


def expectation(count: Count) -> str:
    if count is None:
        return "expected at least 1"
    if isinstance(count, range):
        return f"expected {min(count)} to {max(count)}" + ("" if count.step == 1 else f", in steps of {count.step}")
    return f"expected exactly {count}"


def count_hint(number: int) -> str:
    """What to say where there may be so many as there are."""
    return f"take away what is too much, or say count={number}"


def fail(headline: str, lines: Iterable[str] = (), near: Record | None = None) -> NoReturn:
    """Raises AssertionError with a headline and indented lines; `near` is where the timeline should show most."""
    __tracebackhide__ = True
    error: Any = AssertionError(encodable("\n  ".join([headline, *lines])))
    error.aws_record = near.seq if near is not None else None
    raise error


def describe(matcher: object) -> str:
    """The matcher in a headline; `any event` where there is none."""
    return "any event" if matcher is None else repr(matcher)


def titled(event: Event) -> str:
    """`event #4 OrderPaid`."""
    return f"event #{event.seq} {event.detail_type or '(no detail-type)'}"


def origin(event: Event) -> str:
    """Who put an event."""
    call = event.call
    if call is None:
        return f"event #{event.seq} was made by AWS"
    return f"event #{event.seq} was put by {call.caller or call.principal}"


def made_by(call: ApiCall) -> str:
    """Who made an API call."""
    return f"made by {call.caller or call.principal}"


def unknown_name(kind: str, name: str, known: Sequence[str]) -> NoReturn:
    """Fails an assertion about something that is not there: it could never have held."""
    __tracebackhide__ = True
    close = nearest(name, known)
    hint = f"did you mean {close!r}?" if close else f"known: {', '.join(sorted(known)) or 'none'}"
    fail(f"there is no {kind} {name!r}; {hint}")


def given_name(given: str | HasName, kind: str) -> str:
    """The name of what a caller means; InvalidOption where it is neither a name nor something that has one."""
    return _given(given, kind, "name")


def given_arn(given: str | HasArn, kind: str) -> str:
    """The ARN of what a caller means; InvalidOption where it is neither a text nor something that has one."""
    return _given(given, kind, "ARN")


def given_id(given: str | HasId, kind: str) -> str:
    """The id of what a caller means; InvalidOption where it is neither a text nor something that has one."""
    return _given(given, kind, "id")


def _given(given: object, kind: str, by: str) -> str:
    text = given if isinstance(given, str) else getattr(given, by.lower(), None)
    if not isinstance(text, str):
        raise InvalidOption(f"give the {kind} by its {by}, or as its handle returned it; got {given!r}")
    return text
