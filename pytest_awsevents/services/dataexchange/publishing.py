"""From a finalized revision to all who are entitled to its data set: copies, events, event actions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import later
from pytest_awsevents.services.dataexchange.announcing import tell_published, tell_revoked
from pytest_awsevents.services.dataexchange.auto_export import export_by_action
from pytest_awsevents.services.dataexchange.state import (
    DATA_EXCHANGE,
    PRINCIPAL,
    Asset,
    DataSet,
    Revision,
    Revocation,
    moment,
    new_id,
)


def publish(scope: Scope, data_set: DataSet, revision: Revision) -> None:
    """Gives a revision to every subscriber, tells them, and has their event actions run after that."""
    for subscriber in data_set.subscribers:
        home = at_home(scope, subscriber)
        copy = copy_revision(home, subscriber, revision)
        tell_published(home, subscriber, copy)
        for action in home.state(DATA_EXCHANGE).event_actions.values():
            if action.data_set_id == subscriber.id:
                # Queued behind what the event's targets queue in their turn: a function that the event invokes runs
                # before anything is exported, as on AWS.
                later(home, partial(later, home, partial(export_by_action, home, subscriber, copy, action)))


def revoke(scope: Scope, data_set: DataSet, revision: Revision, comment: str) -> None:
    """Takes a revision from all who have it, and tells them."""
    revocation = Revocation(comment, moment(scope))
    revision.revocation, revision.updated = revocation, revocation.at
    for subscriber, copy in copies_of(data_set, revision):
        copy.revocation, copy.updated = revocation, revocation.at
        tell_revoked(at_home(scope, subscriber), subscriber, copy, comment)


def copies_of(data_set: DataSet, revision: Revision) -> Iterator[tuple[DataSet, Revision]]:
    """The entitled data sets that have a revision, each with its copy."""
    for subscriber in data_set.subscribers:
        for copy in subscriber.revisions.values():
            if copy.source_id == revision.id:
                yield subscriber, copy


def copy_revision(scope: Scope, subscriber: DataSet, revision: Revision) -> Revision:
    """A subscriber's own revision: new ids, created when it is published (API reference, RevisionEntry)."""
    now = moment(scope)
    copy = Revision(
        id=new_id(scope),
        created=now,
        updated=now,
        comment=revision.comment,
        finalized=True,
        source_id=revision.id,
        revocation=revision.revocation,
    )
    for asset in revision.assets.values():
        copied = Asset(
            id=new_id(scope),
            name=asset.name,
            type=asset.type,
            details=_details_for_subscriber(scope, asset),
            created=now,
            updated=now,
            content=asset.content,
            source_id=asset.id,
        )
        copy.assets[copied.id] = copied
    subscriber.revisions[copy.id] = copy
    return copy


def at_home(scope: Scope, data_set: DataSet) -> Scope:
    """Where a data set is, asked by Data Exchange itself."""
    return scope.at(account=data_set.account, region=data_set.region).as_service(PRINCIPAL)


def _details_for_subscriber(scope: Scope, asset: Asset) -> dict[str, object]:
    """Access to a bucket is had by an access point of one's own (user guide, "S3 data access")."""
    if "S3DataAccessAsset" not in asset.details:
        return dict(asset.details)
    name = f"dataexchange-{scope.ids.hex(12)}"
    access = {
        "S3AccessPointAlias": f"{name}-s3alias",
        "S3AccessPointArn": f"arn:{scope.partition}:s3:{scope.region}:{scope.account}:accesspoint/{name}",
    }
    return {"S3DataAccessAsset": {**asset.details["S3DataAccessAsset"], **access}}
