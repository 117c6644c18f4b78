"""About deliveries that failed, or got something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from pytest_awsevents.assertions.expecting import made_by
from pytest_awsevents.assertions.layout import short_name, shown
from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.patterns import Mismatch


def failure_hint(recorded: Recorded, delivery: Delivery) -> list[str]:
    """What to do about a delivery that did not arrive."""
    if delivery.status == "retrying" and delivery.due is not None:
        whole_second = delivery.due + timedelta(microseconds=999_999)
        return [f'aws_clock.move_to("{whole_second:%Y-%m-%dT%H:%M:%SZ}") makes the next attempt']
    if delivery.error_code == "NO_RESOURCE":
        return [_gone(recorded, delivery.target.arn)]
    if delivery.queue is not None:
        name = short_name(delivery.queue).partition(":")[2]
        return [f'if the test wants it so: aws_eventbridge.assert_dead_lettered(queue="{name}")']
    return []


def dead_letter_hint(delivery: Delivery) -> str:
    """How a target gets a dead-letter queue."""
    arn = parse_arn(delivery.target.arn)
    place = "..." if arn is None else f"{arn.region}:{arn.account}:..."
    return f'give it one in PutTargets: "DeadLetterConfig": {{"Arn": "arn:aws:sqs:{place}"}}'


def path_hint(mismatches: Sequence[Mismatch], wanted: object, delivery: Delivery) -> list[str]:
    """Where in the event a value is that a template should have put there."""
    transformer = delivery.target.settings.get("InputTransformer")
    if transformer is None or not isinstance(wanted, Mapping):
        return []
    paths = transformer.get("InputPathsMap") or {}
    for one in mismatches:
        value = wanted.get(one.path)
        places = [path for path, found in _leaves(delivery.event.raw_event, "$") if found == value]
        if value is not None and len(places) == 1 and places[0] not in paths.values():
            line = f'"{one.path}": "{places[0]}"'
            return [f"{shown(value)} is at {places[0]}: put {line} into InputPathsMap, <{one.path}> into InputTemplate"]
    return []


def _gone(recorded: Recorded, arn: str) -> str:
    """Who deleted a target, if anybody did."""
    name = arn.rpartition(":")[2].rpartition("/")[2]
    for call in reversed(recorded.calls):
        if call.operation.startswith("Delete") and call.error is None and name in str(list(call.params.values())):
            return f"{short_name(arn)} was deleted by #{call.seq} {call.name}, {made_by(call)}"
    return f"make {short_name(arn)} before the event is put"


def _leaves(value: Any, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _leaves(one, f"{path}.{name}")
    elif not isinstance(value, list):
        yield path, value
