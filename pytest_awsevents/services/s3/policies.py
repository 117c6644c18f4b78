"""Bucket policies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, Statement
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket, policy_statements
from pytest_awsevents.services.s3.errors import access_denied
from pytest_awsevents.services.s3.state import S3, Bucket

operation = OperationTable()


@operation
def put_bucket_policy(scope: Scope, params: Params) -> None:
    bucket = find_bucket(scope, params)
    statements = _read(bucket, params["Policy"])
    blocks = bucket.settings.get("public access", {"BlockPublicPolicy": True}) or {}
    if blocks.get("BlockPublicPolicy") and _is_public(statements):
        raise access_denied(
            f"User: {scope.caller.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "
            f'"{bucket.arn}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block '
            "Public Access."
        )
    bucket.settings["policy"] = params["Policy"]


@operation
def get_bucket_policy(scope: Scope, params: Params) -> dict[str, Any]:
    return {"Policy": _policy(find_bucket(scope, params))}


@operation
def get_bucket_policy_status(scope: Scope, params: Params) -> dict[str, Any]:
    bucket = find_bucket(scope, params)
    return {"PolicyStatus": {"IsPublic": _is_public(_read(bucket, _policy(bucket)))}}


@operation
def delete_bucket_policy(scope: Scope, params: Params) -> None:
    find_bucket(scope, params).settings.pop("policy", None)


def policy_of(scope: Scope, arn: Arn) -> Sequence[Statement] | None:
    """The statements of the policy of a bucket, named by its ARN or by that of an object; None without the bucket."""
    bucket = scope.state(S3).buckets.get(arn.resource.partition("/")[0])
    return None if bucket is None else policy_statements(bucket)


def _policy(bucket: Bucket) -> str:
    if "policy" not in bucket.settings:
        members = {"BucketName": bucket.name}
        raise AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", status=404, members=members)
    policy: str = bucket.settings["policy"]
    return policy


def _read(bucket: Bucket, text: str) -> Sequence[Statement]:
    """The statements of a policy document; AWS's error where it is not one for this bucket."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise _malformed("Policies must be valid JSON and the first byte must be '{'")
    if "Statement" not in document:
        raise _malformed("Missing required field Statement")
    given = document["Statement"]
    statements = given if isinstance(given, list) else [given]
    for statement in statements:
        if not isinstance(statement, dict):
            raise _malformed("Policy has invalid statement")
        _check(bucket, statement)
    return statements


def _check(bucket: Bucket, statement: Statement) -> None:
    for alternatives in (("Effect",), ("Principal", "NotPrincipal"), ("Action", "NotAction"), _RESOURCES):
        if not any(name in statement for name in alternatives):
            raise _malformed(f"Missing required field {alternatives[0]}")
    if statement["Effect"] not in ("Allow", "Deny"):
        raise _malformed(f"Invalid effect: {statement['Effect']}")
    for name in _RESOURCES:
        for resource in _texts(statement.get(name)):
            path = resource.split(":", 5)[-1]
            if "*" not in path.partition("/")[0] and path.partition("/")[0] != bucket.name:
                raise _malformed("Policy has invalid resource")


_RESOURCES = ("Resource", "NotResource")


def _is_public(statements: Sequence[Statement]) -> bool:
    """Whether anybody is allowed anything without a condition (user guide, "The meaning of public", simplified)."""
    return any(
        statement["Effect"] == "Allow" and not statement.get("Condition") and "*" in _principals(statement)
        for statement in statements
    )


def _principals(statement: Statement) -> Iterator[str]:
    principal = statement.get("Principal")
    if isinstance(principal, Mapping):
        for value in principal.values():
            yield from _texts(value)
    else:
        yield from _texts(principal)


def _texts(value: Any) -> Sequence[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def _malformed(message: str) -> AwsError:
    return AwsError("MalformedPolicy", message, status=400)
