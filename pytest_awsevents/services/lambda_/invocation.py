"""What is kept of every invocation."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from pytest_awsevents.core.records import ApiCall, Caller, Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an invocation failed: type and message as AWS reports them, and where in the user's code."""

    type: str
    message: str
    traceback: str = field(default="", repr=False)
    stack: tuple[str, ...] = field(default=(), repr=False)
    where: Caller | None = None

    def __str__(self) -> str:
        return f"{self.type}: {self.message}" if self.message else self.type


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """One invocation of a function, with its outcome.

    `arn` is the ARN it was invoked by, with the qualifier; `version` the version that ran. `payload` and
    `response_text` are the JSON texts that went in and out; `log` is what the handler printed and logged. `attempt`
    counts from 1 where an event is tried again.
    """

    request_id: str
    function: str
    arn: str
    version: str
    type: str
    at: datetime
    payload: str
    response_text: str | None
    failure: Failure | None
    log: str = field(repr=False)
    api_call: ApiCall = field(repr=False)
    attempt: int = 1

    @property
    def event(self) -> Json:
        """What the handler received; a new copy each time."""
        return json.loads(self.payload)

    @property
    def response(self) -> Json:
        """What the handler returned, as the caller got it; None after a failure."""
        return None if self.response_text is None else json.loads(self.response_text)

    @property
    def failed(self) -> bool:
        """Whether there is a `failure`."""
        return self.failure is not None

    @property
    def whole_log(self) -> str:
        """The log with the lines that Lambda itself writes around it, without the report of time and memory used."""
        text = self.log if self.log.endswith("\n") or not self.log else f"{self.log}\n"
        return f"START RequestId: {self.request_id} Version: {self.version}\n{text}END RequestId: {self.request_id}\n"
