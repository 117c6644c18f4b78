from __future__ import annotations

import dataclasses
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from pytest_awsevents.core.recorder import Recorded, Recorder
from pytest_awsevents.core.records import ApiCall, Caller, Record
from pytest_awsevents.fake import AwsFake

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_records_are_in_the_order_of_their_beginning() -> None:
    recorder = Recorder()
    first, second = recorder.number(), recorder.number()
    late = recorder.append(Record(seq=second, at=NOON, cause=None))
    early = recorder.append(Record(seq=first, at=NOON, cause=None))
    assert recorder.records() == [early, late]
    assert Recorded(recorder).all == [early, late]


def test_eight_threads_lose_nothing_and_share_no_number() -> None:
    recorder = Recorder()
    start = threading.Barrier(8)

    def write() -> None:
        start.wait()
        for _ in range(500):
            recorder.append(Record(seq=recorder.number(), at=NOON, cause=None))

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write) for _ in range(8)]:
            done.result()
    assert [record.seq for record in recorder.records()] == list(range(1, 4001))


def test_eight_threads_of_calls_are_all_recorded(fake: AwsFake) -> None:
    client = fake.client("events")
    queue = fake.sqs.queue("all")
    fake.eventbridge.rule("all", {"source": ["thread"]}, to=queue)
    mark = fake.recorded.mark()
    start = threading.Barrier(8)

    def put(thread: int) -> None:
        start.wait()
        for number in range(10):
            detail = json.dumps({"thread": thread, "number": number})
            client.put_events(Entries=[{"Source": "thread", "DetailType": "X", "Detail": detail}])

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(put, thread) for thread in range(8)]:
            done.result()
    everything = fake.recorded.all.since(mark)
    assert len({record.seq for record in everything}) == len(everything)
    expected = {(thread, number) for thread in range(8) for number in range(10)}
    events = fake.recorded.events.since(mark)
    assert {(event.detail["thread"], event.detail["number"]) for event in events} == expected
    assert len(events) == 80
    assert len({event.id for event in events}) == 80
    assert [delivery.status for delivery in fake.recorded.deliveries] == ["delivered"] * 80
    for event in events:
        assert event.call is not None
        assert json.loads(event.call.params["Entries"][0]["Detail"]) == event.detail


def test_a_call_is_recorded_with_all_there_is_to_know(fake: AwsFake) -> None:
    fake.clock.freeze(NOON)
    response = boto3.client("sts", region_name="eu-west-1").get_caller_identity()
    del response["ResponseMetadata"]
    call = fake.recorded.calls.only()
    assert isinstance(call, ApiCall)
    assert (call.service, call.operation, call.name) == ("sts", "GetCallerIdentity", "sts:GetCallerIdentity")
    assert (call.seq, call.at, call.cause) == (1, NOON, None)
    assert (call.account, call.region) == ("123456789012", "eu-west-1")
    assert call.principal == "arn:aws:iam::123456789012:user/test"
    assert call.params == call.raw == {}
    assert call.response == response
    assert (call.error, call.answered_by) == (None, "fake")
    assert call.caller is not None
    assert call.caller.file == __file__
    line = test_a_call_is_recorded_with_all_there_is_to_know.__code__.co_firstlineno + 2
    assert call.caller.line == line


def test_an_error_is_recorded(fake: AwsFake) -> None:
    client = fake.client("events")
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        client.describe_rule(Name="none")
    call = fake.recorded.calls.only()
    assert call.response is None
    assert call.error == ("ResourceNotFoundException", caught.value.response["Error"]["Message"])
    assert call.answered_by == "fake"


def test_records_are_read_only(fake: AwsFake) -> None:
    fake.client("sts").get_caller_identity()
    with pytest.raises(dataclasses.FrozenInstanceError):
        fake.recorded.calls.only().account = "other"  # type: ignore[misc]


def test_a_mark_splits_what_came_before_from_what_comes_after(fake: AwsFake) -> None:
    assert fake.recorded.mark() == 0
    fake.client("sts").get_caller_identity()
    mark = fake.recorded.mark()
    assert fake.recorded.calls.since(mark) == []
    fake.client("sts").get_caller_identity()
    assert len(fake.recorded.calls.since(mark)) == 1


def test_causes_lead_from_the_target_back_to_the_test(fake: AwsFake) -> None:
    queue = fake.sqs.queue("q")
    fake.eventbridge.rule("r", {"source": ["shop"]}, to=queue)
    mark = fake.recorded.mark()
    boto3.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "Paid", "Detail": "{}"}])
    put, event, evaluation, delivery, send = fake.recorded.all.since(mark)
    assert send.ancestors() == (delivery, evaluation, event, put)
    assert event.call is put  # type: ignore[attr-defined]


