"""Roles that are assumed: AssumeRole, AssumeRoleWithWebIdentity, AssumeRoleWithSAML.

Nobody is asked whether they may be: there are no trust policies, and no roles but those that are named here.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Identity, Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.sts.credentials import credentials, is_session, packed_size
from pytest_awsevents.services.sts.saml import read_assertion
from pytest_awsevents.services.sts.web_tokens import read_token

operation = OperationTable()
_DEFAULT_SECONDS = 3600
_LONGEST_CHAINED = 3600
_ACCOUNT = re.compile(r"\d{12}")
_OAUTH = "ProviderId"


@operation
def assume_role(scope: Scope, params: Params) -> dict[str, Any]:
    if is_session(scope.caller) and params.get("DurationSeconds", 0) > _LONGEST_CHAINED:
        raise AwsError(
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
        )
    return {
        **_assumed(scope, params, params["RoleSessionName"]),
        **({"SourceIdentity": params["SourceIdentity"]} if "SourceIdentity" in params else {}),
    }


@operation
def assume_role_with_web_identity(scope: Scope, params: Params) -> dict[str, Any]:
    """The token is read, its signature is not checked. That of an OAuth 2.0 provider is opaque (API reference)."""
    if _OAUTH in params:
        told: dict[str, Any] = {"Provider": params[_OAUTH]}
    else:
        token = read_token(params["WebIdentityToken"], scope.now)
        told = {
            "Provider": token.issuer,
            "SubjectFromWebIdentityToken": token.subject,
            "Audience": token.audience,
            "SourceIdentity": token.source_identity,
        }
    return {**_assumed(scope, params, params["RoleSessionName"]), **told}


@operation
def assume_role_with_saml(scope: Scope, params: Params) -> dict[str, Any]:
    """The assertion is read, its signature is not checked."""
    assertion = read_assertion(params["SAMLAssertion"], scope.now)
    provider = parse_arn(params["PrincipalArn"])
    if provider is None or provider.resource_type != "saml-provider":
        raise AwsError("ValidationError", f"{params['PrincipalArn']} is invalid")
    name = provider.resource.rpartition("/")[2]
    qualified = hashlib.sha1(f"{assertion.issuer}{provider.account}/{name}".encode(), usedforsecurity=False)
    return {
        **_assumed(scope, params, assertion.session_name, assertion.seconds),
        "Subject": assertion.subject,
        "SubjectType": assertion.subject_type,
        "Issuer": assertion.issuer,
        "Audience": assertion.audience,
        "NameQualifier": base64.b64encode(qualified.digest()).decode(),
        "SourceIdentity": assertion.source_identity,
    }


def _assumed(scope: Scope, params: Params, session: str, seconds: int = _DEFAULT_SECONDS) -> dict[str, Any]:
    role, size = _read_role(params["RoleArn"]), packed_size(params)
    role_id = f"AROA{scope.ids.letters(17)}"
    name = role.resource_id.rpartition("/")[2]
    arn = f"arn:{role.partition}:sts::{role.account}:assumed-role/{name}/{session}"
    identity = Identity(role.account, arn, f"{role_id}:{session}")
    return {
        "Credentials": credentials(scope, identity, params.get("DurationSeconds", seconds)),
        "AssumedRoleUser": {"AssumedRoleId": identity.user_id, "Arn": arn},
        "PackedPolicySize": size,
    }


def _read_role(text: str) -> Arn:
    role = parse_arn(text)
    if role is None or role.service != "iam" or role.resource_type != "role" or not _ACCOUNT.fullmatch(role.account):
        raise AwsError("ValidationError", f"{text} is invalid")
    return role
