"""What a call is called in CloudTrail, and whether it is a read, management or data: facts about services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.wire.models import service_model

_READS = (
    "Get",
    "List",
    "Describe",
    "Head",
    "Lookup",
    "Search",
    "Query",
    "Scan",
    "BatchGet",
    "Select",
    "Test",
    "Receive",
)
# AssumeRole and its kin change nothing; StartQuery and CancelQuery are shown as reads in the user guide's samples.
_OTHER_READS = frozenset(
    {
        "sts:AssumeRole",
        "sts:AssumeRoleWithSAML",
        "sts:AssumeRoleWithWebIdentity",
        "sts:DecodeAuthorizationMessage",
        "cloudtrail:StartQuery",
        "cloudtrail:GenerateQuery",
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:Verify",
        "kms:Sign",
    }
)
# Names of operations that the services log otherwise than they are called (their "logging with CloudTrail" pages).
_NAMES: Mapping[str, str] = {
    "s3:ListObjectsV2": "ListObjects",
    "s3:GetBucketNotificationConfiguration": "GetBucketNotification",
    "s3:PutBucketNotificationConfiguration": "PutBucketNotification",
    "s3:GetBucketLifecycleConfiguration": "GetBucketLifecycle",
    "s3:PutBucketLifecycleConfiguration": "PutBucketLifecycle",
    "lambda:AddPermission": "AddPermission20150331v2",
    "lambda:CreateEventSourceMapping": "CreateEventSourceMapping20150331",
    "lambda:CreateFunction": "CreateFunction20150331",
    "lambda:DeleteEventSourceMapping": "DeleteEventSourceMapping20150331",
    "lambda:DeleteFunction": "DeleteFunction20150331",
    "lambda:GetEventSourceMapping": "GetEventSourceMapping20150331",
    "lambda:GetFunction": "GetFunction20150331v2",
    "lambda:GetFunctionConfiguration": "GetFunctionConfiguration20150331v2",
    "lambda:GetPolicy": "GetPolicy20150331v2",
    "lambda:ListEventSourceMappings": "ListEventSourceMappings20150331",
    "lambda:ListFunctions": "ListFunctions20150331",
    "lambda:RemovePermission": "RemovePermission20150331v2",
    "lambda:UpdateEventSourceMapping": "UpdateEventSourceMapping20150331",
    "lambda:UpdateFunctionCode": "UpdateFunctionCode20150331v2",
    "lambda:UpdateFunctionConfiguration": "UpdateFunctionConfiguration20150331v2",
}
_GLOBAL = frozenset({"iam", "cloudfront", "route53", "organizations"})
GLOBAL_REGION = "us-east-1"
_WITH_API_VERSION = frozenset({"query", "ec2", "rest-json"})


class DataEvents(NamedTuple):
    """The operations of a service that are data events, the type of their resource, and the param that names it."""

    type: str
    operations: frozenset[str]
    param: str


def _data(type: str, param: str, operations: str) -> DataEvents:
    return DataEvents(type, frozenset(operations.split()), param)


DATA_EVENTS: Mapping[str, DataEvents] = {
    "lambda": _data("AWS::Lambda::Function", "FunctionName", "Invoke InvokeAsync InvokeWithResponseStream"),
    "sqs": _data(
        "AWS::SQS::Queue",
        "QueueUrl",
        "SendMessage SendMessageBatch ReceiveMessage DeleteMessage DeleteMessageBatch ChangeMessageVisibility "
        "ChangeMessageVisibilityBatch",
    ),
    "sns": _data("AWS::SNS::Topic", "TopicArn", "Publish PublishBatch"),
    "kinesis": _data(
        "AWS::Kinesis::Stream", "StreamName", "PutRecord PutRecords GetRecords GetShardIterator SubscribeToShard"
    ),
    "firehose": _data("AWS::KinesisFirehose::DeliveryStream", "DeliveryStreamName", "PutRecord PutRecordBatch"),
    "dynamodb": _data(
        "AWS::DynamoDB::Table",
        "TableName",
        "GetItem PutItem UpdateItem DeleteItem BatchGetItem BatchWriteItem Query Scan TransactGetItems "
        "TransactWriteItems ExecuteStatement BatchExecuteStatement ExecuteTransaction ConditionCheckItem",
    ),
    "events": _data("AWS::Events::EventBus", "EventBusName", "PutEvents PutPartnerEvents"),
    "logs": _data("AWS::Logs::LogGroup", "logGroupName", "PutLogEvents GetLogEvents FilterLogEvents"),
    "stepfunctions": _data(
        "AWS::StepFunctions::Activity",
        "activityArn",
        "GetActivityTask SendTaskFailure SendTaskHeartbeat SendTaskSuccess",
    ),
    "cloudtrail-data": _data("AWS::CloudTrail::Channel", "channelArn", "PutAuditEvents"),
}
_S3_DATA_ON_BUCKETS = frozenset(
    {"DeleteObjects", "HeadBucket", "ListMultipartUploads", "ListObjectVersions", "ListObjects", "ListObjectsV2"}
)


def event_source(call: ApiCall) -> str:
    return f"{service_model(call.service).endpoint_prefix}.amazonaws.com"


def event_name(call: ApiCall) -> str:
    return _NAMES.get(call.name, call.operation)


def region_of(call: ApiCall) -> str:
    """Where the call is logged: those of global services in us-east-1."""
    return GLOBAL_REGION if call.service in _GLOBAL else call.region


def is_read_only(call: ApiCall) -> bool:
    return call.operation.startswith(_READS) or call.name in _OTHER_READS


def is_data_event(call: ApiCall) -> bool:
    if call.service == "s3":
        return "Key" in call.params or call.operation in _S3_DATA_ON_BUCKETS
    known = DATA_EVENTS.get(call.service)
    return known is not None and call.operation in known.operations


def api_version(call: ApiCall) -> str | None:
    """The version of the API, which records of query and REST services show."""
    model = service_model(call.service)
    return str(model.api_version) if model.metadata.get("protocol") in _WITH_API_VERSION else None
