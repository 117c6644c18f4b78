"""What subscribers get: the JSON around a message, and the events of Lambda functions."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.services.sns.state import Message, Subscription, Topic

_SIGNED = ("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_CERTIFICATE = "SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem"


def notification(topic: Topic, subscription: Subscription, message: Message) -> dict[str, Any]:
    """The members of a notification, in AWS's order (developer guide, "HTTP/HTTPS notification JSON format")."""
    head: dict[str, Any] = {"Type": "Notification", "MessageId": message.id}
    if message.sequence is not None:
        head["SequenceNumber"] = message.sequence
    head["TopicArn"] = topic.arn
    if message.subject is not None:
        head["Subject"] = message.subject
    head["Message"] = message.text(subscription.protocol)
    head["Timestamp"] = _timestamp(message)
    tail: dict[str, Any] = {"UnsubscribeURL": f"{_host(topic)}/?Action=Unsubscribe&SubscriptionArn={subscription.arn}"}
    if message.attributes:
        tail["MessageAttributes"] = {name: _shown(value) for name, value in message.attributes.items()}
    return {**head, **_signature(topic, head), **tail}


def confirmation(topic: Topic, subscription: Subscription, message: Message) -> dict[str, Any]:
    """What asks an endpoint whether it wants messages."""
    arn = topic.arn
    url = f"{_host(topic)}/?Action=ConfirmSubscription&TopicArn={arn}&Token={subscription.token}"
    head = {
        "Type": "SubscriptionConfirmation",
        "MessageId": message.id,
        "Token": subscription.token,
        "TopicArn": arn,
        "Message": f"You have chosen to subscribe to the topic {arn}.\n"
        "To confirm the subscription, visit the SubscribeURL included in this message.",
        "SubscribeURL": url,
        "Timestamp": _timestamp(message),
    }
    return {**head, **_signature(topic, head)}


def as_text(envelope: Mapping[str, Any]) -> str:
    """The JSON text as SNS lays it out: one member on a line, attributes each on theirs (recorded)."""
    lines = []
    for name, value in envelope.items():
        if isinstance(value, dict):
            inner = ",\n".join(f"    {_json(key)} : {_json(item)}" for key, item in value.items())
            lines.append(f"  {_json(name)} : {{\n{inner}\n  }}")
        else:
            lines.append(f"  {_json(name)} : {_json(value)}")
    return "{\n" + ",\n".join(lines) + "\n}"


def lambda_event(subscription: Subscription, envelope: Mapping[str, Any]) -> dict[str, Any]:
    """The event of a function; other names for the URLs, and nothing is left out (recorded)."""
    renamed = {"SigningCertURL": "SigningCertUrl", "UnsubscribeURL": "UnsubscribeUrl"}
    message = {renamed.get(name, name): value for name, value in envelope.items()}
    message = {"Subject": None, "MessageAttributes": {}, **message}
    record = {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": subscription.arn,
        "Sns": message,
    }
    return {"Records": [record]}


def firehose_text(envelope: Mapping[str, Any]) -> str:
    """A line for a delivery stream, without signature (developer guide, "Formatting archived messages")."""
    left_out = ("SignatureVersion", "Signature", "SigningCertURL")
    return _json({name: value for name, value in envelope.items() if name not in left_out})


def _shown(attribute: Mapping[str, Any]) -> dict[str, str]:
    if attribute["DataType"].startswith("Binary"):
        return {"Type": attribute["DataType"], "Value": base64.b64encode(attribute["BinaryValue"]).decode()}
    return {"Type": attribute["DataType"], "Value": attribute["StringValue"]}


def _timestamp(message: Message) -> str:
    return message.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _host(topic: Topic) -> str:
    arn = parse_arn(topic.arn)
    assert arn is not None, "topics have ARNs"
    suffix = "amazonaws.com.cn" if arn.partition == "aws-cn" else "amazonaws.com"
    return f"https://sns.{arn.region}.{suffix}"


def _signature(topic: Topic, envelope: Mapping[str, Any]) -> dict[str, str]:
    """Looks like a signature, but no key made it: nobody can verify it. FIFO topics do not sign (recorded)."""
    if topic.fifo:
        return {}
    version = topic.attributes.get("SignatureVersion", "1")
    signed = "".join(f"{name}\n{envelope[name]}\n" for name in _SIGNED if name in envelope).encode()
    digest = b"".join(hashlib.sha256(bytes([number]) + signed).digest() for number in range(8))
    return {
        "SignatureVersion": version,
        "Signature": base64.b64encode(digest).decode(),
        "SigningCertURL": f"{_host(topic)}/{_CERTIFICATE}",
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
