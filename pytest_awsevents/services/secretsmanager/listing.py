"""ListSecrets: filters and order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.secretsmanager.secrets import described, stages_by_version
from pytest_awsevents.services.secretsmanager.state import SECRETS, Secret

operation = OperationTable()
INVALID_TOKEN = AwsError("InvalidNextTokenException", "The NextToken value is invalid.")
_PAGES = PageMembers("SecretList", limit="MaxResults", invalid=INVALID_TOKEN)
_NEVER = datetime.min.replace(tzinfo=UTC)


@operation
def list_secrets(scope: Scope, params: Params) -> dict[str, Any]:
    found = matching(scope, params.get("Filters", ()), even_deleted=params.get("IncludePlannedDeletion", False))
    found.sort(key=_ORDERS[params.get("SortBy", "created-date")], reverse=params.get("SortOrder", "desc") == "desc")
    listed = [{**described(secret), "SecretVersionsToStages": stages_by_version(secret)} for secret in found]
    return page(listed, params, _PAGES)


def matching(scope: Scope, filters: Iterable[Params], *, even_deleted: bool = False) -> list[Secret]:
    """The secrets that pass all of the filters, in the order of their creation."""
    return [
        secret
        for secret in scope.state(SECRETS).values()
        if (secret.deleted is None or even_deleted) and all(_passes(secret, one) for one in filters)
    ]


_ORDERS: Mapping[str, Callable[[Secret], Any]] = {
    "created-date": lambda secret: secret.created,
    "last-accessed-date": lambda secret: secret.accessed or _NEVER,
    "last-changed-date": lambda secret: secret.changed,
    "name": lambda secret: secret.name,
}
_TEXTS: Mapping[str, Callable[[Secret], list[str]]] = {
    "name": lambda secret: [secret.name],
    "description": lambda secret: [secret.description or ""],
    "tag-key": lambda secret: list(secret.tags),
    "tag-value": lambda secret: list(secret.tags.values()),
    "owning-service": lambda secret: [secret.owning_service or ""],
    "primary-region": lambda secret: [secret.primary.region] if secret.primary is not None else [],
    "all": lambda secret: [secret.name, secret.description or "", *secret.tags, *secret.tags.values()],
}
_FOLDED = ("description", "all")


def _passes(secret: Secret, one: Params) -> bool:
    """One filter: any of its values, by prefix; `!` in front of a value turns it round (API reference)."""
    kind, values = one.get("Key", "all"), one.get("Values", ())
    return any(_begins(secret, kind, value.removeprefix("!")) is not value.startswith("!") for value in values)


def _begins(secret: Secret, kind: str, prefix: str) -> bool:
    """Descriptions, and `all`, regardless of case; the others with it."""
    texts = _TEXTS[kind](secret)
    if kind in _FOLDED:
        return any(text.lower().startswith(prefix.lower()) for text in texts)
    return any(text.startswith(prefix) for text in texts)
