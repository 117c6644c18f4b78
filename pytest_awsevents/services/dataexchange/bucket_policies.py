"""Whether the policy of a bucket lets Data Exchange export into it by itself (user guide, "Prerequisites")."""

from __future__ import annotations

import json

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.policies import Request, allows
from pytest_awsevents.core.scope import Identity, Scope
from pytest_awsevents.services.dataexchange.state import PRINCIPAL

_ACTIONS = ("s3:PutObject", "s3:PutObjectAcl")


def refusal(scope: Scope, bucket: str, key: str) -> str | None:
    """What is missing in the policy of a bucket for an object of that key; None where nothing is.

    Nothing is missing where permissions are off, or where nothing is known of the bucket: S3 then says so itself.
    """
    if scope.world.settings.permissions == "off":
        return None
    arn = Arn(scope.partition, "s3", "", "", f"{bucket}/{key}")
    statements = scope.world.policy_of(scope, arn)
    if statements is None:
        return None
    # A service is of no account: it needs an Allow also where the bucket is the subscriber's own.
    service = Identity("", PRINCIPAL, PRINCIPAL)
    context = {"aws:SourceAccount": scope.account}
    for action in _ACTIONS:
        if not allows(statements, Request(service, action, (str(arn),), context), owner=scope.account):
            return (
                f"{PRINCIPAL} is not authorized to perform {action} on {arn}; "
                f"missing in the policy of the bucket: {json.dumps(grant(scope, bucket))}"
            )
    return None


def grant(scope: Scope, bucket: str) -> dict[str, object]:
    """The statement that AWS documents for it."""
    return {
        "Effect": "Allow",
        "Principal": {"Service": PRINCIPAL},
        "Action": list(_ACTIONS),
        "Resource": f"arn:{scope.partition}:s3:::{bucket}/*",
        "Condition": {"StringEquals": {"aws:SourceAccount": scope.account}},
    }
