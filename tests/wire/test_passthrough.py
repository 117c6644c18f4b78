"""Calls that go on to what lies beneath: moto, as users have it. The only place where moto appears in the tests."""

from __future__ import annotations

import copy
import io
import time
from collections.abc import Iterator
from typing import Any

import boto3
import moto
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError

from pytest_awsevents.core.errors import AwsError, NetworkBlocked, UnsupportedOperation
from pytest_awsevents.core.records import Caller, CallError
from pytest_awsevents.fake import AwsFake

KEY: dict[str, Any] = {"id": {"S": "o-1"}}


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(seconds: float) -> None:
        raise AssertionError(f"slept {seconds} s")

    monkeypatch.setattr(time, "sleep", sleep)


@pytest.fixture(params=["dynamodb", "unfaked"])
def fake(request: pytest.FixtureRequest) -> Iterator[AwsFake]:
    with moto.mock_aws(), AwsFake(seed="t", passthrough=[request.param]) as active:
        yield active


@pytest.fixture
def table(fake: AwsFake) -> Any:
    client = boto3.client("dynamodb")
    client.create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return client


def test_moto_answers_and_the_fake_records(fake: AwsFake, table: Any) -> None:
    mark = fake.recorded.mark()
    table.put_item(TableName="orders", Item={**KEY, "total": {"N": "42"}})
    item = table.get_item(TableName="orders", Key=KEY)["Item"]
    assert item == {**KEY, "total": {"N": "42"}}
    put, get = fake.recorded.calls.since(mark)
    assert (put.name, get.name) == ("dynamodb:PutItem", "dynamodb:GetItem")
    assert put.answered_by == get.answered_by == "passthrough"
    assert put.params["Item"] == item
    assert get.response is not None
    assert get.response["Item"] == item
    assert put.caller is not None
    assert put.caller.file == __file__


def test_the_record_does_not_follow_what_the_caller_changes(fake: AwsFake, table: Any) -> None:
    table.put_item(TableName="orders", Item=KEY)
    response = table.get_item(TableName="orders", Key=KEY)
    before = copy.deepcopy(response["Item"])
    response["Item"]["id"]["S"] = "changed"
    last = fake.recorded.calls.last.response
    assert last is not None
    assert last["Item"] == before


def test_resources_go_beneath_too(fake: AwsFake, table: Any) -> None:
    orders = boto3.resource("dynamodb").Table("orders")
    orders.put_item(Item={"id": "o-2", "total": 7})
    assert orders.get_item(Key={"id": "o-2"})["Item"] == {"id": "o-2", "total": 7}


def test_errors_of_moto_are_raised_and_recorded(fake: AwsFake, table: Any) -> None:
    with pytest.raises(table.exceptions.ResourceNotFoundException):
        table.get_item(TableName="none", Key=KEY)
    call = fake.recorded.calls.last
    assert call.error is not None
    assert call.error.code == "ResourceNotFoundException"
    assert call.response is None
    assert call.answered_by == "passthrough"


def test_faked_services_stay_with_the_fake(fake: AwsFake, table: Any) -> None:
    queue = fake.sqs.queue("paid")
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=queue)
    boto3.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "Paid", "Detail": "{}"}])
    assert fake.recorded.deliveries.only().status == "delivered"
    assert {call.answered_by for call in fake.recorded.calls if call.service != "dynamodb"} == {"fake"}


def test_a_stub_wins_over_what_lies_beneath(fake: AwsFake, table: Any) -> None:
    fake.stub("dynamodb", "get_item", {"Item": {"id": {"S": "stubbed"}}}, times=1)
    assert table.get_item(TableName="orders", Key=KEY)["Item"] == {"id": {"S": "stubbed"}}
    assert "Item" not in table.get_item(TableName="orders", Key=KEY)
    assert [call.answered_by for call in fake.recorded.calls[-2:]] == ["stub", "passthrough"]


