"""About events that were not put, or not on the bus where they are looked for."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_awsevents.assertions.expecting import made_by
from pytest_awsevents.assertions.layout import shortened, shown
from pytest_awsevents.core.errors import nearest
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import ApiCall, Event
from pytest_awsevents.core.rules import Rule

_WIDTH = 160
_STORING = ("PutObject", "CopyObject", "CompleteMultipartUpload", "DeleteObject")
_NOTIFICATION = "PutBucketNotificationConfiguration"


def why_nothing(recorded: Recorded, matcher: object) -> list[str]:
    """Why nothing was put on any bus: PutEvents failed, a bucket tells nothing, or nobody tried."""
    failed = failed_call(recorded, "PutEvents")
    if failed is not None:
        return [failed_line(failed), *_too_large(failed)]
    bucket = _silent_bucket(recorded)
    if bucket is not None:
        call = f'put_bucket_notification_configuration(Bucket="{bucket}", NotificationConfiguration='
        return [
            f"nothing was put on any bus: bucket {bucket} does not tell EventBridge of its objects",
            f'aws_s3.bucket("{bucket}", events=True), or {call}{{"EventBridgeConfiguration": {{}}}})',
        ]
    return ["nothing was put on any bus", f"call the code that puts it before this line, or put it: {_put(matcher)}"]


def failed_call(recorded: Recorded, operation: str) -> ApiCall | None:
    """The last call of an operation of EventBridge that failed."""
    calls = [call for call in recorded.calls if call.service == "events" and call.operation == operation]
    return next((call for call in reversed(calls) if call.error is not None), None)


def failed_line(call: ApiCall) -> str:
    """What an API call was answered with, and who made it."""
    error = "" if call.error is None else f" failed: {call.error.code}: {shortened(call.error.message, _WIDTH)}"
    return f"#{call.seq} {call.name}{error}; {made_by(call)}"


def missing_bus(event: Event, rules: Sequence[Rule]) -> str:
    """What to do about a bus that does not exist."""
    close = nearest(event.bus, [rule.bus for rule in rules])
    correct = "or correct EventBusName" if close is None else f'or did you mean EventBusName="{close}"?'
    return f'make it before the event is put, aws_eventbridge.bus("{event.bus}"), {correct}'


def rejection_hint(event: Event) -> list[str]:
    """What is wrong with an entry that PutEvents rejected."""
    code = (event.reason or "").partition(":")[0]
    if code == "MalformedDetail":
        got = shortened(repr(event.detail), 60)
        return [f"Detail={got} is not the text of a JSON object: Detail=json.dumps({{...}})"]
    if code == "NotAuthorizedForSourceException":
        return [f'only AWS may put Source="{event.source}": leave "aws." out']
    return []


def elsewhere(event: Event, rule_arn: str) -> str | None:
    """Where an event was put instead, if that is another account or region than that of a rule."""
    region, account = rule_arn.split(":")[3:5]
    if event.bus_region and event.bus_region != region:
        return f"region {event.bus_region}"
    return f"account {event.bus_account}" if event.bus_account and event.bus_account != account else None


def elsewhere_hint(event: Event, rule_arn: str) -> str:
    """How to put an event where the rule is."""
    region, account = rule_arn.split(":")[3:5]
    if event.bus_region != region:
        client = f'boto3.client("events", region_name="{region}")'
        return f"put it in {region}, by {client}, or make the rule in {event.bus_region}"
    client = f'aws_fake.account("{account}").client("events")'
    return f"put it in account {account}, by {client} or with the ARN of the bus there as EventBusName"


def _too_large(call: ApiCall) -> list[str]:
    if call.error is None or "size" not in call.error.message:
        return []
    sizes = sum(len(str(entry.get("Detail", "")).encode()) for entry in call.params.get("Entries", ()))
    return [f"its details have {sizes:,} bytes: put what is large into S3, and its key into the event"]


def _silent_bucket(recorded: Recorded) -> str | None:
    """A bucket that objects were put into, and that was never told to tell EventBridge."""
    telling = {
        call.params.get("Bucket")
        for call in recorded.calls
        if call.operation == _NOTIFICATION and "EventBridgeConfiguration" in call.params["NotificationConfiguration"]
    }
    for call in reversed(recorded.calls):
        if call.service == "s3" and call.operation in _STORING and call.params.get("Bucket") not in telling:
            return str(call.params["Bucket"])
    return None


def _put(matcher: object) -> str:
    """The line that puts such an event."""
    wanted = getattr(matcher, "wanted", {})
    kind, source = wanted.get("detail-type"), wanted.get("source")
    named = f', source="{source}"' if isinstance(source, str) else ""
    return f"aws_eventbridge.put({shown(kind) if isinstance(kind, str) else 'detail_type'}, {{...}}{named})"
