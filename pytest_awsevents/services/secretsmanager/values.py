"""Values of secrets: GetSecretValue, BatchGetSecretValue, PutSecretValue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.secretsmanager.listing import INVALID_TOKEN, matching
from pytest_awsevents.services.secretsmanager.rotation import plan
from pytest_awsevents.services.secretsmanager.state import CURRENT, Secret, Version, get_primary, get_secret
from pytest_awsevents.services.secretsmanager.versions import add_version, given_content

operation = OperationTable()
_ACTION = "GetSecretValue"
_BATCH = PageMembers("SecretValues", limit="MaxResults", maximum=20, invalid=INVALID_TOKEN)


@operation
def get_secret_value(scope: Scope, params: Params) -> dict[str, Any]:
    return _value(scope, params)


@operation
def batch_get_secret_value(scope: Scope, params: Params) -> dict[str, Any]:
    """What is wrong with one secret is told beside the values of the others."""
    ids, filters = params.get("SecretIdList"), params.get("Filters")
    if (ids is None) is (filters is None):
        raise AwsError(
            "InvalidParameterException", "Either 'SecretIdList' or 'Filters' must be provided, but not both."
        )
    if filters is None and "MaxResults" in params:
        raise AwsError(
            "InvalidParameterException",
            "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
        )
    if filters is not None:
        found = page([secret.arn for secret in matching(scope, filters)], params, _BATCH)
        ids = found["SecretValues"]
    else:
        found = {}
    answers = [_value_or_error(scope, id) for id in ids or ()]
    return {
        **found,
        "SecretValues": [answer for answer in answers if "ErrorCode" not in answer],
        "Errors": [answer for answer in answers if "ErrorCode" in answer],
    }


@operation
def put_secret_value(scope: Scope, params: Params) -> dict[str, Any]:
    secret, content = get_primary(scope, params["SecretId"]), given_content(params)
    if content is None:
        raise AwsError("InvalidRequestException", "You must provide either SecretString or SecretBinary.")
    _check_rotation_token(secret, params)
    stages = params.get("VersionStages", (CURRENT,))
    version = add_version(scope, secret, content, params.get("ClientRequestToken"), stages)
    if CURRENT in version.stages:
        plan(scope, secret)
    return {
        "ARN": secret.arn,
        "Name": secret.name,
        "VersionId": version.id,
        "VersionStages": sorted(version.stages),
    }


def _value_or_error(scope: Scope, id: str) -> Mapping[str, Any]:
    try:
        return _value(scope, {"SecretId": id})
    except AwsError as error:
        return {"SecretId": id, "ErrorCode": error.code, "Message": error.message}


def _value(scope: Scope, params: Params) -> dict[str, Any]:
    secret = get_secret(scope, params["SecretId"], action=_ACTION)
    version = _wanted_version(secret, params)
    # The day only (API reference).
    secret.accessed = version.accessed = scope.now.replace(hour=0, minute=0, second=0, microsecond=0)
    member = "SecretString" if isinstance(version.content, str) else "SecretBinary"
    return {
        "ARN": secret.arn,
        "Name": secret.name,
        "VersionId": version.id,
        member: version.content,
        "VersionStages": sorted(version.stages),
        "CreatedDate": version.created,
    }


def _wanted_version(secret: Secret, params: Params) -> Version:
    id, stage = params.get("VersionId"), params.get("VersionStage")
    if id is None:
        stage = stage or CURRENT
        version = secret.staged(stage)
        which = f"staging label: {stage}"
    else:
        version = secret.versions.get(id)
        which = f"VersionId: {id}"
    if version is None or version.content is None:
        raise AwsError(
            "ResourceNotFoundException", f"Secrets Manager can't find the specified secret value for {which}"
        )
    if stage is not None and stage not in version.stages:
        raise AwsError(
            "InvalidRequestException", "You provided a VersionStage that is not associated to the provided VersionId."
        )
    return version


def _check_rotation_token(secret: Secret, params: Params) -> None:
    expected = None if secret.rotation is None else secret.rotation.token
    if params.get("RotationToken", expected) != expected:
        raise AwsError("InvalidParameterException", "The RotationToken is not that of the rotation under way.")
