"""What import jobs do: assets made of objects, uploads and descriptions."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.content import Content
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.dataexchange.failures import JobFailed, is_missing
from pytest_awsevents.services.dataexchange.finding import check_open, find_data_set, revision_of
from pytest_awsevents.services.dataexchange.job_types import JOB_TYPES, MOST_ASSETS
from pytest_awsevents.services.dataexchange.signed_urls import find_signed_url
from pytest_awsevents.services.dataexchange.state import Asset, Job, Members, moment, new_id


def import_from_s3(scope: Scope, job: Job) -> None:
    """All objects or none; the key becomes the name (user guide)."""
    found: list[tuple[str, Content]] = []
    missing: list[Members] = []
    for source in job.request["AssetSources"]:
        try:
            body = scope.call("s3", "GetObject", {"Bucket": source["Bucket"], "Key": source["Key"]})["Body"]
        except AwsError as error:
            if not is_missing(error):
                raise
            missing.append(source)
        else:
            found.append((source["Key"], body if isinstance(body, Content) else Content((body.read(),))))
    if missing:
        named = ", ".join(f"{source['Bucket']}/{source['Key']}" for source in missing)
        raise JobFailed(
            "RESOURCE_NOT_FOUND_EXCEPTION",
            f"These objects were not found: {named}.",
            Details={"ImportAssetsFromS3JobErrorDetails": missing},
        )
    _add(scope, job, [(name, {"S3SnapshotAsset": {"Size": float(len(body))}}, body) for name, body in found])


def import_from_signed_url(scope: Scope, job: Job) -> None:
    name = job.request["AssetName"]
    content = _uploaded(scope, job.request["SignedUrl"])
    if content is None:
        raise JobFailed(
            "RESOURCE_NOT_FOUND_EXCEPTION",
            f"Nothing was uploaded to the signed URL of asset {name}.",
            Details={"ImportAssetFromSignedUrlJobErrorDetails": {"AssetName": name}},
        )
    _add(scope, job, [(name, {"S3SnapshotAsset": {"Size": float(len(content))}}, Content((content,)))])


def import_from_redshift(scope: Scope, job: Job) -> None:
    """An asset for each datashare, called as it is."""
    arns = [source["DataShareArn"] for source in job.request["AssetSources"]]
    _add(scope, job, [(arn.rpartition("/")[2], {"RedshiftDataShareAsset": {"Arn": arn}}, None) for arn in arns])


def import_from_api_gateway(scope: Scope, job: Job) -> None:
    request = job.request
    if _uploaded(scope, request["ApiSpecificationUploadUrl"]) is None:
        message = f"No specification of API {request['ApiName']} was uploaded."
        raise JobFailed("RESOURCE_NOT_FOUND_EXCEPTION", message)
    shown = ("ApiDescription", "ApiId", "ApiKey", "ApiName", "ProtocolType", "Stage")
    api = {name: request[name] for name in shown if name in request}
    api["ApiEndpoint"] = f"https://api-fulfill.dataexchange.{scope.region}.amazonaws.com/v1"
    _add(scope, job, [(request["ApiName"], {"ApiGatewayApiAsset": api}, None)])


def create_s3_data_access(scope: Scope, job: Job) -> None:
    source = job.request["AssetSource"]
    scope.call("s3", "HeadBucket", {"Bucket": source["Bucket"]})
    _add(scope, job, [(source["Bucket"], {"S3DataAccessAsset": source}, None)])


def import_from_lake_formation(scope: Scope, job: Job) -> None:
    """An asset for the databases and one for the tables that have the tags."""
    request = job.request
    assets: list[tuple[str, Members, Content | None]] = []
    for member in ("Database", "Table"):
        if member not in request:
            continue
        policy = {
            "CatalogId": request["CatalogId"],
            "ResourceType": member.upper(),
            "ResourceDetails": {member: {"Expression": request[member]["Expression"]}},
        }
        permission: dict[str, Any] = {
            "LakeFormationDataPermissionDetails": {"LFTagPolicy": policy},
            "LakeFormationDataPermissionType": "LFTagPolicy",
            "Permissions": request[member]["Permissions"],
            "RoleArn": request["RoleArn"],
        }
        name = f"LFTagPolicy {member.upper()} of {request['CatalogId']}"
        assets.append((name, {"LakeFormationDataPermissionAsset": permission}, None))
    _add(scope, job, assets)


def _add(scope: Scope, job: Job, assets: list[tuple[str, Members, Content | None]]) -> None:
    """Adds name, details and content of each to the revision, if it is still open and has room."""
    revision = revision_of(find_data_set(scope, job.data_set_id), job.revision_id)
    check_open(revision)
    asset_type = JOB_TYPES[job.type].imports
    assert asset_type is not None, "only imports come here"
    most, limit = MOST_ASSETS.get(asset_type, (None, None))
    if most is not None and len(revision.assets) + len(assets) > most:
        members = {} if limit is None else {"LimitName": limit, "LimitValue": float(most)}
        message = f"Revision {revision.id} can have at most {most} assets."
        raise JobFailed(
            "SERVICE_QUOTA_EXCEEDED_EXCEPTION", message, ResourceId=revision.id, ResourceType="REVISION", **members
        )
    tags = {tag["Key"]: tag["Value"] for tag in job.asset_tags or ()}
    now = moment(scope)
    for name, details, content in assets:
        asset = Asset(
            id=new_id(scope),
            name=name,
            type=asset_type,
            details=details,
            created=now,
            updated=now,
            content=content,
            tags=dict(tags),
        )
        revision.assets[asset.id] = asset


def _uploaded(scope: Scope, url: str) -> bytes | None:
    signed = find_signed_url(scope, url)
    return None if signed is None else signed.content
