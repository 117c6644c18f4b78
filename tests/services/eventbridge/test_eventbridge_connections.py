from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.eventbridge.connections import authorize_connection
from tests.services.clients import Refused

BASIC = {"BasicAuthParameters": {"Username": "user", "Password": "pass"}}
API_KEY = {"ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "hidden"}}
OAUTH = {
    "OAuthParameters": {
        "AuthorizationEndpoint": "https://example.com/token",
        "HttpMethod": "POST",
        "ClientParameters": {"ClientID": "id", "ClientSecret": "hidden"},
    }
}
HEADERS = {
    "HeaderParameters": [
        {"Key": "X-Open", "Value": "open"},
        {"Key": "X-Secret", "Value": "hidden", "IsValueSecret": True},
    ]
}
KINDS = {
    "BASIC": (BASIC, {"username": "user", "password": "pass"}),
    "API_KEY": (API_KEY, {"api_key_name": "X-Key", "api_key_value": "hidden"}),
    "OAUTH_CLIENT_CREDENTIALS": (
        OAUTH,
        {
            "client_id": "id",
            "client_secret": "hidden",
            "authorization_endpoint": "https://example.com/token",
            "http_method": "POST",
        },
    ),
}


@pytest.fixture(scope="session")
def _secrets_client() -> Any:
    session = boto3.Session(aws_access_key_id="any", aws_secret_access_key="any", region_name="us-east-1")
    return session.client("secretsmanager")


@pytest.fixture
def secrets(fake: AwsFake, _secrets_client: Any) -> Any:
    return _secrets_client


def secret_of(events: Any, secrets: Any) -> Any:
    arn = events.describe_connection(Name="conn")["SecretArn"]
    return json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])


def create(events: Any, kind: str = "BASIC", parameters: Any = None, **settings: Any) -> dict[str, Any]:
    given = KINDS[kind][0] if parameters is None else parameters
    created: dict[str, Any] = events.create_connection(
        Name="conn", AuthorizationType=kind, AuthParameters=given, **settings
    )
    return created


@pytest.mark.parametrize("kind", KINDS)
def test_each_type_has_its_secret(events: Any, secrets: Any, kind: str) -> None:
    create(events, kind)
    described = events.describe_connection(Name="conn")
    assert described["ConnectionState"] == ("AUTHORIZING" if kind.startswith("OAUTH") else "AUTHORIZED")
    assert "hidden" not in str(described["AuthParameters"])
    assert "pass" not in str(described["AuthParameters"])
    assert secret_of(events, secrets) == KINDS[kind][1]
    secret = secrets.describe_secret(SecretId=described["SecretArn"])
    assert secret["Name"].startswith("events!connection/conn/")
    assert secret["OwningService"] == "events"


def test_http_parameters_go_into_the_secret_and_only_open_ones_are_shown(events: Any, secrets: Any) -> None:
    create(events, parameters={**BASIC, "InvocationHttpParameters": HEADERS})
    shown = events.describe_connection(Name="conn")["AuthParameters"]["InvocationHttpParameters"]["HeaderParameters"]
    assert shown == [
        {"Key": "X-Open", "Value": "open", "IsValueSecret": False},
        {"Key": "X-Secret", "IsValueSecret": True},
    ]
    kept = secret_of(events, secrets)["invocation_http_parameters"]["header_parameters"]
    assert kept[0] == {"key": "X-Open", "value": "open", "is_value_secret": False}
    assert kept[1] == {"key": "X-Secret", "value": "hidden", "is_value_secret": True}


def test_an_update_keeps_what_it_does_not_name(events: Any, secrets: Any) -> None:
    create(events, parameters={**BASIC, "InvocationHttpParameters": HEADERS}, Description="old")
    before = events.describe_connection(Name="conn")["SecretArn"]
    events.update_connection(Name="conn", AuthParameters={"BasicAuthParameters": {"Password": "new"}})
    kept = secret_of(events, secrets)
    assert (kept["username"], kept["password"]) == ("user", "new")
    assert "invocation_http_parameters" in kept
    described = events.describe_connection(Name="conn")
    assert (described["SecretArn"], described["Description"]) == (before, "old")


