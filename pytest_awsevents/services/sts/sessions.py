"""Temporary credentials of a user: GetSessionToken, GetFederationToken."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Identity, Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.sts.credentials import credentials, is_session, packed_size

operation = OperationTable()
_DEFAULT_SECONDS = 43_200


@operation
def get_session_token(scope: Scope, params: Params) -> dict[str, Any]:
    _refuse_sessions(scope, "GetSessionToken")
    return {"Credentials": credentials(scope, scope.caller, params.get("DurationSeconds", _DEFAULT_SECONDS))}


@operation
def get_federation_token(scope: Scope, params: Params) -> dict[str, Any]:
    _refuse_sessions(scope, "GetFederationToken")
    size, account, name = packed_size(params), scope.caller.account, params["Name"]
    arn = f"arn:{scope.partition}:sts::{account}:federated-user/{name}"
    identity = Identity(account, arn, f"{account}:{name}")
    return {
        "Credentials": credentials(scope, identity, params.get("DurationSeconds", _DEFAULT_SECONDS)),
        "FederatedUser": {"FederatedUserId": identity.user_id, "Arn": arn},
        "PackedPolicySize": size,
    }


def _refuse_sessions(scope: Scope, name: str) -> None:
    if is_session(scope.caller):
        raise AwsError("AccessDenied", f"Cannot call {name} with session credentials", status=403)
