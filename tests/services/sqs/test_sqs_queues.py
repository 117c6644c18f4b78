"""Queues: their names, their URLs, where they are found."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake

BAD_NAME = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
BAD_FIFO_NAME = (
    "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, "
    "must end with .fifo suffix and be 1 to 80 in length"
)
GONE = "The specified queue does not exist."


def test_a_queue_url_names_region_account_and_queue(sqs: Any) -> None:
    url = sqs.create_queue(QueueName="jobs")["QueueUrl"]

    assert url == "https://sqs.us-east-1.amazonaws.com/123456789012/jobs"
    assert sqs.get_queue_url(QueueName="jobs")["QueueUrl"] == url


@pytest.mark.parametrize("name", ["", "a b", "a/b", "x" * 81, "jobs.fifo", "ünï"])
def test_a_standard_queue_needs_a_plain_name(sqs: Any, refused: Any, name: str) -> None:
    with refused("InvalidParameterValue", BAD_NAME):
        sqs.create_queue(QueueName=name)


@pytest.mark.parametrize("name", ["jobs", ".fifo.fifo", "x" * 76 + ".fifo", "a.b.fifo"])
def test_a_fifo_queue_needs_the_suffix(sqs: Any, refused: Any, name: str) -> None:
    with refused("InvalidParameterValue", BAD_FIFO_NAME):
        sqs.create_queue(QueueName=name, Attributes={"FifoQueue": "true"})


def test_the_longest_names_are_taken(sqs: Any) -> None:
    assert sqs.create_queue(QueueName="x" * 80)
    assert sqs.create_queue(QueueName="x" * 75 + ".fifo", Attributes={"FifoQueue": "true"})


def test_creating_a_queue_again_gives_the_one_there_is(sqs: Any, refused: Any) -> None:
    given = {"VisibilityTimeout": "10", "Policy": '{"Statement": [{"Effect": "Deny"}]}'}
    first = sqs.create_queue(QueueName="jobs", Attributes=given)["QueueUrl"]

    assert sqs.create_queue(QueueName="jobs")["QueueUrl"] == first
    again = {**given, "Policy": '{"Statement":[{"Effect":"Deny"}]}'}
    assert sqs.create_queue(QueueName="jobs", Attributes=again)["QueueUrl"] == first
    with refused(
        "QueueNameExists",
        "A queue already exists with the same name and a different value for attribute VisibilityTimeout",
    ):
        sqs.create_queue(QueueName="jobs", Attributes={"VisibilityTimeout": "11"})


def test_a_name_is_free_again_a_minute_after_the_deletion(sqs: Any, url: str, clock: Any, refused: Any) -> None:
    sqs.delete_queue(QueueUrl=url)

    clock.tick(59)
    with refused(
        "QueueDeletedRecently",
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    ):
        sqs.create_queue(QueueName="jobs")
    clock.tick(1)
    assert sqs.create_queue(QueueName="jobs")["QueueUrl"] == url


def test_what_asks_for_a_queue_that_is_not_there_is_refused(sqs: Any, url: str, refused: Any) -> None:
    sqs.delete_queue(QueueUrl=url)

    with refused("QueueDoesNotExist", GONE):
        sqs.send_message(QueueUrl=url, MessageBody="x")
    with refused("QueueDoesNotExist", GONE):
        sqs.get_queue_url(QueueName="jobs")
    with refused("QueueDoesNotExist", GONE):
        sqs.delete_queue(QueueUrl=url)
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.receive_message(QueueUrl=url)


@pytest.mark.parametrize(
    "form",
    [
        "https://sqs.us-east-1.amazonaws.com/123456789012/jobs",
        "https://us-east-1.queue.amazonaws.com/123456789012/jobs",
        "https://queue.amazonaws.com/123456789012/jobs",
        "https://sqs-fips.us-east-1.amazonaws.com/123456789012/jobs",
        "http://localhost:9324/123456789012/jobs",
        "http://amazonaws/123456789012/jobs",
        "https://vpce-1.sqs.us-east-1.vpce.example/a/123456789012/jobs/",
        "jobs",
    ],
)
def test_a_queue_is_found_by_the_end_of_its_url(sqs: Any, url: str, form: str) -> None:
    sqs.send_message(QueueUrl=form, MessageBody="x")

    assert sqs.receive_message(QueueUrl=url)["Messages"]


@pytest.mark.parametrize("form", ["https://x.amazonaws.com/jobs", "https://x/y/jobs", "https://[x/1/jobs", ""])
def test_a_url_without_account_is_no_address(sqs: Any, url: str, refused: Any, form: str) -> None:
    with refused("InvalidAddress", f"The address {form} is not valid for this endpoint."):
        sqs.send_message(QueueUrl=form, MessageBody="x")


def test_queues_of_other_accounts_and_regions_are_found_by_url(fake: AwsFake, sqs: Any, refused: Any) -> None:
    elsewhere = fake.account("222233334444").client("sqs", region_name="eu-west-1")
    url = elsewhere.create_queue(QueueName="theirs")["QueueUrl"]

    sqs.send_message(QueueUrl=url, MessageBody="x")

    assert url == "https://sqs.eu-west-1.amazonaws.com/222233334444/theirs"
    (message,) = elsewhere.receive_message(QueueUrl=url)["Messages"]
    assert message["Body"] == "x"
    assert "QueueUrls" not in sqs.list_queues()
    with refused("QueueDoesNotExist", GONE):
        sqs.get_queue_url(QueueName="theirs")
    there = fake.session(region="eu-west-1").client("sqs")
    assert there.get_queue_url(QueueName="theirs", QueueOwnerAWSAccountId="222233334444")["QueueUrl"] == url
    sqs.delete_queue(QueueUrl=url)
    assert "QueueUrls" not in elsewhere.list_queues()


def test_queues_of_china_have_their_own_domain(fake: AwsFake) -> None:
    sqs = fake.session(region="cn-north-1").client("sqs")

    url = sqs.create_queue(QueueName="jobs")["QueueUrl"]

    assert url == "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/jobs"
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    assert arn == "arn:aws-cn:sqs:cn-north-1:123456789012:jobs"


def test_queues_are_listed_by_prefix_and_in_pages(sqs: Any, refused: Any) -> None:
    names = [f"a{number}" for number in range(5)] + ["b"]
    urls = [sqs.create_queue(QueueName=name)["QueueUrl"] for name in names]

    assert sqs.list_queues()["QueueUrls"] == urls
    assert sqs.list_queues(QueueNamePrefix="b")["QueueUrls"] == urls[5:]
    assert "QueueUrls" not in sqs.list_queues(QueueNamePrefix="c")
    first = sqs.list_queues(QueueNamePrefix="a", MaxResults=3)
    assert first["QueueUrls"] == urls[:3]
    rest = sqs.list_queues(QueueNamePrefix="a", MaxResults=3, NextToken=first["NextToken"])
    assert rest["QueueUrls"] == urls[3:5]
    assert "NextToken" not in rest
    pages = sqs.get_paginator("list_queues").paginate(PaginationConfig={"PageSize": 2})
    assert [url for page in pages for url in page["QueueUrls"]] == urls
    with refused("InvalidParameterValue"):
        sqs.list_queues(MaxResults=1001)
    with refused("InvalidParameterValue"):
        sqs.list_queues(MaxResults=1, NextToken="nonsense")


def test_a_purged_queue_is_empty_and_cannot_be_purged_for_a_minute(
    sqs: Any, url: str, clock: Any, refused: Any
) -> None:
    for delay in (0, 0, 60):
        sqs.send_message(QueueUrl=url, MessageBody="x", DelaySeconds=delay)
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]

    sqs.purge_queue(QueueUrl=url)

    counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert {name: value for name, value in counts.items() if name.startswith("Approximate")} == {
        "ApproximateNumberOfMessages": "0",
        "ApproximateNumberOfMessagesNotVisible": "0",
        "ApproximateNumberOfMessagesDelayed": "0",
    }
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    with refused("PurgeQueueInProgress", "Only one PurgeQueue operation on jobs is allowed every 60 seconds."):
        sqs.purge_queue(QueueUrl=url)
    clock.tick(60)
    sqs.purge_queue(QueueUrl=url)
    assert "Messages" not in sqs.receive_message(QueueUrl=url)


def test_a_purged_fifo_queue_forgets_groups_that_were_blocked(sqs: Any, fifo_url: str) -> None:
    for body in "ab":
        sqs.send_message(QueueUrl=fifo_url, MessageBody=body, MessageGroupId="g")
    sqs.receive_message(QueueUrl=fifo_url)

    sqs.purge_queue(QueueUrl=fifo_url)
    sqs.send_message(QueueUrl=fifo_url, MessageBody="c", MessageGroupId="g")

    (message,) = sqs.receive_message(QueueUrl=fifo_url)["Messages"]
    assert message["Body"] == "c"
