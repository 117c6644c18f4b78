"""What breaks a schema, at which place of the event, and what the schema wants there."""

from __future__ import annotations

import json

import pytest

from pytest_awsevents.schemas.event_schema import event_schema
from pytest_awsevents.schemas.explaining import Violation

CARD = {
    "type": "object",
    "properties": {"kind": {"const": "card"}, "number": {"type": "string"}},
    "required": ["kind", "number"],
}
IBAN = {
    "type": "object",
    "properties": {"kind": {"const": "iban"}, "iban": {"type": "string"}},
    "required": ["kind", "iban"],
}
TREE = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#"}}},
    "required": ["name"],
}


def found(schema, detail):
    """The violations as lines; the verdict has to be the same."""
    made = event_schema(schema, "shop", "OrderPaid")
    violations = made.violations({"detail": detail})
    assert made.holds({"detail": detail}) is (not violations)
    return [
        f"{one.path} got {'(absent)' if one.absent else json.dumps(one.got)} wants {one.wants}" for one in violations
    ]


def test_what_fits_breaks_nothing():
    schema = {"type": "object", "properties": {"total": {"type": "number"}}, "required": ["total"]}
    assert found(schema, {"total": 80, "more": "is welcome"}) == []


def test_a_violation_is_data():
    schema = event_schema({"required": ["id"]}, "shop", "OrderPaid")
    assert schema.violations({"detail": {}}) == [Violation("detail.id", None, "any value", absent=True)]


