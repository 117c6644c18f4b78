"""Answers presigned URLs, which code under test opens with a library that is no AWS client."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http.client import responses
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.records import Json
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.s3.errors import access_denied, status_of

_HOST = re.compile(r"(?:(?P<bucket>.+)\.)?s3[.-](?:.+\.)?amazonaws\.com(?:\.cn)?")
_OPERATIONS = {
    ("GET", False): "GetObject",
    ("HEAD", False): "HeadObject",
    ("PUT", False): "PutObject",
    ("DELETE", False): "DeleteObject",
    ("PUT", True): "UploadPart",
    ("DELETE", True): "AbortMultipartUpload",
}
_QUERY = {
    "versionId": "VersionId",
    "uploadId": "UploadId",
    "response-cache-control": "ResponseCacheControl",
    "response-content-disposition": "ResponseContentDisposition",
    "response-content-encoding": "ResponseContentEncoding",
    "response-content-language": "ResponseContentLanguage",
    "response-content-type": "ResponseContentType",
}
_HEADERS = {
    "cache-control": "CacheControl",
    "content-disposition": "ContentDisposition",
    "content-encoding": "ContentEncoding",
    "content-language": "ContentLanguage",
    "content-type": "ContentType",
    "content-md5": "ContentMD5",
    "if-match": "IfMatch",
    "if-none-match": "IfNoneMatch",
    "range": "Range",
    "x-amz-acl": "ACL",
    "x-amz-checksum-crc32": "ChecksumCRC32",
    "x-amz-checksum-sha1": "ChecksumSHA1",
    "x-amz-checksum-sha256": "ChecksumSHA256",
    "x-amz-checksum-mode": "ChecksumMode",
    "x-amz-expected-bucket-owner": "ExpectedBucketOwner",
    "x-amz-sdk-checksum-algorithm": "ChecksumAlgorithm",
    "x-amz-server-side-encryption": "ServerSideEncryption",
    "x-amz-server-side-encryption-aws-kms-key-id": "SSEKMSKeyId",
    "x-amz-storage-class": "StorageClass",
    "x-amz-tagging": "Tagging",
    "x-amz-website-redirect-location": "WebsiteRedirectLocation",
}
_SHOWN = {
    "ETag": "ETag",
    "ContentType": "Content-Type",
    "ContentLength": "Content-Length",
    "ContentRange": "Content-Range",
    "AcceptRanges": "Accept-Ranges",
    "CacheControl": "Cache-Control",
    "ContentDisposition": "Content-Disposition",
    "ContentEncoding": "Content-Encoding",
    "ContentLanguage": "Content-Language",
    "LastModified": "Last-Modified",
    "Expires": "Expires",
    "VersionId": "x-amz-version-id",
    "ServerSideEncryption": "x-amz-server-side-encryption",
}
_SIGNATURE = frozenset(
    (
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-SignedHeaders",
        "X-Amz-Signature",
        "X-Amz-Security-Token",
        "AWSAccessKeyId",
        "Signature",
        "Expires",
        "x-amz-security-token",
        "x-id",
    )
)


@dataclass(frozen=True, slots=True)
class PresignedAnswer:
    """What opening a presigned URL gives; the names are those of `requests`."""

    status_code: int
    content: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether the status is below 400."""
        return self.status_code < 400

    @property
    def text(self) -> str:
        """The content as UTF-8."""
        return self.content.decode()

    def json(self) -> Json:
        """The content parsed as JSON."""
        return json.loads(self.content)


def open_presigned(
    scope: Scope, url: str, method: str, data: bytes | str | None, headers: Mapping[str, str]
) -> PresignedAnswer:
    """Has a request by a presigned URL answered by the operation that it stands for."""
    try:
        operation, params = _read(scope, url, method, {name.lower(): value for name, value in headers.items()})
        if data is not None:
            params["Body"] = data.encode() if isinstance(data, str) else data
        return _success(operation, scope.call("s3", operation, params))
    except AwsError as error:
        return _failure(error, method)


