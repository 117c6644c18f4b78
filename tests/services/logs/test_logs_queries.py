"""Logs Insights through its operations."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.fake import AwsFake

SECONDS = 1767225600  # 2026-01-01T00:00:00Z


@pytest.fixture
def app(put: Any) -> None:
    """The group `app` with four events, of two streams."""
    put(*((number, json.dumps({"level": level, "n": number})) for number, level in enumerate(["INFO", "WARN"])))
    put((2, json.dumps({"level": "INFO", "n": 2})), (60, "text"), stream="worker")


def ask(logs: Any, query: str, start: int = SECONDS, end: int = SECONDS + 3600, **params: Any) -> list[dict[str, str]]:
    named = params if any(name.startswith("logGroup") for name in params) else {"logGroupName": "app", **params}
    id = logs.start_query(startTime=start, endTime=end, queryString=query, **named)["queryId"]
    return [
        {one["field"]: one["value"] for one in row if one["field"] != "@ptr"}
        for row in logs.get_query_results(queryId=id)["results"]
    ]


@pytest.mark.needs_model("logs:GetQueryResults", "queryLanguage")
def test_a_query_and_its_results(logs: Any, app: None) -> None:
    started = logs.start_query(
        logGroupName="app",
        startTime=SECONDS,
        endTime=SECONDS + 2,
        queryString='fields @timestamp, n, @logStream, @log | filter level = "INFO"',
    )
    found = logs.get_query_results(queryId=started["queryId"])
    assert (found["status"], found["queryLanguage"]) == ("Complete", "CWLI")
    assert [{one["field"]: one["value"] for one in row[:-1]} for row in found["results"]] == [
        {"@timestamp": "2026-01-01 00:00:02.000", "n": "2", "@logStream": "worker", "@log": "123456789012:app"},
        {"@timestamp": "2026-01-01 00:00:00.000", "n": "0", "@logStream": "web", "@log": "123456789012:app"},
    ]
    assert {row[-1]["field"] for row in found["results"]} == {"@ptr"}
    statistics = found["statistics"]
    assert (statistics["recordsMatched"], statistics["recordsScanned"]) == (2.0, 3.0)
    assert (statistics["bytesScanned"], statistics["logGroupsScanned"]) == (153.0, 1.0)


def test_both_ends_of_the_time_are_whole_seconds_within(logs: Any, app: None, put: Any) -> None:
    put((2.9, "late"))
    assert ask(logs, "stats count(*) as n", SECONDS + 1, SECONDS + 2) == [{"n": "3"}]
    assert ask(logs, "stats count(*) as n", SECONDS + 3, SECONDS + 59) == [{"n": "0"}]


def test_several_groups(fake: AwsFake, logs: Any, app: None) -> None:
    other = fake.logs.group("other")
    other.put({"level": "INFO"})
    query = "stats count(*) as n by @log | sort @log"
    both = [{"@log": "123456789012:app", "n": "4"}, {"@log": "123456789012:other", "n": "1"}]
    assert ask(logs, query, logGroupNames=["app", "other"]) == both
    assert ask(logs, query, logGroupIdentifiers=["app", other.arn, "other"]) == both


def test_what_functions_print_is_asked_for(fake: AwsFake, logs: Any) -> None:
    function = fake.lambda_.function("ship", lambda event, context: print(json.dumps(event)))  # noqa: T201
    function.invoke({"order": {"id": 7}})
    query = "filter ispresent(order.id) | fields order.id, @message"
    [row] = ask(logs, query, logGroupName="/aws/lambda/ship")
    assert (row["order.id"], row["@message"]) == ("7", '{"order": {"id": 7}}\n')
    assert ask(logs, "stats count(*) as n by @type | filter ispresent(@type)", logGroupName="/aws/lambda/ship") == [
        {"@type": "START", "n": "1"},
        {"@type": "END", "n": "1"},
    ]


@pytest.mark.needs_model("logs:GetQueryResults", "nextToken")
def test_results_come_in_pages(logs: Any, app: None) -> None:
    id = logs.start_query(logGroupName="app", startTime=SECONDS, endTime=SECONDS + 99, queryString="fields n", limit=3)
    first = logs.get_query_results(queryId=id["queryId"], maxItems=2)
    rest = logs.get_query_results(queryId=id["queryId"], nextToken=first["nextToken"])
    assert (len(first["results"]), len(rest["results"])) == (2, 1)
    assert "nextToken" not in rest
    assert first["statistics"]["resultCount"] == 3.0


def test_a_pointer_leads_to_all_fields(logs: Any, app: None, refused: Any) -> None:
    id = logs.start_query(logGroupName="app", startTime=SECONDS, endTime=SECONDS + 1, queryString="filter n = 1")
    [row] = logs.get_query_results(queryId=id["queryId"])["results"]
    assert logs.get_log_record(logRecordPointer=row[-1]["value"])["logRecord"] == {
        "level": "WARN",
        "n": "1",
        "@timestamp": str((SECONDS + 1) * 1000),
        "@ingestionTime": str(SECONDS * 1000),
        "@message": '{"level": "WARN", "n": 1}',
        "@logStream": "web",
        "@log": "123456789012:app",
    }
    logs.delete_log_stream(logGroupName="app", logStreamName="web")
    with refused("ResourceNotFoundException", "The specified log record does not exist."):
        logs.get_log_record(logRecordPointer=row[-1]["value"])
    for pointer in ("none", "bm9uZQ=="):
        with refused("InvalidParameterException", "The specified log record pointer is invalid."):
            logs.get_log_record(logRecordPointer=pointer)


@pytest.mark.needs_model("logs:GetQueryResults", "queryLanguage")
def test_queries_are_described(fake: AwsFake, logs: Any, app: None, refused: Any) -> None:
    fake.logs.group("other")
    ids = [
        logs.start_query(logGroupName=name, startTime=SECONDS, endTime=SECONDS, queryString="fields n")["queryId"]
        for name in ("app", "other", "app")
    ]
    assert [one["queryId"] for one in logs.describe_queries()["queries"]] == ids[::-1]
    shown = logs.describe_queries(logGroupName="other", status="Complete")["queries"]
    assert shown == [
        {
            "queryLanguage": "CWLI",
            "queryId": ids[1],
            "queryString": "fields n",
            "status": "Complete",
            "createTime": SECONDS * 1000,
            "logGroupName": "other",
            "bytesScanned": 0.0,
        }
    ]
    assert logs.describe_queries(status="Running")["queries"] == []
    assert logs.describe_queries(queryLanguage="SQL")["queries"] == []
    assert logs.stop_query(queryId=ids[0])["success"] is False
    for operation in (logs.stop_query, logs.get_query_results):
        with refused("ResourceNotFoundException", "Query with ID none does not exist."):
            operation(queryId="none")


def test_queries_that_are_refused(fake: AwsFake, logs: Any, app: None, refused: Any) -> None:
    with pytest.raises(logs.exceptions.MalformedQueryException) as caught:
        ask(logs, "fields n | bogus")
    error = caught.value.response["queryCompileError"]
    assert error == {
        "location": {"startCharOffset": 11, "endCharOffset": 16},
        "message": "unexpected symbol found bogus at line 1 and position 12",
    }
    with refused("ResourceNotFoundException", "The specified log group does not exist."):
        ask(logs, "fields n", logGroupName="gone")
    one_of = "Exactly one of logGroupName, logGroupNames, logGroupIdentifiers must be specified."
    with refused("InvalidParameterException", one_of):
        logs.start_query(startTime=0, endTime=1, queryString="fields n")
    with refused("InvalidParameterException", one_of):
        ask(logs, "fields n", logGroupName="app", logGroupNames=["app"])
    with refused("InvalidParameterException"):
        ask(logs, "fields n", start=SECONDS + 1, end=SECONDS)
    with pytest.raises(UnsupportedOperation, match="queryLanguage SQL"):
        ask(logs, "SELECT 1", queryLanguage="SQL")


def test_a_time_that_no_group_can_know_of_is_refused(fake: AwsFake, logs: Any, app: None, refused: Any) -> None:
    text = (
        "end date and time is either before the log groups creation time or exceeds the log groups log retention "
        "settings"
    )
    with refused("MalformedQueryException", text):
        ask(logs, "fields n", start=0, end=SECONDS - 1)
    logs.put_retention_policy(logGroupName="app", retentionInDays=1)
    fake.clock.tick(days=2)
    with refused("MalformedQueryException", text):
        ask(logs, "fields n", end=SECONDS + 3600)


def test_the_handle_asks_over_all_that_a_group_holds(fake: AwsFake, app: None) -> None:
    assert fake.logs.group("app").query("stats count(*) as n by level | sort n desc, level | limit 1") == [
        {"level": "INFO", "n": "2"}
    ]


@pytest.mark.needs_model("logs:GetQueryResults", "queryLanguage")
def test_query_definitions_are_kept(logs: Any, refused: Any) -> None:
    token = "x" * 36
    made = [
        logs.put_query_definition(
            name=name, queryString="fields @message", logGroupNames=["app"], clientToken=token[:-1] + name[0]
        )["queryDefinitionId"]
        for name in ("errors", "errors", "slow")
    ]
    assert made[0] == made[1] != made[2]
    logs.put_query_definition(queryDefinitionId=made[2], name="slow", queryString="fields n")
    assert [one["name"] for one in logs.describe_query_definitions()["queryDefinitions"]] == ["errors", "slow"]
    [slow] = logs.describe_query_definitions(queryDefinitionNamePrefix="s")["queryDefinitions"]
    assert slow == {
        "queryLanguage": "CWLI",
        "queryDefinitionId": made[2],
        "name": "slow",
        "queryString": "fields n",
        "lastModified": SECONDS * 1000,
    }
    assert logs.delete_query_definition(queryDefinitionId=made[2])["success"] is True
    for operation, params in (
        (logs.delete_query_definition, {"queryDefinitionId": made[2]}),
        (logs.put_query_definition, {"queryDefinitionId": "none", "name": "x", "queryString": "y"}),
    ):
        with refused("ResourceNotFoundException", "The specified query definition does not exist."):
            operation(**params)
