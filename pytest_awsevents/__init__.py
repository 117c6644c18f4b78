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
    from pytest_awsevents.assertions.matchers import CallMatcher as CallMatcher
    from pytest_awsevents.assertions.matchers import EventMatcher as EventMatcher
    from pytest_awsevents.assertions.matchers import PatternMatcher as PatternMatcher
    from pytest_awsevents.assertions.matchers import call as call
    from pytest_awsevents.assertions.matchers import event as event
    from pytest_awsevents.assertions.matchers import pattern as pattern
    from pytest_awsevents.core.agenda import Work as Work
    from pytest_awsevents.core.clock import Clock as Clock
    from pytest_awsevents.core.errors import AwsError as AwsError
    from pytest_awsevents.core.errors import AwsEventsError as AwsEventsError
    from pytest_awsevents.core.errors import InvalidScene as InvalidScene
    from pytest_awsevents.core.errors import InvalidSchema as InvalidSchema
    from pytest_awsevents.core.errors import MissingExtra as MissingExtra
    from pytest_awsevents.core.errors import TooManyFires as TooManyFires
    from pytest_awsevents.core.errors import UnknownScene as UnknownScene
    from pytest_awsevents.core.errors import UnsupportedOperation as UnsupportedOperation
    from pytest_awsevents.core.log import Log as Log
    from pytest_awsevents.core.recorder import Recorded as Recorded
    from pytest_awsevents.core.records import ApiCall as ApiCall
    from pytest_awsevents.core.records import Attempt as Attempt
    from pytest_awsevents.core.records import AuditLog as AuditLog
    from pytest_awsevents.core.records import Caller as Caller
    from pytest_awsevents.core.records import CallError as CallError
    from pytest_awsevents.core.records import Delivery as Delivery
    from pytest_awsevents.core.records import Event as Event
    from pytest_awsevents.core.records import HttpRequest as HttpRequest
    from pytest_awsevents.core.records import Ingestion as Ingestion
    from pytest_awsevents.core.records import Record as Record
    from pytest_awsevents.core.records import RevisionExport as RevisionExport
    from pytest_awsevents.core.records import RuleEvaluation as RuleEvaluation
    from pytest_awsevents.core.records import Tick as Tick
    from pytest_awsevents.core.rules import Rule as Rule
    from pytest_awsevents.core.rules import Target as Target
    from pytest_awsevents.delivery.http_answers import HttpError as HttpError
    from pytest_awsevents.delivery.http_answers import HttpScript as HttpScript
    from pytest_awsevents.fake import AwsFake as AwsFake
    from pytest_awsevents.options import FakeOptions as FakeOptions
    from pytest_awsevents.scenarios.archived_bus import ArchivedBus as ArchivedBus
    from pytest_awsevents.scenarios.audit_log_ingestion import AuditLogIngestion as AuditLogIngestion
    from pytest_awsevents.scenarios.event_data_store import AuditedBucket as AuditedBucket
    from pytest_awsevents.scenarios.event_routing import EventRouting as EventRouting
    from pytest_awsevents.scenarios.revision_export import ExportedDataSet as ExportedDataSet
    from pytest_awsevents.scenarios.scheduled_rule import ScheduledRule as ScheduledRule
    from pytest_awsevents.scenes import Scenes as Scenes
    from pytest_awsevents.scenes import scenario as scenario
    from pytest_awsevents.schemas.event_schema import EventSchema as EventSchema
    from pytest_awsevents.schemas.explaining import Violation as Violation
    from pytest_awsevents.services.appfabric.applications import IngestedApp as IngestedApp
    from pytest_awsevents.services.appfabric.applications import LogDestination as LogDestination
    from pytest_awsevents.services.appfabric.handle import AppFabric as AppFabric
    from pytest_awsevents.services.cloudtrail.handle import CloudTrail as CloudTrail
    from pytest_awsevents.services.cloudtrail.handle import EventDataStore as EventDataStore
    from pytest_awsevents.services.cloudtrail.handle import Trail as Trail
    from pytest_awsevents.services.dataexchange.handle import DataExchange as DataExchange
    from pytest_awsevents.services.dataexchange.handle import DataSet as DataSet
    from pytest_awsevents.services.dataexchange.handle import Revision as Revision
    from pytest_awsevents.services.dataexchange.signed_urls import SignedAnswer as SignedAnswer
    from pytest_awsevents.services.eventbridge.entry_faults import EntryFault as EntryFault
    from pytest_awsevents.services.eventbridge.event_bus import EventBus as EventBus
    from pytest_awsevents.services.eventbridge.handle import EventBridge as EventBridge
    from pytest_awsevents.services.firehose.handle import DeliveryStream as DeliveryStream
    from pytest_awsevents.services.firehose.handle import Firehose as Firehose
    from pytest_awsevents.services.firehose.handle import FirehoseRecord as FirehoseRecord
    from pytest_awsevents.services.kinesis.handle import Kinesis as Kinesis
    from pytest_awsevents.services.kinesis.handle import Stream as Stream
    from pytest_awsevents.services.kinesis.handle import StreamRecord as StreamRecord
    from pytest_awsevents.services.lambda_.event_sources.handle import EventSource as EventSource
    from pytest_awsevents.services.lambda_.event_sources.outcomes import RecordOutcome as RecordOutcome
    from pytest_awsevents.services.lambda_.handle import Function as Function
    from pytest_awsevents.services.lambda_.handle import Lambda as Lambda
    from pytest_awsevents.services.lambda_.invocation import Failure as Failure
    from pytest_awsevents.services.lambda_.invocation import Invocation as Invocation
    from pytest_awsevents.services.logs.handle import LoggedEvent as LoggedEvent
    from pytest_awsevents.services.logs.handle import LogGroup as LogGroup
    from pytest_awsevents.services.logs.handle import Logs as Logs
    from pytest_awsevents.services.s3.handle import S3 as S3
    from pytest_awsevents.services.s3.handle import Bucket as Bucket
    from pytest_awsevents.services.s3.handle import Object as Object
    from pytest_awsevents.services.s3.presigned import PresignedAnswer as PresignedAnswer
    from pytest_awsevents.services.sns.handle import Sns as Sns
    from pytest_awsevents.services.sns.handle import Subscription as Subscription
    from pytest_awsevents.services.sns.handle import Topic as Topic
    from pytest_awsevents.services.sns.published import PublishedMessage as PublishedMessage
    from pytest_awsevents.services.sns.state import Outcome as Outcome
    from pytest_awsevents.services.sns.state import PushMessage as PushMessage
    from pytest_awsevents.services.sns.state import TextMessage as TextMessage
    from pytest_awsevents.services.sqs.handle import Queue as Queue
    from pytest_awsevents.services.sqs.handle import Sqs as Sqs
    from pytest_awsevents.services.stepfunctions.handle import Execution as Execution
    from pytest_awsevents.services.stepfunctions.handle import StateMachine as StateMachine
    from pytest_awsevents.services.stepfunctions.handle import StepFunctions as StepFunctions
    from pytest_awsevents.services.stepfunctions.running import ExecutionFailed as ExecutionFailed
    from pytest_awsevents.services.stepfunctions.waiting import ActivityTask as ActivityTask
    from pytest_awsevents.services.stepfunctions.waiting import TaskToken as TaskToken
    from pytest_awsevents.services.stepfunctions.waiting import Wait as Wait
    from pytest_awsevents.wire.faults import Fault as Fault
    from pytest_awsevents.wire.stubs import Stub as Stub