def test_handlers_reach_what_lies_beneath(fake: AwsFake, table: Any) -> None:
    def handler(event: Any, context: Any) -> None:
        boto3.client("dynamodb").put_item(TableName="orders", Item={"id": {"S": event["detail"]["id"]}})

    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=fake.lambda_.function("store", handler))
    entry = {"Source": "shop", "DetailType": "Paid", "Detail": '{"id": "o-1"}'}
    boto3.client("events").put_events(Entries=[entry])
    assert table.get_item(TableName="orders", Key=KEY)["Item"] == KEY
    put = next(call for call in fake.recorded.calls if call.operation == "PutItem")
    assert [type(record).__name__ for record in put.ancestors()][:2] == ["ApiCall", "Delivery"]


def test_services_reach_what_lies_beneath_and_get_errors_as_their_own(fake: AwsFake, table: Any) -> None:
    scope = fake.scope()
    scope.call("dynamodb", "PutItem", {"TableName": "orders", "Item": KEY})
    assert scope.call("dynamodb", "GetItem", {"TableName": "orders", "Key": KEY}) == {"Item": KEY}
    with pytest.raises(AwsError) as caught:
        scope.call("dynamodb", "GetItem", {"TableName": "none", "Key": KEY})
    assert caught.value.code == "ResourceNotFoundException"
    assert fake.recorded.calls.last.answered_by == "passthrough"


def test_accounts_are_told_apart_beneath(fake: AwsFake, table: Any) -> None:
    fake.account("222233334444").client("dynamodb").list_tables()
    assert fake.recorded.calls.last.account == "222233334444"


def test_unfaked_lets_every_other_service_through() -> None:
    with moto.mock_aws(), AwsFake(passthrough=["unfaked"]) as fake:
        boto3.client("dynamodb").list_tables()
        boto3.client("sts").get_caller_identity()
        assert [call.answered_by for call in fake.recorded.calls] == ["passthrough", "fake"]


def test_others_are_refused_where_one_is_let_through() -> None:
    with moto.mock_aws(), AwsFake(passthrough=["dynamodb"]), pytest.raises(UnsupportedOperation):
        boto3.client("glue").start_job_run(JobName="etl")


def list_tables_of(client: Any) -> None:
    client.list_tables()


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_the_network_guard_stays_where_nothing_lies_beneath(mode: Any) -> None:
    line = list_tables_of.__code__.co_firstlineno + 1
    with AwsFake(passthrough=["dynamodb"]) as fake:
        client = boto3.client("dynamodb", config=Config(retries={"mode": mode}))
        for _ in range(2):
            with pytest.raises(NetworkBlocked) as caught:
                list_tables_of(client)
        assert str(caught.value) == (
            f"dynamodb:ListTables was called by {Caller(__file__, line)} and passed through, but nothing beneath the "
            "fake answers it: botocore wanted to connect to dynamodb.us-east-1.amazonaws.com, which was refused.\n"
            "Start what should answer before the call, `moto.mock_aws()` for example. Or take "
            '"dynamodb" out of `passthrough` and stub the operation.'
        )
        assert [call.answered_by for call in fake.recorded.calls] == ["passthrough"] * 2
        assert fake.recorded.calls.last.error == CallError("NetworkBlocked", str(caught.value))
        hosts = [one.partition(" ")[0] for one in fake.refused_hosts]
        assert hosts == ["dynamodb.us-east-1.amazonaws.com"] * 2  # a refusal is final: nothing is retried


def test_retries_of_a_client_are_its_own_again_after_the_fake() -> None:
    heard: list[object] = []
    with AwsFake(passthrough=["dynamodb"]):
        client: Any = boto3.client("dynamodb")
        with pytest.raises(NetworkBlocked):
            client.list_tables()
    error = HTTPClientError(error=NetworkBlocked("refused", "host"))
    client.meta.events.register("needs-retry.none", lambda **_: heard.append(None))
    client.meta.events.emit("needs-retry.none", caught_exception=error)
    assert heard == [None]


def test_moto_around_a_fake_is_not_asked() -> None:
    with moto.mock_aws(), AwsFake(account="999988887777"):
        assert boto3.client("sts").get_caller_identity()["Account"] == "999988887777"


