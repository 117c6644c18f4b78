"""The fake: one small AWS, alive while it is active."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from pytest_awsevents.assertions.world import WorldAssertions
from pytest_awsevents.core.agenda import Agenda, Work
from pytest_awsevents.core.clock import Clock
from pytest_awsevents.core.errors import AwsError, AwsEventsError
from pytest_awsevents.core.flow import Errand, Flow
from pytest_awsevents.core.ids import Ids
from pytest_awsevents.core.recorder import Recorded, Recorder
from pytest_awsevents.core.scope import Identity, Observer, Scope, Settings, StateKey, Statement, user_of
from pytest_awsevents.handles import ServiceHandles
from pytest_awsevents.options import FakeOptions, FakeSettings, as_timedelta, with_changes

if TYPE_CHECKING:
    from pathlib import Path

    import boto3
    from botocore.client import BaseClient
    from botocore.model import OperationModel

    from pytest_awsevents.core.arn import Arn
    from pytest_awsevents.core.destinations import HttpDestination
    from pytest_awsevents.core.records import ApiCall, CallError, Event, RuleEvaluation
    from pytest_awsevents.core.rules import Params, Rule, Target
    from pytest_awsevents.delivery.courier import Courier
    from pytest_awsevents.scenes import Scenes
    from pytest_awsevents.schemas.registry import EventSchemas
    from pytest_awsevents.wire.answers import Answer
    from pytest_awsevents.wire.dispatch import ClientCall, Dispatcher, PassedThrough
    from pytest_awsevents.wire.environment import FakeEnvironment
    from pytest_awsevents.wire.faults import Fault, When
    from pytest_awsevents.wire.stubs import Stub, StubAnswer
    from pytest_awsevents.wire.threads import Commission

S = TypeVar("S")
_unnamed = itertools.count(1)


class AwsFake(ServiceHandles, WorldAssertions):
    """A small AWS in this process: `with AwsFake() as fake: ...`, or the `aws_fake` fixture.

    While it is active every call of every boto3, botocore or aiobotocore client is answered in memory. Fakes nest;
    the innermost answers. `seed` decides all ids and all chance; without one, fakes get numbers in the order of their
    making. Settings are those of `FakeOptions`, by keyword.
    """

    def __init__(
        self, options: FakeOptions | None = None, *, seed: str | None = None, **settings: Unpack[FakeSettings]
    ) -> None:
        self.options: FakeOptions = with_changes(options or FakeOptions(), settings)
        """The settings it has."""
        self.ids = Ids(seed or f"fake {next(_unnamed)}")
        self.agenda = Agenda()
        self.recorder = Recorder()
        self.recorded: Recorded = Recorded(self.recorder)
        """What happened: the views on its records."""
        self.clock: Clock = Clock(self.agenda, self._run_work, self.options.fire_limit)
        """Its time, as `aws_clock` gives it."""
        self.observers: list[Observer] = []
        self.test: Path | None = None
        """The file of the test, by which the scenes are found that it sees."""
        self._states: dict[tuple[str, str, str], Any] = {}
        self._identities: dict[str, Identity] = {}
        self._flow = Flow(self.options.loop_limit)
        self._environment: FakeEnvironment | None = None
        self.refused_hosts: list[str] = []

    # --- life ---

    def __enter__(self) -> Self:
        from pytest_awsevents.wire.environment import FakeEnvironment
        from pytest_awsevents.wire.interception import seam

        if self._environment is not None:
            raise AwsEventsError("this fake is active already; make another one to nest")
        self._environment = FakeEnvironment(self.options.region)
        try:
            self._environment.apply()
            seam.push(self)
            if self.options.now is not None:
                self.clock.freeze(self.options.now)
            for operation, code in self.options.fail_next.items():
                self.fail_next(operation, code=code)
            if self.options.reject_entries is not None:
                self.eventbridge.reject_entries(code=self.options.reject_entries)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        from pytest_awsevents.wire.interception import seam

        seam.pop(self)
        try:
            self.clock.close()
        finally:
            if self._environment is not None:
                self._environment.restore()
                self._environment = None

    # --- for tests ---

    def client(self, service: str, region: str | None = None) -> BaseClient:
        """A boto3 client of the default account."""
        return self.session(region=region).client(service)

    def session(self, account: str | None = None, region: str | None = None) -> boto3.Session:
        """A boto3 session of an account (the default one if None) in a region."""
        import boto3

        keys = self.issue_credentials(user_of(account or self.options.account))
        return boto3.Session(
            aws_access_key_id=keys["access_key"],
            aws_secret_access_key=keys["secret_key"],
            aws_session_token=keys["token"],
            region_name=region or self.options.region,
        )

    def account(self, id: str) -> boto3.Session:
        """A boto3 session of another account: `aws_fake.account("222233334444").client("events")`."""
        return self.session(account=replace(self.options, account=id).account)

    def stub(self, service: str, operation: str, answer: StubAnswer, *, times: int | None = None) -> Stub:
        """Answers an operation of any service: with a response, an error, or a function of the params.

        Names and members are checked against botocore's model; InvalidStub names the nearest right one. The newest
        stub comes first. `times`: how many calls it answers, None for all.
        """
        return self._dispatcher.stubs.add(service, operation, answer, times)

    def fail_next(
        self,
        operation: str,
        *,
        code: str,
        message: str = "",
        times: int | None = 1,
        when: When | None = None,
        status: int | None = None,
    ) -> Fault:
        """Has the next calls of `service:Operation` fail with an AWS error, whoever makes them; before any stub.

        `times`: how many, None for all. `when`: a function of the params that says which. botocore retries errors
        such as ThrottlingException, as it does on AWS; each try counts.
        """
        error = AwsError(code, message or f"{operation} failed: the test wants it so", status=status)
        return self._dispatcher.faults.add(operation, error, times, when)

    def settle(self) -> int:
        """Runs all that is due now and, under `delivery="manual"`, makes all deliveries that wait.

        Returns how many pieces of work and errands there were.
        """
        return self.clock.run_due() + self._courier.settle() + self._flow.drain()

    def explain(self, event: Mapping[str, Any], *, rule: str, bus: str = "default") -> str:
        """Why a rule would match an event or not, field by field; nothing is recorded."""
        return self.eventbridge.explain(event, rule=rule, bus=bus)

    @cached_property
    def scenarios(self) -> Scenes:
        """Scenes, with parameters: `aws_fake.scenarios.event_routing(bus="orders")`; `@scenario` adds your own."""
        from pytest_awsevents.scenes import Scenes

        return Scenes(self, self.test)

    def scope(self, account: str | None = None, region: str | None = None) -> Scope:
        """One account and region of this fake, as helpers of tests use it."""
        identity = user_of(account or self.options.account)
        return Scope(
            world=self, account=identity.account, region=region or self.options.region, caller=identity, cause=None
        )

    # --- for reports ---

    def rules(self) -> list[Rule]:
        """The rules there are now, of all accounts, regions and buses."""
        from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE

        states = [state for (service, *_), state in self._states.items() if service == EVENTBRIDGE.service]
        found = [state for state in states if hasattr(state, "buses")]
        return [rule for state in found for bus in state.buses.values() for rule in bus.rules.values()]

    def schemas(self) -> EventSchemas | None:
        """The schemas by which events are judged, if there are any."""
        from pytest_awsevents.services.eventbridge.event_schemas import SCHEMAS

        return self._states.get((SCHEMAS.service, "*", "*"))

    @property
    def stubbed(self) -> bool:
        """Whether there may be stubs."""
        return "_dispatcher" in self.__dict__

    def unused_stubs(self) -> list[str]:
        """Stubs that answered no call, as `service:Operation`."""
        return self._dispatcher.stubs.unused() if self.stubbed else []

    # --- for the wire (see wire.interception.Answerer) ---

    def answer(self, call: ClientCall) -> Answer | PassedThrough:
        return self._dispatcher.answer(call)

    def passed(self, record: ApiCall, response: Params | None, error: CallError | None) -> None:
        self._dispatcher.passed(record, response, error)

    def slept(self, seconds: float) -> None:
        """A waiter would sleep: time that this fake has frozen passes, real time does not."""
        if self.clock.frozen and not self.clock.firing:
            self.clock.tick(seconds)

    def refused(self, host: str) -> None:
        self.refused_hosts.append(host)

    def commission(self, *, with_line: bool) -> Commission:
        from pytest_awsevents.wire.callers import find_caller

        line = find_caller() or self._flow.here.caller if with_line else None
        return partial(self._flow.working_for, self._flow.origin(), line)

    # --- for services and deliveries (see core.scope.World) ---

    @cached_property
    def settings(self) -> Settings:
        options = self.options
        return Settings(
            put_events_size_limit=options.put_events_size_limit,
            permissions=options.permissions,
            delivery=options.delivery,
            delay=as_timedelta(options.delay),
            duplicates=options.duplicates,
            reorder=options.reorder,
            judge_schemas="schema" not in options.relax,
        )

    def state(self, key: StateKey[S], scope: Scope) -> S:
        return self._kept((key.service, scope.account, scope.region), key, scope)

    def shared(self, key: StateKey[S], scope: Scope) -> S:
        return self._kept((key.service, "*", "*"), key, scope)

    def call(
        self, scope: Scope, service: str, operation: str, params: Params, default: Params | None = None
    ) -> dict[str, Any]:
        return self._dispatcher.call(scope, service, operation, params, default)

    def put_on_bus(self, scope: Scope, bus: str, envelope: Mapping[str, Any]) -> Event:
        from pytest_awsevents.services.eventbridge.routing import put_on_bus

        return put_on_bus(scope, bus, envelope)

    def deliver(self, evaluation: RuleEvaluation, target: Target, scope: Scope) -> None:
        self._courier.send(evaluation, target, scope)

    def policy_of(self, scope: Scope, arn: Arn) -> Sequence[Statement] | None:
        from pytest_awsevents.services import find_service

        service = find_service(arn.service)
        if service is None or service.policy_of is None:
            return None
        return service.policy_of(scope.at(account=arn.account, region=arn.region), arn)

    def api_destination(self, scope: Scope, arn: str) -> HttpDestination | None:
        from pytest_awsevents.services.eventbridge.api_destinations import find_destination

        return find_destination(scope, arn)

    def enqueue(self, errand: Errand) -> None:
        self._flow.add(errand)

    def drain(self) -> int:
        return self._flow.drain()

    def user_code(self) -> AbstractContextManager[None]:
        return self._dispatcher.user_code()

    def identity_of(self, access_key: str | None) -> Identity:
        return self._identities.get(access_key or "") or self._default_identity

    def issue_credentials(self, identity: Identity) -> Mapping[str, str]:
        key = f"ASIA{self.ids.letters(16)}"
        self._identities[key] = identity
        return {"access_key": key, "secret_key": f"secret-of-{key}", "token": f"token-of-{key}"}

    # --- parts made on first use ---

    @cached_property
    def _dispatcher(self) -> Dispatcher:
        from pytest_awsevents.services import find_service
        from pytest_awsevents.wire.dispatch import Dispatcher

        made = Dispatcher(
            self,
            self._flow,
            find_service=find_service,
            identify=self.identity_of,
            passthrough=frozenset(self.options.passthrough),
            call_beneath=self._call_beneath,
        )
        # Two threads may come here at once: both have to find the same stubs and the same lock.
        dispatcher: Dispatcher = self.__dict__.setdefault("_dispatcher", made)
        return dispatcher

    @cached_property
    def _courier(self) -> Courier:
        from pytest_awsevents.delivery.courier import Courier

        # Two threads may come here at once: both have to find the same deliveries that wait.
        courier: Courier = self.__dict__.setdefault("_courier", Courier(self))
        return courier

    @cached_property
    def _default_identity(self) -> Identity:
        return user_of(self.options.account)

    def _kept(self, place: tuple[str, str, str], key: StateKey[S], scope: Scope) -> S:
        found: S | None = self._states.get(place)
        if found is None:  # two threads may come here at once: both have to find the same
            found = self._states.setdefault(place, key.new(scope))
        return found

    def _call_beneath(self, scope: Scope, model: OperationModel, params: Params) -> dict[str, Any]:
        """A call of a service that is passed through: made with a real client, which brings it back to the seam."""
        from botocore import xform_name
        from botocore.exceptions import ClientError

        from pytest_awsevents.wire.stubs import as_aws_error

        client = self.session(account=scope.account, region=scope.region).client(model.service_model.service_name)
        try:
            response: dict[str, Any] = getattr(client, xform_name(model.name))(**params)
        except ClientError as error:
            raise as_aws_error(error) from error
        response.pop("ResponseMetadata", None)
        return response

    def _run_work(self, work: Work) -> None:
        work.run()
        self._flow.drain()
