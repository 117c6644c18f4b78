"""Events on their way to targets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

from pytest_awsevents.core.records.base import Json, Record
from pytest_awsevents.core.records.calls import CallError
from pytest_awsevents.core.records.events import Event
from pytest_awsevents.core.rules import Rule, Target


class Attempt(NamedTuple):
    """One try to hand an event to a target; `error` is None where it was taken."""

    at: datetime
    error: CallError | None


DeliveryStatus: TypeAlias = Literal["pending", "delivered", "retrying", "dead-lettered", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Delivery(Record):
    """One event on its way to one target.

    `text` is exactly what the target gets, None where the input could not be made. `reason` says why it was not
    delivered, `error_code` is what EventBridge calls that. `due` is when a retry comes, `queue` the ARN of the queue
    that got it as a dead letter. `duplicate` marks the second delivery of what a target gets twice; `warning` is a
    permission it would have needed, `remedy` what would give it.
    """

    event: Event
    rule: Rule
    target: Target
    text: str | None = None
    status: DeliveryStatus = "pending"
    attempts: tuple[Attempt, ...] = ()
    reason: str | None = None
    error_code: str | None = None
    due: datetime | None = None
    queue: str | None = None
    duplicate: bool = False
    warning: str | None = None
    remedy: str | None = None

    @property
    def payload(self) -> Json:
        """The text parsed as JSON; the text itself where it is not JSON."""
        if self.text is None:
            return None
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return self.text

    @property
    def raw(self) -> Json:
        return self.payload
