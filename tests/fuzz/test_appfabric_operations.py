"""Whatever a faked AppFabric operation is sent, it answers as AWS could; an error changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.appfabric import service
from pytest_awsevents.wire.models import operation_model
from tests.fuzz.params_from_model import FEW_EXAMPLES, ParamsFromModel, refusal

NOBODY = "00000000-0000-4000-8000-000000000000"
TOKEN = "11111111-2222-4333-8444-555555555555"
BUCKET = {"auditLog": {"destination": {"s3Bucket": {"bucketName": "lake"}}}}
STREAM = {"auditLog": {"destination": {"firehoseStream": {"streamName": "audit"}}}}


@cache
def appfabric_client() -> Any:
    """Made once: whichever fake is active answers it."""
    with AwsFake(seed="client") as fake:
        return fake.client("appfabric")


def arrange(fake: AwsFake) -> Mapping[str, list[Any]]:
    """An ingestion with two destinations, one of them Failed; values worth trying, by member."""
    okta = fake.appfabric.ingestion("OKTA", tenant="t-1")
    there = fake.appfabric.destination(okta, fake.s3.bucket("lake"), schema="raw")
    gone = fake.appfabric.destination(okta, "arn:aws:s3:::gone")
    fake.appfabric.emit(okta, okta.sign_in())
    return {
        "appBundleIdentifier": [okta.app_bundle_arn, okta.app_bundle_arn.rpartition("/")[2], NOBODY],
        "appAuthorizationIdentifier": [okta.authorization_arn, NOBODY],
        "ingestionIdentifier": [okta.arn, okta.arn.rpartition("/")[2], NOBODY],
        "ingestionDestinationIdentifier": [there.arn, gone.arn, NOBODY],
        "resourceArn": [okta.app_bundle_arn, okta.authorization_arn, okta.arn, there.arn, "arn:aws:s3:::lake"],
        "app": ["OKTA", "SLACK"],
        "tenantId": ["t-1", "t-2"],
        "clientToken": [TOKEN],
        "destinationConfiguration": [BUCKET, STREAM],
        "credential": [{"apiKeyCredential": {"apiKey": "k"}}],
        "email": ["ana@example.com"],
        "taskIdList": [[NOBODY]],
        "customerManagedKeyIdentifier": [NOBODY, "arn:aws:kms:us-east-1:123456789012:key/k", "arn:aws:s3:::b"],
    }


def everything(client: Any) -> list[Any]:
    """All that can be seen of the account."""
    seen: list[Any] = []
    for bundle in client.list_app_bundles()["appBundleSummaryList"]:
        named = {"appBundleIdentifier": bundle["arn"]}
        seen += [bundle, client.list_tags_for_resource(resourceArn=bundle["arn"])["tags"]]
        seen += client.list_app_authorizations(**named)["appAuthorizationSummaryList"]
        for ingestion in client.list_ingestions(**named)["ingestions"]:
            inside = {**named, "ingestionIdentifier": ingestion["arn"]}
            seen += [ingestion, client.list_tags_for_resource(resourceArn=ingestion["arn"])["tags"]]
            for one in client.list_ingestion_destinations(**inside)["ingestionDestinations"]:
                request = {**inside, "ingestionDestinationIdentifier": one["arn"]}
                seen.append(client.get_ingestion_destination(**request)["ingestionDestination"])
    return seen


@pytest.mark.parametrize("operation", sorted(service.operations))
@FEW_EXAMPLES
@given(data=st.data())
def test_answers_as_aws_could_and_errors_change_nothing(operation: str, data: st.DataObject) -> None:
    model = operation_model("appfabric", operation)
    client = appfabric_client()
    with AwsFake(seed="fuzz") as fake:
        pool = arrange(fake)
        params = data.draw(ParamsFromModel(pool).params(model), label="params")
        before = everything(client)
        if refusal(client, model, params) is not None:
            assert everything(client) == before
        fake.settle()
