"""Hypothesis: an AWS of its own for each example, by `AwsFake()` in the body; a fixture would serve all examples."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pytest_awsevents import AwsFake, event
from pytest_awsevents.strategies import matching_events

LARGE: Any = {"source": ["shop"], "detail": {"total": [{"numeric": [">", 100]}]}}
details = st.fixed_dictionaries({"id": st.text(max_size=5), "total": st.integers(-(10**6), 10**6)})


@settings(max_examples=30)
@given(st.lists(details, max_size=5))
def test_only_large_orders_are_reviewed(orders: list[dict[str, Any]]) -> None:
    with AwsFake() as fake:
        review = fake.sqs.queue("review")
        fake.eventbridge.rule("large", LARGE, to=review)
        client = boto3.client("events")
        for order in orders:
            client.put_events(Entries=[{"Source": "shop", "DetailType": "Paid", "Detail": json.dumps(order)}])
        assert [message["detail"] for message in review.messages()] == [one for one in orders if one["total"] > 100]
        assert len(fake.recorded.events) == len(orders)


@settings(max_examples=20)
@given(matching_events(json.dumps(LARGE)))
def test_details_made_from_a_pattern_are_reviewed(made: dict[str, Any]) -> None:
    with AwsFake() as fake:
        queue = fake.sqs.queue("review")
        fake.eventbridge.rule("large", LARGE, to=queue)
        fake.eventbridge.put("Paid", made["detail"], source="shop")
        fake.eventbridge.assert_delivered(event(source="shop"), to=queue)


class QueueAgainstAList(RuleBasedStateMachine):
    """A machine lives in one fake from its making to its teardown."""

    def __init__(self) -> None:
        super().__init__()
        self.fake = AwsFake().__enter__()
        self.url = self.fake.sqs.queue("jobs").url
        self.sqs = boto3.client("sqs")
        self.model: list[str] = []

    @rule(body=st.text("ab", min_size=1, max_size=3))
    def send(self, body: str) -> None:
        self.sqs.send_message(QueueUrl=self.url, MessageBody=body)
        self.model.append(body)

    @precondition(lambda self: self.model)
    @rule()
    def receive(self) -> None:
        (message,) = self.sqs.receive_message(QueueUrl=self.url)["Messages"]
        self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        self.model.remove(message["Body"])

    @invariant()
    def as_many_messages_as_expected(self) -> None:
        assert len(self.fake.sqs.queue("jobs")) == len(self.model)

    def teardown(self) -> None:
        self.fake.__exit__()


TestQueueAgainstAList = QueueAgainstAList.TestCase
TestQueueAgainstAList.settings = settings(max_examples=15, stateful_step_count=10)


def test_a_fixture_is_refused_by_hypothesis_and_the_option_is_not(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    pytester.makepyfile(
        """
        import boto3
        from hypothesis import given, settings, strategies as st

        @settings(max_examples=2)
        @given(st.integers())
        def test_fixture(aws_sqs, number):
            pass

        @settings(max_examples=2)
        @given(st.integers())
        def test_option(number):
            boto3.client("sqs").create_queue(QueueName="q")
        """
    )
    result = pytester.runpytest_inprocess("--aws-fake", "-p", "no:randomly", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*uses a function-scoped fixture 'aws_sqs'*"])
