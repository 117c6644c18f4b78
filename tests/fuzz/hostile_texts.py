"""Texts that parsers stumble over: JSON, patterns, templates, schedules, policies, ARNs, keys, SQL."""

from __future__ import annotations

import json
from collections.abc import Mapping

from hypothesis import strategies as st

SURROGATE = "\ud800"
ODD_CHARACTERS = st.sampled_from(
    [
        "\x00",
        "\x1f",
        "\x7f",
        "\x85",
        "\xa0",
        "é",
        "\u0130",
        "\u200b",
        "\u2028",
        "\ufeff",
        "\ufffe",
        "\U0001f600",
        SURROGATE,
    ]
)

ODD_NUMBERS = (
    "1e400", "-1e400", "1e-400", "1E+5", "-0", "-0.0", "0.1e1", "01", "+1", ".5", "5.", "1_000", "0x10", "NaN",
    "Infinity",
    "-Infinity", "9" * 400, "9" * 5000, "1." + "3" * 400, "18446744073709551616", "5e9", "5000000001", "1e1000000000",
)  # fmt: skip
_LEAVES = st.one_of(
    st.sampled_from(ODD_NUMBERS),
    st.sampled_from(
        ["null", "true", "[]", "{}", '""', '"a"', "1", '"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"', '"\ufeff"']
    ),
    st.text(ODD_CHARACTERS, max_size=3).map(lambda text: json.dumps(text, ensure_ascii=False)),
)


