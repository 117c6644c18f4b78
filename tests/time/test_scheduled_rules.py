"""When rules fire by their schedule, and what their targets get."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import freezegun
import pytest

from pytest_awsevents import AwsError
from pytest_awsevents.core.errors import InvalidOption, TooManyFires
from pytest_awsevents.fake import AwsFake

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_the_event_of_a_fire(fake: AwsFake, queue: Any) -> None:
    rule = fake.eventbridge.rule("r", schedule="cron(30 12 * * ? *)", to=queue)
    fake.clock.tick(hours=1)
    event = fake.recorded.events.only()
    assert queue.messages() == [
        {
            "version": "0",
            "id": event.id,
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "account": "123456789012",
            "time": "2026-03-02T12:30:00Z",
            "region": "us-east-1",
            "resources": [rule.arn],
            "detail": {},
        }
    ]
    assert list(queue.messages()[0]) == list(event.raw)


def test_the_causes_are_on_record(fake: AwsFake, queue: Any) -> None:
    rule = fake.eventbridge.rule("r", schedule="rate(1 hour)", to=queue)
    fake.clock.tick(hours=1)
    call = fake.recorded.calls.last
    delivery, evaluation, event, tick = call.ancestors()
    assert tick is fake.recorded.ticks.only()
    assert tick.raw == {"kind": "schedule", "name": "r", "arn": rule.arn, "due": "2026-03-02T13:00:00Z"}
    assert [delivery, evaluation, event] == [
        fake.recorded.deliveries.only(),
        fake.recorded.evaluations.only(),
        fake.recorded.events.only(),
    ]
    assert fake.recorded.events.only().call is None  # nobody put it
    assert {record.at for record in (call, delivery, evaluation, event, tick)} == {NOON + timedelta(hours=1)}


def test_a_target_gets_its_input(fake: AwsFake, queue: Any) -> None:
    fake.eventbridge.rule("constant", schedule="rate(1 hour)", to=queue, Input='{"custom": "value"}')
    fake.eventbridge.rule("path", schedule="rate(1 hour)", to=queue, InputPath="$.time")
    fake.clock.tick(hours=1)
    assert queue.bodies() == ['{"custom": "value"}', '"2026-03-02T13:00:00Z"']


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("rate(1 minute)", ["12:01", "12:02", "12:03"]),
        ("rate(2 minutes)", ["12:02"]),
        ("cron(0/2 * * * ? *)", ["12:02"]),
        ("cron(0 12 * * ? *)", []),  # strictly after now
        ("cron(0 0 1 1 ? 2002-2005)", []),
    ],
)
def test_first_fires(fake: AwsFake, fires: Any, schedule: str, expected: list[str]) -> None:
    fake.eventbridge.rule("r", schedule=schedule)
    fake.clock.tick(minutes=3)
    assert fires() == [f"2026-03-02T{time}:00Z" for time in expected]


def test_fires_are_at_second_zero(fake: AwsFake, fires: Any) -> None:
    fake.clock.move_to("2026-03-02T12:00:40.5Z")
    fake.eventbridge.rule("rate", schedule="rate(1 minute)")
    fake.eventbridge.rule("cron", schedule="cron(* * * * ? *)")
    fake.clock.tick(60)
    assert fires() == ["2026-03-02T12:01:00Z"] * 2
    assert {tick.at.second for tick in fake.recorded.ticks} == {0}


def test_fires_due_together_come_in_the_order_of_the_rules(fake: AwsFake) -> None:
    fake.eventbridge.rule("b", schedule="rate(2 minutes)")
    fake.eventbridge.rule("a", schedule="rate(1 minute)")
    fake.eventbridge.rule("c", schedule="cron(0/4 * * * ? *)")
    events = fake.client("events")
    fake.clock.tick(minutes=1)
    events.disable_rule(Name="b")
    events.enable_rule(Name="b")  # from now on at odd minutes, but still the first
    fake.clock.tick(minutes=4)
    assert "".join(tick.name for tick in fake.recorded.ticks) == "a" + "a" + "ba" + "ac" + "ba"


def test_a_disabled_rule_does_not_fire(fake: AwsFake, events: Any, fires: Any) -> None:
    fake.eventbridge.rule("r", schedule="rate(1 minute)", enabled=False)
    fake.clock.tick(minutes=5)
    assert fires() == []
    assert fake.clock.upcoming() == ()
    events.enable_rule(Name="r")
    fake.clock.tick(minutes=1)
    assert fires() == ["2026-03-02T12:06:00Z"]


def test_enabling_what_is_enabled_changes_nothing(fake: AwsFake, events: Any, fires: Any) -> None:
    fake.eventbridge.rule("r", schedule="rate(10 minutes)")
    fake.clock.tick(minutes=5)
    events.enable_rule(Name="r")
    fake.clock.tick(minutes=5)
    assert fires() == ["2026-03-02T12:10:00Z"]


def test_a_rule_for_management_events_is_enabled_too(fake: AwsFake, events: Any, fires: Any) -> None:
    state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
    events.put_rule(Name="r", ScheduleExpression="rate(1 minute)", State=state)
    fake.clock.tick(minutes=1)
    assert len(fires()) == 1


def test_putting_the_same_schedule_again_keeps_its_rhythm(fake: AwsFake, events: Any, fires: Any) -> None:
    fake.eventbridge.rule("r", schedule="rate(10 minutes)")
    fake.clock.tick(minutes=5)
    events.put_rule(Name="r", ScheduleExpression="rate(10 minutes)", Description="new")
    fake.clock.tick(minutes=5)
    assert fires() == ["2026-03-02T12:10:00Z"]


def test_another_schedule_starts_anew(fake: AwsFake, events: Any, fires: Any) -> None:
    fake.eventbridge.rule("r", schedule="rate(10 minutes)")
    fake.clock.tick(minutes=5)
    events.put_rule(Name="r", ScheduleExpression="rate(3 minutes)")
    fake.clock.tick(minutes=5)
    assert fires() == ["2026-03-02T12:08:00Z"]
    events.put_rule(Name="r", EventPattern='{"source": ["shop"]}')
    fake.clock.tick(minutes=50)
    assert len(fires()) == 1
    assert fake.clock.upcoming() == ()


def test_a_rule_may_have_a_pattern_too(fake: AwsFake, queue: Any) -> None:
    fake.eventbridge.rule("r", {"source": ["test"]}, schedule="rate(1 hour)", to=queue)
    fake.eventbridge.put("OrderPaid", {})
    fake.clock.tick(hours=1)
    assert [message["source"] for message in queue.messages()] == ["test", "aws.events"]


def test_no_other_rule_sees_a_fire(fake: AwsFake, queue: Any, events: Any) -> None:
    bus = "arn:aws:events:us-east-1:123456789012:event-bus/default"
    events.create_archive(ArchiveName="a", EventSourceArn=bus)
    fake.eventbridge.rule("all", {"source": [{"prefix": ""}]}, to=queue)
    fake.eventbridge.rule("r", schedule="rate(1 hour)")
    fake.clock.tick(hours=1)
    assert [evaluation.rule.name for evaluation in fake.recorded.evaluations] == ["r"]
    assert events.describe_archive(ArchiveName="a")["EventCount"] == 0


def test_an_event_that_is_put_does_not_match_a_schedule(fake: AwsFake, queue: Any) -> None:
    fake.eventbridge.rule("r", schedule="rate(1 hour)", to=queue)
    fake.eventbridge.put("Scheduled Event", {})
    assert fake.recorded.evaluations.only().reason == "the rule has no event pattern"
    assert queue.bodies() == []


def test_a_rule_of_the_same_name_on_another_bus_is_another_rule(fake: AwsFake, events: Any, fires: Any) -> None:
    fake.eventbridge.rule("r", schedule="rate(1 hour)")
    fake.eventbridge.rule("r", {"source": ["shop"]}, bus=fake.eventbridge.bus("orders"))
    events.disable_rule(Name="r", EventBusName="orders")
    fake.clock.tick(hours=1)
    events.delete_rule(Name="r", EventBusName="orders")
    fake.clock.tick(hours=1)
    assert fires() == ["2026-03-02T13:00:00Z", "2026-03-02T14:00:00Z"]
    fake.eventbridge.rule("r", {"source": ["shop"]}, bus="orders")
    fake.eventbridge.assert_fired("r", count=2)


def test_a_deleted_rule_does_not_fire_and_a_new_one_starts_anew(fake: AwsFake, events: Any, fires: Any) -> None:
    fake.eventbridge.rule("r", schedule="rate(10 minutes)")
    fake.clock.tick(minutes=5)
    events.delete_rule(Name="r")
    fake.eventbridge.rule("r", schedule="rate(10 minutes)")
    fake.clock.tick(minutes=10)
    assert fires() == ["2026-03-02T12:15:00Z"]


def test_a_target_may_disable_or_delete_its_own_rule(fake: AwsFake, events: Any, fires: Any) -> None:
    disable = fake.lambda_.function("disable", lambda event, context: events.disable_rule(Name="a"))

    def delete(event: Any, context: Any) -> None:
        events.remove_targets(Rule="b", Ids=["target-1"])
        events.delete_rule(Name="b")

    fake.eventbridge.rule("a", schedule="rate(1 minute)", to=disable)
    fake.eventbridge.rule("b", schedule="rate(1 minute)", to=fake.lambda_.function("delete", delete))
    fake.clock.tick(minutes=5)
    assert fires("a") == fires("b") == ["2026-03-02T12:01:00Z"]
    events.enable_rule(Name="a")
    fake.clock.tick(minutes=1)
    assert len(fires("a")) == 2


def test_a_target_that_makes_a_rule_has_it_fire_on_the_way(fake: AwsFake, events: Any, fires: Any) -> None:
    def follow_up(event: Any, context: Any) -> None:
        events.put_rule(Name="follow-up", ScheduleExpression="cron(0/30 * * * ? *)")

    fake.eventbridge.rule("first", schedule="cron(15 12 * * ? *)", to=fake.lambda_.function("f", follow_up))
    fake.clock.tick(hours=1)
    assert fires("follow-up") == ["2026-03-02T12:30:00Z", "2026-03-02T13:00:00Z"]


def test_a_handler_that_raises_stops_neither_the_rule_nor_the_others(fake: AwsFake, fires: Any, queue: Any) -> None:
    def broken(event: Any, context: Any) -> None:
        raise ValueError("broken")

    fake.eventbridge.rule("a", schedule="rate(1 minute)", to=fake.lambda_.function("broken", broken))
    fake.eventbridge.rule("b", schedule="rate(1 minute)", to=queue)
    fake.clock.tick(minutes=3)
    assert len(fires("a")) == len(fires("b")) == len(queue.bodies()) == 3


def test_a_target_that_fails_is_tried_again_on_the_clock(fake: AwsFake, queue: Any) -> None:
    fake.eventbridge.rule("r", schedule="cron(0 13 * * ? *)", to=queue)
    fake.stub("sqs", "send_message", AwsError("ThrottlingException", "slow down"), times=2)
    fake.clock.tick(hours=2)
    assert [tick.kind for tick in fake.recorded.ticks] == ["schedule", "retry", "retry"]
    retries = [tick for tick in fake.recorded.ticks if tick.kind == "retry"]
    assert [tick.cause for tick in retries] == [fake.recorded.deliveries.only()] * 2
    assert [tick.due for tick in retries] == [attempt.at for attempt in fake.recorded.deliveries.only().attempts[1:]]
    assert json.loads(queue.bodies()[0])["time"] == "2026-03-02T13:00:00Z"


def test_rules_of_other_accounts_and_regions_fire_there(fake: AwsFake) -> None:
    for account, region in (("222233334444", "eu-west-1"), ("222233334444", "us-east-1")):
        fake.session(account=account, region=region).client("events").put_rule(
            Name="r", ScheduleExpression="rate(1 hour)"
        )
    fake.clock.tick(hours=1)
    assert [(event.account, event.region, event.resources) for event in fake.recorded.events] == [
        ("222233334444", "eu-west-1", ("arn:aws:events:eu-west-1:222233334444:rule/r",)),
        ("222233334444", "us-east-1", ("arn:aws:events:us-east-1:222233334444:rule/r",)),
    ]


def test_a_rule_put_by_another_account_fires_in_the_account_of_its_bus(fake: AwsFake, events: Any) -> None:
    bus = "arn:aws:events:us-east-1:123456789012:event-bus/default"
    events.put_permission(StatementId="s", Principal="222233334444", Action="events:PutEvents")
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "s", "Effect": "Allow", "Principal": "*", "Action": "events:*", "Resource": "*"}],
    }
    events.put_permission(Policy=json.dumps(policy))
    fake.account("222233334444").client("events").put_rule(
        Name="r", EventBusName=bus, ScheduleExpression="rate(1 hour)"
    )
    fake.clock.tick(hours=1)
    assert fake.recorded.events.only().account == "123456789012"


def test_a_clock_moved_back_fires_nothing_twice(fake: AwsFake, events: Any, fires: Any) -> None:
    fake.eventbridge.rule("cron", schedule="cron(30 * * * ? *)")
    fake.eventbridge.rule("rate", schedule="rate(30 minutes)")
    fake.clock.tick(hours=1)
    fake.clock.move_to(NOON)
    fake.clock.tick(hours=1)
    assert fires("cron") == ["2026-03-02T12:30:00Z"]
    assert fires("rate") == ["2026-03-02T12:30:00Z", "2026-03-02T13:00:00Z"]
    fake.clock.move_to(NOON)
    for name in ("cron", "rate"):
        events.disable_rule(Name=name)
        events.enable_rule(Name=name)
    fake.clock.tick(hours=2)
    assert fires("cron") == ["2026-03-02T12:30:00Z", "2026-03-02T13:30:00Z"]
    assert fires("rate") == [f"2026-03-02T{time}:00Z" for time in ("12:30", "13:00", "13:30", "14:00")]


def test_only_the_next_fire_stands_on_the_agenda(fake: AwsFake) -> None:
    fake.eventbridge.rule("r", schedule="rate(1 minute)")
    fake.clock.tick(hours=5)
    assert [str(work) for work in fake.clock.upcoming()] == ["2026-03-02T17:01:00Z  rule r by rate(1 minute)"]


def test_where_time_is_real_the_next_call_brings_what_is_due() -> None:
    """Unfrozen, nothing runs by itself; a rule that became due fires before the next call is answered."""
    with AwsFake(seed="real") as fake:
        fake.eventbridge.rule("r", schedule="rate(1 minute)")
        work = fake.clock.upcoming()[0]
        before = datetime.now(UTC)
        assert before < work.due <= before + timedelta(minutes=1)
        assert len(fake.recorded.ticks) == 0


# --- out of turn ---


def test_trigger_fires_now_and_changes_nothing_else(fake: AwsFake, queue: Any, fires: Any) -> None:
    rule = fake.eventbridge.rule("r", schedule="rate(1 hour)", to=queue)
    fake.clock.tick(minutes=20)
    event = fake.eventbridge.trigger(rule)
    assert event.time == queue.messages()[0]["time"] == "2026-03-02T12:20:00Z"
    assert fake.clock.now == NOON + timedelta(minutes=20)
    fake.clock.tick(minutes=40)
    assert fires() == ["2026-03-02T12:20:00Z", "2026-03-02T13:00:00Z"]


def test_trigger_refuses_rules_that_would_not_fire(fake: AwsFake) -> None:
    fake.eventbridge.rule("paid", {"source": ["shop"]})
    fake.eventbridge.rule("off", schedule="rate(1 hour)", enabled=False)
    for name, text in (
        ("paid", "rule paid has no schedule; put an event that it matches instead"),
        ("off", "rule off is DISABLED and would not fire; enable it first"),
    ):
        with pytest.raises(InvalidOption) as caught:
            fake.eventbridge.trigger(name)
        assert str(caught.value) == text
    with pytest.raises(AwsError, match=r"Rule gone does not exist on EventBus default\."):
        fake.eventbridge.trigger("gone")


# --- too many ---


def test_a_jump_that_fires_too_often_stops_before_it_starts(fake: AwsFake, fires: Any) -> None:
    fake.eventbridge.rule("tick", schedule="rate(1 minute)")
    with pytest.raises(TooManyFires) as caught:
        fake.clock.tick(days=365)
    assert str(caught.value) == (
        "rule tick by rate(1 minute) would fire 525,600 times until 2027-03-02T12:00:00Z; fire_limit allows 100,000 in "
        "one go. Nothing has fired. Move in smaller steps, disable the rule, or set fire_limit=525600"
    )
    assert fake.clock.now == NOON
    assert fires() == []


def test_all_schedules_count_together_and_the_busiest_is_named() -> None:
    with AwsFake(seed="many", now=NOON, fire_limit=20) as fake:
        fake.eventbridge.rule("hourly", schedule="cron(0 * * * ? *)")
        fake.eventbridge.rule("often", schedule="rate(30 minutes)")
        fake.clock.tick(hours=6)  # 6 + 12
        with pytest.raises(TooManyFires, match=r"^rule often by rate\(30 minutes\) would fire 14 times") as caught:
            fake.clock.tick(hours=7)
        assert "14 times (with the other schedules 21 times) until" in str(caught.value)


def test_a_freezer_of_the_test_that_jumps_too_far_is_told_at_the_next_call() -> None:
    with freezegun.freeze_time(NOON) as freezer, AwsFake(seed="far") as fake:
        fake.eventbridge.rule("tick", schedule="rate(1 minute)")
        freezer.tick(timedelta(days=365))
        for call in (fake.clock.run_due, lambda: fake.client("events").list_rules()):
            with pytest.raises(TooManyFires, match="525,600 times"):
                call()
        fake.clock.move_to(NOON + timedelta(minutes=3))  # backwards runs nothing, and is not refused
        assert len(fake.recorded.ticks) == 0
        assert fake.clock.run_due() == 3
