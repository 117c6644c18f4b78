"""Pages of listings: keys with common prefixes, continuation tokens, URL encoding."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import quote_plus

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.services.s3.errors import invalid_argument

T = TypeVar("T")
_MOST = 1000
_HIGHEST = 2**31 - 1
_TOKEN = "awsevents:"


def page_size(params: Params, member: str) -> int:
    """How many rows a caller wants: at most 1,000."""
    wanted: int = params.get(member, _MOST)
    if not 0 <= wanted <= _HIGHEST:
        name = {"MaxKeys": "max-keys", "MaxUploads": "max-uploads", "MaxParts": "max-parts"}[member]
        message = f"Argument {member[0].lower()}{member[1:]} must be an integer between 0 and {_HIGHEST}"
        raise invalid_argument(message, name, wanted)
    return min(wanted, _MOST)


def first_page(rows: Iterable[T], size: int) -> tuple[list[T], bool]:
    """So many rows, and whether there are more; a page of nothing is complete."""
    if size == 0:
        return [], False
    iterator = iter(rows)
    page = list(islice(iterator, size))
    return page, next(iterator, None) is not None


def make_token(last: str) -> str:
    """A continuation token: goes on behind that key or common prefix."""
    return base64.b64encode(utf8(f"{_TOKEN}{last}")).decode()


def read_token(token: str) -> str:
    try:
        text = base64.b64decode(token, validate=True).decode("utf-8", "surrogatepass")
    except (ValueError, binascii.Error):
        text = ""
    if not text.startswith(_TOKEN):
        raise invalid_argument("The continuation token provided is incorrect", "continuation-token", token)
    return text.removeprefix(_TOKEN)


@dataclass(frozen=True, slots=True)
class Encoder:
    """Encodes keys where the caller asked for it, which botocore does by itself, and undoes."""

    encode: Callable[[str], str]
    members: Mapping[str, str]

    def given(self, params: Params, *names: str) -> dict[str, str]:
        """Members of the request that are given back; those that were not sent are left out."""
        return {name: self.encode(params[name]) for name in names if params.get(name) is not None}


def encoder_of(params: Params) -> Encoder:
    kind = params.get("EncodingType")
    if kind is None:
        return Encoder(str, {})
    if kind != "url":
        raise invalid_argument("Invalid Encoding Method specified in Request", "encoding-type", kind)
    return Encoder(_encode, {"EncodingType": "url"})


def _encode(text: str) -> str:
    return quote_plus(text, safe="/*", errors="surrogatepass")


def common_prefixes(texts: Iterable[str], encoder: Encoder) -> list[dict[str, Any]] | None:
    return [{"Prefix": encoder.encode(text)} for text in texts] or None
