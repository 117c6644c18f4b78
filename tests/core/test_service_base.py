"""What every faked service is made of."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.core.errors import AwsError, did_you_mean, nearest
from pytest_awsevents.services.base import OperationTable, PageMembers, join_tables, page, tag_list, tag_map

MEMBERS = PageMembers("Rules", maximum=4)


def pages(items: list[int], **params: int) -> list[list[int]]:
    found, token = [], None
    while True:
        answer = page(items, {**params, **({"NextToken": token} if token else {})}, MEMBERS)
        found.append(answer["Rules"])
        token = answer.get("NextToken")
        if token is None:
            return found


@given(st.integers(0, 20), st.integers(1, 9))
def test_all_items_come_once_in_order_in_pages_that_are_full(count: int, limit: int) -> None:
    items = list(range(count))
    found = pages(items, Limit=limit)
    assert [item for one in found for item in one] == items
    assert {len(one) for one in found[:-1]} <= {min(limit, 4)}
    assert found[-1] or found == [[]]


def test_without_a_limit_a_page_has_the_maximum() -> None:
    assert pages(list(range(9))) == [[0, 1, 2, 3], [4, 5, 6, 7], [8]]


def test_a_token_may_be_used_with_another_limit_and_stands_still_when_items_go() -> None:
    token = page(list(range(9)), {"Limit": 3}, MEMBERS)["NextToken"]
    assert page(list(range(9)), {"Limit": 1, "NextToken": token}, MEMBERS)["Rules"] == [3]
    assert page(list(range(3)), {"NextToken": token}, MEMBERS) == {"Rules": []}


@pytest.mark.parametrize("token", ["x", "3", "YXdzZXZlbnRzOi0x", "YXdzZXZlbnRzOjU=", "b3RoZXI6MQ==", "ü", "gICA"])
def test_a_token_of_nobody_is_an_error_of_the_service(token: str) -> None:
    with pytest.raises(AwsError) as caught:
        page([1, 2, 3], {"NextToken": token}, MEMBERS)
    assert (caught.value.code, caught.value.message) == ("ValidationException", "Provided token is not valid.")
    assert caught.value is not MEMBERS.invalid
    assert MEMBERS.invalid.__traceback__ is None


def test_members_are_called_what_the_service_calls_them() -> None:
    members = PageMembers("Queues", token_in="From", token_out="More", limit="Size", maximum=2)
    first = page([1, 2, 3], {"Size": 9}, members)
    assert first["Queues"] == [1, 2]
    assert page([1, 2, 3], {"From": first["More"]}, members) == {"Queues": [3]}


def test_the_page_is_a_list_of_its_own() -> None:
    items = [1]
    page(items, {}, MEMBERS)["Rules"].append(2)
    assert items == [1]


def do_this(scope: Any, params: Any) -> None: ...


def test_an_operation_is_entered_under_its_name_once() -> None:
    table = OperationTable()
    assert table(do_this) is do_this
    assert dict(table) == {"do_this": do_this}
    with pytest.raises(AssertionError, match="operation do_this stands twice"):
        table(do_this)


def test_tables_are_joined_and_an_operation_stands_in_one() -> None:
    one, two = OperationTable(), OperationTable()
    one(do_this)
    assert dict(join_tables(one, two)) == {"do_this": do_this}
    two(do_this)
    with pytest.raises(AssertionError, match="stands twice"):
        join_tables(one, two)


def test_tags() -> None:
    tags = [{"Key": "b", "Value": "1"}, {"Key": "a", "Value": "2"}]
    assert tag_map(tags) == {"b": "1", "a": "2"}
    assert tag_list(tag_map(tags)) == tags
    assert tag_map(None) == {}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("put_event", "put_events"), ("PUT_EVENTS", "put_events"), ("putevents", "put_events"), ("zzz", None)],
)
def test_the_nearest_name(name: str, expected: str | None) -> None:
    known = ["list_rules", "put_events", "put_rule"]
    assert nearest(name, known) == expected
    assert did_you_mean(name, known) == (f"; did you mean {expected!r}?" if expected else "")


def test_an_aws_error_says_what_it_is() -> None:
    assert str(AwsError("Code", "text")) == "Code: text"
    assert str(AwsError("Code")) == "Code"