def test_an_update_may_change_the_type(events: Any, secrets: Any, refused: Refused) -> None:
    create(events)
    with refused("ValidationException", "Parameter OAuthParameters is not valid. Reason: Missing required field(s)"):
        events.update_connection(Name="conn", AuthorizationType="OAUTH_CLIENT_CREDENTIALS")
    assert secret_of(events, secrets) == KINDS["BASIC"][1]
    updated = events.update_connection(Name="conn", AuthorizationType="OAUTH_CLIENT_CREDENTIALS", AuthParameters=OAUTH)
    assert updated["ConnectionState"] == "AUTHORIZING"
    assert "BasicAuthParameters" not in events.describe_connection(Name="conn")["AuthParameters"]
    client = {"ClientID": "other"}
    events.update_connection(Name="conn", AuthParameters={"OAuthParameters": {"ClientParameters": client}})
    assert secret_of(events, secrets)["client_id"] == "other"
    assert secret_of(events, secrets)["client_secret"] == "hidden"


def test_deauthorizing_takes_the_secret_away(events: Any, secrets: Any) -> None:
    create(events)
    assert events.deauthorize_connection(Name="conn")["ConnectionState"] == "DEAUTHORIZING"
    described = events.describe_connection(Name="conn")
    assert described["ConnectionState"] == "DEAUTHORIZED"
    assert "SecretArn" not in described
    assert secrets.list_secrets()["SecretList"] == []
    events.update_connection(Name="conn", AuthParameters=BASIC)
    assert events.describe_connection(Name="conn")["ConnectionState"] == "AUTHORIZED"
    assert secret_of(events, secrets) == KINDS["BASIC"][1]


def test_a_deleted_connection_is_gone_with_its_secret(events: Any, secrets: Any, refused: Refused) -> None:
    create(events)
    assert events.delete_connection(Name="conn")["ConnectionState"] == "DELETING"
    assert secrets.list_secrets(IncludePlannedDeletion=True)["SecretList"] == []
    message = "Failed to describe the connection(s). Connection 'conn' does not exist."
    for operation in ("describe_connection", "delete_connection", "update_connection", "deauthorize_connection"):
        with refused("ResourceNotFoundException", message):
            getattr(events, operation)(Name="conn")


def test_names_are_taken_once(events: Any, secrets: Any, refused: Refused) -> None:
    create(events)
    with refused("ResourceAlreadyExistsException", "Connection conn already exists."):
        create(events)
    assert len(secrets.list_secrets()["SecretList"]) == 1


def test_connections_are_listed_by_state(events: Any) -> None:
    create(events)
    assert len(events.list_connections(ConnectionState="AUTHORIZED")["Connections"]) == 1
    assert events.list_connections(ConnectionState="DEAUTHORIZED")["Connections"] == []


def test_a_private_connection_shows_its_association(events: Any) -> None:
    configuration = "arn:aws:vpc-lattice:us-east-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg"
    parameters = {"ResourceParameters": {"ResourceConfigurationArn": configuration}}
    create(events, InvocationConnectivityParameters=parameters)
    shown = events.describe_connection(Name="conn")["InvocationConnectivityParameters"]["ResourceParameters"]
    assert shown["ResourceConfigurationArn"] == configuration
    assert "servicenetworkresourceassociation/snra-" in shown["ResourceAssociationArn"]


def destination(events: Any, **changes: Any) -> dict[str, Any]:
    params = {
        "Name": "dest",
        "ConnectionArn": events.describe_connection(Name="conn")["ConnectionArn"],
        "HttpMethod": "POST",
        "InvocationEndpoint": "https://example.com/x",
        **changes,
    }
    created: dict[str, Any] = events.create_api_destination(**params)
    return created


