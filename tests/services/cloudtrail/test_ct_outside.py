"""Events from outside AWS, log files from S3, policies, dashboards."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.cloudtrail.handle import EventDataStore
from tests.services.clients import Refused
from tests.services.cloudtrail.conftest import ACTIVITY

EVENT = {
    "version": "1.0",
    "userIdentity": {"type": "CustomUserIdentity", "principalId": "p"},
    "eventSource": "app.example.com",
    "eventName": "Signin",
    "eventTime": "2026-01-05T08:00:00Z",
    "UID": "u-1",
    "recipientAccountId": "123456789012",
}
TEXT = json.dumps(EVENT)
SOURCE = {
    "S3LocationUri": "s3://logs/",
    "S3BucketRegion": "us-east-1",
    "S3BucketAccessRoleArn": "arn:aws:iam::123456789012:role/r",
}


@pytest.fixture
def outside(fake: AwsFake) -> EventDataStore:
    return fake.cloudtrail.event_data_store("outside", ACTIVITY)


@pytest.fixture
def channel(cloudtrail: Any, outside: EventDataStore) -> str:
    to = [{"Type": "EVENT_DATA_STORE", "Location": outside.id}]
    return str(cloudtrail.create_channel(Name="channel", Source="Custom", Destinations=to)["ChannelArn"])


def test_audit_events_are_taken_one_by_one(
    fake: AwsFake, cloudtrail: Any, outside: EventDataStore, channel: str
) -> None:
    right = base64.b64encode(hashlib.sha256(TEXT.encode()).digest()).decode()
    answer = fake.client("cloudtrail-data").put_audit_events(
        channelArn=channel,
        auditEvents=[
            {"id": "a", "eventData": TEXT, "eventDataChecksum": right},
            {"id": "b", "eventData": TEXT, "eventDataChecksum": "wrong"},
            {"id": "c", "eventData": "{"},
            {"id": "d", "eventData": json.dumps({**EVENT, "recipientAccountId": "1"})},
            {"id": "e", "eventData": json.dumps({**EVENT, "eventTime": "yesterday"})},
        ],
    )
    assert [one["id"] for one in answer["successful"]] == ["a"]
    assert [one["errorCode"] for one in answer["failed"]] == [
        "InvalidChecksum",
        "InvalidData",
        "InvalidRecipient",
        "InvalidData",
    ]
    (kept,) = outside.records()
    assert (kept["eventCategory"], kept["metadata"]["channelARN"]) == ("ActivityAuditLog", channel)
    sql = f"SELECT eventData.eventName AS n, eventTime FROM {outside.id}"
    assert fake.cloudtrail.query(sql) == [{"n": "Signin", "eventTime": "2026-01-05 08:00:00.000"}]
    status = cloudtrail.get_channel(Channel=channel)["IngestionStatus"]
    assert status["LatestIngestionSuccessEventID"] == answer["successful"][0]["eventID"]


def test_other_accounts_need_a_policy(fake: AwsFake, cloudtrail: Any, channel: str, refused: Refused) -> None:
    other = fake.account("222233334444").client("cloudtrail-data")
    events = [{"id": "a", "eventData": TEXT}]
    with refused("ChannelInsufficientPermission"):
        other.put_audit_events(channelArn=channel, auditEvents=events)
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "222233334444"},
        "Action": "cloudtrail-data:PutAuditEvents",
        "Resource": channel,
    }
    cloudtrail.put_resource_policy(ResourceArn=channel, ResourcePolicy=json.dumps({"Statement": [statement]}))
    assert other.put_audit_events(channelArn=channel, auditEvents=events)["failed"] == []
    with refused("DuplicatedAuditEventId"):
        other.put_audit_events(channelArn=channel, auditEvents=events * 2)
    with refused("InvalidChannelARN"):
        other.put_audit_events(channelArn="arn:aws:s3:::b", auditEvents=events)


def test_channels(fake: AwsFake, cloudtrail: Any, outside: EventDataStore, channel: str, refused: Refused) -> None:
    to = [{"Type": "EVENT_DATA_STORE", "Location": outside.arn}]
    with refused("InvalidSourceException"):
        cloudtrail.create_channel(Name="other", Source="Nobody", Destinations=to)
    with refused("ChannelAlreadyExistsException"):
        cloudtrail.create_channel(Name="channel", Source="Custom", Destinations=to)
    with refused("InvalidParameterException"):
        cloudtrail.update_channel(Channel=channel)
    with refused("ChannelARNInvalidException"):
        cloudtrail.delete_channel(Channel="nonsense")
    assert cloudtrail.update_channel(Channel=channel, Name="renamed")["Name"] == "renamed"
    assert [one["Name"] for one in cloudtrail.list_channels()["Channels"]] == ["renamed"]


def test_policies(cloudtrail: Any, channel: str, outside: EventDataStore, refused: Refused) -> None:
    with refused("ResourcePolicyNotValidException", "cloudtrail-data:PutAuditEvents"):
        wrong = {"Effect": "Allow", "Principal": "*", "Action": "cloudtrail:*", "Resource": channel}
        cloudtrail.put_resource_policy(ResourceArn=channel, ResourcePolicy=json.dumps({"Statement": wrong}))
    with refused("ResourcePolicyNotValidException"):
        cloudtrail.put_resource_policy(ResourceArn=outside.arn, ResourcePolicy="{")
    with refused("ResourcePolicyNotFoundException"):
        cloudtrail.get_resource_policy(ResourceArn=outside.arn)
    with refused("ResourceARNNotValidException"):
        cloudtrail.delete_resource_policy(ResourceArn="arn:aws:s3:::bucket")
    with refused("ResourceTypeNotSupportedException"):
        cloudtrail.get_resource_policy(ResourceArn="arn:aws:cloudtrail:us-east-1:123456789012:trail/t")


def test_log_files_are_imported(fake: AwsFake, cloudtrail: Any, refused: Refused) -> None:
    logs = fake.s3.bucket("logs")
    fake.cloudtrail.trail("trail", bucket=logs)
    fake.sqs.queue("q")
    fake.cloudtrail.deliver_now()
    logs.put("broken.json.gz", b"not gzip")
    logs.put("AWSLogs/more.json.gz", gzip.compress(b'{"Records": [{"eventTime": "2026-01-05T08:00:00Z"}]}'))
    store = fake.cloudtrail.event_data_store("imported", StartIngestion=False)
    started = cloudtrail.start_import(Destinations=[store.arn], ImportSource={"S3": SOURCE})
    assert started["ImportStatus"] == "INITIALIZING"
    done = cloudtrail.get_import(ImportId=started["ImportId"])
    assert done["ImportStatus"] == "FAILED"
    assert done["ImportStatistics"]["FilesCompleted"] == 2
    assert [one["eventName"] for one in store.records()] == ["CreateQueue"]
    (failure,) = cloudtrail.list_import_failures(ImportId=started["ImportId"])["Failures"]
    assert failure["Location"] == "s3://logs/broken.json.gz"
    assert len(cloudtrail.list_imports(Destination=store.id, ImportStatus="FAILED")["Imports"]) == 1
    fake.cloudtrail.transitions_take(60)
    cloudtrail.start_import(ImportId=started["ImportId"])
    with refused("AccountHasOngoingImportException"):
        cloudtrail.start_import(Destinations=[store.arn], ImportSource={"S3": SOURCE})
    with refused("EventDataStoreHasOngoingImportException"):
        cloudtrail.delete_event_data_store(EventDataStore=store.arn)
    assert cloudtrail.stop_import(ImportId=started["ImportId"])["ImportStatus"] == "STOPPED"
    with refused("ImportNotFoundException"):
        cloudtrail.get_import(ImportId="0" * 36)


def test_dashboards(fake: AwsFake, cloudtrail: Any, refused: Refused) -> None:
    store = fake.cloudtrail.event_data_store("all")
    widget = {"QueryStatement": f"SELECT count(*) FROM {store.id}", "ViewProperties": {"Type": "Table"}}
    made = cloudtrail.create_dashboard(Name="board", Widgets=[widget], TerminationProtectionEnabled=True)
    arn = made["DashboardArn"]
    with refused("ConflictException"):
        cloudtrail.delete_dashboard(DashboardId=arn)
    with refused("InvalidQueryStatementException"):
        cloudtrail.update_dashboard(DashboardId=arn, Widgets=[{**widget, "QueryStatement": "DROP TABLE x"}])
    cloudtrail.update_dashboard(DashboardId=arn, TerminationProtectionEnabled=False)
    refresh = cloudtrail.start_dashboard_refresh(DashboardId=arn)["RefreshId"]
    assert cloudtrail.get_dashboard(DashboardId=arn)["LastRefreshId"] == refresh
    assert cloudtrail.list_dashboards(NamePrefix="boa")["Dashboards"] == [{"DashboardArn": arn, "Type": "CUSTOM"}]
    cloudtrail.delete_dashboard(DashboardId="board")
    with refused("ResourceNotFoundException"):
        cloudtrail.get_dashboard(DashboardId=arn)
