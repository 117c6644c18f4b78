"""What a logging trail brings with it: log files to come, and `AWS API Call via CloudTrail` on the default bus.

Nobody observes calls before a trail logs, and nobody does again once none does: until then they cost nothing.
"""

from __future__ import annotations

from pytest_awsevents.core.flow import Errand
from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.core.rules import CALL_VIA_CLOUDTRAIL
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import emit_event
from pytest_awsevents.services.cloudtrail.basic_selectors import as_advanced
from pytest_awsevents.services.cloudtrail.ingesting import with_records
from pytest_awsevents.services.cloudtrail.log_files import note
from pytest_awsevents.services.cloudtrail.records.making import is_logged
from pytest_awsevents.services.cloudtrail.records.sources import GLOBAL_REGION, region_of
from pytest_awsevents.services.cloudtrail.selectors import LogRecord, Selector, keeps
from pytest_awsevents.services.cloudtrail.state import PRINCIPAL, CloudTrail, Trail, cloudtrail

_MAX_BYTES = 262_144


def observe(scope: Scope) -> None:
    """From now on calls are looked at, until no trail logs any more."""
    state = cloudtrail(scope)
    if not state.observing:
        state.observing = True
        scope.world.observers.append(_observe)


def _observe(scope: Scope, call: ApiCall) -> None:
    state = cloudtrail(scope)
    logging = [trail for trail in state.trails() if trail.since is not None]
    logging += [trail for trail in state.ending if trail.last == call.seq]
    state.ending = [trail for trail in state.ending if trail not in logging]
    if not logging and not state.ending:
        state.observing = False
        scope.world.observers.remove(_observe)
        return
    concerned = [trail for trail in logging if _concerns(state, trail, call)]
    if not concerned or not is_logged(call):
        return
    ((_, record),) = with_records(scope, [call])
    keeping = [trail for trail in concerned if keeps(selectors_of(trail), record)]
    for trail in keeping:
        note(scope, trail, call)
    if keeping and not _is_own_delivery(call):
        scope.world.enqueue(Errand(call, run=lambda: _announce(scope, call, record), abandon=lambda _: None))


def selectors_of(trail: Trail) -> tuple[Selector, ...]:
    """The advanced selectors of a trail, or those that mean what its basic ones do."""
    return tuple(trail.advanced) if trail.advanced is not None else as_advanced(trail.basic or ())


def _concerns(state: CloudTrail, trail: Trail, call: ApiCall) -> bool:
    """Calls of the trail's accounts and regions, begun since it logs; its own deliveries only where it says so."""
    if trail.since is not None and call.seq <= trail.since:
        return False
    if _is_own_delivery(call) and not trail.settings.get("RecursiveLogging"):
        return False
    region = region_of(call)
    if region != trail.region and not trail.multi_region:
        return False
    if region == GLOBAL_REGION != call.region and not trail.settings["IncludeGlobalServiceEvents"]:
        return False
    if call.account == trail.account:
        return True
    organization = state.organization
    return bool(trail.settings["IsOrganizationTrail"] and organization and call.account in organization.members)


def _is_own_delivery(call: ApiCall) -> bool:
    return call.principal == PRINCIPAL


def _announce(scope: Scope, call: ApiCall, record: LogRecord) -> None:
    """Tells EventBridge; which rules hear of reads is theirs to decide."""
    if len(str(record)) > _MAX_BYTES:
        return
    here = scope.at(account=call.account, region=record["awsRegion"], cause=call).as_service(PRINCIPAL)
    source = str(record["eventSource"]).removesuffix(".amazonaws.com")
    emit_event(here, source=f"aws.{source}", detail_type=CALL_VIA_CLOUDTRAIL, detail=record)
