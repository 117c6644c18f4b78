"""A clock on an agenda of its own, as a fake has one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pytest_awsevents.core.agenda import Agenda, Work
from pytest_awsevents.core.clock import Clock
from pytest_awsevents.fake import AwsFake


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t") as active:
        yield active


class Bench:
    """A clock, its agenda, and a diary of what ran when."""

    def __init__(self) -> None:
        self.agenda = Agenda()
        self.clock = Clock(self.agenda, lambda work: work.run())
        self.diary: list[tuple[str, datetime]] = []

    def enter(self, name: str, due: datetime) -> Work:
        """Work that writes its name and what `datetime.now` says into the diary."""
        return self.agenda.add(due, lambda: self.diary.append((name, datetime.now(UTC))), name)


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.clock.close()
