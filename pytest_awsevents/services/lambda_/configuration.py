"""A function's settings: from requests, and as FunctionConfiguration."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.lambda_.environment import check_variables
from pytest_awsevents.services.lambda_.faults import invalid
from pytest_awsevents.services.lambda_.identifiers import Reference
from pytest_awsevents.services.lambda_.state import LATEST, Code, Version

SETTINGS = (
    "Runtime",
    "Role",
    "Handler",
    "Description",
    "Timeout",
    "MemorySize",
    "VpcConfig",
    "PackageType",
    "DeadLetterConfig",
    "Environment",
    "KMSKeyArn",
    "TracingConfig",
    "Layers",
    "FileSystemConfigs",
    "ImageConfig",
    "Architectures",
    "EphemeralStorage",
    "SnapStart",
    "LoggingConfig",
    "TenancyConfig",
)
"""Members of CreateFunction, and most of them of the updates, that FunctionConfiguration tells again."""

_DEFAULTS: Mapping[str, Any] = {
    "Description": "",
    "Timeout": 3,
    "MemorySize": 128,
    "PackageType": "Zip",
    "TracingConfig": {"Mode": "PassThrough"},
    "Architectures": ["x86_64"],
    "EphemeralStorage": {"Size": 512},
    "SnapStart": {"ApplyOn": "None"},
}
_NOT_FAKED = ("DurableConfig", "CapacityProviderConfig", "PublishTo", "CodeSigningConfigArn", "S3ObjectStorageMode")


def refuse_unfaked(operation: str, params: Params) -> None:
    """Refuses by name what would otherwise be accepted and do nothing."""
    for name in _NOT_FAKED:
        if name in params:
            raise UnsupportedOperation(f"lambda:{operation} with {name} is not faked")


def new_settings(params: Params, name: str) -> dict[str, Any]:
    """The settings of a new function."""
    defaults = {**_DEFAULTS, "LoggingConfig": {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}"}}
    settings = changed_settings(defaults, params)
    zipped = settings["PackageType"] == "Zip"
    if zipped and not (settings.get("Runtime") and settings.get("Handler")):
        raise invalid("Runtime and Handler are mandatory parameters for functions created with deployment packages.")
    return settings


def changed_settings(before: Params, params: Params) -> dict[str, Any]:
    """The settings after an update: members that are not given stay as they are."""
    check_variables(params.get("Environment", {}).get("Variables", {}))
    _check_dead_letters(params.get("DeadLetterConfig", {}).get("TargetArn", ""))
    return {**before, **{member: params[member] for member in SETTINGS if member in params}}


def _check_dead_letters(target: str) -> None:
    """Refuses what cannot be a dead-letter queue (texts reported); whether it exists is not looked at."""
    arn = parse_arn(target)
    if arn is None:  # empty: there is to be none; the model checks the rest
        return
    start = "Invalid dead letter queue ARN: "
    if arn.service not in ("sqs", "sns"):
        raise invalid(f"{start}Only Amazon SQS queues and Amazon SNS topics are supported.")
    if arn.resource.endswith(".fifo"):
        kind = "SQS queue" if arn.service == "sqs" else "SNS topic"
        raise invalid(f"{start}FIFO {kind} is not supported for dead letter configuration")


def read_code(scope: Scope, name: str, code: Params) -> Code:
    """A deployment package: a zip file, an object in S3 (which is not fetched) or an image."""
    if "ImageUri" in code:
        content, location = code["ImageUri"].encode(), {"RepositoryType": "ECR", "ImageUri": code["ImageUri"]}
        return Code(size=0, sha256=hashlib.sha256(content).hexdigest(), location=location)
    if "ZipFile" in code:
        content = code["ZipFile"]
    elif "S3Bucket" in code and "S3Key" in code:
        content = b""
    else:
        raise invalid("Please provide a source for function code.")
    key = {name: code[name] for name in ("SourceKMSKeyArn",) if name in code}
    identity = content or "/".join(str(code.get(part)) for part in ("S3Bucket", "S3Key", "S3ObjectVersion")).encode()
    url = (
        f"https://awslambda-{scope.region}-tasks.s3.{scope.region}.amazonaws.com/snapshots/{scope.account}/"
        f"{name}-{scope.ids.uuid()}"
    )
    return Code(
        size=len(content),
        sha256=base64.b64encode(hashlib.sha256(identity).digest()).decode(),
        location={"RepositoryType": "S3", "Location": url, **key},
    )


def new_version(scope: Scope, settings: Mapping[str, Any], code: Code) -> Version:
    """A function's `$LATEST`."""
    return Version(
        number=LATEST,
        settings=settings,
        code=code,
        modified=scope.now,
        revision=scope.ids.uuid(),
        log_stream=new_log_stream(scope, LATEST),
    )


def new_log_stream(scope: Scope, number: str) -> str:
    return f"{scope.now:%Y/%m/%d}/[{number}]{scope.ids.hex(32)}"


def changed(scope: Scope, version: Version, **changes: Any) -> Version:
    """A version after an update: with a new revision and a new time of modification."""
    return replace(version, modified=scope.now, revision=scope.ids.uuid(), **changes)


def described(reference: Reference, version: Version) -> dict[str, Any]:
    """FunctionConfiguration; the ARN carries the qualifier by which the function was asked for."""
    settings = dict(version.settings)
    image = settings.pop("ImageConfig", None)
    if image is not None:
        settings["ImageConfigResponse"] = {"ImageConfig": image}
    if "Layers" in settings:
        settings["Layers"] = [{"Arn": arn} for arn in settings["Layers"]]
    if "VpcConfig" in settings:
        settings["VpcConfig"] = {"SubnetIds": [], "SecurityGroupIds": [], "VpcId": "", **settings["VpcConfig"]}
    return {
        **settings,
        "SnapStart": {**settings["SnapStart"], "OptimizationStatus": "Off"},
        "FunctionName": reference.name,
        "FunctionArn": reference.arn,
        "CodeSize": version.code.size,
        "CodeSha256": version.code.sha256,
        "LastModified": _written(version.modified),
        "Version": version.number,
        "RevisionId": version.revision,
        "State": "Active",
        "LastUpdateStatus": "Successful",
    }


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}+0000"
