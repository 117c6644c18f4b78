"""What `aws_sqs` is: queues made, filled, looked into and emptied in one line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pytest_awsevents.assertions.expecting import given_name, unknown_name
from pytest_awsevents.core.errors import AwsError, InvalidOption, did_you_mean
from pytest_awsevents.core.log import Matcher
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import open_policy
from pytest_awsevents.services.sqs.arriving import why_nothing_came
from pytest_awsevents.services.sqs.attributes import SETTABLE
from pytest_awsevents.services.sqs.messages import Message, milliseconds
from pytest_awsevents.services.sqs.state import find_queue, queues_in

Json: TypeAlias = Any
"""A value as `json.loads` gives it."""

_STATUS = {"ready": "visible", "in flight": "in flight", "delayed": "delayed"}
_LISTED = 5
_WIDTH = 160


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue, with `name`, `url` and `arn`, to be given to a rule as its target, sent to and looked into."""

    name: str
    url: str
    arn: str
    _scope: Scope = field(repr=False, compare=False)

    def __len__(self) -> int:
        """How many messages there are that nobody deleted: visible, in flight and delayed."""
        return len(self._messages())

    def __bool__(self) -> bool:
        """A queue is a queue, empty or not."""
        return True

    def bodies(self) -> list[str]:
        """The text of all messages that nobody deleted, oldest first; receives nothing."""
        return [message.body for message in self._messages()]

    def messages(self) -> list[Json]:
        """Like `bodies()`, but parsed where it is JSON."""
        return [_parsed(body) for body in self.bodies()]

    def receive(self, max: int = 10) -> list[dict[str, Any]]:
        """Receives messages as a consumer would, with all their attributes; they are in flight afterwards."""
        response = self._scope.call(
            "sqs",
            "ReceiveMessage",
            {
                "QueueUrl": self.url,
                "MaxNumberOfMessages": max,
                "MessageSystemAttributeNames": ["All"],
                "MessageAttributeNames": ["All"],
            },
        )
        messages: list[dict[str, Any]] = response.get("Messages", [])
        return messages

    def send(self, body: Json, **params: Any) -> str:
        """Sends a message, JSON where the body is not a text; `params` as for SendMessage. Returns the message id."""
        text = body if isinstance(body, str) else json.dumps(body)
        response = self._scope.call("sqs", "SendMessage", {"QueueUrl": self.url, "MessageBody": text, **params})
        return str(response["MessageId"])

    def purge(self) -> None:
        """Empties the queue, at once and as often as wanted; PurgeQueue itself is allowed once a minute."""
        find_queue(self._scope, self.url).backlog.clear()

    def _messages(self) -> list[Message]:
        self._scope.world.recorder.claim_arrivals(self.arn)
        return list(find_queue(self._scope, self.url).refresh(milliseconds(self._scope.now)))


