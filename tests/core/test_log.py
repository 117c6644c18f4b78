from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pytest_awsevents.core.log import Log
from pytest_awsevents.core.records import Record


def record(seq: int) -> Record:
    return Record(seq=seq, at=datetime(2026, 1, 1, tzinfo=UTC), cause=None)


A, B, C = record(1), record(2), record(3)
LOG = Log([A, B, C], "calls")
EMPTY: Log[Record] = Log([], "calls")


class Seq:
    """A matcher, as those of the assertions are: by `==` and by `matches`."""

    def __init__(self, seq: int) -> None:
        self.seq = seq

    def matches(self, value: object) -> bool:
        return isinstance(value, Record) and value.seq == self.seq

    def __eq__(self, other: object) -> bool:
        return self.matches(other)

    __hash__ = None  # type: ignore[assignment]


def test_first_and_last() -> None:
    assert LOG.first is A
    assert LOG.last is C


@pytest.mark.parametrize("end", ["first", "last"])
def test_an_empty_log_has_neither(end: str) -> None:
    with pytest.raises(AssertionError) as caught:
        getattr(EMPTY, end)
    assert str(caught.value) == "0 calls, expected at least 1"


def test_only_gives_the_one() -> None:
    assert Log([B], "calls").only() is B


def test_only_of_none() -> None:
    with pytest.raises(AssertionError) as caught:
        EMPTY.only()
    assert str(caught.value) == "0 calls, expected exactly 1"


def test_only_of_several_lists_them() -> None:
    with pytest.raises(AssertionError) as caught:
        LOG.only()
    assert str(caught.value) == f"3 calls, expected exactly 1\n  {A!r}\n  {B!r}\n  {C!r}"


def test_only_of_many_lists_five() -> None:
    records = [record(number) for number in range(7)]
    with pytest.raises(AssertionError) as caught:
        Log(records, "events").only()
    listed = "".join(f"\n  {one!r}" for one in records[:5])
    assert str(caught.value) == f"7 events, expected exactly 1{listed}\n  ... 2 more"


def test_matching_takes_matchers_and_functions() -> None:
    assert list(LOG.matching(Seq(2))) == [B]
    assert list(LOG.matching(lambda one: one.seq > 1)) == [B, C]
    with pytest.raises(AssertionError, match=r"^0 calls, expected exactly 1$"):
        LOG.matching(Seq(9)).only()


def test_since_is_what_came_after_the_mark() -> None:
    assert list(LOG.since(0)) == [A, B, C]
    assert list(LOG.since(2)) == [C]
    assert list(LOG.since(3)) == []


def test_equality_compares_pair_by_pair_with_records_or_matchers() -> None:
    assert LOG == [A, B, C]
    assert LOG == (A, B, C)
    assert [Seq(1), B, Seq(3)] == LOG
    assert [Seq(1), B, Seq(3)] == LOG
    assert Log([A, B, C]) == LOG
    assert LOG != [A, B]
    assert LOG != [A, B, C, C]
    assert LOG != [A, C, B]
    assert [Seq(1), Seq(1), Seq(3)] != LOG


def test_nothing_but_a_sequence_is_equal() -> None:
    assert {A, B, C} != LOG
    assert LOG != 3
    assert EMPTY != ""
    assert EMPTY == []


def test_in_finds_records_and_matchers() -> None:
    assert B in LOG
    assert Seq(3) in LOG
    assert record(2) not in LOG
    assert Seq(4) not in LOG


def test_slices_are_logs_of_the_same_noun() -> None:
    assert LOG[0] is A
    assert LOG[-1] is C
    assert isinstance(LOG[1:], Log)
    assert LOG[1:] == [B, C]
    assert repr(LOG[1:]) == "<2 calls>"
    assert LOG[::-1] == [C, B, A]


def test_it_is_a_sequence_that_cannot_be_hashed() -> None:
    assert len(LOG) == 3
    assert bool(EMPTY) is False
    assert list(reversed(LOG)) == [C, B, A]
    assert LOG.index(B) == 1
    with pytest.raises(TypeError):
        hash(LOG)


def test_a_log_does_not_follow_the_list_it_was_made_of() -> None:
    records = [A]
    log = Log(records)
    records.append(B)
    assert log == [A]
