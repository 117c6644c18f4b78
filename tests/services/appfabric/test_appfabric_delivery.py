"""From an application's log to a bucket or a stream, in every form; and what keeps it from arriving."""

from __future__ import annotations

import builtins
import io
import json
import re
from datetime import timedelta

import duckdb
import pytest

from pytest_awsevents.core.errors import MissingExtra

try:
    from pyarrow import parquet
except ImportError:
    parquet = None

UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@pytest.fixture
def okta(fake):
    return fake.appfabric.ingestion("OKTA", tenant="acme")


@pytest.fixture
def lake(fake):
    return fake.s3.bucket("lake")


def rows_of(body, tmp_path):
    file = tmp_path / "logs.parquet"
    file.write_bytes(body)
    return duckdb.sql(f"SELECT * FROM '{file}'").fetchall(), duckdb.sql(f"DESCRIBE SELECT * FROM '{file}'").fetchall()


# --- forms ---


def test_a_batch_is_one_object_under_the_recorded_key(fake, okta, lake):
    fake.appfabric.destination(okta, lake, prefix="saas/")
    fake.appfabric.emit(okta, okta.sign_in("ana@example.com"))
    fake.appfabric.emit(okta, okta.sign_in("bob@example.com", succeeded=False))
    fake.clock.tick(minutes=5)
    (key,) = lake.keys()
    layout = rf"saas/AWSAppFabric/AuditLog/OCSF/JSON/OKTA/({UUID})/({UUID})/20260105/AuditLog-1767603900000-{UUID}"
    bundle, ingestion = re.fullmatch(layout, key).groups()
    assert okta.arn.endswith(f"appbundle/{bundle}/ingestion/{ingestion}")
    lines = lake.objects()[0].text.splitlines()
    assert [json.loads(line)["user"]["name"] for line in lines] == ["Ana", "Bob"]
    assert [json.loads(line)["status"] for line in lines] == ["Success", "Failure"]


def test_raw_json_is_what_the_application_wrote(fake, okta, lake):
    fake.appfabric.destination(okta, lake, schema="raw")
    log = fake.appfabric.emit(okta, {"eventType": "system.odd", "n": 1, "nested": {"ä": [None]}})
    fake.settle()
    assert json.loads(lake.objects()[0].text) == log.log
    assert "/RAW/JSON/OKTA/" in lake.keys()[0]


def test_ocsf_parquet_has_the_same_nested_columns_whatever_it_holds(fake, okta, lake, tmp_path):
    slack = fake.appfabric.ingestion("SLACK")
    for one, prefix in ((okta, "okta"), (slack, "slack")):
        fake.appfabric.destination(one, lake, format="parquet", prefix=prefix)
    fake.appfabric.emit(okta, okta.permission_changed("ana@example.com", 'Owner\'s "role"'))
    fake.appfabric.emit(slack, slack.file_shared())
    fake.settle()
    (row,), columns = rows_of(lake.objects("okta/")[0].body, tmp_path)
    (shared,), other_columns = rows_of(lake.objects("slack/")[0].body, tmp_path)
    assert columns == other_columns
    names = [column[0] for column in columns]
    found = dict(zip(names, row, strict=True))
    assert found["privileges"] == ['Owner\'s "role"']
    assert found["actor"]["user"]["email_addr"] == "admin@example.com"
    assert found["time"] == 1767603600000
    resources = dict(zip(names, shared, strict=True))["web_resources"]
    assert resources == [{"name": "plans.pdf", "type": "file", "uid": "file-plans.pdf"}]


def test_raw_parquet_takes_logs_that_differ(fake, okta, lake, tmp_path):
    fake.appfabric.destination(okta, lake, schema="raw", format="parquet")
    fake.appfabric.emit(okta, {"a": 1, "b": {"c": True}, "d": [1, 2.5], "e": "x", "f": {}, "big": 2**70})
    fake.appfabric.emit(okta, {"a": None, "b": {"c": False, "g": "h"}, "d": [], "e": 7, "f": {}})
    fake.settle()
    rows, columns = rows_of(lake.objects()[0].body, tmp_path)
    found = [dict(zip([column[0] for column in columns], row, strict=True)) for row in rows]
    assert [one["a"] for one in found] == [1, None]
    assert [one["b"] for one in found] == [{"c": True, "g": None}, {"c": False, "g": "h"}]
    assert [one["d"] for one in found] == [[1.0, 2.5], []]
    assert [one["e"] for one in found] == ["x", "7"]
    assert found[0]["big"] == str(2**70)