_HOMES = {
    "Absent": "assertions.leaves",
    "ActivityTask": "services.stepfunctions.waiting",
    "ApiCall": "core.records",
    "AppFabric": "services.appfabric.handle",
    "ArchivedBus": "scenarios.archived_bus",
    "Attempt": "core.records",
    "AuditLog": "core.records",
    "AuditLogIngestion": "scenarios.audit_log_ingestion",
    "AuditedBucket": "scenarios.event_data_store",
    "AwsError": "core.errors",
    "AwsEventsError": "core.errors",
    "AwsFake": "fake",
    "Bucket": "services.s3.handle",
    "CallError": "core.records",
    "CallMatcher": "assertions.matchers",
    "Caller": "core.records",
    "Capture": "assertions.leaves",
    "Clock": "core.clock",
    "CloudTrail": "services.cloudtrail.handle",
    "Contains": "assertions.leaves",
    "DataExchange": "services.dataexchange.handle",
    "DataSet": "services.dataexchange.handle",
    "Delivery": "core.records",
    "DeliveryStream": "services.firehose.handle",
    "EntryFault": "services.eventbridge.entry_faults",
    "Event": "core.records",
    "EventBridge": "services.eventbridge.handle",
    "EventBus": "services.eventbridge.event_bus",
    "EventDataStore": "services.cloudtrail.handle",
    "EventMatcher": "assertions.matchers",
    "EventRouting": "scenarios.event_routing",
    "EventSchema": "schemas.event_schema",
    "EventSource": "services.lambda_.event_sources.handle",
    "Exact": "assertions.leaves",
    "Execution": "services.stepfunctions.handle",
    "ExecutionFailed": "services.stepfunctions.running",
    "ExportedDataSet": "scenarios.revision_export",
    "Failure": "services.lambda_.invocation",
    "FakeOptions": "options",
    "Fault": "wire.faults",
    "Firehose": "services.firehose.handle",
    "FirehoseRecord": "services.firehose.handle",
    "Function": "services.lambda_.handle",
    "HttpError": "delivery.http_answers",
    "HttpRequest": "core.records",
    "HttpScript": "delivery.http_answers",
    "IngestedApp": "services.appfabric.applications",
    "Ingestion": "core.records",
    "InvalidScene": "core.errors",
    "InvalidSchema": "core.errors",
    "Invocation": "services.lambda_.invocation",
    "JsonText": "assertions.leaves",
    "Kinesis": "services.kinesis.handle",
    "Lambda": "services.lambda_.handle",
    "Len": "assertions.leaves",
    "Log": "core.log",
    "LogDestination": "services.appfabric.applications",
    "LogGroup": "services.logs.handle",
    "LoggedEvent": "services.logs.handle",
    "Logs": "services.logs.handle",
    "MissingExtra": "core.errors",
    "Object": "services.s3.handle",
    "Outcome": "services.sns.state",
    "PatternMatcher": "assertions.matchers",
    "PresignedAnswer": "services.s3.presigned",
    "PublishedMessage": "services.sns.published",
    "PushMessage": "services.sns.state",
    "Queue": "services.sqs.handle",
    "Record": "core.records",
    "RecordOutcome": "services.lambda_.event_sources.outcomes",
    "Recorded": "core.recorder",
    "Revision": "services.dataexchange.handle",
    "RevisionExport": "core.records",
    "Rule": "core.rules",
    "RuleEvaluation": "core.records",
    "S3": "services.s3.handle",
    "Scenes": "scenes",
    "ScheduledRule": "scenarios.scheduled_rule",
    "SignedAnswer": "services.dataexchange.signed_urls",
    "Sns": "services.sns.handle",
    "Sqs": "services.sqs.handle",
    "StateMachine": "services.stepfunctions.handle",
    "StepFunctions": "services.stepfunctions.handle",
    "Stream": "services.kinesis.handle",
    "StreamRecord": "services.kinesis.handle",
    "Stub": "wire.stubs",
    "Subscription": "services.sns.handle",
    "Target": "core.rules",
    "TaskToken": "services.stepfunctions.waiting",
    "TextMessage": "services.sns.state",
    "Tick": "core.records",
    "TooManyFires": "core.errors",
    "Topic": "services.sns.handle",
    "Trail": "services.cloudtrail.handle",
    "UnknownScene": "core.errors",
    "UnsupportedOperation": "core.errors",
    "Violation": "schemas.explaining",
    "Wait": "services.stepfunctions.waiting",
    "Work": "core.agenda",
    "call": "assertions.matchers",
    "event": "assertions.matchers",
    "pattern": "assertions.matchers",
    "scenario": "scenes",
}

