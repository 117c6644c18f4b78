"""Where Data Exchange is otherwise than on AWS (docs/services/dataexchange.md) and no other test shows it."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.services.dataexchange.conftest import run_job

KEY = "arn:aws:kms:us-east-1:123456789012:key/no-such-key"


def test_nobody_hears_of_a_new_product(fake: AwsFake, client: Any) -> None:
    fake.dataexchange.entitled_data_set("prices")
    assert not fake.recorded.events  # AWS: Data Sets Published To Product


def test_a_job_never_takes_too_long(fake: AwsFake, client: Any) -> None:
    revision = fake.dataexchange.publish_revision(fake.dataexchange.entitled_data_set("prices"), {"a.csv": b"1"})
    fake.s3.bucket("out")
    fake.dataexchange.jobs_take(86_400)
    destination = {"RevisionId": revision.id, "Bucket": "out"}
    job = run_job(
        client,
        "EXPORT_REVISIONS_TO_S3",
        "ExportRevisionsToS3",
        DataSetId=revision.data_set_id,
        RevisionDestinations=[destination],
    )
    assert job["State"] == "IN_PROGRESS"
    fake.clock.tick(86_400)
    assert client.get_job(JobId=job["Id"])["State"] == "COMPLETED"


def test_nobody_asks_for_the_key_of_an_export(fake: AwsFake, client: Any) -> None:
    data_set = fake.dataexchange.entitled_data_set("prices")
    fake.s3.bucket("out")
    fake.dataexchange.event_action(data_set, "out", kms_key=KEY)
    revision = fake.dataexchange.publish_revision(data_set, {"a.csv": b"1"})
    assert fake.dataexchange.exports(revision).only().status == "completed"
    assert [call.service for call in fake.recorded.calls if call.service == "kms"] == []
