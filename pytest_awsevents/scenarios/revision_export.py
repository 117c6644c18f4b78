"""`aws_revision_export`: a subscription whose revisions are exported to a bucket as they are published."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_awsevents.core.rules import Rule
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.scenarios.standing_still import stand_still
from pytest_awsevents.services.dataexchange.handle import DataSet
from pytest_awsevents.services.s3.handle import Bucket
from pytest_awsevents.services.sqs.handle import Queue


@dataclass(frozen=True, slots=True)
class ExportedDataSet:
    """The entitled data set, the bucket that Data Exchange may export to, and the id of the event action.

    The rule sends all events of Data Exchange to the queue.
    """

    data_set: DataSet
    bucket: Bucket
    event_action: str
    rule: Rule
    queue: Queue


def make_revision_export(fake: AwsFake) -> ExportedDataSet:
    stand_still(fake)
    bucket = fake.s3.bucket("exported-revisions")
    fake.dataexchange.allow_exports(bucket)
    data_set = fake.dataexchange.entitled_data_set("prices", product="Market prices")
    event_action = fake.dataexchange.event_action(data_set, bucket)
    queue = fake.sqs.queue("data-exchange-events")
    rule = fake.eventbridge.rule("data-exchange", {"source": ["aws.dataexchange"]}, to=queue)
    return ExportedDataSet(data_set, bucket, event_action, rule, queue)
