"""Tags of secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.secretsmanager.state import get_primary

operation = OperationTable()
_LIMIT = 50


@operation
def tag_resource(scope: Scope, params: Params) -> None:
    secret = get_primary(scope, params["SecretId"])
    secret.tags.update(checked_tags(scope, secret.tags, params["Tags"]))


@operation
def untag_resource(scope: Scope, params: Params) -> None:
    secret = get_primary(scope, params["SecretId"])
    for key in params["TagKeys"]:
        secret.tags.pop(key, None)


def checked_tags(scope: Scope, present: Mapping[str, str], given: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Tags that may be added to those present; AWS's error where a documented limit is broken."""
    given = list(given)
    if not all("Key" in tag for tag in given):  # the model requires neither keys nor values
        raise AwsError("InvalidParameterException", "Tag keys can't be null.")
    tags = {tag["Key"]: tag.get("Value", "") for tag in given}
    by_service = scope.caller.arn.endswith(".amazonaws.com")
    if not by_service and any(key.lower().startswith("aws:") for key in tags):
        raise AwsError("InvalidParameterException", "Tag keys that start with 'aws:' are reserved.")
    if len({**present, **tags}) > _LIMIT:
        raise AwsError("InvalidParameterException", f"A secret can have at most {_LIMIT} tags.")
    return tags
