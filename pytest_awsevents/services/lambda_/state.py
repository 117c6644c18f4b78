"""What Lambda keeps per account and region."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.services.lambda_.invocation import Invocation

LATEST = "$LATEST"
PRINCIPAL = "lambda.amazonaws.com"
Handler: TypeAlias = Callable[[Any, Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A deployment package: known by its hash, never opened."""

    size: int
    sha256: str
    location: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A function as it was published, or as it is now (`$LATEST`); `settings` by the names of FunctionConfiguration."""

    number: str
    settings: Mapping[str, Any] = field(repr=False)
    code: Code
    modified: datetime
    revision: str
    log_stream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name for a version; `weights` are the shares of other versions."""

    name: str
    version: str
    description: str
    weights: Mapping[str, float]
    revision: str


@dataclass(slots=True, eq=False)
class Policy:
    """The resource policy of a function, or of one version or alias: statements by id."""

    revision: str
    statements: dict[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventInvokeConfig:
    """How asynchronous invocations are handled; None where nothing was said. Destinations may be empty texts."""

    modified: datetime
    retries: int | None = None
    max_age: int | None = None
    on_success: str | None = None
    on_failure: str | None = None


@dataclass(slots=True, eq=False)
class StoredFunction:
    """A function with all that hangs on its name.

    `policies` by qualifier, None for the function itself; `event_invoke` by qualifier, `$LATEST` for it.
    """

    name: str
    arn: str
    latest: Version
    versions: dict[str, Version] = field(default_factory=dict)
    published: int = 0
    aliases: dict[str, Alias] = field(default_factory=dict)
    policies: dict[str | None, Policy] = field(default_factory=dict)
    event_invoke: dict[str, EventInvokeConfig] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    reserved_concurrency: int | None = None

    def version(self, number: str) -> Version | None:
        return self.latest if number == LATEST else self.versions.get(number)


@dataclass(slots=True, eq=False)
class LambdaState:
    """All of Lambda in one account and region.

    `handlers` are bound by name and qualifier ("" for any): they outlive the functions, so that a test can bind one
    before the code under test creates its function.
    """

    functions: dict[str, StoredFunction] = field(default_factory=dict)
    handlers: dict[tuple[str, str], Handler] = field(default_factory=dict)
    invocations: list[Invocation] = field(default_factory=list)

    def handler(self, name: str, qualifier: str | None, version: str) -> Handler | None:
        """The handler bound most closely: to the qualifier of the call, to the version that runs, to the function."""
        for place in (qualifier, version, ""):
            if place is not None and (name, place) in self.handlers:
                return self.handlers[name, place]
        return None


def _new_state(_: Scope) -> LambdaState:
    return LambdaState()


LAMBDA = StateKey("lambda", _new_state)
