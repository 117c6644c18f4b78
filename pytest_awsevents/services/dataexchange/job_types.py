"""The types of jobs: how their details are called, what they import, how many may run and what they take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class JobType:
    """One type; `imports` is the type of asset that it makes, None for exports.

    `most_running` may be in progress at a time, `running_limit` is what AWS calls that quota. `items` is the member
    that lists what it handles, at most `most_items`, called `items_limit`.
    """

    member: str
    running_limit: str
    imports: str | None = None
    most_running: int = 10
    items: str | None = None
    most_items: int = 100
    items_limit: str | None = None


_RUNNING = "Concurrent in progress jobs to"
JOB_TYPES: Mapping[str, JobType] = {
    "IMPORT_ASSETS_FROM_S3": JobType(
        member="ImportAssetsFromS3",
        running_limit=f"{_RUNNING} import assets from Amazon S3",
        imports="S3_SNAPSHOT",
        items="AssetSources",
        items_limit="Assets per import job from Amazon S3",
    ),
    "IMPORT_ASSET_FROM_SIGNED_URL": JobType(
        member="ImportAssetFromSignedUrl",
        running_limit=f"{_RUNNING} import assets from a signed URL",
        imports="S3_SNAPSHOT",
    ),
    "EXPORT_ASSETS_TO_S3": JobType(
        member="ExportAssetsToS3",
        running_limit=f"{_RUNNING} export assets to Amazon S3",
        items="AssetDestinations",
        items_limit="Asset per export job from Amazon S3",
    ),
    "EXPORT_ASSET_TO_SIGNED_URL": JobType(
        member="ExportAssetToSignedUrl",
        running_limit=f"{_RUNNING} export assets to a signed URL",
    ),
    "EXPORT_REVISIONS_TO_S3": JobType(
        member="ExportRevisionsToS3",
        running_limit=f"{_RUNNING} export revisions to Amazon S3",
        most_running=5,
        items="RevisionDestinations",
        most_items=1,
    ),
    "IMPORT_ASSETS_FROM_REDSHIFT_DATA_SHARES": JobType(
        member="ImportAssetsFromRedshiftDataShares",
        running_limit=f"{_RUNNING} import assets from Amazon Redshift datashares",
        imports="REDSHIFT_DATA_SHARE",
        items="AssetSources",
        most_items=10,
        items_limit="Amazon Redshift datashare assets per import job from Redshift",
    ),
    "IMPORT_ASSET_FROM_API_GATEWAY_API": JobType(
        member="ImportAssetFromApiGatewayApi",
        running_limit=f"{_RUNNING} import assets from an API Gateway API",
        imports="API_GATEWAY_API",
    ),
    "CREATE_S3_DATA_ACCESS_FROM_S3_BUCKET": JobType(
        member="CreateS3DataAccessFromS3Bucket",
        running_limit=f"{_RUNNING} create Amazon S3 data access assets from S3 buckets",
        imports="S3_DATA_ACCESS",
    ),
    "IMPORT_ASSETS_FROM_LAKE_FORMATION_TAG_POLICY": JobType(
        member="ImportAssetsFromLakeFormationTagPolicy",
        running_limit=f"{_RUNNING} import assets from an AWS Lake Formation tag policy",
        imports="LAKE_FORMATION_DATA_PERMISSION",
    ),
}
"""Quotas: General Reference, "AWS Data Exchange endpoints and quotas"."""

MOST_ASSETS: Mapping[str, tuple[int, str | None]] = {
    "S3_SNAPSHOT": (10_000, "Assets per revision"),
    "REDSHIFT_DATA_SHARE": (20, "Amazon Redshift datashare assets per revision"),
    "API_GATEWAY_API": (20, None),
    "S3_DATA_ACCESS": (1, "Amazon S3 data access assets per revision"),
}
"""How many assets a revision may have, and what a failed job calls that quota."""
