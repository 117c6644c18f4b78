"""The signed URLs of jobs, where files are put and fetched without any AWS client."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote, urlsplit

from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.dataexchange.state import EXCHANGE, SignedUrl, moment

_LIFETIME = timedelta(hours=1)  # user guide


@dataclass(frozen=True, slots=True)
class SignedAnswer:
    """What opening a signed URL gives; the names are those of `requests`."""

    status_code: int
    content: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether the status is below 400."""
        return self.status_code < 400

    @property
    def text(self) -> str:
        """The content as UTF-8."""
        return self.content.decode()


def make_upload_url(scope: Scope, job_id: str, name: str, md5: str) -> SignedUrl:
    """A URL that takes one file, of that MD5 hash."""
    return _make(scope, "PUT", job_id, name, md5=md5)


def make_download_url(scope: Scope, job_id: str, name: str, content: bytes) -> SignedUrl:
    """A URL that gives a file."""
    return _make(scope, "GET", job_id, name, content=content)


def find_signed_url(scope: Scope, url: str) -> SignedUrl | None:
    return scope.shared(EXCHANGE).signed_urls.get(urlsplit(url).path)


def open_signed_url(
    scope: Scope, url: str, method: str, data: bytes | str | None, headers: Mapping[str, str]
) -> SignedAnswer:
    """Answers a request as S3, where these URLs lead to, would."""
    signed = find_signed_url(scope, url)
    if signed is None or signed.url != url or signed.method != method.upper():
        return _refused(403, "SignatureDoesNotMatch", "The request signature does not match this request.")
    if scope.now >= signed.expires:
        return _refused(403, "AccessDenied", "Request has expired")
    if signed.method == "GET":
        return SignedAnswer(200, signed.content or b"")
    content = data.encode() if isinstance(data, str) else data or b""
    given = {name.lower(): value for name, value in headers.items()}.get("content-md5")
    if given != signed.md5:
        return _refused(403, "SignatureDoesNotMatch", "The URL was signed for a request with Content-MD5.")
    if md5_of(content) != signed.md5:
        return _refused(400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
    signed.content = content
    return SignedAnswer(200, b"")


def md5_of(content: bytes) -> str:
    """The MD5 hash in base64, as jobs and S3 want it."""
    return base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()


def _make(
    scope: Scope, method: str, job_id: str, name: str, *, md5: str | None = None, content: bytes | None = None
) -> SignedUrl:
    now = moment(scope)
    host = f"aws-data-exchange-{scope.region}.s3.{scope.region}.amazonaws.com"
    path = f"/{job_id}/{quote(name)}"
    headers = "content-md5%3Bhost" if method == "PUT" else "host"
    query = (
        f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={now:%Y%m%dT%H%M%SZ}&X-Amz-SignedHeaders={headers}"
        f"&X-Amz-Expires={int(_LIFETIME.total_seconds())}&X-Amz-Signature={scope.ids.hex(64)}"
    )
    signed = SignedUrl(
        url=f"https://{host}{path}?{query}", method=method, expires=now + _LIFETIME, md5=md5, content=content
    )
    scope.shared(EXCHANGE).signed_urls[path] = signed
    return signed


def _refused(status: int, code: str, message: str) -> SignedAnswer:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return SignedAnswer(status, text.encode())
