"""`aws_event_data_store`: a bucket, and an event data store and a trail that log who does what to its objects."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_awsevents.fake import AwsFake
from pytest_awsevents.scenarios.standing_still import stand_still
from pytest_awsevents.services.cloudtrail.handle import EventDataStore, Trail
from pytest_awsevents.services.cloudtrail.selectors import Selector
from pytest_awsevents.services.s3.handle import Bucket


@dataclass(frozen=True, slots=True)
class AuditedBucket:
    """The bucket, the store that keeps management events and those of objects, the trail and its bucket."""

    bucket: Bucket
    store: EventDataStore
    trail: Trail
    logs: Bucket
    _fake: AwsFake

    def query(self, sql: str) -> list[dict[str, str]]:
        """The rows of a SELECT in which `{store}` stands for the id of the store."""
        return self._fake.cloudtrail.query(sql.replace("{store}", self.store.id))


def make_event_data_store(fake: AwsFake) -> AuditedBucket:
    stand_still(fake)
    bucket, logs = fake.s3.bucket("audited"), fake.s3.bucket("trail-logs")
    objects: Selector = {
        "Name": "objects",
        "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
            {"Field": "resources.ARN", "StartsWith": [f"{bucket.arn}/"]},
        ],
    }
    calls: Selector = {"Name": "calls", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
    trail = fake.cloudtrail.trail("audit", bucket=logs, selectors=[calls, objects])
    store = fake.cloudtrail.event_data_store("audit", [calls, objects])
    return AuditedBucket(bucket, store, trail, logs, fake)
