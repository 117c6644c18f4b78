"""Resources as responses show them; members that are None are left out."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.services.dataexchange.state import Asset, DataSet, EventAction, Grant, Job, Revision


def described_data_set(data_set: DataSet) -> dict[str, Any]:
    entitlement = data_set.entitlement
    origin_details: dict[str, str] | None = None
    if entitlement is not None and entitlement.product is not None:
        origin_details = {"ProductId": entitlement.product.id}
    elif entitlement is not None and entitlement.grant is not None:
        origin_details = {"DataGrantId": entitlement.grant.id}
    return {
        "Arn": data_set.arn,
        "AssetType": data_set.asset_type,
        "CreatedAt": data_set.created,
        "Description": data_set.description,
        "Id": data_set.id,
        "Name": data_set.name,
        "Origin": data_set.origin,
        "OriginDetails": origin_details,
        "SourceId": None if entitlement is None else entitlement.source.id,
        "UpdatedAt": data_set.updated,
    }


def described_revision(data_set: DataSet, revision: Revision) -> dict[str, Any]:
    revocation = revision.revocation
    return {
        "Arn": revision_arn(data_set, revision),
        "Comment": revision.comment,
        "CreatedAt": revision.created,
        "DataSetId": data_set.id,
        "Finalized": revision.finalized,
        "Id": revision.id,
        "SourceId": revision.source_id,
        "UpdatedAt": revision.updated,
        "Revoked": None if revocation is None else True,
        "RevokedAt": None if revocation is None else revocation.at,
        "RevocationComment": None if revocation is None else revocation.comment,
    }


def described_asset(data_set: DataSet, revision: Revision, asset: Asset) -> dict[str, Any]:
    return {
        "Arn": f"{revision_arn(data_set, revision)}/assets/{asset.id}",
        "AssetDetails": asset.details,
        "AssetType": asset.type,
        "CreatedAt": asset.created,
        "DataSetId": data_set.id,
        "Id": asset.id,
        "Name": asset.name,
        "RevisionId": revision.id,
        "SourceId": asset.source_id,
        "UpdatedAt": asset.updated,
    }


def described_job(job: Job) -> dict[str, Any]:
    return {
        "Arn": job.arn,
        "AssetConfiguration": None if job.asset_tags is None else {"Tags": job.asset_tags},
        "CreatedAt": job.created,
        "Details": job.details,
        "Errors": job.errors or None,
        "Id": job.id,
        "State": job.state,
        "Type": job.type,
        "UpdatedAt": job.updated,
    }


def described_action(action: EventAction) -> dict[str, Any]:
    return {
        "Action": action.action,
        "Arn": action.arn,
        "CreatedAt": action.created,
        "Event": {"RevisionPublished": {"DataSetId": action.data_set_id}},
        "Id": action.id,
        "UpdatedAt": action.updated,
    }


def listed_grant(grant: Grant) -> dict[str, Any]:
    """What listings show to the receiver; the sender sees the source besides."""
    return {
        "Name": grant.name,
        "SenderPrincipal": grant.sender,
        "ReceiverPrincipal": grant.receiver,
        "AcceptanceState": "PENDING_RECEIVER_ACCEPTANCE" if grant.accepted is None else "ACCEPTED",
        "AcceptedAt": grant.accepted,
        "EndsAt": grant.ends,
        "DataSetId": grant.data_set_id,
        "Id": grant.id,
        "Arn": grant.arn,
        "CreatedAt": grant.created,
        "UpdatedAt": grant.updated,
    }


def described_grant(grant: Grant) -> dict[str, Any]:
    return {**listed_grant(grant), "Description": grant.description, "GrantDistributionScope": grant.scope}


def revision_arn(data_set: DataSet, revision: Revision) -> str:
    return f"{data_set.arn}/revisions/{revision.id}"
