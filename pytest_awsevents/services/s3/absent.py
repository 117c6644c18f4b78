"""Configurations that no bucket of the fake can have: reading them gives S3's answer, putting them is refused."""

from __future__ import annotations

from typing import NoReturn

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.errors import invalid_request
from pytest_awsevents.services.s3.finding import find_object

operation = OperationTable()


@operation
def get_object_lock_configuration(scope: Scope, params: Params) -> NoReturn:
    members = {"BucketName": find_bucket(scope, params).name}
    raise AwsError(
        "ObjectLockConfigurationNotFoundError",
        "Object Lock configuration does not exist for this bucket",
        status=404,
        members=members,
    )


@operation
def get_object_retention(scope: Scope, params: Params) -> NoReturn:
    find_object(scope, params)
    raise invalid_request("Bucket is missing Object Lock Configuration")


@operation
def get_object_legal_hold(scope: Scope, params: Params) -> NoReturn:
    find_object(scope, params)
    raise invalid_request("Bucket is missing Object Lock Configuration")


@operation
def get_bucket_replication(scope: Scope, params: Params) -> NoReturn:
    members = {"BucketName": find_bucket(scope, params).name}
    message = "The replication configuration was not found"
    raise AwsError("ReplicationConfigurationNotFoundError", message, status=404, members=members)
