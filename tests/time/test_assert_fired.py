"""`assert_fired`: what it returns, and every message it fails with, whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake


@pytest.fixture
def message_of() -> Callable[[Callable[[], object]], list[str]]:
    def lines_of(failing: Callable[[], object]) -> list[str]:
        with pytest.raises(AssertionError) as caught:
            failing()
        return str(caught.value).splitlines()

    return lines_of


@pytest.fixture
def nightly(fake: AwsFake) -> Any:
    rule = fake.eventbridge.rule("nightly", schedule="cron(0 18 ? * MON-FRI *)")
    fake.clock.tick(days=2)
    return rule


def test_it_returns_the_fires(fake: AwsFake, nightly: Any) -> None:
    fires = fake.eventbridge.assert_fired(nightly, times=["2026-03-02T18:00Z", "2026-03-03T18:00Z"])
    assert [tick.due.day for tick in fires] == [2, 3]
    assert fake.eventbridge.assert_fired("nightly") == fires
    assert len(fake.eventbridge.assert_fired("nightly", count=range(1, 3))) == 2
    fake.eventbridge.assert_fired("nightly", times=[datetime(2026, 3, 3, 18), datetime(2026, 3, 2, 18)], count=2)


def test_a_fire_too_few_and_one_too_many(fake: AwsFake, nightly: Any, message_of: Any) -> None:
    times = ["2026-03-01T18:00Z", "2026-03-02T18:00Z"]
    seq = [tick.seq for tick in fake.recorded.ticks]
    assert message_of(lambda: fake.eventbridge.assert_fired(nightly, times=times)) == [
        "rule nightly fired 2 times, expected exactly 2, at these times",
        "  2026-03-01T18:00:00Z  NOT fired",
        f"  2026-03-02T18:00:00Z  fired, #{seq[0]}",
        f"  2026-03-03T18:00:00Z  fired, #{seq[1]}, not expected",
        "  next due 2026-03-04T18:00:00Z",
    ]


def test_the_number_of_fires(fake: AwsFake, nightly: Any, message_of: Any) -> None:
    seq = [tick.seq for tick in fake.recorded.ticks]
    assert message_of(lambda: fake.eventbridge.assert_fired(nightly, count=3)) == [
        "rule nightly fired 2 times, expected exactly 3",
        f"  2026-03-02T18:00:00Z  fired, #{seq[0]}",
        f"  2026-03-03T18:00:00Z  fired, #{seq[1]}",
        '  next due 2026-03-04T18:00:00Z: aws_clock.move_to("2026-03-04T18:00:00Z")',
    ]


def test_no_fire_yet(fake: AwsFake, message_of: Any) -> None:
    fake.eventbridge.rule("r", schedule="rate(1 day)")
    fake.eventbridge.assert_fired("r", times=[])
    assert message_of(lambda: fake.eventbridge.assert_fired("r")) == [
        "rule r fired 0 times, expected at least 1",
        '  next due 2026-03-03T12:00:00Z: aws_clock.move_to("2026-03-03T12:00:00Z")',
    ]


def test_many_fires_are_shown_around_the_first_difference(fake: AwsFake, message_of: Any) -> None:
    fake.eventbridge.rule("r", schedule="rate(1 minute)")
    fake.clock.tick(minutes=40)
    times = [tick.due for tick in fake.recorded.ticks if tick.due.minute != 20]
    seq = {tick.due.minute: tick.seq for tick in fake.recorded.ticks}
    assert message_of(lambda: fake.eventbridge.assert_fired("r", times=times)) == [
        "rule r fired 40 times, expected exactly 39, at these times",
        "  ... 16 earlier",
        *[f"  2026-03-02T12:{n}:00Z  fired, #{seq[n]}" for n in (17, 18, 19)],
        f"  2026-03-02T12:20:00Z  fired, #{seq[20]}, not expected",
        *[f"  2026-03-02T12:{n}:00Z  fired, #{seq[n]}" for n in range(21, 29)],
        "  ... 12 later",
        "  next due 2026-03-02T12:41:00Z",
    ]


@pytest.mark.parametrize(
    ("change", "future"),
    [
        (
            lambda events: events.disable_rule(Name="r"),
            'the rule is DISABLED; put the rule with State="ENABLED", or call enable_rule(Name="r")',
        ),
        (lambda events: events.delete_rule(Name="r"), "the rule is gone"),
        (
            lambda events: events.put_rule(Name="r", EventPattern='{"source": ["x"]}'),
            "the rule has no schedule any more",
        ),
        (
            lambda events: events.put_rule(Name="r", ScheduleExpression="cron(0 0 1 1 ? 2020)"),
            "cron(0 0 1 1 ? 2020) has no more fires",
        ),
    ],
)
def test_a_rule_that_will_fire_no_more(fake: AwsFake, message_of: Any, change: Any, future: str) -> None:
    fake.eventbridge.rule("r", schedule="rate(1 hour)")
    fake.clock.tick(hours=1)
    change(fake.client("events"))
    seq = fake.recorded.ticks.only().seq
    assert message_of(lambda: fake.eventbridge.assert_fired("r", count=2)) == [
        "rule r fired 1 time, expected exactly 2",
        f"  2026-03-02T13:00:00Z  fired, #{seq}",
        f"  next due never: {future}",
    ]


def test_rules_that_could_never_have_fired(fake: AwsFake, message_of: Any, nightly: Any) -> None:
    fake.eventbridge.rule("paid", {"source": ["shop"]})
    assert message_of(lambda: fake.eventbridge.assert_fired("nightl")) == [
        "there is no rule 'nightl'; did you mean 'nightly'?"
    ]
    assert message_of(lambda: fake.eventbridge.assert_fired("paid", times=[])) == [
        "rule paid has no schedule: it is for events that match its pattern"
    ]


def test_a_count_of_none_at_all_is_said_otherwise(fake: AwsFake, nightly: Any) -> None:
    with pytest.raises(ValueError, match=r"count=0 asserts nothing; use times=\[\] to say that it did not happen"):
        fake.eventbridge.assert_fired(nightly, count=0)
