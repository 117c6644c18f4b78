from __future__ import annotations

import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import UnsupportedOperation

ARN = "arn:aws:lambda:us-east-1:123456789012:function:resize"
KEY = "arn:aws:kms:us-east-1:123456789012:key/one"
ROLE = "arn:aws:iam::123456789012:role/images"


def error_of(raised: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    error = raised.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_new_function_is_active_at_once(created: Any) -> None:
    assert created["FunctionArn"] == ARN
    assert (created["State"], created["LastUpdateStatus"]) == ("Active", "Successful")
    assert (created["Version"], created["Timeout"], created["MemorySize"]) == ("$LATEST", 3, 128)
    assert created["CodeSize"] == len(b"the code")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000", created["LastModified"])
    assert created["LoggingConfig"] == {"LogFormat": "Text", "LogGroup": "/aws/lambda/resize"}


@pytest.mark.parametrize("waiter", ["function_active", "function_active_v2", "function_exists", "function_updated"])
def test_waiters_succeed_at_once(fake: AwsFake, client: Any, created: Any, waiter: str) -> None:
    mark = fake.recorded.mark()
    client.get_waiter(waiter).wait(FunctionName="resize")
    assert len(fake.recorded.calls.since(mark)) == 1


@pytest.mark.parametrize(
    "identifier",
    [
        "resize",
        "function:resize",
        "123456789012:function:resize",
        "123456789012:resize",
        ARN,
        f"{ARN}:$LATEST",
        "resize:$LATEST",
    ],
)
def test_functions_are_found_by_any_identifier(client: Any, created: Any, identifier: str) -> None:
    found = client.get_function_configuration(FunctionName=identifier)
    assert found["FunctionName"] == "resize"
    assert found["FunctionArn"] == (f"{ARN}:$LATEST" if "$" in identifier else ARN)


def test_get_function_tells_code_tags_and_concurrency(client: Any, created: Any) -> None:
    client.put_function_concurrency(FunctionName="resize", ReservedConcurrentExecutions=5)
    found = client.get_function(FunctionName="resize")
    assert found["Configuration"]["FunctionArn"] == ARN
    assert found["Code"]["RepositoryType"] == "S3"
    assert found["Tags"] == {"team": "images"}
    assert found["Concurrency"] == {"ReservedConcurrentExecutions": 5}


@pytest.mark.parametrize(
    ("params", "arn"),
    [
        ({"FunctionName": "gone"}, "arn:aws:lambda:us-east-1:123456789012:function:gone"),
        ({"FunctionName": "resize", "Qualifier": "7"}, f"{ARN}:7"),
        ({"FunctionName": "resize:live"}, f"{ARN}:live"),
    ],
)
def test_what_is_not_there_is_named_by_its_arn(client: Any, created: Any, params: Any, arn: str) -> None:
    with pytest.raises(client.exceptions.ResourceNotFoundException) as raised:
        client.get_function(**params)
    assert error_of(raised) == ("ResourceNotFoundException", f"Function not found: {arn}")
    assert raised.value.response["Type"] == "User"


def test_a_function_of_another_region_is_not_reachable(client: Any, created: Any) -> None:
    with pytest.raises(ClientError) as raised:
        client.invoke(FunctionName=ARN.replace("us-east-1", "eu-west-1"))
    assert error_of(raised) == (
        "ResourceNotFoundException",
        "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    )


def test_qualifiers_that_contradict_are_refused(client: Any, created: Any) -> None:
    with pytest.raises(ClientError) as raised:
        client.get_function(FunctionName="resize:1", Qualifier="2")
    assert error_of(raised) == (
        "InvalidParameterValueException",
        "The derived qualifier from the function name does not match the specified qualifier.",
    )


def test_a_name_can_be_taken_once(client: Any, created: Any) -> None:
    with pytest.raises(client.exceptions.ResourceConflictException) as raised:
        client.create_function(
            FunctionName="resize", Runtime="python3.12", Role=ROLE, Handler="a.b", Code={"ZipFile": b"x"}
        )
    assert error_of(raised) == ("ResourceConflictException", "Function already exist: resize")


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"Runtime": None}, "InvalidParameterValueException", "Runtime and Handler are mandatory"),
        ({"Code": {}}, "InvalidParameterValueException", "Please provide a source for function code."),
        ({"FunctionName": "x" * 65}, "ValidationException", "less than or equal to 64"),
        ({"FunctionName": "resize:1"}, "InvalidParameterValueException", "Invalid function name or ARN"),
        ({"Role": "worker"}, "ValidationException", "at 'role' failed to satisfy constraint"),
    ],
)
def test_what_aws_would_not_create_is_refused(client: Any, changes: Any, code: str, message: str) -> None:
    params = {
        "FunctionName": "resize",
        "Runtime": "python3.12",
        "Role": ROLE,
        "Handler": "app.handler",
        "Code": {"ZipFile": b"x"},
        **changes,
    }
    with pytest.raises(ClientError) as raised:
        client.create_function(**{name: value for name, value in params.items() if value is not None})
    assert error_of(raised)[0] == code
    assert message in error_of(raised)[1]


