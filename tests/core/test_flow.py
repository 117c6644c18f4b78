from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.core.errors import EventLoop
from pytest_awsevents.core.flow import Errand, Flow
from pytest_awsevents.core.records import Record


def record(cause: Record | None = None, seq: int = 1) -> Record:
    return Record(seq=seq, at=datetime(2026, 1, 1, tzinfo=UTC), cause=cause)


class Diary:
    """Makes errands that write down what became of them."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.abandoned: list[tuple[Any, str]] = []

    def errand(self, name: Any, then: Callable[[], object] = lambda: None) -> Errand:
        def run() -> None:
            self.done.append(name)
            then()

        return Errand(record(), run, lambda reason: self.abandoned.append((name, reason)))


@pytest.fixture
def diary() -> Diary:
    return Diary()


def test_errands_are_done_first_in_first_out(diary: Diary) -> None:
    flow = Flow(9)
    for name in "abc":
        flow.add(diary.errand(name))
    assert flow.drain() == 3
    assert diary.done == ["a", "b", "c"]
    assert flow.drain() == 0


@given(st.recursive(st.just([]), lambda inner: st.lists(inner, max_size=3), max_leaves=20))
def test_errands_that_cause_errands_run_breadth_first(tree: list[Any]) -> None:
    flow, diary = Flow(1000), Diary()
    expected: list[tuple[int, ...]] = []

    def plant(branch: list[Any], path: tuple[int, ...]) -> None:
        for number, below in enumerate(branch):
            here = (*path, number)
            flow.add(diary.errand(here, lambda below=below, here=here: plant(below, here)))

    plant(tree, ())
    level = [((number,), below) for number, below in enumerate(tree)]
    while level:
        expected += [path for path, _ in level]
        level = [((*path, number), below) for path, branch in level for number, below in enumerate(branch)]
    assert flow.drain() == len(expected)
    assert diary.done == expected


def test_inside_an_errand_nothing_is_drained(diary: Diary) -> None:
    flow = Flow(9)
    inner: list[int] = []

    def nested() -> None:
        flow.add(diary.errand("b"))
        inner.append(flow.drain())
        assert diary.done == ["a"]

    flow.add(diary.errand("a", nested))
    assert flow.drain() == 2
    assert inner == [0]
    assert diary.done == ["a", "b"]


def test_inside_a_call_nothing_is_drained(diary: Diary) -> None:
    flow = Flow(9)
    with flow.because_of(record()):
        flow.add(diary.errand("a"))
        assert flow.drain() == 0
    assert flow.drain() == 1


def test_the_cause_is_that_of_the_innermost_call() -> None:
    flow = Flow(9)
    outer, inner = record(), record()
    assert flow.here.cause is None
    with flow.because_of(outer):
        with flow.because_of(inner):
            assert flow.here.cause is inner
        assert flow.here.cause is outer
    assert flow.here.cause is None


def test_the_cause_of_what_an_errand_does_is_its_record(diary: Diary) -> None:
    flow = Flow(9)
    seen: list[Record | None] = []
    errand = diary.errand("a", lambda: seen.append(flow.here.cause))
    flow.add(errand)
    flow.drain()
    assert seen == [errand.record]


def test_cause_and_depth_are_put_back_after_an_error() -> None:
    flow = Flow(9)
    with pytest.raises(ZeroDivisionError), flow.because_of(record()):
        raise ZeroDivisionError
    assert flow.here.cause is None
    assert flow.here.depth == 0


def test_an_errand_that_raises_is_written_down_and_keeps_nothing_back(diary: Diary) -> None:
    flow = Flow(9)

    def fail(text: str) -> None:
        raise ValueError(text)

    flow.add(diary.errand("a", lambda: fail("first")))
    flow.add(diary.errand("b", lambda: fail("second")))
    flow.add(diary.errand("c"))
    with pytest.raises(ValueError, match=r"^first$"):
        flow.drain()
    assert diary.done == ["a", "b", "c"]
    assert diary.abandoned == [("a", "ValueError: first"), ("b", "ValueError: second")]
    assert flow.here.depth == 0
    assert flow.drain() == 0


def endless(flow: Flow, diary: Diary, name: str) -> None:
    flow.add(diary.errand(name, lambda: endless(flow, diary, name)))


@pytest.mark.parametrize("limit", [1, 5, 200])
def test_a_chain_may_be_as_long_as_the_limit(diary: Diary, limit: int) -> None:
    flow = Flow(limit)

    def chain(left: int) -> None:
        if left:
            flow.add(diary.errand(left, lambda: chain(left - 1)))

    chain(limit)
    assert flow.drain() == limit
    chain(limit + 1)
    with pytest.raises(EventLoop):
        flow.drain()


def test_an_endless_chain_is_stopped_and_all_that_waits_is_abandoned(diary: Diary) -> None:
    flow = Flow(3)
    endless(flow, diary, "x")
    endless(flow, diary, "y")
    with pytest.raises(EventLoop, match=r"^events caused each other 3 times in a row; stopped\."):
        flow.drain()
    assert diary.done == ["x", "y"] * 3
    assert diary.abandoned == [("x", "event loop"), ("y", "event loop")]
    assert flow.drain() == 0


def test_after_a_loop_the_flow_starts_anew(diary: Diary) -> None:
    flow = Flow(2)
    endless(flow, diary, "x")
    with pytest.raises(EventLoop):
        flow.drain()
    flow.add(diary.errand("next"))
    assert flow.drain() == 1
    assert diary.done[-1] == "next"


def test_many_errands_of_one_cause_are_no_loop(diary: Diary) -> None:
    flow = Flow(2)
    for number in range(500):
        flow.add(diary.errand(number))
    assert flow.drain() == 500


def test_each_thread_has_a_flow_of_its_own(diary: Diary) -> None:
    flow = Flow(9)
    flow.add(diary.errand("main"))
    counts: list[int] = []

    def other() -> None:
        flow.add(diary.errand("other"))
        counts.append(flow.drain())

    with flow.because_of(record()):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert counts == [1]
    assert diary.done == ["other"]
    assert flow.drain() == 1
