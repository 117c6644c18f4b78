"""Errors of SNS that several operations raise; all texts as recorded."""

from __future__ import annotations

from pytest_awsevents.core.errors import AwsError


def invalid(what: str) -> AwsError:
    return AwsError("InvalidParameter", f"Invalid parameter: {what}")


def no_arn(parameter: str, text: str) -> AwsError:
    elements = len(text.split(":"))
    return invalid(f"{parameter} Reason: An ARN must have at least 6 elements, not {elements}")


def unknown_topic() -> AwsError:
    return AwsError("NotFound", "Topic does not exist")


def unknown_subscription() -> AwsError:
    return AwsError("NotFound", "Subscription does not exist")
