"""New versions of secrets, and the staging labels that move to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.secretsmanager.state import CURRENT, PREVIOUS, Secret, Version

_MAX_STAGES = 20
_KEPT = 100
_KEPT_ANYHOW = timedelta(hours=24)


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
    """Adds a value, or puts it into the empty version of a rotation; the first one of all is current (documented).

    A token that was used for the same value before changes nothing, for another it is an error.
    """
    id = token or scope.ids.uuid()
    known = secret.versions.get(id)
    if known is not None and known.content is not None:
        if known.content != content:
            raise AwsError(
                "ResourceExistsException",
                f"You can't use ClientRequestToken {id} because that value is already in use for a version of "
                f"secret {secret.arn}.",
            )
        return known
    version = known or Version(id, None, created=scope.now, stages=set())
    wanted = set(stages) if secret.versions else {*stages, CURRENT}
    secret.versions[id] = version
    version.content = content
    move_stages(secret, version, wanted)
    secret.changed = scope.now
    _forget_deprecated(scope, secret)
    return version


def move_stages(secret: Secret, version: Version, stages: set[str]) -> None:
    """Gives labels to a version, away from where they were; what was current becomes previous."""
    if len(version.stages | stages) > _MAX_STAGES:
        raise AwsError("LimitExceededException", f"A version can have at most {_MAX_STAGES} staging labels.")
    current = secret.staged(CURRENT)
    for other in secret.versions.values():
        other.stages -= stages
    version.stages |= stages
    if CURRENT in stages and current is not None and current is not version:
        for other in secret.versions.values():
            other.stages.discard(PREVIOUS)
        current.stages.add(PREVIOUS)


def _forget_deprecated(scope: Scope, secret: Secret) -> None:
    """Of versions without a label the newest hundred are kept, and all of the last day (user guide, "Version")."""
    deprecated = [version for version in secret.versions.values() if not version.stages]
    for version in deprecated[: max(len(deprecated) - _KEPT, 0)]:
        if version.created <= scope.now - _KEPT_ANYHOW:
            del secret.versions[version.id]
