"""Whatever happens on the way, every event ends somewhere: delivered, dead-lettered or dropped."""

from __future__ import annotations

import json
import threading
from collections import Counter

import boto3
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pytest_awsevents import AwsFake

ACCOUNT = "123456789012"
EVENTS = boto3.client("events", region_name="us-east-1")  # clients may be older than the fake, and outlive it
BUSES = ["default", "orders", "audit"]
FINAL = ("delivered", "dead-lettered", "dropped")
CODES = ["ThrottlingException", "AccessDenied", "InternalFailure", "ResourceNotFoundException", "InvalidParameterValue"]


def fail_always(event, context):
    raise RuntimeError("no stock")


class Topology(RuleBasedStateMachine):
    """Rules come and go, calls fail, the clock moves; meanwhile events are put."""

    @initialize(
        delivery=st.sampled_from(["eager", "manual"]),
        reorder=st.booleans(),
        duplicates=st.sampled_from([0, 0.3]),
        delay=st.sampled_from([0, 5]),
    )
    def start(self, **options):
        self.fake = AwsFake(
            seed="lost", now="2026-03-01T12:00Z", permissions="off", loop_limit=30, **options
        ).__enter__()
        self.queues = [self.fake.sqs.queue(f"queue-{number}") for number in range(3)]
        self.letters = self.fake.sqs.queue("letters")
        self.functions = [
            self.fake.lambda_.function("works", lambda event, context: None),
            self.fake.lambda_.function("fails", fail_always),
        ]
        for bus in BUSES[1:]:
            self.fake.eventbridge.bus(bus)
        self.made = 0

    def targets(self):
        buses = [f"arn:aws:events:us-east-1:{ACCOUNT}:event-bus/{bus}" for bus in BUSES[1:]]
        gone = f"arn:aws:sqs:us-east-1:{ACCOUNT}:gone"
        return [*(one.arn for one in (*self.queues, *self.functions)), *buses, gone]

    @rule(data=st.data(), bus=st.sampled_from(BUSES), letters=st.booleans(), retries=st.integers(0, 3))
    def add_rule(self, data, bus, letters, retries):
        self.made += 1
        to = data.draw(st.lists(st.sampled_from(self.targets()), min_size=1, max_size=3, unique=True))
        # Events only go from the first buses to the later ones: a topology with a loop is another test.
        to = [arn for arn in to if ":event-bus/" not in arn or BUSES.index(arn.rpartition("/")[2]) > BUSES.index(bus)]
        extra = {"DeadLetterConfig": {"Arn": self.letters.arn}} if letters else {}
        self.fake.eventbridge.rule(
            f"rule-{self.made}",
            {"detail": {"n": [{"numeric": [">=", data.draw(st.integers(0, 5))]}]}},
            to=to,
            bus=bus,
            RetryPolicy={"MaximumRetryAttempts": retries, "MaximumEventAgeInSeconds": 600},
            **extra,
        )

    @rule(bus=st.sampled_from(BUSES), numbers=st.lists(st.integers(0, 9), min_size=1, max_size=5))
    def put_events(self, bus, numbers):
        entries = [
            {"Source": "shop", "DetailType": "Paid", "Detail": json.dumps({"n": number}), "EventBusName": bus}
            for number in numbers
        ]
        EVENTS.put_events(Entries=entries)

    @rule(
        operation=st.sampled_from(["sqs:SendMessage", "lambda:Invoke"]),
        code=st.sampled_from(CODES),
        times=st.integers(1, 4),
    )
    def fail_calls(self, operation, code, times):
        self.fake.fail_next(operation, code=code, times=times)

    @rule(seconds=st.sampled_from([0, 1, 30, 700]))
    def let_time_pass(self, seconds):
        self.fake.clock.tick(seconds)

    @rule()
    def settle(self):
        self.fake.settle()

    @precondition(lambda self: self.made)
    @rule(data=st.data())
    def disable_a_rule(self, data):
        one = data.draw(st.sampled_from(self.fake.eventbridge.rules))
        EVENTS.disable_rule(Name=one.name, EventBusName=one.bus)

    @invariant()
    def every_match_has_its_deliveries(self):
        """One for every target the rule had when the event came, and so many more as are duplicates."""
        recorded = self.fake.recorded
        matched = [one for one in recorded.evaluations if one.matched]
        wanted = Counter((one.event.seq, one.rule.name, target.id) for one in matched for target in one.rule.targets)
        made = [one for one in recorded.deliveries if not one.duplicate]
        assert Counter((one.event.seq, one.rule.name, one.target.id) for one in made) == wanted

    def teardown(self):
        if not hasattr(self, "fake"):
            return
        for _ in range(4):  # each hop from bus to bus may have to be settled and waited for
            self.fake.settle()
            self.fake.clock.tick(seconds=700)
        deliveries = self.fake.recorded.deliveries
        ends = Counter(one.status for one in deliveries)
        assert set(ends) <= set(FINAL)
        assert sum(ends.values()) == len(deliveries)
        assert len(self.letters) == ends["dead-lettered"]
        for queue in self.queues:
            arrived = [one for one in deliveries if one.target.arn == queue.arn and one.status == "delivered"]
            assert Counter(queue.bodies()) == Counter(one.text for one in arrived)
        self.fake.__exit__()


TestTopology = Topology.TestCase
TestTopology.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)


def put_from_threads(threads: int, calls: int, targets: int) -> AwsFake:
    """Every thread puts so many events, each to so many queues; gives the fake, still open."""
    fake = AwsFake(permissions="off").__enter__()
    queues = [fake.sqs.queue(f"queue-{number}") for number in range(targets)]
    fake.eventbridge.rule("all", {"source": ["shop"]}, to=queues)
    clients = [fake.client("events") for _ in range(threads)]

    def work(client):
        for number in range(calls):
            entry = {"Source": "shop", "DetailType": "Paid", "Detail": json.dumps({"n": number})}
            client.put_events(Entries=[entry])

    running = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=600)
    assert not any(thread.is_alive() for thread in running)
    return fake


def test_every_event_of_many_threads_is_accounted_for():
    threads, calls, targets = 8, 60, 3
    fake = put_from_threads(threads, calls, targets)
    try:
        events, deliveries = fake.recorded.events, fake.recorded.deliveries
        assert len({event.id for event in events}) == len(events) == threads * calls
        assert len({record.seq for record in fake.recorded.all}) == len(fake.recorded.all)
        assert Counter(one.status for one in deliveries) == {"delivered": threads * calls * targets}
        assert [len(queue) for queue in fake.sqs.queues()] == [threads * calls] * targets
    finally:
        fake.__exit__()
