"""What a schema may be given as, and what is refused, with its place."""

from __future__ import annotations

import json

import pytest

from pytest_awsevents.schemas.errors import SchemaError
from pytest_awsevents.schemas.event_schema import event_schema

TEXT = {"type": "string"}
ENVELOPE = {
    "type": "object",
    "required": ["detail-type", "resources", "detail", "id", "source", "time", "region", "version", "account"],
    "x-amazon-events-detail-type": "OrderPaid",
    "x-amazon-events-source": "shop",
    "properties": {
        "account": TEXT,
        "detail-type": TEXT,
        "id": TEXT,
        "region": TEXT,
        "resources": {"type": "array", "items": {"type": "object"}},
        "source": TEXT,
        "time": {"type": "string", "format": "date-time"},
        "version": TEXT,
    },
}
ORDER = {
    "type": "object",
    "required": ["id", "lines"],
    "properties": {
        "id": TEXT,
        "note": {"type": "string", "nullable": True},
        "state": {"type": "string", "nullable": True, "enum": ["paid", "sent"]},
        "total": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
    },
}
LINE = {"type": "object", "required": ["sku"], "properties": {"sku": TEXT}}
EVENT = {
    "version": "0",
    "id": "1",
    "detail-type": "OrderPaid",
    "source": "shop",
    "account": "123456789012",
    "time": "2026-03-01T12:00:00Z",
    "region": "us-east-1",
    "resources": ["arn:aws:s3:::bucket"],
    "detail": {"id": "o-1", "note": None, "state": None, "total": 80, "lines": [{"sku": "A"}]},
}


def schemas_at(pointer):
    """Schemas of the detail that refer to each other below a pointer."""
    members = {**ORDER["properties"], "lines": {"type": "array", "items": {"$ref": f"{pointer}/Line"}}}
    return {"OrderPaid": {**ORDER, "properties": members}, "Line": LINE}


def with_detail(pointer):
    return {**ENVELOPE, "properties": {**ENVELOPE["properties"], "detail": {"$ref": f"{pointer}/OrderPaid"}}}


OPEN_API = {
    "openapi": "3.0.0",
    "info": {"version": "1.0.0", "title": "OrderPaid"},
    "paths": {},
    "components": {"schemas": {"AWSEvent": with_detail("#/components/schemas"), **schemas_at("#/components/schemas")}},
}
DRAFT_4 = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "title": "OrderPaid",
    "definitions": schemas_at("#/definitions"),
    **with_detail("#/definitions"),
}


def wrapped(document, type):
    """As `aws schemas describe-schema` and `export-schema` print it."""
    return {"Content": json.dumps(document), "SchemaName": "shop@OrderPaid", "SchemaVersion": "1", "Type": type}


@pytest.mark.parametrize(
    "export", [OPEN_API, DRAFT_4, wrapped(OPEN_API, "OpenApi3"), wrapped(DRAFT_4, "JSONSchemaDraft4")]
)
def test_an_export_says_itself_for_which_events_it_is(export):
    schema = event_schema(export)
    assert (schema.source, schema.detail_type) == ("shop", "OrderPaid")
    assert schema.violations(EVENT) == []
    broken = {**EVENT, "detail": {"id": 1, "note": 2, "state": "lost", "total": 0, "lines": [{}]}}
    assert [(one.path, one.wants) for one in schema.violations(broken)] == [
        ("detail.id", "a string"),
        ("detail.note", "a string or null"),
        ("detail.state", 'one of "paid", "sent", null'),
        ("detail.total", "more than 0"),
        ("detail.lines[0].sku", "a string"),
    ]


@pytest.mark.parametrize("export", [OPEN_API, DRAFT_4])
def test_an_export_is_about_the_whole_event(export):
    schema = event_schema(export)
    assert [one.path for one in schema.violations({**EVENT, "time": "yesterday", "resources": [1]})] == [
        "resources[0]",
        "time",
    ]
    assert schema.violations({**EVENT, "replay-name": "again"}) == []


def test_an_event_that_forbids_further_members_may_still_be_replayed():
    closed = {**DRAFT_4, "additionalProperties": False}
    assert event_schema(closed).violations({**EVENT, "replay-name": "again"}) == []
    assert [one.path for one in event_schema(closed).violations({**EVENT, "more": 1})] == ["more"]


def test_what_is_given_counts_more_than_what_an_export_says():
    schema = event_schema(OPEN_API, "shop.test", "OrderPaid2")
    assert (schema.source, schema.detail_type) == ("shop.test", "OrderPaid2")


