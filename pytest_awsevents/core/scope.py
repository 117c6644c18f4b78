"""Where an operation runs: one account in one region of a fake, and what it may ask of the world around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar

from pytest_awsevents.core.agenda import Agenda
from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.clock import Clock
from pytest_awsevents.core.destinations import HttpDestination
from pytest_awsevents.core.flow import Errand
from pytest_awsevents.core.ids import Ids
from pytest_awsevents.core.recorder import Recorder
from pytest_awsevents.core.records import ApiCall, Event, Record, RuleEvaluation
from pytest_awsevents.core.rules import Params, Target

S = TypeVar("S")

Statement: TypeAlias = Mapping[str, Any]
"""One statement of a policy document, as JSON has it."""


Observer: TypeAlias = "Callable[[Scope, ApiCall], None]"
"""Is told of an API call that was answered, with the scope in which it ran."""


@dataclass(frozen=True, slots=True)
class StateKey(Generic[S]):
    """Names the state that a service keeps per account and region, and makes it on first use."""

    service: str
    new: Callable[[Scope], S]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls: the ARN of a user, an assumed role or a service, and its account."""

    account: str
    arn: str
    user_id: str

    @property
    def is_service(self) -> bool:
        """Whether an AWS service calls, rather than code under test; its `arn` is then the service principal."""
        return not self.arn.startswith("arn:")


def user_of(account: str) -> Identity:
    """The user whom calls are made by in an account, where nobody says otherwise."""
    return Identity(account, f"arn:aws:iam::{account}:user/test", "AIDAFAKEUSER00000TEST")


class World(Protocol):
    """What a fake offers to services and deliveries; they know nothing else of it."""

    @property
    def clock(self) -> Clock: ...
    @property
    def agenda(self) -> Agenda: ...
    @property
    def ids(self) -> Ids: ...
    @property
    def recorder(self) -> Recorder: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def observers(self) -> list[Observer]:
        """Who is told of every answered API call, right after it; usually nobody. They only note, or enqueue."""

    def state(self, key: StateKey[S], scope: Scope) -> S:
        """The state of a service in the account and region of a scope."""

    def shared(self, key: StateKey[S], scope: Scope) -> S:
        """State that is kept once, for all accounts and regions."""

    def call(
        self, scope: Scope, service: str, operation: str, params: Params, default: Params | None = None
    ) -> dict[str, Any]:
        """Makes an API call as `scope.caller` because of `scope.cause`; raises AwsError. Recorded like any other.

        `default` is the response where nobody serves the operation; without one that is an error.
        """

    def put_on_bus(self, scope: Scope, bus: str, envelope: Mapping[str, Any]) -> Event:
        """Puts an event, as targets see it, on a bus of the scope; its id, time and origin stay as they are."""

    def deliver(self, evaluation: RuleEvaluation, target: Target, scope: Scope) -> None:
        """Starts an event on its way to a target of a rule it matched."""

    def policy_of(self, scope: Scope, arn: Arn) -> Sequence[Statement] | None:
        """The statements of a resource's policy; None where there is no such resource, or nothing is known of it."""

    def api_destination(self, scope: Scope, arn: str) -> HttpDestination | None:
        """An API destination with its connection; None where one of them is missing."""

    def enqueue(self, errand: Errand) -> None:
        """Has something done before the outermost API call returns, after what was enqueued before."""

    def drain(self) -> int:
        """Does what was enqueued, unless an API call is under way that will; how many errands there were."""

    def user_code(self) -> AbstractContextManager[None]:
        """Holds no lock inside and hides the event loop of an async test: for every call of the user's functions."""

    def identity_of(self, access_key: str | None) -> Identity:
        """Who calls are made by that are signed by a key; the user of the default account for a key unknown here."""

    def issue_credentials(self, identity: Identity) -> Mapping[str, str]:
        """Credentials by which calls are later known to be made by `identity`: access_key, secret_key, token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Limits and habits of the fake that AWS documents in more than one way, or that tests want to choose."""

    put_events_size_limit: int = 1_048_576
    permissions: Literal["warn", "enforce", "off"] = "warn"
    delivery: Literal["eager", "manual"] = "eager"
    delay: timedelta = timedelta(0)
    duplicates: float = 0.0
    reorder: bool = False
    judge_schemas: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One account in one region, asked by `caller` because of `cause`."""

    world: World
    account: str
    region: str
    caller: Identity
    cause: Record | None
    partition: str = "aws"

    def state(self, key: StateKey[S]) -> S:
        return self.world.state(key, self)

    @property
    def now(self) -> datetime:
        return self.world.clock.now

    @property
    def ids(self) -> Ids:
        return self.world.ids

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account and region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    def shared(self, key: StateKey[S]) -> S:
        """State that a fake keeps once, for all accounts and regions."""
        return self.world.shared(key, self)

    def call(self, service: str, operation: str, params: Params, default: Params | None = None) -> dict[str, Any]:
        """Makes an API call of another service; raises AwsError. `default` answers where nobody else does."""
        return self.world.call(self, service, operation, params, default)

    def at(self, *, account: str | None = None, region: str | None = None, cause: Record | None = None) -> Scope:
        """The same caller elsewhere, or for another reason."""
        return replace(self, account=account or self.account, region=region or self.region, cause=cause or self.cause)

    def because_of(self, cause: Record) -> Scope:
        """The same place and caller, for another reason. Runs once per API call, so it does without `replace`."""
        return Scope(
            world=self.world,
            account=self.account,
            region=self.region,
            caller=self.caller,
            cause=cause,
            partition=self.partition,
        )

    def as_service(self, principal: str) -> Scope:
        """The same place, asked by an AWS service such as `events.amazonaws.com`."""
        return replace(self, caller=Identity(self.account, principal, principal))

    @property
    def api_call(self) -> ApiCall | None:
        """The API call that is being answered."""
        return self.cause if isinstance(self.cause, ApiCall) else None
