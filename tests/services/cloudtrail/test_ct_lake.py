from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from typing import Any

import pytest

from pytest_awsevents.core.errors import AwsError, AwsEventsError, UnsupportedOperation
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.cloudtrail.handle import EventDataStore
from tests.services.clients import Refused
from tests.services.cloudtrail.conftest import ACTIVITY


def record(name: str, hour: int = 8, **members: Any) -> dict[str, Any]:
    return {
        "eventTime": f"2026-01-05T{hour:02}:00:00Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": name,
        "eventID": f"id-{name}",
        "userIdentity": {"type": "IAMUser", "userName": "bob", "arn": "arn:aws:iam::123456789012:user/bob"},
        "requestParameters": {"bucketName": "b", "tags": [{"k": 1}], "n": 3},
        "resources": [{"type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::b", "accountId": "1"}],
        "readOnly": False,
        **members,
    }


@pytest.fixture
def store(fake: AwsFake) -> EventDataStore:
    made = fake.cloudtrail.event_data_store("lake")
    fake.cloudtrail.ingest(
        made, [record("A", 6), record("B", 7, errorCode="AccessDenied"), record("C", 8, readOnly=True)]
    )
    return made


@pytest.fixture
def ask(fake: AwsFake, store: EventDataStore) -> Callable[[str], list[dict[str, str]]]:
    return lambda sql: fake.cloudtrail.query(sql.replace("$EDS", store.id))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("count(*)", "3"),
        ("count(*) / 2", "1"),
        ("avg(1.5)", "1.5"),
        ("max(eventTime)", "2026-01-05 08:00:00.000"),
        ("min(format_datetime(eventTime, 'yyyy-MM-dd HH:mm'))", "2026-01-05 06:00"),
        ("min(format_datetime(eventTime, 'd ''of'' MMM, H ''o''''clock'', 100%'))", "5 of Jan, 6 o'clock, 100%"),
        ("min(format_datetime(eventTime, 'E M/d/y h:m:s a'))", "Mon 1/5/2026 6:0:0 AM"),
        ("min(date_format(eventTime, '%Y/%m'))", "2026/01"),
        ("min(date_diff('minute', eventTime, now()))", "60"),
        ("max(current_date)", "2026-01-05"),
        ("max(from_unixtime(0))", "1970-01-01 00:00:00.000"),
        ("max(from_iso8601_timestamp('2026-01-05T09:00:00Z'))", "2026-01-05 09:00:00.000"),
        ("max(to_unixtime(eventTime))", "1767600000.0"),
        ("max(element_at(requestParameters, 'tags'))", '[{"k":1}]'),
        ("max(json_extract_scalar(element_at(requestParameters, 'tags'), '$[0].k'))", "1"),
        ("max(json_size(eventjson, '$.requestParameters.tags'))", "1"),
        ("max(element_at(requestParameters, 'missing'))", "null"),
        ("max(cardinality(resources))", "1"),
        ("count_if(any_match(resources, r -> r.arn = 'arn:aws:s3:::b'))", "3"),
        ("count_if(none_match(resources, r -> r.type = 'x'))", "3"),
        ("count_if(all_match(resources, r -> r.type = 'x'))", "0"),
        ("max(url_extract_host('https://example.com/x'))", "example.com"),
        ("max_by(eventName, eventTime)", "C"),
        ("bool_or(readOnly)", "true"),
        ("max(date_trunc('hour', eventTime) AT TIME ZONE 'UTC')", "2026-01-05 08:00:00.000"),
        ("max(at_timezone(eventTime, 'Asia/Tokyo'))", "2026-01-05 17:00:00.000"),
        ("max(json_size(eventjson, '$.requestParameters'))", "3"),
        ("max(if(regexp_like(userIdentity.arn, 'user/b.b$'), split_part(userIdentity.arn, '/', 2)))", "bob"),
    ],
)
def test_functions_of_trino(ask: Any, expression: str, value: str) -> None:
    assert ask(f"SELECT {expression} AS value FROM $EDS") == [{"value": value}]


