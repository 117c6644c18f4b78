from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"
ARCHIVE = "arn:aws:events:us-east-1:123456789012:archive/all"


@pytest.fixture
def start(fake: AwsFake, events: Any) -> Callable[..., dict[str, Any]]:
    """Starts a replay of the archive `all` of the default bus over the first of December; keywords change that."""
    fake.clock.freeze("2026-12-01T09:00Z")
    events.create_archive(ArchiveName="all", EventSourceArn=BUS)

    def start_one(name: str = "again", **changes: Any) -> dict[str, Any]:
        params = {
            "ReplayName": name,
            "EventSourceArn": ARCHIVE,
            "EventStartTime": "2026-12-01T00:00Z",
            "EventEndTime": "2026-12-02T00:00Z",
            "Destination": {"Arn": BUS},
            **changes,
        }
        started: dict[str, Any] = events.start_replay(**params)
        return started

    return start_one


def test_a_replay_starts_runs_and_completes(fake: AwsFake, events: Any, start: Any, put: Any) -> None:
    put({"n": 1})
    assert start()["State"] == "STARTING"
    states = []
    for _ in range(3):
        states.append(events.describe_replay(ReplayName="again")["State"])
        fake.clock.tick(10)
    assert states == ["STARTING", "RUNNING", "COMPLETED"]
    described = events.describe_replay(ReplayName="again")
    assert described["EventLastReplayedTime"] <= described["ReplayEndTime"]
    assert described["Destination"] == {"Arn": BUS}


def test_replayed_events_reach_the_rules_again(fake: AwsFake, events: Any, rule: str, start: Any, put: Any) -> None:
    put({"late": True}, Time="2026-12-01T08:30:30Z")
    put({"early": True}, Time="2026-12-01T08:29:00Z")
    put({"outside": True}, Time="2026-12-02T00:00:01Z")
    start()
    mark = fake.recorded.mark()
    fake.clock.tick(60)
    replayed = fake.recorded.events.since(mark)
    assert [list(event.detail) for event in replayed] == [["early"], ["late"]]
    assert list(replayed.first.raw)[6:8] == ["region", "replay-name"]
    assert replayed.first.raw["replay-name"] == "again"
    assert events.describe_archive(ArchiveName="all")["EventCount"] == 3  # nothing is archived twice
    matched = [one.rule.name for one in fake.recorded.evaluations.since(mark) if one.matched]
    assert matched == [rule, rule]


def test_a_replay_may_be_for_some_rules_only(fake: AwsFake, events: Any, rule: str, start: Any, put: Any) -> None:
    arn = events.put_rule(Name="some", EventPattern='{"source": ["shop"]}')["RuleArn"]
    put()
    start(Destination={"Arn": BUS, "FilterArns": [arn]})
    assert events.describe_replay(ReplayName="again")["Destination"]["FilterArns"] == [arn]
    mark = fake.recorded.mark()
    fake.clock.tick(60)
    assert [one.rule.name for one in fake.recorded.evaluations.since(mark) if one.matched] == ["some"]


def test_a_cancelled_replay_does_not_run(fake: AwsFake, events: Any, start: Any, put: Any, refused: Refused) -> None:
    put()
    start()
    assert events.cancel_replay(ReplayName="again")["State"] == "CANCELLING"
    mark = fake.recorded.mark()
    fake.clock.tick(60)
    assert len(fake.recorded.events.since(mark)) == 0
    assert events.describe_replay(ReplayName="again")["State"] == "CANCELLED"
    with refused("IllegalStatusException", "Replay again is not in a valid state for this operation."):
        events.cancel_replay(ReplayName="again")


def test_an_archive_may_go_before_its_replay(fake: AwsFake, events: Any, start: Any, put: Any) -> None:
    put()
    start()
    events.delete_archive(ArchiveName="all")
    fake.clock.tick(60)
    assert events.describe_replay(ReplayName="again")["State"] == "COMPLETED"


def test_what_a_replay_needs(events: Any, bus: str, start: Any, refused: Refused) -> None:
    with refused("ValidationException", "Reason: EventStartTime must be before EventEndTime."):
        start(EventEndTime="2026-12-01T00:00Z")
    with refused("ValidationException", "Reason: Cross event bus replay is not permitted."):
        start(Destination={"Arn": bus})
    with refused("ValidationException", "Parameter EventSourceArn is not valid. Reason: Archive no does not exist."):
        start(EventSourceArn="arn:aws:events:us-east-1:123456789012:archive/no")
    with refused(
        "ValidationException", "Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN."
    ):
        start(Destination={"Arn": "arn:aws:sqs:us-east-1:123456789012:q"})
    with refused("ResourceNotFoundException", "Event bus default does not exist."):
        start(Destination={"Arn": BUS.replace("us-east-1", "us-west-2")})
    with refused("ResourceNotFoundException", "Replay again does not exist."):
        events.cancel_replay(ReplayName="again")


def test_at_most_ten_at_a_time(fake: AwsFake, start: Any, refused: Refused) -> None:
    for number in range(10):
        start(f"r{number}")
    with refused("LimitExceededException", "The requested resource exceeds the maximum number allowed."):
        start("one-more")
    fake.clock.tick(60)
    start("one-more")


def test_names_are_taken_for_ninety_days(fake: AwsFake, events: Any, start: Any, refused: Refused) -> None:
    start()
    fake.clock.tick(days=89)
    with refused("ResourceAlreadyExistsException", "Replay again already exists."):
        start()
    fake.clock.tick(days=1)
    assert events.list_replays()["Replays"] == []
    start()


def test_replays_are_listed_by_one_filter(events: Any, start: Any, refused: Refused) -> None:
    start("a-1")
    start("b-1")
    for filter_ in ({"NamePrefix": "a"}, {"State": "STARTING", "Limit": 1}, {"EventSourceArn": ARCHIVE, "Limit": 1}):
        assert [replay["ReplayName"] for replay in events.list_replays(**filter_)["Replays"]] == ["a-1"]
    assert events.list_replays(State="FAILED")["Replays"] == []
    with refused("ValidationException", "At most one filter is allowed for ListReplays."):
        events.list_replays(NamePrefix="a", State="STARTING")
