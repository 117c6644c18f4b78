"""Errors as botocore's parsers would hand them on."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.wire.answers import failure
from tests.wire.conftest import make_operation

STRUCTURE: dict[str, Any] = {"type": "structure", "members": {}}
SHAPES: dict[str, Any] = {
    "Top": STRUCTURE,
    "Plain": {**STRUCTURE, "exception": True},
    "Gone": {
        "type": "structure",
        "exception": True,
        "error": {"httpStatusCode": 410, "code": "Service.Gone"},
        "members": {"message": {"shape": "String"}, "Resource": {"shape": "String"}, "Parts": {"shape": "Parts"}},
    },
    "Parts": {"type": "list", "member": {"shape": "String"}},
}
OPERATION = make_operation(SHAPES, errors=("Plain", "Gone"))


def answer(error: AwsError, operation: Any = OPERATION) -> Any:
    return failure(operation, error, "request-1")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (AwsError("Plain"), 400),
        (AwsError("Gone"), 410),
        (AwsError("Service.Gone"), 410),
        (AwsError("Gone", status=418), 418),
        (AwsError("Unmodelled"), 400),
        (AwsError("Unmodelled", status=409), 409),
        (AwsError("404"), 404),
        (AwsError("503"), 503),
        (AwsError("200"), 400),
        (AwsError("InternalFailure"), 500),
        (AwsError("ServiceUnavailable"), 503),
        (AwsError("SlowDown"), 503),
    ],
)
def test_the_status_is_that_of_the_error_the_model_or_the_code(error: AwsError, status: int) -> None:
    made = answer(error)
    assert made.status == status
    assert made.parsed["ResponseMetadata"]["HTTPStatusCode"] == status


def test_an_error_carries_code_message_and_metadata() -> None:
    assert answer(AwsError("Unmodelled", "why", members={"Ignored": 1})).parsed == {
        "Error": {"Code": "Unmodelled", "Message": "why"},
        "ResponseMetadata": {
            "RequestId": "request-1",
            "HTTPStatusCode": 400,
            "HTTPHeaders": {"x-amzn-requestid": "request-1"},
            "RetryAttempts": 0,
        },
    }


def test_a_modelled_error_carries_its_members_and_no_others() -> None:
    parts = ["a"]
    parsed = answer(AwsError("Gone", "why", members={"Resource": "r", "Parts": parts, "Other": 1})).parsed
    del parsed["ResponseMetadata"]
    assert parsed == {
        "Error": {"Code": "Service.Gone", "Message": "why"},
        "message": "why",
        "Resource": "r",
        "Parts": ["a"],
    }
    parsed["Parts"].append("b")
    assert parts == ["a"]


def test_a_query_compatible_service_tells_both_codes(fake: AwsFake) -> None:
    client = boto3.client("sqs")
    with pytest.raises(client.exceptions.QueueDoesNotExist) as caught:
        client.get_queue_url(QueueName="none")
    error = caught.value.response["Error"]
    assert error["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
    assert error["QueryErrorCode"] == "QueueDoesNotExist"  # type: ignore[typeddict-item]
    assert error["Type"] == "Sender"  # type: ignore[typeddict-item]
    call = fake.recorded.calls.only()
    assert call.error is not None
    assert call.error.message == error["Message"]


@pytest.mark.parametrize("code", ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"])
def test_a_query_compatible_error_is_known_by_either_code(fake: AwsFake, code: str) -> None:
    fake.stub("sqs", "get_queue_url", AwsError(code, "gone"))
    client = boto3.client("sqs")
    with pytest.raises(client.exceptions.QueueDoesNotExist):
        client.get_queue_url(QueueName="none")


def test_an_unmodelled_code_is_a_plain_client_error(fake: AwsFake) -> None:
    fake.stub("events", "list_rules", AwsError("Unheard", "no", status=403))
    with pytest.raises(ClientError) as caught:
        boto3.client("events").list_rules()
    assert type(caught.value) is ClientError
    assert str(caught.value) == "An error occurred (Unheard) when calling the ListRules operation: no"