class Sqs:
    """Arranges queues and asserts what they hold."""

    def __init__(self, scope: Scope, recorded: Recorded) -> None:
        self._scope = scope
        self._recorded = recorded

    def queue(
        self,
        name: str,
        *,
        fifo: bool = False,
        dead_letter: Queue | None = None,
        max_receives: int = 3,
        **attributes: str | int | bool | Mapping[str, Any],
    ) -> Queue:
        """The queue of that name, made by CreateQueue where there is none.

        A FIFO queue gets the suffix `.fifo` where the name lacks it, and content-based deduplication. Its policy lets
        AWS services send, so that rules may use it; `Policy=""` makes it one that does not. `attributes` are AWS's,
        numbers, booleans and documents as Python values: `VisibilityTimeout=5`.
        """
        if fifo and not name.endswith(".fifo"):
            name += ".fifo"
        wanted: dict[str, Any] = {}
        if name.endswith(".fifo"):
            wanted["FifoQueue"] = True
            if name not in queues_in(self._scope):
                wanted["ContentBasedDeduplication"] = True
        if name not in queues_in(self._scope):
            wanted["Policy"] = open_policy("sqs:SendMessage", self._scope.arn("sqs", name))
        if dead_letter is not None:
            if "RedrivePolicy" in attributes:
                raise InvalidOption("queue() takes dead_letter=... or RedrivePolicy=..., not both")
            wanted["RedrivePolicy"] = {"deadLetterTargetArn": dead_letter.arn, "maxReceiveCount": max_receives}
        _check_names(attributes)
        wanted.update(attributes)
        created = self._scope.call(
            "sqs",
            "CreateQueue",
            {"QueueName": name, "Attributes": {key: _attribute_text(value) for key, value in wanted.items()}},
        )
        return self._queue(name, created["QueueUrl"])

    def queues(self) -> list[Queue]:
        """All queues of the account and region, in the order of their creation."""
        return [self._queue(queue.name, queue.url) for queue in queues_in(self._scope).values()]

    def assert_message(self, expected: Json | Matcher, *, queue: str | Queue) -> Json:
        """A message of a queue equals `expected`, or a matcher accepts it; returns the first such message.

        Compared to the parsed JSON, or to the text where `expected` is one. Receives nothing.
        """
        __tracebackhide__ = True
        asked = self._known(queue)
        for body in asked.bodies():
            parsed = _parsed(body)
            if _fits(parsed, body, expected):
                return parsed
        raise AssertionError(
            f"0 of {_count(len(asked), 'message')} in queue {asked.name} match, expected at least 1\n"
            f"  expected: {_shortened(repr(expected))}\n{self._contents(asked)}"
        )

    def assert_empty(self, queue: str | Queue) -> None:
        """Nothing is in a queue: neither visible nor in flight nor delayed."""
        __tracebackhide__ = True
        asked = self._known(queue)
        if len(asked):
            raise AssertionError(
                f"{_count(len(asked), 'message')} in queue {asked.name}, expected 0\n{self._contents(asked)}"
            )

    def _known(self, queue: str | Queue) -> Queue:
        __tracebackhide__ = True
        if isinstance(queue, Queue):  # it may be one of another account or region
            return queue
        name, known = given_name(queue, "queue"), queues_in(self._scope)
        if name not in known:
            unknown_name("queue", name, sorted(known))
        return self._queue(name, known[name].url)

    def _contents(self, queue: Queue) -> str:
        """What a queue holds and held, for a failure message: counts by state, then messages, each with its state."""
        messages = queue._messages()
        counts = [(shown, sum(message.status == status for message in messages)) for status, shown in _STATUS.items()]
        sent = self._sent(queue)
        lines = [
            "  holds: " + ", ".join(f"{number} {shown}" for shown, number in counts),
            f"  sent to it so far: {sent}",
            *([] if sent else why_nothing_came(self._recorded, queue.arn)),
        ]
        for number, message in enumerate(messages[:_LISTED], start=1):
            lines.append(f"  {number}. {_STATUS[message.status]}: {_shortened(message.body)}")
        if len(messages) > _LISTED:
            lines.append(f"  ... {len(messages) - _LISTED} more")
        return "\n".join(lines)

    def _sent(self, queue: Queue) -> int:
        """How many messages API calls sent to a queue: what it no longer holds was deleted, moved or has expired."""
        sent = 0
        for call in self._recorded.calls:
            if call.service == "sqs" and call.response is not None and self._leads_to(call, queue):
                if call.operation == "SendMessage":
                    sent += 1
                elif call.operation == "SendMessageBatch":
                    sent += len(call.response.get("Successful", ()))
        return sent

    def _leads_to(self, call: ApiCall, queue: Queue) -> bool:
        caller = self._scope.at(account=call.account, region=call.region)
        try:
            return find_queue(caller, call.params.get("QueueUrl", "")).arn == queue.arn
        except AwsError:  # no queue is named, or it was deleted since
            return False

    def _queue(self, name: str, url: str) -> Queue:
        return Queue(name, url, find_queue(self._scope, url).arn, self._scope)


def _check_names(attributes: Mapping[str, object]) -> None:
    for name in attributes:
        if name not in SETTABLE:
            nearest = did_you_mean(name, (*SETTABLE, "fifo", "dead_letter", "max_receives"))
            raise InvalidOption(f"a queue has no attribute {name!r}{nearest}")


def _attribute_text(value: str | int | bool | Mapping[str, Any]) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value)  # `true`, `30` or a document


def _parsed(body: str) -> Json:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body


def _fits(parsed: Json, body: str, expected: Json | Matcher) -> bool:
    matches = getattr(expected, "matches", None)
    if callable(matches):
        return bool(matches(parsed))
    return bool(expected in (parsed, body))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _shortened(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 3]}..."
