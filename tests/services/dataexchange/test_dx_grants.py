from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pytest_awsevents import AwsFake, event
from tests.services.dataexchange.conftest import PROVIDER, Refused, events_of, finalized, new_data_set

RECEIVER = "123456789012"
PENDING = "PENDING_RECEIVER_ACCEPTANCE"


@pytest.fixture
def source(provider: Any) -> str:
    """The id of a data set of the provider."""
    return new_data_set(provider, Name="prices")


def grant(provider: Any, source: str, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = provider.create_data_grant(
        Name="grant", GrantDistributionScope="NONE", ReceiverPrincipal=RECEIVER, SourceDataSetId=source, **more
    )
    return made


def test_a_grant_gives_the_receiver_a_data_set(fake: AwsFake, client: Any, provider: Any, source: str) -> None:
    old = finalized(fake, provider, source)
    made = grant(provider, source, Description="for you", Tags={"a": "b"})
    assert made["Arn"] == f"arn:aws:dataexchange:us-east-1:{PROVIDER}:data-grants/{made['Id']}"
    assert (made["AcceptanceState"], made["SenderPrincipal"], made["Tags"]) == (PENDING, PROVIDER, {"a": "b"})
    assert client.list_data_sets(Origin="ENTITLED")["DataSets"] == []
    received = client.get_received_data_grant(DataGrantArn=made["Arn"])
    assert (received["AcceptanceState"], received["Description"]) == (PENDING, "for you")
    assert "SourceDataSetId" not in received
    fake.clock.tick(60)
    accepted = client.accept_data_grant(DataGrantArn=made["Arn"])
    assert (accepted["AcceptanceState"], accepted["AcceptedAt"]) == ("ACCEPTED", fake.clock.now)
    (data_set,) = client.list_data_sets(Origin="ENTITLED")["DataSets"]
    assert data_set["Id"] == accepted["DataSetId"] == made["DataSetId"]
    assert (data_set["Name"], data_set["SourceId"]) == ("prices", source)
    assert data_set["OriginDetails"] == {"DataGrantId": made["Id"]}
    (revision,) = client.list_data_set_revisions(DataSetId=data_set["Id"])["Revisions"]
    assert (revision["SourceId"], revision["CreatedAt"]) == (old["RevisionId"], fake.clock.now)


def test_both_sides_see_the_grant(client: Any, provider: Any, source: str, refused: Refused) -> None:
    made = grant(provider, source)
    assert provider.get_data_grant(DataGrantId=made["Id"])["Arn"] == made["Arn"]
    assert provider.get_data_grant(DataGrantId=made["Arn"])["Id"] == made["Id"]
    (sent,) = provider.list_data_grants()["DataGrantSummaries"]
    assert (sent["Id"], sent["SourceDataSetId"]) == (made["Id"], source)
    assert client.list_data_grants()["DataGrantSummaries"] == []
    (received,) = client.list_received_data_grants()["DataGrantSummaries"]
    assert received["Id"] == made["Id"]
    assert provider.list_received_data_grants()["DataGrantSummaries"] == []
    missing = {"ResourceId": made["Id"], "ResourceType": "DATA_GRANT"}
    with refused("ResourceNotFoundException", 404, **missing):
        client.get_data_grant(DataGrantId=made["Id"])
    for operation in (provider.get_received_data_grant, provider.accept_data_grant):
        with refused("ResourceNotFoundException", 404, **missing):
            operation(DataGrantArn=made["Arn"])


def test_received_grants_are_listed_by_state(client: Any, provider: Any, source: str) -> None:
    first, second = grant(provider, source), grant(provider, source)
    client.accept_data_grant(DataGrantArn=first["Arn"])

    def listed(*states: str) -> list[str]:
        answer = client.list_received_data_grants(AcceptanceState=list(states))
        return [one["Id"] for one in answer["DataGrantSummaries"]]

    assert listed("ACCEPTED") == [first["Id"]]
    assert listed(PENDING) == [second["Id"]]
    assert listed("ACCEPTED", PENDING) == listed() == [second["Id"], first["Id"]]


def test_a_grant_is_accepted_once(client: Any, provider: Any, source: str, refused: Refused) -> None:
    made = grant(provider, source)
    client.accept_data_grant(DataGrantArn=made["Arn"])
    with refused("ConflictException", 409, ResourceId=made["Id"], ResourceType="DATA_GRANT"):
        client.accept_data_grant(DataGrantArn=made["Arn"])


def test_a_deleted_grant_takes_the_data_set_away(
    fake: AwsFake, client: Any, provider: Any, source: str, refused: Refused
) -> None:
    made = grant(provider, source)
    with refused("ConflictException", 409, ResourceType="DATA_SET"):
        provider.delete_data_set(DataSetId=source)
    client.accept_data_grant(DataGrantArn=made["Arn"])
    provider.delete_data_grant(DataGrantId=made["Id"])
    with refused("ResourceNotFoundException", 404):
        client.get_data_set(DataSetId=made["DataSetId"])
    with refused("ResourceNotFoundException", 404):
        provider.get_data_grant(DataGrantId=made["Id"])
    assert events_of(fake) == [("Data Grant Accepted", PROVIDER), ("Data Grant Revoked", RECEIVER)]
    arn = f"arn:aws:dataexchange:us-east-1::data-sets/{made['DataSetId']}"
    for published in fake.recorded.events:
        assert published.resources == (arn,)
        assert published.detail == {
            "DataSets": [{"Id": made["DataSetId"], "Name": "prices"}],
            "DataGrant": {"Arn": made["Arn"], "Name": "grant"},
        }
    provider.delete_data_set(DataSetId=source)


def test_a_grant_nobody_accepted_is_deleted_quietly(fake: AwsFake, provider: Any, source: str) -> None:
    provider.delete_data_grant(DataGrantId=grant(provider, source, EndsAt=fake.clock.now + timedelta(1))["Id"])
    fake.clock.tick(timedelta(days=1))
    assert events_of(fake) == []


def test_access_ends_with_the_grant(fake: AwsFake, client: Any, provider: Any, source: str, refused: Refused) -> None:
    ends = fake.clock.now + timedelta(days=1)
    accepted, pending = grant(provider, source, EndsAt=ends), grant(provider, source, EndsAt=ends)
    client.accept_data_grant(DataGrantArn=accepted["Arn"])
    fake.clock.move_to(ends)
    with refused("ResourceNotFoundException", 404):
        client.get_data_set(DataSetId=accepted["DataSetId"])
    assert provider.get_data_grant(DataGrantId=accepted["Id"])["EndsAt"] == accepted["EndsAt"]
    with refused("ConflictException", 409, "ended"):
        client.accept_data_grant(DataGrantArn=pending["Arn"])


def test_grants_that_cannot_be(fake: AwsFake, client: Any, provider: Any, source: str, refused: Refused) -> None:
    with refused("ValidationException", 400, "EndsAt"):
        grant(provider, source, EndsAt=fake.clock.now)
    with refused("ValidationException", 400, "another account"):
        grant(client, new_data_set(client))
    with refused("ResourceNotFoundException", 404, ResourceType="DATA_SET"):
        grant(provider, "f" * 32)
    entitled = fake.dataexchange.entitled_data_set(provider="999988887777").id
    with refused("AccessDeniedException", 403):
        client.create_data_grant(
            Name="n", GrantDistributionScope="NONE", ReceiverPrincipal=PROVIDER, SourceDataSetId=entitled
        )


def test_revisions_are_published_to_who_has_a_grant(fake: AwsFake, client: Any, provider: Any, source: str) -> None:
    made = grant(provider, source)
    client.accept_data_grant(DataGrantArn=made["Arn"])
    fake.s3.bucket("out")
    fake.dataexchange.event_action(made["DataSetId"], "out", key_pattern="${Asset.Name}")
    finalized(fake, provider, source, Comment="first")
    fake.s3.assert_object("a.csv", bucket="out", body="content of a.csv")
    by_grant = {"DataGrant": {"Arn": made["Arn"], "Name": "grant"}}
    published = fake.eventbridge.assert_published(event(detail_type="Revision Published To Data Set"))
    assert published.detail["Revisions"] == [{"Id": published.detail["RevisionIds"][0], "Comment": "first"}]
    assert by_grant.items() <= published.detail.items()
    assert published.resources == (made["DataSetId"],)
    exported = fake.eventbridge.assert_published(event(detail_type="Auto-export Job Completed", detail=by_grant))
    assert exported.resources == (f"arn:aws:dataexchange:us-east-1::data-sets/{made['DataSetId']}",)
