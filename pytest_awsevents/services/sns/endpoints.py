"""What can be subscribed to a topic, by protocol."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.services.sns.errors import invalid
from pytest_awsevents.services.sns.mobile import is_phone


def check_endpoint(protocol: str, endpoint: str, *, fifo: bool) -> None:
    """Refuses an endpoint that does not fit its protocol or the kind of topic (texts recorded for SQS and HTTP)."""
    check = _CHECKS.get(protocol)
    if check is None:
        raise invalid(f"Amazon SNS does not support this protocol string: {protocol}")
    check(endpoint, fifo)


def _check_http(endpoint: str, fifo: bool) -> None:
    _refuse_fifo(fifo)
    if not urlsplit(endpoint).netloc:
        raise invalid("Endpoint must match the specified protocol")


def _check_scheme(scheme: str) -> Callable[[str, bool], None]:
    def check(endpoint: str, fifo: bool) -> None:
        _check_http(endpoint, fifo)
        if urlsplit(endpoint).scheme != scheme:
            raise invalid("Endpoint must match the specified protocol")

    return check


def _check_queue(endpoint: str, fifo: bool) -> None:
    arn = parse_arn(endpoint)
    if arn is None or arn.service != "sqs":
        raise invalid("SQS endpoint ARN")
    if endpoint.endswith(".fifo") and not fifo:
        raise invalid(
            "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics"
        )


def _check_arn(service: str, noun: str) -> Callable[[str, bool], None]:
    def check(endpoint: str, fifo: bool) -> None:
        _refuse_fifo(fifo)
        arn = parse_arn(endpoint)
        if arn is None or arn.service != service:
            raise invalid(f"{noun} endpoint ARN")

    return check


def _check_email(endpoint: str, fifo: bool) -> None:
    _refuse_fifo(fifo)
    if "@" not in endpoint:
        raise invalid("Email address")


def _check_phone(endpoint: str, fifo: bool) -> None:
    _refuse_fifo(fifo)
    if not is_phone(re.sub(r"[./()-]", "", endpoint)):
        raise invalid(f"Invalid SMS endpoint: {endpoint}")


def _refuse_fifo(fifo: bool) -> None:
    if fifo:
        raise invalid("Invalid parameter: Endpoint Reason: Please use FIFO SQS queue")


_CHECKS: Mapping[str, Callable[[str, bool], None]] = {
    "application": _check_arn("sns", "Application"),
    "email": _check_email,
    "email-json": _check_email,
    "firehose": _check_arn("firehose", "Firehose"),
    "http": _check_scheme("http"),
    "https": _check_scheme("https"),
    "lambda": _check_arn("lambda", "Lambda"),
    "sms": _check_phone,
    "sqs": _check_queue,
}
