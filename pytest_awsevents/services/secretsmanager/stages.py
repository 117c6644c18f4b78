"""Versions of a secret and the labels they carry: ListSecretVersionIds, UpdateSecretVersionStage."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.secretsmanager.listing import INVALID_TOKEN
from pytest_awsevents.services.secretsmanager.rotation import plan
from pytest_awsevents.services.secretsmanager.state import CURRENT, Secret, Version, get_primary, get_secret
from pytest_awsevents.services.secretsmanager.versions import move_stages

operation = OperationTable()
_VERSIONS = PageMembers("Versions", limit="MaxResults", invalid=INVALID_TOKEN)
_DEFAULT_KEY = "DefaultEncryptionKey"  # recorded


@operation
def list_secret_version_ids(scope: Scope, params: Params) -> dict[str, Any]:
    """In the order of their creation; those without a label only where the caller wants them."""
    secret = get_secret(scope, params["SecretId"], even_deleted=True)
    listed = [
        {
            "VersionId": version.id,
            "VersionStages": sorted(version.stages) or None,
            "LastAccessedDate": version.accessed,
            "CreatedDate": version.created,
            "KmsKeyIds": [secret.kms_key or _DEFAULT_KEY],
        }
        for version in secret.versions.values()
        if version.stages or params.get("IncludeDeprecated")
    ]
    return {"ARN": secret.arn, "Name": secret.name, **page(listed, params, _VERSIONS)}


@operation
def update_secret_version_stage(scope: Scope, params: Params) -> dict[str, Any]:
    secret, stage = get_primary(scope, params["SecretId"]), params["VersionStage"]
    here, source, target = secret.staged(stage), params.get("RemoveFromVersionId"), params.get("MoveToVersionId")
    _check_move(secret, stage, here, params)
    if target is not None:
        version = _version(secret, target)
        move_stages(secret, version, {stage})
        if stage == CURRENT:
            plan(scope, secret)
    elif source is not None and here is not None:
        here.stages.discard(stage)
    secret.changed = scope.now
    return {"ARN": secret.arn, "Name": secret.name}


def _check_move(secret: Secret, stage: str, here: Version | None, params: Params) -> None:
    source, target = params.get("RemoveFromVersionId"), params.get("MoveToVersionId")
    if source is None and target is None:
        raise AwsError("InvalidParameterException", "You must provide MoveToVersionId or RemoveFromVersionId.")
    if source is not None and _version(secret, source) is not here:
        raise AwsError("InvalidParameterException", f"Staging label {stage} is not attached to version {source}.")
    if source is None and here is not None and here.id != target:
        raise AwsError(
            "InvalidParameterException",
            f"The parameter RemoveFromVersionId can't be empty. Staging label {stage} is currently attached to "
            f"version {here.id}, so you must explicitly reference that version in RemoveFromVersionId.",
        )
    if stage == CURRENT and target is None:
        raise AwsError(
            "InvalidParameterException",
            "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
        )


def _version(secret: Secret, id: str) -> Version:
    version = secret.versions.get(id)
    if version is None:
        raise AwsError(
            "ResourceNotFoundException",
            f"Secrets Manager can't find the specified secret value for VersionId: {id}",
        )
    return version
