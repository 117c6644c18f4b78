"""Lambda: functions, one of them failing, with a version, an alias and event sources of both kinds."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import ACCOUNT, Fuzzed, client_of

ROOT = f"us-east-1:{ACCOUNT}"
QUEUE, STREAM = f"arn:aws:sqs:{ROOT}:known", f"arn:aws:kinesis:{ROOT}:stream/known"
FUNCTION = f"arn:aws:lambda:{ROOT}:function:known"


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    queue, stream = fake.sqs.queue("known"), fake.kinesis.stream("known")
    fake.sqs.queue("known", fifo=True)
    fake.lambda_.function("known", lambda event, context: {"batchItemFailures": []}, Publish=True, retries=1)
    fake.lambda_.function("other", lambda event, context: 1 / 0)
    client_of("lambda").create_alias(FunctionName="known", Name="live", FunctionVersion="1")
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
        "Payload": [b"{}", b"", b"{"],
        "InvocationType": ["RequestResponse", "Event", "DryRun"],
        "StatementId": ["test", "other"],
        "Principal": ["*", "events.amazonaws.com", ACCOUNT],
        "RevisionId": ["gone"],
        "Role": [f"arn:aws:iam::{ACCOUNT}:role/r"],
        "Runtime": ["python3.13"],
        "ZipFile": [b"code"],
        "Code": [{"ZipFile": b"code"}],
        "MessageBody": ['{"a": 1}', "x"],
        "Records": [[{"Data": b'{"a": 1}', "PartitionKey": "k"}]],
    }


FUZZED = Fuzzed(
    service="lambda",
    arrange=arrange,
    harvest={"EventSourceMappingArn": ["Resource"]},
    beside=["lambda:Invoke", "sqs:SendMessage", "sqs:DeleteQueue", "sqs:CreateQueue", "kinesis:PutRecords"],
    refused=frozenset(
        {
            "CreateEventSourceMapping",
            "CreateFunction",
            "Invoke",
            "PublishVersion",
            "UpdateEventSourceMapping",
            "UpdateFunctionCode",
            "UpdateFunctionConfiguration",
        }
    ),
)
