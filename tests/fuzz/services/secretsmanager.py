"""Secrets Manager: a secret, and one that is scheduled for deletion."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import Fuzzed, client_of

POOL: dict[str, list[Any]] = {
    "Name": ["known", "new", "with blanks"],
    "SecretId": ["known", "deleted"],
    "ClientRequestToken": ["1" * 32, "2" * 32],
    "SecretString": ["old", "new"],
    "VersionStage": ["AWSCURRENT", "AWSPREVIOUS"],
    "RecoveryWindowInDays": [7, 30, 31],
}


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    client = client_of("secretsmanager")
    for name in ("known", "deleted"):
        client.create_secret(Name=name, SecretString="old", ClientRequestToken="1" * 32)
    client.delete_secret(SecretId="deleted")
    return POOL


FUZZED = Fuzzed(
    service="secretsmanager",
    arrange=arrange,
    refused=frozenset({"CreateSecret", "RotateSecret", "UpdateSecret"}),
    harvest={"ARN": ["SecretId"]},
)
