"""Queue policies by AddPermission and RemovePermission, and tags."""

from __future__ import annotations

import json
from typing import Any

import pytest

ARN = "arn:aws:sqs:us-east-1:123456789012:jobs"


def policy(sqs: Any, url: str) -> Any:
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
    return json.loads(answer["Attributes"]["Policy"]) if "Attributes" in answer else None


def statement(label: str, principal: Any, action: Any) -> dict[str, Any]:
    return {"Sid": label, "Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, "Resource": ARN}


def add(sqs: Any, url: str, label: str, accounts: list[str], actions: list[str]) -> None:
    sqs.add_permission(QueueUrl=url, Label=label, AWSAccountIds=accounts, Actions=actions)


def test_permissions_write_the_policy(sqs: Any, url: str) -> None:
    add(sqs, url, "one", ["111122223333"], ["SendMessage"])
    add(sqs, url, "two", ["111122223333", "222233334444"], ["*", "ReceiveMessage"])

    roots = ["arn:aws:iam::111122223333:root", "arn:aws:iam::222233334444:root"]
    assert policy(sqs, url) == {
        "Version": "2008-10-17",
        "Id": f"{ARN}/SQSDefaultPolicy",
        "Statement": [
            statement("one", roots[0], "SQS:SendMessage"),
            statement("two", roots, ["SQS:*", "SQS:ReceiveMessage"]),
        ],
    }
    sqs.remove_permission(QueueUrl=url, Label="one")
    assert [kept["Sid"] for kept in policy(sqs, url)["Statement"]] == ["two"]
    sqs.remove_permission(QueueUrl=url, Label="two")
    assert policy(sqs, url) is None


def test_permissions_are_added_to_the_policy_there_is(sqs: Any, url: str) -> None:
    own = {"Version": "2012-10-17", "Statement": {"Sid": "own", "Effect": "Deny"}}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(own)})

    add(sqs, url, "one", ["111122223333"], ["SendMessage"])

    assert policy(sqs, url)["Version"] == "2012-10-17"
    assert [kept["Sid"] for kept in policy(sqs, url)["Statement"]] == ["own", "one"]


def test_labels_are_unique_and_known(sqs: Any, url: str, refused: Any) -> None:
    add(sqs, url, "one", ["111122223333"], ["SendMessage"])

    with refused("InvalidParameterValue", "Value one for parameter Label is invalid. Reason: Already exists."):
        add(sqs, url, "one", ["222233334444"], ["SendMessage"])
    with refused("InvalidParameterValue", "Value two for parameter Label is invalid. Reason: can't find label."):
        sqs.remove_permission(QueueUrl=url, Label="two")


@pytest.mark.parametrize(
    ("label", "accounts", "actions", "code"),
    [
        ("a b", ["111122223333"], ["SendMessage"], "InvalidParameterValue"),
        ("a", [], ["SendMessage"], "MissingParameter"),
        ("a", ["111122223333"], [], "MissingParameter"),
        ("a", ["1"], ["SendMessage"], "InvalidParameterValue"),
        ("a", ["111122223333"], ["Juggle"], "InvalidParameterValue"),
        ("a", ["111122223333"], ["SendMessage"] * 8, "OverLimit"),
    ],
)
def test_permissions_that_make_no_sense_are_refused(
    sqs: Any, url: str, refused: Any, label: str, accounts: list[str], actions: list[str], code: str
) -> None:
    with refused(code):
        add(sqs, url, label, accounts, actions)
    assert policy(sqs, url) is None


def test_queues_have_tags(sqs: Any, refused: Any) -> None:
    url = sqs.create_queue(QueueName="tagged", tags={"a": "1", "b": "2"})["QueueUrl"]
    sqs.tag_queue(QueueUrl=url, Tags={"b": "3", "c": ""})
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"a": "1", "b": "3", "c": ""}

    sqs.untag_queue(QueueUrl=url, TagKeys=["a", "c", "x"])
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"b": "3"}
    sqs.untag_queue(QueueUrl=url, TagKeys=["b"])
    assert "Tags" not in sqs.list_queue_tags(QueueUrl=url)
    with refused("MissingParameter"):
        sqs.tag_queue(QueueUrl=url, Tags={})
    with refused("MissingParameter"):
        sqs.untag_queue(QueueUrl=url, TagKeys=[])


def test_tags_have_limits(sqs: Any, url: str, refused: Any) -> None:
    with refused("InvalidParameterValue", "Too many tags added for queue jobs."):
        sqs.tag_queue(QueueUrl=url, Tags={str(number): "x" for number in range(51)})
    with refused("InvalidParameterValue"):
        sqs.tag_queue(QueueUrl=url, Tags={"": "x"})
    with refused("InvalidParameterValue"):
        sqs.tag_queue(QueueUrl=url, Tags={"x" * 129: "x"})
    with refused("InvalidParameterValue"):
        sqs.create_queue(QueueName="other", tags={"x": "y" * 257})
    assert "Tags" not in sqs.list_queue_tags(QueueUrl=url)
