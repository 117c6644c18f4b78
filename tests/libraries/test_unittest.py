"""unittest: test cases under pytest with the marker, and without pytest by context managers."""

from __future__ import annotations

import unittest
from typing import Any

import boto3
import pytest

pytest.importorskip("aiobotocore")

import aiobotocore.session

from pytest_awsevents import AwsFake, event

ENTRY: Any = {"Source": "shop", "DetailType": "OrderPaid", "Detail": '{"id": "o-1"}'}


def pay() -> None:
    boto3.client("events").put_events(Entries=[ENTRY])


@pytest.mark.aws_fake(region="eu-west-1")
class MarkedCase(unittest.TestCase):
    """The marker gives each test an AWS of its own, before setUp; fixtures come by an autouse fixture."""

    @pytest.fixture(autouse=True)
    def fixtures(self, aws_eventbridge: Any, aws_sqs: Any) -> None:
        self.eventbridge, self.billing = aws_eventbridge, aws_sqs.queue("billing")

    def setUp(self) -> None:
        self.eventbridge.rule("paid", {"source": ["shop"]}, to=self.billing)
        boto3.client("sqs").create_queue(QueueName="made-in-set-up")

    def test_an_event_is_delivered(self) -> None:
        pay()
        delivery = self.eventbridge.assert_delivered(event(source="shop"), to=self.billing)
        assert delivery.payload["region"] == "eu-west-1"

    def test_nothing_is_left_of_other_tests(self) -> None:
        self.eventbridge.assert_not_published()
        for number in range(2):
            with self.subTest(number):
                pay()
                assert len(self.billing) == number + 1


@pytest.mark.aws_fake
class MarkedAsyncCase(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.events = await self.enterAsyncContext(aiobotocore.session.get_session().create_client("events"))

    async def test_an_async_client_is_answered(self) -> None:
        assert (await self.events.put_events(Entries=[ENTRY]))["FailedEntryCount"] == 0


class PlainCase(unittest.TestCase):
    """Nothing of pytest: `python -m unittest` runs it as well."""

    def setUp(self) -> None:
        self.fake = self.enterContext(AwsFake())

    def test_a_fake_for_each_test(self) -> None:
        pay()
        self.fake.eventbridge.assert_published(event(source="shop"), count=1)

    def test_another_one(self) -> None:
        assert len(self.fake.recorded.all) == 0


class SharedCase(unittest.TestCase):
    fake: AwsFake

    @classmethod
    def setUpClass(cls) -> None:
        cls.fake = cls.enterClassContext(AwsFake())
        cls.fake.sqs.queue("shared")

    def test_all_tests_of_the_class_share_it(self) -> None:
        assert boto3.client("sqs").get_queue_url(QueueName="shared")["QueueUrl"][-6:] == "shared"


class PlainAsyncCase(unittest.IsolatedAsyncioTestCase):
    def setUp(self) -> None:
        self.fake = self.enterContext(AwsFake())

    async def test_sync_and_async_clients(self) -> None:
        pay()
        async with aiobotocore.session.get_session().create_client("events") as events:
            await events.put_events(Entries=[ENTRY])
        self.fake.eventbridge.assert_published(event(source="shop"), count=2)


@pytest.mark.parametrize("case", [PlainCase, SharedCase, PlainAsyncCase])
def test_the_runner_of_unittest(case: type[unittest.TestCase]) -> None:
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    assert result.testsRun > 0
    assert result.errors == result.failures == []