def _read(scope: Scope, url: str, method: str, headers: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    parts = urlsplit(url)
    bucket, key = _address(parts.hostname or "", parts.path)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    operation = _OPERATIONS.get((method.upper(), "uploadId" in query))
    unknown = {name for name in query if name not in _QUERY and name not in _SIGNATURE} - {"partNumber"}
    # Members that botocore signs as part of the query stand in place of headers.
    hoisted = {name.lower(): query[name] for name in unknown if name.lower().startswith("x-amz-")}
    unknown -= {name for name in unknown if name.lower() in hoisted}
    if operation is None or unknown or not key:
        asked = f"{method.upper()} {parts.path}" + (f"?{'&'.join(sorted(unknown))}" if unknown else "")
        raise UnsupportedOperation(f"open_presigned() reads, writes and deletes objects, got {asked}")
    _check_signature(scope, query, headers)
    params: dict[str, Any] = {"Bucket": bucket, "Key": key}
    params.update({member: query[name] for name, member in _QUERY.items() if name in query})
    if "partNumber" in query:
        params["PartNumber"] = int(query["partNumber"])
    params.update(_header_members({**hoisted, **headers}))
    return operation, params


def _address(host: str, path: str) -> tuple[str, str]:
    """Bucket and key, from a host that begins with the bucket or a path that does."""
    found = _HOST.fullmatch(host)
    path = unquote(path).removeprefix("/")
    if found is not None and found["bucket"]:
        return found["bucket"], path
    bucket, _, key = path.partition("/")
    return bucket, key


def _check_signature(scope: Scope, query: Mapping[str, str], headers: Mapping[str, str]) -> None:
    """Whether the URL is signed, still holds, and the headers are there that it was signed with."""
    if "X-Amz-Signature" in query:
        signed = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        until = signed + timedelta(seconds=int(query["X-Amz-Expires"]))
    elif "Signature" in query:
        until = datetime.fromtimestamp(int(query["Expires"]), UTC)
    else:
        raise access_denied()
    if scope.now >= until:
        raise access_denied("Request has expired")
    wanted = set(query.get("X-Amz-SignedHeaders", "host").split(";")) - {"host"}
    if not wanted <= headers.keys():
        raise AwsError(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and "
            f"signing method. (signed, but not sent: {', '.join(sorted(wanted - headers.keys()))})",
            status=403,
        )


def _header_members(headers: Mapping[str, str]) -> dict[str, Any]:
    members: dict[str, Any] = {_HEADERS[name]: value for name, value in headers.items() if name in _HEADERS}
    metadata = {
        name.removeprefix("x-amz-meta-"): value for name, value in headers.items() if name.startswith("x-amz-meta-")
    }
    if metadata:
        members["Metadata"] = metadata
    for name, member in (("if-modified-since", "IfModifiedSince"), ("if-unmodified-since", "IfUnmodifiedSince")):
        if name in headers:
            members[member] = parsedate_to_datetime(headers[name])
    return members


def _success(operation: str, response: Mapping[str, Any]) -> PresignedAnswer:
    headers = {name: _header_text(response[member]) for member, name in _SHOWN.items() if member in response}
    headers.update({f"x-amz-meta-{name}": value for name, value in response.get("Metadata", {}).items()})
    content: bytes = response["Body"].read() if "Body" in response else b""
    status = 206 if "ContentRange" in response else 204 if operation in _WITHOUT_CONTENT else 200
    return PresignedAnswer(status, content, headers)


_WITHOUT_CONTENT = ("DeleteObject", "AbortMultipartUpload")


def _header_text(value: Any) -> str:
    return format_datetime(value, usegmt=True) if isinstance(value, datetime) else str(value)


def _failure(error: AwsError, method: str) -> PresignedAnswer:
    status = status_of(error)
    if method.upper() == "HEAD" or status == 304:
        return PresignedAnswer(status, b"", {})
    more = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in error.members.items())
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{escape(error.code)}</Code><Message>{escape(error.message or responses[status])}</Message>"
        f"{more}</Error>"
    )
    return PresignedAnswer(status, text.encode(), {"Content-Type": "application/xml"})
