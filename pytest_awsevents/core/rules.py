"""Rules and targets as immutable facts: records keep the very rule an event was judged against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from pytest_awsevents.inputs import TargetInput, WholeEvent

ALL_MANAGEMENT_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
CALL_VIA_CLOUDTRAIL = "AWS API Call via CloudTrail"

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
        """Whether it is judged at all."""
        return self.state != "DISABLED"

    def is_withheld(self, envelope: Mapping[str, Any]) -> bool:
        """Whether an event is a read that CloudTrail logged, of which only rules in one state hear.

        It goes by the name of the call (user guide, "AWS service events delivered via CloudTrail"): other reads, such
        as TestEventPattern, are heard of by every rule (reported).
        """
        if envelope.get("detail-type") != CALL_VIA_CLOUDTRAIL or self.state == ALL_MANAGEMENT_EVENTS:
            return False
        detail = envelope["detail"]  # a test may have made it: nothing in it is sure
        name = str(detail.get("eventName", ""))
        return bool(
            detail.get("readOnly")
            and detail.get("managementEvent")
            and name.startswith(("Describe", "Get", "List"))
            and name not in ("GetFederationToken", "GetSessionToken")
        )


RuleSet: TypeAlias = Mapping[str, Rule]
"""All rules of a bus by name, in creation order; never changed once an event refers to it."""

NO_RULES: RuleSet = MappingProxyType({})
