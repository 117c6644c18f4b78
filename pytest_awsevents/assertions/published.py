"""`assert_published` and `assert_not_published`: an event was put on a bus, or was not."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_awsevents.assertions.comparing import cost
from pytest_awsevents.assertions.expecting import (
    Count,
    Explains,
    check_count,
    count_hint,
    describe,
    expectation,
    fail,
    is_expected,
    meant,
    origin,
    titled,
    unknown_name,
)
from pytest_awsevents.assertions.hints.puts import missing_bus, rejection_hint, why_nothing
from pytest_awsevents.assertions.layout import counted, mismatch_lines
from pytest_awsevents.assertions.schemas import broken_schema, schema_lines
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import Event
from pytest_awsevents.core.rules import Rule
from pytest_awsevents.schemas.registry import EventSchemas


def assert_published(
    recorded: Recorded,
    matcher: Explains | None,
    *,
    bus: str | None,
    count: Count,
    rules: Sequence[Rule] = (),
    schemas: EventSchemas | None = None,
) -> Event:
    """The first event that was accepted on a bus and is meant; AssertionError where their number is not expected.

    AssertionError too where one of them breaks its schema.
    """
    __tracebackhide__ = True
    check_count(count, "assert_not_published()")
    events = recorded.events
    found = _accepted(meant(recorded, Event, matcher), bus)
    if is_expected(len(found), count):
        recorded.claim(found)
        _check_schemas(found, schemas)
        return found[0]
    where = "" if bus is None else f" on bus {bus}"
    headline = f"{counted(len(found), 'event')} like {describe(matcher)} published{where}, {expectation(count)}"
    if found:
        fail(headline, [*[origin(event) for event in found[:4]], count_hint(len(found))], found[-1])
    if not events:
        fail(headline, why_nothing(recorded, matcher))
    nearest = max(events, key=lambda event: _nearness(event, matcher, bus))
    fail(headline, _reasons(nearest, matcher, bus, rules), nearest)


def _check_schemas(events: Sequence[Event], schemas: EventSchemas | None) -> None:
    __tracebackhide__ = True
    if schemas is None:
        return
    broken = [(event, schema) for event in events if (schema := broken_schema(schemas, event)) is not None]
    if not broken:
        return
    event, schema = broken[0]
    others = counted(len(broken) - 1, "other event that is meant breaks its schema", "other events break theirs")
    lines = [
        *schema_lines(schema, event),
        *([others] if len(broken) > 1 else []),
        origin(event),
        'correct the event, or the schema; allow with @pytest.mark.aws_fake(relax=["schema"])',
    ]
    fail(f"{titled(event)} was published on bus {event.bus}, but breaks {schema.name}", lines, event)


def _accepted(events: Sequence[Event], bus: str | None) -> list[Event]:
    return [event for event in events if event.status == "accepted" and (bus is None or bus == event.bus)]


def _nearness(event: Event, matcher: Explains | None, bus: str | None) -> tuple[int, bool, int]:
    mismatches = matcher.explain(event) if matcher is not None else ()
    return -cost(mismatches), event.status == "accepted" and bus in (None, event.bus), event.seq


def _reasons(event: Event, matcher: Explains | None, bus: str | None, rules: Sequence[Rule]) -> list[str]:
    stages = [f"nearest: {titled(event)} on bus {event.bus}"]
    hints = rejection_hint(event) if event.status == "rejected" else []
    if event.status == "rejected":
        stages.append(f"rejected by PutEvents: {event.reason}")
    elif event.status == "encryption-failed":
        stages.append(f"bus {event.bus} could not use its key: {event.reason}")
    elif event.status == "unknown-bus":
        stages.append(f"bus {event.bus} does not exist, so AWS accepted the event and dropped it")
        hints = [missing_bus(event, rules)]
    elif bus not in (None, event.bus):
        stages.append(f"bus NO: the test wants bus {bus}")
        hints = [f'put it with EventBusName="{bus}"']
    mismatches = matcher.explain(event) if matcher is not None else ()
    return ["; ".join(stages), *mismatch_lines(mismatches, "test"), *hints, origin(event)]


def assert_not_published(
    recorded: Recorded, matcher: Explains | None, *, bus: str | None, buses: Sequence[str]
) -> None:
    """Fails where an event that is meant was accepted on a bus, and where there is no such bus."""
    __tracebackhide__ = True
    if bus is not None and bus not in buses and all(bus != event.bus for event in recorded.events):
        unknown_name("event bus", bus, buses)
    found = _accepted(meant(recorded, Event, matcher), bus)
    if found:
        where = "" if bus is None else f" on bus {bus}"
        headline = f"{counted(len(found), 'event')} like {describe(matcher)} published{where}, expected none"
        fail(headline, [f"{titled(event)} on bus {event.bus}; {origin(event)}" for event in found[:5]], found[0])