@pytest.mark.parametrize(
    ("schema", "detail", "expected"),
    [
        ({"type": "object"}, [], "detail got [] wants an object"),
        ({"properties": {"a": {"type": "number"}}}, {"a": "80"}, 'detail.a got "80" wants a number'),
        ({"properties": {"a": {"type": "number"}}}, {"a": True}, "detail.a got true wants a number"),
        ({"properties": {"a": {"type": "integer"}}}, {"a": 1.5}, "detail.a got 1.5 wants an integer"),
        ({"properties": {"a": {"type": ["string", "null"]}}}, {"a": 1}, "detail.a got 1 wants a string or null"),
        ({"properties": {"a": {"enum": ["x", "y"]}}}, {"a": "z"}, 'detail.a got "z" wants one of "x", "y"'),
        ({"properties": {"a": {"enum": [1]}}}, {"a": True}, "detail.a got true wants 1"),
        ({"properties": {"a": {"const": "x"}}}, {"a": "z"}, 'detail.a got "z" wants "x"'),
        ({"properties": {"a": {"minimum": 1}}}, {"a": 0}, "detail.a got 0 wants at least 1"),
        ({"properties": {"a": {"maximum": 1}}}, {"a": 2}, "detail.a got 2 wants at most 1"),
        ({"properties": {"a": {"exclusiveMinimum": 1}}}, {"a": 1}, "detail.a got 1 wants more than 1"),
        ({"properties": {"a": {"exclusiveMaximum": 1}}}, {"a": 1}, "detail.a got 1 wants less than 1"),
        ({"properties": {"a": {"multipleOf": 0.01}}}, {"a": 1.005}, "detail.a got 1.005 wants a multiple of 0.01"),
        ({"properties": {"a": {"minLength": 2}}}, {"a": "ü"}, 'detail.a got "\\u00fc" wants at least 2 characters'),
        ({"properties": {"a": {"maxLength": 1}}}, {"a": "ab"}, 'detail.a got "ab" wants at most 1 character'),
        ({"properties": {"a": {"pattern": "^o-"}}}, {"a": "x"}, 'detail.a got "x" wants a string like /^o-/'),
        ({"properties": {"a": {"minItems": 1}}}, {"a": []}, "detail.a got [] wants at least 1 item"),
        ({"properties": {"a": {"maxItems": 1}}}, {"a": [1, 2]}, "detail.a got [1, 2] wants at most 1 item"),
        ({"properties": {"a": {"uniqueItems": True}}}, {"a": [1, 1]}, "detail.a got [1, 1] wants no item twice"),
        ({"minProperties": 1}, {}, "detail got {} wants at least 1 member"),
        ({"properties": {"a": {"not": {"type": "null"}}}}, {"a": None}, "detail.a got null wants anything but null"),
        ({"properties": {"a": False}}, {"a": 1}, "detail.a got 1 wants no such member"),
        (
            {"properties": {"a": {"contains": {"type": "null"}}}},
            {"a": [1]},
            "detail.a got [1] wants an item that is null",
        ),
        (
            {"propertyNames": {"maxLength": 2}},
            {"abc": 1},
            'detail got {"abc": 1} wants names that are at most 2 characters',
        ),
        ({"dependencies": {"a": ["b"]}}, {"a": 1}, "detail.b got (absent) wants any value, because a is there"),
        ({"dependencies": {"a": {"required": ["b"]}}}, {"a": 1}, "detail.b got (absent) wants any value"),
        ({"patternProperties": {"^x-": {"type": "string"}}}, {"x-a": 1}, "detail.x-a got 1 wants a string"),
        ({"additionalProperties": {"type": "string"}}, {"a": 1}, "detail.a got 1 wants a string"),
        (
            {"properties": {"total": {}}, "additionalProperties": False},
            {"totl": 1},
            "detail.totl got 1 wants no such member; did you mean 'total'?",
        ),
        ({"properties": {"a": {"items": {"type": "string"}}}}, {"a": ["x", 1]}, "detail.a[1] got 1 wants a string"),
        (
            {"properties": {"a": {"items": [{"type": "string"}], "additionalItems": False}}},
            {"a": ["x", 1]},
            "detail.a[1] got 1 wants no such item",
        ),
        (
            {"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}},
            {"a": 1},
            "detail.b got (absent) wants any value",
        ),
        (
            {"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}},
            {},
            "detail.c got (absent) wants any value",
        ),
        ({"allOf": [{"required": ["a"]}, {"required": ["a"]}]}, {}, "detail.a got (absent) wants any value"),
        ({"$ref": "#/definitions/a", "definitions": {"a": {"type": "null"}}}, {}, "detail got {} wants null"),
    ],
)
def test_one_violation(schema, detail, expected):
    assert found(schema, detail) == [expected]


def test_all_violations_are_found_not_only_the_first():
    schema = {
        "type": "object",
        "required": ["id", "total"],
        "properties": {
            "id": {"type": "string"},
            "total": True,
            "lines": {"type": "array", "items": {"type": "object", "required": ["sku"]}},
        },
        "additionalProperties": False,
    }
    assert found(schema, {"id": 7, "lines": [{"sku": "A"}, {}, "x"], "note": ""}) == [
        "detail.total got (absent) wants any value",
        "detail.id got 7 wants a string",
        "detail.lines[1].sku got (absent) wants any value",
        'detail.lines[2] got "x" wants an object',
        'detail.note got "" wants no such member',
    ]


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_of_alternatives_the_nearest_counts(keyword):
    schema = {"properties": {"pay": {keyword: [{"type": "null"}, CARD, IBAN]}}}
    assert found(schema, {"pay": None}) == []
    assert found(schema, {"pay": {"kind": "iban", "number": "1"}}) == ["detail.pay.iban got (absent) wants a string"]
    assert found(schema, {"pay": {"kind": "card", "number": 1}}) == ["detail.pay.number got 1 wants a string"]
    assert found(schema, {"pay": 3}) == ["detail.pay got 3 wants null or an object"]


def test_one_of_wants_no_more_than_one():
    schema = {"properties": {"a": {"oneOf": [{"minimum": 1}, {"type": "string"}, {"maximum": 9}]}}}
    assert found(schema, {"a": 5}) == ["detail.a got 5 wants one of 3 alternatives only, and 1 and 3 fit"]


def test_a_schema_that_holds_itself():
    assert found(TREE, {"name": "a", "children": [{"name": "b", "children": [{"children": []}]}]}) == [
        "detail.children[0].children[0].name got (absent) wants a string"
    ]


@pytest.mark.parametrize(
    ("format", "good", "bad"),
    [
        ("date-time", "2026-03-01T12:00:00Z", "2026-02-30T12:00:00Z"),
        ("date-time", "2026-03-01T12:00:00.123+01:00", "2026-03-01 12:00"),
        ("date", "2024-02-29", "2026-02-29"),
        ("email", "ana@example.com", "ana"),
        ("ipv4", "10.0.0.1", "10.0.0.256"),
        ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567"),
        ("byte", "aGVsbG8=", "aGVsbG8"),
        ("uri", "https://example.com/a", "a b"),
    ],
)
def test_formats(format, good, bad):
    schema = {"properties": {"a": {"type": "string", "format": format}}}
    assert found(schema, {"a": good}) == []
    assert found(schema, {"a": bad}) == [f"detail.a got {json.dumps(bad)} wants a string of format {format}"]


@pytest.mark.parametrize(("format", "bits"), [("int32", 31), ("int64", 63)])
def test_integers_of_so_many_bits(format, bits):
    schema = {"properties": {"a": {"type": "integer", "format": format}}}
    assert found(schema, {"a": -(2**bits)}) == []
    assert found(schema, {"a": 2**bits}) == [f"detail.a got {2**bits} wants at most {2**bits - 1}"]


def test_formats_that_nobody_knows_say_nothing():
    assert found({"properties": {"a": {"type": "string", "format": "order-number"}}}, {"a": "anything"}) == []


@pytest.mark.parametrize(
    "name", ["detail-type", "größe", "a.b", "{a}", "%s", 'quo"te', "back\\slash", "line\nend", "日本"]
)
def test_members_of_any_name(name):
    schema = {"properties": {name: {"type": "string"}}, "required": [name]}
    assert found(schema, {name: "日本 ü 😀"}) == []
    assert found(schema, {name: 1}) == [f"detail.{name} got 1 wants a string"]
    assert found(schema, {}) == [f"detail.{name} got (absent) wants a string"]


def test_definitions_whose_names_differ_little_are_told_apart():
    definitions = {"Foo": {"type": "string"}, "foo": {"type": "number"}, "f-oo": {"type": "null"}}
    schema = {
        "properties": {
            "a": {"$ref": "#/definitions/Foo"},
            "b": {"$ref": "#/definitions/foo"},
            "c": {"$ref": "#/definitions/f-oo"},
        },
        "definitions": definitions,
    }
    assert found(schema, {"a": "x", "b": 1, "c": None}) == []
    assert len(found(schema, {"a": 1, "b": "x", "c": 0})) == 3


def test_infinity_is_a_multiple_of_nothing():
    schema = event_schema({"properties": {"a": {"multipleOf": 0.5}}}, "shop", "OrderPaid")
    assert [one.wants for one in schema.violations({"detail": {"a": float("inf")}})] == ["a multiple of 0.5"]


def test_defaults_are_not_written_into_events():
    detail = {}
    assert found({"properties": {"a": {"default": 1}}}, detail) == []
    assert detail == {}


def test_a_dollar_in_brackets_is_a_character():
    schema = {"properties": {"a": {"pattern": r"^[A-Z$]+\$?$"}}}
    assert found(schema, {"a": "A$B$"}) == []
    assert found(schema, {"a": "A$B\n"}) != []