def test_structures_are_written_as_trino_does(ask: Any) -> None:
    (row,) = ask("SELECT userIdentity, requestParameters, resources FROM $EDS WHERE eventName = 'A'")
    assert row["userIdentity"].startswith("{type=IAMUser, principalid=null, arn=arn:aws:iam::123456789012:user/bob, ")
    assert row["requestParameters"] == '{bucketName=b, tags=[{"k":1}], n=3}'
    assert row["resources"] == "[{accountid=1, type=AWS::S3::Bucket, arn=arn:aws:s3:::b, arnprefix=null}]"


def test_columns_are_called_as_typed(ask: Any) -> None:
    sql = 'SELECT EVENTNAME, userIdentity.userName, upper(eventName), (eventID), eventName AS "n n" FROM $EDS LIMIT 1'
    assert list(ask(sql)[0]) == ["EVENTNAME", "userName", "_col2", "eventID", "n n"]
    assert "vpcendpointid" in ask("SELECT * FROM $EDS LIMIT 1")[0]


def test_joins_common_tables_and_rows_of_arrays(ask: Any) -> None:
    assert ask("WITH w AS (SELECT eventName AS n FROM $EDS) SELECT count(*) AS c FROM w") == [{"c": "3"}]
    sql = "SELECT a.eventName AS n FROM $EDS AS a LEFT JOIN $EDS AS b ON a.eventID = b.eventID ORDER BY 1 LIMIT 1"
    assert ask(sql) == [{"n": "A"}]
    sql = "SELECT count(*) AS c FROM ($EDS AS a JOIN $EDS AS b ON a.eventID = b.eventID) JOIN $EDS AS c ON true"
    assert ask(sql) == [{"c": "9"}]
    assert ask("SELECT DISTINCT r.arn FROM $EDS CROSS JOIN UNNEST(resources) AS u(r)") == [{"arn": "arn:aws:s3:::b"}]
    sql = "SELECT DISTINCT kind FROM $EDS CROSS JOIN UNNEST(resources) AS u(account, kind, arn, prefix)"
    assert ask(sql) == [{"kind": "AWS::S3::Bucket"}]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM $EDS",
        "SELECT 1; SELECT eventName FROM $EDS",
        "SELECT eventName FROM $EDS; DROP TABLE x",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        'SELECT * FROM "/etc/passwd"',
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM duckdb_settings()",
        "SELECT (SELECT content FROM read_text('/etc/passwd')) FROM $EDS",
        "SELECT getenv('HOME') FROM $EDS",
        "SELECT current_setting('memory_limit') FROM $EDS",
        "SELECT nothing FROM $EDS",
        "SELECT format_datetime(eventTime, 'w') FROM $EDS",
        "SELECT no_function(eventName) FROM $EDS",
        "SELECT eventName INTO OUTFILE 'x' FROM $EDS",
        "COPY $EDS TO 'x'",
        "INSTALL httpfs",
        "SET memory_limit = '1TB'",
        "ATTACH 'x.db'",
        "CALL pragma_version()",
        "SELECT 1",
        "",
        "SELECT ((((",
        "SELECT '" + "x" * 20,
        "SELECT count(*) FROM $EDS AS t " + " ".join(f"CROSS JOIN $EDS AS t{n}" for n in range(30)),
    ],
)
def test_only_selects_over_stores_are_run(ask: Any, sql: str) -> None:
    with pytest.raises(AwsError) as caught:
        ask(sql)
    assert caught.value.code == "InvalidQueryStatementException"


def test_names_cannot_break_out(fake: AwsFake, ask: Any) -> None:
    assert ask("SELECT eventName AS \"x\"\"; DROP TABLE y; --\" FROM $EDS WHERE eventName = 'A''; DROP'") == []
    assert ask("SELECT 'FROM $EDS' AS t FROM $EDS LIMIT 1")[0]["t"].startswith("FROM ")


def test_a_client_sees_what_has_arrived(fake: AwsFake, cloudtrail: Any) -> None:
    store = fake.cloudtrail.event_data_store("calls")
    fake.sqs.queue("q")
    sql = f"SELECT eventName FROM {store.id} WHERE eventName = 'CreateQueue'"

    def rows() -> Any:
        started = cloudtrail.start_query(QueryStatement=sql)["QueryId"]
        return cloudtrail.get_query_results(QueryId=started)["QueryResultRows"]

    assert rows() == []
    assert fake.cloudtrail.query(sql) == [{"eventName": "CreateQueue"}]
    fake.clock.tick(minutes=5)
    assert rows() == [[{"eventName": "CreateQueue"}]]
    fake.sqs.queue("r")
    fake.cloudtrail.deliver_now()
    assert len(rows()) == 2


