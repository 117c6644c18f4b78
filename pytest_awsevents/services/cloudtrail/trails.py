"""Trails: create, get, list, update, delete."""

from __future__ import annotations

import re
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.cloudtrail.basic_selectors import DEFAULT
from pytest_awsevents.services.cloudtrail.finding_trails import (
    check_name,
    get_home_trail,
    get_trail_of,
    visible_trails,
)
from pytest_awsevents.services.cloudtrail.keys import check_key
from pytest_awsevents.services.cloudtrail.log_files import end_logging
from pytest_awsevents.services.cloudtrail.organizations import check_organization
from pytest_awsevents.services.cloudtrail.state import PRINCIPAL, Trail, invalid, place
from pytest_awsevents.services.cloudtrail.tags import checked_tags

operation = OperationTable()
_LIMIT = 5
_MAX_PREFIX = 200
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_TOPIC = re.compile(r"[\w-]{1,256}(\.fifo)?")
_PAGES = PageMembers("Trails", maximum=100)  # a wrong token has no error of its own here
_DEFAULTS = {
    "IncludeGlobalServiceEvents": True,
    "IsMultiRegionTrail": False,
    "EnableLogFileValidation": False,
    "IsOrganizationTrail": False,
}
# EnableLogFileValidation is called LogFileValidationEnabled where it is shown.
_SETTINGS = (
    *_DEFAULTS,
    "S3KeyPrefix",
    "SnsTopicName",
    "CloudWatchLogsLogGroupArn",
    "CloudWatchLogsRoleArn",
    "KmsKeyId",
    "RecursiveLogging",
)


@operation
def create_trail(scope: Scope, params: Params) -> dict[str, Any]:
    name, here = params["Name"], place(scope).trails
    check_name(name)
    settings = {**_DEFAULTS, **{key: params[key] for key in _SETTINGS if params.get(key) not in (None, "")}}
    _check(scope, params["S3BucketName"], settings)
    tags = checked_tags({}, params.get("TagsList", ()))
    if any(trail.name == name for trail in visible_trails(scope)):
        raise AwsError("TrailAlreadyExistsException", f"Trail {name} already exists for customer: {scope.account}")
    if len(here) >= _LIMIT:
        raise AwsError(
            "MaximumNumberOfTrailsExceededException",
            f"User: {scope.account} already has {_LIMIT} trails in {scope.region}.",
        )
    trail = here[name] = Trail(
        name=name,
        arn=scope.arn("cloudtrail", f"trail/{name}"),
        account=scope.account,
        region=scope.region,
        bucket=params["S3BucketName"],
        settings=settings,
        tags=tags,
        basic=[dict(DEFAULT)],
    )
    return _described(trail)


@operation
def update_trail(scope: Scope, params: Params) -> dict[str, Any]:
    trail = get_home_trail(scope, params["Name"])
    settings = {**trail.settings, **{key: params[key] for key in _SETTINGS if key in params}}
    # An empty text takes a setting back.
    settings = {key: value for key, value in settings.items() if value not in (None, "")}
    bucket = params.get("S3BucketName", trail.bucket)
    _check(scope, bucket, settings)
    trail.settings, trail.bucket = settings, bucket
    return _described(trail)


@operation
def get_trail(scope: Scope, params: Params) -> dict[str, Any]:
    return {"Trail": _listed(get_trail_of(scope, params["Name"]))}


@operation
def describe_trails(scope: Scope, params: Params) -> dict[str, Any]:
    shadows = params.get("includeShadowTrails", True)
    trails = visible_trails(scope, shadows=shadows)
    wanted = params.get("trailNameList")
    if wanted:
        for name in wanted:
            if not name.startswith("arn:"):
                check_name(name)
            elif (arn := parse_arn(name)) is None or (arn.service, arn.resource_type) != ("cloudtrail", "trail"):
                raise AwsError("CloudTrailARNInvalidException", f"The trail ARN {name} is not valid.")
        trails = [trail for trail in trails if trail.name in wanted or trail.arn in wanted]
    return {"trailList": [_listed(trail) for trail in trails]}


@operation
def list_trails(scope: Scope, params: Params) -> dict[str, Any]:
    listed = [
        {"TrailARN": trail.arn, "Name": trail.name, "HomeRegion": trail.region} for trail in visible_trails(scope)
    ]
    return page(listed, params, _PAGES)


