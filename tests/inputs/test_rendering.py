from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_awsevents.inputs import (
    MISSING,
    InvalidTargetInput,
    Json,
    Payload,
    Rendered,
    Undeliverable,
    parse_target_input,
    parse_transformer,
    render,
)

ADDRESS: Json = {"city": "Köln", "lines": ["a", 1]}
DETAIL: dict[str, Json] = {
    "name": "Zoë",
    "flag": True,
    "count": 3,
    "price": 1.5,
    "nothing": None,
    "tags": ["x", "y z"],
    "address": ADDRESS,
    "quote": 'say "hi"',
    "lines": "one\ntwo",
    "half": "\ud83d",
}
EVENT: dict[str, Json] = {
    "version": "0",
    "id": "e-1",
    "detail-type": "Order Paid",
    "source": "shop",
    "account": "111122223333",
    "time": "2026-01-02T03:04:05Z",
    "region": "eu-west-1",
    "resources": ["arn:one"],
    "detail": DETAIL,
}
PATHS = {key: f"$.detail.{key}" for key in (*DETAIL, "missing")}
RULE_ARN = "arn:aws:events:eu-west-1:111122223333:rule/paid"
INGESTED = datetime(2026, 1, 2, 4, 4, 6, 999_999, tzinfo=timezone(timedelta(hours=1)))


def rendered(target: dict[str, object], event: dict[str, Json] = EVENT) -> Rendered:
    target_input = parse_target_input(target)
    return render(event, target_input, rule_arn=RULE_ARN, rule_name="paid", ingestion_time=INGESTED)


def filled(template: str) -> Rendered:
    return rendered({"InputTransformer": {"InputPathsMap": PATHS, "InputTemplate": template}})


def test_the_whole_event_is_compact_in_its_own_order_and_not_escaped() -> None:
    event: dict[str, Json] = {"version": "0", "id": "e-1", "detail": {"b": [1, 2.5, None], "a": "Zoë ☃"}}
    assert rendered({}, event) == Payload('{"version":"0","id":"e-1","detail":{"b":[1,2.5,null],"a":"Zoë ☃"}}')


def test_a_constant_is_sent_as_it_is() -> None:
    assert rendered({"Input": '{ "a" : [ ] }'}) == Payload('{ "a" : [ ] }')


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("$.detail.name", '"Zoë"'),
        ("$.detail.nothing", "null"),
        ("$.detail.tags[1]", '"y z"'),
        ("$.detail.address", '{"city":"Köln","lines":["a",1]}'),
        ("$.resources[*]", '["arn:one"]'),
    ],
)
def test_an_input_path_sends_json(path: str, text: str) -> None:
    assert rendered({"InputPath": path}) == Payload(text)


def test_an_input_path_that_selects_nothing_sends_nothing() -> None:
    assert rendered({"InputPath": "$.detail.missing"}) == Undeliverable(
        "InputPath $.detail.missing selects nothing in the event"
    )


@pytest.mark.parametrize(
    ("value", "in_string_template", "in_quotes_of_json", "bare_in_json"),
    [
        ("name", "Zoë", "Zoë", '"Zoë"'),
        ("missing", "", "", '""'),
        ("flag", "true", "true", "true"),
        ("count", "3", "3", "3"),
        ("price", "1.5", "1.5", "1.5"),
        ("nothing", "null", "null", "null"),
        ("tags", "[x,y z]", None, '["x","y z"]'),
        ("address", "{city:Köln,lines:[a,1]}", None, '{"city":"Köln","lines":["a",1]}'),
        ("quote", 'say "hi"', None, '"say \\"hi\\""'),
        ("lines", "one\ntwo", None, '"one\\ntwo"'),
        ("half", "\\ud83d", "\\ud83d", '"\\ud83d"'),
    ],
)
def test_how_a_value_is_written(
    value: str, in_string_template: str, in_quotes_of_json: str | None, bare_in_json: str
) -> None:
    assert text_of(filled(f'"Got <{value}>."')) == f'"Got {in_string_template}."'
    assert text_of(filled(f'{{"k":"Got <{value}>."}}')) == (
        None if in_quotes_of_json is None else f'{{"k":"Got {in_quotes_of_json}."}}'
    )
    assert text_of(filled(f'{{"k":<{value}>}}')) == f'{{"k":{bare_in_json}}}'


