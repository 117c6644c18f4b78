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


def make_event_data_store(
    fake: AwsFake, *, bucket: str = "audited", logs: str = "trail-logs", name: str = "audit"
) -> AuditedBucket:
    """The scene; `logs` is the bucket of the trail, `name` that of the trail and of the store."""
    stand_still(fake)
    audited, logged = fake.s3.bucket(bucket), fake.s3.bucket(logs)
    objects: Selector = {
        "Name": "objects",
        "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
            {"Field": "resources.ARN", "StartsWith": [f"{audited.arn}/"]},
        ],
    }
    calls: Selector = {"Name": "calls", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
    trail = fake.cloudtrail.trail(name, bucket=logged, selectors=[calls, objects])
    store = fake.cloudtrail.event_data_store(name, [calls, objects])
    return AuditedBucket(audited, store, trail, logged, fake)
