"""The error that CloudTrail answers to a statement it cannot run."""

from __future__ import annotations

from pytest_awsevents.core.errors import AwsError


def invalid_statement(message: str) -> AwsError:
    return AwsError("InvalidQueryStatementException", message[:1000])
