"""Ingestions, their destinations and user access tasks, as operations of the API."""

from __future__ import annotations

import pytest

from tests.services.appfabric.conftest import to_bucket

TOKEN = "11111111-2222-4333-8444-555555555555"
NOBODY = "00000000-0000-4000-8000-000000000000"
TO_STREAM = {"auditLog": {"destination": {"firehoseStream": {"streamName": "audit"}}}}


def state_of(appfabric, ingestion):
    return appfabric.get_ingestion(**ingestion)["ingestion"]["state"]


def got(appfabric, ingestion, made):
    named = {**ingestion, "ingestionDestinationIdentifier": made["arn"]}
    return appfabric.get_ingestion_destination(**named)["ingestionDestination"]


# --- creation ---


def test_creations_answer_201_with_all_that_was_made(appfabric, bundle):
    authorization = appfabric.create_app_authorization(
        appBundleIdentifier=bundle,
        app="SLACK",
        authType="apiKey",
        credential={"apiKeyCredential": {"apiKey": "key"}},
        tenant={"tenantIdentifier": "t-1", "tenantDisplayName": "Acme"},
    )
    ingestion = appfabric.create_ingestion(
        appBundleIdentifier=bundle, app="SLACK", tenantId="t-1", ingestionType="auditLog"
    )
    for answer in (authorization, ingestion):
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 201
    made = ingestion["ingestion"]
    assert made["arn"].startswith(f"{bundle}/ingestion/")
    assert (made["state"], made["appBundleArn"]) == ("enabled", bundle)
    assert f"{made['createdAt']:%Y-%m-%d %H:%M:%S}" == "2026-01-05 09:00:00"
    assert authorization["appAuthorization"]["appAuthorizationArn"].startswith(f"{bundle}/appauthorization/")


# --- ingestions ---


def test_an_ingestion_is_enabled_until_it_is_stopped(appfabric, ingest, refused):
    ingestion = ingest()
    with refused("ConflictException", "enabled already"):
        appfabric.start_ingestion(**ingestion)
    appfabric.stop_ingestion(**ingestion)
    assert state_of(appfabric, ingestion) == "disabled"
    with refused("ConflictException", "disabled already") as response:
        appfabric.stop_ingestion(**ingestion)
    assert response["resourceType"] == "Ingestion"
    appfabric.start_ingestion(**ingestion)
    assert state_of(appfabric, ingestion) == "enabled"


def test_creation_in_a_missing_bundle_or_ingestion_is_a_validation_error(appfabric, bundle, ingest, refused):
    with refused("ValidationException", "AppBundle") as response:
        ingest(appBundleIdentifier=NOBODY)
    assert response["fieldList"][0]["name"] == "appBundleIdentifier"
    with refused("ValidationException", "Ingestion"):
        appfabric.create_ingestion_destination(appBundleIdentifier=bundle, ingestionIdentifier=NOBODY, **to_bucket())


def test_tokens_of_ingestions_and_destinations(appfabric, ingest, refused):
    ingestion = ingest(clientToken=TOKEN)
    assert ingest(clientToken=TOKEN) == ingestion
    with refused("ConflictException"):
        ingest(clientToken=TOKEN, app="SLACK")
    made = appfabric.create_ingestion_destination(**ingestion, **to_bucket(), clientToken=TOKEN)
    again = appfabric.create_ingestion_destination(**ingestion, **to_bucket(), clientToken=TOKEN)
    assert again["ingestionDestination"]["arn"] == made["ingestionDestination"]["arn"]
    with refused("ConflictException"):
        appfabric.create_ingestion_destination(**ingestion, **to_bucket(prefix="p"), clientToken=TOKEN)
    assert len(appfabric.list_ingestion_destinations(**ingestion)["ingestionDestinations"]) == 1


def test_there_are_at_most_fifty_ingestions(appfabric, bundle, ingest, refused):
    for number in range(50):
        ingest(tenantId=f"t-{number}")
    with refused("ServiceQuotaExceededException"):
        ingest()
    assert len(appfabric.list_ingestions(appBundleIdentifier=bundle)["ingestions"]) == 50