@pytest.mark.skipif(parquet is None, reason="pyarrow is not installed")
def test_pyarrow_reads_the_parquet(fake, okta, lake):
    fake.appfabric.destination(okta, lake, format="parquet")
    fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    table = parquet.ParquetFile(io.BytesIO(lake.objects()[0].body)).read()
    assert table.to_pylist()[0]["actor"]["user"]["name"] == "Ana"


def test_without_duckdb_the_error_says_what_to_install(fake, okta, lake, monkeypatch):
    really_import = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name == "duckdb":
            raise ImportError(name)
        return really_import(name, *args, **kwargs)

    fake.appfabric.destination(okta, lake, format="parquet")
    fake.appfabric.emit(okta, okta.sign_in())
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingExtra) as caught:
        fake.settle()
    assert str(caught.value) == (
        "an ingestion destination of AppFabric wants Parquet, which DuckDB writes: "
        "pip install pytest-awsevents[parquet]"
    )


def test_a_stream_gets_one_record_a_log(fake, okta):
    stream = fake.firehose.stream("audit")
    destination = fake.appfabric.destination(okta, stream)
    fake.appfabric.emit(okta, okta.sign_in())
    fake.appfabric.emit(okta, okta.user_created())
    fake.settle()
    assert [record.json["class_name"] for record in stream.records()] == ["Authentication", "Account Change"]
    assert {one.location for one in fake.appfabric.delivered(destination)} == {stream.arn}


def test_more_than_five_hundred_logs_go_in_several_calls(fake, okta):
    fake.appfabric.destination(okta, fake.firehose.stream("audit"), schema="raw")
    for number in range(501):
        fake.appfabric.emit(okta, {"n": number})
    fake.settle()
    puts = [call for call in fake.recorded.calls if call.name == "firehose:PutRecordBatch"]
    assert [len(put.params["Records"]) for put in puts] == [500, 1]


def test_the_version_of_ocsf_can_be_chosen(fake, okta, lake):
    fake.appfabric.habits(ocsf_version="v1.0.0-rc.3")
    destination = fake.appfabric.destination(okta, lake)
    fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    assert fake.appfabric.delivered(destination).only().event["metadata"]["version"] == "v1.0.0-rc.3"


def test_causes_lead_from_the_object_event_back_to_the_log(fake, okta):
    fake.appfabric.destination(okta, fake.s3.bucket("lake", events=True))
    log = fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    created = next(event for event in fake.recorded.events if event.detail_type == "Object Created")
    assert log in created.ancestors()


# --- what keeps logs from arriving ---


def statuses(fake):
    return [record.status for record in fake.recorded.ingestions]


def test_a_stopped_ingestion_reads_when_it_is_started(fake, appfabric, okta, lake):
    destination = fake.appfabric.destination(okta, lake)
    named = {"appBundleIdentifier": okta.app_bundle_arn, "ingestionIdentifier": okta.arn}
    appfabric.stop_ingestion(**named)
    log = fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    assert (log.status, log.reason) == ("emitted", "ingestion: it is disabled")
    appfabric.start_ingestion(**named)
    fake.settle()
    assert log.status == "read"
    assert len(fake.appfabric.delivered(destination)) == 1


def test_a_disconnected_authorization_reads_when_it_is_connected(fake, okta, lake):
    destination = fake.appfabric.destination(okta, lake)
    fake.appfabric.disconnect(okta)
    log = fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    assert log.reason == "authorization: its status is TokenAutoRotationFailed"
    fake.appfabric.connect(okta)
    fake.settle()
    assert len(fake.appfabric.delivered(destination)) == 1