def test_pages_and_statistics(fake: AwsFake, cloudtrail: Any, store: EventDataStore) -> None:
    sql = f"SELECT eventName FROM {store.id} WHERE eventName <> 'B' ORDER BY eventName"
    query = cloudtrail.start_query(QueryStatement=sql)["QueryId"]
    first = cloudtrail.get_query_results(QueryId=query, MaxQueryResults=1)
    assert first["QueryStatistics"]["ResultsCount"] == 1
    assert first["QueryStatistics"]["TotalResultsCount"] == 2
    second = cloudtrail.get_query_results(QueryId=query, NextToken=first["NextToken"])
    assert second["QueryResultRows"] == [[{"eventName": "C"}]]
    statistics = cloudtrail.describe_query(QueryId=query)["QueryStatistics"]
    assert (statistics["EventsScanned"], statistics["EventsMatched"]) == (3, 2)
    assert statistics["BytesScanned"] > 0


def test_states_of_queries(fake: AwsFake, cloudtrail: Any, store: EventDataStore, refused: Refused) -> None:
    fake.cloudtrail.transitions_take(10)
    sql = f"SELECT eventName FROM {store.id}"
    queries = [cloudtrail.start_query(QueryStatement=sql)["QueryId"] for _ in range(10)]
    with refused("MaxConcurrentQueriesException"):
        cloudtrail.start_query(QueryStatement=sql)
    assert cloudtrail.describe_query(QueryId=queries[0])["QueryStatus"] == "QUEUED"
    assert cloudtrail.cancel_query(QueryId=queries[0])["QueryStatus"] == "CANCELLED"
    fake.clock.tick(10)
    with refused("InactiveQueryException"):
        cloudtrail.cancel_query(QueryId=queries[1])
    statuses = [one["QueryStatus"] for one in cloudtrail.list_queries(EventDataStore=store.id)["Queries"]]
    assert statuses == ["FINISHED"] * 9 + ["CANCELLED"]
    fake.clock.tick(days=8)
    with refused("QueryIdNotFoundException"):
        cloudtrail.describe_query(QueryId=queries[1])


def test_a_query_that_fails_while_it_runs(fake: AwsFake, cloudtrail: Any, store: EventDataStore) -> None:
    sql = f"SELECT CAST(eventName AS BIGINT) FROM {store.id}"
    query = cloudtrail.start_query(QueryStatement=sql)["QueryId"]
    described = cloudtrail.describe_query(QueryId=query)
    assert described["QueryStatus"] == "FAILED"
    assert "Could not convert" in described["ErrorMessage"]


def joined(store: EventDataStore) -> str:
    """More rows than anybody counts."""
    return " ".join([f"{store.id} AS t", *(f"CROSS JOIN {store.id} AS t{n}" for n in range(4))])