def text_of(result: Rendered) -> str | None:
    return result.text if isinstance(result, Payload) else None


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ('"<name>"\n"second <count>"', '"Zoë"\n"second 3"'),
        ("<name> has <count>", "Zoë has 3"),
        ("<address>", '{"city":"Köln","lines":["a",1]}'),
        ('"\\"<name>\\" <tags>"', '"\\"Zoë\\" [x,y z]"'),
        ('"{[/ <name>"', '"{[/ Zoë"'),
        ('{"a": [<name>, "x"], "b": "users/<count>/<name>"}', '{"a":["Zoë","x"],"b":"users/3/Zoë"}'),
        ('\n {\n  "a b" : <name> ,\n  "c": "d :  <name>, \\"<count>\\""\n}\n', '{"a b":"Zoë","c":"d :  Zoë, \\"3\\""}'),
        ('{"a\\\\": <name>}', '{"a\\\\":"Zoë"}'),
        ('{"plain": true}', '{"plain":true}'),
    ],
)
def test_templates(template: str, text: str) -> None:
    assert text_of(filled(template)) == text


def test_the_reserved_variables() -> None:
    assert text_of(filled('"<aws.events.rule-name> at <aws.events.event.ingestion-time>"')) == (
        '"paid at 2026-01-02T03:04:06Z"'
    )
    template = '{"arn": <aws.events.rule-arn>, "event": <aws.events.event>, "all": <aws.events.event.json>}'
    small = EVENT | {"detail": {"a": 1}}
    envelope = (
        '{"id":"e-1","account":"111122223333","detailType":"Order Paid","time":"2026-01-02T03:04:05Z","source":"shop",'
        '"region":"eu-west-1","resources":["arn:one"],"version":"0"}'
    )
    whole = json.dumps(small, separators=(",", ":"))
    found = rendered({"InputTransformer": {"InputTemplate": template}}, small)
    assert found.text == f'{{"arn":"{RULE_ARN}","event":{envelope},"all":{whole}}}'


def test_a_payload_keeps_the_values_that_went_into_it() -> None:
    assert filled('"<name> <missing> <name>"') == Payload('"Zoë  Zoë"', {"name": "Zoë", "missing": MISSING})


def test_an_undeliverable_result_names_the_placeholder_to_change() -> None:
    assert filled('{"who": "<name>", "where": "<address>"}') == Undeliverable(
        "the InputTemplate is not JSON once it is filled in (line 1, column 26): "
        "the value of <address> breaks the quotes around it, write <address> without quotes",
        '{"who":"Zoë","where":"{"city":"Köln","lines":["a",1]}"}',
        {"name": "Zoë", "address": ADDRESS},
    )


@pytest.mark.parametrize(
    ("template", "column"), [('{"a": <count> <count>}', 9), ('{"a": NaN}', 9), ('{<name>: 1, "b" 2}', 15), ("{", 2)]
)
def test_a_template_that_can_never_be_json_is_not_delivered(template: str, column: int) -> None:
    result = filled(template)
    assert isinstance(result, Undeliverable)
    assert result.reason == f"the InputTemplate is not JSON once it is filled in (line 1, column {column})"


def test_an_event_too_deep_for_python_is_not_delivered() -> None:
    deep: list[Json] = []
    for _ in range(200_000):
        deep = [deep]
    result = rendered({}, {"detail": deep})
    while deep:  # taken apart here, for the interpreter would recurse over it
        deep = deep.pop()  # type: ignore[assignment]  # a list of lists
    assert result == Undeliverable("the event is nested too deeply to be written as JSON")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
templates = st.lists(
    st.sampled_from(["{", "}", '"', ":", ",", " ", "\\", "\n", "<a>", "<b>", "<aws.events.event>", "<x>", '"k":'])
    | st.text(),
    max_size=12,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(["detail", "id", "source"]), json_values), templates, st.booleans())
def test_any_template_gives_text_that_can_be_sent_or_a_reason(
    event: dict[str, Json], template: str, as_object: bool
) -> None:
    text = '{"k":' + template + "}" if as_object else template
    try:
        transformer = parse_transformer(text, {"a": "$.detail", "b": "$.detail.*"})
    except InvalidTargetInput:
        return
    result = render(event, transformer, rule_arn=RULE_ARN, rule_name="paid", ingestion_time=INGESTED)
    result.text.encode()
    if isinstance(result, Payload) and transformer.template.is_object:
        json.loads(result.text)


def test_long_runs_of_blanks_are_read_once() -> None:
    blanks = " " * 200_000
    assert text_of(filled(f'{{"a":{blanks}<count>{blanks}}}')) == '{"a":3}'
    assert text_of(filled(f'{{"a": 1{blanks}2}}')) is None


@settings(deadline=None)
@given(json_values)
def test_bare_placeholders_give_back_the_value(value: Json) -> None:
    transformer = parse_transformer('{"k": <v>}', {"v": "$.detail"})
    result = render({"detail": value}, transformer, rule_arn=RULE_ARN, rule_name="paid", ingestion_time=INGESTED)
    assert json.loads(result.text) == {"k": value}
