"""A small, faithful AWS inside the test process.

Importing this package imports neither botocore nor boto3: every pytest run of everybody who has it installed does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_awsevents.assertions.leaves import Absent as Absent
    from pytest_awsevents.assertions.leaves import Capture as Capture
    from pytest_awsevents.assertions.leaves import Contains as Contains
    from pytest_awsevents.assertions.leaves import Exact as Exact
    from pytest_awsevents.assertions.leaves import JsonText as JsonText
    from pytest_awsevents.assertions.leaves import Len as Len
    from pytest_awsevents.assertions.matchers import call as call
    from pytest_awsevents.assertions.matchers import event as event
    from pytest_awsevents.assertions.matchers import pattern as pattern
    from pytest_awsevents.core.clock import Clock as Clock
    from pytest_awsevents.core.errors import AwsError as AwsError
    from pytest_awsevents.core.errors import AwsEventsError as AwsEventsError
    from pytest_awsevents.core.errors import MissingExtra as MissingExtra
    from pytest_awsevents.core.errors import TooManyFires as TooManyFires
    from pytest_awsevents.core.errors import UnsupportedOperation as UnsupportedOperation
    from pytest_awsevents.core.records import ApiCall as ApiCall
    from pytest_awsevents.core.records import AuditLog as AuditLog
    from pytest_awsevents.core.records import Delivery as Delivery
    from pytest_awsevents.core.records import Event as Event
    from pytest_awsevents.core.records import HttpRequest as HttpRequest
    from pytest_awsevents.core.records import Ingestion as Ingestion
    from pytest_awsevents.core.records import RevisionExport as RevisionExport
    from pytest_awsevents.core.records import RuleEvaluation as RuleEvaluation
    from pytest_awsevents.core.records import Tick as Tick
    from pytest_awsevents.fake import AwsFake as AwsFake
    from pytest_awsevents.options import FakeOptions as FakeOptions
    from pytest_awsevents.services.appfabric.handle import AppFabric as AppFabric
    from pytest_awsevents.services.cloudtrail.handle import CloudTrail as CloudTrail
    from pytest_awsevents.services.dataexchange.handle import DataExchange as DataExchange
    from pytest_awsevents.services.eventbridge.handle import EventBridge as EventBridge
    from pytest_awsevents.services.firehose.handle import Firehose as Firehose
    from pytest_awsevents.services.kinesis.handle import Kinesis as Kinesis
    from pytest_awsevents.services.lambda_.handle import Lambda as Lambda
    from pytest_awsevents.services.logs.handle import Logs as Logs
    from pytest_awsevents.services.s3.handle import S3 as S3
    from pytest_awsevents.services.sns.handle import Sns as Sns
    from pytest_awsevents.services.sqs.handle import Sqs as Sqs
    from pytest_awsevents.services.stepfunctions.handle import StepFunctions as StepFunctions
    from pytest_awsevents.services.stepfunctions.running import ExecutionFailed as ExecutionFailed

_HOMES = {
    "Absent": "assertions.leaves",
    "Capture": "assertions.leaves",
    "Contains": "assertions.leaves",
    "Exact": "assertions.leaves",
    "JsonText": "assertions.leaves",
    "Len": "assertions.leaves",
    "ApiCall": "core.records",
    "AppFabric": "services.appfabric.handle",
    "AuditLog": "core.records",
    "AwsError": "core.errors",
    "AwsEventsError": "core.errors",
    "AwsFake": "fake",
    "Clock": "core.clock",
    "CloudTrail": "services.cloudtrail.handle",
    "DataExchange": "services.dataexchange.handle",
    "Delivery": "core.records",
    "Event": "core.records",
    "EventBridge": "services.eventbridge.handle",
    "ExecutionFailed": "services.stepfunctions.running",
    "FakeOptions": "options",
    "Firehose": "services.firehose.handle",
    "HttpRequest": "core.records",
    "Ingestion": "core.records",
    "Kinesis": "services.kinesis.handle",
    "Lambda": "services.lambda_.handle",
    "Logs": "services.logs.handle",
    "MissingExtra": "core.errors",
    "RevisionExport": "core.records",
    "RuleEvaluation": "core.records",
    "S3": "services.s3.handle",
    "Sns": "services.sns.handle",
    "Sqs": "services.sqs.handle",
    "StepFunctions": "services.stepfunctions.handle",
    "Tick": "core.records",
    "TooManyFires": "core.errors",
    "UnsupportedOperation": "core.errors",
    "call": "assertions.matchers",
    "event": "assertions.matchers",
    "pattern": "assertions.matchers",
}

__all__ = [
    "S3",
    "Absent",
    "ApiCall",
    "AppFabric",
    "AuditLog",
    "AwsError",
    "AwsEventsError",
    "AwsFake",
    "Capture",
    "Clock",
    "CloudTrail",
    "Contains",
    "DataExchange",
    "Delivery",
    "Event",
    "EventBridge",
    "Exact",
    "ExecutionFailed",
    "FakeOptions",
    "Firehose",
    "HttpRequest",
    "Ingestion",
    "JsonText",
    "Kinesis",
    "Lambda",
    "Len",
    "Logs",
    "MissingExtra",
    "RevisionExport",
    "RuleEvaluation",
    "Sns",
    "Sqs",
    "StepFunctions",
    "Tick",
    "TooManyFires",
    "UnsupportedOperation",
    "call",
    "event",
    "pattern",
]


# There is no __dir__ on purpose: freezegun asks every module for all that dir() lists, and would import everything.
def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