def test_a_query_without_end_is_stopped(
    fake: AwsFake, cloudtrail: Any, store: EventDataStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_awsevents.services.cloudtrail.lake.engine._MAX_SECONDS", 0.0)  # over before it begins
    fake.cloudtrail.ingest(store, [record(str(number)) for number in range(300)])
    sql = f"SELECT sum(length(t.eventName || t0.eventName || t3.eventName)) FROM {joined(store)}"
    query = cloudtrail.start_query(QueryStatement=sql)["QueryId"]
    assert cloudtrail.describe_query(QueryId=query)["QueryStatus"] == "TIMED_OUT"


def test_events_that_are_too_many_to_count_are_not_counted(
    fake: AwsFake, cloudtrail: Any, store: EventDataStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_awsevents.services.cloudtrail.lake.engine._MAX_SECONDS", 2.0)
    fake.cloudtrail.ingest(store, [record(str(number)) for number in range(300)])
    sql = f"SELECT t.eventName FROM {joined(store)} WHERE length(t.eventName || t3.eventName) > 1 LIMIT 2"
    query = cloudtrail.start_query(QueryStatement=sql)["QueryId"]
    assert len(cloudtrail.get_query_results(QueryId=query)["QueryResultRows"]) == 2
    assert cloudtrail.describe_query(QueryId=query)["QueryStatistics"]["EventsMatched"] == 2


def test_results_go_to_s3(fake: AwsFake, cloudtrail: Any, store: EventDataStore, refused: Refused) -> None:
    bucket, sql = fake.s3.bucket("results"), f"SELECT eventName, count(*) AS n FROM {store.id} GROUP BY 1 ORDER BY 1"
    query = cloudtrail.start_query(QueryStatement=sql, DeliveryS3Uri="s3://results/lake")["QueryId"]
    assert cloudtrail.describe_query(QueryId=query)["DeliveryStatus"] == "SUCCESS"
    results, sign = bucket.objects()
    assert results.key == f"lake/AWSLogs/123456789012/CloudTrail-Lake/Query/2026/01/05/{query}/result_1.csv.gz"
    assert sign.key.endswith("/result_sign.json")
    assert gzip.decompress(results.body).decode().splitlines()[:2] == ['"eventName","n"', '"A","1"']
    with refused("S3BucketDoesNotExistException"):
        cloudtrail.start_query(QueryStatement=sql, DeliveryS3Uri="s3://nothing")
    fake.fail_next("s3:PutObject", code="AccessDenied")
    denied = cloudtrail.start_query(QueryStatement=sql, DeliveryS3Uri="s3://results")["QueryId"]
    assert cloudtrail.describe_query(QueryId=denied)["DeliveryStatus"] == "ACCESS_DENIED"


def test_what_cannot_be_asked(fake: AwsFake, cloudtrail: Any, store: EventDataStore, refused: Refused) -> None:
    with refused("InvalidParameterException"):
        cloudtrail.start_query()
    with refused("InvalidParameterException", "dashboards"):
        cloudtrail.start_query(QueryAlias="alias")
    with refused("EventDataStoreNotFoundException"):
        cloudtrail.start_query(QueryStatement="SELECT a FROM 00000000-0000-0000-0000-000000000000")
    cloudtrail.delete_event_data_store(EventDataStore=store.arn)
    with refused("InactiveEventDataStoreException"):
        cloudtrail.start_query(QueryStatement=f"SELECT eventName FROM {store.id}")


def test_events_that_expired_are_not_seen(fake: AwsFake) -> None:
    store = fake.cloudtrail.event_data_store("short", RetentionPeriod=7)
    fake.cloudtrail.ingest(store, [record("A")])
    fake.clock.tick(days=8)
    assert fake.cloudtrail.query(f"SELECT count(*) AS n FROM {store.id}") == [{"n": "0"}]


def test_stores_of_outside_events_have_columns_of_their_own(fake: AwsFake) -> None:
    store = fake.cloudtrail.event_data_store("outside", ACTIVITY)
    data = {"eventName": "Login", "userIdentity": {"type": "t", "principalId": "p", "details": {"k": "v"}}}
    fake.cloudtrail.ingest(store, [{"eventTime": "2026-01-05T08:00:00Z", "eventData": data}])
    sql = f"SELECT eventData.eventName, element_at(eventData.userIdentity.details, 'k') AS k FROM {store.id}"
    assert fake.cloudtrail.query(sql) == [{"eventName": "Login", "k": "v"}]


def test_generation_of_queries_is_refused(fake: AwsFake, cloudtrail: Any, store: EventDataStore) -> None:
    with pytest.raises(UnsupportedOperation, match=r'aws_fake.stub\("cloudtrail", "generate_query"'):
        cloudtrail.generate_query(EventDataStores=[store.arn], Prompt="who did it?")


def test_sample_queries_and_public_keys(cloudtrail: Any) -> None:
    assert "DeleteObject" in cloudtrail.search_sample_queries(SearchPhrase="deleted objects")["SearchResults"][0]["SQL"]
    assert len(cloudtrail.list_public_keys()["PublicKeyList"]) == 1


def test_the_extra_is_named_where_it_is_missing(
    fake: AwsFake, store: EventDataStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    with pytest.raises(AwsEventsError, match=r"pip install pytest-awsevents\[lake\]"):
        fake.cloudtrail.query(f"SELECT eventName FROM {store.id}")
