"""New versions of secrets, and the staging labels that move to them."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.secretsmanager.state import CURRENT, PREVIOUS, Secret, Version


def given_content(params: Params) -> str | bytes | None:
    """The value that a call gives, if any; AWS's error where it gives two."""
    text, binary = params.get("SecretString"), params.get("SecretBinary")
    if text is not None and binary is not None:
        raise AwsError(
            "InvalidParameterException",
            "You can't specify both a binary secret value and a string secret value in the same secret.",
        )
    content: str | bytes | None = binary if text is None else text
    return content


def add_version(
    scope: Scope, secret: Secret, content: str | bytes, token: str | None, stages: Iterable[str] = (CURRENT,)
) -> Version:
    """Adds a value. A token that was used for the same value before changes nothing, for another it is an error."""
    id = token or scope.ids.uuid()
    known = secret.versions.get(id)
    if known is not None:
        if known.content != content:
            raise AwsError(
                "ResourceExistsException",
                f"You can't use ClientRequestToken {id} because that value is already in use for a version of "
                f"secret {secret.arn}.",
            )
        return known
    version = Version(id, content, created=scope.now, stages=set(stages))
    _take_stages(secret, version.stages)
    secret.versions[id] = version
    secret.changed = scope.now
    return version


def _take_stages(secret: Secret, taken: set[str]) -> None:
    """Moves labels away from where they were; what was current becomes previous, what has no label is forgotten."""
    current = secret.staged(CURRENT)
    for version in secret.versions.values():
        version.stages -= taken
    if CURRENT in taken and current is not None:
        previous = secret.staged(PREVIOUS)
        if previous is not None:
            previous.stages.discard(PREVIOUS)
        current.stages.add(PREVIOUS)
    for id in [version.id for version in secret.versions.values() if not version.stages]:
        del secret.versions[id]
