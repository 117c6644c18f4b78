"""STS: who calls, and credentials of other accounts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Identity, Scope
from pytest_awsevents.core.wording import Wording
from pytest_awsevents.services.base import OperationTable, Service

operation = OperationTable()
_DEFAULT_SECONDS = 3600
_ACCOUNT = re.compile(r"\d{12}")


@operation
def get_caller_identity(scope: Scope, params: Params) -> dict[str, Any]:
    return {"UserId": scope.caller.user_id, "Account": scope.caller.account, "Arn": scope.caller.arn}


@operation
def assume_role(scope: Scope, params: Params) -> dict[str, Any]:
    role = parse_arn(params["RoleArn"])
    if role is None or role.service != "iam" or role.resource_type != "role" or not _ACCOUNT.fullmatch(role.account):
        raise AwsError("ValidationError", f"{params['RoleArn']} is invalid")
    session = params["RoleSessionName"]
    role_id = f"AROA{scope.ids.letters(17)}"
    name = role.resource_id.rpartition("/")[2]
    arn = f"arn:{role.partition}:sts::{role.account}:assumed-role/{name}/{session}"
    identity = Identity(role.account, arn, f"{role_id}:{session}")
    keys = scope.world.issue_credentials(identity)
    expires = scope.now + timedelta(seconds=params.get("DurationSeconds", _DEFAULT_SECONDS))
    return {
        "Credentials": {
            "AccessKeyId": keys["access_key"],
            "SecretAccessKey": keys["secret_key"],
            "SessionToken": keys["token"],
            "Expiration": expires.replace(microsecond=0),
        },
        "AssumedRoleUser": {"AssumedRoleId": identity.user_id, "Arn": arn},
        **({"SourceIdentity": params["SourceIdentity"]} if "SourceIdentity" in params else {}),
    }


service = Service(name="sts", operations=operation, wording=Wording(code="ValidationError"))
