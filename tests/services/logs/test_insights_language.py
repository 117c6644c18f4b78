"""The query language of Logs Insights, as an engine: what queries give of rows, and which are none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.services.logs.insights.discovery import discovered
from pytest_awsevents.services.logs.insights.faults import InvalidQuery
from pytest_awsevents.services.logs.insights.parsing import parse_query
from pytest_awsevents.services.logs.insights.running import run
from pytest_awsevents.services.logs.insights.values import Timestamp, sort_key

NINE = 1767603600000  # 2026-01-05T09:00:00Z in milliseconds, a Monday
ORDERS: Sequence[Mapping[str, Any]] = (
    {"id": 1, "level": "INFO", "ms": 10, "ok": True, "user": {"name": "ana", "tags": ["a", "b"]}},
    {"id": 2, "level": "ERROR", "ms": 250.5, "ok": False, "message": "no stock: 12 of 20", "code": "E-7"},
    {"id": 3, "level": "INFO", "ms": 30, "ok": True, "user": {"name": "ben"}, "none": None},
    {"id": 4, "level": "error", "path": "/orders/4/items/9", "odd-name": "x"},
)


def rows(events: Sequence[Any] = ORDERS, group: str = "app") -> list[dict[str, Any]]:
    """Rows of events that come a minute apart."""
    made = []
    for number, event in enumerate(events):
        message = event if isinstance(event, str) else json.dumps(event)
        at = Timestamp(NINE + number * 60_000)
        made.append({**discovered(message, group), "@timestamp": at, "@message": message, "@ptr": f"p{number}"})
    return made


def asked(query: str, events: Sequence[Any] = ORDERS, group: str = "app", most: int = 10_000) -> list[dict[str, str]]:
    result = run(parse_query(query), rows(events, group), NINE, most)
    return [{name: text for name, text in row if name != "@ptr"} for row in result.rows]


def ids(condition: str) -> list[str]:
    """The ids of the orders that a filter lets through."""
    return [row["id"] for row in asked(f"fields id | filter {condition} | sort id")]


# --- filter ---


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('level = "INFO"', "13"),
        ("level = 'INFO'", "13"),
        ('level != "INFO"', "24"),
        ("ms > 10", "23"),
        ("ms >= 10 and ms < 31", "13"),
        ("ms = '30'", "3"),
        ("ms != 30", "124"),  # what is not there equals nothing
        ("not ms > 10", "14"),
        ("ms > 10 or id = 1 and id = 9", "23"),
        ("(ms > 10 or id = 1) and id != 2", "13"),
        ('level in ["INFO", "error"]', "134"),
        ('level not in ["INFO", "error"]', "2"),
        ("id in [1, 4]", "14"),
        ('message like "stock"', "2"),
        ("message like /stock: \\d+/", "2"),
        ("message =~ /^no/", "2"),
        ('message not like "stock"', "134"),
        ("level like /(?i)^error$/", "24"),
        ("level like /^(?i)error$/", "24"),
        ("path like /items\\/9/", "4"),
        ("ispresent(user.name)", "13"),
        ("not isPresent(none)", "1234"),
        ('user.tags.1 = "b"', "1"),
        ("ok = true", "13"),
        ("ok = 1", "13"),
        ("ok = false", "2"),
        ("ok", "13"),
        ('`odd-name` = "x"', "4"),
        ("isempty(code) and isblank(code)", "134"),
        ('strcontains(message, "of")', "2"),
        ('startsWith(path, "/orders") and endsWith(path, "9")', "4"),
        ("@timestamp >= 1767603720000", "34"),
        ("id * 2 + 1 = 7", "3"),
        ("-id < -3", "4"),
        ("2 ^ id = 8", "3"),
        ("id % 2 = 0", "24"),
        ("id / 0 = 1", ""),
        ("code > 5", "2"),  # not a number: as texts
        ('level < "a"', "123"),
    ],
)
def test_filters(condition: str, expected: str) -> None:
    assert ids(condition) == list(expected)


def test_where_is_another_name_of_filter() -> None:
    assert asked("fields id | where id = 2") == [{"id": "2"}]


# --- columns ---


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("abs(-3)", "3"),
        ("ceil(1.2)", "2"),
        ("floor(1.8)", "1"),
        ("sqrt(2)", "1.4142"),
        ("sqrt(-1)", None),
        ("log(1)", "0"),
        ("greatest(1, 3, 2)", "3"),
        ("least(4, ms)", "4"),
        ("10 % 3", "1"),
        ("2 ^ 3", "8"),
        ("9 ^ 9 ^ 9 ^ 9", None),
        ("7 / 2", "3.5"),
        ("toNumber('12')", "12"),
        ("toNumber('x')", None),
        ("coalesce(nothing, level)", "INFO"),
        ("if(ms > 5, 'slow', 'fast')", "slow"),
        ("concat(level, '-', id)", "INFO-1"),
        ("trim('  x ')", "x"),
        ('ltrim("xyZfooxyZ", "xyZ")', "fooxyZ"),
        ('rtrim("xyZfooxyZ", "xyZ")', "xyZfoo"),
        ('trim("xyZfooxyZ", "xyZ")', "foo"),
        ("strlen('größe')", "5"),
        ("toupper(level)", "INFO"),
        ("tolower(level)", "info"),
        ('substr("xyZfooxyZ", 3, 3)', "foo"),
        ('substr("xyZfoo", 3)', "foo"),
        ('replace("foo", "o", "0")', "f00"),
        ('strcontains("foo", "O")', "0"),
        ('"a\\"b"', 'a"b'),
        ("bin(1h)", "2026-01-05 09:00:00.000"),
        ("datefloor(@timestamp, 1d)", "2026-01-05 00:00:00.000"),
        ("dateceil(@timestamp, 1d)", "2026-01-06 00:00:00.000"),
        ("dateceil(@timestamp, 1h)", "2026-01-05 09:00:00.000"),
        ("fromMillis(0)", "1970-01-01 00:00:00.000"),
        ("fromMillis(9e20)", "900000000000000000000"),
        ("toMillis(@timestamp)", str(NINE)),
        ("toMillis(level)", None),
        ("now()", str(NINE // 1000)),
        ("user.name", "ana"),
        ("strlen(nothing)", None),
    ],
)
def test_functions(expression: str, value: str | None) -> None:
    [row] = asked(f"filter id = 1 | display {expression} as x")
    assert row.get("x") == value


@pytest.mark.parametrize(
    ("period", "start"),
    [
        ("500ms", "2026-05-14 13:47:31.500"),
        ("10s", "2026-05-14 13:47:30.000"),
        ("5m", "2026-05-14 13:45:00.000"),
        ("15min", "2026-05-14 13:45:00.000"),
        ("6hrs", "2026-05-14 12:00:00.000"),
        ("1d", "2026-05-14 00:00:00.000"),
        ("1w", "2026-05-11 00:00:00.000"),
        ("1mo", "2026-05-01 00:00:00.000"),
        ("1q", "2026-04-01 00:00:00.000"),
        ("1y", "2026-01-01 00:00:00.000"),
    ],
)
def test_periods(period: str, start: str) -> None:
    at = Timestamp(1778766451789)
    query = parse_query(f"display datefloor(@timestamp, {period}) as low, dateceil(@timestamp, {period}) as high")
    [row] = run(query, [{"@timestamp": at}], 0, 1).rows
    assert row[0] == ("low", start)
    assert row[1][1] > "2026-05-14 13:47:31.789"


def test_without_fields_time_and_message_are_shown_newest_first() -> None:
    shown = asked("filter id > 2")
    assert [list(row) for row in shown] == [["@timestamp", "@message"]] * 2
    assert [json.loads(row["@message"])["id"] for row in shown] == [4, 3]


def test_fields_add_up_and_display_chooses() -> None:
    assert asked("fields id | fields ms / 10 as tenth, level | filter id = 1") == [
        {"id": "1", "tenth": "1", "level": "INFO"}
    ]
    assert asked("fields id, ms | filter id = 1 | display level, ms * 2") == [{"level": "INFO", "ms * 2": "20"}]
    assert asked("fields id, missing | filter id = 1") == [{"id": "1"}]


# --- parse ---


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ('parse @message "user=*, method:*, latency := *" as @user, @method, @latency', ["ana", "GET", "12 ms"]),
        ("parse 'user=*,' as @user", ["ana"]),
        ("parse @message /user=(?<@user>.*?), method:(?<method>\\w+)/", ["ana", "GET"]),
        ("parse @message /user=(.*?), / as who", ["ana"]),
        ("parse @message /user=([^,()]+)(?:, )method:([A-Z]+)/ as who, how", ["ana", "GET"]),
        ("parse @message /([]:,]+)(?<method>[^\\],]+)/", [" method:GET"]),
        ('parse @message "nothing *" as x', []),
    ],
)
def test_parse(command: str, expected: list[str]) -> None:
    events = ["user=ana, method:GET, latency := 12 ms"]
    [row] = asked(f"fields strlen('x') as one | {command}", events)
    assert list(row.values()) == ["1", *expected]


def test_what_was_parsed_is_parsed_further() -> None:
    query = 'parse @message "url=*" as url | parse url "/api/*/users/*" as version, user | display version, user'
    assert asked(query, ["url=/api/v1/users/7"]) == [{"version": "v1", "user": "7"}]


# --- stats ---


@pytest.mark.parametrize(
    ("aggregate", "value"),
    [
        ("count(*)", "4"),
        ("count()", "4"),
        ("count(ms)", "3"),
        ("count_distinct(level)", "3"),
        ("sum(ms)", "290.5"),
        ("avg(ms)", "96.8333"),
        ("min(ms)", "10"),
        ("max(ms)", "250.5"),
        ("min(level)", "ERROR"),
        ("stddev(id)", "1.118"),
        ("pct(id, 50)", "2"),
        ("pct(id, 95)", "4"),
        ("pct(id, 0)", "1"),
        ("earliest(level)", "INFO"),
        ("latest(level)", "error"),
        ("earliest(@timestamp)", str(NINE)),
        ("sortsFirst(level)", "ERROR"),
        ("sortsLast(level)", "error"),
        ("sum(ms) / count(*)", "72.625"),
        ("max(id * 10) - 1", "39"),
        ("avg(nothing)", None),
        ("sum(strcontains(level, 'ERR'))", "1"),
    ],
)
def test_aggregates(aggregate: str, value: str | None) -> None:
    [row] = asked(f"stats {aggregate} as x")
    assert row.get("x") == value


def test_groups_come_first_and_by_their_time() -> None:
    assert asked("stats count(*), max(ms) as slowest by level, bin(2m)") == [
        {"level": "INFO", "bin(2m)": "2026-01-05 09:00:00.000", "count(*)": "1", "slowest": "10"},
        {"level": "ERROR", "bin(2m)": "2026-01-05 09:00:00.000", "count(*)": "1", "slowest": "250.5"},
        {"level": "INFO", "bin(2m)": "2026-01-05 09:02:00.000", "count(*)": "1", "slowest": "30"},
        {"level": "error", "bin(2m)": "2026-01-05 09:02:00.000", "count(*)": "1"},
    ]
    assert asked("stats count(*) as n by tolower(level) as l | sort n desc, l") == [
        {"l": "error", "n": "2"},
        {"l": "info", "n": "2"},
    ]


def test_aggregates_go_on() -> None:
    sums = "fields strlen(level) as l | stats sum(l) as s by bin(1m)"
    assert asked(f"{sums} | stats max(s) as most, min(s) as least, most - least as between") == [
        {"most": "5", "least": "4", "between": "1"}
    ]
    assert asked("stats count(*) by level | sort count(*) desc | limit 1") == [{"level": "INFO", "count(*)": "2"}]
    assert asked("stats count(*) as n by level | filter n > 1 | fields n * 10 as ten | display level, ten") == [
        {"level": "INFO", "ten": "20"}
    ]


def test_nothing_is_counted_where_nothing_is() -> None:
    assert asked("stats count(*) as n", []) == [{"n": "0"}]
    assert asked("stats count(*) as n by level", []) == []


# --- sort, limit, dedup ---


def test_the_natural_order() -> None:
    """The sample of AWS's page on `sort`."""
    ordered = ["!:", "#", "*%04", "0#", "5A", "111A", "2345_", "@", "@_", "A", "A9876fghj", "a12345hfh"]
    numbers = ["0", "01", "1", "2", "3"]
    values = [*ordered, *numbers]
    events = [{"v": value} for value in sorted(values)]
    assert [row["v"] for row in asked("fields v | sort v", events)] == values
    assert [row["v"] for row in asked("fields v | sort v desc", events)] == values[::-1]


