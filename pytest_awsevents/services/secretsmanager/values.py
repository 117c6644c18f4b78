"""Values of secrets: GetSecretValue, PutSecretValue."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.secretsmanager.state import CURRENT, Secret, Version, get_secret
from pytest_awsevents.services.secretsmanager.versions import add_version, given_content

operation = OperationTable()


@operation
def get_secret_value(scope: Scope, params: Params) -> dict[str, Any]:
    secret = get_secret(scope, params["SecretId"])
    version = _wanted_version(secret, params)
    secret.accessed = scope.now.replace(hour=0, minute=0, second=0, microsecond=0)  # the day only (API reference)
    member = "SecretString" if isinstance(version.content, str) else "SecretBinary"
    return {
        "ARN": secret.arn,
        "Name": secret.name,
        "VersionId": version.id,
        member: version.content,
        "VersionStages": sorted(version.stages),
        "CreatedDate": version.created,
    }


@operation
def put_secret_value(scope: Scope, params: Params) -> dict[str, Any]:
    secret, content = get_secret(scope, params["SecretId"]), given_content(params)
    if content is None:
        raise AwsError("InvalidRequestException", "You must provide either SecretString or SecretBinary.")
    stages = params.get("VersionStages", (CURRENT,))
    version = add_version(scope, secret, content, params.get("ClientRequestToken"), stages)
    return {
        "ARN": secret.arn,
        "Name": secret.name,
        "VersionId": version.id,
        "VersionStages": sorted(version.stages),
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
    if version is None:
        raise AwsError(
            "ResourceNotFoundException", f"Secrets Manager can't find the specified secret value for {which}"
        )
    if stage is not None and stage not in version.stages:
        raise AwsError(
            "InvalidRequestException", "You provided a VersionStage that is not associated to the provided VersionId."
        )
    return version
