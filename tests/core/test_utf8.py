from __future__ import annotations

import boto3
import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.core.utf8 import utf8


@pytest.mark.parametrize(("text", "size"), [("a", 1), ("é", 2), ("€", 3), ("😀", 4), ("\ud800", 3), ("a\udfff", 4)])
def test_every_text_has_bytes(text: str, size: int) -> None:
    assert len(utf8(text)) == size


def test_lone_surrogates_get_through_a_topic() -> None:
    with AwsFake(seed="t") as fake:
        topic = fake.sns.topic("t")
        boto3.client("sns").publish(
            TopicArn=topic.arn,
            Message="\ud800",
            MessageAttributes={"a": {"DataType": "String.\udfff", "StringValue": "\ud800"}},
        )

        assert [message.text for message in topic.published()] == ["\ud800"]
