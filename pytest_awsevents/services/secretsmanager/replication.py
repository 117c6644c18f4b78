"""Copies of secrets in other regions: ReplicateSecretToRegions, RemoveRegionsFromReplication, StopReplicationToReplica.

A replica shares versions and tags with its primary, so whatever changes there can be read here at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.secretsmanager.state import SECRETS, Replica, Secret, Version, get_primary, get_secret

operation = OperationTable()


@operation
def replicate_secret_to_regions(scope: Scope, params: Params) -> dict[str, Any]:
    secret = get_primary(scope, params["SecretId"])
    regions = params["AddReplicaRegions"]
    replicate(scope, secret, regions, overwrite=params.get("ForceOverwriteReplicaSecret", False))
    return {"ARN": secret.arn, "ReplicationStatus": status(secret)}


@operation
def remove_regions_from_replication(scope: Scope, params: Params) -> dict[str, Any]:
    secret = get_primary(scope, params["SecretId"])
    for region in params["RemoveReplicaRegions"]:
        replica = secret.replicas.pop(region, None)
        if replica is not None and replica.secret is not None:
            del scope.at(region=region).state(SECRETS)[secret.name]
    return {"ARN": secret.arn, "ReplicationStatus": status(secret)}


@operation
def stop_replication_to_replica(scope: Scope, params: Params) -> dict[str, Any]:
    """The replica becomes a secret of its own, with all that it has now."""
    secret = get_secret(scope, params["SecretId"])
    if secret.primary is None:
        raise AwsError("InvalidRequestException", "This operation can only be performed on a replica secret.")
    secret.primary.replicas.pop(secret.region, None)
    secret.description = secret.primary.description
    secret.changed, secret.primary = scope.now, None
    secret.tags = dict(secret.tags)
    secret.versions = {
        id: Version(version.id, version.content, version.created, set(version.stages), version.accessed)
        for id, version in secret.versions.items()
    }
    return {"ARN": secret.arn}


def check_regions(secret: str, regions: Iterable[Params], home: str) -> None:
    names = [one.get("Region") for one in regions]
    if home in names or None in names or len(set(names)) < len(names):
        raise AwsError("InvalidParameterException", f"Invalid replica region for secret {secret}.")


def replicate(scope: Scope, secret: Secret, regions: Iterable[Params], *, overwrite: bool) -> None:
    """Makes the copies; where a secret of that name is in the way, the replica says that it failed (documented)."""
    check_regions(secret.name, regions, secret.region)
    for one in regions:
        region, key = one["Region"], one.get("KmsKeyId")
        there = scope.at(region=region).state(SECRETS)
        known = there.get(secret.name)
        if known is not None and known.primary is not secret and not overwrite:
            message = f"Replication failed: Secret name simple name {secret.name} already exists in region {region}"
            secret.replicas[region] = Replica(region, key, None, message)
            continue
        if known is not None and known.deletion is not None:
            known.deletion.cancel()
        copied = Secret(
            secret.name,
            secret.arn.replace(f":{secret.region}:", f":{region}:", 1),
            created=scope.now,
            changed=secret.changed,
            kms_key=key,
            tags=secret.tags,
            versions=secret.versions,
            primary=secret,
        )
        there[secret.name] = copied
        secret.replicas[region] = Replica(region, key, copied, "Replication succeeded")


def status(secret: Secret) -> list[dict[str, Any]]:
    return [
        {
            "Region": replica.region,
            "KmsKeyId": replica.kms_key,
            "Status": "Failed" if replica.secret is None else "InSync",
            "StatusMessage": replica.message,
            "LastAccessedDate": None if replica.secret is None else replica.secret.accessed,
        }
        for replica in secret.replicas.values()
    ]
