from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.core.agenda import Agenda

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def nothing() -> None:
    """Work that is never run here."""


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans())), st.integers(0, 6))
def test_work_comes_out_by_due_then_by_creation_without_what_was_cancelled(
    entries: list[tuple[int, bool]], until: int
) -> None:
    agenda = Agenda()
    made = []
    for number, (due, cancelled) in enumerate(entries):
        work = agenda.add(at(due), nothing, str(number))
        if cancelled:
            work.cancel()
        else:
            made.append((due, number))
    expected = [str(number) for due, number in sorted(made) if due <= until]
    popped = []
    while (work := agenda.pop(at(until))) is not None:
        popped.append(work.why)
    assert popped == expected
    assert [work.why for work in agenda.upcoming()] == [str(n) for due, n in sorted(made) if due > until]


def test_work_due_exactly_then_is_due() -> None:
    agenda = Agenda()
    agenda.add(at(1), nothing, "a")
    assert agenda.pop(at(1) - timedelta(microseconds=1)) is None
    assert agenda.pop(at(1)) is not None


def test_cancelled_work_is_never_seen_again() -> None:
    agenda = Agenda()
    first = agenda.add(at(1), nothing, "first")
    agenda.add(at(2), nothing, "second")
    first.cancel()
    assert [work.why for work in agenda.upcoming()] == ["second"]
    popped = agenda.pop(at(9))
    assert popped is not None
    assert popped.why == "second"


def test_an_agenda_is_true_while_there_is_work() -> None:
    agenda = Agenda()
    assert not agenda
    agenda.add(at(1), nothing, "a")
    assert agenda
    agenda.pop(at(1))
    assert not agenda


def test_looking_at_what_is_to_come_takes_nothing_out() -> None:
    agenda = Agenda()
    agenda.add(at(2), nothing, "later")
    agenda.add(at(1), nothing, "sooner")
    assert [work.why for work in agenda.upcoming()] == ["sooner", "later"]
    assert [work.why for work in agenda.upcoming()] == ["sooner", "later"]


def test_repeated_work_keeps_its_place_among_what_is_due_together() -> None:
    agenda = Agenda()
    first = agenda.add(at(1), nothing, "first")
    agenda.add(at(2), nothing, "second")
    assert agenda.pop(at(1)) is first
    agenda.repeat(first, at(2))
    assert [work.why for work in agenda.upcoming()] == ["first", "second"]
    first.cancel()
    again = agenda.add(at(2), nothing, "instead", instead_of=first)
    assert agenda.pop(at(2)) is again


def test_background_work_comes_out_early_when_it_is_asked_for() -> None:
    agenda = Agenda()
    agenda.add(at(1), nothing, "due work")
    agenda.add(at(3), nothing, "later", background=True)
    agenda.add(at(2), nothing, "cancelled", background=True).cancel()
    agenda.add(at(2), nothing, "sooner", background=True)
    popped = [work.why for work in iter(agenda.pop_background, None)]
    assert popped == ["sooner", "later"]
    assert [work.why for work in agenda.upcoming()] == ["due work"]


def test_only_what_comes_again_by_then_is_recurring() -> None:
    agenda = Agenda()
    agenda.add(at(1), nothing, "once")
    again = agenda.add(at(2), nothing, "again", count=lambda until: 1)
    agenda.add(at(2), nothing, "cancelled", count=lambda until: 1).cancel()
    agenda.add(at(3), nothing, "too late", count=lambda until: 1)
    assert agenda.recurring(at(2)) == (again,)


def test_work_reads_as_when_and_why() -> None:
    assert str(Agenda().add(at(1), nothing, "a rule")) == f"{at(1):%Y-%m-%dT%H:%M:%SZ}  a rule"
