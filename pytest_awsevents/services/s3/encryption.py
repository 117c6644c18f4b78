"""Server-side encryption: nothing is encrypted, but everything is checked and described as on S3."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.s3.errors import access_denied, invalid_argument, invalid_request
from pytest_awsevents.services.s3.state import S3, Bucket, Encryption

_KMS = ("aws:kms", "aws:kms:dsse")
_ALGORITHMS = ("AES256", *_KMS)
_KMS_ONLY = {
    "SSEKMSKeyId": "Server Side Encryption with AWS KMS managed key requires HTTP header "
    "x-amz-server-side-encryption : aws:kms",
    "SSEKMSEncryptionContext": "Server Side Encryption with AWS KMS managed key requires HTTP header "
    "x-amz-server-side-encryption : aws:kms",
}


def encryption_of(scope: Scope, bucket: Bucket, params: Params) -> Encryption:
    """How a new object is encrypted: as the request says, else as the bucket does by default."""
    if "SSECustomerAlgorithm" in params or "SSECustomerKey" in params:
        return _by_customer_key(params)
    default = default_rule(bucket)
    algorithm = params.get("ServerSideEncryption")
    if algorithm is not None and algorithm not in _ALGORITHMS:
        raise invalid_argument(
            "The encryption method specified is not supported", "x-amz-server-side-encryption", algorithm
        )
    if algorithm not in _KMS:
        for name, message in _KMS_ONLY.items():
            if name in params:
                raise invalid_argument(message, "x-amz-server-side-encryption", algorithm)
    by_default: Params = default.get("ApplyServerSideEncryptionByDefault", {})
    chosen = algorithm or by_default.get("SSEAlgorithm", "AES256")
    members: dict[str, Any] = {"ServerSideEncryption": chosen}
    if chosen not in _KMS:
        return Encryption(members=members)
    key = params.get("SSEKMSKeyId")
    if key is None and chosen == by_default.get("SSEAlgorithm"):
        key = by_default.get("KMSMasterKeyID")
    members["SSEKMSKeyId"] = _key_arn(scope, bucket, key)
    if params.get("BucketKeyEnabled", default.get("BucketKeyEnabled")):
        members["BucketKeyEnabled"] = True
    return Encryption(members=members, context=params.get("SSEKMSEncryptionContext"))


def default_rule(bucket: Bucket) -> Params:
    """The default encryption of a bucket: since 2023 there is always one."""
    configuration = bucket.settings.get("encryption")
    rule: Params = configuration["Rules"][0] if configuration else DEFAULT_RULE
    return rule


DEFAULT_RULE: Params = {
    "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
    "BucketKeyEnabled": False,
}


def check_customer_key(encryption: Encryption, params: Params, prefix: str = "") -> None:
    """Objects encrypted with a customer's key are read with that key only, others without any."""
    given = params.get(f"{prefix}SSECustomerKeyMD5")
    wanted = encryption.customer_key_md5
    if wanted is not None and given is None:
        raise invalid_request(
            "The object was stored using a form of Server Side Encryption. The correct parameters must be provided "
            "to retrieve the object."
        )
    if wanted is None and given is not None:
        raise invalid_request("The encryption parameters are not applicable to this object.")
    if wanted != given:
        raise access_denied()


def _by_customer_key(params: Params) -> Encryption:
    if "ServerSideEncryption" in params:
        raise invalid_argument(
            "Server Side Encryption with Customer provided key is incompatible with the encryption method specified",
            "x-amz-server-side-encryption",
            params["ServerSideEncryption"],
        )
    algorithm = params.get("SSECustomerAlgorithm")
    if algorithm != "AES256":
        raise AwsError(
            "InvalidEncryptionAlgorithmError",
            "The Encryption request you specified is not valid. Supported value: AES256.",
            status=400,
        )
    md5 = params.get("SSECustomerKeyMD5")
    if "SSECustomerKey" not in params or md5 is None:
        raise invalid_argument(
            "Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate "
            "secret key.",
            "x-amz-server-side-encryption",
            None,
        )
    return Encryption(members={"SSECustomerAlgorithm": algorithm, "SSECustomerKeyMD5": md5}, customer_key_md5=md5)


def _key_arn(scope: Scope, bucket: Bucket, key: str | None) -> str:
    """The ARN of a KMS key; where none is named, of the one that AWS manages for S3."""
    if key is not None:
        if key.startswith("arn:"):
            return key
        resource = key if key.startswith("alias/") else f"key/{key}"
        return scope.at(account=bucket.account, region=bucket.region).arn("kms", resource)
    place = (bucket.account, bucket.region)
    managed = scope.state(S3).managed_keys
    if place not in managed:
        managed[place] = scope.ids.uuid()
    return scope.at(account=place[0], region=place[1]).arn("kms", f"key/{managed[place]}")
