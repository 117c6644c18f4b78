"""Text messages and push messages: they leave for nowhere, and are kept for the test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.sns.errors import invalid
from pytest_awsevents.services.sns.state import SNS, PushMessage, TextMessage, find_endpoint

_PHONE = re.compile(r"\+[1-9][0-9]{1,14}")
_MAX_TEXT = 1600
_SENDER = "AWS.SNS.SMS.SenderID"
_TYPE = "AWS.SNS.SMS.SMSType"


def is_phone(number: str) -> bool:
    """Whether a text is a phone number as E.164 has them."""
    return _PHONE.fullmatch(number) is not None


def send_text(scope: Scope, number: str, text: str, attributes: Mapping[str, Mapping[str, Any]]) -> bool:
    """Sends a text message, unless the number opted out; whether it was sent."""
    if len(text) > _MAX_TEXT:
        raise invalid("Message too long")
    state = scope.state(SNS)
    sms, out = state.sms, number in state.opted_out
    state.texts.append(
        TextMessage(
            phone=number,
            text=text,
            sender=_text_of(attributes, _SENDER) or sms.get("DefaultSenderID"),
            type=_text_of(attributes, _TYPE) or sms.get("DefaultSMSType") or "Promotional",
            at=scope.now,
            status="opted out" if out else "sent",
        )
    )
    return not out


def send_push(scope: Scope, arn: str, texts: Mapping[str, str]) -> None:
    """Sends a push message to the app on a device, with the text for its platform."""
    endpoint = find_endpoint(scope, arn)
    if endpoint.attributes["Enabled"] != "true":
        raise AwsError("EndpointDisabled", "Endpoint is disabled")
    platform = arn.split("/")[1]
    scope.state(SNS).pushes.append(
        PushMessage(
            endpoint=arn,
            token=endpoint.attributes["Token"],
            platform=platform,
            text=texts.get(platform, texts["default"]),
            at=scope.now,
        )
    )


def _text_of(attributes: Mapping[str, Mapping[str, Any]], name: str) -> str | None:
    return attributes.get(name, {}).get("StringValue")