@operation
def delete_trail(scope: Scope, params: Params) -> None:
    trail = get_home_trail(scope, params["Name"])
    end_logging(scope, trail)
    del place(scope).trails[trail.name]


def _described(trail: Trail) -> dict[str, Any]:
    """What CreateTrail and UpdateTrail show: settings that are not set are left out."""
    shown = dict(trail.settings)
    shown["LogFileValidationEnabled"] = shown.pop("EnableLogFileValidation")
    topic = shown.get("SnsTopicName")
    if topic is not None:
        shown["SnsTopicARN"] = topic_arn(trail)
    return {"Name": trail.name, "S3BucketName": trail.bucket, "TrailARN": trail.arn, **shown}


def topic_arn(trail: Trail) -> str:
    topic: str = trail.settings["SnsTopicName"]
    return topic if topic.startswith("arn:") else f"arn:aws:sns:{trail.region}:{trail.account}:{topic}"


def _listed(trail: Trail) -> dict[str, Any]:
    return {
        **_described(trail),
        "HomeRegion": trail.region,
        "HasCustomEventSelectors": trail.advanced is not None or trail.basic != [DEFAULT],
        "HasInsightSelectors": trail.insights is not None,
    }


def _check(scope: Scope, bucket: str, settings: dict[str, Any]) -> None:
    """In the order in which the live service answers (recorded as far as known)."""
    if settings["IsMultiRegionTrail"] and not settings["IncludeGlobalServiceEvents"]:
        raise AwsError("InvalidParameterCombinationException", "Multi-Region trail must include global service events.")
    if not _BUCKET.fullmatch(bucket):
        raise AwsError("InvalidS3BucketNameException", f"Bucket name {bucket} is invalid.")
    if len(settings.get("S3KeyPrefix", "")) > _MAX_PREFIX:
        raise AwsError("InvalidS3PrefixException", f"The prefix can have at most {_MAX_PREFIX} characters.")
    if settings["IsOrganizationTrail"]:
        check_organization(scope)
    _check_bucket(scope, bucket)
    if "SnsTopicName" in settings:
        _check_topic(scope, settings["SnsTopicName"])
    _check_logs(settings)
    check_key(scope, settings.get("KmsKeyId"))


def _check_bucket(scope: Scope, bucket: str) -> None:
    try:
        scope.as_service(PRINCIPAL).call("s3", "HeadBucket", {"Bucket": bucket}, {})
    except AwsError as error:
        if error.code in ("404", "NoSuchBucket"):
            raise AwsError("S3BucketDoesNotExistException", f"S3 bucket {bucket} does not exist!") from error
        raise AwsError(
            "InsufficientS3BucketPolicyException", f"Incorrect S3 bucket policy is detected for bucket: {bucket}"
        ) from error


def _check_topic(scope: Scope, topic: str) -> None:
    arn = parse_arn(topic)
    name = topic if arn is None else arn.resource
    if not _TOPIC.fullmatch(name):
        raise AwsError("InvalidSnsTopicNameException", f"The topic name {topic} is invalid.")
    whole = topic if arn is not None else scope.arn("sns", topic)
    try:
        scope.as_service(PRINCIPAL).call("sns", "GetTopicAttributes", {"TopicArn": whole}, {"Attributes": {}})
    except (AwsError, UnsupportedOperation) as error:
        if isinstance(error, UnsupportedOperation):
            return
        raise AwsError(
            "InsufficientSnsTopicPolicyException", "SNS Topic does not exist or the topic policy is incorrect!"
        ) from error


def _check_logs(settings: dict[str, Any]) -> None:
    group, role = settings.get("CloudWatchLogsLogGroupArn"), settings.get("CloudWatchLogsRoleArn")
    if (group is None) != (role is None):
        raise invalid("You must specify both a CloudWatch Logs log group and a role, or neither.")
    if group is not None and ":log-group:" not in group:
        raise AwsError("InvalidCloudWatchLogsLogGroupArnException", "The log group ARN is not valid.")
    if role is not None and ":role/" not in role:
        raise AwsError("InvalidCloudWatchLogsRoleArnException", "The role ARN is not valid.")