def test_destinations_go_before_their_ingestion(fake, appfabric, ingest, refused):
    ingestion = ingest()
    made = appfabric.create_ingestion_destination(**ingestion, **to_bucket())["ingestionDestination"]
    with refused("ValidationException", "ingestion destinations"):
        appfabric.delete_ingestion(**ingestion)
    appfabric.delete_ingestion_destination(**ingestion, ingestionDestinationIdentifier=made["arn"])
    fake.appfabric.habits(strict_deletion=True)
    with refused("ValidationException", "is enabled"):
        appfabric.delete_ingestion(**ingestion)
    fake.appfabric.habits(strict_deletion=False)
    appfabric.delete_ingestion(**ingestion)
    with refused("ResourceNotFoundException"):
        appfabric.get_ingestion(**ingestion)


def test_an_ingestion_without_destinations_is_disabled_in_the_end(fake, appfabric, ingest):
    ingestion = ingest()
    made = appfabric.create_ingestion_destination(**ingestion, **to_bucket())["ingestionDestination"]
    appfabric.delete_ingestion_destination(**ingestion, ingestionDestinationIdentifier=made["arn"])
    assert state_of(appfabric, ingestion) == "enabled"
    fake.clock.tick(minutes=5)
    assert state_of(appfabric, ingestion) == "disabled"


# --- destinations ---


def test_a_destination_is_looked_at_after_its_creation(fake, appfabric, ingest):
    fake.s3.bucket("lake")
    ingestion = ingest()
    made = appfabric.create_ingestion_destination(**ingestion, **to_bucket())["ingestionDestination"]
    assert "status" not in made
    assert got(appfabric, ingestion, made)["status"] == "Active"


def test_a_missing_bucket_fails_the_destination_and_an_update_mends_it(fake, appfabric, ingest):
    ingestion = ingest()
    made = appfabric.create_ingestion_destination(**ingestion, **to_bucket("none"))["ingestionDestination"]
    failed = got(appfabric, ingestion, made)
    assert (failed["status"], failed["statusReason"]) == ("Failed", "NoSuchBucket: The specified bucket does not exist")
    fake.s3.bucket("lake")
    changed = to_bucket(prefix="p")["destinationConfiguration"]
    named = {**ingestion, "ingestionDestinationIdentifier": made["arn"]}
    updated = appfabric.update_ingestion_destination(**named, destinationConfiguration=changed)["ingestionDestination"]
    assert updated["arn"] == made["arn"]
    assert updated["processingConfiguration"] == made["processingConfiguration"]
    now = got(appfabric, ingestion, made)
    assert (now["status"], now.get("statusReason")) == ("Active", None)


def test_a_bucket_of_another_region_or_account_fails(fake, appfabric, ingest):
    location = {"LocationConstraint": "eu-west-1"}
    fake.client("s3", region="eu-west-1").create_bucket(Bucket="far", CreateBucketConfiguration=location)
    fake.account("222233334444").client("s3").create_bucket(Bucket="theirs")
    ingestion = ingest()
    for name, reason in (("far", "PermanentRedirect"), ("theirs", "AccessDenied")):
        made = appfabric.create_ingestion_destination(**ingestion, **to_bucket(name))["ingestionDestination"]
        assert got(appfabric, ingestion, made)["statusReason"].startswith(reason)


def test_parquet_goes_to_buckets_only(fake, appfabric, ingest, refused):
    ingestion = ingest()
    parquet = to_bucket(schema="raw", format="parquet")
    with refused("ValidationException", "json") as response:
        appfabric.create_ingestion_destination(**ingestion, **{**parquet, "destinationConfiguration": TO_STREAM})
    assert response["reason"] == "fieldValidationFailed"
    made = appfabric.create_ingestion_destination(**ingestion, **parquet)["ingestionDestination"]
    with refused("ValidationException", "json"):
        appfabric.update_ingestion_destination(
            **ingestion, ingestionDestinationIdentifier=made["arn"], destinationConfiguration=TO_STREAM
        )
    fake.appfabric.habits(raw_parquet=False)
    with refused("ValidationException", "raw"):
        appfabric.create_ingestion_destination(**ingestion, **parquet)


