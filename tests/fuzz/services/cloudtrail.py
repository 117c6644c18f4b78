"""CloudTrail: a trail, a channel, a dashboard, an import, a query, and event data stores, one of them deleted."""

from __future__ import annotations

import json
from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import ACCOUNT, Fuzzed, client_of

SELECTORS = [
    {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]},
    {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["ActivityAuditLog"]}]},
    {"FieldSelectors": [{"Field": "readOnly", "Equals": ["true"]}]},
]


MOVED = frozenset({"cursor", "kept", "undecided", "pending"})
"""What says how far the log of all calls was read, and what it gave."""


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    client = client_of("cloudtrail")
    fake.s3.bucket("known")
    store = fake.cloudtrail.event_data_store("known")
    deleted = fake.cloudtrail.event_data_store("deleted")
    client.delete_event_data_store(EventDataStore=deleted.arn)
    outside = fake.cloudtrail.event_data_store("outside", "ActivityAuditLog")
    to = [{"Type": "EVENT_DATA_STORE", "Location": outside.arn}]
    channel = client.create_channel(Name="known", Source="Custom", Destinations=to)["ChannelArn"]
    trail = fake.cloudtrail.trail("known", bucket="known").arn
    dashboard = client.create_dashboard(Name="known")["DashboardArn"]
    source = {
        "S3LocationUri": "s3://known/",
        "S3BucketRegion": "us-east-1",
        "S3BucketAccessRoleArn": f"arn:aws:iam::{ACCOUNT}:role/r",
    }
    started = client.start_import(Destinations=[store.arn], ImportSource={"S3": source})["ImportId"]
    sql = f"SELECT eventName FROM {store.id}"
    arns = [store.arn, deleted.arn, outside.arn, channel, trail, dashboard, "arn:aws:sqs:us-east-1:1:q"]
    return {
        "Name": ["known", "new-one", "a..b"],
        "TrailName": ["known", trail, "other"],
        "InsightSource": [trail],
        "EventDataStore": [store.arn, store.id, deleted.arn, outside.arn, channel],
        "InsightsDestination": [store.arn, outside.arn],
        "EventDataStoreArn": [store.arn, deleted.arn],
        "Location": [outside.arn, store.arn],
        "Channel": [channel],
        "channelArn": [channel, f"{channel[:-1]}x"],
        "DashboardId": [dashboard, "known"],
        "QueryStatement": [sql, f"DELETE FROM {store.id}", f"SELECT nothing FROM {deleted.id}", "SELECT 1"],
        "DeliveryS3Uri": ["s3://known/prefix", "s3://other"],
        "ImportId": [started],
        "ResourceId": arns,
        "ResourceArn": arns,
        "ResourcePolicy": ['{"Statement": {"Effect": "Allow", "Principal": "*"}}', "{}", "{"],
        "S3BucketName": ["known", "other", "A"],
        "SnsTopicName": ["topic", ""],
        "Source": ["Custom", "Okta"],
        "KmsKeyId": ["alias/key", "key", f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k"],
        "AdvancedEventSelector": SELECTORS,
        "MemberAccountId": [ACCOUNT, "210987654321"],
        "FederationRoleArn": [f"arn:aws:iam::{ACCOUNT}:role/r"],
        "S3": [source],
        "eventData": [json.dumps({"version": "1", "userIdentity": {"type": "t", "principalId": "p"}}), "{", "[]"],
        "id": ["e1"],
    }


def start_query(fake: AwsFake) -> str:
    (store, *_) = client_of("cloudtrail").list_event_data_stores()["EventDataStores"]
    id = store["EventDataStoreArn"].rpartition("/")[2]
    query: str = client_of("cloudtrail").start_query(QueryStatement=f"SELECT eventName FROM {id}")["QueryId"]
    return query


FUZZED = Fuzzed(
    service="cloudtrail",
    arrange=arrange,
    harvest={"EventDataStoreArn": ["EventDataStore", "ResourceId"], "TrailARN": ["Name", "TrailName", "ResourceId"]},
    beside=["s3:PutObject", "s3:DeleteBucket", "cloudtrail-data:PutAuditEvents", "sqs:ListQueues"],
    refused=frozenset({"GenerateQuery"}),
    costly={"QueryId": start_query},
    moved=MOVED,
)
