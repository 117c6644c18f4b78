"""Whatever a CloudTrail operation is sent, it answers as AWS could; an error changes nothing."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.fake import AwsFake
from tests.fuzz.params_from_model import FEW_EXAMPLES, ParamsFromModel, refusal, service_model

CLOUDTRAIL = service_model("cloudtrail")
DATA = service_model("cloudtrail-data")
ACCOUNT = "123456789012"
LISTINGS = ("list_event_data_stores", "describe_trails", "list_channels", "list_dashboards", "list_imports")
SELECTORS = [
    {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]},
    {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["ActivityAuditLog"]}]},
    {"FieldSelectors": [{"Field": "readOnly", "Equals": ["true"]}]},
]


@cache
def client_of(service: str) -> Any:
    """Made once: whichever fake is active answers it."""
    with AwsFake(seed="client") as fake:
        return fake.client(service)


def arrange(fake: AwsFake, *, with_query: bool = True) -> dict[str, list[Any]]:
    """One of everything; values worth trying, by the name of a member. Same seed, same ids."""
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
    queries = [client.start_query(QueryStatement=sql)["QueryId"]] if with_query else []
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
        "QueryId": queries,
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


def everything(client: Any) -> list[Any]:
    """What the listings show."""
    answers = [getattr(client, name)() for name in LISTINGS]
    return [{name: value for name, value in answer.items() if name != "ResponseMetadata"} for answer in answers]


@cache
def pool() -> dict[str, list[Any]]:
    client_of("cloudtrail")
    with AwsFake(seed="fuzz") as fake:
        return arrange(fake)


@pytest.mark.parametrize(
    ("service", "operation"),
    [(model.service_name, name) for model in (CLOUDTRAIL, DATA) for name in model.operation_names],
)
@FEW_EXAMPLES
@given(data=st.data())
def test_answers_as_aws_could_and_errors_change_nothing(service: str, operation: str, data: st.DataObject) -> None:
    model = (CLOUDTRAIL if service == "cloudtrail" else DATA).operation_model(operation)
    params = data.draw(ParamsFromModel(pool()).params(model), label="params")
    client, caller = client_of("cloudtrail"), client_of(service)
    members = model.input_shape.members if model.input_shape is not None else ()
    with AwsFake(seed="fuzz") as fake:
        arrange(fake, with_query="QueryId" in members)
        before = everything(client)
        try:
            code = refusal(caller, model, params)
        except UnsupportedOperation:
            assert operation == "GenerateQuery"
            return
        if code is not None:
            assert everything(client) == before