def test_a_destination_is_active_while_its_connection_is_authorized(fake: AwsFake, events: Any) -> None:
    create(events, "OAUTH_CLIENT_CREDENTIALS")
    assert destination(events)["ApiDestinationState"] == "INACTIVE"
    authorize_connection(fake.scope(), "conn")
    assert events.describe_api_destination(Name="dest")["ApiDestinationState"] == "ACTIVE"
    events.delete_connection(Name="conn")
    assert events.describe_api_destination(Name="dest")["ApiDestinationState"] == "INACTIVE"


def test_destinations_are_updated_listed_and_deleted(events: Any, refused: Refused) -> None:
    create(events)
    arn = events.describe_connection(Name="conn")["ConnectionArn"]
    destination(events, Description="d")
    with refused("ResourceAlreadyExistsException", "An api-destination 'dest' already exists."):
        destination(events)
    events.update_api_destination(Name="dest", InvocationRateLimitPerSecond=5)
    described = events.describe_api_destination(Name="dest")
    assert (described["InvocationRateLimitPerSecond"], described["Description"]) == (5, "d")
    assert len(events.list_api_destinations(ConnectionArn=arn)["ApiDestinations"]) == 1
    assert events.list_api_destinations(ConnectionArn=arn[:-1])["ApiDestinations"] == []
    events.delete_api_destination(Name="dest")
    with refused("ResourceNotFoundException", "An api-destination 'dest' does not exist."):
        events.delete_api_destination(Name="dest")


def test_a_destination_needs_a_connection_that_exists(events: Any, refused: Refused) -> None:
    create(events)
    arn = events.describe_connection(Name="conn")["ConnectionArn"]
    for missing in (arn[:-1] + "x", arn.replace("/conn/", "/nope/")):
        with refused("ResourceNotFoundException", "does not exist."):
            destination(events, ConnectionArn=missing)


def test_other_settings_change_without_authorizing_again(fake: AwsFake, events: Any) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    create(events)
    fake.clock.tick(60)
    updated = events.update_connection(Name="conn", Description="new")
    assert (updated["LastModifiedTime"] - updated["LastAuthorizedTime"]).total_seconds() == 60
    assert events.describe_connection(Name="conn")["Description"] == "new"


def test_a_deauthorized_connection_can_be_deleted(events: Any) -> None:
    create(events)
    events.deauthorize_connection(Name="conn")
    events.delete_connection(Name="conn")
    assert events.list_connections()["Connections"] == []


@pytest.mark.parametrize(
    ("kind", "parameters", "message"),
    [
        ("BASIC", API_KEY, "Parameter BasicAuthParameters is not valid. Reason: Missing required field(s)"),
        (
            "OAUTH_CLIENT_CREDENTIALS",
            {"OAuthParameters": {**OAUTH["OAuthParameters"], "AuthorizationEndpoint": "http://example.com"}},
            "Parameter AuthorizationEndpoint is not valid. Reason: Endpoint 'http://example.com' is not valid",
        ),
    ],
)
def test_parameters_that_do_not_fit_make_no_secret(
    events: Any, secrets: Any, refused: Refused, kind: str, parameters: Any, message: str
) -> None:
    with refused("ValidationException", message):
        create(events, kind, parameters)
    assert secrets.list_secrets()["SecretList"] == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"InvocationEndpoint": "http://example.com"},
            "Parameter InvocationEndpoint is not valid. Reason: Endpoint 'http://example.com' is not valid",
        ),
        (
            {"ConnectionArn": "arn:aws:events:us-west-2:123456789012:connection/conn/1"},
            "Invalid ARN: 'arn:aws:events:us",
        ),
    ],
)
def test_what_a_destination_needs(events: Any, refused: Refused, changes: dict[str, str], message: str) -> None:
    create(events)
    with refused("ValidationException", message):
        destination(events, **changes)