def test_open_api_without_the_whole_event_is_about_the_detail():
    document = {
        "openapi": "3.0.0",
        "info": {"title": "OrderPaid"},
        "components": {"schemas": schemas_at("#/components/schemas")},
    }
    assert [
        one.path for one in event_schema(document, "shop", "OrderPaid").violations({"detail": {"id": 1, "lines": []}})
    ] == ["detail.id"]


def test_the_whole_event_may_have_another_name():
    schemas = {"Paid": with_detail("#/components/schemas"), **schemas_at("#/components/schemas")}
    assert event_schema({"openapi": "3.0.3", "components": {"schemas": schemas}}).detail_type == "OrderPaid"


def test_text_and_files_are_schemas_too(tmp_path):
    file = tmp_path / "OrderPaid.json"
    file.write_text("\ufeff" + json.dumps(OPEN_API), encoding="utf-8")
    for given in (json.dumps(OPEN_API), str(file), file):
        assert event_schema(given).violations(EVENT) == []
    assert event_schema(file).name == str(file)
    assert event_schema(OPEN_API).name == "the schema of OrderPaid from shop"


def test_a_mapping_is_read_once():
    document = {"properties": {"a": {"type": "string"}}}
    schema = event_schema(document, "shop", "OrderPaid")
    document["properties"]["a"]["type"] = "number"
    assert schema.holds({"detail": {"a": "x"}})


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        # draft 2020-12, as pydantic and others write it
        ({"$defs": {"a": {"const": 1}}, "properties": {"a": {"$ref": "#/$defs/a"}}}, {"a": 1}, {"a": 2}),
        ({"properties": {"a": {"prefixItems": [TEXT], "items": False}}}, {"a": ["x"]}, {"a": ["x", 1]}),
        ({"properties": {"a": {"prefixItems": [TEXT]}}}, {"a": ["x", 1]}, {"a": [1]}),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1, "b": 1}, {"a": 1}),
        ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1, "b": 1}, {"a": 1}),
        ({"properties": {"a": {"$ref": "#/$defs/a", "minLength": 2}}, "$defs": {"a": TEXT}}, {"a": "xy"}, {"a": "x"}),
        # draft 4 and OpenAPI 3.0
        ({"properties": {"a": {"maximum": 5, "exclusiveMaximum": True}}}, {"a": 4}, {"a": 5}),
        ({"properties": {"a": {"maximum": 5, "exclusiveMaximum": False}}}, {"a": 5}, {"a": 6}),
        ({"properties": {"a": {"allOf": [TEXT], "nullable": True}}}, {"a": None}, {"a": 1}),
        (
            {"properties": {"a": {"$ref": "#/definitions/a", "nullable": True}}, "definitions": {"a": TEXT}},
            {"a": None},
            {"a": 1},
        ),
        ({"properties": {"a": {"type": "string", "nullable": False}}}, {"a": "x"}, {"a": None}),
        ({"properties": {"a": {"nullable": True, "enum": ["x"]}}}, {"a": None}, {"a": 1}),
        ({"properties": {"a": {"type": ["string", "null"], "nullable": True}}}, {"a": None}, {"a": 1}),
        # places with characters of their own
        (
            {"definitions": {"a/b~c %d": TEXT}, "properties": {"a": {"$ref": "#/definitions/a~1b~0c%20%25d"}}},
            {"a": "x"},
            {"a": 1},
        ),
        (
            {"allOf": [{"properties": {"a": TEXT}}], "properties": {"b": {"$ref": "#/allOf/0/properties/a"}}},
            {"b": "x"},
            {"b": 1},
        ),
    ],
)
def test_other_dialects_become_draft_7(schema, good, bad):
    made = event_schema(schema, "shop", "OrderPaid")
    assert made.violations({"detail": good}) == []
    assert len(made.violations({"detail": bad})) == 1


