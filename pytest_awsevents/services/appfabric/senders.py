"""How a destination is reached: a bucket, by PutObject, or a Firehose stream, by PutRecordBatch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import AuditLog, Ingestion
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.appfabric.forms import as_line, rendered
from pytest_awsevents.services.appfabric.state import Destination

_MANAGED = "AWSAppFabricManaged"
_HEAD_ERRORS = {
    "404": ("NoSuchBucket", "The specified bucket does not exist"),
    "403": ("AccessDenied", "Access Denied"),
}
_MOST_RECORDS = 500
_MOST_BYTES = 4 * 1024 * 1024


class Sender(Protocol):
    """Raises AwsError where the destination does not take what it should."""

    def look(self, scope: Scope) -> None:
        """Looks whether the destination is there."""

    def send(self, scope: Scope) -> None:
        """Sends what waits; what has arrived waits no longer."""


def sender_to(destination: Destination) -> Sender:
    return Bucket(destination) if "s3Bucket" in destination.target else Stream(destination)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of the same account and region (administration guide, "Amazon S3")."""

    destination: Destination

    def look(self, scope: Scope) -> None:
        request = {"Bucket": self._name, "ExpectedBucketOwner": scope.account}
        try:
            answer = scope.call("s3", "HeadBucket", request)
        except AwsError as error:  # it has no body: the status is all that it says
            raise AwsError(*_HEAD_ERRORS.get(error.code, (error.code, error.message))) from error
        region = answer.get("BucketRegion", scope.region)
        if region != scope.region:
            raise AwsError("PermanentRedirect", f"The bucket {self._name} is in {region}, not in {scope.region}")

    def send(self, scope: Scope) -> None:
        destination = self.destination
        batch = list(destination.waiting)
        key = self._key(scope, batch[0])
        body = rendered([record.event for record in batch], destination.schema, destination.format)
        request = {"Bucket": self._name, "Key": key, "Body": body, "ExpectedBucketOwner": scope.account}
        scope.because_of(batch[0]).call("s3", "PutObject", request)
        _arrived(scope, destination, batch, f"s3://{self._name}/{key}")

    @property
    def _name(self) -> str:
        name: str = self.destination.target["s3Bucket"]["bucketName"]
        return name

    def _key(self, scope: Scope, first: Ingestion) -> str:
        """The layout is recorded; that its two UUIDs are those of app bundle and ingestion is a convention."""
        destination, now = self.destination, scope.now
        prefix = destination.target["s3Bucket"].get("prefix", "").rstrip("/")
        parts = destination.arn.rpartition(":")[2].split("/")
        log = first.cause
        assert isinstance(log, AuditLog), "what AppFabric ingests comes from an application"
        levels = [
            *([prefix] if prefix else []),
            "AWSAppFabric",
            "AuditLog",
            destination.schema.upper(),
            destination.format.upper(),
            log.app,
            parts[1],
            parts[3],
            f"{now:%Y%m%d}",
            f"AuditLog-{int(now.timestamp() * 1000)}-{scope.ids.uuid()}",
        ]
        return "/".join(levels)


@dataclass(frozen=True, slots=True)
class Stream:
    """A Direct PUT stream of the same region, which AppFabric tags (administration guide, "Amazon Data Firehose")."""

    destination: Destination

    def look(self, scope: Scope) -> None:
        described = scope.call("firehose", "DescribeDeliveryStream", {"DeliveryStreamName": self._name})
        stream = described["DeliveryStreamDescription"]
        if stream["DeliveryStreamStatus"] != "ACTIVE":
            raise AwsError("ResourceInUseException", f"The stream {self._name} is {stream['DeliveryStreamStatus']}")
        if stream["DeliveryStreamType"] != "DirectPut":
            raise AwsError("InvalidSourceException", f"The source of the stream {self._name} is not Direct PUT")
        request = {"DeliveryStreamName": self._name, "Tags": [{"Key": _MANAGED, "Value": "true"}]}
        scope.call("firehose", "TagDeliveryStream", request)

    def send(self, scope: Scope) -> None:
        self._check_tag(scope)
        for batch in _batches(self.destination.waiting):
            request = {
                "DeliveryStreamName": self._name,
                "Records": [{"Data": as_line(record.event)} for record in batch],
            }
            answer = scope.because_of(batch[0]).call("firehose", "PutRecordBatch", request)
            self._note(scope, batch, answer["RequestResponses"])

    @property
    def _name(self) -> str:
        name: str = self.destination.target["firehoseStream"]["streamName"]
        return name

    def _check_tag(self, scope: Scope) -> None:
        """The service-linked role may put records to tagged streams only."""
        listed = scope.call("firehose", "ListTagsForDeliveryStream", {"DeliveryStreamName": self._name})
        if not any(tag["Key"] == _MANAGED and tag.get("Value", "").lower() == "true" for tag in listed["Tags"]):
            why = f"The stream {self._name} has lost its tag {_MANAGED}=true, without which AppFabric may not use it"
            raise AwsError("AccessDeniedException", why)

    def _note(self, scope: Scope, batch: Sequence[Ingestion], answers: Sequence[dict[str, Any]]) -> None:
        """Records are taken or refused one by one."""
        pairs = list(zip(batch, answers, strict=True))
        taken = [record for record, answer in pairs if "ErrorCode" not in answer]
        _arrived(scope, self.destination, taken, scope.arn("firehose", f"deliverystream/{self._name}"))
        refused = next((answer for _, answer in pairs if "ErrorCode" in answer), None)
        if refused is not None:
            raise AwsError(refused["ErrorCode"], refused.get("ErrorMessage", ""))


def _arrived(scope: Scope, destination: Destination, batch: Sequence[Ingestion], location: str) -> None:
    for record in batch:
        scope.world.recorder.ingested(record, status="ingested", location=location)
    arrived = {record.seq for record in batch}
    destination.waiting[:] = [record for record in destination.waiting if record.seq not in arrived]


def _batches(waiting: Sequence[Ingestion]) -> Iterator[list[Ingestion]]:
    """Pieces that one PutRecordBatch may hold (API reference)."""
    batch: list[Ingestion] = []
    size = 0
    for record in list(waiting):
        length = len(as_line(record.event))
        if batch and (len(batch) == _MOST_RECORDS or size + length > _MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += length
    if batch:
        yield batch