def _containers(keys: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """JSON texts whose objects take their keys, now and then twice the same, from a few."""
    names = st.one_of(keys, st.sampled_from(["", "a", "a.b", "\ud800", "$or"])).map(
        lambda name: json.dumps(name, ensure_ascii=False)
    )

    def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pairs = st.tuples(names, inner).map(lambda pair: f"{pair[0]}: {pair[1]}")
        return st.one_of(
            st.lists(pairs, max_size=4).map(lambda found: "{" + ", ".join(found) + "}"),
            st.lists(inner, max_size=4).map(lambda found: "[" + ", ".join(found) + "]"),
        )

    return st.recursive(_LEAVES, around, max_leaves=8)


def nested(opening: str, depth: int, closing: str, inner: str = "1") -> str:
    return opening * depth + inner + closing * depth


_DEEP = st.sampled_from(
    [
        nested(opening, depth, closing)
        for opening, closing in (('{"a":', "}"), ("[", "]"), ('{"$or":[', "]}"))
        for depth in (50, 101, 1_000, 30_000)
    ]
)
_BROKEN = st.sampled_from(
    ["", " ", "{", "}", "[", '"', "nul", "{} {}", "\ufeff{}", "{'a': 1}", '{"a": 1,}', "{} // c", "\x00"]
)


def json_texts(*keys: str) -> st.SearchStrategy[str]:
    """JSON and almost JSON; `keys` are names that the reader looks for."""
    usual = _containers(st.sampled_from(keys or ("a", "b")))
    return st.one_of(usual, usual, usual, _DEEP, _BROKEN)


_OPERATORS = (
    "prefix", "suffix", "equals-ignore-case", "anything-but", "numeric", "cidr", "exists", "wildcard", "$or"
)  # fmt: skip
_MATCHES = (
    "[]", '["a", "a"]', "[1e400]", '[{"numeric": [">", 1e400]}]', '[{"numeric": [">", NaN]}]', '[{"numeric": []}]',
    '[{"wildcard": "' + "*a" * 50 + '"}]', '[{"wildcard": "\\\\"}]', '[{"cidr": "::/999"}]', '[{"exists": "true"}]',
    '[{"anything-but": {"wildcard": []}}]', '[{"prefix": {"equals-ignore-case": "\\ud800"}}]', '[{"suffix": ""}]',
    '[{"anything-but": [1, "1", null]}]', '["' + "x" * 5000 + '"]', "[" + ", ".join(map(str, range(400))) + "]",
)  # fmt: skip
_PATTERNS = st.one_of(
    json_texts("source", "detail-type", "detail", *_OPERATORS),
    st.tuples(st.sampled_from(["source", "detail-type", "account", "\ud800"]), st.sampled_from(_MATCHES)).map(
        lambda pair: f'{{"{pair[0]}": {pair[1]}}}'
    ),
)

_PIECES = st.sampled_from(
    [
        "<", ">", "<a>", "<a.b>", "<aws.events.event>", "<aws.events.event.json>", "<aws.events.rule-arn>", '"',
        "\\", "\\<",
        "{", "}", "[", "]", ":", ",", '"x": <a>', "\n", "é", "<\ud800>", "<a", "$", "${a}",
        "<aws.events.event.ingestion-time>",
    ]
)  # fmt: skip
_TEMPLATES = st.one_of(st.lists(_PIECES, max_size=8).map("".join), json_texts("a", "<a>"))
_PATHS = st.sampled_from(
    [
        "$",
        "$.",
        "$..a",
        "$.a[0]",
        "$.a[-1]",
        "$.a[999999999999999999999]",
        "$['a']",
        "$.detail.\ud800",
        "a",
        "$.a b",
        "$.a[*]",
        "",
    ]
)

_FIELDS = st.sampled_from(
    [
        "*",
        "?",
        "0",
        "1",
        "59",
        "60",
        "L",
        "W",
        "15W",
        "LW",
        "1#1",
        "6#6",
        "MON-FRI",
        "*/0",
        "*/5",
        "1-",
        "5-1",
        "1,2",
        "99999999999",
        "-1",
        "é",
    ]
)
_SCHEDULES = st.one_of(
    st.lists(_FIELDS, min_size=4, max_size=7).map(lambda fields: f"cron({' '.join(fields)})"),
    st.tuples(st.sampled_from(["0", "1", "5", "-1", "9" * 30, "1.5", "٣"]), st.sampled_from(["minute", "days",
    "hour", "Day", ""])).map(
        lambda pair: f"rate({pair[0]} {pair[1]})"
    ),
    st.sampled_from(
        [
            "at(2026-02-30T00:00:00)", "at(9999-12-31T23:59:59)", "at(0001-01-01T00:00:00)", "at(2026-1-1T0:0:0)",
            "cron()",
            "rate()", "at()", "cron(0 0 29 2 ? 2027)", "cron(0 0 31 2 ? *)", "cron(* * * * ? *) ", "rate(1 minute",
            "\ud800",
        ]
    ),
)  # fmt: skip

ARNS = st.sampled_from(
    [
        "arn", "arn:", "arn:::::", "arn:aws:sqs:us-east-1:123456789012", "arn:aws:sqs:us-east-1:123456789012:",
        "arn:aws-cn:sqs:cn-north-1:123456789012:known",
        "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:known",
        "arn:aws-iso:s3:::known", "arn:aws:sqs::123456789012:known", "arn:aws:sqs:us-east-1::known",
        "arn:aws:iam::1:role/\ud800",
        "arn:aws:events:us-east-1:123456789012:event-bus/", "arn:aws:events:us-east-1:123456789012:rule/a/b/c/d",
        "arn:aws:kinesis:us-east-1:123456789012:stream/", "arn:aws:states:us-east-1:123456789012:stateMachine",
        "arn:aws:lambda:us-east-1:123456789012:function:known:",
        "arn:aws:logs:us-east-1:123456789012:log-group:known:*:*",
        "arn:aws:firehose:us-east-1:123456789012:deliverystream", "ARN:AWS:SQS:US-EAST-1:123456789012:KNOWN",
        "arn:aws:" + "x" * 2000,
    ]
)  # fmt: skip


def _allowing(**changes: object) -> str:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", **changes}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


_POLICIES = st.one_of(
    json_texts("Version", "Statement", "Effect", "Principal", "Action", "Resource", "Condition", "Sid", "AWS",
    "Service"),
    st.sampled_from(
        [
            '{"Statement": []}', '{"Statement": {}}', '{"Statement": [1]}', '{"Statement": "x"}',
            '{"Statement": [[]]}', "[]", "1",
            '{"Statement": {"Effect": "Allow"}}',
            '{"Statement": {"Effect": [], "Action": {}, "Principal": 7, "Resource": null}}',
            _allowing(Version=2012, Principal={"AWS": [1]}, Action=1, Resource=1),
            _allowing(Condition={"Null": 1}), _allowing(Condition={"IpAddress": {"aws:SourceIp": "x"}}),
            _allowing(Sid=[1]),
            _allowing(Condition={"NumericLessThan": {"a": "b"}}),
            _allowing(Condition={"ForAllValues:StringLike": []}),
            _allowing(Action=["a", 1, None]), _allowing(Principal={"AWS": {}}),
            _allowing(NotPrincipal={"Service": {}}),
            _allowing(Resource=[{}], NotResource=[]), _allowing(Effect="Perhaps"), _allowing(Condition="x"),
        ]
    ),
)  # fmt: skip

_KEYS = st.one_of(
    st.text(ODD_CHARACTERS, min_size=1, max_size=4),
    st.sampled_from([" ", "/", "//", "a//b", "../a", "./a", "a/../b", "?", "#", "%", "%00", "%zz", "+", "a b",
    "a\nb", "&<>\"'", "x" * 1024, "x" * 1025, "é" * 513, "\\"]),
)  # fmt: skip

_FILTERS = st.one_of(
    st.lists(
        st.sampled_from(
            [
                "{", "}", "[", "]", "(", ")", "&&", "||", "$.a", "$.a[0]", "=", "!=", ">", '"', '"a', "*", "%a%",
                "%", "?a", "-a", "IS NULL",
                "NOT EXISTS", "...", "w1", ",", "1e400", "\ud800", "\\", "$", "$.", "$[", "é", "a*b*",
            ]
        ),
        max_size=7,
    ).map(" ".join),
    st.sampled_from(["{" * 500, "(" * 500, "{ " + "(" * 2000 + " $.a = 1", "%(a+)+$%", "%[%", "[" + "," * 300 + "]",
    "x" * 1025]),
)  # fmt: skip

_SQL = st.one_of(
    st.lists(
        st.sampled_from(
            [
                "SELECT", "*", "FROM", "WHERE", "eventName", "(", ")", "'", '"', "--", "/*", ";", "JOIN",
                "GROUP BY", "1", "=", "LIMIT", ",",
                "CAST(", "AS", "UNION", "WITH", "a", "\ud800", "NULL", "count(", "json_extract(", "date_trunc(",
                "-1", "1e400", "ORDER BY",
            ]
        ),
        max_size=10,
    ).map(" ".join),
    st.sampled_from(["SELECT " + "(" * 500, "SELECT 1" + " UNION SELECT 1" * 200, "DROP TABLE x",
    "COPY x TO '/tmp/x'", "PRAGMA version"]),
)  # fmt: skip

HOSTILE: Mapping[str, st.SearchStrategy[str]] = {
    "EventPattern": _PATTERNS,
    "Event": json_texts("id", "source", "account", "time", "region", "detail-type", "detail", "resources"),
    "Detail": json_texts("id"),
    "Input": json_texts("a"),
    "InputPath": _PATHS,
    "InputPathsMap": _PATHS,
    "InputTemplate": _TEMPLATES,
    "ScheduleExpression": _SCHEDULES,
    "Policy": _POLICIES,
    "ResourcePolicy": _POLICIES,
    "policyDocument": _POLICIES,
    "Key": _KEYS,
    "Prefix": _KEYS,
    "Delimiter": _KEYS,
    "CopySource": _KEYS,
    "MessageBody": st.text(ODD_CHARACTERS, max_size=5),
    "Message": st.one_of(st.text(ODD_CHARACTERS, max_size=5), json_texts("default", "sqs", "lambda")),
    "message": st.text(ODD_CHARACTERS, max_size=5),
    "filterPattern": _FILTERS,
    "QueryStatement": _SQL,
    "definition": json_texts("StartAt", "States", "Type", "End", "Next"),
    "input": json_texts("a"),
    "output": json_texts("a"),
    "RedrivePolicy": json_texts("deadLetterTargetArn", "maxReceiveCount"),
    "FilterPolicy": _PATTERNS,
    "eventData": json_texts("version", "userIdentity", "type", "principalId", "eventSource", "eventTime"),
    **dict.fromkeys(
        (
            "Arn", "TargetArn", "EventSourceArn", "ResourceArn", "ResourceARN", "resourceArn", "RoleArn", "roleArn",
            "TopicArn", "StreamARN",
            "SubscriptionArn", "destinationArn", "stateMachineArn", "executionArn", "QueueUrl", "SourceArn",
            "DestinationArn",
        ),
        ARNS,
    ),
}  # fmt: skip
"""By the name of a member."""
