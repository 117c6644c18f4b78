"""Dead letters: the messages in which EventBridge keeps events that it could not deliver."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import CallError, Delivery
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.inputs import Payload, WholeEvent, render


def queue_of(delivery: Delivery) -> Arn | None:
    """The queue that gets what a target does not take, or None."""
    config = delivery.target.settings.get("DeadLetterConfig") or {}
    return parse_arn(config.get("Arn") or "")


def send_dead_letter(
    scope: Scope, queue: Arn, delivery: Delivery, error: CallError, *, code: str, condition: str | None
) -> None:
    """Sends the original event, not the transformed input (reported), with the attributes of the user guide.

    That they are strings, and that EXHAUSTED_RETRY_CONDITION is left out where nothing was retried, is convention.
    """
    attributes = {
        "RULE_ARN": delivery.rule.arn,
        "TARGET_ARN": delivery.target.arn,
        "ERROR_CODE": code,
        "ERROR_MESSAGE": error.message or error.code,
        "RETRY_ATTEMPTS": str(max(len(delivery.attempts) - 1, 0)),
        "EXHAUSTED_RETRY_CONDITION": condition,
    }
    there = scope.at(account=queue.account, region=queue.region)
    there.call(
        "sqs",
        "SendMessage",
        {
            "QueueUrl": f"https://sqs.{queue.region}.amazonaws.com/{queue.account}/{queue.resource}",
            "MessageBody": _original(delivery, scope),
            "MessageAttributes": {
                name: {"DataType": "String", "StringValue": value}
                for name, value in attributes.items()
                if value is not None
            },
        },
    )


def _original(delivery: Delivery, scope: Scope) -> str:
    rule = delivery.rule
    whole = render(
        delivery.event.raw_event, WholeEvent(), rule_arn=rule.arn, rule_name=rule.name, ingestion_time=scope.now
    )
    if not isinstance(whole, Payload):
        raise AwsError("InvalidJson", whole.reason)
    return whole.text
