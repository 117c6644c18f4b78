"""What `aws_eventbridge` gives: short ways to arrange buses and rules, views, assertions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_awsevents.assertions.dead_lettered import assert_dead_lettered
from pytest_awsevents.assertions.delivered import assert_delivered
from pytest_awsevents.assertions.expecting import Count, Explains, HasArn
from pytest_awsevents.assertions.fired import assert_fired
from pytest_awsevents.assertions.matched import assert_rule_matched, assert_rule_not_matched
from pytest_awsevents.assertions.not_delivered import assert_not_delivered
from pytest_awsevents.assertions.published import assert_not_published, assert_published
from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.clock import Instant
from pytest_awsevents.core.log import Log
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import Delivery, Event, HttpRequest, RuleEvaluation, Tick
from pytest_awsevents.core.rules import Rule
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.http_answers import (
    HTTP_ANSWERS,
    HttpError,
    HttpScript,
    Reply,
    checked_loopback,
    matches_url,
    url_pattern,
)
from pytest_awsevents.patterns import ABSENT
from pytest_awsevents.services.eventbridge.entry_faults import ENTRY_FAULTS, EntryFault, WhenEntry
from pytest_awsevents.services.eventbridge.explaining import explain_rule
from pytest_awsevents.services.eventbridge.replaying import finish
from pytest_awsevents.services.eventbridge.replays import get_replay
from pytest_awsevents.services.eventbridge.scheduling import fire_now, next_fire
from pytest_awsevents.services.eventbridge.state import DEFAULT_BUS, EVENTBRIDGE, get_bus, get_rule

# These let EventBridge in by a policy of their own (user guide, "Permissions for targets").
_WITHOUT_ROLE = ("lambda", "logs", "sns", "sqs")


@dataclass(frozen=True, slots=True)
class EventBus:
    """A bus that was arranged; usable wherever a target or a bus is asked for."""

    name: str
    arn: str


class EventBridge:
    """EventBridge of the default account and region."""

    def __init__(self, scope: Scope, recorded: Recorded) -> None:
        self._scope = scope
        self._recorded = recorded

    # --- arranging ---

    def bus(self, name: str) -> EventBus:
        """Makes a custom bus, by CreateEventBus."""
        return EventBus(name, self._scope.call("events", "CreateEventBus", {"Name": name})["EventBusArn"])

    def rule(
        self,
        name: str,
        pattern: Mapping[str, Any] | str | None = None,
        *,
        schedule: str | None = None,
        to: str | HasArn | Sequence[str | HasArn] = (),
        bus: str | EventBus = "default",
        enabled: bool = True,
        **target: Any,
    ) -> Rule:
        """Makes a rule and its targets, by PutRule and PutTargets.

        `pattern` is a mapping or JSON text; `to` an ARN, something with an ARN, or a list of them. Further keywords are
        members of AWS's Target and go to every target: `InputPath="$.detail"`. Targets that need a role get one.
        """
        bus_name = bus if isinstance(bus, str) else bus.name
        text = pattern if isinstance(pattern, str) or pattern is None else json.dumps(pattern)
        params = {
            "Name": name,
            "EventBusName": bus_name,
            "EventPattern": text,
            "ScheduleExpression": schedule,
            "State": "ENABLED" if enabled else "DISABLED",
        }
        self._scope.call("events", "PutRule", {key: value for key, value in params.items() if value is not None})
        arns = [_arn(one) for one in ([to] if isinstance(to, str | HasArn) else to)]
        if arns:
            targets = [
                {"Id": f"target-{number}", "Arn": arn, **self._role_for(arn), **target}
                for number, arn in enumerate(arns, start=1)
            ]
            self._scope.call("events", "PutTargets", {"Rule": name, "EventBusName": bus_name, "Targets": targets})
        return get_rule(self._scope, name, bus_name)[1]

    def put(
        self, detail_type: str, detail: Mapping[str, Any], *, source: str = "test", bus: str | EventBus = "default"
    ) -> Event:
        """Puts one event, by PutEvents, as another system would."""
        mark = self._recorded.mark()
        entry = {
            "Source": source,
            "DetailType": detail_type,
            "Detail": json.dumps(detail),
            "EventBusName": bus if isinstance(bus, str) else bus.name,
        }
        self._scope.call("events", "PutEvents", {"Entries": [entry]})
        return self._recorded.events.since(mark).first

    # --- time ---

    def trigger(self, rule: str | Rule) -> Event:
        """Fires a scheduled rule now, without moving time; its own rhythm stays as it is."""
        found = get_rule(self._scope, rule if isinstance(rule, str) else rule.name, None)[1]
        return fire_now(self._scope, get_bus(self._scope, None), found)

    def finish_replay(self, name: str) -> None:
        """Has a replay do all that it still has to do, now, without moving time."""
        finish(self._scope, get_replay(self._scope, name))

    # --- failing on purpose ---

    def reject_entries(
        self,
        *,
        code: str = "InternalFailure",
        message: str = "rejected: the test wants it so",
        when: WhenEntry | None = None,
        times: int | None = 1,
    ) -> EntryFault:
        """Has the next entries of PutEvents rejected: the call succeeds, with an error in the results of those.

        `when`: a function of the entry that says which; `times`: how many, None for all.
        """
        return self._scope.shared(ENTRY_FAULTS).add(EntryFault(code, message, times, when))

    def respond_http(
        self,
        url: str | re.Pattern[str],
        *,
        status: int = 200,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        error: HttpError | None = None,
        times: int | None = None,
    ) -> HttpScript:
        """Answers requests to API destinations, token endpoints, API Gateway and AppSync; 200 without a script.

        `url`: with `*` for any text, or a compiled pattern. `error`: "timeout" or "connection" instead of an answer.
        `times`: how many requests, None for all. The newest script comes first.
        """
        reply = Reply(status, body, headers or {})
        script = HttpScript(pattern=url_pattern(url), reply=reply, error=error, times=times)
        return self._scope.shared(HTTP_ANSWERS).add(script)

    def forward_http(self, url: str | re.Pattern[str], *, to: str, times: int | None = None) -> HttpScript:
        """Really sends requests, to a server on this machine only: `to="http://127.0.0.1:8080"`."""
        script = HttpScript(
            pattern=url_pattern(url), reply=Reply(200, "", {}), forward_to=checked_loopback(to), times=times
        )
        return self._scope.shared(HTTP_ANSWERS).add(script)

    def _role_for(self, arn: str) -> dict[str, str]:
        target = parse_arn(arn)
        if target is None or target.service in _WITHOUT_ROLE:
            return {}
        return {"RoleArn": f"arn:{self._scope.partition}:iam::{self._scope.account}:role/eventbridge"}

    # --- looking ---

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules there are now, of all buses."""
        return tuple(rule for bus in self._scope.state(EVENTBRIDGE).buses.values() for rule in bus.rules.values())

    def published(self, bus: str | None = None) -> Log[Event]:
        """Events that a bus accepted."""
        return self._recorded.events.matching(lambda event: event.status == "accepted" and bus in (None, event.bus))

    def deliveries(self, to: str | HasArn | None = None) -> Log[Delivery]:
        """Events on their way to targets, or to one target by ARN."""
        arn = None if to is None else _arn(to)
        found = self._recorded.deliveries.matching(lambda delivery: arn in (None, delivery.target.arn))
        self._recorded.claim(found)
        return found

    def requests(self, url: str | re.Pattern[str] = "*") -> Log[HttpRequest]:
        """HTTP requests that deliveries made, or those to URLs of a pattern."""
        pattern = url_pattern(url)
        return self._recorded.requests.matching(lambda request: matches_url(pattern, request.url))

    def explain(self, event: Mapping[str, Any], *, rule: str, bus: str | EventBus = "default") -> str:
        """Why a rule would match an event or not, field by field; nothing is recorded.

        Members of the envelope that the event leaves out are those an event put by the default account would have.
        """
        return explain_rule(self._scope, event, rule, bus if isinstance(bus, str) else bus.name)

    # --- asserting ---

    def assert_published(
        self, matcher: Explains | None = None, *, bus: str | EventBus | None = None, count: Count = None
    ) -> Event:
        """Asserts that an event was accepted on a bus; returns the first such event.

        `count`: exactly so many, one of a range, or (None) at least one.
        """
        __tracebackhide__ = True
        name = bus.name if isinstance(bus, EventBus) else bus
        return assert_published(self._recorded, matcher, bus=name, count=count)

    def assert_not_published(self, matcher: Explains | None = None, *, bus: str | EventBus | None = None) -> None:
        """Asserts that no such event was accepted on a bus; fails too where there is no such bus."""
        __tracebackhide__ = True
        name = bus.name if isinstance(bus, EventBus) else bus
        assert_not_published(self._recorded, matcher, bus=name, buses=list(self._scope.state(EVENTBRIDGE).buses))

    def assert_rule_matched(
        self, rule: str | Rule, matcher: Explains | None = None, *, count: Count = None
    ) -> RuleEvaluation:
        """Asserts that a rule matched an event; returns the first such evaluation."""
        __tracebackhide__ = True
        name = rule if isinstance(rule, str) else rule.name
        return assert_rule_matched(self._recorded, self.rules, name, matcher, count=count)

    def assert_rule_not_matched(self, rule: str | Rule, matcher: Explains | None = None) -> None:
        """Asserts that a rule did not match an event; fails too where it could not have matched any."""
        __tracebackhide__ = True
        assert_rule_not_matched(self._recorded, self.rules, rule if isinstance(rule, str) else rule.name, matcher)

    def assert_fired(
        self, rule: str | Rule, *, times: Iterable[Instant] | None = None, count: Count = None
    ) -> Log[Tick]:
        """Asserts that a rule fired by its schedule, or by `trigger`; returns all its fires.

        `times`: exactly then, in any order; an empty list says that it did not fire.
        """
        __tracebackhide__ = True
        name = rule if isinstance(rule, str) else rule.name
        rules = sorted(self.rules, key=lambda rule: rule.bus != DEFAULT_BUS)  # a custom bus may have one of that name
        due = next_fire(self._scope, name)
        return assert_fired(self._recorded, rules, name, times=times, count=count, next_due=due)

    def assert_delivered(
        self,
        matcher: Explains | None = None,
        *,
        to: str | HasArn,
        rule: str | Rule | None = None,
        count: Count = None,
        payload: object = ABSENT,
    ) -> Delivery:
        """Asserts that a target got an event; returns the first such delivery.

        `to` is what a handle gave, an ARN, a name or `service:name`; `payload` what it got, compared as `event()` does.
        """
        __tracebackhide__ = True
        name = rule.name if isinstance(rule, Rule) else rule
        return assert_delivered(self._recorded, self.rules, matcher, to=to, rule=name, count=count, payload=payload)

    def assert_not_delivered(self, matcher: Explains | None = None, *, to: str | HasArn | None = None) -> None:
        """Asserts that a target, or any, did not get an event; fails too where it could not have got one."""
        __tracebackhide__ = True
        assert_not_delivered(self._recorded, self.rules, matcher, to=to)

    def assert_dead_lettered(
        self,
        matcher: Explains | None = None,
        *,
        queue: str | HasArn | None = None,
        reason: str | None = None,
        count: Count = None,
    ) -> Delivery:
        """Asserts that an event ended in a dead-letter queue; returns the first such delivery.

        `reason`: the ERROR_CODE of the dead letter, or a part of the delivery's reason.
        """
        __tracebackhide__ = True
        return assert_dead_lettered(self._recorded, self.rules, matcher, queue=queue, reason=reason, count=count)


def _arn(to: str | HasArn) -> str:
    return to if isinstance(to, str) else to.arn
