"""`aws_event_routing`: a bus with rules that send to a queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_awsevents.core.rules import Rule
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.eventbridge.event_bus import EventBus
from pytest_awsevents.services.sqs.handle import Queue

_EVERY_EVENT = ({"account": [{"exists": True}]},)


@dataclass(frozen=True, slots=True)
class EventRouting:
    """The bus, the rules by name, and the queue that all of them send to."""

    bus: EventBus
    rules: Mapping[str, Rule]
    queue: Queue


def make_event_routing(
    fake: AwsFake,
    *,
    bus: str = "orders",
    queue: str = "orders",
    patterns: Mapping[str, Mapping[str, Any]] | Sequence[Mapping[str, Any]] = _EVERY_EVENT,
) -> EventRouting:
    """The scene; `patterns` by the names of their rules, or in a list for `rule-1`, `rule-2`; by default all events."""
    named = patterns if isinstance(patterns, Mapping) else {f"rule-{n}": one for n, one in enumerate(patterns, start=1)}
    made = fake.eventbridge.bus(bus)
    target = fake.sqs.queue(queue)
    rules = {name: fake.eventbridge.rule(name, one, to=target, bus=made) for name, one in named.items()}
    return EventRouting(made, rules, target)
