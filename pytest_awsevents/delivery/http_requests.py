"""HTTP requests of deliveries: put together, recorded, answered."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit, urlunsplit

from pytest_awsevents.core.records import HttpRequest
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.failures import DeliveryFailed, Failure
from pytest_awsevents.delivery.http_answers import HTTP_ANSWERS, Reply, really_send

_TIMED_OUT = Failure("TIMEOUT", True)
_NO_CONNECTION = Failure("CONNECTION_FAILURE", True)


@dataclass(slots=True, kw_only=True)
class Draft:
    """A request that is being put together; header names are kept as they were first written."""

    method: str
    url: str = field(repr=False)
    body: str = field(repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    secrets: list[str] = field(default_factory=list, repr=False)

    def set_headers(self, headers: Mapping[str, str]) -> None:
        """Adds headers, or changes those there are, whatever the case of their names."""
        names = {name.lower(): name for name in self.headers}
        for name, value in headers.items():
            self.headers[names.setdefault(name.lower(), name)] = value

    def set_query(self, parameters: Mapping[str, str]) -> None:
        """Adds parameters of the query, or changes those there are."""
        if parameters:
            parts = urlsplit(self.url)
            query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **parameters}
            self.url = urlunsplit(parts._replace(query=urlencode(query, quote_via=quote)))

    def keep_secret(self, values: Iterable[str]) -> None:
        """Has values masked where the request is shown, in each form in which they may stand in it."""
        for value in filter(None, values):
            self.secrets += [value, quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1]]


def exchange(draft: Draft, scope: Scope, *, default_body: str = "") -> Reply:
    """Records a request and gives its answer, 200 unless a test says otherwise; raises DeliveryFailed for none."""
    recorder = scope.world.recorder
    draft.set_headers({"Host": urlsplit(draft.url).netloc, "Content-Length": str(len(draft.body.encode()))})
    request = recorder.append(
        HttpRequest(
            seq=recorder.number(),
            at=scope.now,
            cause=scope.cause,
            method=draft.method,
            url=draft.url,
            headers=draft.headers,
            body=draft.body,
            secrets=tuple(dict.fromkeys(draft.secrets)),
        )
    )
    script = scope.shared(HTTP_ANSWERS).take(request)
    if script is None:
        reply = Reply(200, default_body, {})
    elif script.error is not None:
        raise _no_answer(request, scope, timed_out=script.error == "timeout")
    elif script.forward_to is not None:
        reply = _sent(request, scope, script.forward_to)
    else:
        reply = script.reply
    recorder.answered(request, status=reply.status)
    return reply


def check_taken(reply: Reply, scope: Scope, what: str, *, retried: Container[int] = (429,)) -> None:
    """Raises DeliveryFailed for a status that is not 2xx: 5xx and `retried` are, unless Retry-After is negative.

    Which statuses are retried, and Retry-After, is documented; the error codes are by convention.
    """
    status = reply.status
    if 200 <= status < 300:
        return
    wait = _retry_after(reply, scope)
    again = (status in retried or status >= 500) and (wait is None or wait >= 0)
    code = "THROTTLING" if status == 429 else "ERROR_FROM_TARGET" if status >= 500 else "SDK_CLIENT_ERROR"
    message = f"{what} returned HTTP status {status} with payload: {reply.body[:1000]}"
    raise DeliveryFailed(f"Http{status}", message, Failure(code, again), retry_after=wait)


def _retry_after(reply: Reply, scope: Scope) -> float | None:
    """The seconds of a Retry-After header, given as such or as a date; None where there is none."""
    text = next((value for name, value in reply.headers.items() if name.lower() == "retry-after"), None)
    if text is None:
        return None
    if re.fullmatch(r"-?\d{1,9}", text):
        return float(text)
    try:
        return (parsedate_to_datetime(text) - scope.now).total_seconds()
    except (TypeError, ValueError):
        return None


def _sent(request: HttpRequest, scope: Scope, to: str) -> Reply:
    try:
        with scope.world.user_code():
            return really_send(request, to)
    except OSError as error:
        raise _no_answer(request, scope, timed_out=isinstance(error, TimeoutError)) from error


def _no_answer(request: HttpRequest, scope: Scope, *, timed_out: bool) -> DeliveryFailed:
    reason = "no answer within 5 seconds" if timed_out else "no connection"
    scope.world.recorder.answered(request, status=None, error=reason)
    code, failure = ("RequestTimeout", _TIMED_OUT) if timed_out else ("ConnectionFailure", _NO_CONNECTION)
    return DeliveryFailed(code, f"Unable to invoke {request.title}: {reason}", failure)
