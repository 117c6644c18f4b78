"""Full collections stay away while many schedules fire, and come back."""

from __future__ import annotations

import gc

import pytest

from pytest_awsevents.core.collecting import collecting_for
from pytest_awsevents.fake import AwsFake


def test_few_fires_change_nothing() -> None:
    before = gc.get_threshold()
    with collecting_for(1_000):
        assert gc.get_threshold() == before


def test_many_fires_leave_full_collections_out_for_their_time() -> None:
    before = gc.get_threshold()
    with collecting_for(1_001):
        assert gc.get_threshold()[:2] == before[:2]
        assert gc.get_threshold()[2] > before[2]
    assert gc.get_threshold() == before
    with pytest.raises(ZeroDivisionError), collecting_for(1_001):
        raise ZeroDivisionError
    assert gc.get_threshold() == before


def test_a_long_jump_leaves_the_collector_as_it_was() -> None:
    before, inside = gc.get_threshold(), set()
    with AwsFake(seed="t", now="2026-03-02T12:00Z") as fake:
        fake.eventbridge.rule(
            "r", schedule="rate(1 minute)", to=fake.lambda_.function("f", lambda *_: inside.add(gc.get_threshold()))
        )
        fake.clock.tick(minutes=1_001)
    assert len(inside) == 1
    assert inside != {before}
    assert gc.get_threshold() == before
