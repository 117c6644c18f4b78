from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.services.dataexchange.state import DATA_EXCHANGE
from tests.services.dataexchange.conftest import Refused, new_data_set

MISSING = "f" * 32
NOW = datetime(2026, 3, 4, 5, 6, 7, 891000, UTC)


def test_a_data_set_is_created_shown_and_changed(client: Any) -> None:
    made = client.create_data_set(Name="prices", Description="d", AssetType="S3_SNAPSHOT", Tags={"a": "b"})
    assert made["ResponseMetadata"]["HTTPStatusCode"] == 201
    assert made["Arn"] == f"arn:aws:dataexchange:us-east-1:123456789012:data-sets/{made['Id']}"
    assert (made["CreatedAt"], made["UpdatedAt"], made["Origin"]) == (NOW, NOW, "OWNED")
    assert "OriginDetails" not in made
    assert client.get_data_set(DataSetId=made["Id"])["Tags"] == {"a": "b"}
    changed = client.update_data_set(DataSetId=made["Id"], Name="costs")
    assert (changed["Name"], changed["Description"]) == ("costs", "d")
    assert "Tags" not in changed


def test_a_deleted_data_set_is_gone(client: Any, own: str, refused: Refused) -> None:
    assert client.delete_data_set(DataSetId=own)["ResponseMetadata"]["HTTPStatusCode"] == 204
    with refused("ResourceNotFoundException", 404, ResourceId=own, ResourceType="DATA_SET"):
        client.get_data_set(DataSetId=own)


def test_data_sets_are_listed_newest_first_and_by_origin(fake: AwsFake, client: Any) -> None:
    first, second = new_data_set(client), new_data_set(client)
    entitled = fake.dataexchange.entitled_data_set().id

    def listed(**params: Any) -> list[str]:
        return [one["Id"] for one in client.list_data_sets(**params)["DataSets"]]

    assert listed(Origin="OWNED") == [second, first]
    assert listed(Origin="ENTITLED") == [entitled]
    assert sorted(listed()) == sorted([first, second, entitled])
    pages = client.get_paginator("list_data_sets").paginate(Origin="OWNED", PaginationConfig={"PageSize": 1})
    assert [one["Id"] for page in pages for one in page["DataSets"]] == [second, first]


@pytest.mark.parametrize(
    "params",
    [{"Origin": "MINE"}, {"NextToken": "no token"}, {"MaxResults": 201}],
)
def test_bad_listings_are_refused(client: Any, refused: Refused, params: dict[str, Any]) -> None:
    with refused("ValidationException", 400):
        client.list_data_sets(**params)


@pytest.mark.parametrize("params", [{"Name": ""}, {"Name": "n" * 257}, {"Description": "d" * 16_385}])
def test_texts_have_documented_lengths(client: Any, own: str, refused: Refused, params: dict[str, str]) -> None:
    with refused("ValidationException", 400):
        new_data_set(client, **params)
    with refused("ValidationException", 400):
        client.update_data_set(DataSetId=own, **params)


def test_the_quota_of_data_sets(fake: AwsFake, client: Any, own: str, refused: Refused) -> None:
    state = fake.scope().state(DATA_EXCHANGE)
    state.data_sets.update({f"{number:032x}": state.data_sets[own] for number in range(2_999)})
    with refused("ServiceLimitExceededException", 402, LimitName="Data sets per account", LimitValue=3000.0):
        new_data_set(client)


def test_entitled_data_sets_are_not_the_subscribers_to_change(fake: AwsFake, client: Any, refused: Refused) -> None:
    data_set = fake.dataexchange.entitled_data_set("prices", description="all of them")
    shown = client.get_data_set(DataSetId=data_set.id)
    assert shown["Arn"] == f"arn:aws:dataexchange:us-east-1::data-sets/{data_set.id}"
    assert (shown["Origin"], shown["SourceId"]) == ("ENTITLED", data_set.source_id)
    assert shown["OriginDetails"] == {"ProductId": data_set.product_id}
    with refused("AccessDeniedException", 403):
        client.update_data_set(DataSetId=data_set.id, Name="mine")
    with refused("AccessDeniedException", 403):
        client.delete_data_set(DataSetId=data_set.id)
    with refused("AccessDeniedException", 403):
        client.create_revision(DataSetId=data_set.id)


def test_what_the_owner_changes_the_subscriber_sees(
    fake: AwsFake, client: Any, provider: Any, refused: Refused
) -> None:
    data_set = fake.dataexchange.entitled_data_set("prices")
    provider.update_data_set(DataSetId=data_set.source_id, Name="costs")
    assert client.get_data_set(DataSetId=data_set.id)["Name"] == "costs"
    with refused("ConflictException", 409, ResourceId=data_set.source_id, ResourceType="DATA_SET"):
        provider.delete_data_set(DataSetId=data_set.source_id)


def test_data_sets_are_of_one_account_and_region(fake: AwsFake, own: str, provider: Any, refused: Refused) -> None:
    with refused("ResourceNotFoundException", 404):
        provider.get_data_set(DataSetId=own)
    with refused("ResourceNotFoundException", 404):
        fake.client("dataexchange", "eu-west-1").get_data_set(DataSetId=own)


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("update_data_set", {}),
        ("delete_data_set", {}),
        ("create_revision", {}),
        ("list_data_set_revisions", {}),
        ("get_revision", {"RevisionId": MISSING}),
        ("send_data_set_notification", {"Type": "DATA_DELAY"}),
    ],
)
def test_a_missing_data_set_is_named(client: Any, refused: Refused, operation: str, params: dict[str, str]) -> None:
    with refused("ResourceNotFoundException", 404, MISSING, ResourceId=MISSING, ResourceType="DATA_SET"):
        getattr(client, operation)(DataSetId=MISSING, **params)
