"""How a message reaches an endpoint, by protocol."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.policies import Request, allows
from pytest_awsevents.core.scope import Identity, Scope
from pytest_awsevents.delivery.failures import DeliveryFailed
from pytest_awsevents.delivery.http_requests import Draft, check_taken, exchange
from pytest_awsevents.services.base import queue_url
from pytest_awsevents.services.sns.mobile import send_push, send_text
from pytest_awsevents.services.sns.notifications import firehose_text, lambda_event
from pytest_awsevents.services.sns.state import Message, Subscription

_MAX_ATTRIBUTES_OF_SQS = 10


class Unanswered(AwsError):
    """The endpoint may yet take the message: it did not answer, or with an error of its own."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message on its way to one subscriber; `asks` where it is the question for confirmation."""

    subscription: Subscription
    message: Message
    envelope: Mapping[str, Any]
    envelope_text: str
    asks: bool = False
    endpoint: str = ""

    @property
    def raw(self) -> bool:
        return self.subscription.raw and not self.asks

    @property
    def sent_text(self) -> str:
        """What stands in the message of an endpoint that gets a text."""
        protocol = self.subscription.protocol
        if protocol == "application":
            return self.message.text(self.subscription.endpoint.split("/")[1])
        return self.message.text(protocol) if self.raw or protocol == "sms" else self.envelope_text

    @property
    def arn(self) -> Arn:
        arn = parse_arn(self.endpoint or self.subscription.endpoint)
        assert arn is not None, "Subscribe refuses what is not an ARN"
        return arn


def _to_queue(scope: Scope, parcel: Parcel) -> None:
    arn, message = parcel.arn, parcel.message
    _check_permission(scope, arn, "sqs:SendMessage", message.topic)
    params: dict[str, Any] = {"QueueUrl": queue_url(arn), "MessageBody": parcel.sent_text}
    if parcel.raw and message.attributes:
        if len(message.attributes) > _MAX_ATTRIBUTES_OF_SQS:  # such messages are lost (developer guide)
            raise AwsError("InvalidParameterValue", "SQS takes 10 message attributes at most")
        params["MessageAttributes"] = message.attributes
    if message.group is not None:
        params["MessageGroupId"] = message.group
    if arn.resource.endswith(".fifo"):
        params["MessageDeduplicationId"] = message.deduplication or message.id
    scope.at(account=arn.account, region=arn.region).call("sqs", "SendMessage", params)


def _to_function(scope: Scope, parcel: Parcel) -> None:
    arn = parcel.arn
    _check_permission(scope, arn, "lambda:InvokeFunction", parcel.message.topic)
    payload = json.dumps(lambda_event(parcel.subscription, parcel.envelope), ensure_ascii=False).encode()
    params = {"FunctionName": str(arn), "InvocationType": "Event", "Payload": payload}
    scope.at(account=arn.account, region=arn.region).call("lambda", "Invoke", params)


def _to_firehose(scope: Scope, parcel: Parcel) -> None:
    """One line for each message, raw or not (developer guide, "Formatting archived messages in Amazon S3")."""
    arn = parcel.arn
    text = parcel.message.text("firehose") if parcel.raw else firehose_text(parcel.envelope)
    params = {"DeliveryStreamName": arn.resource_id, "Record": {"Data": f"{text}\n".encode()}}
    scope.at(account=arn.account, region=arn.region).call("firehose", "PutRecord", params)


def _to_server(scope: Scope, parcel: Parcel) -> None:
    """A POST (developer guide, "Parsing HTTP/HTTPS message format"); 4xx other than 429 is final."""
    subscription = parcel.subscription
    headers = {
        "x-amz-sns-message-type": str(parcel.envelope["Type"]),
        "x-amz-sns-message-id": parcel.message.id,
        "x-amz-sns-topic-arn": parcel.message.topic,
        "Content-Type": "text/plain; charset=UTF-8",
        "User-Agent": "Amazon Simple Notification Service Agent",
    }
    if not parcel.asks:
        headers["x-amz-sns-subscription-arn"] = subscription.arn
    if parcel.raw:
        headers["x-amz-sns-rawdelivery"] = "true"
    draft = Draft(method="POST", url=subscription.endpoint, body=parcel.sent_text, headers=headers)
    try:
        check_taken(exchange(draft, scope), scope, subscription.endpoint)
    except DeliveryFailed as error:
        raise (Unanswered if error.failure.retried else AwsError)(error.code, error.message) from error


def _to_phone(scope: Scope, parcel: Parcel) -> None:
    if not send_text(scope, parcel.subscription.endpoint, parcel.sent_text, parcel.message.attributes):
        raise AwsError("OptedOut", "Phone number is opted out")


def _to_device(scope: Scope, parcel: Parcel) -> None:
    arn = parcel.arn
    send_push(scope.at(account=arn.account, region=arn.region), str(arn), parcel.message.texts)


def _check_permission(scope: Scope, arn: Arn, action: str, topic: str) -> None:
    """Refuses what the policy of the endpoint does not allow, where the fake enforces permissions."""
    statements = scope.world.policy_of(scope, arn)
    if scope.world.settings.permissions != "enforce" or statements is None:
        return
    caller = Identity("", scope.caller.arn, scope.caller.user_id)
    context = {"aws:SourceArn": topic, "aws:SourceAccount": scope.account}
    if not allows(statements, Request(caller, action, (str(arn),), context), owner=arn.account):
        raise AwsError("AccessDenied", f"no policy of {arn} lets {caller.arn} perform {action} for {topic}")


SENDERS: Mapping[str, Callable[[Scope, Parcel], None]] = {
    "application": _to_device,
    "firehose": _to_firehose,
    "http": _to_server,
    "https": _to_server,
    "lambda": _to_function,
    "sms": _to_phone,
    "sqs": _to_queue,
}
"""Those of mail are missing: what is mailed is only noted as the outcome."""
