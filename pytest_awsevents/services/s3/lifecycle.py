"""Lifecycle rules: stored and shown; nothing expires or changes its storage class by them."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.errors import invalid_argument, malformed_xml

operation = OperationTable()
_MINIMUM_SIZES = ("all_storage_classes_128K", "varies_by_storage_class")


@operation
def put_bucket_lifecycle_configuration(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    minimum = params.get("TransitionDefaultMinimumObjectSize", _MINIMUM_SIZES[0])
    if minimum not in _MINIMUM_SIZES:
        header = "x-amz-transition-default-minimum-object-size"
        raise invalid_argument("Invalid TransitionDefaultMinimumObjectSize found", header, minimum)
    rules = [{"ID": scope.ids.hex(32), **rule} for rule in params.get("LifecycleConfiguration", {}).get("Rules", ())]
    if not rules:
        raise malformed_xml()
    for rule in rules:
        if rule.get("Status") not in ("Enabled", "Disabled") or ("Filter" in rule) == ("Prefix" in rule):
            raise malformed_xml()
    if len({rule["ID"] for rule in rules}) < len(rules):
        raise invalid_argument("Rule ID must be unique. Found same ID for more than one rule", "ID", rules[0]["ID"])
    bucket.settings["lifecycle"] = {"Rules": rules, "TransitionDefaultMinimumObjectSize": minimum}
    return {"TransitionDefaultMinimumObjectSize": minimum}


@operation
def get_bucket_lifecycle_configuration(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    if "lifecycle" not in bucket.settings:
        raise AwsError(
            "NoSuchLifecycleConfiguration",
            "The lifecycle configuration does not exist",
            status=404,
            members={"BucketName": bucket.name},
        )
    return {**bucket.settings["lifecycle"]}


@operation
def delete_bucket_lifecycle(scope: Scope, params: Params) -> None:
    find_bucket(scope, params).settings.pop("lifecycle", None)
