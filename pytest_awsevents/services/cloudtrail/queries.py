"""CloudTrail Lake queries: StartQuery, DescribeQuery, GetQueryResults, CancelQuery, ListQueries."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.cloudtrail.ingesting import last_seq
from pytest_awsevents.services.cloudtrail.lake.engine import View
from pytest_awsevents.services.cloudtrail.lake.running import engine, run
from pytest_awsevents.services.cloudtrail.lake.statements import check_shape
from pytest_awsevents.services.cloudtrail.state import (
    PRINCIPAL,
    Query,
    cloudtrail,
    get_active_store,
    invalid,
    next_state,
    place,
    settle,
)

operation = OperationTable()
ACTIVE = ("QUEUED", "RUNNING")
_MAX_RUNNING = 10
_HISTORY = timedelta(days=7)
_URI = re.compile(r"s3://([a-z0-9][.\-a-z0-9]{1,61}[a-z0-9])(/.*)?")
_TOKEN = AwsError("InvalidNextTokenException", "The token is not valid.")
_PAGES = PageMembers("Queries", limit="MaxResults", maximum=1000, invalid=_TOKEN)
_ROW_PAGES = PageMembers("QueryResultRows", limit="MaxQueryResults", maximum=1000, invalid=_TOKEN)


@operation
def start_query(scope: Scope, params: Params) -> dict[str, Any]:
    text = params.get("QueryStatement")
    if (text is None) == ("QueryAlias" not in params):
        raise invalid("Specify either QueryStatement or QueryAlias.")
    if text is None:
        raise invalid(f"There is no query with the alias {params['QueryAlias']}: aliases belong to AWS's dashboards.")
    if "QueryParameters" in params:
        raise invalid("QueryParameters can only be used with QueryAlias.")
    owner = scope.at(account=params.get("EventDataStoreOwnerAccountId"))
    if owner.account != scope.account:
        raise AwsError("EventDataStoreNotFoundException", f"The account {owner.account} shares no event data store.")
    statement = check_shape(text)
    stores = [get_active_store(scope, id) for id in statement.stores]
    queries = place(scope).queries
    if sum(query.status in ACTIVE for query in queries.values()) >= _MAX_RUNNING:
        raise AwsError("MaxConcurrentQueriesException", f"You already have {_MAX_RUNNING} queries running.")
    uri = params.get("DeliveryS3Uri")
    if uri is not None:
        _check_bucket(scope, uri)
    view = View(scope.now, cloudtrail(scope).delivered, last_seq(scope))
    engine(scope).check(statement, stores, view)
    query = Query(
        id=scope.ids.uuid(),
        statement=text,
        stores=[store.arn for store in stores],
        created=scope.now,
        horizon=view.horizon,
        delivery_uri=uri,
        delivery_status=None if uri is None else "PENDING",
    )
    queries[query.id] = query
    query.transition = next_state(scope, f"query {query.id}", lambda: run(scope, query, statement, stores))
    return {"QueryId": query.id}


@operation
def describe_query(scope: Scope, params: Params) -> dict[str, Any]:
    if ("QueryId" in params) == ("QueryAlias" in params):
        raise invalid("Specify either QueryId or QueryAlias.")
    query = _get(scope, params)
    statistics = query.statistics
    return {
        "QueryId": query.id,
        "QueryString": query.statement,
        "QueryStatus": query.status,
        "QueryStatistics": {
            "EventsMatched": statistics.get("EventsMatched", 0),
            "EventsScanned": statistics.get("EventsScanned", 0),
            "BytesScanned": statistics.get("BytesScanned", 0),
            "ExecutionTimeInMillis": statistics.get("ExecutionTimeInMillis", 0),
            "CreationTime": query.created,
        },
        "ErrorMessage": query.error,
        "DeliveryS3Uri": query.delivery_uri,
        "DeliveryStatus": query.delivery_status,
    }


@operation
def get_query_results(scope: Scope, params: Params) -> dict[str, Any]:
    query = _get(scope, params)
    answer = page(query.rows, params, _ROW_PAGES)
    return {
        **answer,
        "QueryStatus": query.status,
        "QueryStatistics": {
            "ResultsCount": len(answer["QueryResultRows"]),
            "TotalResultsCount": len(query.rows),
            "BytesScanned": query.statistics.get("BytesScanned", 0),
        },
        "ErrorMessage": query.error,
    }


@operation
def cancel_query(scope: Scope, params: Params) -> dict[str, Any]:
    query = _get(scope, params)
    if query.status not in ACTIVE:
        raise AwsError("InactiveQueryException", f"The query {query.id} has the status {query.status}.")
    if query.transition is not None:
        query.transition.cancel()
    query.status = "CANCELLED"
    if query.delivery_uri is not None:
        query.delivery_status = "CANCELLED"
    return {"QueryId": query.id, "QueryStatus": query.status}


@operation
def list_queries(scope: Scope, params: Params) -> dict[str, Any]:
    store = get_active_store(scope, params["EventDataStore"])
    start, end = params.get("StartTime"), params.get("EndTime")
    if start is not None and end is not None and start > end:
        raise AwsError("InvalidDateRangeException", "The start time must not be after the end time.")
    oldest = scope.now - _HISTORY
    found = []
    for query in place(scope).queries.values():
        settle(scope, query)
        if (
            store.arn in query.stores
            and query.created >= max(start or oldest, oldest)
            and (end is None or query.created <= end)
            and params.get("QueryStatus") in (None, query.status)
        ):
            found.append({"QueryId": query.id, "QueryStatus": query.status, "CreationTime": query.created})
    return page(found[::-1], params, _PAGES)


def _get(scope: Scope, params: Params) -> Query:
    """The query, kept for seven days; its stores must not be about to be deleted."""
    if "EventDataStore" in params:
        get_active_store(scope, params["EventDataStore"])
    query = place(scope).queries.get(params.get("QueryId", ""))
    if query is None or query.created < scope.now - _HISTORY:
        raise AwsError("QueryIdNotFoundException", f"The query {params.get('QueryId')} was not found.")
    for arn in query.stores:
        try:
            get_active_store(scope, arn)
        except AwsError as error:
            if error.code == "InactiveEventDataStoreException":
                raise
    settle(scope, query)
    return query


def _check_bucket(scope: Scope, uri: str) -> None:
    found = _URI.fullmatch(uri)
    if found is None:
        raise AwsError("InvalidS3BucketNameException", f"The S3 URI {uri} is not valid.")
    if len(found[2] or "") > 200:
        raise AwsError("InvalidS3PrefixException", "The prefix can have at most 200 characters.")
    try:
        scope.as_service(PRINCIPAL).call("s3", "HeadBucket", {"Bucket": found[1]}, {})
    except AwsError as error:
        if error.code in ("404", "NoSuchBucket"):
            raise AwsError("S3BucketDoesNotExistException", f"S3 bucket {found[1]} does not exist!") from error
        raise AwsError("InsufficientS3BucketPolicyException", f"The bucket {found[1]} cannot be written to.") from error
