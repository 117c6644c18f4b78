"""Queues beside a model of them that is as simple as it is slow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.sqs.handle import Queue

VISIBILITY = 30
RETENTION = 120
MAX_RECEIVES = 2


@dataclass(eq=False)
class Sent:
    """What the model knows of a message."""

    body: str
    group: str
    sent: float
    due: float
    receives: int = 0
    in_flight: bool = False
    handle: str = ""


class QueueMachine(RuleBasedStateMachine):
    """Sends, receives, deletes and waits; walks all messages where the real thing keeps heaps."""

    fifo = False
    receipts = Bundle("receipts")

    @initialize()
    def open(self) -> None:
        self.fake = AwsFake(seed="t")
        self.fake.__enter__()
        self.fake.clock.freeze("2026-01-01T00:00Z")
        self.scope = self.fake.scope()
        self.dead = self.queue_of("dead")
        self.queue = self.queue_of("jobs", dead_letter=self.dead, max_receives=MAX_RECEIVES)
        self.now = 0.0
        self.number = 0
        self.waiting: list[Sent] = []
        self.buried: list[Sent] = []
        self.deduplicated: dict[str, float] = {}

    def queue_of(self, name: str, **params: Any) -> Queue:
        return self.fake.sqs.queue(
            name, fifo=self.fifo, VisibilityTimeout=VISIBILITY, MessageRetentionPeriod=RETENTION, **params
        )

    def teardown(self) -> None:
        if hasattr(self, "fake"):
            self.fake.__exit__()

    # --- what happens ---

    @rule(group=st.sampled_from("abc"), id=st.sampled_from(["1", "2", None]), delay=st.sampled_from([0, 0, 20]))
    def send(self, group: str, id: str | None, delay: int) -> None:
        self.number += 1
        body = str(self.number)
        if self.fifo:
            id = id or f"own-{body}"
            self.queue.send(body, MessageGroupId=group, MessageDeduplicationId=id)
            if self.deduplicated.get(id, 0) > self.now:
                return
            self.deduplicated[id] = self.now + 300
            delay = 0
        else:
            self.queue.send(body, DelaySeconds=delay)
        self.waiting.append(Sent(body, group, self.now, self.now + delay))

    @rule(seconds=st.sampled_from([1, 10, 20, 30, 60, 130]))
    def wait(self, seconds: int) -> None:
        self.fake.clock.tick(seconds)
        self.now += seconds
        self.waiting = [sent for sent in self.waiting if sent.sent + RETENTION > self.now]
        self.buried = [sent for sent in self.buried if sent.sent + RETENTION > self.now]
        for sent in self.waiting:
            if sent.due <= self.now:
                sent.in_flight = False

    @rule(target=receipts, limit=st.integers(1, 4))
    def receive(self, limit: int) -> Any:
        expected = self.received_by_model(limit)

        messages = self.queue.receive(limit)

        assert [message["Body"] for message in messages] == [sent.body for sent in expected]
        assert [message["Attributes"]["ApproximateReceiveCount"] for message in messages] == [
            str(sent.receives) for sent in expected
        ]
        for sent, message in zip(expected, messages, strict=True):
            sent.handle = message["ReceiptHandle"]
        return multiple(*[(sent.handle, sent) for sent in expected])

    @rule(receipt=consumes(receipts))
    def delete(self, receipt: tuple[str, Sent]) -> None:
        handle, sent = receipt
        current = sent in self.waiting and sent.handle == handle

        refused = self.refused("DeleteMessage", ReceiptHandle=handle)

        # A FIFO queue takes the handle of a message in flight, or of one that is gone.
        assert refused == (self.fifo and sent in self.waiting and not (current and sent.in_flight))
        if current and not refused:
            self.waiting.remove(sent)

    @rule(receipt=receipts, timeout=st.sampled_from([0, 5, 60]))
    def change_visibility(self, receipt: tuple[str, Sent], timeout: int) -> None:
        handle, sent = receipt
        current = sent in self.waiting and sent.handle == handle

        refused = self.refused("ChangeMessageVisibility", ReceiptHandle=handle, VisibilityTimeout=timeout)

        assert refused == (not current or (self.fifo and not sent.in_flight))
        if not refused and sent.in_flight:
            sent.due = self.now + timeout
            sent.in_flight = timeout > 0

    def refused(self, operation: str, **params: Any) -> bool:
        try:
            self.scope.call("sqs", operation, {"QueueUrl": self.queue.url, **params})
        except AwsError as error:
            return error.code == "InvalidParameterValue"
        return False

    # --- what holds ---

    @invariant()
    def no_message_is_lost_or_doubled(self) -> None:
        if not hasattr(self, "fake"):
            return
        assert self.queue.bodies() == [sent.body for sent in self.waiting]
        assert self.dead.bodies() == [sent.body for sent in self.buried]

    @invariant()
    def the_counts_are_right(self) -> None:
        if not hasattr(self, "fake"):
            return
        counts = self.scope.call("sqs", "GetQueueAttributes", {"QueueUrl": self.queue.url, "AttributeNames": ["All"]})[
            "Attributes"
        ]
        in_flight = [sent for sent in self.waiting if sent.in_flight]
        delayed = [sent for sent in self.waiting if not sent.in_flight and sent.due > self.now]
        assert counts["ApproximateNumberOfMessagesNotVisible"] == str(len(in_flight))
        assert counts["ApproximateNumberOfMessagesDelayed"] == str(len(delayed))
        assert counts["ApproximateNumberOfMessages"] == str(len(self.waiting) - len(in_flight) - len(delayed))

    # --- the model ---

    def received_by_model(self, limit: int) -> list[Sent]:
        received: list[Sent] = []
        for sent in self.candidates():
            if sent.receives >= MAX_RECEIVES:
                self.waiting.remove(sent)
                if self.fifo:
                    sent.sent = self.now
                self.buried.append(sent)
                continue
            sent.receives += 1
            sent.in_flight = True
            sent.due = self.now + VISIBILITY
            received.append(sent)
            if len(received) == limit:
                break
        return received

    def candidates(self) -> list[Sent]:
        return [sent for sent in self.waiting if not sent.in_flight and sent.due <= self.now]


class FifoMachine(QueueMachine):
    """The same with message groups: in order, and blocked while one of a group is in flight."""

    fifo = True

    def candidates(self) -> list[Sent]:
        blocked = {sent.group for sent in self.waiting if sent.in_flight}
        candidates = [sent for sent in self.waiting if sent.group not in blocked and sent.due <= self.now]
        first = {sent.group: -place for place, sent in enumerate(reversed(candidates))}
        return sorted(candidates, key=lambda sent: first[sent.group])


TestStandardQueue = QueueMachine.TestCase
TestFifoQueue = FifoMachine.TestCase
TestStandardQueue.settings = TestFifoQueue.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, database=None
)
