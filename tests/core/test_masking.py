"""What is shown of params and responses."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest

from pytest_awsevents import call
from pytest_awsevents.core.masking import masked, masked_params, masked_places, masked_urls

OAUTH = {
    "ClientParameters": {"ClientID": "shop", "ClientSecret": "s"},
    "OAuthHttpParameters": {"BodyParameters": [{"Key": "k", "Value": "s", "IsValueSecret": True}]},
}
CREDENTIALS = {"AccessKeyId": "ASIA", "SecretAccessKey": "s", "SessionToken": "s"}


@pytest.mark.parametrize(
    ("operation", "params", "shown"),
    [
        ("secretsmanager:PutSecretValue", {"SecretBinary": b"s", "SecretId": "i"}, {"SecretBinary": "***"}),
        ("secretsmanager:create_secret", {"SecretString": "s"}, {"SecretString": "***"}),
        ("secretsmanager:PutSecretValue", {"RotationToken": "s"}, {"RotationToken": "***"}),
        ("secretsmanager:ListSecrets", {"NextToken": "n", "MaxResults": 3}, {}),
        (
            "lambda:CreateFunction",
            {"Environment": {"Variables": {"A": "s"}}},
            {"Environment": {"Variables": {"A": "***"}}},
        ),
        ("lambda:Invoke", {"Payload": b'{"a": 1}'}, {}),
        ("stepfunctions:StartExecution", {"input": "{}"}, {}),
        ("stepfunctions:SendTaskSuccess", {"taskToken": "s", "output": "{}"}, {"taskToken": "***"}),
        ("sqs:SendMessage", {"MessageBody": "b"}, {}),
        ("sns:Publish", {"Message": "b", "PhoneNumber": "+1"}, {}),
        ("sns:ConfirmSubscription", {"Token": "s"}, {"Token": "***"}),
        ("nobody:KnowsThis", {"Value": "s", "IsValueSecret": True}, {"Value": "***"}),
        ("nobody:KnowsThis", {"Value": "v", "IsValueSecret": False}, {}),
        ("nobody:KnowsThis", {"apiKey": "s", "password": "s", "keyId": "k"}, {"apiKey": "***", "password": "***"}),
        ("sqs:NoSuchOperation", {"x-api-key": "s"}, {"x-api-key": "***"}),
    ],
)
def test_params(operation: str, params: dict[str, Any], shown: dict[str, Any]) -> None:
    service, _, name = operation.partition(":")
    before = repr(params)
    assert masked_params(service, name, params) == {**params, **shown}
    assert repr(params) == before
    if not shown:
        assert masked_params(service, name, params) is params


def test_environments_keep_their_names() -> None:
    shown = masked_params("lambda", "CreateFunction", {"Environment": {"Variables": {"A": "s"}}, "Role": "r"})
    assert shown == {"Environment": {"Variables": {"A": "***"}}, "Role": "r"}


def test_connections() -> None:
    kind = "OAUTH_CLIENT_CREDENTIALS"
    params = {
        "Name": "c",
        "AuthorizationType": kind,
        "AuthParameters": {"OAuthParameters": OAUTH},
    }
    assert masked_params("events", "CreateConnection", params) == {
        "Name": "c",
        "AuthorizationType": kind,
        "AuthParameters": {
            "OAuthParameters": {
                "ClientParameters": {"ClientID": "shop", "ClientSecret": "***"},
                "OAuthHttpParameters": {"BodyParameters": [{"Key": "k", "Value": "***", "IsValueSecret": True}]},
            }
        },
    }


def test_responses() -> None:
    response = {"Credentials": CREDENTIALS, "PackedPolicySize": 3}
    shown = {"AccessKeyId": "ASIA", "SecretAccessKey": "***", "SessionToken": "***"}
    assert masked_params("sts", "AssumeRole", response, "output") == {"Credentials": shown, "PackedPolicySize": 3}
    assert masked_params("secretsmanager", "GetRandomPassword", {"RandomPassword": "s"}, "output") == {
        "RandomPassword": "***"
    }
    assert masked_params("sts", "AssumeRole", None, "output") is None


def test_what_hides_where_a_secret_is_goes_as_a_whole() -> None:
    params = {"AuthParameters": re.compile("s"), "Name": re.compile("n")}
    assert masked_params("events", "CreateConnection", params) == {"AuthParameters": "***", "Name": params["Name"]}
    assert masked_params("lambda", "CreateFunction", {"Environment": ["s"]}) == {"Environment": ["***"]}


def test_places() -> None:
    params = {"AuthParameters": {"OAuthParameters": OAUTH}, "Name": "c"}
    places = masked_places("events", "CreateConnection", params)
    outer = "AuthParameters.OAuthParameters"
    assert places[f"{outer}.ClientParameters.ClientSecret"] == "***"
    assert places[f"{outer}.OAuthHttpParameters.BodyParameters[0].Value"] == "***"
    assert places[f"{outer}.ClientParameters"] == {"ClientID": "shop", "ClientSecret": "***"}
    assert "Name" not in places
    assert f"{outer}.ClientParameters.ClientID" not in places


def test_names() -> None:
    value = {"detail": {"accessToken": "s", "tokenType": "t", "items": [{"secret": "s", "secretCount": 2}]}}
    assert masked(value) == {
        "detail": {"accessToken": "***", "tokenType": "t", "items": [{"secret": "***", "secretCount": 2}]}
    }


def test_urls() -> None:
    signed = "see https://b/k?X-Amz-Algorithm=A&X-Amz-Signature=s&X-Amz-Security-Token=s2 and https://c/?id=1"
    assert masked_urls(signed) == (
        "see https://b/k?X-Amz-Algorithm=A&X-Amz-Signature=***&X-Amz-Security-Token=*** and https://c/?id=1"
    )
    plain = "https://c/?id=1&tokenType=2"
    assert masked_urls(plain) is plain


def test_matchers_do_not_show_what_they_want() -> None:
    assert repr(call("secretsmanager:CreateSecret", Name="n", SecretString="s")) == (
        "call('secretsmanager:CreateSecret', Name='n', SecretString='***')"
    )


def test_records_do_not_import_botocore() -> None:
    text = "import pytest_awsevents.core.records, sys; assert 'botocore' not in sys.modules"
    subprocess.run([sys.executable, "-c", text], check=True)
