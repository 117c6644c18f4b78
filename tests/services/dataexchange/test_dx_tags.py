from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents import AwsFake
from tests.services.dataexchange.conftest import Refused, import_objects, new_data_set, new_revision

HERE = "arn:aws:dataexchange:us-east-1:123456789012"
MISSING = "f" * 32


def arns_of_all_kinds(fake: AwsFake, client: Any, own: str) -> dict[str, str]:
    ids = new_revision(client, own)
    import_objects(fake, client, ids, "a.csv")
    fake.s3.bucket("out")
    entitled = fake.dataexchange.entitled_data_set()
    action = fake.dataexchange.event_action(entitled, "out")
    grant = client.create_data_grant(
        Name="n", GrantDistributionScope="NONE", ReceiverPrincipal="999988887777", SourceDataSetId=own
    )
    return {
        "data set": client.get_data_set(DataSetId=own)["Arn"],
        "revision": client.get_revision(**ids)["Arn"],
        "asset": client.list_revision_assets(**ids)["Assets"][0]["Arn"],
        "entitled data set": entitled.arn,
        "event action": client.get_event_action(EventActionId=action)["Arn"],
        "data grant": grant["Arn"],
    }


@pytest.mark.parametrize("kind", ["data set", "revision", "asset", "entitled data set", "event action", "data grant"])
def test_everything_has_tags(fake: AwsFake, client: Any, own: str, kind: str) -> None:
    arn = arns_of_all_kinds(fake, client, own)[kind]
    answer = client.tag_resource(ResourceArn=arn, Tags={"a": "1", "b": "2"})
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 204
    client.tag_resource(ResourceArn=arn, Tags={"a": "3"})
    client.untag_resource(ResourceArn=arn, TagKeys=["b", "never there"])
    assert client.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"a": "3"}


@pytest.mark.parametrize(
    ("arn", "kind"),
    [
        (f"{HERE}:data-sets/{MISSING}", "DATA_SET"),
        (f"{HERE}:data-sets/OWN/revisions/{MISSING}", "REVISION"),
        (f"{HERE}:event-actions/{MISSING}", "EVENT_ACTION"),
        (f"{HERE}:data-grants/{MISSING}", "DATA_GRANT"),
        ("arn:aws:dataexchange:us-east-1::data-sets/OWN", "DATA_SET"),
        ("arn:aws:dataexchange:eu-west-1:123456789012:data-sets/OWN", "DATA_SET"),
        ("arn:aws:dataexchange:us-east-1:999988887777:data-sets/OWN", "DATA_SET"),
    ],
)
def test_what_is_not_there_has_none(client: Any, own: str, refused: Refused, arn: str, kind: str) -> None:
    with refused("ResourceNotFoundException", 404, ResourceType=kind):
        client.list_tags_for_resource(ResourceArn=arn.replace("OWN", own))


@pytest.mark.parametrize("arn", ["no arn", f"{HERE}:jobs/{MISSING}", f"{HERE}:data-sets", "arn:aws:s3:::bucket"])
def test_what_cannot_have_tags(client: Any, refused: Refused, arn: str) -> None:
    with refused("ValidationException", 400):
        client.list_tags_for_resource(ResourceArn=arn)


@pytest.mark.parametrize("tags", [{"aws:a": "b"}, {"": "b"}, {f"k{number}": "" for number in range(51)}])
def test_bad_tags_are_refused(client: Any, own: str, refused: Refused, tags: dict[str, str]) -> None:
    arn = client.get_data_set(DataSetId=own)["Arn"]
    with refused("ValidationException", 400):
        client.tag_resource(ResourceArn=arn, Tags=tags)
    with refused("ValidationException", 400):
        new_data_set(client, Tags=tags)