def test_the_settings_of_the_account(client: Any, created: Any) -> None:
    client.publish_version(FunctionName="resize")
    client.put_function_concurrency(FunctionName="resize", ReservedConcurrentExecutions=100)
    settings = client.get_account_settings()
    del settings["ResponseMetadata"]
    assert settings == {
        "AccountLimit": {
            "TotalCodeSize": 80_530_636_800,
            "CodeSizeUnzipped": 262_144_000,
            "CodeSizeZipped": 52_428_800,
            "ConcurrentExecutions": 1000,
            "UnreservedConcurrentExecutions": 900,
        },
        "AccountUsage": {"TotalCodeSize": 16, "FunctionCount": 1},
    }


def test_what_is_not_faked_is_refused_by_name(client: Any) -> None:
    with pytest.raises(UnsupportedOperation, match="CreateFunction with DurableConfig"):
        client.create_function(
            FunctionName="resize",
            Runtime="python3.12",
            Role=ROLE,
            Handler="app.handler",
            Code={"ZipFile": b"x"},
            DurableConfig={"ExecutionTimeout": 60},
        )
    with pytest.raises(UnsupportedOperation, match="lambda:CreateFunctionUrlConfig"):
        client.create_function_url_config(FunctionName="resize", AuthType="NONE")


def test_a_function_may_be_made_from_an_image_or_from_s3(client: Any) -> None:
    made = client.create_function(
        FunctionName="image",
        Role=ROLE,
        PackageType="Image",
        Code={"ImageUri": "repo:1"},
        ImageConfig={"Command": ["a"]},
    )
    assert made["ImageConfigResponse"] == {"ImageConfig": {"Command": ["a"]}}
    assert client.get_function(FunctionName="image")["Code"] == {"RepositoryType": "ECR", "ImageUri": "repo:1"}
    one = client.create_function(
        FunctionName="stored",
        Runtime="python3.12",
        Role=ROLE,
        Handler="a.b",
        Code={"S3Bucket": "code", "S3Key": "one.zip", "SourceKMSKeyArn": KEY},
        Layers=["arn:aws:lambda:us-east-1:123456789012:layer:deps:1"],
        VpcConfig={"SubnetIds": ["subnet-1"]},
    )
    assert client.get_function(FunctionName="stored")["Code"]["SourceKMSKeyArn"] == KEY
    other = client.update_function_code(FunctionName="stored", S3Bucket="code", S3Key="two.zip")
    assert one["CodeSha256"] != other["CodeSha256"]
    assert "SourceKMSKeyArn" not in client.get_function(FunctionName="stored")["Code"]
    assert one["Layers"] == [{"Arn": "arn:aws:lambda:us-east-1:123456789012:layer:deps:1"}]
    assert one["VpcConfig"]["SubnetIds"] == ["subnet-1"]


def test_updates_change_what_they_name(client: Any, created: Any) -> None:
    changed = client.update_function_configuration(
        FunctionName="resize", Timeout=30, Environment={"Variables": {"MODE": "fast"}}
    )
    assert (changed["Timeout"], changed["MemorySize"]) == (30, 128)
    assert changed["Environment"] == {"Variables": {"MODE": "fast"}}
    assert changed["RevisionId"] != created["RevisionId"]
    recoded = client.update_function_code(FunctionName="resize", ZipFile=b"other code", Architectures=["arm64"])
    assert (recoded["CodeSize"], recoded["Architectures"]) == (10, ["arm64"])
    assert recoded["CodeSha256"] != created["CodeSha256"]


def test_a_dry_run_of_new_code_changes_nothing(client: Any, created: Any) -> None:
    assert client.update_function_code(FunctionName="resize", ZipFile=b"other", DryRun=True)["CodeSize"] == 5
    assert client.get_function_configuration(FunctionName="resize")["RevisionId"] == created["RevisionId"]


def test_an_update_of_an_older_revision_is_refused(client: Any, created: Any) -> None:
    client.update_function_configuration(FunctionName="resize", Timeout=30)
    with pytest.raises(client.exceptions.PreconditionFailedException):
        client.update_function_configuration(FunctionName="resize", Timeout=60, RevisionId=created["RevisionId"])
    with pytest.raises(client.exceptions.PreconditionFailedException):
        client.update_function_code(FunctionName="resize", ZipFile=b"x", RevisionId=created["RevisionId"])


def test_a_deleted_function_is_gone(client: Any, created: Any) -> None:
    client.delete_function(FunctionName="resize")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.delete_function(FunctionName="resize")


def test_functions_are_listed_in_pages(fake: AwsFake, client: Any) -> None:
    for number in range(5):
        fake.lambda_.function(f"f{number}")
    client.publish_version(FunctionName="f0")
    pages = client.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2})
    assert [[one["FunctionName"] for one in page["Functions"]] for page in pages] == [
        ["f0", "f1"],
        ["f2", "f3"],
        ["f4"],
    ]
    every = client.list_functions(FunctionVersion="ALL")["Functions"]
    assert [one["FunctionArn"].partition("function:")[2] for one in every[:3]] == ["f0:$LATEST", "f0:1", "f1:$LATEST"]
    assert client.list_functions(MasterRegion="us-east-1", FunctionVersion="ALL")["Functions"] == []
    with pytest.raises(client.exceptions.InvalidParameterValueException):
        client.list_functions(Marker="nonsense")


def test_accounts_have_functions_of_their_own(fake: AwsFake, client: Any, created: Any) -> None:
    other = fake.account("222233334444").client("lambda")
    assert other.list_functions()["Functions"] == []
    assert other.get_function_configuration(FunctionName=ARN)["FunctionArn"] == ARN
