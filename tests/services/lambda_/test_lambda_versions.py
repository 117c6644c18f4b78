from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_awsevents import AwsFake

ARN = "arn:aws:lambda:us-east-1:123456789012:function:resize"


def message_of(raised: pytest.ExceptionInfo[ClientError]) -> str:
    return str(raised.value.response["Error"]["Message"])


def test_a_version_keeps_what_the_function_was(client: Any, created: Any) -> None:
    one = client.publish_version(FunctionName="resize", Description="first")
    assert (one["Version"], one["FunctionArn"], one["Description"]) == ("1", f"{ARN}:1", "first")
    client.update_function_configuration(FunctionName="resize", Timeout=60)
    assert client.get_function_configuration(FunctionName="resize", Qualifier="1")["Timeout"] == 3
    listed = client.list_versions_by_function(FunctionName="resize")["Versions"]
    assert [(version["Version"], version["Timeout"]) for version in listed] == [("$LATEST", 60), ("1", 3)]


def test_publishing_twice_without_a_change_gives_the_same_version(client: Any, created: Any) -> None:
    assert client.publish_version(FunctionName="resize", Description="one")["Version"] == "1"
    assert client.publish_version(FunctionName="resize")["Version"] == "1"
    client.update_function_code(FunctionName="resize", ZipFile=b"new")
    assert client.publish_version(FunctionName="resize")["Version"] == "2"


def test_create_and_update_can_publish(fake: AwsFake, client: Any) -> None:
    fake.lambda_.function("resize", Publish=True)
    assert client.update_function_code(FunctionName="resize", ZipFile=b"new", Publish=True)["FunctionArn"] == f"{ARN}:2"


def test_publishing_is_refused_where_latest_is_something_else(client: Any, created: Any) -> None:
    with pytest.raises(ClientError) as raised:
        client.publish_version(FunctionName="resize", CodeSha256="other")
    assert message_of(raised).startswith("CodeSHA256 (other) is different from current CodeSHA256 in $LATEST (")
    with pytest.raises(client.exceptions.PreconditionFailedException):
        client.publish_version(FunctionName="resize", RevisionId="other")


def test_versions_can_be_deleted_unless_an_alias_uses_them(client: Any, created: Any) -> None:
    client.publish_version(FunctionName="resize")
    client.create_alias(FunctionName="resize", Name="live", FunctionVersion="1")
    with pytest.raises(client.exceptions.ResourceConflictException) as raised:
        client.delete_function(FunctionName="resize", Qualifier="1")
    assert message_of(raised) == f"Version with arn {ARN}:1 is referenced by the aliases [live]."
    client.delete_alias(FunctionName="resize", Name="live")
    client.delete_function(FunctionName="resize", Qualifier="1")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.delete_function(FunctionName="resize", Qualifier="1")
    client.update_function_configuration(FunctionName="resize", Timeout=5)
    assert client.publish_version(FunctionName="resize")["Version"] == "2", "numbers are not given twice"


@pytest.mark.parametrize(
    ("qualifier", "message"),
    [
        ("$LATEST", "$LATEST version cannot be deleted without deleting the function."),
        ("live", "Deletion of aliases is not currently supported."),
    ],
)
def test_latest_and_aliases_cannot_be_deleted_as_versions(
    client: Any, created: Any, qualifier: str, message: str
) -> None:
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        client.delete_function(FunctionName="resize", Qualifier=qualifier)
    assert message_of(raised) == message


def test_operations_on_whole_functions_refuse_versions(client: Any, created: Any) -> None:
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        client.update_function_configuration(FunctionName="resize:1", Timeout=5)
    assert message_of(raised).startswith("This operation is permitted on Lambda functions only.")


# --- aliases ---


@pytest.fixture
def two_versions(client: Any, created: Any) -> None:
    client.publish_version(FunctionName="resize")
    client.update_function_code(FunctionName="resize", ZipFile=b"new", Publish=True)


