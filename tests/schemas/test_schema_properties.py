"""For any schema and any value: there is something to say exactly where fastjsonschema says that it does not fit."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from pytest_awsevents.schemas.errors import SchemaError
from pytest_awsevents.schemas.event_schema import event_schema
from pytest_awsevents.schemas.pointers import step

NAMES = st.sampled_from(["a", "b", "a-b", "A", "{x}", '"q"', "ü", "back\\s", "n\nl", "%s", "{variable}"])
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 5),
    st.floats(allow_nan=False, allow_infinity=False, width=16),
    st.sampled_from(["", "a", "ab", "ü"]),
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6
)
TYPES = st.sampled_from(["string", "number", "integer", "boolean", "object", "array", "null"])
COUNTS = st.integers(0, 3)
NUMBERS = st.integers(-3, 5)


def objects(schemas):
    some = st.lists(schemas, min_size=1, max_size=3)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
            "nullable": st.booleans(),
            "enum": st.lists(VALUES, min_size=1, max_size=3),
            "const": VALUES,
            "minimum": NUMBERS,
            "exclusiveMaximum": NUMBERS,
            "multipleOf": st.sampled_from([1, 2, 0.5]),
            "minLength": COUNTS,
            "pattern": st.sampled_from(["^a", "b$", "[a$]", "ü"]),
            "maxItems": COUNTS,
            "uniqueItems": st.booleans(),
            "minProperties": COUNTS,
            "required": st.lists(NAMES, max_size=2),
            "properties": st.dictionaries(NAMES, schemas, max_size=3),
            "additionalProperties": schemas,
            "patternProperties": st.dictionaries(st.sampled_from(["a", "^b", "[{]"]), schemas, max_size=2),
            "items": schemas | some,
            "additionalItems": schemas,
            "allOf": some,
            "anyOf": some,
            "oneOf": some,
            "not": schemas,
            "if": schemas,
            "then": schemas,
            "else": schemas,
            "contains": schemas,
            "propertyNames": schemas,
            "dependencies": st.dictionaries(NAMES, schemas | st.lists(NAMES, max_size=2), max_size=2),
        },
    )


SCHEMAS = st.recursive(
    st.booleans() | st.just({}),
    lambda inner: objects(inner) | st.just({"$ref": "#/definitions/x"}) | st.just({"$ref": "#/definitions/X"}),
    max_leaves=5,
)


def attempted(schema):
    """The schema ready to judge, or the error that refuses it."""
    try:
        return event_schema(schema, "shop", "OrderPaid"), None
    except SchemaError as error:
        return None, error


@given(objects(SCHEMAS), objects(st.booleans()), st.lists(VALUES, min_size=1, max_size=3))
@example({"required": ["a"], "additionalProperties": {}}, {}, [{}])
def test_the_explanation_agrees_with_the_verdict(schema, other, values):
    made, refused = attempted({**schema, "definitions": {"x": other, "X": True}})
    if made is None:
        assert refused.place.endswith("/required")  # what additionalProperties forbids
        return
    for value in values:
        violations = made.violations({"detail": value})
        assert made.holds({"detail": value}) is (not violations)
        assert all(one.path.startswith("detail") and one.wants for one in violations)


@given(VALUES, st.sampled_from(["type", "properties", "required", "enum", "items", "$ref", "allOf", "pattern", "if"]))
def test_a_wrong_argument_is_refused_or_taken_and_never_raises_anything_else(argument, keyword):
    _, refused = attempted({keyword: argument})
    assert refused is None or refused.place in ("#", step("#", keyword)) or refused.place.startswith(f"#/{keyword}/")
