"""A query from its start to its results, and their delivery to S3."""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import json
from collections.abc import Sequence

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.services.cloudtrail.ingesting import read_log
from pytest_awsevents.services.cloudtrail.lake.engine import Engine, Outcome, QueryFailed, View
from pytest_awsevents.services.cloudtrail.lake.statements import Statement
from pytest_awsevents.services.cloudtrail.state import PRINCIPAL, EventDataStore, Query, cloudtrail

_DENIED = ("AccessDenied", "403")


def _new_engine(scope: Scope) -> Engine:
    return Engine()


_ENGINE = StateKey("cloudtrail lake", _new_engine)


def engine(scope: Scope) -> Engine:
    """The engine of the fake, made for its first query."""
    return scope.shared(_ENGINE)


def run(scope: Scope, query: Query, statement: Statement, stores: Sequence[EventDataStore]) -> None:
    """Runs a query to its end; it sees what had arrived when it was started."""
    query.transition = None
    view = View(query.created, min(cloudtrail(scope).delivered, query.horizon), query.horizon)
    try:
        outcome = execute(scope, statement, stores, view)
    except QueryFailed as failed:
        query.status = "TIMED_OUT" if failed.timed_out else "FAILED"
        query.error = str(failed)
        query.delivery_status = None if query.delivery_uri is None else "CANCELLED"
        return
    query.rows, query.status = outcome.rows, "FINISHED"
    query.statistics = {
        "EventsMatched": outcome.matched,
        "EventsScanned": outcome.scanned,
        "BytesScanned": outcome.bytes,
        # Time does not pass in a fake: a figure that grows with the work, and is the same in every run.
        "ExecutionTimeInMillis": 100 + outcome.scanned // 1000,
    }
    if query.delivery_uri is not None:
        query.delivery_status = _deliver(scope, query)


def execute(scope: Scope, statement: Statement, stores: Sequence[EventDataStore], view: View) -> Outcome:
    """The outcome of a statement over the stores as they are now."""
    for store in stores:
        read_log(scope, store)
    return engine(scope).run(statement, [(store, store.kept) for store in stores], view)


def _deliver(scope: Scope, query: Query) -> str:
    """Puts the results and the file that signs them into the bucket; the delivery status."""
    bucket, _, prefix = (query.delivery_uri or "").removeprefix("s3://").partition("/")
    day = f"{query.created:%Y/%m/%d}"
    folder = f"AWSLogs/{scope.account}/CloudTrail-Lake/Query/{day}/{query.id}"
    folder = "/".join(one for one in (prefix.strip("/"), folder) if one)
    results = gzip.compress(_as_csv(query).encode(), mtime=0)
    sign = {
        "version": "1.0",
        "region": scope.region,
        "files": [
            {
                "fileHashValue": hashlib.sha256(results).hexdigest(),
                "fileName": "result_1.csv.gz",
            }
        ],
        "hashAlgorithm": "SHA-256",
        "signatureAlgorithm": "SHA256withRSA",
        "queryCompleteTime": f"{query.created:%Y-%m-%dT%H:%M:%SZ}",
        # No key pair is faked: the signature cannot be verified.
        "hashSignature": base64.b64encode(hashlib.sha256(query.id.encode()).digest()).decode(),
        "publicKeyFingerprint": scope.ids.derived("lake key").replace("-", ""),
    }
    here = scope.as_service(PRINCIPAL)
    try:
        here.call("s3", "PutObject", {"Bucket": bucket, "Key": f"{folder}/result_1.csv.gz", "Body": results}, {})
    except AwsError as error:
        return _status(error, "FAILED", "ACCESS_DENIED")
    try:
        body = json.dumps(sign).encode()
        here.call("s3", "PutObject", {"Bucket": bucket, "Key": f"{folder}/result_sign.json", "Body": body}, {})
    except AwsError as error:
        return _status(error, "FAILED_SIGNING_FILE", "ACCESS_DENIED_SIGNING_FILE")
    return "SUCCESS"


def _status(error: AwsError, failed: str, denied: str) -> str:
    if error.code in ("NoSuchBucket", "404"):
        return "RESOURCE_NOT_FOUND"
    return denied if error.code in _DENIED else failed


def _as_csv(query: Query) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    if query.rows:
        writer.writerow([name for cell in query.rows[0] for name in cell])
    writer.writerows([value for cell in row for value in cell.values()] for row in query.rows)
    return text.getvalue()
