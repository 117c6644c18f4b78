from __future__ import annotations

import pytest

CONFIGURATIONS = [
    (
        "bucket_cors",
        {"CORSConfiguration": {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]}},
        "NoSuchCORSConfiguration",
        "delete_bucket_cors",
    ),
    (
        "bucket_lifecycle_configuration",
        {
            "LifecycleConfiguration": {
                "Rules": [{"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 3}}]
            }
        },
        "NoSuchLifecycleConfiguration",
        "delete_bucket_lifecycle",
    ),
    (
        "bucket_website",
        {"WebsiteConfiguration": {"IndexDocument": {"Suffix": "index.html"}}},
        "NoSuchWebsiteConfiguration",
        "delete_bucket_website",
    ),
    (
        "bucket_tagging",
        {"Tagging": {"TagSet": [{"Key": "team", "Value": "red"}]}},
        "NoSuchTagSet",
        "delete_bucket_tagging",
    ),
]


@pytest.mark.parametrize(("name", "configuration", "missing", "delete"), CONFIGURATIONS, ids=lambda x: str(x)[:20])
def test_configurations_are_stored_and_given_back(s3, bucket, refused, name, configuration, missing, delete):
    get = getattr(s3, f"get_{name}")
    with refused(missing, 404):
        get(Bucket=bucket)
    getattr(s3, f"put_{name}")(Bucket=bucket, **configuration)
    (members,) = configuration.values()
    assert {key: get(Bucket=bucket)[key] for key in members} == members
    getattr(s3, delete)(Bucket=bucket)
    with refused(missing, 404):
        get(Bucket=bucket)


def test_settings_without_a_deletion_are_stored(s3, bucket):
    s3.put_bucket_accelerate_configuration(Bucket=bucket, AccelerateConfiguration={"Status": "Enabled"})
    assert s3.get_bucket_accelerate_configuration(Bucket=bucket)["Status"] == "Enabled"
    assert s3.get_bucket_request_payment(Bucket=bucket)["Payer"] == "BucketOwner"
    s3.put_bucket_request_payment(Bucket=bucket, RequestPaymentConfiguration={"Payer": "Requester"})
    assert s3.get_bucket_request_payment(Bucket=bucket)["Payer"] == "Requester"
    assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket=bucket)
    logging = {"LoggingEnabled": {"TargetBucket": bucket, "TargetPrefix": "logs/"}}
    s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus=logging)
    assert s3.get_bucket_logging(Bucket=bucket)["LoggingEnabled"]["TargetBucket"] == bucket


def test_defaults_are_deleted_or_come_back(s3, bucket, refused):
    s3.delete_public_access_block(Bucket=bucket)
    with refused("NoSuchPublicAccessBlockConfiguration", 404):
        s3.get_public_access_block(Bucket=bucket)
    s3.delete_bucket_ownership_controls(Bucket=bucket)
    with refused("OwnershipControlsNotFoundError", 404):
        s3.get_bucket_ownership_controls(Bucket=bucket)
    by_default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "my-key"}
    s3.put_bucket_encryption(
        Bucket=bucket,
        ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": by_default}]},
    )
    s3.delete_bucket_encryption(Bucket=bucket)
    rule = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}


WRONG = [
    ("put_bucket_versioning", {"VersioningConfiguration": {}}, "IllegalVersioningConfigurationException"),
    (
        "put_bucket_encryption",
        {
            "ServerSideEncryptionConfiguration": {
                "Rules": [
                    {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256", "KMSMasterKeyID": "my-key"}}
                ]
            }
        },
        "InvalidArgument",
    ),
    ("put_bucket_ownership_controls", {"OwnershipControls": {"Rules": [{"ObjectOwnership": "Me"}]}}, "MalformedXML"),
    ("put_bucket_ownership_controls", {"OwnershipControls": {"Rules": []}}, "MalformedXML"),
    ("put_public_access_block", {"PublicAccessBlockConfiguration": {}}, "InvalidRequest"),
    ("put_bucket_website", {"WebsiteConfiguration": {}}, "MalformedXML"),
    ("put_bucket_request_payment", {"RequestPaymentConfiguration": {"Payer": "Nobody"}}, "MalformedXML"),
    ("put_bucket_accelerate_configuration", {"AccelerateConfiguration": {}}, "MalformedXML"),
    (
        "put_bucket_logging",
        {"BucketLoggingStatus": {"LoggingEnabled": {"TargetBucket": "nowhere", "TargetPrefix": ""}}},
        "InvalidTargetBucketForLogging",
    ),
    (
        "put_bucket_cors",
        {"CORSConfiguration": {"CORSRules": [{"AllowedMethods": ["PATCH"], "AllowedOrigins": ["*"]}]}},
        "InvalidRequest",
    ),
    (
        "put_bucket_lifecycle_configuration",
        {"LifecycleConfiguration": {"Rules": [{"Status": "Enabled", "Expiration": {"Days": 3}}]}},
        "MalformedXML",
    ),
    ("put_bucket_tagging", {"Tagging": {"TagSet": [{"Key": "a", "Value": ""}] * 2}}, "InvalidTag"),
    ("put_bucket_tagging", {"Tagging": {"TagSet": [{"Key": "aws:a", "Value": ""}]}}, "InvalidTag"),
]


@pytest.mark.parametrize(("method", "params", "code"), WRONG, ids=lambda x: str(x)[:30])
def test_wrong_configurations_are_refused(s3, bucket, refused, method, params, code):
    with refused(code, 400):
        getattr(s3, method)(Bucket=bucket, **params)
