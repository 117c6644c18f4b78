"""What fits into one event, and what a report of failures means: pure."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.services.lambda_.event_sources.batches import event_text, fitting, reported_failures
from pytest_awsevents.services.lambda_.event_sources.lanes import Batch, Lane, lane_of
from pytest_awsevents.services.lambda_.event_sources.stream_events import StreamRecord

LIMIT = 6_291_456
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
CALL = ApiCall(
    seq=1, at=NOW, cause=None, service="kinesis", operation="PutRecord", params={}, account="1", region="r",
    principal="p", caller=None,
)  # fmt: skip


def record(number: int, key: str = "k", size: int = 1) -> StreamRecord:
    return StreamRecord(str(number), key, b"", NOW, CALL, "x" * size)


# --- events ---


@given(st.lists(st.integers(1, 4_000_000), max_size=8), st.integers(1, 10))
def test_what_fits_is_as_much_as_may_go_into_one_event(sizes: list[int], most: int) -> None:
    texts = ["x" * size for size in sizes]
    number = fitting(texts, most)
    assert number <= most
    assert (number == 0) == (not texts)
    assert len(event_text(texts[:number])) <= LIMIT or number == 1
    if number < min(most, len(texts)):
        assert len(event_text(texts[: number + 1])) > LIMIT - len(texts) - 20


def test_bytes_count_not_characters() -> None:
    assert fitting(["ä" * 2_000_000, "ä" * 2_000_000], 10) == 1


@given(st.lists(st.dictionaries(st.text(max_size=3), st.integers()), max_size=4))
def test_an_event_is_json_with_records(records: list[Any]) -> None:
    assert json.loads(event_text([json.dumps(one) for one in records])) == {"Records": records}


# --- reports ---


def report(*names: Any) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": name} for name in names]}


@pytest.mark.parametrize("answer", [None, "", [], {}, {"other": 1}, {"batchItemFailures": None}, report()])
def test_answers_that_say_that_all_went_well(answer: Any) -> None:
    assert reported_failures(answer, ["a", "b"]) == frozenset()


@pytest.mark.parametrize(
    "answer",
    [
        "done",
        0,
        1.5,
        True,
        [1],
        {"batchItemFailures": "a"},
        {"batchItemFailures": ["a"]},
        {"batchItemFailures": [{"foo": "a"}]},
        {"batchItemFailures": [{"itemIdentifier": "a", "more": 1}, {}]},
        report(""),
        report(None),
        report("a", "c"),
        report(["a"]),
    ],
)
def test_answers_that_cannot_be_understood_fail_everything(answer: Any) -> None:
    assert reported_failures(answer, ["a", "b"]) == {"a", "b"}


def test_only_what_is_named_has_failed() -> None:
    assert reported_failures(report("b", "b"), ["a", "b", "c"]) == {"b"}


# --- lanes ---


@given(st.integers(1, 10), st.lists(st.text(min_size=1, max_size=3), min_size=1))
def test_a_key_has_one_lane(factor: int, keys: list[str]) -> None:
    lanes = [Lane() for _ in range(factor)]
    assert all(lane_of(lanes, key) is lane_of(lanes, key) for key in keys)


@given(st.lists(st.integers(1, 5), max_size=20), st.integers(1, 7))
def test_batches_keep_the_order_and_lose_nothing(arrivals: list[int], size: int) -> None:
    lane, taken, number = Lane(), [], 0
    for count in arrivals:
        for _ in range(count):
            lane.add(record(number), NOW)
            number += 1
        while (batch := lane.next_batch(size, timedelta(0), NOW)) is not None:
            assert 1 <= len(batch.records) <= size
            taken += [one.sequence for one in batch.records]
            lane.replace_first([])
    assert taken == [str(one) for one in range(number)]
    assert lane.empty


def test_a_begun_batch_comes_before_everything_else() -> None:
    lane = Lane()
    for number in range(4):
        lane.add(record(number), NOW)
    first = lane.next_batch(3, timedelta(0), NOW)
    assert first is not None
    assert lane.next_batch(3, timedelta(0), NOW) is first
    lane.replace_first(first.halves())
    assert [one.sequence for one in lane] == ["0", "1", "2", "3"]
    half = lane.next_batch(3, timedelta(0), NOW)
    assert half is not None
    assert [one.sequence for one in half.records] == ["0", "1"]


def test_a_window_holds_back_what_does_not_fill_a_batch() -> None:
    lane, window = Lane(), timedelta(seconds=10)
    lane.add(record(0), NOW)
    lane.add(record(1), NOW + timedelta(seconds=5))
    assert lane.next_batch(3, window, NOW + timedelta(seconds=9)) is None
    assert lane.next_batch(2, window, NOW) is not None
    lane.replace_first([])
    lane.add(record(2), NOW)
    assert lane.next_batch(3, window, NOW + window) is not None


@given(st.integers(1, 30))
def test_halves_are_the_whole_and_cost_no_retry(count: int) -> None:
    batch = Batch([record(number) for number in range(count + 1)], failures=1)
    one, other = batch.halves()
    assert one.records + other.records == batch.records
    assert 0 <= len(one.records) - len(other.records) <= 1
    assert (one.failures, other.failures) == (0, 0)


def test_waits_double_up_to_a_minute() -> None:
    waits = [Batch([record(0)], tries=tries).wait().total_seconds() for tries in (0, 1, 2, 3, 6, 7, 8, 5000)]
    assert waits == [1, 1, 2, 4, 32, 60, 60, 60]
