"""Tells whoever polls a queue for a function what the queue holds now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pytest_awsevents.core.arrivals import LISTENERS, Stock
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.sqs.messages import milliseconds
from pytest_awsevents.services.sqs.state import Queue

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def tell(scope: Scope, queue: Queue, *ids: str) -> None:
    """To be called after every change of what can be received; `ids` are those of new messages."""
    listeners = scope.shared(LISTENERS)
    if queue.arn not in listeners:
        return
    backlog = queue.refresh(milliseconds(scope.now))
    due = backlog.next_due()
    instant = None if due is None else _EPOCH + timedelta(milliseconds=due)
    listeners.tell(scope, queue.arn, Stock(backlog.ready, instant, ids))
