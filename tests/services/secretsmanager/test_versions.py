from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

FIRST, SECOND, THIRD = ("1" * 32, "2" * 32, "3" * 32)


@pytest.fixture
def secret(secrets: Any) -> str:
    """The ARN of a secret `db` that held `old`, and holds `new`."""
    arn = secrets.create_secret(Name="db", SecretString="old", ClientRequestToken=FIRST)["ARN"]
    secrets.put_secret_value(SecretId="db", SecretString="new", ClientRequestToken=SECOND)
    return str(arn)


def stages(secrets: Any) -> dict[str, list[str]]:
    return dict(secrets.describe_secret(SecretId="db")["VersionIdsToStages"])


def test_versions_are_listed_in_the_order_of_their_creation(secrets: Any, secret: str, fake: AwsFake) -> None:
    secrets.get_secret_value(SecretId="db")
    listed = secrets.list_secret_version_ids(SecretId="db")
    assert (listed["ARN"], listed["Name"]) == (secret, "db")
    shown = [(one["VersionId"], one["VersionStages"], "LastAccessedDate" in one) for one in listed["Versions"]]
    assert shown == [(FIRST, ["AWSPREVIOUS"], False), (SECOND, ["AWSCURRENT"], True)]
    assert listed["Versions"][0]["KmsKeyIds"] == ["DefaultEncryptionKey"]
    secrets.update_secret(SecretId="db", KmsKeyId="alias/mine")
    assert secrets.list_secret_version_ids(SecretId="db")["Versions"][0]["KmsKeyIds"] == ["alias/mine"]
    first = secrets.list_secret_version_ids(SecretId="db", MaxResults=1)
    second = secrets.list_secret_version_ids(SecretId="db", NextToken=first["NextToken"])
    assert [one["VersionId"] for one in first["Versions"] + second["Versions"]] == [FIRST, SECOND]


def test_versions_without_a_label_are_deprecated_and_still_there(secrets: Any, secret: str) -> None:
    secrets.put_secret_value(SecretId="db", SecretString="newest", ClientRequestToken=THIRD)
    assert stages(secrets) == {SECOND: ["AWSPREVIOUS"], THIRD: ["AWSCURRENT"]}
    assert secrets.get_secret_value(SecretId="db", VersionId=FIRST)["SecretString"] == "old"
    assert len(secrets.list_secret_version_ids(SecretId="db")["Versions"]) == 2
    every = secrets.list_secret_version_ids(SecretId="db", IncludeDeprecated=True)["Versions"]
    assert [one["VersionId"] for one in every] == [FIRST, SECOND, THIRD]
    assert "VersionStages" not in every[0]


def test_deprecated_versions_beyond_a_hundred_go_after_a_day(secrets: Any, secret: str, fake: AwsFake) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    for number in range(110):
        secrets.put_secret_value(SecretId="db", SecretString=str(number))
    every = secrets.list_secret_version_ids(SecretId="db", IncludeDeprecated=True, MaxResults=100)
    assert "NextToken" in every
    assert secrets.get_secret_value(SecretId="db", VersionId=FIRST)["SecretString"] == "old"
    fake.clock.tick(days=2)
    secrets.put_secret_value(SecretId="db", SecretString="last")
    rest = secrets.list_secret_version_ids(SecretId="db", IncludeDeprecated=True, NextToken=every["NextToken"])
    assert len(rest["Versions"]) == 2  # a hundred of them, and the two with labels
    with pytest.raises(secrets.exceptions.ResourceNotFoundException):
        secrets.get_secret_value(SecretId="db", VersionId=FIRST)


def test_labels_move(secrets: Any, secret: str) -> None:
    secrets.update_secret_version_stage(
        SecretId="db", VersionStage="AWSCURRENT", MoveToVersionId=FIRST, RemoveFromVersionId=SECOND
    )
    assert stages(secrets) == {FIRST: ["AWSCURRENT"], SECOND: ["AWSPREVIOUS"]}
    secrets.update_secret_version_stage(SecretId="db", VersionStage="BLUE", MoveToVersionId=SECOND)
    assert stages(secrets)[SECOND] == ["AWSPREVIOUS", "BLUE"]
    secrets.update_secret_version_stage(
        SecretId="db", VersionStage="BLUE", MoveToVersionId=FIRST, RemoveFromVersionId=SECOND
    )
    assert secrets.get_secret_value(SecretId="db", VersionStage="BLUE")["SecretString"] == "old"
    secrets.update_secret_version_stage(SecretId="db", VersionStage="BLUE", RemoveFromVersionId=FIRST)
    assert stages(secrets) == {FIRST: ["AWSCURRENT"], SECOND: ["AWSPREVIOUS"]}


