"""What Secrets Manager keeps per account and region, and how a secret is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pytest_awsevents.core.agenda import Work
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Scope, StateKey

CURRENT = "AWSCURRENT"
PREVIOUS = "AWSPREVIOUS"


@dataclass(slots=True, eq=False)
class Version:
    """One value of a secret; `content` is text or bytes."""

    id: str
    content: str | bytes = field(repr=False)
    created: datetime
    stages: set[str]


@dataclass(slots=True, eq=False)
class Secret:
    """A secret with its versions by id; `deletion` is the work that ends its recovery window."""

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

    @property
    def owning_service(self) -> str | None:
        """The AWS service that manages the secret, which says so in a tag (recorded for EventBridge)."""
        return self.tags.get("aws:secretsmanager:owningService")

    def staged(self, stage: str) -> Version | None:
        return next((version for version in self.versions.values() if stage in version.stages), None)


def _no_secrets(scope: Scope) -> dict[str, Secret]:
    return {}


SECRETS = StateKey("secretsmanager", _no_secrets)


def find_secret(scope: Scope, id: str) -> Secret | None:
    """The secret of that name or ARN, which may lack the six characters at its end."""
    secrets = scope.state(SECRETS)
    if id in secrets:
        return secrets[id]
    return next((secret for secret in secrets.values() if id in (secret.arn, secret.arn[:-7])), None)


def get_secret(scope: Scope, id: str, *, even_deleted: bool = False) -> Secret:
    """The secret of that name or ARN; AWS's error where there is none, or where it is about to be deleted."""
    secret = find_secret(scope, id)
    if secret is None:
        raise AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
    if secret.deleted is not None and not even_deleted:
        raise AwsError(
            "InvalidRequestException",
            "You can't perform this operation on the secret because it was marked for deletion.",
        )
    return secret
