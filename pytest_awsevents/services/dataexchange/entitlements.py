"""How an account comes to an entitled data set, and loses it again."""

from __future__ import annotations

from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.dataexchange.data_sets import drop_data_set, keep_data_set
from pytest_awsevents.services.dataexchange.publishing import at_home, copy_revision
from pytest_awsevents.services.dataexchange.state import DataSet, Entitlement, moment


def entitle(scope: Scope, id: str, account: str, entitlement: Entitlement) -> DataSet:
    """Makes the entitled data set of an account, with the revisions that are finalized by now."""
    source = entitlement.source
    now = moment(scope)
    data_set = DataSet(
        id=id,
        name=source.name,
        description=source.description,
        asset_type=source.asset_type,
        account=account,
        region=source.region,
        partition=source.partition,
        created=now,
        updated=now,
        entitlement=entitlement,
    )
    keep_data_set(scope, data_set)
    source.subscribers.append(data_set)
    for revision in source.revisions.values():
        if revision.finalized and revision.revocation is None:
            copy_revision(at_home(scope, data_set), data_set, revision)
    return data_set


def end_entitlement(scope: Scope, data_set: DataSet) -> None:
    """Takes an entitled data set from its account; event actions stay, and have nothing to do."""
    entitlement = data_set.entitlement
    assert entitlement is not None, "only entitlements end"
    entitlement.source.subscribers.remove(data_set)
    drop_data_set(scope, data_set)
