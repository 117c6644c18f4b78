"""Where SQS is otherwise than on AWS, as docs/services/sqs.md says, and no other test shows it."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake


def test_one_receive_finds_all_that_is_there(sqs: Any, fake: AwsFake) -> None:
    queue = fake.sqs.queue("q")
    for number in range(10):
        queue.send(str(number))
    received = sqs.receive_message(QueueUrl=queue.url, MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in received] == [str(number) for number in range(10)]


def test_other_accounts_need_no_policy(fake: AwsFake) -> None:
    queue = fake.sqs.queue("q", Policy="")
    theirs = fake.account("222233334444").client("sqs")
    theirs.send_message(QueueUrl=queue.url, MessageBody="x")
    assert queue.bodies() == ["x"]


def test_nobody_asks_for_the_key_of_an_encrypted_queue(sqs: Any, fake: AwsFake) -> None:
    queue = fake.sqs.queue("q", KmsMasterKeyId="alias/no-such-key")
    queue.send("x")
    assert [call.service for call in fake.recorded.calls if call.service == "kms"] == []


def test_a_fifo_queue_has_no_quota_of_messages_a_second(fake: AwsFake) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    queue = fake.sqs.queue("q.fifo")
    for number in range(400):
        queue.send(str(number), MessageGroupId="g")
    assert len(queue.bodies()) == 400
