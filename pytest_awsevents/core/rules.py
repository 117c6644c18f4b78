"""Rules and targets as immutable facts: records keep the very rule an event was judged against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from pytest_awsevents.inputs import TargetInput, WholeEvent

Params: TypeAlias = Mapping[str, Any]
"""Members of an API request or response, by AWS's names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a rule sends; `settings` is the target as PutTargets got it, `input` what it makes of an event."""

    id: str
    arn: str
    settings: Params = field(default_factory=dict, repr=False)
    input: TargetInput = field(default=WholeEvent(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule as it stood at one moment, with its targets in the order they were put."""

    name: str
    arn: str
    bus: str
    state: str = "ENABLED"
    event_pattern: str | None = None
    schedule_expression: str | None = None
    description: str | None = None
    role_arn: str | None = None
    managed_by: str | None = None
    created_by: str | None = None
    targets: tuple[Target, ...] = ()

    @property
    def enabled(self) -> bool:
        return self.state != "DISABLED"


RuleSet: TypeAlias = Mapping[str, Rule]
"""All rules of a bus by name, in creation order; never changed once an event refers to it."""

NO_RULES: RuleSet = MappingProxyType({})