TYPES = "one of string, number, integer, boolean, object, array, null, or a list of them"
NO_PATTERN = "a regular expression that Python understands (missing ), unterminated subpattern at position 0)"
WRONG = [
    ({"type": "strng"}, "#/type", f"got 'strng', must be {TYPES}; did you mean 'string'?"),
    (
        {"properties": {"a": {"minLength": "3"}}},
        "#/properties/a/minLength",
        "got '3', must be a whole number, 0 or more",
    ),
    (
        {"properties": {"a": {"required": True}}},
        "#/properties/a/required",
        "got True, must be a list of names, beside properties rather than inside one of them",
    ),
    ({"requred": ["a"]}, "#/requred", "there is no keyword 'requred'; did you mean 'required'?"),
    (
        {"unevaluatedProperties": False},
        "#/unevaluatedProperties",
        "unevaluatedProperties is not supported; draft 7 of JSON Schema is, without it",
    ),
    ({"enum": []}, "#/enum", "got [], must be a list of at least one value"),
    ({"properties": {"a/b": 3}}, "#/properties/a~1b", "got 3, must be a schema, which is an object"),
    ({"properties": ["a"]}, "#/properties", "got ['a'], must be an object that holds schemas by name"),
    ({"allOf": []}, "#/allOf", "got [], must be a list of at least one schema"),
    ({"dependencies": []}, "#/dependencies", "got [], must be an object with lists of names, or schemas, by name"),
    ({"multipleOf": 0}, "#/multipleOf", "got 0, must be a number above 0"),
    ({"pattern": "("}, "#/pattern", f"got '(', must be {NO_PATTERN}"),
    ({"patternProperties": {"(": {}}}, "#/patternProperties/(/pattern", f"got '(', must be {NO_PATTERN}"),
    ({"exclusiveMinimum": True}, "#/exclusiveMinimum", "true needs a minimum beside it"),
    (
        {"required": ["a"], "additionalProperties": False},
        "#/required",
        "'a' is required, and additionalProperties allows no such",
    ),
    (
        {"$ref": "#/definitions/Oder", "definitions": {"Order": {}}},
        "#/$ref",
        "'#/definitions/Oder' refers to nothing: there is no 'Oder'; did you mean 'Order'?",
    ),
    (
        {"$ref": "https://example.com/a.json"},
        "#/$ref",
        "only references inside the document, #/..., are followed, got 'https://example.com/a.json'",
    ),
    ({"allOf": [{"$ref": "#"}]}, "#", "refers to itself, with no member or item in between"),
    (
        {"$schema": "http://json-schema.org/draft-03/schema#"},
        "#/$schema",
        "http://json-schema.org/draft-03/schema# is too old; draft 4 and later are known",
    ),
    ({"openapi": "2.0"}, "#/openapi", "got '2.0', must be 3.x"),
    ({"openapi": "3.0.0"}, "#/components/schemas", "there are no schemas"),
    (
        {"components": {"schemas": {"A": {}, "B": {}}}},
        "#/components/schemas",
        "which of A, B is the detail? info.title or AWSEvent says",
    ),
    (
        {"components": {"schemas": {"AWSEvent": 1}}},
        "#/components/schemas/AWSEvent",
        "got 1, must be a schema, which is an object",
    ),
    ({"x-amazon-events-source": 1}, "#/x-amazon-events-source", "got 1, must be a text"),
    ({"enum": [{1}]}, "#", "is not JSON: Object of type set is not JSON serializable"),
    ("{,}", "#", "is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
]


@pytest.mark.parametrize(("schema", "place", "reason"), WRONG)
def test_what_is_wrong_is_refused_with_its_place(schema, place, reason):
    with pytest.raises(SchemaError) as caught:
        event_schema(schema, "shop", "OrderPaid")
    assert (caught.value.place, caught.value.reason) == (place, reason)
    where = "" if place == "#" else f", {place}"
    assert str(caught.value) == f"schema of OrderPaid from shop{where}: {reason}"


def test_files_that_are_not_schemas_are_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("OrderPaid.json").write_text("[1]", encoding="utf-8")
    tmp_path.joinpath("latin.json").write_bytes(b'{"title": "\xfc"}')
    for file, reason in {
        "OrderPaid.json": "a schema is a JSON object, got list",
        "latin.json": "the file is not UTF-8 text: "
        "'utf-8' codec can't decode byte 0xfc in position 11: invalid start byte",
        "OrderPayd.json": "there is no such file; did you mean 'OrderPaid.json'?",
        "nowhere/a.json": "there is no such file",
    }.items():
        with pytest.raises(SchemaError) as caught:
            event_schema(file, "shop", "OrderPaid")
        assert str(caught.value) == f"{file}: {reason}"


def test_a_plain_schema_needs_to_be_told_for_which_events_it_is():
    with pytest.raises(SchemaError) as caught:
        event_schema({"type": "object"})
    assert str(caught.value) == (
        "schema of events from any source: does not say for which source or detail-type it is: "
        "schema(source, detail_type, ...)"
    )
