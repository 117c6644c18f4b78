from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pytest_awsevents import AwsFake
from tests.services.dataexchange.conftest import Refused, events_of

AT = datetime(2026, 9, 8, 13, 46, 1, tzinfo=UTC)
WRITTEN = "2026-09-08T13:46:01Z"


@pytest.mark.parametrize(
    ("type", "detail_type", "details", "written"),
    [
        ("DATA_DELAY", "Data Set Update Delayed", None, None),
        (
            "DATA_UPDATE",
            "Data Updated in Data Set",
            {"DataUpdate": {"DataUpdatedAt": AT}},
            {"DataUpdate": {"DataUpdatedAt": WRITTEN}},
        ),
        (
            "DEPRECATION",
            "Deprecation Planned for Data Set",
            {"Deprecation": {"DeprecationAt": AT}},
            {"Deprecation": {"DeprecationAt": WRITTEN}},
        ),
        (
            "SCHEMA_CHANGE",
            "Schema Change Planned for Data Set",
            {"SchemaChange": {"SchemaChangeAt": AT, "Changes": [{"Name": "a", "Type": "ADD"}]}},
            {"SchemaChange": {"SchemaChangeAt": WRITTEN, "Changes": [{"Name": "a", "Type": "ADD"}]}},
        ),
    ],
)
def test_subscribers_are_told(
    fake: AwsFake, provider: Any, type: str, detail_type: str, details: Any, written: Any
) -> None:
    data_set = fake.dataexchange.entitled_data_set("access", product="Data", asset_type="S3_DATA_ACCESS")
    scope = {"S3DataAccesses": [{"KeyPrefixes": ["p"], "Keys": ["k"]}]}
    given = {} if details is None else {"Details": details}
    answer = provider.send_data_set_notification(
        DataSetId=data_set.source_id, Type=type, Comment="mind this", Scope=scope, **given
    )
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert events_of(fake) == [(detail_type, "123456789012")]
    told = fake.recorded.events.last
    assert told.resources == (data_set.arn,)
    assert told.detail == {
        "DataSet": {"Id": data_set.id, "Name": "access", "AssetType": "S3_DATA_ACCESS"},
        "Product": {"Id": data_set.product_id, "Name": "Data", "ProviderContact": "no-reply@marketplace.aws"},
        "Notification": {
            "Comment": "mind this",
            "Type": type,
            **({} if written is None else {"Details": written}),
            "Scope": scope,
        },
    }


def test_one_token_is_one_notification(fake: AwsFake, provider: Any, refused: Refused) -> None:
    data_set = fake.dataexchange.entitled_data_set()
    params = {"DataSetId": data_set.source_id, "Type": "DATA_DELAY", "ClientToken": "once"}
    provider.send_data_set_notification(**params)
    provider.send_data_set_notification(**params)
    assert len(events_of(fake)) == 1
    with refused("ConflictException", 409, ResourceType="DATA_SET"):
        provider.send_data_set_notification(**params, Comment="other")
    provider.send_data_set_notification(**{**params, "ClientToken": "twice"})
    assert len(events_of(fake)) == 2


def test_only_products_have_subscribers_to_tell(fake: AwsFake, client: Any, provider: Any, refused: Refused) -> None:
    data_set = fake.dataexchange.entitled_data_set(product=None)
    with refused("ValidationException", 400, "not configured for AWS Marketplace"):
        provider.send_data_set_notification(DataSetId=data_set.source_id, Type="DATA_DELAY")
    with refused("AccessDeniedException", 403):
        client.send_data_set_notification(DataSetId=data_set.id, Type="DATA_DELAY")


@pytest.mark.parametrize(
    "members",
    [
        {"Details": {"Deprecation": {"DeprecationAt": AT}}},
        {"Scope": {"S3DataAccesses": [{"Keys": ["k"]}]}},
        {"Comment": "c" * 4097},
    ],
)
def test_members_go_with_type_and_data_set(
    fake: AwsFake, provider: Any, refused: Refused, members: dict[str, Any]
) -> None:
    data_set = fake.dataexchange.entitled_data_set()
    with refused("ValidationException", 400):
        provider.send_data_set_notification(DataSetId=data_set.source_id, Type="DATA_UPDATE", **members)
