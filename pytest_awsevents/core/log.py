"""Views on the log: immutable sequences of records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar, overload

from pytest_awsevents.core.records import Record

R_co = TypeVar("R_co", bound=Record, covariant=True)


class Matcher(Protocol):
    """Anything that says of a record whether it is meant."""

    def matches(self, value: object, /) -> bool: ...


class Log(Sequence[R_co], Generic[R_co]):
    """Records in the order of `seq`; slicing and filtering give another Log.

    To take single records out of it, or to compare it, claims those records: `claimed` gets their `seq`.
    """

    def __init__(
        self,
        records: Sequence[R_co],
        noun: str = "records",
        claimed: set[int] | None = None,
        narrowed: Callable[[Any], Sequence[R_co]] | None = None,
    ) -> None:
        self._records = tuple(records)
        self._noun = noun
        self._claimed = set[int]() if claimed is None else claimed
        self._narrowed = narrowed

    @overload
    def __getitem__(self, index: int) -> R_co: ...
    @overload
    def __getitem__(self, index: slice) -> Log[R_co]: ...
    def __getitem__(self, index: int | slice) -> R_co | Log[R_co]:
        if isinstance(index, slice):
            return Log(self._records[index], self._noun, self._claimed)
        return self._claim(self._records[index])

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[R_co]:
        return iter(self._records)

    def __contains__(self, wanted: object) -> bool:
        found = [record for record in self._candidates(wanted) if wanted is record or wanted == record]
        self.claim(found)
        return bool(found)

    def __eq__(self, other: object) -> bool:
        """Equal to a sequence of records or matchers of the same length, pair by pair."""
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        self.claim(self._records)
        return len(self) == len(other) and all(
            wanted is record or wanted == record for record, wanted in zip(self, other, strict=True)
        )

    __hash__ = None  # type: ignore[assignment]  # compares by content, with matchers too

    def __repr__(self) -> str:
        return f"<{len(self)} {self._noun}>"

    @property
    def first(self) -> R_co:
        """The first record; AssertionError where there is none."""
        return self._one_of(0)

    @property
    def last(self) -> R_co:
        """The last record; AssertionError where there is none."""
        return self._one_of(-1)

    def only(self) -> R_co:
        """The one record there is; AssertionError where there is none or more than one."""
        __tracebackhide__ = True
        if len(self._records) != 1:
            listed = "".join(f"\n  {record!r}" for record in self._records[:5])
            more = f"\n  ... {len(self) - 5} more" if len(self) > 5 else ""
            raise AssertionError(f"{len(self)} {self._noun}, expected exactly 1{listed}{more}")
        return self._claim(self._records[0])

    def claim(self, records: Iterable[Record]) -> None:
        """Notes that an assertion looked at records."""
        self._claimed.update([record.seq for record in records])

    def matching(self, matcher: Matcher | Callable[[R_co], bool]) -> Log[R_co]:
        """Those that a matcher, or a function, accepts."""
        accepts = matcher if callable(matcher) else matcher.matches
        return Log([record for record in self._candidates(matcher) if accepts(record)], self._noun, self._claimed)

    def since(self, mark: int) -> Log[R_co]:
        """Those recorded after `mark()` was taken."""
        return Log([record for record in self._records if record.seq > mark], self._noun, self._claimed)

    def _candidates(self, wanted: object) -> Sequence[R_co]:
        """The records among which those are that a matcher means: of all the records there are, a few."""
        needs = getattr(wanted, "needs", None)
        if not needs or self._narrowed is None or not self._records:
            return self._records
        latest = self._records[-1].seq  # some may have come since
        return [record for record in self._narrowed(needs) if record.seq <= latest]

    def _one_of(self, index: int) -> R_co:
        __tracebackhide__ = True
        if not self._records:
            raise AssertionError(f"0 {self._noun}, expected at least 1")
        return self._claim(self._records[index])

    def _claim(self, record: R_co) -> R_co:  # type: ignore[misc]  # only handed through
        self._claimed.add(record.seq)
        return record
