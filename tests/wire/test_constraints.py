"""Violated constraints in AWS's wording, on small models."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.wording import AS_MODELLED, Wording
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.wire.constraints import check_constraints
from tests.wire.conftest import make_operation


def violations(shapes: dict[str, Any], params: dict[str, Any], wording: Wording = AS_MODELLED) -> str | None:
    """The message of the error, None where nothing is violated."""
    operation = make_operation(shapes)
    try:
        check_constraints(operation, params, wording)
    except AwsError as error:
        return error.message if error.code == wording.code else f"code {error.code}"
    return None


def one_member(shape: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Top": {"type": "structure", "members": {"FirstName": {"shape": "It"}}}, "It": shape, **more}


def one(text: str, at: str = "firstName", value: str | None = None) -> str:
    shown = "" if value is None else f" '{value}'"
    return f"1 validation error detected: Value{shown} at '{at}' failed to satisfy constraint: {text}"


STRING = {"type": "string"}
REGEX = "Member must satisfy regular expression pattern: "
NO_LONGER = "Member must have length less than or equal to "
NO_SHORTER = "Member must have length greater than or equal to "


@pytest.mark.parametrize(
    ("shape", "bad", "good", "text"),
    [
        ({"type": "string", "pattern": "[a-z]+"}, "a1", "ab", REGEX + "[a-z]+"),
        ({"type": "string", "pattern": "[a-z]+"}, "ab\n", "ab", REGEX + "[a-z]+"),
        ({"type": "string", "max": 3}, "abcd", "abc", NO_LONGER + "3"),
        ({"type": "string", "min": 2}, "a", "ab", NO_SHORTER + "2"),
        ({"type": "integer", "max": 3}, 4, 3, "Member must have value less than or equal to 3"),
        ({"type": "integer", "min": 2}, 1, 2, "Member must have value greater than or equal to 2"),
        ({"type": "long", "max": 3}, 4, -9, "Member must have value less than or equal to 3"),
        ({"type": "double", "max": 1.5}, 1.75, 1.5, "Member must have value less than or equal to 1.5"),
        ({"type": "float", "min": 0}, -0.5, 0.0, "Member must have value greater than or equal to 0"),
        ({"type": "string", "enum": ["A", "B"]}, "C", "B", "Member must satisfy enum value set: [A, B]"),
    ],
)
def test_scalars(shape: dict[str, Any], bad: Any, good: Any, text: str) -> None:
    assert violations(one_member(shape), {"FirstName": bad}) == one(text, value=str(bad))
    assert violations(one_member(shape), {"FirstName": good}) is None
    assert violations(one_member(shape), {}) is None


def test_a_blob_is_measured_in_bytes() -> None:
    shapes = one_member({"type": "blob", "max": 2, "sensitive": True})
    assert violations(shapes, {"FirstName": b"abc"}) == one(NO_LONGER + "2")
    assert violations(shapes, {"FirstName": b"ab"}) is None


def test_lists_and_maps_are_measured_and_shown() -> None:
    shapes = one_member({"type": "list", "member": {"shape": "String"}, "max": 1})
    assert violations(shapes, {"FirstName": ["a", "b"]}) == one(NO_LONGER + "1", value="[a, b]")
    shapes = one_member({"type": "map", "key": {"shape": "String"}, "value": {"shape": "String"}, "min": 1})
    assert violations(shapes, {"FirstName": {}}) == one(NO_SHORTER + "1", value="{}")


NAME = {"type": "string", "max": 4, "min": 1, "pattern": "[a-z]+"}
IN_BRACKETS = f"[{NO_LONGER}4, {NO_SHORTER}1, {REGEX}[a-z]+]"


def test_scalars_in_a_list_are_reported_once_at_the_list_the_pattern_last() -> None:
    shapes = one_member({"type": "list", "member": {"shape": "Name"}}, Name=NAME)
    expected = one(f"Member must satisfy constraint: {IN_BRACKETS}", value="[ok, BAD, toolong]")
    assert violations(shapes, {"FirstName": ["ok", "BAD", "toolong"]}) == expected
    assert violations(shapes, {"FirstName": ["ok", "good"]}) is None
    assert violations(shapes, {"FirstName": []}) is None


def test_keys_of_a_map() -> None:
    shapes = one_member({"type": "map", "key": {"shape": "Name"}, "value": {"shape": "String"}}, Name=NAME)
    expected = one(f"Map keys must satisfy constraint: {IN_BRACKETS}", value="{BAD=x, ok=y}")
    assert violations(shapes, {"FirstName": {"BAD": "x", "ok": "y"}}) == expected
    assert violations(shapes, {"FirstName": {"ok": "BAD"}}) is None


def test_values_of_a_map() -> None:
    shapes = one_member({"type": "map", "key": {"shape": "String"}, "value": {"shape": "Name"}}, Name=NAME)
    expected = one(f"Map value must satisfy constraint: {IN_BRACKETS}", value="{x=BAD}")
    assert violations(shapes, {"FirstName": {"x": "BAD"}}) == expected
    assert violations(shapes, {"FirstName": {"BAD": "ok"}}) is None


def test_keys_and_values_of_a_map_at_once() -> None:
    shapes = one_member({"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Name"}}, Name=NAME)
    where = "Value '{A=B}' at 'firstName' failed to satisfy constraint: "
    assert violations(shapes, {"FirstName": {"A": "B"}}) == (
        f"2 validation errors detected: {where}Map keys must satisfy constraint: {IN_BRACKETS}; "
        f"{where}Map value must satisfy constraint: {IN_BRACKETS}"
    )


NESTED = {
    "Top": {"type": "structure", "members": {"Targets": {"shape": "Targets"}, "ByName": {"shape": "ByName"}}},
    "Targets": {"type": "list", "member": {"shape": "Target"}},
    "ByName": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Target"}},
    "Target": {"type": "structure", "members": {"Id": {"shape": "Id"}, "Settings": {"shape": "Settings"}}},
    "Settings": {"type": "structure", "members": {"RetryCount": {"shape": "Count"}}},
    "Id": {"type": "string", "pattern": "[a-z]+", "max": 3},
    "Count": {"type": "integer", "max": 5},
}


def test_paths_count_elements_from_one() -> None:
    assert violations(NESTED, {"Targets": [{"Id": "ok"}, {"Id": "B"}]}) == one(
        REGEX + "[a-z]+", at="targets.2.member.id", value="B"
    )
    assert violations(NESTED, {"Targets": [{"Settings": {"RetryCount": 6}}]}) == one(
        "Member must have value less than or equal to 5", at="targets.1.member.settings.retryCount", value="6"
    )


def test_paths_into_maps_name_the_key() -> None:
    assert violations(NESTED, {"ByName": {"One": {"Id": "B"}}}) == one(
        REGEX + "[a-z]+", at="byName.One.member.id", value="B"
    )


def test_all_violations_are_reported_in_the_order_of_the_model_the_pattern_before_the_length() -> None:
    params = {"ByName": {"k": {"Id": "X"}}, "Targets": [{"Settings": {"RetryCount": 9}, "Id": "TOO LONG"}, {"Id": "B"}]}
    assert violations(NESTED, params) == (
        "5 validation errors detected: "
        f"Value 'TOO LONG' at 'targets.1.member.id' failed to satisfy constraint: {REGEX}[a-z]+; "
        f"Value 'TOO LONG' at 'targets.1.member.id' failed to satisfy constraint: {NO_LONGER}3; "
        "Value '9' at 'targets.1.member.settings.retryCount' failed to satisfy constraint: "
        "Member must have value less than or equal to 5; "
        f"Value 'B' at 'targets.2.member.id' failed to satisfy constraint: {REGEX}[a-z]+; "
        f"Value 'X' at 'byName.k.member.id' failed to satisfy constraint: {REGEX}[a-z]+"
    )


SECRET = {**NAME, "sensitive": True}


def test_sensitive_values_are_not_shown() -> None:
    assert violations(one_member(SECRET), {"FirstName": "S3CRET"}) == (
        "2 validation errors detected: "
        f"Value at 'firstName' failed to satisfy constraint: {REGEX}[a-z]+; "
        f"Value at 'firstName' failed to satisfy constraint: {NO_LONGER}4"
    )


@pytest.mark.parametrize(
    ("container", "value"),
    [
        ({"type": "list", "member": {"shape": "Secret"}, "max": 1}, ["S3CRET", "b"]),
        (
            {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Secret"}, "max": 1},
            {"k": "S3CRET", "b": "b"},
        ),
        (
            {"type": "map", "key": {"shape": "Secret"}, "value": {"shape": "String"}, "max": 1},
            {"S3CRET": "k", "b": "b"},
        ),
        ({"type": "list", "member": {"shape": "Holder"}, "max": 1}, [{"Word": "S3CRET", "Open": "shown"}, {}]),
    ],
)
def test_containers_of_sensitive_values_do_not_show_them(container: dict[str, Any], value: Any) -> None:
    holder = {"type": "structure", "members": {"Word": {"shape": "Secret"}, "Open": {"shape": "String"}}}
    message = violations(one_member(container, Secret=SECRET, Holder=holder), {"FirstName": value})
    assert message is not None
    assert NO_LONGER + "1" in message
    assert "S3CRET" not in message.replace(REGEX, "")


def test_structures_show_their_other_members() -> None:
    holder = {"type": "structure", "members": {"Word": {"shape": "Secret"}, "Open": {"shape": "String"}}}
    shapes = one_member(
        {"type": "list", "member": {"shape": "Holder"}, "max": 0}, Secret={**STRING, "sensitive": True}, Holder=holder
    )
    assert violations(shapes, {"FirstName": [{"Word": "x", "Open": "shown"}, {}]}) == one(
        NO_LONGER + "0",
        value="[Holder(word=***Sensitive Data Redacted***, open=shown), Holder(word=null, open=null)]",
    )


def test_shapes_that_hold_themselves_are_checked_one_level_deep() -> None:
    shapes = {
        "Top": {"type": "structure", "members": {"Tree": {"shape": "Tree"}}},
        "Tree": {"type": "structure", "members": {"Name": {"shape": "Name"}, "Left": {"shape": "Tree"}}},
        "Name": NAME,
    }
    assert violations(shapes, {"Tree": {"Name": "BAD", "Left": {"Name": "BAD"}}}) == one(
        REGEX + "[a-z]+", at="tree.name", value="BAD"
    )


def test_the_wording_of_a_service() -> None:
    wording = Wording(
        code="ValidationError", enum_orders={"It": ["B", "A"]}, hidden_members={"Entry": ["internalMetadata"]}
    )
    assert violations(one_member({"type": "string", "enum": ["A", "B"]}), {"FirstName": "C"}, wording) == one(
        "Member must satisfy enum value set: [B, A]", value="C"
    )
    shapes = one_member(
        {"type": "list", "member": {"shape": "Entry"}, "max": 0},
        Entry={"type": "structure", "members": {"Source": {"shape": "String"}}},
    )
    assert violations(shapes, {"FirstName": [{"Source": "a"}]}, wording) == one(
        NO_LONGER + "0", value="[Entry(source=a, internalMetadata=null)]"
    )


def test_a_service_that_does_not_check_its_model() -> None:
    assert violations(one_member(NAME), {"FirstName": "BAD"}, Wording(enforced=False)) is None


def test_an_operation_without_constraints_or_input() -> None:
    assert violations({"Top": {"type": "structure", "members": {"Any": {"shape": "String"}}}}, {"Any": "x" * 9}) is None
    operation = boto3.client("sts", region_name="us-east-1").meta.service_model.operation_model("GetCallerIdentity")
    check_constraints(operation, {}, AS_MODELLED)


def test_the_caller_gets_them_before_anything_is_looked_up(fake: AwsFake) -> None:
    client = boto3.client("events")
    with pytest.raises(ClientError) as caught:
        client.put_targets(
            Rule="no such rule!", Targets=[{"Id": "ok", "Arn": "arn:aws:sqs:us-east-1:1:q"}, {"Id": "?", "Arn": "a"}]
        )
    assert caught.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": (
            "2 validation errors detected: "
            "Value 'no such rule!' at 'rule' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+; "
            "Value '?' at 'targets.2.member.id' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+"
        ),
    }
    call = fake.recorded.calls.only()
    assert call.error is not None
    assert call.error.code == "ValidationException"