def test_callers_are_shown_relative_to_where_one_is(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pytest_awsevents.core.records.base import _short_path

    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    _short_path.cache_clear()
    assert str(Caller(str(tmp_path / "sub" / "a.py"), 7)) == "sub/a.py:7"
    assert str(Caller("/elsewhere/a.py", 7)) == "/elsewhere/a.py:7"
    _short_path.cache_clear()


# --- evaluations -----------------------------------------------------------------------------------------------------


@pytest.fixture
def judged(fake: AwsFake) -> AwsFake:
    """One event on a bus with a rule that matches, one that does not, one that is disabled and one on a schedule."""
    eventbridge = fake.eventbridge
    eventbridge.rule("yes", {"source": ["shop"]})
    eventbridge.rule("no", {"source": ["bank"]})
    eventbridge.rule("off", {"source": ["shop"]}, enabled=False)
    eventbridge.rule("clockwork", schedule="rate(1 day)")
    eventbridge.put("Paid", {"total": 1}, source="shop")
    return fake


def test_every_rule_of_the_bus_is_judged(judged: AwsFake) -> None:
    found = {one.rule.name: one for one in judged.recorded.evaluations}
    assert list(found) == ["yes", "no", "off", "clockwork"]
    assert {name: one.matched for name, one in found.items()} == {
        "yes": True,
        "no": False,
        "off": False,
        "clockwork": False,
    }
    assert {name: one.reason for name, one in found.items()} == {
        "yes": None,
        "no": None,
        "off": "the rule is disabled",
        "clockwork": "the rule has no event pattern",
    }
    assert [mismatch.path for mismatch in found["no"].mismatches] == ["source"]
    assert found["off"].mismatches == ()


def test_what_did_not_match_is_judged_when_it_is_read_and_not_stored(
    judged: AwsFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pytest_awsevents.core import recorder

    stored = [record for record in judged.recorded.all if type(record).__name__ == "RuleEvaluation"]
    assert len(stored) == 1
    explained: list[str] = []
    real = recorder.explain

    def explain(pattern: str, event: Any) -> Any:
        explained.append(pattern)
        return real(pattern, event)

    monkeypatch.setattr(recorder, "explain", explain)
    judged.eventbridge.put("Paid", {}, source="shop")
    assert explained == []
    assert len(judged.recorded.evaluations) == 8
    assert len(explained) == 4  # `no` and `off`, for two events


def test_derived_evaluations_stand_where_their_event_stands(judged: AwsFake) -> None:
    event = judged.recorded.events.only()
    for evaluation in judged.recorded.evaluations:
        assert evaluation.event is event
        assert evaluation.cause is event
        if not evaluation.matched:
            assert (evaluation.seq, evaluation.at) == (event.seq, event.at)


def test_records_keep_the_rules_of_their_moment(judged: AwsFake) -> None:
    client = judged.client("events")
    client.put_rule(Name="no", EventPattern='{"source":["shop"]}')
    client.delete_rule(Name="off")
    client.put_rule(Name="later", EventPattern='{"source":["shop"]}')
    assert [one.rule.name for one in judged.recorded.evaluations] == ["yes", "no", "off", "clockwork"]
    judged.eventbridge.put("Paid", {}, source="shop")
    second = judged.recorded.events.last
    later = [one for one in judged.recorded.evaluations if one.event is second]
    assert [(one.rule.name, one.matched) for one in later] == [
        ("yes", True),
        ("no", True),
        ("clockwork", False),
        ("later", True),
    ]
    first = [one for one in judged.recorded.evaluations if one.event is not second]
    assert [(one.rule.name, one.matched) for one in first][1] == ("no", False)


def test_a_delivery_keeps_the_target_of_its_moment(fake: AwsFake) -> None:
    one, two = fake.sqs.queue("one"), fake.sqs.queue("two")
    fake.eventbridge.rule("r", {"source": ["shop"]}, to=one)
    fake.eventbridge.put("Paid", {}, source="shop")
    fake.client("events").put_targets(Rule="r", Targets=[{"Id": "target-1", "Arn": two.arn}])
    fake.eventbridge.put("Paid", {}, source="shop")
    assert [delivery.target.arn for delivery in fake.recorded.deliveries] == [one.arn, two.arn]
    assert [target.arn for target in fake.recorded.deliveries.first.rule.targets] == [one.arn]


def test_events_that_no_bus_took_have_no_evaluations(judged: AwsFake) -> None:
    before = len(judged.recorded.evaluations)
    boto3.client("events").put_events(
        Entries=[
            {"Source": "shop", "DetailType": "Paid", "Detail": "{}", "EventBusName": "nowhere"},
            {"Source": "shop", "DetailType": "Paid", "Detail": "no json"},
        ]
    )
    assert [event.status for event in judged.recorded.events[1:]] == ["unknown-bus", "rejected"]
    assert len(judged.recorded.evaluations) == before
