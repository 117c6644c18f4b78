"""Delivery streams: made, changed, deleted, described, listed."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, tag_map
from pytest_awsevents.services.firehose.encryption import described_encryption
from pytest_awsevents.services.firehose.settings import checked, described
from pytest_awsevents.services.firehose.state import DESTINATION_ID, FIREHOSE, DeliveryStream, find_stream, invalid

operation = OperationTable()
_S3 = ("ExtendedS3DestinationConfiguration", "S3DestinationConfiguration")
_STREAMS_IN_A_PAGE = 10
_DIRECT = "DirectPut"


@operation
def create_delivery_stream(scope: Scope, params: Params) -> dict[str, Any]:
    """Streams are active at once: nobody has to wait for them."""
    name = params["DeliveryStreamName"]
    kind = params.get("DeliveryStreamType", _DIRECT)
    if kind != _DIRECT:
        raise UnsupportedOperation(f"firehose: delivery streams of type {kind} are not faked")
    settings = checked(_destination(params))
    streams = scope.state(FIREHOSE).streams
    if name in streams:
        raise AwsError("ResourceInUseException", f"Firehose {name} under accountId {scope.account} already exists")
    streams[name] = DeliveryStream(
        name=name,
        arn=scope.arn("firehose", f"deliverystream/{name}"),
        account=scope.account,
        created=scope.now,
        settings=settings,
        source=params.get("DirectPutSourceConfiguration"),
        encryption=params.get("DeliveryStreamEncryptionConfigurationInput"),
        tags=tag_map(params.get("Tags")),
    )
    return {"DeliveryStreamARN": streams[name].arn}


@operation
def delete_delivery_stream(scope: Scope, params: Params) -> None:
    """What waits in the buffer is lost (API reference, DeleteDeliveryStream)."""
    stream = find_stream(scope, params["DeliveryStreamName"])
    if stream.buffer.work is not None:
        stream.buffer.work.cancel()
    del scope.state(FIREHOSE).streams[stream.name]


@operation
def describe_delivery_stream(scope: Scope, params: Params) -> dict[str, Any]:
    stream = find_stream(scope, params["DeliveryStreamName"])
    source = {"DirectPutSourceDescription": dict(stream.source)} if stream.source is not None else None
    return {
        "DeliveryStreamDescription": {
            "DeliveryStreamName": stream.name,
            "DeliveryStreamARN": stream.arn,
            "DeliveryStreamStatus": "ACTIVE",
            "DeliveryStreamEncryptionConfiguration": described_encryption(stream),
            "DeliveryStreamType": _DIRECT,
            "VersionId": str(stream.version),
            "CreateTimestamp": stream.created,
            "LastUpdateTimestamp": stream.updated,
            "Source": source,
            "Destinations": [{"DestinationId": DESTINATION_ID, **described(stream.settings)}],
            "HasMoreDestinations": False,
        }
    }


@operation
def list_delivery_streams(scope: Scope, params: Params) -> dict[str, Any]:
    after = params.get("ExclusiveStartDeliveryStreamName", "")
    of_type = params.get("DeliveryStreamType", _DIRECT) == _DIRECT
    left = sorted(name for name in scope.state(FIREHOSE).streams if name > after and of_type)
    shown = left[: params.get("Limit", _STREAMS_IN_A_PAGE)]
    return {"DeliveryStreamNames": shown, "HasMoreDeliveryStreams": len(shown) < len(left)}


@operation
def update_destination(scope: Scope, params: Params) -> None:
    """Changes what is given; the buffer that is being filled keeps its interval."""
    stream = find_stream(scope, params["DeliveryStreamName"])
    given, current = params["CurrentDeliveryStreamVersionId"], str(stream.version)
    if given != current:
        raise AwsError(
            "ConcurrentModificationException",
            f"Cannot update firehose: {stream.name} since the current version id: {current} and specified version id: "
            f"{given} do not match",
        )
    if params["DestinationId"] != DESTINATION_ID:
        raise invalid(f"Destination Id {params['DestinationId']} not found")
    update = dict(params.get("ExtendedS3DestinationUpdate") or params.get("S3DestinationUpdate") or {})
    if not update:
        raise UnsupportedOperation("firehose:UpdateDestination of other destinations than S3 is not faked")
    if "S3BackupUpdate" in update:
        backup = stream.settings.get("S3BackupConfiguration", {})
        update["S3BackupConfiguration"] = {**backup, **update.pop("S3BackupUpdate")}
    stream.settings = checked({**stream.settings, **update})
    stream.version += 1
    stream.updated = scope.now


def _destination(params: Params) -> Params:
    for member in _S3:
        if member in params:
            found: Params = params[member]
            return found
    other = next((name for name in params if name.endswith("DestinationConfiguration")), None)
    if other is not None:
        raise UnsupportedOperation(f"firehose: {other} is not faked, only delivery to S3 is")
    raise invalid("Exactly one destination configuration must be provided.")
