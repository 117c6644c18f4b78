"""What answers HTTP requests: scripts of the test, a local server, or else 200."""

from __future__ import annotations

import http.client
import ipaddress
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from pytest_awsevents.core.errors import InvalidOption
from pytest_awsevents.core.records import HttpRequest
from pytest_awsevents.core.scope import StateKey

HttpError: TypeAlias = Literal["timeout", "connection"]
"""What comes instead of an answer."""
ERRORS = ("timeout", "connection")
_TIMEOUT = 5.0  # seconds; that of API destinations (user guide)


class Reply(NamedTuple):
    """The answer to one request."""

    status: int
    body: str
    headers: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Reply(status={self.status})"  # what answers a token endpoint has the token in it


@dataclass(slots=True, eq=False, kw_only=True)
class HttpScript:
    """How requests to some URLs are answered: `requests` are those it answered, `times` how many it still may."""

    pattern: re.Pattern[str]
    reply: Reply
    error: HttpError | None = None
    forward_to: str | None = None
    times: int | None = None
    requests: list[HttpRequest] = field(default_factory=list, repr=False)

    def meets(self, url: str) -> bool:
        """Whether it would answer a request to this URL."""
        return self.times != 0 and matches_url(self.pattern, url)


class HttpAnswers:
    """All scripts of one fake; the newest that still answers comes first, as with stubs."""

    def __init__(self) -> None:
        self._scripts: list[HttpScript] = []
        self._lock = threading.Lock()

    def add(self, script: HttpScript) -> HttpScript:
        if script.times is not None and (isinstance(script.times, bool) or script.times < 1):
            raise InvalidOption(f"times must be a whole number of 1 or more, or None for always, got {script.times!r}")
        if script.error is not None and script.error not in ERRORS:
            raise InvalidOption(f"error must be one of {', '.join(ERRORS)}, got {script.error!r}")
        if isinstance(script.reply.status, bool) or script.reply.status not in range(100, 600):
            raise InvalidOption(f"status must be an HTTP status, got {script.reply.status!r}")
        self._scripts.insert(0, script)
        return script

    def take(self, request: HttpRequest) -> HttpScript | None:
        """The script that answers a request, counted; None where there is none."""
        with self._lock:
            script = next((one for one in self._scripts if one.meets(request.url)), None)
            if script is not None:
                script.requests.append(request)
                if script.times is not None:
                    script.times -= 1
            return script


HTTP_ANSWERS: StateKey[HttpAnswers] = StateKey("http-answers", lambda _: HttpAnswers())


def url_pattern(pattern: str | re.Pattern[str]) -> re.Pattern[str]:
    """A pattern of URLs, where `*` stands for any text; compared with and without the query."""
    if isinstance(pattern, re.Pattern):
        return pattern
    return re.compile(".*".join(map(re.escape, pattern.split("*"))))


def matches_url(pattern: re.Pattern[str], url: str) -> bool:
    return any(pattern.fullmatch(text) for text in (url, url.partition("?")[0]))


def checked_loopback(url: str) -> str:
    """An address of this machine, the only kind that requests are really sent to."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or not _is_loopback(host):
        raise InvalidOption(
            f"requests are really sent to this machine only, such as 'http://127.0.0.1:8080', got {url!r}"
        )
    return url.rstrip("/")


def really_send(request: HttpRequest, to: str) -> Reply:
    """Sends a request, with its path and query, to a server on this machine; raises OSError."""
    there, asked = urlsplit(to), urlsplit(request.url)
    path = there.path + (asked.path or "/") + (f"?{asked.query}" if asked.query else "")
    connection = http.client.HTTPConnection(there.hostname or "", there.port or 80, timeout=_TIMEOUT)
    try:
        connection.request(request.method, path, request.body.encode(), dict(request.headers))
        response = connection.getresponse()
        return Reply(response.status, response.read().decode(errors="replace"), dict(response.getheaders()))
    except http.client.HTTPException as error:
        raise ConnectionError(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
