"""What `aws_eventbridge` gives: short ways to arrange buses and rules, views, assertions."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

from pytest_awsevents.assertions.expecting import HasArn, given_arn, given_name
from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.log import Log
from pytest_awsevents.core.records import Delivery, Event, HttpRequest
from pytest_awsevents.core.rules import Rule
from pytest_awsevents.delivery.http_answers import (
    HTTP_ANSWERS,
    HttpError,
    HttpScript,
    Reply,
    checked_loopback,
    matches_url,
    url_pattern,
)
from pytest_awsevents.services.eventbridge.asserting import EventBridgeAssertions
from pytest_awsevents.services.eventbridge.endpoints import fail_over
from pytest_awsevents.services.eventbridge.entry_faults import ENTRY_FAULTS, EntryFault, WhenEntry
from pytest_awsevents.services.eventbridge.event_bus import EventBus
from pytest_awsevents.services.eventbridge.event_schemas import register, register_all
from pytest_awsevents.services.eventbridge.explaining import explain_rule
from pytest_awsevents.services.eventbridge.replaying import finish
from pytest_awsevents.services.eventbridge.replays import get_replay
from pytest_awsevents.services.eventbridge.scheduling import fire_now
from pytest_awsevents.services.eventbridge.state import get_bus, get_rule

if TYPE_CHECKING:
    from pytest_awsevents.schemas.documents import SchemaDocument
    from pytest_awsevents.schemas.event_schema import EventSchema

# These let EventBridge in by a policy of their own (user guide, "Permissions for targets").
_WITHOUT_ROLE = ("lambda", "logs", "sns", "sqs")


class EventBridge(EventBridgeAssertions):
    """EventBridge of the default account and region."""

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
        bus_name = given_name(bus, "bus")
        text = pattern if isinstance(pattern, str) or pattern is None else json.dumps(pattern)
        params = {
            "Name": name,
            "EventBusName": bus_name,
            "EventPattern": text,
            "ScheduleExpression": schedule,
            "State": "ENABLED" if enabled else "DISABLED",
        }
        arns = _arns(to)
        self._scope.call("events", "PutRule", {key: value for key, value in params.items() if value is not None})
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
            "EventBusName": given_name(bus, "bus"),
        }
        self._scope.call("events", "PutEvents", {"Entries": [entry]})
        return self._recorded.events.since(mark).first

    # --- schemas ---

    @overload
    def schema(self, source: str, detail_type: str, json_schema: SchemaDocument) -> EventSchema: ...
    @overload
    def schema(self, export: SchemaDocument, /) -> EventSchema: ...
    @overload
    def schema(
        self, *, json_schema: SchemaDocument, source: str | None = None, detail_type: str | None = None
    ) -> EventSchema: ...
    def schema(
        self,
        source: SchemaDocument | None = None,
        detail_type: str | None = None,
        json_schema: SchemaDocument | None = None,
    ) -> EventSchema:
        """Has events of that source and detail-type judged by a schema, on every bus; a newer one takes its place.

        A JSON Schema of the detail, or an export of the EventBridge schema registry (OpenApi3, JSONSchemaDraft4), which
        says itself for which events it is. As a mapping, as JSON text, or as the path of a file. Raises InvalidSchema
        with the place of what is wrong with it; needs the extra `schema`.
        """
        return register(self._scope, source, detail_type, json_schema)

    def schemas(self, path: str | os.PathLike[str]) -> tuple[EventSchema, ...]:
        """Has events judged by all exports, `*.json`, in a folder and in the folders in it."""
        return register_all(self._scope, path)

    # --- time ---

    def trigger(self, rule: str | Rule) -> Event:
        """Fires a scheduled rule now, without moving time; its own rhythm stays as it is."""
        found = get_rule(self._scope, given_name(rule, "rule"), None)[1]
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

    def fail_over(self, endpoint: str, *, to_secondary: bool = True) -> None:
        """Has a global endpoint send events to its secondary region, as an unhealthy health check does; or back."""
        fail_over(self._scope, endpoint, to_secondary=to_secondary)

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

    def published(self, bus: str | None = None) -> Log[Event]:
        """Events that a bus accepted."""
        return self._recorded.events.matching(lambda event: event.status == "accepted" and bus in (None, event.bus))

    def deliveries(self, to: str | HasArn | None = None) -> Log[Delivery]:
        """Events on their way to targets, or to one target by ARN."""
        arn = None if to is None else given_arn(to, "target")
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
        return explain_rule(self._scope, event, rule, given_name(bus, "bus"))


def _arns(to: str | HasArn | Iterable[str | HasArn]) -> list[str]:
    several = to if isinstance(to, Iterable) and not isinstance(to, str) else [to]
    return [given_arn(one, "target") for one in several]
