"""How replays run: minute by minute of archived time, at a pace of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pytest_awsevents import AwsError
from pytest_awsevents.fake import AwsFake

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"
ARCHIVE = "arn:aws:events:us-east-1:123456789012:archive/all"


@pytest.fixture
def put(fake: AwsFake, events: Any) -> Callable[..., None]:
    """Archives one event for every text `HH:MM:SS` of the first of March."""
    events.create_archive(ArchiveName="all", EventSourceArn=BUS)

    def put_all(*times: str) -> None:
        for time in times:
            entry = {"Source": "shop", "DetailType": "Paid", "Detail": json.dumps({"at": time})}
            events.put_events(Entries=[{**entry, "Time": f"2026-03-01T{time}Z"}])

    return put_all


@pytest.fixture
def start(fake: AwsFake, events: Any) -> Callable[..., None]:
    def start_replay(
        name: str = "again", *, first: str = "00:00:00", last: str = "23:59:59", **destination: Any
    ) -> None:
        events.start_replay(
            ReplayName=name,
            EventSourceArn=ARCHIVE,
            EventStartTime=f"2026-03-01T{first}Z",
            EventEndTime=f"2026-03-01T{last}Z",
            Destination={"Arn": BUS, **destination},
        )

    return start_replay


@pytest.fixture
def replayed(fake: AwsFake) -> Callable[[], list[str]]:
    return lambda: [event.detail["at"] for event in fake.recorded.events if "replay-name" in event.raw]


@pytest.fixture
def state(events: Any) -> Callable[[], tuple[str, str | None]]:
    """The state of the replay, and the time of the last event that it replayed."""

    def state_of(name: str = "again") -> tuple[str, str | None]:
        found = events.describe_replay(ReplayName=name)
        last = found.get("EventLastReplayedTime")
        return found["State"], f"{last:%H:%M:%S}" if last else None

    return state_of


def test_every_state_can_be_seen(fake: AwsFake, put: Any, start: Any, state: Any, events: Any) -> None:
    put("10:00:05", "10:00:55", "10:07:00")
    start()
    seen = [state()]
    for seconds in (9, 1, 1, 1, 1):
        fake.clock.tick(seconds)
        seen.append(state())
    assert seen == [
        ("STARTING", None),
        ("STARTING", None),
        ("RUNNING", None),
        ("RUNNING", "10:00:55"),
        ("RUNNING", "10:07:00"),
        ("COMPLETED", "10:07:00"),
    ]
    found = events.describe_replay(ReplayName="again")
    assert found["ReplayStartTime"] == NOON
    assert found["ReplayEndTime"] == NOON + timedelta(seconds=13)


def test_every_minute_leaves_a_tick_caused_by_the_call(fake: AwsFake, put: Any, start: Any) -> None:
    put("10:00:05", "10:07:00")
    start()
    fake.clock.tick(60)
    call = fake.recorded.calls.matching(lambda call: call.operation == "StartReplay").only()
    ticks = fake.recorded.ticks
    assert [(tick.kind, tick.name, tick.cause) for tick in ticks] == [("replay", "again", call)] * 2
    assert [tick.due - NOON for tick in ticks] == [timedelta(seconds=11), timedelta(seconds=12)]
    assert [event.cause for event in fake.recorded.events if "replay-name" in event.raw] == list(ticks)


def test_one_call_runs_it_to_its_end_without_moving_time(fake: AwsFake, put: Any, start: Any, state: Any) -> None:
    put("10:00:05", "10:07:00")
    start()
    assert fake.clock.run_due() == 4  # start, two minutes, end
    assert state() == ("COMPLETED", "10:07:00")
    assert fake.clock.now == NOON


def test_one_of_two_replays_can_be_finished(fake: AwsFake, put: Any, start: Any, state: Any, replayed: Any) -> None:
    put("10:00:05", "10:07:00")
    start("first")
    start("second")
    fake.eventbridge.finish_replay("second")
    assert (state("first")[0], state("second")[0]) == ("STARTING", "COMPLETED")
    assert replayed() == ["10:00:05", "10:07:00"]
    fake.eventbridge.finish_replay("second")  # once more does nothing
    assert len(replayed()) == 2
    fake.clock.tick(60)
    assert state("first")[0] == "COMPLETED"
    with pytest.raises(AwsError, match=r"Replay third does not exist\."):
        fake.eventbridge.finish_replay("third")


def test_settling_finishes_replays_too(fake: AwsFake, put: Any, start: Any, state: Any) -> None:
    put("10:00:05")
    start()
    fake.settle()
    assert state()[0] == "COMPLETED"


def test_real_time_needs_no_freeze() -> None:
    with AwsFake(seed="real") as fake:
        bus = fake.eventbridge.bus("b")
        queue = fake.sqs.queue("q")
        fake.eventbridge.rule("r", {"replay-name": ["again"]}, to=queue, bus=bus)
        events = fake.client("events")
        arn = events.create_archive(ArchiveName="a", EventSourceArn=bus.arn)["ArchiveArn"]
        fake.eventbridge.put("Paid", {}, bus=bus)
        now = datetime.now(UTC)
        events.start_replay(
            ReplayName="again",
            EventSourceArn=arn,
            EventStartTime=now - timedelta(hours=1),
            EventEndTime=now + timedelta(hours=1),
            Destination={"Arn": bus.arn},
        )
        assert queue.bodies() == []
        fake.clock.run_due()
        assert len(queue.bodies()) == 1
        assert not fake.clock.frozen


def test_the_edges_of_the_window_are_within(put: Any, start: Any, fake: AwsFake, replayed: Any) -> None:
    put("09:59:59", "10:00:00", "10:30:00", "11:00:00", "11:00:01")
    start(first="10:00:00", last="11:00:00")
    fake.clock.run_due()
    assert replayed() == ["10:00:00", "10:30:00", "11:00:00"]


def test_minutes_come_in_order_and_events_within_them_by_chance(
    put: Any, start: Any, fake: AwsFake, replayed: Any
) -> None:
    late, early = [f"10:07:{second:02}" for second in range(20)], [f"10:05:{second:02}" for second in range(20)]
    put(*late, *early)
    start()
    fake.clock.run_due()
    got = replayed()
    assert sorted(got[:20]) == early
    assert sorted(got[20:]) == late
    assert got[:20] != early


def order_in(seed: str) -> list[str]:
    with AwsFake(seed=seed, now="2026-03-02T12:00Z") as fake:
        events = fake.client("events")
        events.create_archive(ArchiveName="all", EventSourceArn=BUS)
        for number in range(12):
            fake.eventbridge.put("Paid", {"n": number})
        events.start_replay(
            ReplayName="again",
            EventSourceArn=ARCHIVE,
            EventStartTime="2026-03-02T00:00Z",
            EventEndTime="2026-03-03T00:00Z",
            Destination={"Arn": BUS},
        )
        fake.clock.run_due()
        return [event.detail["n"] for event in fake.recorded.events if "replay-name" in event.raw]


def test_the_same_test_replays_in_the_same_order() -> None:
    assert order_in("one") == order_in("one") != order_in("two")


def test_filters_choose_rules_and_patterns_still_apply(fake: AwsFake, put: Any, start: Any, queue: Any) -> None:
    matching = fake.eventbridge.rule("matching", {"source": ["shop"]}, to=queue)
    other = fake.eventbridge.rule("other", {"source": ["elsewhere"]}, to=queue)
    fake.eventbridge.rule("not-chosen", {"source": ["shop"]}, to=queue)
    put("10:00:00")
    queue.purge()
    start(FilterArns=[matching.arn, other.arn])
    mark = fake.recorded.mark()
    fake.clock.run_due()
    assert len(queue.messages()) == 1
    judged = fake.recorded.evaluations.since(mark)
    assert [(evaluation.rule.name, evaluation.matched) for evaluation in judged] == [
        ("matching", True),
        ("other", False),
    ]


def test_a_replay_cancelled_on_its_way_stops_there(
    fake: AwsFake, put: Any, start: Any, state: Any, replayed: Any, events: Any
) -> None:
    put("10:00:00", "10:01:00", "10:02:00")
    start()
    fake.clock.tick(11)
    assert events.cancel_replay(ReplayName="again")["State"] == "CANCELLING"
    assert "ReplayEndTime" not in events.describe_replay(ReplayName="again")
    fake.clock.tick(60)
    assert state() == ("CANCELLED", "10:00:00")
    assert replayed() == ["10:00:00"]


def test_a_target_may_cancel_the_replay_that_it_gets_events_of(
    fake: AwsFake, put: Any, start: Any, state: Any, events: Any
) -> None:
    cancel = fake.lambda_.function(
        "cancel", lambda event, context: events.cancel_replay(ReplayName=event["replay-name"])
    )
    fake.eventbridge.rule("r", {"replay-name": [{"exists": True}]}, to=cancel)
    put("10:00:00", "10:01:00")
    start()
    fake.clock.run_due()
    assert state() == ("CANCELLED", "10:00:00")


def test_replayed_events_are_not_archived(fake: AwsFake, put: Any, start: Any, events: Any) -> None:
    put("10:00:00")
    start()
    fake.clock.run_due()
    assert events.describe_archive(ArchiveName="all")["EventCount"] == 1


def test_what_an_archive_keeps_no_longer_is_not_replayed(
    fake: AwsFake, put: Any, start: Any, replayed: Any, events: Any
) -> None:
    put("10:00:00")
    events.update_archive(ArchiveName="all", RetentionDays=2)
    fake.clock.tick(days=1)
    put("11:00:00")
    fake.clock.tick(days=1)
    found = events.describe_archive(ArchiveName="all")
    assert (found["EventCount"], found["SizeBytes"] > 0) == (1, True)
    start()
    fake.clock.run_due()
    assert replayed() == ["11:00:00"]


def test_a_replay_meets_schedules_on_its_way(fake: AwsFake, put: Any, start: Any) -> None:
    fake.eventbridge.rule("r", schedule="rate(1 minute)")
    put("10:00:00")
    start()
    fake.clock.tick(minutes=1)
    assert [(tick.kind, tick.name) for tick in fake.recorded.ticks] == [("replay", "again"), ("schedule", "r")]
