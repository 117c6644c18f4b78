"""AppFabric: an app bundle whose ingestion has two destinations, one of them Failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import Fuzzed

NOBODY = "00000000-0000-4000-8000-000000000000"
TOKEN = "11111111-2222-4333-8444-555555555555"
BUCKET = {"auditLog": {"destination": {"s3Bucket": {"bucketName": "lake"}}}}
STREAM = {"auditLog": {"destination": {"firehoseStream": {"streamName": "audit"}}}}


def arrange(fake: AwsFake) -> Mapping[str, list[Any]]:
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


FUZZED = Fuzzed(
    service="appfabric",
    arrange=arrange,
    harvest={"arn": ["appBundleIdentifier", "ingestionIdentifier", "resourceArn"]},
    beside=["s3:DeleteBucket", "s3:CreateBucket", "firehose:PutRecord"],
)
