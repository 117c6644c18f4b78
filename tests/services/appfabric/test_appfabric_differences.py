"""What AppFabric does where no source says it, as docs/services/appfabric.md lists it, and no other test shows it."""

from __future__ import annotations

from pytest_awsevents.fake import AwsFake


def test_two_ingestions_of_one_tenant_are_made(appfabric, bundle, ingest):
    assert ingest() != ingest()
    assert len(appfabric.list_ingestions(appBundleIdentifier=bundle)["ingestions"]) == 2


def test_an_ingestion_without_authorization_reads_once_there_is_one(fake, appfabric, bundle, ingest):
    arn = ingest(tenantId="acme")["ingestionIdentifier"]
    fake.appfabric.destination(arn, fake.s3.bucket("lake"))
    log = fake.appfabric.emit(arn, {"eventType": "user.session.start"})
    fake.clock.tick(minutes=5)
    assert log.status == "emitted"
    fake.appfabric.ingestion("OKTA", tenant="acme")
    fake.clock.tick(minutes=5)
    assert log.status == "read"


def test_logs_wait_for_the_next_batch(fake):
    okta = fake.appfabric.ingestion("OKTA")
    bucket = fake.s3.bucket("lake")
    fake.appfabric.destination(okta, bucket)
    fake.appfabric.emit(okta, okta.sign_in())
    fake.clock.tick(minutes=4, seconds=59)
    assert bucket.keys() == []
    fake.clock.tick(1)
    assert len(bucket.keys()) == 1


def test_every_region_has_it():
    with AwsFake(region="mx-central-1") as fake:
        arn = fake.client("appfabric").create_app_bundle()["appBundle"]["arn"]
        assert arn.startswith("arn:aws:appfabric:mx-central-1:123456789012:appbundle/")


def test_an_encrypted_bucket_is_as_good_as_any(fake):
    bucket = fake.s3.bucket("lake")
    by_key = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/no-such-key"}
    fake.client("s3").put_bucket_encryption(
        Bucket="lake",
        ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": by_key}]},
    )
    okta = fake.appfabric.ingestion("OKTA")
    destination = fake.appfabric.destination(okta, bucket)
    fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    assert destination.status == "Active"
    assert len(bucket.keys()) == 1
