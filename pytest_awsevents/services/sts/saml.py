"""SAML assertions: what an identity provider says of a user, whoever signed it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from pytest_awsevents.core.errors import AwsError

_SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_AWS = "https://aws.amazon.com/SAML/Attributes/"
_FORMAT = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
_DEFAULT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Assertion:
    """By the names of the response; `seconds` is how long the session lasts where the caller does not say."""

    issuer: str
    subject: str
    subject_type: str
    audience: str
    session_name: str
    source_identity: str | None
    seconds: int


def read_assertion(text: str, now: datetime) -> Assertion:
    """Reads the assertion of a base64 SAML response; AWS's error where something that AWS needs is missing."""
    root = _parsed(text)
    confirmation = next(root.iter(f"{_SAML}SubjectConfirmationData"), None)
    name = next(root.iter(f"{_SAML}NameID"), None)
    issuer = next(root.iter(f"{_SAML}Issuer"), None)
    session_name = _attribute(root, "RoleSessionName")
    if confirmation is None or name is None or issuer is None:
        raise _invalid("SAML Assertion needs an Issuer, a NameID and a SubjectConfirmationData")
    if session_name is None:
        raise _invalid(f"RoleSessionName is required in AuthnResponse: there is no attribute {_AWS}RoleSessionName")
    _check_time(confirmation.get("NotOnOrAfter"), now)
    seconds = _attribute(root, "SessionDuration") or ""
    return Assertion(
        issuer=issuer.text or "",
        subject=name.text or "",
        subject_type=name.get("Format", "unspecified").removeprefix(_FORMAT),
        audience=confirmation.get("Recipient", ""),
        session_name=session_name,
        source_identity=_attribute(root, "SourceIdentity"),
        seconds=int(seconds) if seconds.isascii() and seconds.isdecimal() else _DEFAULT_SECONDS,
    )


def _parsed(text: str) -> ET.Element:
    try:
        return ET.fromstring(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error):
        raise _invalid("Invalid base64 SAMLResponse") from None
    except ET.ParseError:
        raise _invalid("The SAML response is not well-formed XML") from None


def _attribute(root: ET.Element, name: str) -> str | None:
    return next(_values(root, f"{_AWS}{name}"), None)


def _values(root: ET.Element, name: str) -> Iterator[str]:
    for attribute in root.iter(f"{_SAML}Attribute"):
        if attribute.get("Name") == name:
            yield from (value.text.strip() for value in attribute.iter(f"{_SAML}AttributeValue") if value.text)


def _check_time(until: str | None, now: datetime) -> None:
    try:
        ends = None if until is None else datetime.fromisoformat(until)
    except ValueError:
        ends = None
    if ends is None or ends.tzinfo is None:
        raise _invalid("SubjectConfirmationData needs a NotOnOrAfter")
    if ends <= now:
        raise AwsError("ExpiredTokenException", f"Token must be redeemed within 5 minutes of issuance: {until} is past")


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidIdentityTokenException", message)
