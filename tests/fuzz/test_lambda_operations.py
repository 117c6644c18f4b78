"""Whatever a faked Lambda operation is sent, it answers as AWS could or is refused by name; errors change nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.lambda_ import service
from pytest_awsevents.wire.models import operation_model
from tests.fuzz.params_from_model import FEW_EXAMPLES, ParamsFromModel, refusal

ROOT = "us-east-1:123456789012"
QUEUE, STREAM = f"arn:aws:sqs:{ROOT}:known", f"arn:aws:kinesis:{ROOT}:stream/known"
FUNCTION = f"arn:aws:lambda:{ROOT}:function:known"


@cache
def lambda_client() -> Any:
    """Made once: whichever fake is active answers it."""
    with AwsFake(seed="client") as fake:
        return fake.client("lambda")


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    """One of everything, and where to find it: values worth trying, by the names of members."""
    queue, stream = fake.sqs.queue("known"), fake.kinesis.stream("known")
    fake.sqs.queue("known", fifo=True)
    fake.lambda_.function("known", lambda event, context: {"batchItemFailures": []}, Publish=True, retries=1)
    fake.lambda_.function("other", lambda event, context: 1 / 0)
    lambda_client().create_alias(FunctionName="known", Name="live", FunctionVersion="1")
    mappings = [fake.lambda_.event_source(source, to="known") for source in (queue, stream)]
    queue.send({"a": 1})
    stream.put({"a": 1})
    return {
        "FunctionName": ["known", "other", "known:live", "known:1", "gone", FUNCTION],
        "Qualifier": ["live", "1", "$LATEST", "gone"],
        "Name": ["live", "other"],
        "FunctionVersion": ["1", "$LATEST", "9"],
        "UUID": [*(one.uuid for one in mappings), "0" * 36],
        "Resource": [FUNCTION, *(one.arn for one in mappings)],
        "EventSourceArn": [
            QUEUE,
            f"{QUEUE}.fifo",
            STREAM,
            f"{STREAM}/consumer/c:1",
            f"arn:aws:dynamodb:{ROOT}:table/t",
        ],
        "Pattern": ['{"body": {"a": [1]}}', '{"data": {"a": [1]}}', '{"k": [1]}', "{"],
        "Destination": [QUEUE, f"{QUEUE}.fifo", STREAM, FUNCTION, "arn:aws:s3:::known", ""],
        "TargetArn": [QUEUE, f"{QUEUE}.fifo", STREAM, ""],
        "StartingPosition": ["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"],
        "BatchSize": [1, 10, 100],
        "MaximumBatchingWindowInSeconds": [0, 5],
        "ParallelizationFactor": [1, 10],
        "MaximumRecordAgeInSeconds": [-1, 0, 60],
        "Payload": [b"", b"{}", b"{"],
        "InvocationType": ["RequestResponse", "Event", "DryRun"],
        "StatementId": ["test", "other"],
        "Principal": ["*", "events.amazonaws.com", "123456789012"],
        "RevisionId": ["gone"],
        "Role": ["arn:aws:iam::123456789012:role/r"],
        "Runtime": ["python3.13"],
        "ZipFile": [b"code"],
    }


def everything() -> list[Any]:
    client = lambda_client()
    answers = [
        client.list_functions(FunctionVersion="ALL"),
        client.list_aliases(FunctionName="known"),
        client.list_event_source_mappings(),
        client.list_function_event_invoke_configs(FunctionName="known"),
        client.list_tags(Resource=FUNCTION),
        client.get_policy(FunctionName="known"),
    ]
    return [{name: value for name, value in answer.items() if name != "ResponseMetadata"} for answer in answers]


def is_refused(operation: str, params: Any) -> bool:
    try:
        return refusal(lambda_client(), operation_model("lambda", operation), params) is not None
    except UnsupportedOperation:
        return True


@pytest.mark.needs_model("lambda:CreateCapacityProvider")  # older ones do not list all errors
@pytest.mark.parametrize("operation", sorted(service.operations))
@FEW_EXAMPLES
@given(data=st.data())
def test_answers_as_aws_could_and_errors_change_nothing(operation: str, data: st.DataObject) -> None:
    model = operation_model("lambda", operation)
    with AwsFake(seed="fuzz") as fake:
        fake.clock.freeze("2026-12-01T09:00:00Z")
        params = data.draw(ParamsFromModel(arrange(fake)).params(model), label="params")
        before = everything()
        if is_refused(operation, params):
            assert everything() == before


CONSUMING = ("create_event_source_mapping", "update_event_source_mapping", "put_function_event_invoke_config")


@pytest.mark.parametrize("operation", CONSUMING)
@FEW_EXAMPLES
@given(data=st.data())
def test_whatever_was_set_work_goes_on_without_python_errors(operation: str, data: st.DataObject) -> None:
    model = operation_model("lambda", operation)
    with AwsFake(seed="fuzz") as fake:
        fake.clock.freeze("2026-12-01T09:00:00Z")
        params = data.draw(ParamsFromModel(arrange(fake)).valid(model), label="params")
        is_refused(operation, params)
        for name in ("known", "other"):
            lambda_client().invoke(FunctionName=name, InvocationType="Event")
        fake.sqs.queue("known").send("a")
        fake.kinesis.stream("known").put({"a": 2})
        fake.clock.tick(minutes=10)
