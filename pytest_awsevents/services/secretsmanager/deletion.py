"""The end of secrets: DeleteSecret with its recovery window, RestoreSecret."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.secretsmanager.rotation import stop
from pytest_awsevents.services.secretsmanager.state import SECRETS, Secret, find_secret, get_primary

operation = OperationTable()
_DEFAULT_WINDOW = 30
_WINDOWS = range(7, 31)


@operation
def delete_secret(scope: Scope, params: Params) -> dict[str, Any]:
    window, force = params.get("RecoveryWindowInDays"), params.get("ForceDeleteWithoutRecovery", False)
    if force:
        if window is not None:
            raise _invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.")
        return _delete_now(scope, params["SecretId"])
    if window is not None and window not in _WINDOWS:
        raise _invalid("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).")
    secret = get_primary(scope, params["SecretId"])
    _check_replicas(secret)
    secret.deleted = scope.now + timedelta(days=window or _DEFAULT_WINDOW)
    secret.deletion = scope.world.agenda.add(
        secret.deleted, lambda: _forget(scope, secret), f"deletion of secret {secret.name}"
    )
    return {"ARN": secret.arn, "Name": secret.name, "DeletionDate": secret.deleted}


@operation
def restore_secret(scope: Scope, params: Params) -> dict[str, Any]:
    secret = get_primary(scope, params["SecretId"], even_deleted=True)
    _cancel_deletion(secret)
    secret.deleted = None
    return {"ARN": secret.arn, "Name": secret.name}


def _delete_now(scope: Scope, id: str) -> dict[str, Any]:
    """Deletes without recovery; a secret that is not there is no error then (API reference)."""
    secret = find_secret(scope, id)
    if secret is None:
        return {"ARN": scope.arn("secretsmanager", f"secret:{id}"), "Name": id, "DeletionDate": scope.now}
    get_primary(scope, id, even_deleted=True)
    _check_replicas(secret)
    _cancel_deletion(secret)
    _forget(scope, secret)
    return {"ARN": secret.arn, "Name": secret.name, "DeletionDate": scope.now}


def _cancel_deletion(secret: Secret) -> None:
    if secret.deletion is not None:
        secret.deletion.cancel()
        secret.deletion = None


def _check_replicas(secret: Secret) -> None:
    if secret.replicas:
        raise _invalid(
            f"You can't delete secret {secret.arn} that still has replica regions [{', '.join(secret.replicas)}]."
        )


def _forget(scope: Scope, secret: Secret) -> None:
    if secret.rotation is not None:
        stop(secret.rotation)
    del scope.at(account=secret.arn.split(":")[4]).state(SECRETS)[secret.name]


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterException", message)
