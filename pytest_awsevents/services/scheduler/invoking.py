"""From a schedule that is due to its target: payload, attempts, retries, dead letters.

Each invocation is a Delivery like those of rules, so the same views and assertions find it. Its event is the default
notification, which is put on no bus and stands in no log of events.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.flow import Errand
from pytest_awsevents.core.records import Attempt, CallError, Delivery, Event, Tick
from pytest_awsevents.core.rules import Rule, Target
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.failures import classify
from pytest_awsevents.delivery.retry_policy import Exhausted, policy_of
from pytest_awsevents.delivery.targets import deliver_to
from pytest_awsevents.services.scheduler import universal
from pytest_awsevents.services.scheduler.state import Schedule

_ON_NO_BUS = "(scheduler)"


@dataclass(frozen=True, slots=True, eq=False)
class Invocation:
    """One invocation: where it runs, its record, the target, and what context attributes stand for."""

    scope: Scope
    delivery: Delivery
    arn: Arn
    template: str
    scheduled: datetime
    id: str

    def text(self, attempt: int) -> str:
        """The payload of an attempt."""
        return _filled(self.template, self.delivery.rule.arn, self.scheduled, self.id, attempt)


def invoke(scope: Scope, schedule: Schedule, scheduled: datetime) -> None:
    """Starts an invocation of the target of a schedule."""
    recorder, now = scope.world.recorder, scope.now
    tick = recorder.append(
        Tick(
            seq=recorder.number(),
            at=now,
            cause=None,
            kind="schedule",
            name=schedule.name,
            arn=schedule.arn,
            due=scheduled,
        )
    )
    settings = schedule.settings["Target"]
    arn = parse_arn(settings["Arn"])
    assert arn is not None, "CreateSchedule refuses what is not an ARN"
    event = _notification(scope, schedule, tick)
    template = settings.get("Input")
    if template is None:
        template = "{}" if universal.is_universal(arn) else json.dumps(event.raw_event, separators=(",", ":"))
    rule = Rule(
        name=schedule.name,
        arn=schedule.arn,
        bus=_ON_NO_BUS,
        schedule_expression=schedule.settings["ScheduleExpression"],
        role_arn=settings["RoleArn"],
    )
    target = Target(id=schedule.name, arn=settings["Arn"], settings=_as_of_rules(settings))
    id = scope.ids.hex(16)
    text = _filled(template, schedule.arn, scheduled, id, 1)
    delivery = recorder.append(
        Delivery(seq=recorder.number(), at=now, cause=tick, event=event, rule=rule, target=target, text=text)
    )
    invocation = Invocation(scope, delivery, arn, template, scheduled, id)
    scope.world.enqueue(_errand(invocation, partial(_attempt, invocation)))


def _filled(template: str, schedule_arn: str, scheduled: datetime, id: str, attempt: int) -> str:
    """A payload with its context attributes (user guide, "Adding context attributes")."""
    if "<aws.scheduler." not in template:
        return template
    values = {
        "schedule-arn": schedule_arn,
        "scheduled-time": time_text(scheduled),
        "execution-id": id,
        "attempt-number": str(attempt),
    }
    for name, value in values.items():
        template = template.replace(f"<aws.scheduler.{name}>", value)
    return template


def _attempt(invocation: Invocation) -> None:
    delivery, scope = invocation.delivery, invocation.scope
    recorder, number = scope.world.recorder, len(delivery.attempts) + 1
    there = replace(
        scope.because_of(delivery),
        account=invocation.arn.account or scope.account,
        region=invocation.arn.region or scope.region,
    )
    try:
        _hand_over(invocation, there, invocation.text(number))
    except AwsError as error:
        recorder.attempted(delivery, Attempt(scope.now, CallError(error.code, error.message)))
        _after_failure(invocation, error)
    else:
        recorder.attempted(delivery, Attempt(scope.now, None))
        recorder.amend(delivery, status="delivered")


def _hand_over(invocation: Invocation, there: Scope, text: str) -> None:
    arn, delivery = invocation.arn, invocation.delivery
    if universal.is_universal(arn):
        universal.call(arn, text, there)
    elif arn.service == "events":
        _put_event(arn, delivery, there, text)
    else:
        deliver_to(arn, delivery if delivery.text == text else replace(delivery, text=text), there)


def _put_event(arn: Arn, delivery: Delivery, there: Scope, text: str) -> None:
    """PutEvents with source and detail-type of the target, the payload as detail (documented)."""
    given = delivery.target.settings["EventBridgeParameters"]
    entry = {"Source": given["Source"], "DetailType": given["DetailType"], "Detail": text, "EventBusName": str(arn)}
    result = there.call("events", "PutEvents", {"Entries": [entry]})["Entries"][0]
    if "ErrorCode" in result:
        raise AwsError(result["ErrorCode"], result["ErrorMessage"])


def _after_failure(invocation: Invocation, error: AwsError) -> None:
    delivery, world = invocation.delivery, invocation.scope.world
    failure, retries = classify(error), len(delivery.attempts) - 1
    if not failure.retried:
        _give_up(invocation, error, None)
        return
    following = policy_of(delivery.target).after(
        retries, since=delivery.at, now=world.clock.now, fraction=world.ids.fraction()
    )
    if isinstance(following, Exhausted) and following.due <= world.clock.now:
        _give_up(invocation, error, following.condition)
        return
    world.recorder.amend(delivery, status="retrying", reason=str(error), error_code=failure.code, due=following.due)
    run = (
        partial(_give_up, invocation, error, following.condition)
        if isinstance(following, Exhausted)
        else partial(_retry, invocation)
    )
    why = f"retry {retries + 1} of schedule {delivery.rule.name}"
    world.agenda.add(following.due, partial(world.enqueue, _errand(invocation, run)), why)


def _retry(invocation: Invocation) -> None:
    recorder, rule, now = invocation.scope.world.recorder, invocation.delivery.rule, invocation.scope.now
    recorder.append(
        Tick(
            seq=recorder.number(),
            at=now,
            cause=invocation.delivery,
            kind="retry",
            name=rule.name,
            arn=rule.arn,
            due=now,
        )
    )
    _attempt(invocation)


def _give_up(invocation: Invocation, error: AwsError, condition: str | None) -> None:
    """Sends a dead letter where there is a queue for it (user guide, "Configuring a dead-letter queue")."""
    delivery, recorder = invocation.delivery, invocation.scope.world.recorder
    failure, reason = classify(error), str(error)
    queue = parse_arn((delivery.target.settings.get("DeadLetterConfig") or {}).get("Arn", ""))
    if queue is not None:
        try:
            _send_dead_letter(invocation, queue, error, condition)
        except AwsError as lost:
            reason = f"{reason}; and its dead-letter queue did not take it: {lost}"
        else:
            recorder.amend(delivery, status="dead-lettered", reason=reason, error_code=failure.code, queue=str(queue))
            return
    recorder.amend(delivery, status="dropped", reason=reason, error_code=failure.code)


def _send_dead_letter(invocation: Invocation, queue: Arn, error: AwsError, condition: str | None) -> None:
    delivery = invocation.delivery
    attempts = len(delivery.attempts)
    attributes = {
        "ERROR_CODE": error.code,
        "ERROR_MESSAGE": error.message or error.code,
        "EXECUTION_ID": invocation.id,
        "EXHAUSTED_RETRY_CONDITION": condition,
        "IS_PAYLOAD_TRUNCATED": "false",
        "RETRY_ATTEMPTS": str(max(attempts - 1, 0)),
        "SCHEDULED_TIME": time_text(invocation.scheduled),
        "SCHEDULE_ARN": delivery.rule.arn,
        "TARGET_ARN": delivery.target.arn,
    }
    there = replace(invocation.scope.because_of(delivery), account=queue.account, region=queue.region)
    there.call(
        "sqs",
        "SendMessage",
        {
            "QueueUrl": f"https://sqs.{queue.region}.amazonaws.com/{queue.account}/{queue.resource}",
            "MessageBody": invocation.text(max(attempts, 1)),
            "MessageAttributes": {
                name: {"DataType": "String", "StringValue": value}
                for name, value in attributes.items()
                if value is not None
            },
        },
    )


def _errand(invocation: Invocation, run: partial[None]) -> Errand:
    delivery = invocation.delivery

    def abandon(reason: str) -> None:
        if delivery.status in ("pending", "retrying"):
            invocation.scope.world.recorder.amend(delivery, status="dropped", reason=reason)

    return Errand(delivery, run=run, abandon=abandon)


def _notification(scope: Scope, schedule: Schedule, tick: Tick) -> Event:
    """What a target gets without an Input (reported; its `detail` is a text)."""
    id = scope.ids.uuid()
    envelope = {
        "version": "0",
        "id": id,
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": scope.account,
        "time": time_text(tick.due),
        "region": scope.region,
        "resources": [schedule.arn],
        "detail": "{}",
    }
    return Event(seq=tick.seq, at=tick.at, cause=tick, id=id, bus=_ON_NO_BUS, raw_event=envelope)


def _as_of_rules(settings: dict[str, object]) -> dict[str, object]:
    """The target's settings as those of rules are spelt, for the kinds of targets that both have."""
    kinesis = settings.get("KinesisParameters")
    if not isinstance(kinesis, dict):
        return settings
    return {**settings, "KinesisParameters": {"PartitionKeyPath": kinesis["PartitionKey"]}}


def time_text(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