def test_limits() -> None:
    assert [row["id"] for row in asked("fields id | limit 2")] == ["4", "3"]
    assert [row["id"] for row in asked("fields id | sort id | limit any 1")] == ["1"]
    assert [row["id"] for row in asked("fields id | head 1")] == ["4"]
    assert [row["id"] for row in asked("fields id", most=3)] == ["4", "3", "2"]


def test_duplicates_go_but_what_lacks_the_field_stays() -> None:
    assert [row["id"] for row in asked("fields id | dedup ok")] == ["4", "3", "2"]
    assert [row["id"] for row in asked("fields id | sort id | dedup level, ok | limit 2")] == ["1", "2"]


# --- fields that are found ---


def test_fields_of_json() -> None:
    found = discovered('{"a": {"b": [1, {"c": "x"}]}, "@d": 2.5, "e": null, "f": true, "g": {}}', "app")
    assert found == {"a.b.0": 1, "a.b.1.c": "x", "@@d": 2.5, "f": True}
    assert discovered('before {"a": 1}', "app") == {}
    assert discovered("{no json", "app") == {}
    assert len(discovered(json.dumps({str(n): n for n in range(300)}), "app")) == 200
    assert discovered(json.dumps({"a": 2**70}), "app") == {"a": str(2**70)}


