"""GenerateQuery, which is refused; sample queries; public keys."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.cloudtrail.state import get_active_store, invalid

operation = OperationTable()
_TOKEN = AwsError("InvalidTokenException", "The token is not valid.")
_KEY_PAGES = PageMembers("PublicKeyList", maximum=100, invalid=_TOKEN)
_SAMPLE_PAGES = PageMembers("SearchResults", limit="MaxResults", maximum=50, invalid=invalid("The token is not valid."))
_KEY_LIFE = timedelta(days=15)
# A few of our own, in the manner of those that the console shows.
_SAMPLES = (
    (
        "Calls by user",
        "Which API calls a user made",
        "SELECT eventID, eventName, eventTime FROM <event-data-store-id> WHERE userIdentity.username = 'bob'",
    ),
    (
        "Most frequent errors",
        "Error codes and how often they occurred",
        (
            "SELECT errorCode, COUNT(*) AS eventCount FROM <event-data-store-id> WHERE errorCode IS NOT NULL "
            "GROUP BY errorCode ORDER BY eventCount DESC"
        ),
    ),
    (
        "Deleted objects",
        "Who deleted objects from a bucket",
        (
            "SELECT userIdentity.arn, eventTime, element_at(requestParameters, 'key') FROM <event-data-store-id> "
            "WHERE eventName = 'DeleteObject' AND element_at(requestParameters, 'bucketName') = 'bucket'"
        ),
    ),
)


@operation
def generate_query(scope: Scope, params: Params) -> dict[str, Any]:
    for reference in params["EventDataStores"]:
        get_active_store(scope, reference)
    raise UnsupportedOperation(
        "cloudtrail:GenerateQuery asks a language model, which is not faked. Answer it in the test:   "
        'aws_fake.stub("cloudtrail", "generate_query", {"QueryStatement": "SELECT ..."})'
    )


@operation
def search_sample_queries(scope: Scope, params: Params) -> dict[str, Any]:
    words = params["SearchPhrase"].lower().split()
    found = []
    for name, description, sql in _SAMPLES:
        text = f"{name} {description} {sql}".lower()
        hits = sum(word in text for word in words)
        if hits:
            found.append({"Name": name, "Description": description, "SQL": sql, "Relevance": hits / len(words)})
    found.sort(key=lambda one: -float(str(one["Relevance"])))
    return page(found, params, _SAMPLE_PAGES)


@operation
def list_public_keys(scope: Scope, params: Params) -> dict[str, Any]:
    """One key, made up: digest files are not faked, so it verifies nothing."""
    end = params.get("EndTime", scope.now)
    start = params.get("StartTime", end)
    if start > end:
        raise AwsError("InvalidTimeRangeException", "The start time must not be after the end time.")
    value = hashlib.sha256(scope.arn("cloudtrail", "key").encode()).digest()
    key = {
        "Value": value,
        "ValidityStartTime": start - _KEY_LIFE,
        "ValidityEndTime": end + _KEY_LIFE,
        "Fingerprint": hashlib.md5(value, usedforsecurity=False).hexdigest(),
    }
    return page([key], params, _KEY_PAGES)
