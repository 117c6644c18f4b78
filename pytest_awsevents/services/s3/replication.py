"""Replication: new versions of a bucket are copied to buckets that its rules name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, later, tag_map
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.announcing import MARKED, PRINCIPAL, PUT, announce
from pytest_awsevents.services.s3.errors import invalid_argument, invalid_request, malformed_xml, refuse
from pytest_awsevents.services.s3.state import S3, Bucket, DeleteMarker, ObjectVersion, Version

operation = OperationTable()
_MOST_RULES = 1000
_ARN = "arn:aws:s3:::"


@operation
def put_bucket_replication(scope: Scope, params: Params) -> None:
    bucket, configuration = find_bucket(scope, params), params["ReplicationConfiguration"]
    refuse(scope, params, "Token")
    if bucket.versioning != "Enabled":
        raise AwsError(
            "InvalidRequest",
            "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
            status=400,
            members={"BucketName": bucket.name},
        )
    rules = [{"ID": scope.ids.hex(16), **rule} for rule in configuration["Rules"]]
    if not 1 <= len(rules) <= _MOST_RULES:
        raise malformed_xml()
    for rule in rules:
        _check_rule(scope, bucket, rule)
    if len({rule["ID"] for rule in rules}) < len(rules):
        raise invalid_argument("Rule Id must be unique", "ID", rules[0]["ID"])
    bucket.settings["replication"] = {**configuration, "Rules": rules}


@operation
def get_bucket_replication(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    if "replication" not in bucket.settings:
        raise AwsError(
            "ReplicationConfigurationNotFoundError",
            "The replication configuration was not found",
            status=404,
            members={"BucketName": bucket.name},
        )
    return {"ReplicationConfiguration": bucket.settings["replication"]}


@operation
def delete_bucket_replication(scope: Scope, params: Params) -> None:
    find_bucket(scope, params).settings.pop("replication", None)


def replicate(scope: Scope, bucket: Bucket, version: Version) -> None:
    """Has a new version copied before the outermost API call returns, to every bucket that wants it."""
    if "replication" not in bucket.settings:
        return
    targets = dict(_targets(bucket, version))
    if not targets:
        return
    if isinstance(version, ObjectVersion):
        version.replication = "PENDING"
    by_service = scope.at(account=bucket.account).as_service(PRINCIPAL)
    later(scope, lambda: _copy(by_service, bucket, version, targets))


def _copy(scope: Scope, bucket: Bucket, version: Version, targets: Mapping[str, Params]) -> None:
    if bucket.find(version.key, version.id) is not version:  # deleted meanwhile
        return
    copied = [_copy_to(scope, version, name, rule) for name, rule in targets.items()]
    if isinstance(version, ObjectVersion):
        version.replication = "COMPLETED" if all(copied) else "FAILED"


def _copy_to(scope: Scope, version: Version, name: str, rule: Params) -> bool:
    """A replica has the version id of its source; whether it could be made."""
    target = scope.state(S3).buckets.get(name)
    if target is None or target.versioning != "Enabled":
        return False
    replica = copy(version)
    if isinstance(replica, ObjectVersion):
        replica.storage_class = rule["Destination"].get("StorageClass", replica.storage_class)
        replica.replication = "REPLICA"
    target.add(replica)
    announce(scope, target, MARKED if isinstance(replica, DeleteMarker) else PUT, replica)
    return True


def _targets(bucket: Bucket, version: Version) -> Iterator[tuple[str, Params]]:
    """The buckets that a version goes to, each by the rule that comes last: that of the highest priority."""
    rules = bucket.settings["replication"]["Rules"]
    for rule in sorted(rules, key=lambda one: one.get("Priority", 0)):
        if rule["Status"] == "Enabled" and _covers(rule, version):
            yield rule["Destination"]["Bucket"].removeprefix(_ARN), rule


def _covers(rule: Params, version: Version) -> bool:
    given = rule.get("Filter", {})
    both = given.get("And", given)
    prefix = both.get("Prefix", rule.get("Prefix", ""))
    tags = tag_map([*both.get("Tags", ()), *([given["Tag"]] if "Tag" in given else [])])
    if not version.key.startswith(prefix):
        return False
    if isinstance(version, DeleteMarker):  # those are never copied by rules with tags (user guide)
        return not tags and _is_on(rule, "DeleteMarkerReplication", by_default="Filter" not in rule)
    if version.encryption.members.get("ServerSideEncryption", "").startswith("aws:kms"):
        criteria = rule.get("SourceSelectionCriteria", {})
        if not _is_on(criteria, "SseKmsEncryptedObjects", by_default=False):
            return False
    return tags.items() <= dict(version.tags).items()


def _is_on(settings: Params, name: str, *, by_default: bool) -> bool:
    """Rules of the first kind, without a filter, copy delete markers (user guide)."""
    return bool(settings[name].get("Status") == "Enabled") if name in settings else by_default


def _check_rule(scope: Scope, bucket: Bucket, rule: Params) -> None:
    refuse(scope, rule, "ExistingObjectReplication")
    if "Filter" in rule and "Priority" not in rule:
        raise malformed_xml()
    if "Filter" in rule and "DeleteMarkerReplication" not in rule:
        raise invalid_request("DeleteMarkerReplication must be specified for this version of Cross Region Replication")
    if "Filter" in rule and "Prefix" in rule:
        raise malformed_xml()
    destination = rule["Destination"]["Bucket"]
    target = scope.state(S3).buckets.get(destination.removeprefix(_ARN))
    if not destination.startswith(_ARN):
        raise invalid_argument("Invalid bucket ARN.", "Destination", destination)
    if target is None:
        raise invalid_request("Destination bucket must exist.")
    if target is bucket:
        raise invalid_request("Destination bucket cannot be the same as the source bucket.")
    if target.versioning != "Enabled":
        raise invalid_request("Destination bucket must have versioning enabled.")
