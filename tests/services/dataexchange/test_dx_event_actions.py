from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.services.dataexchange.handle import DataSet
from tests.services.dataexchange.conftest import Refused

DEFAULT = "${Revision.CreatedAt}/${Asset.Name}"
MISSING = "f" * 32
KEY = "arn:aws:kms:us-east-1:123456789012:key/k"


@pytest.fixture
def data_set(fake: AwsFake) -> DataSet:
    fake.s3.bucket("out")
    return fake.dataexchange.entitled_data_set("prices")


def event(data_set: DataSet | str) -> dict[str, Any]:
    return {"RevisionPublished": {"DataSetId": data_set if isinstance(data_set, str) else data_set.id}}


def export(bucket: str = "out", encryption: dict[str, str] | None = None, **destination: str) -> dict[str, Any]:
    more = {} if encryption is None else {"Encryption": encryption}
    return {"ExportRevisionToS3": {"RevisionDestination": {"Bucket": bucket, **destination}, **more}}


def test_an_event_action_is_created_shown_changed_and_deleted(
    fake: AwsFake, client: Any, data_set: DataSet, refused: Refused
) -> None:
    made = client.create_event_action(Event=event(data_set), Action=export(), Tags={"a": "b"})
    assert made["ResponseMetadata"]["HTTPStatusCode"] == 201
    assert made["Arn"] == f"arn:aws:dataexchange:us-east-1:123456789012:event-actions/{made['Id']}"
    assert made["Action"] == export(KeyPattern=DEFAULT)
    assert client.get_event_action(EventActionId=made["Id"])["Tags"] == {"a": "b"}
    fake.clock.tick(1)
    wanted = export(encryption={"Type": "aws:kms", "KmsKeyArn": KEY}, KeyPattern="${Asset.Id}")
    changed = client.update_event_action(EventActionId=made["Id"], Action=wanted)
    assert (changed["Action"], changed["Event"], changed["UpdatedAt"]) == (wanted, event(data_set), fake.clock.now)
    assert "Tags" not in changed
    assert client.update_event_action(EventActionId=made["Id"])["Action"] == wanted
    assert client.update_event_action(EventActionId=made["Id"], Action=export())["Action"] == export(KeyPattern=DEFAULT)
    client.delete_event_action(EventActionId=made["Id"])
    for operation in (client.get_event_action, client.delete_event_action, client.update_event_action):
        with refused("ResourceNotFoundException", 404, ResourceId=made["Id"], ResourceType="EVENT_ACTION"):
            operation(EventActionId=made["Id"])


def test_event_actions_are_listed(fake: AwsFake, client: Any, data_set: DataSet) -> None:
    other = fake.dataexchange.entitled_data_set("other")
    first = fake.dataexchange.event_action(data_set, "out")
    second = fake.dataexchange.event_action(other, "out")
    pages = client.get_paginator("list_event_actions").paginate(PaginationConfig={"PageSize": 1})
    listed = [one for page in pages for one in page["EventActions"]]
    assert [one["Id"] for one in listed] == [second, first]
    assert "Tags" not in listed[0]
    (found,) = client.list_event_actions(EventSourceId=data_set.id)["EventActions"]
    assert (found["Id"], found["Event"]) == (first, event(data_set))


@pytest.mark.parametrize(
    "action",
    [
        {},
        export(""),
        export(KeyPattern="fixed"),
        export(KeyPattern="${Asset.Name}/${Revision.Comment}"),
        export(encryption={"Type": "aws:kms"}),
        export(encryption={"Type": "aws:kms", "KmsKeyArn": "alias/mine"}),
        export(encryption={"Type": "rot13"}),
    ],
)
def test_bad_actions_are_refused(client: Any, data_set: DataSet, refused: Refused, action: dict[str, Any]) -> None:
    with refused("ValidationException", 400):
        client.create_event_action(Event=event(data_set), Action=action)
    good = client.create_event_action(Event=event(data_set), Action=export())
    with refused("ValidationException", 400):
        client.update_event_action(EventActionId=good["Id"], Action=action)
    assert client.get_event_action(EventActionId=good["Id"])["Action"] == good["Action"]


def test_only_entitled_data_sets_have_event_actions(client: Any, own: str, refused: Refused) -> None:
    for bad in ({}, event(own), event(MISSING)):
        with refused("ValidationException", 400):
            client.create_event_action(Event=bad, Action=export())


def test_the_bucket_is_tried_out(fake: AwsFake, client: Any, data_set: DataSet, refused: Refused) -> None:
    with refused("ValidationException", 400, "no-such-bucket", ExceptionCause="S3AccessDenied"):
        client.create_event_action(Event=event(data_set), Action=export("no-such-bucket"))
    fake.fail_next("s3:PutObject", code="AccessDenied")
    with refused("ValidationException", 400, ExceptionCause="S3AccessDenied"):
        client.create_event_action(Event=event(data_set), Action=export())
    assert client.list_event_actions()["EventActions"] == []
    fake.dataexchange.event_action(data_set, "out")
    assert fake.s3.bucket("out").keys() == ["_ADX-TEST-ACCOUNTID#123456789012"]


def test_quotas(fake: AwsFake, client: Any, refused: Refused) -> None:
    fake.s3.bucket("out")
    data_sets = [fake.dataexchange.entitled_data_set() for _ in range(11)]
    for data_set in data_sets[:10]:
        for _ in range(5):
            fake.dataexchange.event_action(data_set, "out")
    limit = {"LimitName": "Auto export event actions per data set", "LimitValue": 5.0}
    with refused("ServiceLimitExceededException", 402, **limit):
        client.create_event_action(Event=event(data_sets[0]), Action=export())
    limit = {"LimitName": "Event actions per account", "LimitValue": 50.0}
    with refused("ServiceLimitExceededException", 402, **limit):
        client.create_event_action(Event=event(data_sets[10]), Action=export())
