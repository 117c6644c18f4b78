"""How exported objects are to be encrypted."""

from __future__ import annotations

import re
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.dataexchange.errors import invalid
from pytest_awsevents.services.dataexchange.failures import JobFailed
from pytest_awsevents.services.dataexchange.state import Members

_KEY = re.compile(r"arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:(key|alias)/.+")


def check_encryption(encryption: Members | None) -> None:
    """A key is needed for KMS (API reference, ExportServerSideEncryption); elsewhere, by convention, it is refused."""
    if encryption is None:
        return
    key = encryption.get("KmsKeyArn")
    if encryption["Type"] != "aws:kms":
        if key is not None:
            raise invalid("KmsKeyArn goes with the encryption type aws:kms only.")
    elif key is None:
        raise invalid("KmsKeyArn is required for the encryption type aws:kms.")
    elif not _KEY.fullmatch(key):
        raise invalid(f"KmsKeyArn is not the ARN of a KMS key: {key}.")


def encryption_members(encryption: Members | None) -> dict[str, Any]:
    """The members of PutObject; without any, the bucket's default holds."""
    if encryption is None:
        return {}
    members = {"ServerSideEncryption": encryption["Type"], "SSEKMSKeyId": encryption.get("KmsKeyArn")}
    return {name: value for name, value in members.items() if value is not None}


def check_key_region(scope: Scope, bucket: str, encryption: Members | None) -> None:
    """A bucket takes KMS keys of its own region only (S3 user guide, "Using SSE-KMS")."""
    if encryption is None or encryption["Type"] != "aws:kms":
        return
    arn = parse_arn(encryption["KmsKeyArn"])
    region = bucket_region(scope, bucket)
    if arn is not None and arn.region != region:
        raise JobFailed(
            "VALIDATION_EXCEPTION",
            f"The KMS key {arn} is in another region than bucket {bucket}, which is in {region}.",
        )


def bucket_region(scope: Scope, bucket: str) -> str:
    """The region of a bucket, as S3 answers it; AwsError where there is none."""
    region: str = scope.call("s3", "GetBucketLocation", {"Bucket": bucket}).get("LocationConstraint") or "us-east-1"
    return "eu-west-1" if region == "EU" else region
