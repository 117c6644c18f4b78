from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

OTHER = "222233334444"


@pytest.fixture
def arn(secrets: Any) -> str:
    return str(secrets.create_secret(Name="db", SecretString="old", Description="d")["ARN"])


def policy(**statement: Any) -> str:
    whole = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*", **statement}
    return json.dumps({"Version": "2012-10-17", "Statement": [whole]})


FOR_OTHER = policy(Principal={"AWS": f"arn:aws:iam::{OTHER}:root"})


def test_a_policy_is_kept_as_it_was_put(secrets: Any, arn: str) -> None:
    assert "ResourcePolicy" not in secrets.get_resource_policy(SecretId="db")
    assert secrets.put_resource_policy(SecretId="db", ResourcePolicy=FOR_OTHER)["ARN"] == arn
    assert secrets.get_resource_policy(SecretId="db")["ResourcePolicy"] == FOR_OTHER
    assert secrets.delete_resource_policy(SecretId="db")["Name"] == "db"
    assert "ResourcePolicy" not in secrets.get_resource_policy(SecretId="db")


def test_another_account_reads_what_the_policy_lets_it_read(
    secrets: Any, arn: str, fake: AwsFake, refused: Refused
) -> None:
    theirs = fake.account(OTHER).client("secretsmanager")
    with refused("AccessDeniedException", f"to perform: secretsmanager:GetSecretValue on resource: {arn}"):
        theirs.get_secret_value(SecretId=arn)
    secrets.put_resource_policy(SecretId="db", ResourcePolicy=FOR_OTHER)
    assert theirs.get_secret_value(SecretId=arn)["SecretString"] == "old"
    assert theirs.batch_get_secret_value(SecretIdList=[arn])["SecretValues"][0]["SecretString"] == "old"
    with refused("AccessDeniedException"):
        theirs.put_secret_value(SecretId=arn, SecretString="theirs")
    with refused("ResourceNotFoundException"):
        theirs.get_secret_value(SecretId="db")


def test_a_policy_denies_the_own_account_too(secrets: Any, arn: str, refused: Refused) -> None:
    but_admin = policy(Effect="Deny", NotPrincipal={"AWS": "arn:aws:iam::123456789012:role/admin"})
    secrets.put_resource_policy(SecretId="db", ResourcePolicy=but_admin)
    with refused("AccessDeniedException"):
        secrets.get_secret_value(SecretId="db")
    secrets.describe_secret(SecretId="db")
    all_but_reading = policy(Effect="Deny", Principal="*", Action=None, NotAction="secretsmanager:*ResourcePolicy")
    secrets.put_resource_policy(SecretId="db", ResourcePolicy=all_but_reading.replace('"Action": null, ', ""))
    with refused("AccessDeniedException"):
        secrets.describe_secret(SecretId="db")
    secrets.delete_resource_policy(SecretId="db")
    assert secrets.get_secret_value(SecretId="db")["SecretString"] == "old"


def test_policies_that_are_refused(secrets: Any, arn: str, refused: Refused) -> None:
    everybody = policy(Principal={"AWS": "*"})
    for text in ("{", "[]", '{"Statement": []}', policy(), policy(Principal="*", Effect="AllowSomething")):
        with refused("MalformedPolicyDocumentException", "This resource policy contains a syntax error."):
            secrets.put_resource_policy(SecretId="db", ResourcePolicy=text)
    with refused("PublicPolicyException", "allows broad access to the secret."):
        secrets.put_resource_policy(SecretId="db", ResourcePolicy=everybody, BlockPublicPolicy=True)
    with refused("InvalidParameterException", "will not allow you to manage this secret in the future."):
        secrets.put_resource_policy(
            SecretId="db", ResourcePolicy=policy(Effect="Deny", Principal="*", Action="secretsmanager:*")
        )
    assert "ResourcePolicy" not in secrets.get_resource_policy(SecretId="db")
    secrets.put_resource_policy(SecretId="db", ResourcePolicy=everybody)
    pinned = policy(Principal="*", Condition={"StringEquals": {"aws:SourceAccount": OTHER}})
    secrets.put_resource_policy(SecretId="db", ResourcePolicy=pinned, BlockPublicPolicy=True)


def test_policies_can_be_validated_before(secrets: Any, arn: str, refused: Refused) -> None:
    assert secrets.validate_resource_policy(ResourcePolicy=FOR_OTHER)["PolicyValidationPassed"] is True
    answer = secrets.validate_resource_policy(SecretId="db", ResourcePolicy=policy(Principal="*"))
    assert answer["PolicyValidationPassed"] is False
    assert [one["CheckName"] for one in answer["ValidationErrors"]] == ["BROAD_ACCESS"]
    with refused("MalformedPolicyDocumentException"):
        secrets.validate_resource_policy(ResourcePolicy="{")
    with refused("ResourceNotFoundException"):
        secrets.validate_resource_policy(SecretId="nope", ResourcePolicy=FOR_OTHER)


# --- replicas ---


