"""`assert_sequence` and `assert_nothing_happened`: about the log as a whole."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, takewhile
from operator import attrgetter

from pytest_awsevents.assertions.called import never_called
from pytest_awsevents.assertions.combining import BaseMatcher, captures_in
from pytest_awsevents.assertions.comparing import cost
from pytest_awsevents.assertions.expecting import NO_NEEDS, fail, made_by, origin, titled
from pytest_awsevents.assertions.layout import counted, mismatch_lines
from pytest_awsevents.assertions.matchers import CallMatcher
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import ApiCall, Delivery, Event, Record
from pytest_awsevents.core.shelves import Path, Scalar, of_event

_LISTED = 8
_seq = attrgetter("seq")


def assert_sequence(recorded: Recorded, matchers: Sequence[BaseMatcher], *, contiguous: bool) -> tuple[Record, ...]:
    """The events and API calls that the matchers mean, in this order; `contiguous`: with none of their kind between.

    Where all matchers are about API calls only those count, where none is only events.
    """
    __tracebackhide__ = True
    if not matchers:
        raise ValueError("assert_sequence() asserts nothing; name at least one matcher")
    records = _candidates(recorded, matchers)
    best = _adjoining(records, matchers) if contiguous else _in_order(recorded, records, matchers)
    if len(best) == len(matchers):
        for matcher, record in zip(matchers, best, strict=True):
            matcher.matches(record)  # captures keep what they saw in these, and in no others
        recorded.claim(best)
        return tuple(best)
    together = ", one right after the other" if contiguous else ""
    headline = f"{len(best)} of {len(matchers)} came in sequence, expected all in this order{together}"
    lines = _lines(recorded, records, best, matchers, contiguous=contiguous)
    fail(headline, lines, best[-1] if best else None)


def assert_nothing_happened(recorded: Recorded, since: int | None) -> None:
    """Fails where anything was recorded, or anything after a mark."""
    __tracebackhide__ = True
    latest = recorded.mark()
    if since is not None and since > latest:
        raise ValueError(f"since={since!r} is no mark of this fake, whose last record is #{latest}")
    records = recorded.all.since(since or 0)
    if records:
        after = "" if since is None else f" after record #{since}"
        more = len(records) - _LISTED
        lines = [_title(record) for record in records[:_LISTED]]
        hint = [
            "what the test arranged counts too: take mark = aws_fake.recorded.mark() after that, and pass since=mark"
        ]
        fail(
            f"{counted(len(records), 'record')}{after}, expected nothing to happen",
            [*(hint if since is None else []), *lines, *([f"... and {more} more"] if more > 0 else [])],
            records.first,
        )


def _candidates(recorded: Recorded, matchers: Sequence[BaseMatcher]) -> Sequence[Record]:
    kinds = {any(_mentions_calls(part) for part in _all_parts(matcher)) for matcher in matchers}
    if len(kinds) > 1:
        return sorted([*recorded.events, *recorded.calls], key=_seq)
    return recorded.calls if True in kinds else recorded.events


def _all_parts(matcher: object) -> Iterator[object]:
    yield matcher
    if isinstance(matcher, BaseMatcher):
        for part in matcher.parts():
            yield from _all_parts(part)


def _mentions_calls(part: object) -> bool:
    return isinstance(part, CallMatcher)


def _in_order(recorded: Recorded, records: Sequence[Record], matchers: Sequence[BaseMatcher]) -> list[Record]:
    """The records of the first matchers, as far as they come, each the first one behind that before it."""
    found: list[Record] = []
    for matcher in matchers:
        pool = _pool(recorded, records, matcher)
        start = bisect_right(pool, found[-1].seq, key=_seq) if found else 0
        following = (record for record in islice(pool, start, None) if _is_meant(matcher, record))
        record = next(following, None)
        if record is None:
            break
        found.append(record)
    return found


def _adjoining(records: Sequence[Record], matchers: Sequence[BaseMatcher]) -> list[Record]:
    """The longest run of records, one right after the other, that the first matchers mean."""
    best: list[Record] = []
    for start in range(len(records)):
        run = zip(islice(records, start, None), matchers, strict=False)
        found = [record for record, _ in takewhile(lambda pair: _is_meant(pair[1], pair[0]), run)]
        if len(found) == len(matchers):
            return found
        best = max(best, found, key=len)
    return best


def _pool(recorded: Recorded, records: Sequence[Record], matcher: BaseMatcher) -> Sequence[Record]:
    """The records among which those of a matcher are."""
    if isinstance(matcher, CallMatcher):
        return matcher.named(recorded)
    needs: Mapping[Path, Scalar] = getattr(matcher, "needs", NO_NEEDS)
    if not needs or any(_mentions_calls(part) for part in _all_parts(matcher)):
        return records
    return recorded.where(Event, of_event(Event, needs))[0]


def _is_meant(matcher: BaseMatcher, record: Record) -> bool:
    return next(matcher.differences(record), None) is None if any(captures_in(matcher)) else matcher.matches(record)


def _lines(
    recorded: Recorded,
    records: Sequence[Record],
    best: Sequence[Record],
    matchers: Sequence[BaseMatcher],
    *,
    contiguous: bool,
) -> list[str]:
    missing = matchers[len(best)]
    lines = [f"{number}. {_title(record)}" for number, record in enumerate(best[-3:], start=max(1, len(best) - 2))]
    lines.append(f"{len(best) + 1}. NO {missing!r}")
    later = [record for record in records if not best or record.seq > best[-1].seq]
    if contiguous and best:
        later = later[:1]
    earlier = [record for record in records if best and record.seq <= best[-1].seq and missing.matches(record)]
    if not later:
        lines.append("nothing came after that" if best else "nothing was recorded of that kind")
        if isinstance(missing, CallMatcher) and not missing.named(recorded):
            lines += never_called(recorded.calls, missing.operation)
    else:
        nearest = min(later, key=lambda record: cost(missing.explain(record)))
        what = "next came" if contiguous and best else "nearest"
        lines += [f"{what}: {_title(nearest)}", *mismatch_lines(missing.explain(nearest), "test")]
        if contiguous and best:
            lines.append("name it too, or leave out contiguous=True: then others may come between")
    if earlier:
        lines.append(f"it came earlier: {_title(earlier[-1])}")
    return lines


def _title(record: Record) -> str:
    if isinstance(record, Event):
        return origin(record).replace(f"event #{record.seq}", titled(record), 1)
    if isinstance(record, ApiCall):
        return f"call #{record.seq} {record.name}, {made_by(record)}"
    if isinstance(record, Delivery):
        return f"delivery #{record.seq} to {record.target.arn}, {record.status}"
    return f"{type(record).__name__} #{record.seq}"
