"""StartDeliveryStreamEncryption and StopDeliveryStreamEncryption: kept and given back."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.firehose.state import DeliveryStream, find_stream

operation = OperationTable()


@operation
def start_delivery_stream_encryption(scope: Scope, params: Params) -> None:
    given = params.get("DeliveryStreamEncryptionConfigurationInput", {"KeyType": "AWS_OWNED_CMK"})
    find_stream(scope, params["DeliveryStreamName"]).encryption = given


@operation
def stop_delivery_stream_encryption(scope: Scope, params: Params) -> None:
    find_stream(scope, params["DeliveryStreamName"]).encryption = None


def described_encryption(stream: DeliveryStream) -> dict[str, Any]:
    if stream.encryption is None:
        return {"Status": "DISABLED"}
    return {**stream.encryption, "Status": "ENABLED"}