def test_fields_of_lambda() -> None:
    id = "0fc78b42-f6e0-400a-be91-71c5d1eadb9a"
    report = (
        f"REPORT RequestId: {id}\tDuration: 1394.60 ms\tBilled Duration: 1395 ms\tMemory Size: 128 MB\t"
        "Max Memory Used: 79 MB\tInit Duration: 428.60 ms\t"
    )
    assert discovered(report, "/aws/lambda/ship") == {  # recorded
        "@type": "REPORT",
        "@requestId": id,
        "@duration": "1394.6",
        "@billedDuration": "1395.0",
        "@initDuration": "428.6",
        "@memorySize": "1.28E8",
        "@maxMemoryUsed": "7.9E7",
    }
    assert discovered(f"START RequestId: {id} Version: 1", "/aws/lambda/ship") == {"@type": "START", "@requestId": id}
    logged = f'[INFO]\t2026-01-05T09:00:00.000Z\t{id}\tgot {{"order": {{"id": 7}}}} and {{"b": 1}}'
    assert discovered(logged, "/aws/lambda/ship") == {"@requestId": id, "order.id": 7}
    assert discovered(report, "app") == {}
    query = 'filter @type = "REPORT" | stats max(@memorySize / 1000 / 1000) as mb, max(@duration) as ms'
    assert asked(query, [report], "/aws/lambda/ship") == [{"mb": "128", "ms": "1394.6"}]


