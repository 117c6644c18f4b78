"""Jobs: imports and exports."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.dataexchange.describing import described_job
from pytest_awsevents.services.dataexchange.errors import conflict, limit_exceeded, not_found
from pytest_awsevents.services.dataexchange.job_requests import checked_details
from pytest_awsevents.services.dataexchange.job_types import JOB_TYPES
from pytest_awsevents.services.dataexchange.running import start
from pytest_awsevents.services.dataexchange.signed_urls import make_upload_url
from pytest_awsevents.services.dataexchange.state import DATA_EXCHANGE, Job, moment, new_id

operation = OperationTable()
_PAGES = PageMembers("Jobs", limit="MaxResults", maximum=200)
_KEPT = timedelta(days=90)  # user guide, "Jobs"


@operation
def create_job(scope: Scope, params: Params) -> dict[str, Any]:
    details = checked_details(scope, params)
    tags = params.get("AssetConfiguration", {}).get("Tags")
    return described_job(new_job(scope, params["Type"], details, tags))


@operation
def start_job(scope: Scope, params: Params) -> dict[str, Any]:
    job = _find(scope, params["JobId"])
    _check_waiting(job, "started")
    kind = JOB_TYPES[job.type]
    running = sum(one.type == job.type and one.state == "IN_PROGRESS" for one in _jobs(scope))
    if running >= kind.most_running:
        raise limit_exceeded(kind.running_limit, kind.most_running)
    start(scope, job)
    return {}


@operation
def cancel_job(scope: Scope, params: Params) -> None:
    """Only while it waits (API reference)."""
    job = _find(scope, params["JobId"])
    _check_waiting(job, "cancelled")
    job.state, job.updated = "CANCELLED", moment(scope)


@operation
def get_job(scope: Scope, params: Params) -> dict[str, Any]:
    return described_job(_find(scope, params["JobId"]))


@operation
def list_jobs(scope: Scope, params: Params) -> dict[str, Any]:
    """Newest first."""
    data_set, revision = params.get("DataSetId"), params.get("RevisionId")
    found = [
        job
        for job in reversed(_jobs(scope))
        if data_set in (None, job.data_set_id) and revision in (None, job.revision_id)
    ]
    return page([described_job(job) for job in found], params, _PAGES)


def new_job(scope: Scope, type: str, details: dict[str, Any], asset_tags: list[Any] | None = None) -> Job:
    """A job that waits, with the URL for what its user has to upload."""
    now = moment(scope)
    id = new_id(scope)
    job = Job(
        id=id,
        arn=scope.arn("dataexchange", f"jobs/{id}"),
        type=type,
        details=details,
        created=now,
        updated=now,
        asset_tags=asset_tags,
    )
    request = job.request
    if type == "IMPORT_ASSET_FROM_SIGNED_URL":
        signed = make_upload_url(scope, id, request["AssetName"], request["Md5Hash"])
        request.update(SignedUrl=signed.url, SignedUrlExpiresAt=signed.expires)
    elif type == "IMPORT_ASSET_FROM_API_GATEWAY_API":
        signed = make_upload_url(scope, id, request["ApiName"], request["ApiSpecificationMd5Hash"])
        request.update(ApiSpecificationUploadUrl=signed.url, ApiSpecificationUploadUrlExpiresAt=signed.expires)
    scope.state(DATA_EXCHANGE).jobs[id] = job
    return job


def _jobs(scope: Scope) -> list[Job]:
    """Those of the last 90 days, oldest first."""
    return [job for job in scope.state(DATA_EXCHANGE).jobs.values() if scope.now < job.created + _KEPT]


def _find(scope: Scope, id: str) -> Job:
    job = scope.state(DATA_EXCHANGE).jobs.get(id)
    if job is None or scope.now >= job.created + _KEPT:
        raise not_found("JOB", id)
    return job


def _check_waiting(job: Job, verb: str) -> None:
    if job.state != "WAITING":
        raise conflict("JOB", job.id, f"is in state {job.state}; only waiting jobs can be {verb}")
