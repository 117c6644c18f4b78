from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

FIRST, SECOND, THIRD = ("1" * 32, "2" * 32, "3" * 32)


@pytest.fixture
def arn(secrets: Any) -> str:
    """The ARN of a secret `db/password` that holds `old`."""
    return str(secrets.create_secret(Name="db/password", SecretString="old", ClientRequestToken=FIRST)["ARN"])


def test_a_secret_is_found_by_name_and_by_arn(secrets: Any, arn: str) -> None:
    for id in ("db/password", arn, arn[:-7]):
        assert secrets.get_secret_value(SecretId=id)["SecretString"] == "old"


def test_new_values_move_the_labels(secrets: Any, arn: str) -> None:
    secrets.put_secret_value(SecretId=arn, SecretString="new", ClientRequestToken=SECOND)
    assert secrets.get_secret_value(SecretId=arn)["SecretString"] == "new"
    assert secrets.get_secret_value(SecretId=arn, VersionStage="AWSPREVIOUS")["SecretString"] == "old"
    secrets.update_secret(SecretId=arn, SecretBinary=b"newest", ClientRequestToken=THIRD, Description="d")
    described = secrets.describe_secret(SecretId=arn)
    assert described["VersionIdsToStages"] == {SECOND: ["AWSPREVIOUS"], THIRD: ["AWSCURRENT"]}
    assert described["Description"] == "d"
    newest = secrets.get_secret_value(SecretId=arn, VersionId=THIRD, VersionStage="AWSCURRENT")
    assert newest["SecretBinary"] == b"newest"
    assert "SecretString" not in newest


def test_other_labels_leave_the_current_value(secrets: Any, arn: str) -> None:
    secrets.put_secret_value(SecretId=arn, SecretString="next", ClientRequestToken=SECOND, VersionStages=["AWSPENDING"])
    assert secrets.get_secret_value(SecretId=arn)["SecretString"] == "old"
    assert secrets.get_secret_value(SecretId=arn, VersionStage="AWSPENDING")["SecretString"] == "next"


def test_tokens_make_repeats_harmless(secrets: Any, arn: str, refused: Refused) -> None:
    again = secrets.create_secret(Name="db/password", SecretString="old", ClientRequestToken=FIRST)
    assert (again["ARN"], again["VersionId"]) == (arn, FIRST)
    secrets.put_secret_value(SecretId=arn, SecretString="old", ClientRequestToken=FIRST)
    with refused("ResourceExistsException", f"You can't use ClientRequestToken {FIRST}"):
        secrets.put_secret_value(SecretId=arn, SecretString="other", ClientRequestToken=FIRST)
    with refused("ResourceExistsException", "because the secret db/password already exists."):
        secrets.create_secret(Name="db/password", SecretString="other")


def test_what_is_not_there(secrets: Any, arn: str, refused: Refused) -> None:
    with refused("ResourceNotFoundException", "Secrets Manager can't find the specified secret."):
        secrets.get_secret_value(SecretId="nope")
    with refused("ResourceNotFoundException", "for staging label: AWSPREVIOUS"):
        secrets.get_secret_value(SecretId=arn, VersionStage="AWSPREVIOUS")
    with refused("ResourceNotFoundException", f"for VersionId: {THIRD}"):
        secrets.get_secret_value(SecretId=arn, VersionId=THIRD)
    with refused("InvalidRequestException", "not associated"):
        secrets.get_secret_value(SecretId=arn, VersionId=FIRST, VersionStage="AWSPENDING")


def test_values_and_names_that_are_refused(secrets: Any, arn: str, refused: Refused) -> None:
    with refused("InvalidParameterException", "both a binary secret value and a string secret value"):
        secrets.create_secret(Name="two", SecretString="a", SecretBinary=b"a")
    with refused("InvalidRequestException", "You must provide either SecretString or SecretBinary."):
        secrets.put_secret_value(SecretId=arn)
    with refused("ValidationException", "Invalid name."):
        secrets.create_secret(Name="with blanks")
    assert "VersionId" not in secrets.create_secret(Name="empty")


