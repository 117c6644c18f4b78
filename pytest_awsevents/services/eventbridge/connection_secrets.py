"""The secret of a connection: made, changed and deleted in Secrets Manager in the name of EventBridge."""

from __future__ import annotations

import json

from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.eventbridge.authorization import secret_content
from pytest_awsevents.services.eventbridge.resources import Connection

_PRINCIPAL = "events.amazonaws.com"
_TAG = {"Key": "aws:secretsmanager:owningService", "Value": "events"}


def put_secret(scope: Scope, connection: Connection) -> str:
    """Puts the parameters into the secret, made where there is none; returns its ARN (its name and tag: recorded)."""
    text = json.dumps(secret_content(connection.authorization_type, connection.parameters))
    service = scope.as_service(_PRINCIPAL)
    if connection.secret_arn is not None:
        service.call("secretsmanager", "PutSecretValue", {"SecretId": connection.secret_arn, "SecretString": text})
        return connection.secret_arn
    name = f"events!connection/{connection.name}/{scope.ids.uuid()}"
    made = service.call("secretsmanager", "CreateSecret", {"Name": name, "SecretString": text, "Tags": [_TAG]})
    arn: str = made["ARN"]
    return arn


def delete_secret(scope: Scope, connection: Connection) -> None:
    if connection.secret_arn is not None:
        params = {"SecretId": connection.secret_arn, "ForceDeleteWithoutRecovery": True}
        scope.as_service(_PRINCIPAL).call("secretsmanager", "DeleteSecret", params)