def test_an_alias_names_a_version(client: Any, two_versions: None) -> None:
    made = client.create_alias(FunctionName="resize", Name="live", FunctionVersion="1", Description="used")
    assert made["AliasArn"] == f"{ARN}:live"
    found = client.get_function_configuration(FunctionName="resize:live")
    assert (found["FunctionArn"], found["Version"]) == (f"{ARN}:live", "1")
    updated = client.update_alias(FunctionName="resize", Name="live", FunctionVersion="2")
    assert (updated["FunctionVersion"], updated["Description"]) == ("2", "used")
    assert updated["RevisionId"] != made["RevisionId"]
    assert client.get_alias(FunctionName="resize", Name="live")["FunctionVersion"] == "2"


def test_aliases_are_listed_by_version(client: Any, two_versions: None) -> None:
    client.create_alias(FunctionName="resize", Name="live", FunctionVersion="2")
    client.create_alias(
        FunctionName="resize",
        Name="canary",
        FunctionVersion="1",
        RoutingConfig={"AdditionalVersionWeights": {"2": 0.1}},
    )
    client.create_alias(FunctionName="resize", Name="old", FunctionVersion="1")
    listed = client.list_aliases(FunctionName="resize", FunctionVersion="2")["Aliases"]
    assert [alias["Name"] for alias in listed] == ["live", "canary"]


def test_aliases_that_are_not_there(client: Any, two_versions: None) -> None:
    client.delete_alias(FunctionName="resize", Name="gone")
    with pytest.raises(client.exceptions.ResourceNotFoundException) as raised:
        client.get_alias(FunctionName="resize", Name="gone")
    assert message_of(raised) == f"Cannot find alias arn: {ARN}:gone"
    with pytest.raises(client.exceptions.ResourceNotFoundException) as raised:
        client.update_alias(FunctionName="resize", Name="gone")
    assert message_of(raised) == f"Alias not found: {ARN}:gone"


@pytest.mark.parametrize(
    ("version", "weights", "message"),
    [
        ("1", {"2": 0.1, "3": 0.1}, "Number of items in AdditionalVersionWeights cannot be greater than 1"),
        ("1", {"1": 0.1}, "Invalid function version 1. Function version 1 is already included"),
        ("$LATEST", {"1": 0.1}, "$LATEST is not supported for an alias pointing to more than 1 version"),
        ("1", {"9": 0.1}, f"Function not found: {ARN}:9"),
        ("9", {}, f"Function not found: {ARN}:9"),
    ],
)
def test_aliases_that_aws_would_refuse(
    client: Any, two_versions: None, version: str, weights: Any, message: str
) -> None:
    with pytest.raises(ClientError) as raised:
        client.create_alias(
            FunctionName="resize",
            Name="live",
            FunctionVersion=version,
            RoutingConfig={"AdditionalVersionWeights": weights},
        )
    assert message_of(raised).startswith(message)


def test_an_alias_is_made_once_and_updated_by_its_revision(client: Any, two_versions: None) -> None:
    client.create_alias(FunctionName="resize", Name="live", FunctionVersion="1")
    with pytest.raises(client.exceptions.ResourceConflictException) as raised:
        client.create_alias(FunctionName="resize", Name="live", FunctionVersion="2")
    assert message_of(raised) == f"Alias already exists: {ARN}:live"
    with pytest.raises(client.exceptions.PreconditionFailedException):
        client.update_alias(FunctionName="resize", Name="live", FunctionVersion="2", RevisionId="old")


def test_weights_share_out_invocations(fake: AwsFake, client: Any, two_versions: None) -> None:
    client.create_alias(
        FunctionName="resize",
        Name="live",
        FunctionVersion="1",
        RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}},
    )
    ran = Counter(client.invoke(FunctionName="resize:live")["ExecutedVersion"] for _ in range(40))
    assert set(ran) == {"1", "2"}


def test_handlers_can_be_bound_to_versions_and_aliases(fake: AwsFake, client: Any, two_versions: None) -> None:
    client.create_alias(FunctionName="resize", Name="live", FunctionVersion="2")
    for place in ("", ":1", ":live"):
        fake.lambda_.bind(f"{ARN}{place}", lambda event, context, place=place: place)  # type: ignore[misc]
    answers = [client.invoke(FunctionName=f"resize{place}")["Payload"].read() for place in ("", ":1", ":2", ":live")]
    assert answers == [b'""', b'":1"', b'""', b'":live"']
