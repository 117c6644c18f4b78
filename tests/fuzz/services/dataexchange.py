"""Data Exchange: data sets owned, entitled and granted, a revision in work, jobs, an event action and a grant."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.dataexchange.state import DATA_EXCHANGE, EXCHANGE
from tests.fuzz.fuzzed import OTHER_ACCOUNT, Fuzzed, client_of


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    client = client_of("dataexchange")
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
        Name="sent", GrantDistributionScope="NONE", ReceiverPrincipal=OTHER_ACCOUNT, SourceDataSetId=owned
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
        "ReceiverPrincipal": [OTHER_ACCOUNT],
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


FUZZED = Fuzzed(
    service="dataexchange",
    arrange=arrange,
    # The model has no errors for the operations on tags, which the service shares with all others.
    codes=frozenset({"ResourceNotFoundException"}),
    harvest={
        "Arn": ["ResourceArn", "DataGrantArn"],
        "Id": ["DataSetId", "RevisionId", "AssetId", "JobId", "EventActionId"],
    },
    beside=["s3:PutObject", "s3:DeleteBucket", "s3:PutBucketPolicy"],
)
