"""The fixtures of single services, of the clock and of ready scenes; all stand in the `aws_fake` of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_awsevents.core.clock import Clock
    from pytest_awsevents.fake import AwsFake
    from pytest_awsevents.scenarios.archived_bus import ArchivedBus
    from pytest_awsevents.scenarios.audit_log_ingestion import AuditLogIngestion
    from pytest_awsevents.scenarios.event_data_store import AuditedBucket
    from pytest_awsevents.scenarios.event_routing import EventRouting
    from pytest_awsevents.scenarios.revision_export import ExportedDataSet
    from pytest_awsevents.scenarios.scheduled_rule import ScheduledRule
    from pytest_awsevents.services.appfabric.handle import AppFabric
    from pytest_awsevents.services.cloudtrail.handle import CloudTrail
    from pytest_awsevents.services.dataexchange.handle import DataExchange
    from pytest_awsevents.services.eventbridge.handle import EventBridge
    from pytest_awsevents.services.firehose.handle import Firehose
    from pytest_awsevents.services.kinesis.handle import Kinesis
    from pytest_awsevents.services.lambda_.handle import Lambda
    from pytest_awsevents.services.logs.handle import Logs
    from pytest_awsevents.services.s3.handle import S3
    from pytest_awsevents.services.sns.handle import Sns
    from pytest_awsevents.services.sqs.handle import Sqs
    from pytest_awsevents.services.stepfunctions.handle import StepFunctions


@pytest.fixture(name="aws_clock")
def _aws_clock(aws_fake: AwsFake) -> Clock:
    """The time of the fake: `freeze`, `tick`, `move_to`, `run_due`, `now`, `upcoming`."""
    return aws_fake.clock


@pytest.fixture(name="aws_cloudtrail")
def _aws_cloudtrail(aws_fake: AwsFake) -> CloudTrail:
    """CloudTrail: arrange event data stores and trails, read records of what was called, ask in SQL."""
    return aws_fake.cloudtrail


@pytest.fixture(name="aws_dataexchange")
def _aws_dataexchange(aws_fake: AwsFake) -> DataExchange:
    """Data Exchange: arrange entitled data sets, publish revisions, assert what was exported."""
    return aws_fake.dataexchange


@pytest.fixture(name="aws_appfabric")
def _aws_appfabric(aws_fake: AwsFake) -> AppFabric:
    """AppFabric: arrange ingestions, have applications write audit logs, assert what was delivered."""
    return aws_fake.appfabric


@pytest.fixture(name="aws_eventbridge")
def _aws_eventbridge(aws_fake: AwsFake) -> EventBridge:
    """EventBridge: arrange buses and rules, assert what was published, matched and delivered."""
    return aws_fake.eventbridge


@pytest.fixture(name="aws_firehose")
def _aws_firehose(aws_fake: AwsFake) -> Firehose:
    """Firehose: arrange delivery streams, look at their records."""
    return aws_fake.firehose


@pytest.fixture(name="aws_kinesis")
def _aws_kinesis(aws_fake: AwsFake) -> Kinesis:
    """Kinesis: arrange streams, look at their records."""
    return aws_fake.kinesis


@pytest.fixture(name="aws_logs")
def _aws_logs(aws_fake: AwsFake) -> Logs:
    """CloudWatch Logs: arrange log groups, look at what was logged, also by functions."""
    return aws_fake.logs


@pytest.fixture(name="aws_s3")
def _aws_s3(aws_fake: AwsFake) -> S3:
    """S3: arrange buckets, look at their objects, open presigned URLs."""
    return aws_fake.s3


@pytest.fixture(name="aws_sns")
def _aws_sns(aws_fake: AwsFake) -> Sns:
    """SNS: arrange topics and subscribers, look at what was published."""
    return aws_fake.sns


@pytest.fixture(name="aws_sqs")
def _aws_sqs(aws_fake: AwsFake) -> Sqs:
    """SQS: arrange queues, look at their messages."""
    return aws_fake.sqs


@pytest.fixture(name="aws_stepfunctions")
def _aws_stepfunctions(aws_fake: AwsFake) -> StepFunctions:
    """Step Functions: arrange state machines, look at their executions."""
    return aws_fake.stepfunctions


@pytest.fixture(name="aws_lambda")
def _aws_lambda(aws_fake: AwsFake) -> Lambda:
    """Lambda: bind Python functions, look at their invocations."""
    return aws_fake.lambda_


@pytest.fixture(name="aws_event_routing")
def _aws_event_routing(aws_fake: AwsFake) -> EventRouting:
    """A scene: a bus, a rule that takes all its events, and the queue that gets them."""
    return aws_fake.scenarios.event_routing()


@pytest.fixture(name="aws_scheduled_rule")
def _aws_scheduled_rule(aws_fake: AwsFake) -> ScheduledRule:
    """A scene: a rule that sends to a queue every five minutes, and time that stands still."""
    return aws_fake.scenarios.scheduled_rule()


@pytest.fixture(name="aws_revision_export")
def _aws_revision_export(aws_fake: AwsFake) -> ExportedDataSet:
    """A scene: a data set whose new revisions are exported to a bucket, and time that stands still."""
    return aws_fake.scenarios.revision_export()


@pytest.fixture(name="aws_archived_bus")
def _aws_archived_bus(aws_fake: AwsFake) -> ArchivedBus:
    """A scene: a bus with an archive, a rule that sends replayed events to a queue, and time that stands still."""
    return aws_fake.scenarios.archived_bus()


@pytest.fixture(name="aws_event_data_store")
def _aws_event_data_store(aws_fake: AwsFake) -> AuditedBucket:
    """A scene: a bucket, event data stores and a trail that log who does what to it, and time that stands still."""
    return aws_fake.scenarios.event_data_store()


@pytest.fixture(name="aws_audit_log_ingestion")
def _aws_audit_log_ingestion(aws_fake: AwsFake) -> AuditLogIngestion:
    """A scene: an application whose audit logs arrive in a bucket as OCSF, and time that stands still."""
    return aws_fake.scenarios.audit_log_ingestion()
