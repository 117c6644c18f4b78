"""Web identity tokens: the claims of a JSON web token, whoever signed it."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pytest_awsevents.core.errors import AwsError

_SOURCE_IDENTITY = "https://aws.amazon.com/source_identity"


@dataclass(frozen=True, slots=True)
class WebToken:
    issuer: str
    subject: str
    audience: str
    source_identity: str | None


def read_token(text: str, now: datetime) -> WebToken:
    """Raises AWS's error for what is no token, lacks a claim, or has expired (texts recorded)."""
    claims = _claims(text)
    if claims is None:
        raise _invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")
    audience = claims.get("aud")
    if isinstance(audience, list) and audience:
        audience = audience[0]
    for name, claim in (("iss", claims.get("iss")), ("sub", claims.get("sub")), ("aud", audience)):
        if not isinstance(claim, str) or not claim:
            raise _invalid(f"Missing a required claim: {name}")
    expires, at = claims.get("exp"), int(now.timestamp())
    if not isinstance(expires, int | float):
        raise _invalid("Missing a required claim: exp")
    if expires <= at:
        raise AwsError(
            "ExpiredTokenException",
            f"Token expired: current date/time {at} must be before the expiration date/time {int(expires)}",
        )
    source = claims.get(_SOURCE_IDENTITY)
    return WebToken(
        claims["iss"].removeprefix("https://"),
        claims["sub"],
        str(audience),
        source if isinstance(source, str) else None,
    )


def _claims(text: str) -> dict[str, Any] | None:
    parts = text.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidIdentityTokenException", message)
