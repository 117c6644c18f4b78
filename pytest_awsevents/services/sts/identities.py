"""Who calls, and whose a key is: GetCallerIdentity, GetAccessKeyInfo, DecodeAuthorizationMessage."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable

operation = OperationTable()


@operation
def get_caller_identity(scope: Scope, params: Params) -> dict[str, Any]:
    return {"UserId": scope.caller.user_id, "Account": scope.caller.account, "Arn": scope.caller.arn}


@operation
def get_access_key_info(scope: Scope, params: Params) -> dict[str, Any]:
    """The account in whose name calls signed by that key are made here."""
    return {"Account": scope.world.identity_of(params["AccessKeyId"]).account}


@operation
def decode_authorization_message(scope: Scope, params: Params) -> None:
    """No fake gives out encoded messages, so none can be decoded."""
    raise AwsError(
        "InvalidAuthorizationMessageException", "The message can't be decoded: it was not encoded for this account."
    )
