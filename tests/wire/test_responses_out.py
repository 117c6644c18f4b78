"""Responses are checked against the output shape, copied, and told apart from what does not fit."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from pytest_awsevents.core.errors import InvalidResponse
from pytest_awsevents.wire.shapes import copy_response
from tests.wire.conftest import make_operation

SHAPES: dict[str, Any] = {
    "Top": {
        "type": "structure",
        "members": {
            "Name": {"shape": "String"},
            "Count": {"shape": "Integer"},
            "Ratio": {"shape": "Double"},
            "On": {"shape": "Boolean"},
            "At": {"shape": "Timestamp"},
            "Data": {"shape": "Blob"},
            "Names": {"shape": "Names"},
            "Tags": {"shape": "Tags"},
            "Below": {"shape": "Top"},
            "Many": {"shape": "Many"},
            "Document": {"shape": "Document"},
        },
    },
    "Integer": {"type": "integer"},
    "Double": {"type": "double"},
    "Boolean": {"type": "boolean"},
    "Timestamp": {"type": "timestamp"},
    "Blob": {"type": "blob"},
    "Names": {"type": "list", "member": {"shape": "String"}},
    "Many": {"type": "list", "member": {"shape": "Top"}},
    "Tags": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "String"}},
    "Document": {"type": "structure", "members": {}, "document": True},
}
OPERATION = make_operation(SHAPES, output=True)
NAME = f"{OPERATION.service_model.service_name}:Do"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def refusal(response: Any) -> str:
    with pytest.raises(InvalidResponse) as caught:
        copy_response(OPERATION, response)
    return str(caught.value)


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"Name": "", "Count": 0, "Ratio": 1, "On": False, "At": NOON, "Data": b""},
        {"Names": [], "Tags": {}, "Below": {"Below": {"Names": ["a"]}}},
        {"Many": [{"Tags": {"k": "v"}}, {}]},
        {"Document": {"anything": [1, None, {"goes": True}]}},
    ],
)
def test_what_fits_comes_out_as_it_went_in_without_sharing(response: dict[str, Any]) -> None:
    copied = copy_response(OPERATION, response)
    assert copied == response
    assert copied is not response
    for name, value in copied.items():
        if isinstance(value, dict | list):
            assert value is not response[name]


def test_what_is_none_is_left_out() -> None:
    given = {"Name": None, "Below": {"Count": None}, "Tags": {"a": None, "b": "c"}, "Many": [{"Name": None}]}
    assert copy_response(OPERATION, given) == {"Below": {}, "Tags": {"b": "c"}, "Many": [{}]}


@pytest.mark.parametrize(
    ("response", "text"),
    [
        ({"Nmae": "x"}, "no member 'Nmae' in the response; did you mean 'Name'?"),
        ({"qqqq": "x"}, "no member 'qqqq' in the response"),
        ({"Below": {"Below": {"Nam": 1}}}, "no member 'Nam' in Below.Below; did you mean 'Name'?"),
        ({"Name": 1}, "Name must be a string, got int 1"),
        ({"Name": b"x"}, "Name must be a string, got bytes b'x'"),
        ({"Name": "{x}", "Count": "{y}"}, "Count must be a whole number, got str '{y}'"),
        ({"Count": True}, "Count must be a whole number, got bool True"),
        ({"Count": 1.0}, "Count must be a whole number, got float 1.0"),
        ({"Ratio": Decimal("1.5")}, "Ratio must be a number, got Decimal Decimal('1.5')"),
        ({"Ratio": False}, "Ratio must be a number, got bool False"),
        ({"On": 1}, "On must be a boolean, got int 1"),
        ({"At": "2026-03-01"}, "At must be a datetime, got str '2026-03-01'"),
        ({"Data": 7}, "Data must be bytes, got int 7"),
        ({"Names": "abc"}, "Names must be a list, got str 'abc'"),
        ({"Names": {"a"}}, "Names must be a list, got set {'a'}"),
        ({"Names": ["a", None]}, "Names[1] must be a string, got NoneType None"),
        ({"Many": [{}, {"Names": ["a", "b", 3]}]}, "Many[1].Names[2] must be a string, got int 3"),
        ({"Many": [[]]}, "Many[0] must be a structure, got list []"),
        ({"Tags": [("a", "b")]}, "Tags must be a map, got list [('a', 'b')]"),
        ({"Tags": {"a": 1}}, "Tags.a must be a string, got int 1"),
        ({"Tags": {1: "a"}}, "Tags must have strings as keys, got int 1"),
        ({"Below": "x"}, "Below must be a structure, got str 'x'"),
        ([], "the response must be a structure, got list []"),
    ],
)
def test_what_does_not_fit_is_named_with_its_path(response: Any, text: str) -> None:
    assert refusal(response) == f"response of {NAME}: {text}"


def test_a_naive_datetime_is_utc() -> None:
    assert copy_response(OPERATION, {"At": datetime(2026, 3, 1, 12)}) == {"At": NOON}


@pytest.mark.parametrize("data", ["x", b"x", bytearray(b"x"), memoryview(b"x"), io.BytesIO(b"x")])
def test_blobs_come_out_as_bytes(data: Any) -> None:
    copied = copy_response(OPERATION, {"Data": data})["Data"]
    assert copied == b"x"
    assert type(copied) is bytes


def test_an_operation_without_output_takes_nothing() -> None:
    operation = make_operation(SHAPES)
    assert copy_response(operation, {}) == {}
    assert copy_response(operation, {"Name": None}) == {}
    with pytest.raises(InvalidResponse) as caught:
        copy_response(operation, {"Name": "x"})
    assert (
        str(caught.value) == f"{operation.service_model.service_name}:Do has no output, but the response has ['Name']"
    )


def test_documents_are_copied_deeply() -> None:
    document = {"a": [{"b": 1}]}
    copied = copy_response(OPERATION, {"Document": document})["Document"]
    copied["a"][0]["b"] = 2
    assert document == {"a": [{"b": 1}]}
