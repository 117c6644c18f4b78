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


def make_revision_export(
    fake: AwsFake,
    *,
    data_set: str = "prices",
    product: str | None = "Market prices",
    bucket: str = "exported-revisions",
    key_pattern: str | None = None,
    queue: str = "data-exchange-events",
) -> ExportedDataSet:
    """The scene; without `product` the data set comes by a data grant. `key_pattern` is that of the event action."""
    stand_still(fake)
    made = fake.s3.bucket(bucket)
    fake.dataexchange.allow_exports(made)
    entitled = fake.dataexchange.entitled_data_set(data_set, product=product)
    event_action = fake.dataexchange.event_action(entitled, made, key_pattern=key_pattern)
    target = fake.sqs.queue(queue)
    rule = fake.eventbridge.rule("data-exchange", {"source": ["aws.dataexchange"]}, to=target)
    return ExportedDataSet(entitled, made, event_action, rule, target)