def test_moto_inside_a_fake_is_not_asked_either() -> None:
    with AwsFake(account="999988887777"), moto.mock_aws():
        assert boto3.client("sts").get_caller_identity()["Account"] == "999988887777"
    with moto.mock_aws():
        with AwsFake():
            pass
        sts = boto3.client("sts", region_name="us-east-1")
        assert sts.get_caller_identity()["Account"] == "123456789012"
        with pytest.raises(ClientError):
            boto3.client("dynamodb", region_name="us-east-1").get_item(TableName="none", Key=KEY)


@pytest.fixture
def s3_beneath() -> Iterator[AwsFake]:
    with moto.mock_aws(), AwsFake(seed="t", passthrough=["s3"]) as active:
        boto3.client("s3").create_bucket(Bucket="lake")
        yield active


def test_streams_arrive_whole(s3_beneath: AwsFake) -> None:
    client = boto3.client("s3")
    client.put_object(Bucket="lake", Key="bytes", Body=b"123")
    client.put_object(Bucket="lake", Key="stream", Body=io.BytesIO(b"456"))
    assert client.get_object(Bucket="lake", Key="bytes")["Body"].read() == b"123"
    assert client.get_object(Bucket="lake", Key="stream")["Body"].read() == b"456"


def test_revisions_are_exported_to_what_lies_beneath(s3_beneath: AwsFake) -> None:
    data_set = s3_beneath.dataexchange.entitled_data_set("prices")
    key = "arn:aws:kms:us-east-1:123456789012:key/k"
    s3_beneath.dataexchange.event_action(data_set, "lake", key_pattern="${Asset.Name}", kms_key=key)
    revision = s3_beneath.dataexchange.publish_revision(data_set, {"a.csv": b"1,2"})
    found = boto3.client("s3").get_object(Bucket="lake", Key="a.csv")
    assert (found["Body"].read(), found["SSEKMSKeyId"]) == (b"1,2", key)
    export = s3_beneath.dataexchange.assert_revision_exported(revision, bucket="lake", keys=["a.csv"])
    put = s3_beneath.recorded.calls.matching(lambda call: call.params.get("Key") == "a.csv").first
    assert (put.name, put.answered_by) == ("s3:PutObject", "passthrough")
    assert export in put.ancestors()


def test_objects_are_imported_from_what_lies_beneath(s3_beneath: AwsFake) -> None:
    boto3.client("s3").put_object(Bucket="lake", Key="in.csv", Body=b"1,2")
    client = boto3.client("dataexchange")
    data_set = client.create_data_set(Name="n", Description="d", AssetType="S3_SNAPSHOT")["Id"]
    ids = {"DataSetId": data_set, "RevisionId": client.create_revision(DataSetId=data_set)["Id"]}
    details = {"ImportAssetsFromS3": {"AssetSources": [{"Bucket": "lake", "Key": "in.csv"}], **ids}}
    client.start_job(JobId=client.create_job(Type="IMPORT_ASSETS_FROM_S3", Details=details)["Id"])
    (asset,) = client.list_revision_assets(**ids)["Assets"]
    assert asset["AssetDetails"] == {"S3SnapshotAsset": {"Size": 3.0}}


def test_a_bucket_that_is_missing_beneath_fails_the_export(s3_beneath: AwsFake) -> None:
    data_set = s3_beneath.dataexchange.entitled_data_set("prices")
    s3_beneath.dataexchange.event_action(data_set, "lake")
    client = boto3.client("s3")
    client.delete_object(Bucket="lake", Key="_ADX-TEST-ACCOUNTID#123456789012")
    client.delete_bucket(Bucket="lake")
    revision = s3_beneath.dataexchange.publish_revision(data_set, {"a.csv": b"1,2"})
    export = s3_beneath.dataexchange.exports(revision).only()
    assert export.reason is not None
    assert export.reason.startswith("RESOURCE_NOT_FOUND_EXCEPTION: NoSuchBucket")