def test_logs_wait_for_the_first_destination(fake, okta, lake):
    log = fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    assert log.reason == "destination: the ingestion has none"
    destination = fake.appfabric.destination(okta, lake)
    fake.settle()
    assert len(fake.appfabric.delivered(destination)) == 1


def test_unread_logs_are_lost_in_the_end(fake, okta, lake):
    fake.appfabric.destination(okta, lake)
    fake.appfabric.disconnect(okta)
    first = fake.appfabric.emit(okta, okta.sign_in())
    fake.clock.tick(days=3)
    second = fake.appfabric.emit(okta, okta.sign_in())
    fake.clock.tick(days=4)
    assert (first.status, second.status) == ("lost", "emitted")
    assert first.reason.endswith("TokenAutoRotationFailed, for longer than logs are kept")
    fake.clock.tick(days=3)
    assert second.status == "lost"


def test_a_destination_that_recovers_gets_all_that_waited(fake, okta):
    destination = fake.appfabric.destination(okta, "arn:aws:s3:::later")
    fake.appfabric.emit(okta, okta.sign_in())
    fake.clock.tick(minutes=5)
    fake.appfabric.emit(okta, okta.user_created())
    fake.clock.tick(minutes=5)
    assert destination.status == "Failed"
    assert statuses(fake) == ["pending", "pending"]
    bucket = fake.s3.bucket("later")
    fake.clock.tick(hours=1)
    assert (destination.status, destination.reason) == ("Active", None)
    assert statuses(fake) == ["ingested", "ingested"]
    assert len(bucket.keys()) == 1


def test_tries_become_rarer_and_end_with_the_loss_of_the_log(fake, okta):
    fake.appfabric.habits(keep_for=timedelta(hours=3))
    bucket = fake.s3.bucket("gone")
    fake.appfabric.destination(okta, bucket)
    fake.client("s3").delete_bucket(Bucket="gone")
    mark = fake.recorded.mark()
    fake.appfabric.emit(okta, okta.sign_in())
    fake.clock.tick(hours=6)
    lost = fake.recorded.ingestions.only()
    assert lost.status == "lost"
    assert lost.reason == (
        "destination: Failed, NoSuchBucket: The specified bucket does not exist, for longer than logs are kept"
    )
    tries = [f"{call.at:%H:%M} {call.operation}" for call in fake.recorded.calls.since(mark)]
    assert tries == [
        "09:05 PutObject",
        "09:10 HeadBucket",
        "09:20 HeadBucket",
        "09:40 HeadBucket",
        "10:20 HeadBucket",
        "11:20 HeadBucket",
        "12:05 HeadBucket",
    ]


def test_refused_records_of_a_batch_are_tried_again_alone(fake, okta):
    stream = fake.firehose.stream("audit")
    destination = fake.appfabric.destination(okta, stream, schema="raw")
    refused = {"ErrorCode": "ServiceUnavailableException", "ErrorMessage": "Slow down."}
    fake.stub(
        "firehose",
        "put_record_batch",
        {"FailedPutCount": 1, "RequestResponses": [{"RecordId": "1"}, refused]},
        times=1,
    )
    fake.appfabric.emit(okta, {"n": 1})
    fake.appfabric.emit(okta, {"n": 2})
    fake.clock.tick(minutes=5)
    assert destination.reason == "ServiceUnavailableException: Slow down."
    assert statuses(fake) == ["ingested", "pending"]
    fake.clock.tick(minutes=5)
    puts = [call for call in fake.recorded.calls if call.name == "firehose:PutRecordBatch"]
    assert [record["Data"] for record in puts[-1].params["Records"]] == [b'{"n":2}']
    assert statuses(fake) == ["ingested", "ingested"]


def test_a_stream_that_lost_its_tag_takes_nothing(fake, okta):
    destination = fake.appfabric.destination(okta, fake.firehose.stream("audit"))
    client = fake.client("firehose")
    client.untag_delivery_stream(DeliveryStreamName="audit", TagKeys=["AWSAppFabricManaged"])
    fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    assert "has lost its tag AWSAppFabricManaged=true" in destination.reason


