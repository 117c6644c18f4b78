"""API calls, and the HTTP requests that EventBridge makes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

from pytest_awsevents.core.masking import MASK, masked, masked_params, masked_urls
from pytest_awsevents.core.records.base import Caller, Json, Record
from pytest_awsevents.core.rules import Params


class CallError(NamedTuple):
    """The error an API call was answered with: its `code` and `message`."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ApiCall(Record):
    """One API call, by code under test or by a service.

    `params` as they were sent, timestamps as aware UTC datetimes; `response` None while it runs and after an error.
    `answered_by` is `fake`, `stub`, `fault`, `passthrough`, `default` for a target of a service that is not faked, or
    `nothing` for an operation nobody serves. `access_key` is the id of the key that signed it, None where a service or
    a helper called; `principal_id` the unique id of the caller. `failure` is why the function failed that this call
    invoked, at its last attempt: AWS does not tell the caller of an asynchronous invocation.
    """

    service: str
    operation: str
    params: Params
    account: str
    region: str
    principal: str
    caller: Caller | None
    response: Params | None = None
    error: CallError | None = None
    answered_by: str = "nothing"
    access_key: str | None = None
    principal_id: str = ""
    failure: str | None = None

    @property
    def name(self) -> str:
        """`service:Operation`."""
        return f"{self.service}:{self.operation}"

    @property
    def raw(self) -> Json:
        return self.params

    def __repr__(self) -> str:
        """All but the cause, secrets masked."""
        shown = {one.name: getattr(self, one.name) for one in fields(self) if one.repr}
        shown["params"] = masked_params(self.service, self.operation, self.params)
        shown["response"] = masked_params(self.service, self.operation, self.response, "output")
        return f"ApiCall({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class HttpRequest(Record):
    """One HTTP request to an API destination, to its token endpoint, to API Gateway or to AppSync.

    `status` is None while it runs and where no answer came; `error` says why none came. `secrets` are the values that
    are masked wherever a request is shown.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: str
    secrets: tuple[str, ...] = ()
    status: int | None = None
    error: str | None = None

    @property
    def json(self) -> Json:
        """The body parsed as JSON."""
        return json.loads(self.body)

    @property
    def raw(self) -> Json:
        return {"method": self.method, "url": self.url, "headers": dict(self.headers), "body": self.body}

    @property
    def title(self) -> str:
        """Method and URL, secrets masked."""
        return self.masked(f"{self.method} {self.url}")

    def masked(self, text: str) -> str:
        """A text without the secrets of this request."""
        for secret in sorted(self.secrets, key=len, reverse=True):  # one may be part of another
            text = text.replace(secret, MASK)
        return masked_urls(text)

    def __repr__(self) -> str:
        headers = {name: self.masked(value) for name, value in masked(self.headers).items()}
        body = self.masked(self.body)
        return (
            f"HttpRequest(seq={self.seq}, {self.title}, headers={headers!r}, body={body!r}, status={self.status!r}, "
            f"error={self.error!r})"
        )
