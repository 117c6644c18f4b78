"""The built-in targets of EventBridge: actions on EC2 instances and volumes."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope

_OPERATIONS = {
    "create-snapshot": "CreateSnapshot",
    "reboot-instance": "RebootInstances",
    "stop-instance": "StopInstances",
    "terminate-instance": "TerminateInstances",
}


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """The action that the ARN names, on the instance or volume whose id or ARN is the constant input."""
    operation = _OPERATIONS.get(arn.resource_id.removesuffix("s"))
    subject = delivery.payload
    if operation is None or not isinstance(subject, str):
        raise AwsError("ValidationException", f"{arn} needs the id of an instance or volume as its Input, got {text}")
    id = subject.rpartition("/")[2]
    params = {"VolumeId": id} if operation == "CreateSnapshot" else {"InstanceIds": [id]}
    scope.call("ec2", operation, params, default={})