def test_a_bucket_policy_that_forbids_it_fails_the_destination_until_it_is_gone(fake, okta, lake):
    destination = fake.appfabric.destination(okta, lake)
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": f"{lake.arn}/AWSAppFabric/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    client = fake.client("s3")
    client.put_bucket_policy(Bucket="lake", Policy=policy)
    fake.appfabric.emit(okta, okta.sign_in())
    fake.clock.tick(minutes=5)
    assert destination.status == "Failed"
    assert destination.reason.startswith("AccessDenied: User: appfabric.amazonaws.com is not authorized")
    client.delete_bucket_policy(Bucket="lake")
    fake.clock.tick(minutes=5)
    assert (destination.status, statuses(fake)) == ("Active", ["ingested"])


def test_what_waits_goes_where_an_update_points(fake, appfabric, okta, lake):
    destination = fake.appfabric.destination(okta, "arn:aws:s3:::never")
    fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    appfabric.update_ingestion_destination(
        appBundleIdentifier=okta.app_bundle_arn,
        ingestionIdentifier=okta.arn,
        ingestionDestinationIdentifier=destination.arn,
        destinationConfiguration={"auditLog": {"destination": {"s3Bucket": {"bucketName": "lake"}}}},
    )
    fake.settle()
    assert fake.appfabric.delivered(destination).only().location.startswith("s3://lake/")


def test_deleting_gives_up_what_waits(fake, appfabric, okta):
    destination = fake.appfabric.destination(okta, "arn:aws:s3:::never")
    fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    unread = fake.appfabric.emit(okta, okta.sign_in())
    named = {"appBundleIdentifier": okta.app_bundle_arn, "ingestionIdentifier": okta.arn}
    appfabric.delete_ingestion_destination(**named, ingestionDestinationIdentifier=destination.arn)
    appfabric.delete_ingestion(**named)
    lost = fake.recorded.ingestions.only()
    assert (lost.status, lost.reason) == ("lost", "destination: the ingestion destination was deleted")
    assert (unread.status, unread.reason) == ("lost", "ingestion: the ingestion was deleted")
    fake.clock.tick(days=30)


def test_logs_that_were_read_wait_while_the_ingestion_is_stopped(fake, appfabric, okta):
    destination = fake.appfabric.destination(okta, "arn:aws:s3:::later")
    fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    named = {"appBundleIdentifier": okta.app_bundle_arn, "ingestionIdentifier": okta.arn}
    appfabric.stop_ingestion(**named)
    fake.s3.bucket("later")
    fake.clock.tick(hours=2)
    assert statuses(fake) == ["pending"]
    assert fake.recorded.ingestions.only().reason == "ingestion: it is disabled"
    appfabric.start_ingestion(**named)
    fake.settle()
    assert len(fake.appfabric.delivered(destination)) == 1


# --- what follows from a delivery ---


def test_functions_that_read_the_object_find_all_written_down(fake, okta):
    destination = fake.appfabric.destination(okta, "arn:aws:s3:::later")
    fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    seen = []
    function = fake.lambda_.function("reader", lambda *_: seen.append((destination.status, statuses(fake))))
    fake.eventbridge.rule("objects", {"source": ["aws.s3"]}, to=function)
    fake.s3.bucket("later", events=True)
    fake.clock.tick(hours=1)
    assert seen == [("Active", ["ingested"])]


def test_an_error_that_is_not_aws_s_keeps_the_logs(fake, okta, lake):
    def broken(_):
        raise RuntimeError("no disk")

    fake.appfabric.destination(okta, lake)
    fake.appfabric.emit(okta, okta.sign_in())
    fake.stub("s3", "put_object", broken, times=1)
    with pytest.raises(RuntimeError):
        fake.settle()
    held = fake.recorded.ingestions.only()
    assert (held.status, held.reason) == ("pending", "destination: RuntimeError: no disk")
    fake.appfabric.emit(okta, okta.sign_in())
    fake.settle()
    assert statuses(fake) == ["ingested", "ingested"]
