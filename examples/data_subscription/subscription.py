"""Takes a data set of AWS Data Exchange and has its revisions exported to a bucket."""

from __future__ import annotations

import time

import boto3

BUCKET = "market-prices"
KEY_PATTERN = "revisions/${Revision.Id}/${Asset.Name}"
POLL_SECONDS = 5

dataexchange = boto3.client("dataexchange")


class ExportFailed(Exception):
    """An export job ended without a result; `errors` are those of the job."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__("; ".join(error["Message"] for error in errors))
        self.errors = errors


def prefix_of(revision_id: str) -> str:
    return f"revisions/{revision_id}/"


def accept(grant_arn: str) -> str:
    """Accepts a data grant; the id of the data set that it gives."""
    return str(dataexchange.accept_data_grant(DataGrantArn=grant_arn)["DataSetId"])


def subscribe(data_set_id: str) -> str:
    """Has every revision that is published from now on exported; the id of the event action."""
    destination = {"Bucket": BUCKET, "KeyPattern": KEY_PATTERN}
    action = dataexchange.create_event_action(
        Event={"RevisionPublished": {"DataSetId": data_set_id}},
        Action={"ExportRevisionToS3": {"RevisionDestination": destination, "Encryption": {"Type": "AES256"}}},
    )
    return str(action["Id"])


def backfill(data_set_id: str) -> list[str]:
    """Exports the revisions that are there already, oldest first; returns their ids, raises ExportFailed."""
    pages = dataexchange.get_paginator("list_data_set_revisions").paginate(DataSetId=data_set_id)
    revisions = [one["Id"] for page in pages for one in page["Revisions"] if not one.get("Revoked")]
    for revision_id in reversed(revisions):
        _export(data_set_id, revision_id)
    return revisions[::-1]


def _export(data_set_id: str, revision_id: str) -> None:
    destination = {"RevisionId": revision_id, "Bucket": BUCKET, "KeyPattern": KEY_PATTERN}
    job = dataexchange.create_job(
        Type="EXPORT_REVISIONS_TO_S3",
        Details={"ExportRevisionsToS3": {"DataSetId": data_set_id, "RevisionDestinations": [destination]}},
    )
    dataexchange.start_job(JobId=job["Id"])
    while (job := dataexchange.get_job(JobId=job["Id"]))["State"] == "IN_PROGRESS":
        time.sleep(POLL_SECONDS)
    if job["State"] != "COMPLETED":
        raise ExportFailed(job.get("Errors", []))
