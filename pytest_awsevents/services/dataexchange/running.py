"""Jobs from IN_PROGRESS to their end: at once, or when the time has passed that the test has jobs take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.dataexchange.announcing import tell_exported
from pytest_awsevents.services.dataexchange.exporting import begin_exports, export_to_s3, export_to_signed_url
from pytest_awsevents.services.dataexchange.failures import JobFailed, failure_of
from pytest_awsevents.services.dataexchange.importing import (
    create_s3_data_access,
    import_from_api_gateway,
    import_from_lake_formation,
    import_from_redshift,
    import_from_s3,
    import_from_signed_url,
)
from pytest_awsevents.services.dataexchange.state import DATA_EXCHANGE, EXCHANGE, Job, moment

_WORK: Mapping[str, Callable[[Scope, Job], None]] = {
    "IMPORT_ASSETS_FROM_S3": import_from_s3,
    "IMPORT_ASSET_FROM_SIGNED_URL": import_from_signed_url,
    "EXPORT_ASSETS_TO_S3": export_to_s3,
    "EXPORT_ASSET_TO_SIGNED_URL": export_to_signed_url,
    "EXPORT_REVISIONS_TO_S3": export_to_s3,
    "IMPORT_ASSETS_FROM_REDSHIFT_DATA_SHARES": import_from_redshift,
    "IMPORT_ASSET_FROM_API_GATEWAY_API": import_from_api_gateway,
    "CREATE_S3_DATA_ACCESS_FROM_S3_BUCKET": create_s3_data_access,
    "IMPORT_ASSETS_FROM_LAKE_FORMATION_TAG_POLICY": import_from_lake_formation,
}


def start(scope: Scope, job: Job) -> None:
    """Has a job begin; its end is on the agenda where jobs take time.

    It reads and writes as who started it: jobs have the permissions of their users (user guide, "Jobs").
    """
    job.state, job.updated = "IN_PROGRESS", moment(scope)
    begin_exports(scope, job)
    duration = scope.shared(EXCHANGE).job_time
    if duration:
        scope.world.agenda.add(scope.now + duration, lambda: _end(scope, job), f"end of {job.type} job {job.id}")
    else:
        _end(scope, job)


def _end(scope: Scope, job: Job) -> None:
    try:
        _WORK[job.type](scope, job)
    except JobFailed as failed:
        job.errors.append(failed.error)
    except AwsError as error:
        job.errors.append(failure_of(error).error)
    job.state, job.updated = "ERROR" if job.errors else "COMPLETED", moment(scope)
    reason = "; ".join(f"{error['Code']}: {error['Message']}" for error in job.errors) or None
    for export in job.exports:
        status: Literal["failed", "completed"] = "failed" if job.errors else "completed"
        scope.world.recorder.exported(export, status=status, keys=export.keys, reason=reason)
    _tell(scope, job)


def _tell(scope: Scope, job: Job) -> None:
    """The subscriber hears of what event actions export; nothing is said once the entitlement has ended."""
    data_set = scope.state(DATA_EXCHANGE).data_sets.get(job.data_set_id)
    if data_set is None or "EventActionArn" not in job.request:
        return
    revision = data_set.revisions[job.revision_id]
    caused = scope.because_of(job.exports[0])
    tell_exported(caused, data_set, revision, "Failed" if job.errors else "Completed")