def test_a_stream_is_tagged_and_has_to_take_direct_puts(fake, appfabric, ingest):
    fake.firehose.stream("audit")
    ingestion = ingest()
    request = {**to_bucket(), "destinationConfiguration": TO_STREAM}
    made = appfabric.create_ingestion_destination(**ingestion, **request)["ingestionDestination"]
    assert got(appfabric, ingestion, made)["status"] == "Active"
    tags = fake.client("firehose").list_tags_for_delivery_stream(DeliveryStreamName="audit")["Tags"]
    assert tags == [{"Key": "AWSAppFabricManaged", "Value": "true"}]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"DeliveryStreamStatus": "CREATING"}, "ResourceInUseException: The stream audit is CREATING"),
        ({"DeliveryStreamType": "KinesisStreamAsSource"}, "InvalidSourceException: The source of the stream audit"),
    ],
)
def test_a_stream_that_takes_nothing_fails(fake, appfabric, ingest, change, reason):
    description = {
        "DeliveryStreamName": "audit",
        "DeliveryStreamARN": "arn:aws:firehose:us-east-1:123456789012:deliverystream/audit",
        "DeliveryStreamStatus": "ACTIVE",
        "DeliveryStreamType": "DirectPut",
        "VersionId": "1",
        "Destinations": [],
        "HasMoreDestinations": False,
        **change,
    }
    fake.stub("firehose", "describe_delivery_stream", {"DeliveryStreamDescription": description})
    ingestion = ingest()
    request = {**to_bucket(), "destinationConfiguration": TO_STREAM}
    made = appfabric.create_ingestion_destination(**ingestion, **request)["ingestionDestination"]
    assert got(appfabric, ingestion, made)["statusReason"].startswith(reason)


# --- user access tasks ---


def results(appfabric, bundle, ids):
    answer = appfabric.batch_get_user_access_tasks(appBundleIdentifier=bundle, taskIdList=ids)
    return answer["userAccessResultsList"]


def test_user_access_tasks_find_users_by_email(fake, appfabric, refused):
    okta, slack = fake.appfabric.ingestion("OKTA"), fake.appfabric.ingestion("SLACK")
    fake.appfabric.ingestion("ZOOM", connected=False)
    fake.appfabric.user(okta, "Ana@example.com", userFirstName="Ana")
    started = appfabric.start_user_access_tasks(appBundleIdentifier=okta.app_bundle_arn, email="ana@example.com")
    assert started["ResponseMetadata"]["HTTPStatusCode"] == 201
    tasks = {task["app"]: task for task in started["userAccessTasksList"]}
    assert tasks["ZOOM"]["error"]["errorCode"] == "AppAuthorizationInvalid"
    assert "taskId" not in tasks["ZOOM"]
    ids = [tasks[one.app]["taskId"] for one in (okta, slack)]
    found, missed = results(appfabric, okta.app_bundle_arn, ids)
    assert (found["resultStatus"], found["userFirstName"], found["userStatus"]) == ("COMPLETED", "Ana", "ACTIVE")
    assert (missed["resultStatus"], missed["taskError"]["errorCode"]) == ("FAILED", "UserNotFound")
    with refused("ResourceNotFoundException"):
        results(appfabric, okta.app_bundle_arn, [NOBODY])
    fake.clock.tick(days=2)
    assert results(appfabric, okta.app_bundle_arn, ids[:1])[0]["resultStatus"] == "EXPIRED"


def test_a_task_fails_where_the_connection_is_lost_before_it_runs(fake):
    okta = fake.appfabric.ingestion("OKTA")
    fake.appfabric.user(okta, "ana@example.com")
    client = fake.client("appfabric")
    started = client.start_user_access_tasks(appBundleIdentifier=okta.app_bundle_arn, email="ana@example.com")
    fake.appfabric.disconnect(okta)
    ids = [started["userAccessTasksList"][0]["taskId"]]
    assert results(client, okta.app_bundle_arn, ids)[0]["resultStatus"] == "FAILED"
