"""Connections: how API destinations are authorized."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.eventbridge.authorization import (
    check_parameters,
    merged_parameters,
    shown_parameters,
)
from pytest_awsevents.services.eventbridge.connection_secrets import delete_secret, put_secret
from pytest_awsevents.services.eventbridge.refusals import already_exists, check_limit, not_found
from pytest_awsevents.services.eventbridge.resources import Connection
from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE

operation = OperationTable()
_PAGES = PageMembers("Connections")
_LIMIT = 3000
_SETTINGS = ("Description", "InvocationConnectivityParameters", "KmsKeyIdentifier")


@operation
def create_connection(scope: Scope, params: Params) -> dict[str, Any]:
    name, kind, parameters = params["Name"], params["AuthorizationType"], params["AuthParameters"]
    connections = scope.state(EVENTBRIDGE).connections
    if name in connections:
        raise already_exists(f"Connection {name} already exists.")
    check_parameters(kind, parameters)
    check_limit(len(connections) + 1, _LIMIT)
    connection = Connection(
        name,
        scope.arn("events", f"connection/{name}/{scope.ids.uuid()}"),
        kind,
        created=scope.now,
        modified=scope.now,
        state=_first_state(kind),
        authorized=scope.now,  # there at once, even while AUTHORIZING (recorded)
        parameters=parameters,
        settings=_given(params),
    )
    connection.secret_arn = put_secret(scope, connection)
    connections[name] = connection
    return _created(connection)


@operation
def update_connection(scope: Scope, params: Params) -> dict[str, Any]:
    connection = get_connection(scope, params["Name"])
    settings = {**connection.settings, **_given(params)}
    if "AuthorizationType" in params or "AuthParameters" in params:
        kind = params.get("AuthorizationType", connection.authorization_type)
        parameters = merged_parameters(kind, connection.parameters, params.get("AuthParameters", {}))
        check_parameters(kind, parameters)
        connection.secret_arn = put_secret(scope, replace(connection, authorization_type=kind, parameters=parameters))
        connection.authorization_type, connection.parameters = kind, parameters
        connection.state, connection.authorized = _first_state(kind), scope.now
    connection.settings, connection.modified = settings, scope.now
    return _answer(connection)


@operation
def deauthorize_connection(scope: Scope, params: Params) -> dict[str, Any]:
    """Takes the authorization parameters and the secret from a connection (API reference)."""
    connection = get_connection(scope, params["Name"])
    delete_secret(scope, connection)
    connection.secret_arn, connection.parameters = None, {}
    connection.state, connection.modified = "DEAUTHORIZED", scope.now
    return {**_answer(connection), "ConnectionState": "DEAUTHORIZING"}


@operation
def delete_connection(scope: Scope, params: Params) -> dict[str, Any]:
    connection = get_connection(scope, params["Name"])
    delete_secret(scope, connection)
    del scope.state(EVENTBRIDGE).connections[connection.name]
    return {**_answer(connection), "ConnectionState": "DELETING"}


@operation
def describe_connection(scope: Scope, params: Params) -> dict[str, Any]:
    connection = get_connection(scope, params["Name"])
    return {
        **_listed(connection),
        **connection.settings,
        **_connectivity(scope, connection),
        "SecretArn": connection.secret_arn,
        "AuthParameters": shown_parameters(connection.parameters) or None,
    }


@operation
def list_connections(scope: Scope, params: Params) -> dict[str, Any]:
    found = [
        _listed(connection)
        for connection in scope.state(EVENTBRIDGE).connections.values()
        if connection.name.startswith(params.get("NamePrefix", ""))
        and params.get("ConnectionState") in (None, connection.state)
    ]
    return page(found, params, _PAGES)


def get_connection(scope: Scope, name: str) -> Connection:
    connection = scope.state(EVENTBRIDGE).connections.get(name)
    if connection is None:
        raise not_found(f"Failed to describe the connection(s). Connection '{name}' does not exist.")
    return connection


def authorize_connection(scope: Scope, name: str) -> None:
    """What the token endpoint of an OAuth connection does on AWS: it ends AUTHORIZING."""
    connection = get_connection(scope, name)
    connection.state, connection.authorized = "AUTHORIZED", scope.now


def _first_state(authorization_type: str) -> str:
    """OAuth waits for a token, and for ever where nobody gives one (recorded)."""
    return "AUTHORIZING" if authorization_type == "OAUTH_CLIENT_CREDENTIALS" else "AUTHORIZED"


def _given(params: Params) -> Params:
    return {name: params[name] for name in _SETTINGS if name in params}


def _connectivity(scope: Scope, connection: Connection) -> dict[str, Any]:
    """A private connection shows the association that AWS makes for it."""
    name = "InvocationConnectivityParameters"
    given = connection.settings.get(name)
    if given is None:
        return {}
    association = connection.arn.rpartition("/")[2].replace("-", "")[:17]
    arn = scope.arn("vpc-lattice", f"servicenetworkresourceassociation/snra-{association}")
    return {name: {"ResourceParameters": {**given["ResourceParameters"], "ResourceAssociationArn": arn}}}


def _created(connection: Connection) -> dict[str, Any]:
    return {
        "ConnectionArn": connection.arn,
        "ConnectionState": connection.state,
        "CreationTime": connection.created,
        "LastModifiedTime": connection.modified,
    }


def _answer(connection: Connection) -> dict[str, Any]:
    return {**_created(connection), "LastAuthorizedTime": connection.authorized}


def _listed(connection: Connection) -> dict[str, Any]:
    return {**_answer(connection), "Name": connection.name, "AuthorizationType": connection.authorization_type}
