"""Secrets themselves: CreateSecret, UpdateSecret, DescribeSecret."""

from __future__ import annotations

import re
from typing import Any

from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, tag_list
from pytest_awsevents.services.secretsmanager.replication import check_regions, replicate, status
from pytest_awsevents.services.secretsmanager.rotation import described as described_rotation
from pytest_awsevents.services.secretsmanager.rotation import plan
from pytest_awsevents.services.secretsmanager.state import SECRETS, Secret, get_primary, get_secret
from pytest_awsevents.services.secretsmanager.tags import checked_tags
from pytest_awsevents.services.secretsmanager.versions import add_version, given_content

operation = OperationTable()
_NAME = re.compile(r"[A-Za-z0-9/_+=.@!-]+")


@operation
def create_secret(scope: Scope, params: Params) -> dict[str, Any]:
    _refuse_external(params)
    name = params["Name"]
    if not _NAME.fullmatch(name):
        raise AwsError(
            "ValidationException",
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
        )
    content, token = given_content(params), params.get("ClientRequestToken")
    known = scope.state(SECRETS).get(name)
    if known is not None:
        return _created_before(known, content, token)
    regions = params.get("AddReplicaRegions", ())
    check_regions(name, regions, scope.region)
    secret = Secret(
        name,
        scope.arn("secretsmanager", f"secret:{name}-{scope.ids.letters(6)}"),
        created=scope.now,
        changed=scope.now,
        description=params.get("Description"),
        kms_key=params.get("KmsKeyId"),
        tags=checked_tags(scope, {}, params.get("Tags", ())),
    )
    version = add_version(scope, secret, content, token) if content is not None else None
    scope.state(SECRETS)[name] = secret
    replicate(scope, secret, regions, overwrite=params.get("ForceOverwriteReplicaSecret", False))
    return {
        "ARN": secret.arn,
        "Name": name,
        "VersionId": version.id if version is not None else None,
        "ReplicationStatus": status(secret) or None,
    }


@operation
def update_secret(scope: Scope, params: Params) -> dict[str, Any]:
    _refuse_external(params)
    secret, content = get_primary(scope, params["SecretId"]), given_content(params)
    version = add_version(scope, secret, content, params.get("ClientRequestToken")) if content is not None else None
    secret.description = params.get("Description", secret.description)
    secret.kms_key = params.get("KmsKeyId", secret.kms_key)
    secret.changed = scope.now
    if version is not None:
        plan(scope, secret)
    return {"ARN": secret.arn, "Name": secret.name, "VersionId": version.id if version is not None else None}


@operation
def describe_secret(scope: Scope, params: Params) -> dict[str, Any]:
    secret = get_secret(scope, params["SecretId"], even_deleted=True)
    return {
        **described(secret),
        "VersionIdsToStages": stages_by_version(secret) or None,
        "ReplicationStatus": status(secret) or None,
    }


def described(secret: Secret) -> dict[str, Any]:
    """What DescribeSecret and ListSecrets have in common."""
    origin = secret.primary or secret
    return {
        "ARN": secret.arn,
        "Name": secret.name,
        "Description": origin.description,
        "KmsKeyId": secret.kms_key,
        **described_rotation(origin.rotation),
        "LastChangedDate": origin.changed,
        "LastAccessedDate": secret.accessed,
        "DeletedDate": secret.deleted,
        "Tags": tag_list(secret.tags),
        "OwningService": secret.owning_service,
        "CreatedDate": secret.created,
        "PrimaryRegion": origin.region if secret.primary is not None or secret.replicas else None,
    }


def stages_by_version(secret: Secret) -> dict[str, list[str]]:
    """Versions without a label are deprecated, and not told (API reference)."""
    return {version.id: sorted(version.stages) for version in secret.versions.values() if version.stages}


def _refuse_external(params: Params) -> None:
    if "Type" in params:
        raise UnsupportedOperation("secretsmanager: managed external secrets (Type) are not faked")


def _created_before(known: Secret, content: str | bytes | None, token: str | None) -> dict[str, Any]:
    """The same request once more succeeds; any other of the same name is refused."""
    if known.deleted is not None:
        raise AwsError(
            "InvalidRequestException",
            "You can't create this secret because a secret with this name is already scheduled for deletion.",
        )
    version = known.versions.get(token or "")
    if version is None or version.content != content:
        raise AwsError(
            "ResourceExistsException", f"The operation failed because the secret {known.name} already exists."
        )
    return {"ARN": known.arn, "Name": known.name, "VersionId": version.id}
