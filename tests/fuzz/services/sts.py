"""STS: roles of this account and of others."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import ACCOUNT, OTHER_ACCOUNT, Fuzzed

# AWS STS API Reference, "Common Error Types".
CODES = frozenset({"ValidationError"})


def arrange(fake: AwsFake) -> dict[str, list[Any]]:
    accounts = (ACCOUNT, OTHER_ACCOUNT, "1")
    return {
        "RoleArn": [
            *(f"arn:aws:iam::{id}:role/a/r" for id in accounts),
            f"arn:aws:iam::{ACCOUNT}:user/u",
            "arn:aws-cn:iam::1:role/r",
        ],
        "RoleSessionName": ["session", "a b"],
        "DurationSeconds": [900, 3600, 43_200, 43_201],
        "Policy": ['{"Statement": []}', "{"],
        "SourceIdentity": ["me"],
    }


FUZZED = Fuzzed(service="sts", arrange=arrange, codes=CODES, beside=["sqs:CreateQueue", "s3:ListBuckets"])
