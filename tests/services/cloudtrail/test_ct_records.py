from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.cloudtrail.handle import EventDataStore


def only(fake: AwsFake, name: str) -> Any:
    (record,) = fake.cloudtrail.records(name)
    return record


def test_every_field_of_a_record(fake: AwsFake) -> None:
    fake.client("sqs").create_queue(QueueName="q", tags={"Team": "a"})
    record = only(fake, "CreateQueue")
    key = record["userIdentity"].pop("accessKeyId")
    assert key.startswith("ASIA")
    assert record == {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "AIDAFAKEUSER00000TEST",
            "arn": "arn:aws:iam::123456789012:user/test",
            "accountId": "123456789012",
            "userName": "test",
        },
        "eventTime": "2026-01-05T09:00:00Z",
        "eventSource": "sqs.amazonaws.com",
        "eventName": "CreateQueue",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.1",
        "userAgent": "Boto3",
        "requestParameters": {"queueName": "q", "tags": {"Team": "a"}},
        "responseElements": {"queueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/q"},
        "requestID": record["requestID"],
        "eventID": record["eventID"],
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": "123456789012",
        "eventCategory": "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": "sqs.us-east-1.amazonaws.com",
        },
    }
    assert only(fake, "CreateQueue")["eventID"] == record["eventID"]


def test_reading_records_changes_no_other_ids() -> None:
    ids = []
    for reads in (False, True):
        with AwsFake(seed="same") as fake:
            fake.sqs.queue("q")
            if reads:
                fake.cloudtrail.records()
            ids.append(fake.ids.uuid())
    assert ids[0] == ids[1]


def test_failed_calls(fake: AwsFake, s3: Any) -> None:
    with pytest.raises(s3.exceptions.NoSuchBucket):
        s3.put_object(Bucket="nothing", Key="k", Body=b"")
    record = only(fake, "PutObject")
    assert record["errorCode"] == "NoSuchBucket"
    assert record["responseElements"] is None
    assert (record["eventCategory"], record["managementEvent"]) == ("Data", False)


def test_secrets_are_not_logged(fake: AwsFake) -> None:
    fake.client("secretsmanager").create_secret(Name="s", SecretString="top secret")
    url = fake.sqs.queue("q").url
    fake.client("sqs").send_message(QueueUrl=url, MessageBody="top secret")
    fake.client("sts").assume_role(RoleArn="arn:aws:iam::123456789012:role/r", RoleSessionName="night")
    assert "top secret" not in str(fake.cloudtrail.records())
    assert only(fake, "SendMessage")["requestParameters"]["messageBody"] == "HIDDEN_DUE_TO_SECURITY_REASONS"
    assert "secretAccessKey" not in str(only(fake, "AssumeRole"))


def test_keys_and_passwords_are_not_logged(fake: AwsFake, s3: Any) -> None:
    s3.create_bucket(Bucket="lake")
    s3.put_object(Bucket="lake", Key="k", Body=b"", SSECustomerAlgorithm="AES256", SSECustomerKey="k" * 32)
    params = only(fake, "PutObject")["requestParameters"]
    assert params["x-amz-server-side-encryption-customer-algorithm"] == "AES256"
    assert "x-amz-server-side-encryption-customer-key" not in params

    attributes = {"PlatformCredential": "top secret"}
    fake.client("sns").create_platform_application(Name="shop", Platform="GCM", Attributes=attributes)
    hidden = "HIDDEN_DUE_TO_SECURITY_REASONS"
    logged = only(fake, "CreatePlatformApplication")["requestParameters"]["attributes"]
    assert logged == {"PlatformCredential": hidden}

    key = {"ApiKeyName": "X-Key", "ApiKeyValue": "top secret"}
    fake.client("events").create_connection(
        Name="shop", AuthorizationType="API_KEY", AuthParameters={"ApiKeyAuthParameters": key}
    )
    logged = only(fake, "CreateConnection")["requestParameters"]["authParameters"]
    assert logged == {"apiKeyAuthParameters": {"apiKeyName": "X-Key", "apiKeyValue": hidden}}


def test_calls_of_services(fake: AwsFake) -> None:
    queue = fake.sqs.queue("q")
    fake.eventbridge.rule("all", {"source": ["test"]}, to=queue)
    fake.eventbridge.put("Paid", {})
    record = only(fake, "SendMessage")
    assert record["userIdentity"] == {"type": "AWSService", "invokedBy": "events.amazonaws.com"}
    assert record["sourceIPAddress"] == "events.amazonaws.com"
    assert record["resources"][0]["ARN"] == queue.arn
    assert "tlsDetails" not in record


