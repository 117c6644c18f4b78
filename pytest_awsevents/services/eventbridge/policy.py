"""The policy document of an event bus."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pytest_awsevents.core.policies import statements_of
from pytest_awsevents.core.scope import Statement
from pytest_awsevents.services.eventbridge.refusals import invalid_parameter

VERSION = "2012-10-17"


def parse_policy(text: str) -> tuple[Statement, ...]:
    """The statements of a document as sent (recorded: any action and principal); AWS's error where it is not one."""
    statements = statements_of(text)
    if not statements:
        raise invalid_parameter("Policy", "It must be a JSON policy document with statements.")
    return statements


def policy_text(statements: Sequence[Statement]) -> str | None:
    """The document as DescribeEventBus shows it; nothing where no statement is left (recorded)."""
    if not statements:
        return None
    return json.dumps({"Version": VERSION, "Statement": list(statements)}, separators=(",", ":"))
