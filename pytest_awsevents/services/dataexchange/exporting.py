"""What export jobs do: objects put into buckets, one record for each bucket."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_awsevents.core.records import RevisionExport
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.dataexchange.bucket_policies import refusal
from pytest_awsevents.services.dataexchange.encryption import bucket_region, check_key_region, encryption_members
from pytest_awsevents.services.dataexchange.failures import JobFailed
from pytest_awsevents.services.dataexchange.finding import asset_of, check_not_revoked, find_data_set, revision_of
from pytest_awsevents.services.dataexchange.key_patterns import JOB_PATTERN, key_of
from pytest_awsevents.services.dataexchange.signed_urls import make_download_url
from pytest_awsevents.services.dataexchange.state import Asset, DataSet, Job, Revision

_MOST_ACROSS_REGIONS = 2_000


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one asset goes."""

    asset: Asset
    key: str


def begin_exports(scope: Scope, job: Job) -> None:
    """Enters a record for each bucket that a job exports to."""
    request = job.request
    destinations = request.get("RevisionDestinations", []) + request.get("AssetDestinations", [])
    recorder = scope.world.recorder
    for bucket in dict.fromkeys(destination["Bucket"] for destination in destinations):
        pattern = destinations[0].get("KeyPattern", JOB_PATTERN) if "RevisionDestinations" in request else None
        job.exports.append(
            recorder.append(
                RevisionExport(
                    seq=recorder.number(),
                    at=scope.now,
                    cause=scope.cause,
                    account=scope.account,
                    region=scope.region,
                    data_set=job.data_set_id,
                    revision=job.revision_id,
                    job=job.id,
                    bucket=bucket,
                    key_pattern=pattern,
                    event_action=request.get("EventActionArn"),
                )
            )
        )


def export_to_s3(scope: Scope, job: Job) -> None:
    """Puts the assets of a job into its buckets; what was put before something fails stays there."""
    data_set = find_data_set(scope, job.data_set_id)
    revision = revision_of(data_set, job.revision_id)
    check_not_revoked(revision)
    for export in job.exports:
        destinations = _destinations(job, export, data_set, revision)
        _check_keys(destinations)
        _check_bucket(scope, job, export, destinations)
        _put(scope, job, export, destinations)


def export_to_signed_url(scope: Scope, job: Job) -> None:
    revision = revision_of(find_data_set(scope, job.data_set_id), job.revision_id)
    check_not_revoked(revision)
    asset = asset_of(revision, job.request["AssetId"])
    assert asset.content is not None, "only files are exported"
    signed = make_download_url(scope, job.id, asset.name, asset.content.read())
    job.request.update(SignedUrl=signed.url, SignedUrlExpiresAt=signed.expires)


def _destinations(job: Job, export: RevisionExport, data_set: DataSet, revision: Revision) -> list[Destination]:
    if export.key_pattern is not None:
        pattern = export.key_pattern
        return [Destination(one, key_of(pattern, data_set, revision, one)) for one in revision.assets.values()]
    found: list[Destination] = []
    for wanted in job.request["AssetDestinations"]:
        if wanted["Bucket"] == export.bucket:
            asset = asset_of(revision, wanted["AssetId"])
            found.append(Destination(asset, wanted.get("Key", asset.name)))
    return found


def _check_keys(destinations: list[Destination]) -> None:
    """Two assets of one key make an export fail (user guide, "Key patterns")."""
    seen: set[str] = set()
    for destination in destinations:
        if destination.key in seen:
            raise JobFailed("VALIDATION_EXCEPTION", f"Two assets would have the key {destination.key}.")
        seen.add(destination.key)


def _check_bucket(scope: Scope, job: Job, export: RevisionExport, destinations: list[Destination]) -> None:
    """The bucket policy where Data Exchange exports by itself; for a job of a user it is the user who may."""
    if export.event_action is not None and destinations:
        missing = refusal(scope, export.bucket, destinations[0].key)
        if missing is not None and scope.world.settings.permissions == "enforce":
            raise JobFailed("ACCESS_DENIED_EXCEPTION", missing)
        if missing is not None:
            scope.world.recorder.warn(export, f'AWS would refuse this: {missing} (permissions="enforce")')
    check_key_region(scope, export.bucket, job.request.get("Encryption"))
    if len(destinations) > _MOST_ACROSS_REGIONS and bucket_region(scope, export.bucket) != scope.region:
        message = f"At most {_MOST_ACROSS_REGIONS} assets can be exported to a bucket in another region."
        raise JobFailed("SERVICE_QUOTA_EXCEEDED_EXCEPTION", message)


def _put(scope: Scope, job: Job, export: RevisionExport, destinations: list[Destination]) -> None:
    encryption = encryption_members(job.request.get("Encryption"))
    caused = scope.because_of(export)
    keys: list[str] = []
    try:
        for destination in destinations:
            content = destination.asset.content
            assert content is not None, "only files are exported"
            params = {"Bucket": export.bucket, "Key": destination.key, "Body": content.read(), **encryption}
            caused.call("s3", "PutObject", params)
            keys.append(destination.key)
    finally:
        scope.world.recorder.exported(export, status="running", keys=tuple(keys))
