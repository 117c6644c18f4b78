"""Records are found by the values of their members: the same ones, in the same order, as by looking at each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents import Capture, Exact, event, pattern
from pytest_awsevents.assertions.expecting import meant
from pytest_awsevents.core.recorder import Recorded, Recorder
from pytest_awsevents.core.records import Delivery, Event
from pytest_awsevents.core.rules import Rule, Target

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LEAVES = st.sampled_from(["a", "b", "", "1", 1, 1.0, True, False, 0, None, 2.5])
OBJECTS = st.fixed_dictionaries({"z": LEAVES})
DETAILS = st.dictionaries(st.sampled_from(["x", "y"]), LEAVES | st.lists(LEAVES, max_size=2) | OBJECTS)
SOURCES, KINDS = st.sampled_from(["s", "t"]), st.sampled_from(["A", "B"])
ENVELOPES = st.fixed_dictionaries({}, optional={"source": SOURCES, "detail-type": KINDS, "detail": DETAILS | LEAVES})
WANTED = st.fixed_dictionaries(
    {},
    optional={
        "source": st.sampled_from(["s", "t", Capture(), Exact("s")]),
        "detail_type": KINDS,
        "detail": st.dictionaries(st.sampled_from(["x", "y"]), LEAVES | OBJECTS),
    },
)
MATCHERS = st.one_of(
    st.builds(lambda wanted: event(**wanted), WANTED),
    st.builds(lambda one, other: event(**one) & event(**other), WANTED, WANTED),
    st.builds(lambda one, other: event(**one) & ~event(**other), WANTED, WANTED),
    st.builds(lambda one, other: event(**one) | event(**other), WANTED, WANTED),
    st.builds(lambda wanted: ~event(**wanted), WANTED),
    st.just(pattern({"source": ["s"]})),
    st.just(pattern({"source": ["s"], "detail-type": ["A", "B"]})),
    st.just(pattern({"$or": [{"source": ["s"]}, {"detail-type": ["A"]}]})),
    st.none(),
)


def put(recorder: Recorder, seq: int, envelope: dict[str, Any]) -> None:
    """An event and its delivery, as they would be recorded."""
    made = Event(seq=seq, at=NOW, cause=None, id=str(seq), bus="default", raw_event=envelope)
    target = Target(id="1", arn=f"arn:aws:sqs:us-east-1:123456789012:q{seq % 2}")
    rule = Rule(name=f"r{seq % 3}", arn="arn:aws:events:us-east-1:123456789012:rule/r", bus="default")
    recorder.append(made)
    recorder.append(Delivery(seq=seq + 1, at=NOW, cause=made, event=made, rule=rule, target=target))


def numbers(records: list[Any]) -> list[int]:
    return [record.seq for record in records]


@given(st.lists(ENVELOPES, max_size=8), st.lists(ENVELOPES, max_size=4), MATCHERS, st.randoms())
def test_the_same_records_are_found(first, more, matcher, random):
    recorder = Recorder()
    recorded = Recorded(recorder)
    order = [(2 * number + 1, envelope) for number, envelope in enumerate([*first, *more])]
    random.shuffle(order)  # threads append in another order than that of the numbers
    for step in (order[: len(first)], order[len(first) :]):
        for seq, envelope in step:
            put(recorder, seq, envelope)
        events = [one for one in recorded.events if matcher is None or matcher.matches(one)]
        assert numbers(meant(recorded, Event, matcher)) == numbers(events)
        needs = {("target.arn",): "arn:aws:sqs:us-east-1:123456789012:q1", ("rule.name",): "r0"}
        deliveries = [
            one
            for one in recorded.deliveries
            if (matcher is None or matcher.matches(one)) and one.target.arn.endswith("q1") and one.rule.name == "r0"
        ]
        assert numbers(meant(recorded, Delivery, matcher, needs)) == numbers(deliveries)
        if matcher is not None:
            assert numbers(recorded.events.matching(matcher)) == numbers(events)
            assert (matcher in recorded.events) is bool(events)
            assert (matcher in recorded.events[:2]) is any(map(matcher.matches, recorded.events[:2]))


def test_a_view_does_not_grow():
    recorder = Recorder()
    recorded = Recorded(recorder)
    put(recorder, 1, {"source": "s"})
    view = recorded.events
    put(recorder, 3, {"source": "t"})
    assert event(source="t") not in view
    assert event(source="t") in recorded.events
    assert len(view.matching(event(source="s"))) == 1