def test_moves_that_are_refused(secrets: Any, secret: str, refused: Refused) -> None:
    move = secrets.update_secret_version_stage
    with refused("InvalidParameterException", f"is currently attached to version {SECOND}, so you must explicitly"):
        move(SecretId="db", VersionStage="AWSCURRENT", MoveToVersionId=FIRST)
    with refused("InvalidParameterException", "You can only move staging label AWSCURRENT to a different secret"):
        move(SecretId="db", VersionStage="AWSCURRENT", RemoveFromVersionId=SECOND)
    with refused("InvalidParameterException", f"AWSCURRENT is not attached to version {FIRST}"):
        move(SecretId="db", VersionStage="AWSCURRENT", MoveToVersionId=SECOND, RemoveFromVersionId=FIRST)
    with refused("InvalidParameterException", "You must provide"):
        move(SecretId="db", VersionStage="BLUE")
    with refused("ResourceNotFoundException", f"for VersionId: {THIRD}"):
        move(SecretId="db", VersionStage="BLUE", MoveToVersionId=THIRD)
    for number in range(19):
        move(SecretId="db", VersionStage=f"l{number}", MoveToVersionId=SECOND)
    with refused("LimitExceededException", "at most 20"):
        move(SecretId="db", VersionStage="l19", MoveToVersionId=SECOND)
    assert len(stages(secrets)[SECOND]) == 20


def test_the_first_value_of_a_secret_is_current_whatever_its_labels(secrets: Any) -> None:
    secrets.create_secret(Name="empty")
    assert "VersionIdsToStages" not in secrets.describe_secret(SecretId="empty")
    put = secrets.put_secret_value(SecretId="empty", SecretString="a", VersionStages=["BLUE"])
    assert put["VersionStages"] == ["AWSCURRENT", "BLUE"]


def test_many_values_at_once(secrets: Any, secret: str, refused: Refused) -> None:
    secrets.create_secret(Name="mail", SecretString="m")
    secrets.create_secret(Name="gone", SecretString="g")
    secrets.create_secret(Name="empty")
    secrets.delete_secret(SecretId="gone")
    answer = secrets.batch_get_secret_value(SecretIdList=["mail", "gone", secret, "nope", "empty"])
    assert [(one["Name"], one["SecretString"]) for one in answer["SecretValues"]] == [("mail", "m"), ("db", "new")]
    assert [(one["SecretId"], one["ErrorCode"]) for one in answer["Errors"]] == [
        ("gone", "InvalidRequestException"),
        ("nope", "ResourceNotFoundException"),
        ("empty", "ResourceNotFoundException"),
    ]
    filters = [{"Key": "name", "Values": ["db", "mail"]}]
    first = secrets.batch_get_secret_value(Filters=filters, MaxResults=1)
    second = secrets.batch_get_secret_value(Filters=filters, MaxResults=1, NextToken=first["NextToken"])
    assert [one["Name"] for one in first["SecretValues"] + second["SecretValues"]] == ["db", "mail"]
    assert "NextToken" not in second
    for wrong in ({}, {"SecretIdList": ["db"], "Filters": filters}, {"SecretIdList": ["db"], "MaxResults": 1}):
        with refused("InvalidParameterException"):
            secrets.batch_get_secret_value(**wrong)


def test_random_passwords(secrets: Any, fake: AwsFake, refused: Refused) -> None:
    def password(**params: Any) -> str:
        return str(secrets.get_random_password(**params)["RandomPassword"])

    kinds = (str.isupper, str.islower, str.isdigit)
    first, second = password(), password()
    assert len(first) == len(second) == 32
    assert first != second
    assert all(any(map(kind, first)) for kind in kinds)
    assert not all(map(str.isalnum, first))
    assert password(PasswordLength=3, RequireEachIncludedType=False, ExcludeCharacters="b", ExcludeUppercase=True)
    only = password(
        PasswordLength=500,
        ExcludePunctuation=True,
        ExcludeUppercase=True,
        ExcludeNumbers=True,
        ExcludeCharacters="abc",
        IncludeSpace=True,
    )
    assert set(only) == set("defghijklmnopqrstuvwxyz ")
    with refused("InvalidParameterException", "Password length is too short based on the required types."):
        password(PasswordLength=3)
    with refused("InvalidParameterException", "All characters of the desired type have been excluded."):
        password(ExcludeCharacters="0123456789")
    with refused("InvalidParameterException", "All characters have been excluded from selection."):
        password(ExcludePunctuation=True, ExcludeUppercase=True, ExcludeNumbers=True, ExcludeLowercase=True)


def test_passwords_are_the_same_in_every_run_of_a_test(secrets: Any) -> None:
    drawn = []
    for _ in range(2):
        with AwsFake(seed="one"):
            drawn.append(secrets.get_random_password()["RandomPassword"])
    assert drawn[0] == drawn[1]