def test_assumed_roles(fake: AwsFake) -> None:
    role = "arn:aws:iam::123456789012:role/path/worker"
    keys = fake.client("sts").assume_role(RoleArn=role, RoleSessionName="night", SourceIdentity="ana")["Credentials"]
    fake.clock.tick(60)
    fake.session().client(
        "sqs",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key="x",
        aws_session_token=keys["SessionToken"],
    ).list_queues()
    identity = only(fake, "ListQueues")["userIdentity"]
    assert identity["accessKeyId"] == keys["AccessKeyId"]
    assert identity["principalId"].endswith(":night")
    context = identity["sessionContext"]
    assert context["sessionIssuer"]["arn"] == role
    assert context["attributes"] == {"creationDate": "2026-01-05T09:00:00Z", "mfaAuthenticated": "false"}
    assert context["sourceIdentity"] == "ana"


def test_names_that_services_log(fake: AwsFake, s3: Any) -> None:
    fake.s3.bucket("books")
    s3.list_objects_v2(Bucket="books", Prefix="p")
    record = only(fake, "ListObjects")
    assert record["requestParameters"]["prefix"] == "p"
    assert record["resources"][0] == {"type": "AWS::S3::Object", "ARNPrefix": "arn:aws:s3:::books/"}
    assert record["readOnly"]


def test_calls_that_nobody_serves_never_reached_aws(fake: AwsFake) -> None:
    with pytest.raises(Exception, match="not faked"):
        fake.client("ec2").describe_instances()
    assert fake.cloudtrail.records() == []


@pytest.fixture
def store(fake: AwsFake) -> EventDataStore:
    return fake.cloudtrail.event_data_store("audit")


def test_assertions_return_records(fake: AwsFake, store: EventDataStore) -> None:
    fake.sqs.queue("q")
    assert fake.cloudtrail.assert_api_logged("CreateQueue", errorCode=None, count=1)["readOnly"] is False
    kept = fake.cloudtrail.assert_ingested({"requestParameters": {"queueName": "q"}}, into="audit")
    assert kept["eventName"] == "CreateQueue"


def test_a_call_that_was_not_logged_is_explained(fake: AwsFake) -> None:
    fake.client("sqs").create_queue(QueueName="q")
    with pytest.raises(AssertionError) as caught:
        fake.cloudtrail.assert_api_logged("CreateQueue", requestParameters={"queueName": "r"})
    line = fake.recorded.calls.last.caller
    assert str(caught.value) == (
        '0 records of CreateQueue with requestParameters={"queueName": "r"}, expected at least 1\n'
        f"  nearest: sqs:CreateQueue #1 (Management), made by {line}\n"
        '  requestParameters.queueName  got "q"  test wants "r"'
    )


def test_the_selector_field_that_kept_a_record_out_is_named(fake: AwsFake) -> None:
    fields = [{"Field": "eventCategory", "Equals": ["Management"]}, {"Field": "readOnly", "Equals": ["true"]}]
    store = fake.cloudtrail.event_data_store("reads", [{"Name": "only reads", "FieldSelectors": fields}])
    fake.client("sqs").create_queue(QueueName="q")
    line = fake.recorded.calls.last.caller
    with pytest.raises(AssertionError) as caught:
        fake.cloudtrail.assert_ingested("CreateQueue", into=store)
    assert str(caught.value) == (
        "0 records like CreateQueue in reads, expected at least 1\n"
        f"  nearest: sqs:CreateQueue #2 (Management), made by {line}; not kept by the store\n"
        "  only reads: readOnly  got false  selector wants Equals true"
    )


def test_absence_needs_a_call(fake: AwsFake, store: EventDataStore) -> None:
    with pytest.raises(AssertionError) as caught:
        fake.cloudtrail.assert_not_ingested("CreateQueue", into=store)
    assert str(caught.value) == "no call like CreateQueue was made, so audit could not have kept it"
    fake.client("sqs").create_queue(QueueName="q")
    line = fake.recorded.calls.last.caller
    with pytest.raises(AssertionError) as caught:
        fake.cloudtrail.assert_not_ingested("CreateQueue", into=store)
    assert str(caught.value) == (
        f"1 record like CreateQueue in audit, expected none\n  sqs:CreateQueue #2 (Management), made by {line}"
    )
    with pytest.raises(AssertionError, match="there is no event data store 'audits'; did you mean 'audit'"):
        fake.cloudtrail.assert_not_ingested("CreateQueue", into="audits")


def test_the_scene_is_a_fixture(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import boto3

        def test_deletion_is_seen(aws_event_data_store, aws_cloudtrail):
            aws_event_data_store.bucket.put("k", b"")
            boto3.client("s3").delete_object(Bucket="audited", Key="k")
            aws_cloudtrail.assert_ingested("DeleteObject", into=aws_event_data_store.store)
            assert aws_event_data_store.query("SELECT count(*) AS n FROM {store}") == [{"n": "2"}]
        """
    )
    pytester.runpytest("-p", "no:randomly", "-p", "no:asyncio").assert_outcomes(passed=1)
