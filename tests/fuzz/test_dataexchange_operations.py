"""Whatever a Data Exchange operation is sent, it answers as AWS could; an error changes nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.dataexchange.state import DATA_EXCHANGE, EXCHANGE
from pytest_awsevents.wire.models import operation_model
from tests.fuzz.params_from_model import FEW_EXAMPLES, ParamsFromModel, refusal, service_model

OPERATIONS = service_model("dataexchange").operation_names
OTHER = "222233334444"


@cache
def exchange_client() -> Any:
    """Made once: whichever fake is active answers it."""
    with AwsFake(seed="client") as fake:
        return fake.client("dataexchange")


def arrange(fake: AwsFake, client: Any) -> dict[str, list[Any]]:
    """One of everything, and where to find it: values worth trying, by the names of members."""
    fake.s3.bucket("known").put("known", "content")
    entitled = fake.dataexchange.entitled_data_set("entitled", product="product")
    published = fake.dataexchange.publish_revision(entitled, {"a.csv": "1"})
    fake.dataexchange.event_action(entitled, "known")
    given = fake.dataexchange.entitled_data_set("granted", product=None)
    owned = client.create_data_set(Name="owned", Description="d", AssetType="S3_SNAPSHOT")["Id"]
    finalized = fake.dataexchange.publish_revision(owned, {"a.csv": "1"})
    open_ids = {"DataSetId": owned, "RevisionId": client.create_revision(DataSetId=owned)["Id"]}
    sources = {"AssetSources": [{"Bucket": "known", "Key": "known"}], **open_ids}
    jobs = [client.create_job(Type="IMPORT_ASSETS_FROM_S3", Details={"ImportAssetsFromS3": sources}) for _ in range(2)]
    client.start_job(JobId=jobs[0]["Id"])
    (asset,) = client.list_revision_assets(**open_ids)["Assets"]
    grant = client.create_data_grant(
        Name="sent", GrantDistributionScope="NONE", ReceiverPrincipal=OTHER, SourceDataSetId=owned
    )
    arns = [one.arn for one in fake.scope().state(DATA_EXCHANGE).data_sets.values()]
    actions = list(fake.scope().state(DATA_EXCHANGE).event_actions.values())
    destination = {"RevisionId": published.id, "Bucket": "known"}
    export = {"DataSetId": entitled.id, "RevisionDestinations": [destination]}
    return {
        "Type": ["IMPORT_ASSETS_FROM_S3", "EXPORT_REVISIONS_TO_S3", "DATA_UPDATE"],
        "Details": [{"ImportAssetsFromS3": sources}, {"ExportRevisionsToS3": export}],
        "Action": [{"ExportRevisionToS3": {"RevisionDestination": {"Bucket": "known"}}}],
        "Event": [{"RevisionPublished": {"DataSetId": entitled.id}}],
        "DataSetId": [owned, entitled.id, given.id],
        "SourceDataSetId": [owned, entitled.id],
        "RevisionId": [open_ids["RevisionId"], finalized.id, published.id],
        "AssetId": [asset["Id"], *finalized.asset_ids.values(), *published.asset_ids.values()],
        "JobId": [job["Id"] for job in jobs],
        "EventActionId": [action.id for action in actions],
        "EventSourceId": [entitled.id],
        "DataGrantId": [grant["Id"], grant["Arn"]],
        "DataGrantArn": list(fake.scope().shared(EXCHANGE).grants),
        "ResourceArn": [*arns, asset["Arn"], grant["Arn"], *(action.arn for action in actions)],
        "ReceiverPrincipal": [OTHER],
        "Bucket": ["known", "missing"],
        "Key": ["known", "missing"],
        "KeyPattern": ["${Asset.Name}", "${Revision.Id}", "${Asset.Id}/${DataSet.Name}"],
        "KmsKeyArn": ["arn:aws:kms:us-east-1:123456789012:key/k"],
        "Origin": ["OWNED", "ENTITLED"],
        "RevocationComment": ["published by mistake"],
        "Md5Hash": ["mZFLkyvTelC5g8XnyQrpOw=="],
        "CatalogId": ["123456789012"],
        "RoleArn": ["arn:aws:iam::123456789012:role/r"],
    }


def everything(fake: AwsFake) -> str:
    """All that is kept, of all accounts."""
    return "\n".join(repr(_plain(value)) for place, value in sorted(fake._states.items()) if "dataexchange" in place[0])


def _plain(value: Any, seen: tuple[int, ...] = ()) -> Any:
    """Nested containers for nested objects, each once: data sets refer to each other."""
    if id(value) in seen:
        return "..."
    if isinstance(value, dict):
        return {key: _plain(item, (*seen, id(value))) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, (*seen, id(value))) for item in value]
    if type(value).__module__ == "pytest_awsevents.services.dataexchange.state":
        return {name: _plain(getattr(value, name), (*seen, id(value))) for name in value.__slots__}
    return value


@pytest.mark.parametrize("operation", OPERATIONS)
@FEW_EXAMPLES
@given(data=st.data())
def test_answers_as_aws_could_and_errors_change_nothing(operation: str, data: st.DataObject) -> None:
    model = operation_model("dataexchange", operation)
    client = exchange_client()
    with AwsFake(seed="fuzz") as fake:
        pool = arrange(fake, client)
        params = data.draw(ParamsFromModel(pool).params(model), label="params")
        before = everything(fake)
        if refusal(client, model, params) is not None:
            assert everything(fake) == before