def test_a_deleted_secret_can_be_restored(secrets: Any, arn: str, fake: AwsFake, refused: Refused) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    deleted = secrets.delete_secret(SecretId=arn, RecoveryWindowInDays=7)
    assert deleted["DeletionDate"] - fake.clock.now == timedelta(days=7)
    with refused("InvalidRequestException", "because it was marked for deletion."):
        secrets.get_secret_value(SecretId=arn)
    with refused("InvalidRequestException", "already scheduled for deletion."):
        secrets.create_secret(Name="db/password")
    assert secrets.describe_secret(SecretId=arn)["DeletedDate"] == deleted["DeletionDate"]
    secrets.restore_secret(SecretId=arn)
    fake.clock.tick(days=8)
    assert secrets.get_secret_value(SecretId=arn)["SecretString"] == "old"


def test_a_deleted_secret_goes_when_its_window_is_over(secrets: Any, arn: str, fake: AwsFake, refused: Refused) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    secrets.delete_secret(SecretId=arn)
    fake.clock.tick(days=30)
    with refused("ResourceNotFoundException"):
        secrets.describe_secret(SecretId=arn)


def test_deletion_by_force(secrets: Any, arn: str, fake: AwsFake, refused: Refused) -> None:
    with refused("InvalidParameterException", "in conjunction with RecoveryWindowInDays"):
        secrets.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True, RecoveryWindowInDays=7)
    with refused("InvalidParameterException", "between 7 and 30 days"):
        secrets.delete_secret(SecretId=arn, RecoveryWindowInDays=6)
    secrets.delete_secret(SecretId=arn)
    secrets.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)
    secrets.delete_secret(SecretId="never was", ForceDeleteWithoutRecovery=True)
    secrets.create_secret(Name="db/password")
    fake.clock.tick(days=31)
    secrets.describe_secret(SecretId="db/password")


def test_tags(secrets: Any, arn: str, refused: Refused) -> None:
    secrets.tag_resource(SecretId=arn, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    secrets.untag_resource(SecretId=arn, TagKeys=["a", "nope"])
    assert secrets.describe_secret(SecretId=arn)["Tags"] == [{"Key": "b", "Value": "2"}]
    with refused("InvalidParameterException", "can't be null"):
        secrets.tag_resource(SecretId=arn, Tags=[{"Value": "1"}])
    with refused("InvalidParameterException", "reserved"):
        secrets.tag_resource(SecretId=arn, Tags=[{"Key": "aws:x", "Value": "1"}])
    with refused("InvalidParameterException", "at most 50"):
        secrets.tag_resource(SecretId=arn, Tags=[{"Key": str(number), "Value": ""} for number in range(50)])


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ([{"Key": "name", "Values": ["db"]}], {"db/password", "db/user"}),
        ([{"Key": "name", "Values": ["DB"]}], set()),
        ([{"Key": "name", "Values": ["!db"]}], {"mail"}),
        ([{"Key": "description", "Values": ["THE"]}], {"mail"}),
        ([{"Key": "tag-key", "Values": ["team"]}, {"Key": "tag-value", "Values": ["a", "b"]}], {"mail"}),
        ([{"Key": "all", "Values": ["A"]}], {"mail"}),
        ([{"Key": "primary-region", "Values": ["us"]}], set()),
        ([{"Key": "owning-service", "Values": ["events"]}], set()),
    ],
)
def test_filters(secrets: Any, arn: str, filters: list[dict[str, Any]], expected: set[str]) -> None:
    secrets.create_secret(Name="db/user")
    secrets.create_secret(Name="mail", Description="the mail", Tags=[{"Key": "team", "Value": "a-team"}])
    assert {secret["Name"] for secret in secrets.list_secrets(Filters=filters)["SecretList"]} == expected


def test_order_and_pages(secrets: Any, fake: AwsFake, refused: Refused) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    for name in ("b", "a", "c"):
        secrets.create_secret(Name=name, SecretString="x")
        fake.clock.tick(1)
    secrets.get_secret_value(SecretId="a")
    secrets.delete_secret(SecretId="c")

    def names(**params: Any) -> list[str]:
        return [secret["Name"] for secret in secrets.list_secrets(**params)["SecretList"]]

    assert names() == ["a", "b"]
    assert names(SortOrder="asc", IncludePlannedDeletion=True) == ["b", "a", "c"]
    assert names(SortBy="name", SortOrder="asc") == ["a", "b"]
    assert names(SortBy="last-accessed-date") == ["a", "b"]
    assert names(SortBy="last-changed-date", SortOrder="asc") == ["b", "a"]
    first = secrets.list_secrets(MaxResults=1)
    assert names(NextToken=first["NextToken"]) == ["b"]
    with refused("InvalidNextTokenException"):
        secrets.list_secrets(NextToken="made-up")
