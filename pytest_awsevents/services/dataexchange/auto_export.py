"""What an event action does with a revision: an export job of its own, started at once."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.dataexchange.jobs import new_job
from pytest_awsevents.services.dataexchange.running import start
from pytest_awsevents.services.dataexchange.state import DataSet, EventAction, Revision


def export_by_action(scope: Scope, data_set: DataSet, revision: Revision, action: EventAction) -> None:
    """Makes and starts the job; how it fails is told by job, event and record, never by an exception."""
    destination = action.export["RevisionDestination"]
    request: dict[str, Any] = {
        "DataSetId": data_set.id,
        "RevisionDestinations": [{**destination, "RevisionId": revision.id}],
        "EventActionArn": action.arn,
    }
    if "Encryption" in action.export:
        request["Encryption"] = action.export["Encryption"]
    start(scope, new_job(scope, "EXPORT_REVISIONS_TO_S3", {"ExportRevisionsToS3": request}))
