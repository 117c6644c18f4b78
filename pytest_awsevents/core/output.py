"""What services themselves write into CloudWatch Logs: kept unread until somebody looks at the logs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pytest_awsevents.core.scope import Scope, StateKey


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines for a stream of a log group; `read` makes them, for whoever wants them."""

    group: str
    stream: str
    at: datetime
    read: Callable[[], Sequence[str]] = field(repr=False)


@dataclass(slots=True, eq=False)
class Output:
    """All that was written in one account and region; `listener` is told at once, where there is one."""

    written: list[Lines] = field(default_factory=list)
    listener: Callable[[Scope], None] | None = None

    def write(self, scope: Scope, lines: Lines) -> None:
        self.written.append(lines)
        if self.listener is not None:
            self.listener(scope)


OUTPUT: StateKey[Output] = StateKey("log-output", lambda _: Output())
