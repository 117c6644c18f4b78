"""Takes events from the rules they matched to the targets of those rules."""

from __future__ import annotations

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.flow import Errand
from pytest_awsevents.core.records import Attempt, CallError, Delivery, Event, RuleEvaluation
from pytest_awsevents.core.rules import Rule, Target
from pytest_awsevents.core.scope import Scope, World
from pytest_awsevents.delivery.targets import deliver_to
from pytest_awsevents.inputs import Payload, Rendered, WholeEvent, render

_PRINCIPAL = "events.amazonaws.com"


class Courier:
    """Writes a Delivery for every target and has it delivered before the outermost API call returns."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._last_whole: tuple[Event | None, Rendered] = (None, Payload(""))

    def send(self, evaluation: RuleEvaluation, target: Target, scope: Scope) -> None:
        """Starts the delivery of an event that matched a rule to one of its targets."""
        recorder = self._world.recorder
        rendered = self._render(evaluation.event, evaluation.rule, target, scope)
        delivery = recorder.append(
            Delivery(
                seq=recorder.number(),
                at=evaluation.at,
                cause=evaluation,
                event=evaluation.event,
                rule=evaluation.rule,
                target=target,
                text=rendered.text if isinstance(rendered, Payload) else None,
            )
        )
        if not isinstance(rendered, Payload):
            recorder.amend(delivery, status="dropped", reason=rendered.reason)
            return
        at_target = scope.at(cause=delivery).as_service(_PRINCIPAL)
        self._world.enqueue(
            Errand(
                delivery,
                run=lambda: self._attempt(delivery, at_target),
                abandon=lambda reason: recorder.amend(delivery, status="dropped", reason=reason),
            )
        )

    def _render(self, event: Event, rule: Rule, target: Target, scope: Scope) -> Rendered:
        whole = isinstance(target.input, WholeEvent)
        if whole and self._last_whole[0] is event:  # the targets of one event share its text
            return self._last_whole[1]
        rendered = render(
            event.raw_event, target.input, rule_arn=rule.arn, rule_name=rule.name, ingestion_time=scope.now
        )
        if whole:
            self._last_whole = (event, rendered)
        return rendered

    def _attempt(self, delivery: Delivery, scope: Scope) -> None:
        recorder = self._world.recorder
        try:
            arn = parse_arn(delivery.target.arn)
            assert arn is not None, "PutTargets refuses what is not an ARN"
            deliver_to(arn, delivery, scope.at(account=arn.account or None, region=arn.region or None))
        except AwsError as error:
            failed = Attempt(scope.now, CallError(error.code, error.message))
            recorder.amend(delivery, status="dropped", attempt=failed, reason=str(error))
            return
        recorder.amend(delivery, status="delivered", attempt=Attempt(scope.now, None))
