"""The end of partner event sources: deleted by the partner, or pending for too long."""

from __future__ import annotations

from datetime import timedelta

from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.eventbridge.resources import EventSource
from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE

_PENDING_FOR = timedelta(weeks=2)


def let_expire(scope: Scope, source: EventSource) -> None:
    """A source that stays pending for two weeks is deleted (documented)."""
    source.expiry = scope.world.agenda.add(
        scope.now + _PENDING_FOR, lambda: remove_source(scope, source), f"expiry of event source {source.name}"
    )


def keep(source: EventSource) -> None:
    """Stops the expiry."""
    if source.expiry is not None:
        source.expiry.cancel()
        source.expiry = None


def remove_source(scope: Scope, source: EventSource) -> None:
    """Takes a source from the partner; a customer with a bus for it still sees it, as DELETED (documented)."""
    keep(source)
    source.state = "DELETED"
    by_customer = scope.at(account=source.partner).state(EVENTBRIDGE).partner_sources
    by_customer[source.name].pop(source.customer, None)
    if not by_customer[source.name]:
        del by_customer[source.name]
    at_customer = scope.at(account=source.customer).state(EVENTBRIDGE)
    if source.name not in at_customer.buses:
        del at_customer.event_sources[source.name]
