"""What every faked service is made of: a table of operations, paging, tags."""

from __future__ import annotations

import base64
import binascii
import copy
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.flow import Errand
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, Statement
from pytest_awsevents.core.wording import AS_MODELLED, Wording

Response: TypeAlias = Mapping[str, Any]
Operation: TypeAlias = Callable[[Scope, Params], Response | None]
T = TypeVar("T")


class OperationTable(dict[str, Operation]):
    """Operations by their boto3 name; used as a decorator, it enters a function under its own name."""

    def __call__(self, operation: Operation) -> Operation:
        name = getattr(operation, "__name__")  # noqa: B009  # a plain callable has none, for the type checker
        assert name not in self, f"operation {name} stands twice"
        self[name] = operation
        return operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One AWS service: its botocore name, all its operations, and how its validation errors are worded.

    `policy_of` finds the statements of a resource's policy in the account and region of its ARN; None where there is
    no such resource.
    """

    name: str
    operations: Mapping[str, Operation]
    wording: Wording = AS_MODELLED
    policy_of: Callable[[Scope, Arn], Sequence[Statement] | None] | None = None


def join_tables(*tables: OperationTable) -> Mapping[str, Operation]:
    """One table out of those of a service's modules; an operation may stand in one of them only."""
    joined = OperationTable()
    for table in tables:
        for operation in table.values():
            joined(operation)
    return joined


@dataclass(frozen=True, slots=True)
class PageMembers:
    """How an operation calls its paging members; `maximum` is the page size where the caller names none."""

    items: str
    token_in: str = "NextToken"
    token_out: str = "NextToken"
    limit: str = "Limit"
    maximum: int = 100
    invalid: AwsError = field(default_factory=lambda: AwsError("ValidationException", "Provided token is not valid."))


def page(items: Sequence[T], params: Params, members: PageMembers) -> dict[str, Any]:
    """One page of a listing and the token of the next; an unknown token is the service's own error.

    Tokens are opaque and hold only the position: they may be used with another page size, or with none (recorded for
    EventBridge).
    """
    start = _position(params[members.token_in]) if params.get(members.token_in) else 0
    if start is None or start > len(items):
        raise copy.copy(members.invalid)  # the members are kept for good, tracebacks should not be
    end = start + min(params.get(members.limit) or members.maximum, members.maximum)
    answer: dict[str, Any] = {members.items: list(items[start:end])}
    if end < len(items):
        answer[members.token_out] = base64.b64encode(f"awsevents:{end}".encode()).decode()
    return answer


def _position(token: str) -> int | None:
    try:
        name, _, position = base64.b64decode(token, validate=True).decode().partition(":")
        if name == "awsevents" and position.isdecimal():
            return int(position)
    except (ValueError, binascii.Error):
        pass
    return None


def open_policy(action: str, resource: str) -> str:
    """A resource policy that lets AWS services in: what test helpers give to a resource that rules will send to."""
    statement = {"Effect": "Allow", "Principal": {"Service": SENDERS}, "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


SENDERS = [f"{name}.amazonaws.com" for name in ("events", "s3", "scheduler", "sns")]
"""Service principals that hand things to queues and topics."""


def tag_map(tags: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    """Tags as a mapping, from AWS's list of Key and Value; some services let the value be left out."""
    return {tag["Key"]: tag.get("Value", "") for tag in tags or ()}


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as AWS's list of Key and Value, in the order they were put."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def emit_event(
    scope: Scope, *, source: str, detail_type: str, detail: Mapping[str, Any], resources: Iterable[str] = ()
) -> None:
    """An AWS service puts an event of its own on the default bus of the scope; members in AWS's order."""
    envelope = {
        "version": "0",
        "id": scope.ids.uuid(),
        "detail-type": detail_type,
        "source": source,
        "account": scope.account,
        "time": scope.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": scope.region,
        "resources": list(resources),
        "detail": detail,
    }
    scope.world.put_on_bus(scope, "default", envelope)


def later(scope: Scope, run: Callable[[], None], abandon: Callable[[str], None] = lambda _: None) -> None:
    """Has something done before the outermost API call returns, because of the call that is being answered.

    Nobody is there to catch what `run` raises: errors of AWS are its own business. `abandon` gets the reason where it
    is not run.
    """
    assert scope.cause is not None, "operations run because of an API call"
    scope.world.enqueue(Errand(scope.cause, run=run, abandon=abandon))


def attempt_later(scope: Scope, attempt: Callable[[], None]) -> None:
    """Like `later`, for what is lost where it is refused: the log has the call and its error."""

    def run() -> None:
        with suppress(AwsError):
            attempt()

    later(scope, run)


def milliseconds(instant: datetime) -> int:
    """Milliseconds since the epoch; exact, unlike a multiplied float."""
    return int(instant.timestamp()) * 1000 + instant.microsecond // 1000


def queue_url(arn: Arn) -> str:
    """The URL of a queue, as services that know its ARN address it."""
    return f"https://sqs.{arn.region}.amazonaws.com/{arn.account}/{arn.resource}"
