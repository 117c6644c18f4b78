"""What Secrets Manager keeps per account and region, and how a secret is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pytest_awsevents.core.agenda import Work
from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.policies import Request, check_access
from pytest_awsevents.core.scope import Scope, StateKey

CURRENT = "AWSCURRENT"
PENDING = "AWSPENDING"
PREVIOUS = "AWSPREVIOUS"


@dataclass(slots=True, eq=False)
class Version:
    """One value of a secret; `content` is text or bytes, None while a rotation has put nothing there yet."""

    id: str
    content: str | bytes | None = field(repr=False)
    created: datetime
    stages: set[str]
    accessed: datetime | None = None


@dataclass(slots=True, eq=False)
class Rotation:
    """How a secret is rotated: by which function, and by which rules; `work` is what comes next, if anything does.

    `rotated` is the latest time, `window_end` the latest moment of the next one; `token` allows a function of another
    account to put the new value.
    """

    function: str
    rules: Mapping[str, Any] = field(default_factory=dict)
    enabled: bool = True
    rotated: datetime | None = None
    window_end: datetime | None = None
    work: Work | None = None
    token: str | None = field(default=None, repr=False)


@dataclass(slots=True, eq=False)
class Replica:
    """A region that a secret is replicated to; `secret` is the copy there, None where it could not be made."""

    region: str
    kms_key: str | None
    secret: Secret | None
    message: str


@dataclass(slots=True, eq=False)
class Secret:
    """A secret with its versions by id; `deletion` is the work that ends its recovery window.

    A replica has its `primary`, and shares versions and tags with it.
    """

    name: str
    arn: str
    created: datetime
    changed: datetime
    description: str | None = None
    kms_key: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)
    accessed: datetime | None = None
    deleted: datetime | None = None
    deletion: Work | None = None
    policy: str | None = None
    rotation: Rotation | None = None
    replicas: dict[str, Replica] = field(default_factory=dict)
    primary: Secret | None = None

    @property
    def owning_service(self) -> str | None:
        """The AWS service that manages the secret, which says so in a tag (recorded for EventBridge)."""
        return self.tags.get("aws:secretsmanager:owningService")

    @property
    def region(self) -> str:
        return self.arn.split(":")[3]

    def staged(self, stage: str) -> Version | None:
        return next((version for version in self.versions.values() if stage in version.stages), None)


def _no_secrets(scope: Scope) -> dict[str, Secret]:
    return {}


SECRETS = StateKey("secretsmanager", _no_secrets)


def find_secret(scope: Scope, id: str) -> Secret | None:
    """The secret of that name or ARN, which may lack the six characters at its end."""
    secrets = _home(scope, id).state(SECRETS)
    if id in secrets:
        return secrets[id]
    return next((secret for secret in secrets.values() if id in (secret.arn, secret.arn[:-7])), None)


def get_secret(scope: Scope, id: str, *, even_deleted: bool = False, action: str | None = None) -> Secret:
    """The secret of that name or ARN; AWS's error where there is none, where it is about to be deleted, or where its
    policy does not let the caller perform the action, which is the operation that is being answered."""
    secret = find_secret(scope, id)
    if secret is None:
        raise AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
    request = Request(scope.caller, f"secretsmanager:{action or _action(scope)}", (secret.arn,))
    check_access(secret.policy, request, owner=secret.arn.split(":")[4])
    if secret.deleted is not None and not even_deleted:
        raise AwsError(
            "InvalidRequestException",
            "You can't perform this operation on the secret because it was marked for deletion.",
        )
    return secret


def get_primary(scope: Scope, id: str, *, even_deleted: bool = False) -> Secret:
    """The same, of a secret that is no replica: those cannot be changed where they are."""
    secret = get_secret(scope, id, even_deleted=even_deleted)
    if secret.primary is not None:
        raise AwsError(
            "InvalidParameterException",
            "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
        )
    return secret


def _home(scope: Scope, id: str) -> Scope:
    """The account of an ARN, in the region that was called; of a name, one's own."""
    arn = parse_arn(id)
    return scope if arn is None else scope.at(account=arn.account)


def _action(scope: Scope) -> str:
    assert scope.api_call is not None, "operations run because of an API call"
    return scope.api_call.operation
