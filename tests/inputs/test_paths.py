from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_awsevents.inputs import MISSING, InvalidPath, Json, is_valid_path, parse_path, select

EVENT: Json = {
    "detail-type": "Order",
    "resources": ["r-0", "r-1"],
    "detail": {
        "empty": None,
        "flag": False,
        "order_id": "o-1",
        "path/name": "slash",
        "items": [{"sku": "a", "tags": ["x", "y"]}, {"sku": "b", "tags": []}, {"other": 1}],
        "matrix": [[1, 2], [3]],
    },
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$", EVENT),
        ("$.detail-type", "Order"),
        ("$.resources", ["r-0", "r-1"]),
        ("$.resources[1]", "r-1"),
        ("$.detail.order_id", "o-1"),
        ("$.detail.path/name", "slash"),
        ("$.detail.empty", None),
        ("$.detail.flag", False),
        ("$.detail.items[1].sku", "b"),
        ("$.detail.matrix[0][1]", 2),
        ("$.detail.items[*].sku", ["a", "b"]),
        ("$.detail.items[*].tags[*]", ["x", "y"]),
        ("$.detail.items[0].*", ["a", ["x", "y"]]),
        ("$.detail.matrix.*", [[1, 2], [3]]),
        ("$.detail.none[*]", []),
    ],
)
def test_select(path: str, value: Json) -> None:
    assert select(EVENT, parse_path(path)) == value


@pytest.mark.parametrize(
    "path",
    [
        "$.detail.nothing",
        "$.resources[2]",
        "$.resources.sku",
        "$.detail[0]",
        "$.detail.order_id.more",
        "$.detail.empty.x",
    ],
)
def test_a_path_that_leads_nowhere(path: str) -> None:
    assert select(EVENT, parse_path(path)) is MISSING


@pytest.mark.parametrize(
    "path",
    [
        "",
        "detail",
        ".detail",
        "$detail",
        "$.",
        "$..detail",
        "$.detail.",
        "$.detail['a']",
        '$.detail["a"]',
        "$.a[-1]",
        "$.a[]",
        "$.a[0:2]",
        "$.a[?(@.b)]",
        "$.a b",
        "$.a*",
        "$.detail\n",
        "$.a[0",
        f"$[{'1' * 5000}]",
    ],
)
def test_paths_that_are_refused(path: str) -> None:
    assert not is_valid_path(path)
    with pytest.raises(InvalidPath) as refusal:
        parse_path(path)
    assert refusal.value.path == path
    assert str(refusal.value) == f"path {path!r} is not like $.detail.items[0].name"


@settings(deadline=None)
@given(st.text() | st.text("$.*[]0'adetail-", max_size=30).map("${}".format))
def test_any_text_is_a_path_or_an_invalid_path(text: str) -> None:
    if is_valid_path(text):
        select(EVENT, parse_path(text))
    else:
        with pytest.raises(InvalidPath):
            parse_path(text)
