"""An event source mapping, and what Lambda keeps of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Record
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.services.lambda_.event_sources.outcomes import RecordOutcome, Status
from pytest_awsevents.services.lambda_.identifiers import Reference
from pytest_awsevents.services.lambda_.invocation import Invocation

NOTHING_YET = "No records processed"


class Poller(Protocol):
    """Reads one source for one mapping; looks at its settings whenever it needs them."""

    def start(self, cause: Record) -> None:
        """Begins, or goes on where it stopped, because of the call that wants it so."""

    def stop(self) -> None:
        """Reads no more; what is under way comes to its end."""

    def waiting(self) -> list[str]:
        """The texts of what it has taken and the function has not had yet."""


@dataclass(slots=True, eq=False)
class EventSourceMapping:
    """One mapping; `scope` is its account and region, asked by Lambda itself; `settings` by AWS's names."""

    uuid: str
    scope: Scope
    source: Arn
    function: Reference
    settings: Mapping[str, Any]
    modified: datetime
    tags: dict[str, str] = field(default_factory=dict)
    enabled: bool = False
    result: str = NOTHING_YET
    outcomes: list[RecordOutcome] = field(default_factory=list)
    poller: Poller = field(init=False)

    @property
    def arn(self) -> str:
        return self.scope.arn("lambda", f"event-source-mapping:{self.uuid}")

    @property
    def of_queue(self) -> bool:
        return self.source.service == "sqs"

    @property
    def reports(self) -> bool:
        """Whether the function says which records of a batch have failed."""
        return "ReportBatchItemFailures" in self.settings.get("FunctionResponseTypes", ())

    def note(self, id: str, text: str, status: Status, reason: str = "", invocation: Invocation | None = None) -> None:
        """Writes down what came of a record."""
        outcome = RecordOutcome(
            id=id, text=text, status=status, at=self.scope.now, reason=reason, invocation=invocation
        )
        self.outcomes.append(outcome)


Mappings: TypeAlias = dict[str, EventSourceMapping]

MAPPINGS: StateKey[Mappings] = StateKey("lambda-event-sources", lambda _: {})
"""By UUID."""
