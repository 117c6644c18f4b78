from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.services.logs.filter_pattern import parse_filter_pattern

REQUEST = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'
TRAIL = (
    '{"eventType": "UpdateTrail", "n": 5, "s": "5", "null": null, "yes": true, "a": [{"b": 1}, {"b": 2}], "x y": "z"}'
)


@pytest.mark.parametrize(
    ("pattern", "message", "matches"),
    [
        ("", "anything", True),
        (" ", "anything", True),
        ("ERROR", "[ERROR] 42", True),
        ("ERROR", "error", False),
        ("ERROR ARGUMENTS", "ERROR of ARGUMENTS", True),
        ("ERROR ARGUMENTS", "ERROR", False),
        ('"INTERNAL SERVER ERROR"', "an INTERNAL SERVER ERROR", True),
        ('"INTERNAL SERVER ERROR"', "ERROR SERVER INTERNAL", False),
        ('"say \\"hi\\""', 'I say "hi"', True),
        ("?ERROR ?ARGUMENTS", "ARGUMENTS", True),
        ("?ERROR ?ARGUMENTS", "fine", False),
        ("ERROR -ARGUMENTS", "ERROR", True),
        ("ERROR -ARGUMENTS", "ERROR ARGUMENTS", False),
        ('-"not this"', "not this", False),
        ("ERROR ?WARN", "ERROR", True),
        ("%AUTHORIZED[0-9]%", "UNAUTHORIZED7", True),
        ("%AUTHORIZED[0-9]%", "UNAUTHORIZED", False),
        ('{ $.eventType = "UpdateTrail" }', TRAIL, True),
        ("{ $.eventType = UpdateTrail }", TRAIL, True),
        ('{ $.eventType = "*Trail" }', TRAIL, True),
        ('{ $.eventType != "UpdateTrail" }', TRAIL, False),
        ('{ $.missing != "x" }', TRAIL, False),
        ("{ $.n = 5 && $.n >= 5 && $.n < 5.1 }", TRAIL, True),
        ("{ $.n > 5 || $.n <= 4 }", TRAIL, False),
        ("{ $.s = 5 }", TRAIL, True),
        ("{ ($.n = 1 || $.n = 5) && $.yes IS TRUE }", TRAIL, True),
        ("{ $.n = 1 || $.n = 5 && $.yes IS FALSE }", TRAIL, False),
        ("{ $.null IS NULL }", TRAIL, True),
        ("{ $.missing IS NULL }", TRAIL, False),
        ("{ $.missing NOT EXISTS }", TRAIL, True),
        ("{ $.n NOT EXISTS }", TRAIL, False),
        ("{ $.a[1].b = 2 }", TRAIL, True),
        ("{ $.a[*].b = 2 }", TRAIL, True),
        ("{ $.a[7].b = 2 }", TRAIL, False),
        ("{ $.n[0] = 2 }", TRAIL, False),
        ("{ $.['x y'] = z }", TRAIL, True),
        ("{ $.eventType = %^Up% }", TRAIL, True),
        ("{ $.n > 1 }", "no JSON", False),
        ("{ $.n > 1 }", "[1]", False),
        ("{ $.yes = true }", TRAIL, True),
        ("{ $.yes > 0 }", TRAIL, False),
        ("[]", "anything", True),
        ("[ip, user, username, timestamp, request, status_code, bytes]", REQUEST, True),
        ("[ip, user, username, timestamp, request, status_code = 4*, bytes > 1000]", REQUEST, True),
        ("[ip, user, username, timestamp, request, status_code = 2*, bytes]", REQUEST, False),
        ("[..., status_code = 404 || status_code = 410, bytes]", REQUEST, True),
        ("[ip, ..., request =%html%, status_code, bytes]", REQUEST, True),
        ("[ip, user]", REQUEST, False),
        ("[ip, ..., request]", "one", False),
        ('[w1 = ERROR && w1 != "%", w2]', "ERROR x", True),
    ],
)
def test_what_patterns_match(pattern: str, message: str, matches: bool) -> None:
    assert parse_filter_pattern(pattern).accepts(message) is matches


@pytest.mark.parametrize(
    "pattern",
    [
        "a.b",
        "{ $.a = 1",
        "{ $.a }",
        "{ $.a = }",
        "{ = 1 }",
        "{ $.a > x }",
        "{ ($.a = 1 }",
        "{ $.a = 1 $.b = 2 }",
        "[a",
        "[..., a, ...]",
        "[=]",
        "%[%",
        "{ $.a = %[% }",
        "{ $.a IS 1 }",
        '"open',
        "{ $.a && 1 }",
        '{ $.a = " }',
        "{ $.a = ( }",
    ],
)
def test_patterns_that_are_none(pattern: str) -> None:
    with pytest.raises(AwsError) as caught:
        parse_filter_pattern(pattern)
    assert caught.value.code == "InvalidParameterException"


def test_trying_out_a_metric_filter(logs: Any, refused: Any) -> None:
    messages = [REQUEST, "nothing"]
    answer = logs.test_metric_filter(filterPattern="[ip, ..., code = 404, bytes]", logEventMessages=messages)
    assert answer["matches"] == [
        {
            "eventNumber": 1,
            "eventMessage": REQUEST,
            "extractedValues": {"$ip": "127.0.0.1", "$code": "404", "$bytes": "1534"},
        }
    ]
    answer = logs.test_metric_filter(filterPattern="{ $.n = 5 && $.missing NOT EXISTS }", logEventMessages=[TRAIL])
    assert answer["matches"][0]["extractedValues"] == {"$.n": "5"}
    with refused("InvalidParameterException", "Invalid character(s) in term 'a.b'"):
        logs.test_metric_filter(filterPattern="a.b", logEventMessages=messages)
