"""Resource policies of secrets: who else may read and change them. They act: see `state.get_secret`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.policies import Request, allows, statements_of
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, Statement
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.secretsmanager.state import Secret, get_primary, get_secret

operation = OperationTable()
_SYNTAX = "This resource policy contains a syntax error."
_BROAD = "This resource policy grants broad access to your secret."
_LOCKS_OUT = "Your requested changes will not allow you to manage this secret in the future."
_NARROW = ("aws:sourcearn", "aws:sourceaccount", "aws:sourcevpc", "aws:sourcevpce", "aws:principalorgid")


@operation
def put_resource_policy(scope: Scope, params: Params) -> dict[str, Any]:
    secret, text = get_primary(scope, params["SecretId"]), params["ResourcePolicy"]
    statements = _read(text)
    if params.get("BlockPublicPolicy") and any(map(_is_broad, statements)):
        raise AwsError(
            "PublicPolicyException",
            "You can't attach a resource-based policy that allows broad access to the secret.",
        )
    if _locks_out(scope, secret.arn, statements):
        raise AwsError("InvalidParameterException", _LOCKS_OUT)
    secret.policy = text
    return _named(secret)


@operation
def get_resource_policy(scope: Scope, params: Params) -> dict[str, Any]:
    secret = get_secret(scope, params["SecretId"])
    return {**_named(secret), "ResourcePolicy": secret.policy}


@operation
def delete_resource_policy(scope: Scope, params: Params) -> dict[str, Any]:
    secret = get_primary(scope, params["SecretId"])
    secret.policy = None
    return _named(secret)


@operation
def validate_resource_policy(scope: Scope, params: Params) -> dict[str, Any]:
    """The checks that the API reference lists: syntax (an error of its own), broad access, a caller locked out."""
    arn = get_secret(scope, params["SecretId"]).arn if "SecretId" in params else "*"
    statements = _read(params["ResourcePolicy"])
    found = []
    if any(map(_is_broad, statements)):
        found.append({"CheckName": "BROAD_ACCESS", "ErrorMessage": _BROAD})
    if _locks_out(scope, arn, statements):
        found.append({"CheckName": "LOCKOUT", "ErrorMessage": _LOCKS_OUT})
    return {"PolicyValidationPassed": not found, "ValidationErrors": found}


def _named(secret: Secret) -> dict[str, Any]:
    return {"ARN": secret.arn, "Name": secret.name}


def _read(text: str) -> tuple[Statement, ...]:
    statements = statements_of(text)
    if not statements or not all(map(_is_statement, statements)):
        raise AwsError("MalformedPolicyDocumentException", _SYNTAX)
    return statements


def _is_statement(statement: Statement) -> bool:
    return (
        statement.get("Effect") in ("Allow", "Deny")
        and ("Principal" in statement) is not ("NotPrincipal" in statement)
        and ("Action" in statement) is not ("NotAction" in statement)
    )


def _is_broad(statement: Statement) -> bool:
    """Allows everybody, under no condition that pins the caller down (user guide, "broad access")."""
    if statement["Effect"] != "Allow" or statement.get("Principal") not in ("*", {"AWS": "*"}, {"AWS": ["*"]}):
        return False
    condition = statement.get("Condition")
    operators = condition.values() if isinstance(condition, Mapping) else ()
    keys = {key.lower() for keys in operators if isinstance(keys, Mapping) for key in keys}
    return not keys & set(_NARROW)


def _locks_out(scope: Scope, arn: str, statements: tuple[Statement, ...]) -> bool:
    request = Request(scope.caller, "secretsmanager:PutResourcePolicy", (arn,))
    return not allows(statements, request, owner=scope.caller.account)
