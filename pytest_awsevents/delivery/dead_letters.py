"""Dead letters: the messages in which EventBridge keeps events that it could not deliver."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Delivery, Event
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.inputs import Payload, WholeEvent, render

_REFUSED_BY_SQS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def queue_of(settings: Params) -> Arn | None:
    """The queue that gets what a target does not take, or what a bus cannot process; None where there is none."""
    config = settings.get("DeadLetterConfig") or {}
    return parse_arn(config.get("Arn") or "")


def send_dead_letter(
    scope: Scope,
    queue: Arn,
    event: Event,
    error: AwsError,
    *,
    code: str,
    delivery: Delivery | None = None,
    condition: str | None = None,
) -> None:
    """Sends the original event, not the transformed input (reported), with the attributes of the user guide.

    That they are strings, and that EXHAUSTED_RETRY_CONDITION is left out where nothing was retried, is convention.
    """
    attributes = {
        "RULE_ARN": None if delivery is None else delivery.rule.arn,
        "TARGET_ARN": None if delivery is None else delivery.target.arn,
        "ERROR_CODE": code,
        "ERROR_MESSAGE": _REFUSED_BY_SQS.sub("", error.message) or error.code,
        "RETRY_ATTEMPTS": str(max(len(delivery.attempts) - 1, 0)) if delivery is not None else "0",
        "EXHAUSTED_RETRY_CONDITION": condition,
    }
    scope.at(account=queue.account, region=queue.region).call(
        "sqs",
        "SendMessage",
        {
            "QueueUrl": f"https://sqs.{queue.region}.amazonaws.com/{queue.account}/{queue.resource}",
            "MessageBody": _written(event, scope),
            "MessageAttributes": _as_strings(attributes),
        },
    )


def _as_strings(attributes: Mapping[str, str | None]) -> Params:
    given = {name: value for name, value in attributes.items() if value is not None}
    return {name: {"DataType": "String", "StringValue": value} for name, value in given.items()}


def _written(event: Event, scope: Scope) -> str:
    whole = render(event.raw_event, WholeEvent(), rule_arn="", rule_name="", ingestion_time=scope.now)
    if not isinstance(whole, Payload):
        raise AwsError("InvalidJson", whole.reason)
    return whole.text
