"""Configurations of a bucket that are stored, checked as far as S3 would, and given back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.access import find_bucket
from pytest_awsevents.services.s3.encryption import DEFAULT_RULE
from pytest_awsevents.services.s3.errors import invalid_argument, invalid_request, malformed_xml, unsupported
from pytest_awsevents.services.s3.locks import has_locks
from pytest_awsevents.services.s3.state import S3

operation = OperationTable()
Reader: TypeAlias = Callable[[Scope, Params], Mapping[str, Any]]
_OWNERSHIPS = ("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter")
_BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One configuration: where it is kept, what it is without having been put, and how it is read.

    `nested`: whether it is given back under the name of its member. `missing`: what S3 says where there is none.
    """

    key: str
    member: str
    read: Reader
    nested: bool = False
    default: Mapping[str, Any] | None = None
    missing: tuple[str, str] | None = None


def _enter(name: str, setting: Setting, delete: str | None = None) -> None:
    """Enters the operations of a setting: `put_`, `get_` and, where S3 has one, that which deletes it."""

    def put(scope: Scope, params: Params) -> None:
        bucket = find_bucket(scope, params)
        bucket.settings[setting.key] = setting.read(scope, params[setting.member])

    def get(scope: Scope, params: Params) -> dict[str, Any]:
        bucket = find_bucket(scope, params)
        value = bucket.settings.get(setting.key, setting.default)
        if value is None:
            if setting.missing is None:
                return {}
            raise AwsError(*setting.missing, status=404, members={"BucketName": bucket.name})
        return {setting.member: value} if setting.nested else dict(value)

    def remove(scope: Scope, params: Params) -> None:
        bucket = find_bucket(scope, params)
        if setting.missing is None:
            bucket.settings.pop(setting.key, None)
        else:
            bucket.settings[setting.key] = None

    for function, its_name in ((put, f"put_{name}"), (get, f"get_{name}"), (remove, delete)):
        if its_name is not None:
            function.__name__ = its_name
            operation(function)


def _read_cors(scope: Scope, given: Params) -> Params:
    for rule in given["CORSRules"]:
        for method in rule["AllowedMethods"]:
            if method not in ("GET", "PUT", "POST", "DELETE", "HEAD"):
                message = f"Found unsupported HTTP method in CORS config. Unsupported method is {method}"
                raise invalid_request(message)
    return given


def _read_website(scope: Scope, given: Params) -> Params:
    if "RedirectAllRequestsTo" not in given and "IndexDocument" not in given:
        raise malformed_xml()
    return given


def _read_encryption(scope: Scope, given: Params) -> Params:
    if len(given["Rules"]) != 1:
        raise malformed_xml()
    rule = {**DEFAULT_RULE, **given["Rules"][0]}
    by_default = rule["ApplyServerSideEncryptionByDefault"]
    if by_default["SSEAlgorithm"] not in ("AES256", "aws:kms", "aws:kms:dsse"):
        raise malformed_xml()
    if "KMSMasterKeyID" in by_default and by_default["SSEAlgorithm"] == "AES256":
        message = "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse"
        raise invalid_argument(message, "ApplyServerSideEncryptionByDefault", by_default["SSEAlgorithm"])
    return {"Rules": [rule]}


def _read_ownership(scope: Scope, given: Params) -> Params:
    rules = given["Rules"]
    if len(rules) != 1 or rules[0]["ObjectOwnership"] not in _OWNERSHIPS:
        raise malformed_xml()
    return given


def _read_blocks(scope: Scope, given: Params) -> Params:
    if not given:
        raise invalid_request("Must specify at least one configuration.")
    return {name: given.get(name, False) for name in _BLOCKS}


def _read_acceleration(scope: Scope, given: Params) -> Params:
    if given.get("Status") not in ("Enabled", "Suspended"):
        raise malformed_xml()
    return given


def _read_payment(scope: Scope, given: Params) -> Params:
    if given.get("Payer") not in ("Requester", "BucketOwner"):
        raise malformed_xml()
    return given


def _read_logging(scope: Scope, given: Params) -> Params:
    target = given.get("LoggingEnabled", {}).get("TargetBucket")
    if target is not None and target not in scope.state(S3).buckets:
        message = "The target bucket for logging does not exist"
        raise AwsError("InvalidTargetBucketForLogging", message, status=400, members={"TargetBucket": target})
    return given


_enter(
    "bucket_cors",
    Setting(
        key="cors",
        member="CORSConfiguration",
        read=_read_cors,
        missing=("NoSuchCORSConfiguration", "The CORS configuration does not exist"),
    ),
    "delete_bucket_cors",
)
_enter(
    "bucket_website",
    Setting(
        key="website",
        member="WebsiteConfiguration",
        read=_read_website,
        missing=("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"),
    ),
    "delete_bucket_website",
)
_enter(
    "bucket_encryption",
    Setting(
        key="encryption",
        member="ServerSideEncryptionConfiguration",
        read=_read_encryption,
        nested=True,
        default={"Rules": [DEFAULT_RULE]},
    ),
    "delete_bucket_encryption",
)
_enter(
    "bucket_ownership_controls",
    Setting(
        key="ownership",
        member="OwnershipControls",
        read=_read_ownership,
        nested=True,
        default={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        missing=("OwnershipControlsNotFoundError", "The bucket ownership controls were not found"),
    ),
    "delete_bucket_ownership_controls",
)
_enter(
    "public_access_block",
    Setting(
        key="public access",
        member="PublicAccessBlockConfiguration",
        read=_read_blocks,
        nested=True,
        default=dict.fromkeys(_BLOCKS, True),  # of every new bucket, since 2023
        missing=("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"),
    ),
    "delete_public_access_block",
)
_enter(
    "bucket_accelerate_configuration",
    Setting(key="acceleration", member="AccelerateConfiguration", read=_read_acceleration),
)
_enter(
    "bucket_request_payment",
    Setting(key="payment", member="RequestPaymentConfiguration", read=_read_payment, default={"Payer": "BucketOwner"}),
)
_enter("bucket_logging", Setting(key="logging", member="BucketLoggingStatus", read=_read_logging))


@operation
def put_bucket_versioning(scope: Scope, params: Params) -> None:
    bucket = find_bucket(scope, params)
    configuration = params["VersioningConfiguration"]
    if configuration.get("MFADelete") == "Enabled":
        raise unsupported(scope, "MFADelete")
    if configuration.get("Status") not in ("Enabled", "Suspended"):
        raise AwsError(
            "IllegalVersioningConfigurationException",
            "The Versioning element must be specified",
            status=400,
        )
    if configuration["Status"] == "Suspended" and has_locks(bucket):
        raise AwsError(
            "InvalidBucketState",
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
            status=409,
        )
    bucket.versioning = configuration["Status"]


@operation
def get_bucket_versioning(scope: Scope, params: Params) -> dict[str, Any]:
    return {"Status": find_bucket(scope, params).versioning}