def test_a_replica_has_what_its_primary_has(secrets: Any, arn: str, fake: AwsFake) -> None:
    answer = secrets.replicate_secret_to_regions(SecretId="db", AddReplicaRegions=[{"Region": "eu-west-1"}])
    assert [(one["Region"], one["Status"]) for one in answer["ReplicationStatus"]] == [("eu-west-1", "InSync")]
    there = fake.client("secretsmanager", region="eu-west-1")
    copy = arn.replace("us-east-1", "eu-west-1")
    secrets.put_secret_value(SecretId="db", SecretString="new")
    secrets.update_secret(SecretId="db", Description="changed")
    secrets.tag_resource(SecretId="db", Tags=[{"Key": "team", "Value": "a"}])
    assert there.get_secret_value(SecretId="db")["SecretString"] == "new"
    described = there.describe_secret(SecretId=copy)
    assert (described["ARN"], described["PrimaryRegion"], described["Description"]) == (copy, "us-east-1", "changed")
    assert described["Tags"] == [{"Key": "team", "Value": "a"}]
    assert secrets.describe_secret(SecretId="db")["PrimaryRegion"] == "us-east-1"
    filters = [{"Key": "primary-region", "Values": ["us-east-1"]}]
    assert [one["Name"] for one in there.list_secrets(Filters=filters)["SecretList"]] == ["db"]


def test_replicas_are_changed_by_their_primary_only(secrets: Any, arn: str, fake: AwsFake, refused: Refused) -> None:
    made = secrets.create_secret(Name="mail", SecretString="m", AddReplicaRegions=[{"Region": "eu-west-1"}])
    assert made["ReplicationStatus"][0]["Status"] == "InSync"
    there = fake.client("secretsmanager", region="eu-west-1")
    changes: list[tuple[str, dict[str, Any]]] = [
        ("put_secret_value", {"SecretString": "x"}),
        ("update_secret", {"SecretString": "x"}),
        ("delete_secret", {}),
        ("delete_secret", {"ForceDeleteWithoutRecovery": True}),
        ("tag_resource", {"Tags": [{"Key": "a", "Value": "b"}]}),
        ("rotate_secret", {}),
        ("replicate_secret_to_regions", {"AddReplicaRegions": [{"Region": "eu-west-2"}]}),
    ]
    for method, params in changes:
        with refused("InvalidParameterException", "Call must be made in primary secret's region."):
            getattr(there, method)(SecretId="mail", **params)
    for forced in (True, False):
        with refused("InvalidParameterException", "that still has replica regions [eu-west-1]"):
            secrets.delete_secret(SecretId="mail", ForceDeleteWithoutRecovery=forced)
    answer = secrets.remove_regions_from_replication(SecretId="mail", RemoveReplicaRegions=["eu-west-1", "eu-west-2"])
    assert answer["ReplicationStatus"] == []
    with refused("ResourceNotFoundException"):
        there.describe_secret(SecretId="mail")
    secrets.delete_secret(SecretId="mail")


def test_a_replica_can_become_a_secret_of_its_own(secrets: Any, arn: str, fake: AwsFake, refused: Refused) -> None:
    secrets.replicate_secret_to_regions(SecretId="db", AddReplicaRegions=[{"Region": "eu-west-1"}])
    there = fake.client("secretsmanager", region="eu-west-1")
    assert there.stop_replication_to_replica(SecretId="db")["ARN"] == arn.replace("us-east-1", "eu-west-1")
    there.put_secret_value(SecretId="db", SecretString="theirs")
    secrets.update_secret(SecretId="db", Description="changed")
    assert secrets.get_secret_value(SecretId="db")["SecretString"] == "old"
    described = there.describe_secret(SecretId="db")
    assert described["Description"] == "d"
    assert "PrimaryRegion" not in described
    assert "ReplicationStatus" not in secrets.describe_secret(SecretId="db")
    with refused("InvalidRequestException", "only be performed on a replica secret"):
        there.stop_replication_to_replica(SecretId="db")


def test_a_secret_of_the_same_name_is_in_the_way(secrets: Any, arn: str, fake: AwsFake) -> None:
    there = fake.client("secretsmanager", region="eu-west-1")
    there.create_secret(Name="db", SecretString="theirs")
    regions = [{"Region": "eu-west-1", "KmsKeyId": "alias/a"}]
    [failed] = secrets.replicate_secret_to_regions(SecretId="db", AddReplicaRegions=regions)["ReplicationStatus"]
    assert (failed["Status"], failed["KmsKeyId"]) == ("Failed", "alias/a")
    assert "already exists in region eu-west-1" in failed["StatusMessage"]
    assert there.get_secret_value(SecretId="db")["SecretString"] == "theirs"
    secrets.replicate_secret_to_regions(SecretId="db", AddReplicaRegions=regions, ForceOverwriteReplicaSecret=True)
    assert there.get_secret_value(SecretId="db")["SecretString"] == "old"
    secrets.remove_regions_from_replication(SecretId="db", RemoveReplicaRegions=["eu-west-1"])


def test_regions_that_are_refused(secrets: Any, arn: str, refused: Refused) -> None:
    for names in (["us-east-1"], ["eu-west-1", "eu-west-1"]):
        regions = [{"Region": name} for name in names]
        with refused("InvalidParameterException", "Invalid replica region"):
            secrets.replicate_secret_to_regions(SecretId="db", AddReplicaRegions=regions)
        with refused("InvalidParameterException", "Invalid replica region"):
            secrets.create_secret(Name="new", AddReplicaRegions=regions)
    assert [one["Name"] for one in secrets.list_secrets()["SecretList"]] == ["db"]


def test_managed_external_secrets_are_refused_by_name(secrets: Any, arn: str) -> None:
    for method in (secrets.create_secret, secrets.update_secret):
        given = {"Name": "x"} if method == secrets.create_secret else {"SecretId": "db"}
        with pytest.raises(UnsupportedOperation, match="managed external secrets"):
            method(Type="SalesforceClientSecret", **given)
