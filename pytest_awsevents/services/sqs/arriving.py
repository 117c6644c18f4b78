"""Why nothing came to a queue: what should have sent to it, as the recorded API calls say."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_awsevents.assertions.layout import counted, short_name, shortened
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import ApiCall

_WIDTH = 100


def why_nothing_came(recorded: Recorded, arn: str) -> list[str]:
    """Lines about the topics that the queue subscribes to, and about the rules that send to it."""
    name = short_name(arn).partition(":")[2]
    lines: list[str] = []
    for call in _answered(recorded, "sns", "Subscribe"):
        if call.params.get("Endpoint") == arn:
            lines += _of_topic(recorded, call)
    for call in _answered(recorded, "events", "PutTargets"):
        if any(target.get("Arn") == arn for target in call.params["Targets"]):
            hint = f'aws_eventbridge.assert_delivered(to="{name}") says why it did not'
            lines.append(f"rule {call.params['Rule']} sends to it: {hint}")
    return [f"  {line}" for line in lines]


def _of_topic(recorded: Recorded, subscribe: ApiCall) -> Iterator[str]:
    topic = subscribe.params["TopicArn"]
    calls = [call for call in recorded.calls if call.service == "sns" and call.operation.startswith("Publish")]
    number = sum(call.params.get("TopicArn") == topic for call in calls)
    policy = (subscribe.params.get("Attributes") or {}).get("FilterPolicy")
    filtered = "" if policy is None else f" with the filter policy {shortened(policy, _WIDTH)}"
    topic_name = topic.rpartition(":")[2]
    yield f"it subscribes to topic {topic_name}{filtered}, to which {counted(number, 'message')} went:"
    yield f'aws_sns.assert_delivered(topic="{topic_name}", to=queue) says why it did not come'


def _answered(recorded: Recorded, service: str, operation: str) -> Iterator[ApiCall]:
    return (
        call
        for call in recorded.calls
        if call.service == service and call.operation == operation and call.error is None
    )
