"""Temporary credentials, and what requests for them have in common."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Identity, Scope

_POLICY_BYTES = 2048


def credentials(scope: Scope, identity: Identity, seconds: int) -> Mapping[str, Any]:
    """Credentials by which calls are made as `identity`; they are good beyond their expiration too."""
    keys = scope.world.issue_credentials(identity)
    expires = scope.now + timedelta(seconds=seconds)
    return {
        "AccessKeyId": keys["access_key"],
        "SecretAccessKey": keys["secret_key"],
        "SessionToken": keys["token"],
        "Expiration": expires.replace(microsecond=0),
    }


def packed_size(params: Params) -> int | None:
    """How much of the room for session policies and tags is taken, in percent; AWS's error for what is no policy.

    AWS packs them first, in a way of its own: here it is their plain length.
    """
    policy = params.get("Policy")
    if policy is not None and not _is_object(policy):
        raise AwsError("MalformedPolicyDocumentException", "This policy contains invalid Json")
    tags = "".join(f"{tag['Key']}{tag['Value']}" for tag in params.get("Tags", ()))
    arns = "".join(one.get("arn", "") for one in params.get("PolicyArns", ()))
    size = len(policy or "") + len(tags) + len(arns)
    percent = -(-size * 100 // _POLICY_BYTES)
    if percent > 100:
        raise AwsError(
            "PackedPolicyTooLargeException",
            f"Packed policy consumes {percent}% of allotted space, please use smaller policy.",
        )
    return percent or None


def is_session(caller: Identity) -> bool:
    """Whether somebody calls by the credentials of a role or of a federated user."""
    return ":assumed-role/" in caller.arn or ":federated-user/" in caller.arn


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
