"""Takes events from the rules they matched to the targets of those rules."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.flow import Errand
from pytest_awsevents.core.records import Attempt, CallError, Delivery, Event, RuleEvaluation, Tick
from pytest_awsevents.core.rules import Rule, Target
from pytest_awsevents.core.scope import Identity, Scope, World
from pytest_awsevents.delivery.chaos import Departures
from pytest_awsevents.delivery.dead_letters import queue_of, send_dead_letter
from pytest_awsevents.delivery.failures import DeliveryFailed, Failure, classify
from pytest_awsevents.delivery.permissions import Permissions
from pytest_awsevents.delivery.retry_policy import Exhausted, policy_of
from pytest_awsevents.delivery.targets import NotYet, deliver_to
from pytest_awsevents.inputs import Payload, Rendered, WholeEvent, render

_PRINCIPAL = "events.amazonaws.com"


class Courier:
    """Writes a Delivery for every target and sees it through: delivered, dead-lettered or dropped, never lost."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._departures = Departures(world)
        self._permissions = Permissions(world)
        self._last_whole: tuple[Event | None, Rendered] = (None, Payload(""))

    def send(self, evaluation: RuleEvaluation, target: Target, scope: Scope) -> None:
        """Starts the delivery of an event that matched a rule to one of its targets."""
        rendered = self._render(evaluation.event, evaluation.rule, target, scope)
        self._start(evaluation, target, rendered, scope, duplicate=False)
        if self._departures.goes_twice():
            self._start(evaluation, target, rendered, scope, duplicate=True)

    def settle(self) -> int:
        """Has all deliveries made that waited for it; how many errands there were."""
        return self._departures.settle()

    def _start(
        self, evaluation: RuleEvaluation, target: Target, rendered: Rendered, scope: Scope, *, duplicate: bool
    ) -> None:
        recorder = self._world.recorder
        delivery = recorder.append(
            Delivery(
                seq=recorder.number(),
                at=evaluation.at,
                cause=evaluation,
                event=evaluation.event,
                rule=evaluation.rule,
                target=target,
                text=rendered.text if isinstance(rendered, Payload) else None,
                duplicate=duplicate,
            )
        )
        if isinstance(rendered, Payload):
            run = partial(self._attempt, delivery, scope)
        else:
            unreadable = DeliveryFailed("InvalidJson", rendered.reason, Failure("INVALID_JSON", False))
            run = partial(self._give_up, delivery, scope, unreadable, None)
        self._departures.add(self._errand(delivery, run))

    def _render(self, event: Event, rule: Rule, target: Target, scope: Scope) -> Rendered:
        whole = isinstance(target.input, WholeEvent)
        last = self._last_whole
        if whole and last[0] is event:  # the targets of one event share its text
            return last[1]
        rendered = render(
            event.raw_event, target.input, rule_arn=rule.arn, rule_name=rule.name, ingestion_time=scope.now
        )
        if whole:
            self._last_whole = (event, rendered)
        return rendered

    def _attempt(self, delivery: Delivery, scope: Scope) -> None:
        recorder = self._world.recorder
        arn = parse_arn(delivery.target.arn)
        assert arn is not None, "PutTargets refuses what is not an ARN"
        there = self._at(arn, delivery, scope)
        try:
            self._permissions.check(arn, delivery, there, role=delivery.target.settings.get("RoleArn"))
            deliver_to(arn, delivery, there)
        except NotYet as wait:
            waiting = "waits: its API destination takes no more calls in this second"
            recorder.amend(delivery, status=delivery.status, reason=waiting, due=wait.due)
            self._plan(wait.due, delivery, partial(self._attempt, delivery, scope), "delivery within the rate limit")
        except AwsError as error:
            recorder.attempted(delivery, Attempt(there.now, CallError(error.code, error.message)))
            self._after_failure(delivery, scope, error)
        else:
            recorder.attempted(delivery, Attempt(there.now, None))
            recorder.amend(delivery, status="delivered")

    def _retry(self, delivery: Delivery, scope: Scope) -> None:
        recorder, rule, now = self._world.recorder, delivery.rule, self._world.clock.now
        recorder.append(
            Tick(seq=recorder.number(), at=now, cause=delivery, kind="retry", name=rule.name, arn=rule.arn, due=now)
        )
        self._attempt(delivery, scope)

    def _after_failure(self, delivery: Delivery, scope: Scope, error: AwsError) -> None:
        """Another attempt at its time, or none: when it would make no sense, or when the policy is exhausted."""
        failure = classify(error)
        if not failure.retried:
            self._give_up(delivery, scope, error, None)
            return
        policy = policy_of(delivery.target)
        retries = len(delivery.attempts) - 1
        following = policy.after(
            retries,
            since=delivery.at,
            now=self._world.clock.now,
            fraction=self._world.ids.fraction(),
            wait=error.retry_after if isinstance(error, DeliveryFailed) else None,
        )
        if isinstance(following, Exhausted) and following.due <= self._world.clock.now:
            self._give_up(delivery, scope, error, following.condition)
            return
        self._world.recorder.amend(
            delivery, status="retrying", reason=_reason(error), error_code=failure.code, due=following.due
        )
        if isinstance(following, Exhausted):
            run = partial(self._give_up, delivery, scope, error, following.condition)
        else:
            run = partial(self._retry, delivery, scope)
        self._plan(following.due, delivery, run, f"retry {retries + 1} of rule {delivery.rule.name}")

    def _give_up(self, delivery: Delivery, scope: Scope, error: AwsError, condition: str | None) -> None:
        """Sends a dead letter where there is a queue for it; the event is dropped where there is none."""
        recorder, failure, queue = self._world.recorder, classify(error), queue_of(delivery.target.settings)
        reason = _reason(error)
        if queue is not None:
            there = self._at(queue, delivery, scope)
            try:
                self._permissions.check(queue, delivery, there)
                send_dead_letter(
                    there, queue, delivery.event, error, code=failure.code, delivery=delivery, condition=condition
                )
            except AwsError as lost:
                reason = f"{reason}; and its dead-letter queue did not take it: {_reason(lost)}"
            else:
                recorder.amend(
                    delivery, status="dead-lettered", reason=reason, error_code=failure.code, queue=str(queue)
                )
                return
        recorder.amend(delivery, status="dropped", reason=reason, error_code=failure.code)

    def _plan(self, due: datetime, delivery: Delivery, run: partial[None], why: str) -> None:
        errand = self._errand(delivery, run)
        self._world.agenda.add(due, partial(self._world.enqueue, errand), why)

    def _errand(self, delivery: Delivery, run: partial[None]) -> Errand:
        def abandon(reason: str) -> None:
            if delivery.status in ("pending", "retrying"):
                self._world.recorder.amend(delivery, status="dropped", reason=reason)

        return Errand(delivery, run=run, abandon=abandon)

    def _at(self, arn: Arn, delivery: Delivery, scope: Scope) -> Scope:
        """Where a target is, as EventBridge comes there because of a delivery; made anew for every attempt."""
        account = arn.account or scope.account
        return Scope(
            world=self._world,
            account=account,
            region=arn.region or scope.region,
            caller=Identity(account, _PRINCIPAL, _PRINCIPAL),
            cause=delivery,
            partition=arn.partition,
        )


def _reason(error: AwsError) -> str:
    hint = error.hint if isinstance(error, DeliveryFailed) else ""
    return f"{error}; {hint}" if hint else str(error)
