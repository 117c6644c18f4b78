"""What CloudTrail refuses, by code and text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused
from tests.services.cloudtrail.conftest import ACTIVITY

HERE = "us-east-1:123456789012"
SOURCE = {
    "S3LocationUri": "s3://logs/",
    "S3BucketRegion": "us-east-1",
    "S3BucketAccessRoleArn": "arn:aws:iam::1:role/r",
}


@pytest.mark.parametrize(
    ("changes", "code", "text"),
    [
        ({"Destinations": None}, "InvalidParameterException", "Destinations and ImportSource are required"),
        ({"StartEventTime": 2, "EndEventTime": 1}, "InvalidParameterException", "StartEventTime must not be after"),
        (
            {"ImportSource": {"S3": {**SOURCE, "S3LocationUri": "logs"}}},
            "InvalidImportSourceException",
            "needs an S3 URI",
        ),
        (
            {"ImportSource": {"S3": {**SOURCE, "S3BucketAccessRoleArn": "arn:aws:iam::1:user/u"}}},
            "InvalidImportSourceException",
            "the ARN of a role",
        ),
        ({"ImportId": "0" * 36}, "InvalidParameterException", "With ImportId no other parameter may be given."),
    ],
)
def test_imports(fake: AwsFake, cloudtrail: Any, refused: Refused, changes: Any, code: str, text: str) -> None:
    store = fake.cloudtrail.event_data_store("all")
    params = {"Destinations": [store.arn], "ImportSource": {"S3": SOURCE}, **changes}
    with refused(code, text):
        cloudtrail.start_import(**{name: value for name, value in params.items() if value is not None})
    assert cloudtrail.list_imports()["Imports"] == []


def test_imports_into_stores_of_another_category(fake: AwsFake, cloudtrail: Any, refused: Refused) -> None:
    made = cloudtrail.create_event_data_store(Name="activity", AdvancedEventSelectors=ACTIVITY)
    with refused("InvalidEventDataStoreCategoryException", "holds ActivityAuditLog events"):
        cloudtrail.start_import(Destinations=[made["EventDataStoreArn"]], ImportSource={"S3": SOURCE})


def test_an_import_is_tried_again_only_after_it_ended_badly(fake: AwsFake, cloudtrail: Any, refused: Refused) -> None:
    fake.s3.bucket("logs")
    store = fake.cloudtrail.event_data_store("all")
    made = cloudtrail.start_import(Destinations=[store.arn], ImportSource={"S3": SOURCE})["ImportId"]
    assert cloudtrail.get_import(ImportId=made)["ImportStatus"] == "COMPLETED"
    with refused("InvalidParameterException", "has the status COMPLETED"):
        cloudtrail.start_import(ImportId=made)
    with refused("InvalidParameterException", "was not found"):
        cloudtrail.list_import_failures(ImportId="0" * 36)


def test_an_import_from_no_bucket_fails_and_says_so(fake: AwsFake, cloudtrail: Any) -> None:
    store = fake.cloudtrail.event_data_store("all")
    made = cloudtrail.start_import(Destinations=[store.arn], ImportSource={"S3": SOURCE})["ImportId"]
    assert cloudtrail.get_import(ImportId=made)["ImportStatus"] == "FAILED"
    (failure,) = cloudtrail.list_import_failures(ImportId=made)["Failures"]
    assert (failure["Location"], failure["ErrorType"]) == ("s3://logs/", "NoSuchBucket")


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"S3KeyPrefix": "p" * 201}, "InvalidS3PrefixException"),
        ({"SnsTopicName": "not a name"}, "InvalidSnsTopicNameException"),
        ({"SnsTopicName": "unknown"}, "InsufficientSnsTopicPolicyException"),
        ({"CloudWatchLogsLogGroupArn": f"arn:aws:logs:{HERE}:log-group:g:*"}, "InvalidParameterException"),
        (
            {"CloudWatchLogsLogGroupArn": "g", "CloudWatchLogsRoleArn": "arn:aws:iam::1:role/r"},
            "InvalidCloudWatchLogsLogGroupArnException",
        ),
        (
            {"CloudWatchLogsLogGroupArn": f"arn:aws:logs:{HERE}:log-group:g:*", "CloudWatchLogsRoleArn": "r"},
            "InvalidCloudWatchLogsRoleArnException",
        ),
        ({"KmsKeyId": "no key"}, "InvalidKmsKeyIdException"),
        ({"KmsKeyId": f"arn:aws:sqs:{HERE}:q"}, "InvalidKmsKeyIdException"),
        ({"KmsKeyId": "arn:aws:kms:eu-west-1:123456789012:key/k"}, "KmsKeyNotFoundException"),
    ],
)
def test_trails(fake: AwsFake, cloudtrail: Any, refused: Refused, settings: Any, code: str) -> None:
    fake.cloudtrail.trail("first", bucket=fake.s3.bucket("logs"))
    with refused(code):
        cloudtrail.create_trail(Name="trail", S3BucketName="logs", **settings)
    with refused(code):
        cloudtrail.update_trail(Name="first", **settings)
    assert [one["Name"] for one in cloudtrail.describe_trails()["trailList"]] == ["first"]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["x"], "InvalidTrailNameException"),
        ([f"arn:aws:cloudtrail:{HERE}:channel/c"], "CloudTrailARNInvalidException"),
    ],
)
def test_names_of_trails(cloudtrail: Any, refused: Refused, names: list[str], code: str) -> None:
    with refused(code):
        cloudtrail.describe_trails(trailNameList=names)


def statement(**changes: Any) -> dict[str, Any]:
    plain = {
        "Effect": "Allow",
        "Principal": {"AWS": "111122223333"},
        "Action": "cloudtrail:StartQuery",
        "Resource": "*",
    }
    return {name: value for name, value in {**plain, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    ("statements", "text"),
    [
        ([], "is not a valid policy document"),
        ([statement()] * 21, "at most 20 statements"),
        ([statement(Effect="Maybe")], "the effect Allow or Deny"),
        ([statement(Principal=None)], "needs a principal"),
        ([statement(Principal={"AWS": [f"{number:012}" for number in range(51)]})], "at most 50 principals"),
    ],
)
def test_resource_policies(fake: AwsFake, cloudtrail: Any, refused: Refused, statements: Any, text: str) -> None:
    store = fake.cloudtrail.event_data_store("all")
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    with refused("ResourcePolicyNotValidException", text):
        cloudtrail.put_resource_policy(ResourceArn=store.arn, ResourcePolicy=policy)


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        (f"arn:aws:sqs:{HERE}:q", "ResourceARNNotValidException"),
        (f"arn:aws:cloudtrail:{HERE}:trail/t", "ResourceTypeNotSupportedException"),
        (f"arn:aws:cloudtrail:{HERE}:eventdatastore/none", "ResourceNotFoundException"),
    ],
)
def test_policies_of_what_has_none(cloudtrail: Any, refused: Refused, arn: str, code: str) -> None:
    with refused(code):
        cloudtrail.get_resource_policy(ResourceArn=arn)
