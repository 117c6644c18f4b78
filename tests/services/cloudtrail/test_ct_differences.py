"""Where CloudTrail is otherwise than on AWS, as docs/services/cloudtrail.md says, and no other test shows it."""

from __future__ import annotations

import gzip
import json
from typing import Any

import boto3
import pytest

from pytest_awsevents.fake import AwsFake


@pytest.mark.parametrize(
    ("service", "operation", "params", "category"),
    [
        ("dynamodb", "get_item", {"TableName": "t", "Key": {"id": {"S": "1"}}}, "Data"),
        ("rds-data", "execute_statement", {"resourceArn": "a" * 20, "secretArn": "b" * 20, "sql": "x"}, "Management"),
    ],
)
def test_data_events_are_those_of_a_list(
    fake: AwsFake, service: str, operation: str, params: dict[str, Any], category: str
) -> None:
    fake.stub(service, operation, {})
    getattr(boto3.client(service), operation)(**params)
    [record] = fake.cloudtrail.records()
    assert record["eventCategory"] == category  # AWS: data events, both


def test_there_are_no_digest_files(fake: AwsFake, cloudtrail: Any) -> None:
    bucket = fake.s3.bucket("logs")
    fake.cloudtrail.trail("trail", bucket=bucket, EnableLogFileValidation=True)
    assert cloudtrail.get_trail(Name="trail")["Trail"]["LogFileValidationEnabled"] is True
    fake.sqs.queue("q")
    fake.clock.tick(hours=3)
    assert {one.key.split("/")[2] for one in bucket.objects()} == {"CloudTrail"}


@pytest.mark.parametrize("recursive", [False, True])
def test_deliveries_of_log_files_are_logged_on_demand(fake: AwsFake, cloudtrail: Any, recursive: bool) -> None:
    bucket = fake.s3.bucket("logs")
    fake.cloudtrail.trail("trail", bucket=bucket, RecursiveLogging=recursive)
    data = [{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}]
    everything = [{"FieldSelectors": data}, {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]
    cloudtrail.put_event_selectors(TrailName="trail", AdvancedEventSelectors=everything)
    fake.sqs.queue("q")
    fake.cloudtrail.deliver_now()
    fake.cloudtrail.deliver_now()
    files = [json.loads(gzip.decompress(one.body))["Records"] for one in bucket.objects()]
    puts = [record for records in files for record in records if record["eventName"] == "PutObject"]
    assert bool(puts) is recursive


def test_federated_tables_and_event_configurations_are_kept_only(fake: AwsFake, cloudtrail: Any) -> None:
    store = fake.cloudtrail.event_data_store("all")
    cloudtrail.enable_federation(EventDataStore=store.arn, FederationRoleArn="arn:aws:iam::123456789012:role/r")
    assert [call.service for call in fake.recorded.calls if call.service in ("glue", "lakeformation")] == []


def test_a_query_took_as_long_as_was_made_up(fake: AwsFake, cloudtrail: Any) -> None:
    fake.clock.freeze("2026-01-05T09:00Z")
    store = fake.cloudtrail.event_data_store("all")
    query = cloudtrail.start_query(QueryStatement=f"SELECT eventName FROM {store.id}")["QueryId"]
    assert cloudtrail.describe_query(QueryId=query)["QueryStatistics"]["ExecutionTimeInMillis"] > 0
