"""What `aws_logs` gives: log groups made, filled and looked into in one line, assertions on what was logged."""

from __future__ import annotations

import json as json_module
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pytest_awsevents.assertions.arrived import Arrivals
from pytest_awsevents.assertions.expecting import Count, given_name, unknown_name
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Json
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import milliseconds
from pytest_awsevents.services.logs.filter_pattern import parse_filter_pattern
from pytest_awsevents.services.logs.resource_policies import let_services_in
from pytest_awsevents.services.logs.state import find_group, logs_in

_INSTEAD = "assert_not_logged()"
_AHEAD = 2 * 3600  # seconds by which events may be ahead of the time


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """A log event; `text` is its message without the line end that Lambda leaves at it."""

    text: str
    stream: str
    at: datetime

    @property
    def json(self) -> Json:
        """The text parsed as JSON."""
        return json_module.loads(self.text)


@dataclass(frozen=True, slots=True)
class LogGroup:
    """A log group, with `name` and `arn`, to be given to a rule as its target, written to and looked into."""

    name: str
    arn: str
    _scope: Scope = field(repr=False, compare=False)

    def put(self, *messages: str | Json, stream: str = "default") -> None:
        """Writes messages, JSON where they are no texts, by PutLogEvents; makes the stream where there is none."""
        place = {"logGroupName": self.name, "logStreamName": stream}
        if stream not in find_group(self._scope, self.name).streams:
            self._scope.call("logs", "CreateLogStream", place)
        now = milliseconds(self._scope.now)
        texts = [one if isinstance(one, str) else json_module.dumps(one) for one in messages]
        events = [{"timestamp": now, "message": text} for text in texts]
        self._scope.call("logs", "PutLogEvents", {**place, "logEvents": events})

    def events(self, pattern: str = "", *, stream: str | None = None) -> list[LoggedEvent]:
        """What it holds, by time, or what a filter pattern accepts of it; no API call is made."""
        accepts = parse_filter_pattern(pattern).accepts
        streams = find_group(self._scope, self.name).streams.values()
        held = [event for one in streams if stream in (None, one.name) for event in one.events]
        return [
            LoggedEvent(one.message.removesuffix("\n"), one.stream, datetime.fromtimestamp(one.timestamp / 1000, UTC))
            for one in sorted(held, key=lambda event: int(event.id))
            if accepts(one.message)
        ]

    def messages(self, pattern: str = "") -> list[str]:
        """The texts of what it holds."""
        return [event.text for event in self.events(pattern)]

    def query(self, text: str) -> list[dict[str, str]]:
        """The rows that a query of Logs Insights gives, by StartQuery, of all that it holds: their names and values."""
        now = milliseconds(self._scope.now) // 1000
        params = {"logGroupName": self.name, "startTime": 0, "endTime": now + _AHEAD, "queryString": text}
        id = self._scope.call("logs", "StartQuery", params)["queryId"]
        rows = self._scope.call("logs", "GetQueryResults", {"queryId": id})["results"]
        return [{one["field"]: one["value"] for one in row if one["field"] != "@ptr"} for row in rows]


class Logs:
    """CloudWatch Logs of the default account and region."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def group(
        self,
        name: str,
        *,
        retention: int | None = None,
        tags: Mapping[str, str] | None = None,
        policy: str | None = None,
    ) -> LogGroup:
        """The log group of that name, made by CreateLogGroup where there is none; `retention` in days.

        A resource policy lets AWS services write to a group that is made, so that rules may use it. `policy=""` does
        without; another document is put by PutResourcePolicy, under the name of the group.
        """
        if name not in logs_in(self._scope).groups:
            params: dict[str, Any] = {"logGroupName": name}
            self._scope.call("logs", "CreateLogGroup", {**params, "tags": dict(tags)} if tags else params)
            if policy is None:  # the test did not ask for this call, so it is not recorded as one
                let_services_in(self._scope, find_group(self._scope, name).arn)
        if policy:
            self._scope.call("logs", "PutResourcePolicy", {"policyName": name, "policyDocument": policy})
        if retention is not None:
            self._scope.call("logs", "PutRetentionPolicy", {"logGroupName": name, "retentionInDays": retention})
        return self._known(name)

    def of(self, function: str | Any) -> LogGroup:
        """The log group of a Lambda function, `/aws/lambda/<name>`; there is one when the function has run."""
        name = f"/aws/lambda/{getattr(function, 'name', function)}"
        try:
            return self._known(name)
        except AwsError:
            unknown_name("log group", name, sorted(logs_in(self._scope).groups))

    def groups(self) -> list[LogGroup]:
        """All log groups of the account and region, in the order of their creation."""
        return [self._known(name) for name in logs_in(self._scope).groups]

    def assert_logged(self, expected: object = None, *, group: str | LogGroup, count: Count = None) -> LoggedEvent:
        """Asserts that a log group holds an event, with a text or JSON where one is given; returns the first.

        JSON objects are compared partially; `expected` may be a matcher. `count`: exactly so many, one of a range, or
        (None) at least one.
        """
        __tracebackhide__ = True
        return self._arrivals(group).assert_some(expected, count, _INSTEAD)

    def assert_not_logged(self, expected: object = None, *, group: str | LogGroup) -> None:
        """Asserts that a log group holds no event, or none with that text or JSON."""
        __tracebackhide__ = True
        self._arrivals(group).assert_none(expected)

    def _arrivals(self, group: str | LogGroup) -> Arrivals[LoggedEvent]:
        __tracebackhide__ = True
        name = given_name(group, "log group")
        known = logs_in(self._scope).groups
        if name not in known:
            unknown_name("log group", name, sorted(known))
        return Arrivals(self._known(name).events(), "event", f"in log group {name}", self._where_else)

    def _where_else(self) -> list[str]:
        counts = [f"{one.name} ({len(one.events())})" for one in self.groups()]
        return [f"events held, by log group: {', '.join(counts)}"]

    def _known(self, name: str) -> LogGroup:
        return LogGroup(name, find_group(self._scope, name).arn, self._scope)