# --- what is none ---


@pytest.mark.parametrize(
    ("query", "message", "place"),
    [
        ("", "unexpected symbol found <EOF> at line 1 and position 1", (0, 0)),
        ("bogus a", "unexpected symbol found bogus at line 1 and position 1", (0, 5)),
        ("fields @message\n| count()", "unexpected symbol found count at line 2 and position 3", (18, 23)),
        ("fields a b", "unexpected symbol found b at line 1 and position 10", (9, 10)),
        ("fields a,", "unexpected symbol found <EOF> at line 1 and position 10", (9, 9)),
        ("fields count(*)", "unexpected symbol found count at line 1 and position 8", (7, 12)),
        ("fields nope(a)", "unexpected symbol found nope at line 1 and position 8", (7, 11)),
        ("fields abs(a, b)", "Invalid number of arguments for function abs: 2", (7, 10)),
        ("fields bin(5x)", "unexpected symbol found 5x at line 1 and position 12", (11, 13)),
        ("fields bin(0m)", "unexpected symbol found 0m at line 1 and position 12", (11, 13)),
        ('fields "a', 'unexpected symbol found " at line 1 and position 8', (7, 8)),
        ("filter a not = 1", "unexpected symbol found = at line 1 and position 14", (13, 14)),
        ("filter a like b", "unexpected symbol found b at line 1 and position 15", (14, 15)),
        ("filter a like /(/", "Invalid regular expression: missing )", (14, 17)),
        ("filter (a = 1", "unexpected symbol found <EOF> at line 1 and position 14", (13, 13)),
        ("filter a in [1", "unexpected symbol found <EOF> at line 1 and position 15", (14, 14)),
        ("limit x", "unexpected symbol found x at line 1 and position 7", (6, 7)),
        ("limit 0", "limit must be between 1 and 100000", (6, 7)),
        ("dedup a | sort b", "unexpected symbol found sort at line 1 and position 11", (10, 14)),
        ('parse a "*-*" as b', "Expected 2 aliases for the pattern, got 1", (8, 13)),
        ("parse a b", "unexpected symbol found b at line 1 and position 9", (8, 9)),
        ("parse a /(?<b>/", "Invalid regular expression: missing )", (8, 15)),
        ("stats count(*) as n | sort x", "Unknown symbols found in or after stats: x", (28, 28)),
        ("stats count(*) by a | display b, c", "Unknown symbols found in or after stats: b", (34, 34)),
        ("stats count(*) as n by a | stats sum(m)", "Unknown symbols found in or after stats: m", (39, 39)),
        ("stats count(*) as n by a | fields bin(5m)", "Unknown symbols found in or after stats: @timestamp", (41, 41)),
        ("stats a", "Unknown symbols found in or after stats: a", (6, 7)),
        ("stats avg(a) | stats count(*) | stats count(*)", "A query can have two stats commands at most", (38, 43)),
        ("fields bin(2 weeks)", "unexpected symbol found weeks at line 1 and position 14", (13, 18)),
    ],
)
def test_queries_that_are_none(query: str, message: str, place: tuple[int, int]) -> None:
    with pytest.raises(InvalidQuery) as caught:
        parse_query(query)
    assert caught.value.message.startswith(message)
    assert (caught.value.start, caught.value.end) == place


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("pattern @message", "the command pattern"),
        ("SOURCE '/aws/lambda/x'", "the command SOURCE"),
        ("fields jsonParse(@message) as j", "the function jsonParse"),
        ("stats values(a)", "the function values"),
        ("filter a like /\\p{Alpha}/", "what Python's expressions lack"),
        (f"filter {'(' * 60}", "nested deeper than 50"),
        (f"filter {'a+' * 300}a", "more than 200 operators"),
    ],
)
def test_what_is_not_faked_is_refused_by_name(query: str, what: str) -> None:
    with pytest.raises(UnsupportedOperation, match=what.replace("(", "\\(")):
        parse_query(query)


PIECES = st.sampled_from(
    [
        *[
            "fields",
            "filter",
            "stats",
            "sort",
            "limit",
            "parse",
            "dedup",
            "display",
            "|",
            ",",
            "by",
            "as",
            "and",
            "not",
        ],
        *["level", "ms", "@message", "@timestamp", "count(*)", "avg(ms)", "bin(1m)", "max(", ")", "(", "[", "]"],
        *["like", "in", "=", "<", "+", "/", "^", "-", "1", "2.5", "5m", '"x*"', "/(?i)a/", "'", "desc", "true", "abs("],
    ]
)


@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=15).map(" ".join)))
def test_any_text_is_a_query_or_is_refused(text: str) -> None:
    try:
        query = parse_query(text)
    except (InvalidQuery, UnsupportedOperation):
        return
    for row in run(query, rows(), NINE, 10).rows:
        assert all(isinstance(part, str) for pair in row for part in pair)


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.integers().map(Timestamp)
)


@given(st.lists(VALUES))
def test_all_values_have_an_order(values: list[Any]) -> None:
    ordered = sorted(values, key=sort_key)
    kinds = [sort_key(value)[0] for value in ordered]
    assert kinds == sorted(kinds)
