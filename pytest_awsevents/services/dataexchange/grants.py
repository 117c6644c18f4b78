"""Data grants: an owner gives another account an entitled data set."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.dataexchange.announcing import tell_of_grant
from pytest_awsevents.services.dataexchange.describing import described_grant, listed_grant
from pytest_awsevents.services.dataexchange.entitlements import end_entitlement, entitle
from pytest_awsevents.services.dataexchange.errors import conflict, invalid, not_found
from pytest_awsevents.services.dataexchange.finding import check_owned, find_data_set
from pytest_awsevents.services.dataexchange.publishing import at_home
from pytest_awsevents.services.dataexchange.state import (
    DATA_EXCHANGE,
    EXCHANGE,
    DataSet,
    Entitlement,
    Grant,
    moment,
    new_id,
)
from pytest_awsevents.services.dataexchange.tags import checked_tags

operation = OperationTable()
_PAGES = PageMembers("DataGrantSummaries", limit="MaxResults", maximum=200)


@operation
def create_data_grant(scope: Scope, params: Params) -> dict[str, Any]:
    source = find_data_set(scope, params["SourceDataSetId"])
    check_owned(source)
    if params["ReceiverPrincipal"] == scope.account:
        raise invalid("ReceiverPrincipal must be another account.")
    ends: datetime | None = params.get("EndsAt")
    if ends is not None and ends <= scope.now:
        raise invalid("EndsAt must be in the future.")
    tags = checked_tags({}, params.get("Tags", {}))
    id = new_id(scope)
    now = moment(scope)
    grant = Grant(
        id=id,
        arn=scope.arn("dataexchange", f"data-grants/{id}"),
        name=params["Name"],
        sender=scope.account,
        receiver=params["ReceiverPrincipal"],
        region=scope.region,
        scope=params["GrantDistributionScope"],
        data_set_id=new_id(scope),
        source=source,
        created=now,
        updated=now,
        ends=ends,
        description=params.get("Description"),
        tags=tags,
    )
    scope.shared(EXCHANGE).grants[grant.arn] = grant
    if ends is not None:
        grant.end = scope.world.agenda.add(ends, lambda: _expire(scope, grant), f"end of data grant {grant.name}")
    return _for_sender(grant)


@operation
def accept_data_grant(scope: Scope, params: Params) -> dict[str, Any]:
    grant = _find_received(scope, params["DataGrantArn"])
    if grant.accepted is not None:
        raise conflict("DATA_GRANT", grant.id, "is accepted already")
    if grant.ends is not None and grant.ends <= scope.now:
        raise conflict("DATA_GRANT", grant.id, "has ended")
    grant.accepted = grant.updated = moment(scope)
    data_set = entitle(scope, grant.data_set_id, scope.account, Entitlement(source=grant.source, grant=grant))
    tell_of_grant(at_home(scope, grant.source), "Accepted", grant, data_set)
    return described_grant(grant)


@operation
def get_data_grant(scope: Scope, params: Params) -> dict[str, Any]:
    return _for_sender(_find_sent(scope, params["DataGrantId"]))


@operation
def get_received_data_grant(scope: Scope, params: Params) -> dict[str, Any]:
    return described_grant(_find_received(scope, params["DataGrantArn"]))


@operation
def delete_data_grant(scope: Scope, params: Params) -> None:
    """Revokes it: the receiver loses the data set, and is told."""
    grant = _find_sent(scope, params["DataGrantId"])
    del scope.shared(EXCHANGE).grants[grant.arn]
    if grant.end is not None:
        grant.end.cancel()
    data_set = _entitled_by(scope, grant)
    if data_set is not None:
        tell_of_grant(at_home(scope, data_set), "Revoked", grant, data_set)
        end_entitlement(scope, data_set)


@operation
def list_data_grants(scope: Scope, params: Params) -> dict[str, Any]:
    found = [
        {**listed_grant(grant), "SourceDataSetId": grant.source.id}
        for grant in _newest_first(scope)
        if grant.sender == scope.account
    ]
    return page(found, params, _PAGES)


@operation
def list_received_data_grants(scope: Scope, params: Params) -> dict[str, Any]:
    states = params.get("AcceptanceState")
    received = [listed_grant(grant) for grant in _newest_first(scope) if grant.receiver == scope.account]
    found = [grant for grant in received if not states or grant["AcceptanceState"] in states]
    return page(found, params, _PAGES)


def _newest_first(scope: Scope) -> list[Grant]:
    grants = scope.shared(EXCHANGE).grants.values()
    return [grant for grant in reversed(grants) if grant.region == scope.region]


def _find_sent(scope: Scope, id_or_arn: str) -> Grant:
    """A grant that the caller gave, by id or ARN (the model takes both)."""
    found = (one for one in _newest_first(scope) if one.sender == scope.account and id_or_arn in (one.id, one.arn))
    grant = next(found, None)
    if grant is None:
        raise not_found("DATA_GRANT", id_or_arn.rpartition("/")[2])
    return grant


def _find_received(scope: Scope, arn: str) -> Grant:
    grant = scope.shared(EXCHANGE).grants.get(arn)
    if grant is None or grant.receiver != scope.account or grant.region != scope.region:
        raise not_found("DATA_GRANT", arn.rpartition("/")[2])
    return grant


def _for_sender(grant: Grant) -> dict[str, Any]:
    return {**described_grant(grant), "SourceDataSetId": grant.source.id, "Tags": grant.tags or None}


def _entitled_by(scope: Scope, grant: Grant) -> DataSet | None:
    home = scope.at(account=grant.receiver, region=grant.region)
    return home.state(DATA_EXCHANGE).data_sets.get(grant.data_set_id)


def _expire(scope: Scope, grant: Grant) -> None:
    """Access ends (API reference, EndsAt); AWS documents no event of it."""
    data_set = _entitled_by(scope, grant)
    if data_set is not None:
        end_entitlement(scope, data_set)