__all__ = [
    "S3",
    "Absent",
    "ActivityTask",
    "ApiCall",
    "AppFabric",
    "ArchivedBus",
    "Attempt",
    "AuditLog",
    "AuditLogIngestion",
    "AuditedBucket",
    "AwsError",
    "AwsEventsError",
    "AwsFake",
    "Bucket",
    "CallError",
    "CallMatcher",
    "Caller",
    "Capture",
    "Clock",
    "CloudTrail",
    "Contains",
    "DataExchange",
    "DataSet",
    "Delivery",
    "DeliveryStream",
    "EntryFault",
    "Event",
    "EventBridge",
    "EventBus",
    "EventDataStore",
    "EventMatcher",
    "EventRouting",
    "EventSchema",
    "EventSource",
    "Exact",
    "Execution",
    "ExecutionFailed",
    "ExportedDataSet",
    "Failure",
    "FakeOptions",
    "Fault",
    "Firehose",
    "FirehoseRecord",
    "Function",
    "HttpError",
    "HttpRequest",
    "HttpScript",
    "IngestedApp",
    "Ingestion",
    "InvalidScene",
    "InvalidSchema",
    "Invocation",
    "JsonText",
    "Kinesis",
    "Lambda",
    "Len",
    "Log",
    "LogDestination",
    "LogGroup",
    "LoggedEvent",
    "Logs",
    "MissingExtra",
    "Object",
    "Outcome",
    "PatternMatcher",
    "PresignedAnswer",
    "PublishedMessage",
    "PushMessage",
    "Queue",
    "Record",
    "RecordOutcome",
    "Recorded",
    "Revision",
    "RevisionExport",
    "Rule",
    "RuleEvaluation",
    "Scenes",
    "ScheduledRule",
    "SignedAnswer",
    "Sns",
    "Sqs",
    "StateMachine",
    "StepFunctions",
    "Stream",
    "StreamRecord",
    "Stub",
    "Subscription",
    "Target",
    "TaskToken",
    "TextMessage",
    "Tick",
    "TooManyFires",
    "Topic",
    "Trail",
    "UnknownScene",
    "UnsupportedOperation",
    "Violation",
    "Wait",
    "Work",
    "call",
    "event",
    "pattern",
    "scenario",
]


# There is no __dir__ on purpose: freezegun asks every module for all that dir() lists, and would import everything.
def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
