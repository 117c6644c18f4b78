"""KMS keys of stores and trails."""

from __future__ import annotations

import re

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.cloudtrail.state import PRINCIPAL

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}")
_ERRORS = {
    "NotFoundException": "KmsKeyNotFoundException",
    "AccessDeniedException": "InsufficientEncryptionPolicyException",
}


def check_key(scope: Scope, key: str | None) -> None:
    """Raises CloudTrail's error where a key is none, or where KMS, stubbed in a test, does not know it."""
    if not key:
        return
    arn = parse_arn(key)
    if arn is None:
        valid = key.startswith("alias/") or _ID.fullmatch(key) is not None
    else:
        valid = arn.service == "kms" and arn.resource_type in ("key", "alias")
    if not valid:
        raise AwsError("InvalidKmsKeyIdException", f"The KMS key ID {key} is not valid.")
    if arn is not None and arn.region != scope.region:
        raise AwsError("KmsKeyNotFoundException", f"The KMS key {key} is not in the Region {scope.region}.")
    try:
        scope.as_service(PRINCIPAL).call("kms", "DescribeKey", {"KeyId": key}, {"KeyMetadata": {"KeyId": key}})
    except AwsError as error:
        raise AwsError(_ERRORS.get(error.code, "KmsException"), error.message) from error
