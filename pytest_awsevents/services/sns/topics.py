"""Topics and their attributes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.core.policies import statements_of
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page, tag_map
from pytest_awsevents.services.sns.data_protection import read_policy
from pytest_awsevents.services.sns.errors import invalid
from pytest_awsevents.services.sns.permissions import default_policy
from pytest_awsevents.services.sns.retries import check_delivery_policy, effective_topic_policy
from pytest_awsevents.services.sns.state import SNS, Topic, find_topic, read_arn, topics_at
from pytest_awsevents.services.sns.tags import check_tags

operation = OperationTable()
_NAME = re.compile(r"[A-Za-z0-9_-]{1,256}")
_FEEDBACK = re.compile(r"(Application|Firehose|HTTP|Lambda|SQS)(Success|Failure)Feedback(RoleArn|SampleRate)")
_BOOLEANS = ("FifoTopic", "ContentBasedDeduplication")
_CHOICES = {
    "SignatureVersion": ("1", "2"),
    "TracingConfig": ("PassThrough", "Active"),
    "FifoThroughputScope": ("Topic", "MessageGroup"),
}
_TEXTS = ("DisplayName", "KmsMasterKeyId")
_TOPICS = PageMembers("Topics", invalid=invalid("NextToken"))


@operation
def create_topic(scope: Scope, params: Params) -> dict[str, Any]:
    name = params["Name"]
    given = params.get("Attributes", {})
    fifo = given.get("FifoTopic", "false").lower() == "true"
    _check_name(name, fifo=fifo)
    attributes = {key: _checked(key, value, "Attributes Reason: ") for key, value in given.items()}
    tags = params.get("Tags")
    check_tags(tags or ())
    data_protection = read_policy(params)
    topics = scope.state(SNS).topics
    topic = topics.get(name)
    if topic is not None:
        _compare(topic, attributes, tags)
        if data_protection and not _same(topic.data_protection, data_protection):  # as an attribute is (convention)
            raise invalid("Attributes Reason: Topic already exists with different attributes")
        return {"TopicArn": topic.arn}
    if fifo:
        attributes.setdefault("ContentBasedDeduplication", "false")
    topics[name] = Topic(
        scope.arn("sns", name), name, scope.account, attributes, tag_map(tags), data_protection=data_protection
    )
    return {"TopicArn": topics[name].arn}


@operation
def delete_topic(scope: Scope, params: Params) -> None:
    arn = read_arn(params["TopicArn"], "TopicArn")
    topics_at(scope, arn).pop(arn.resource, None)


@operation
def list_topics(scope: Scope, params: Params) -> dict[str, Any]:
    return page([{"TopicArn": topic.arn} for topic in scope.state(SNS).topics.values()], params, _TOPICS)


@operation
def get_topic_attributes(scope: Scope, params: Params) -> dict[str, Any]:
    topic = find_topic(scope, params["TopicArn"])
    confirmed = sum(one.confirmed for one in topic.subscriptions.values())
    return {
        "Attributes": {
            "DisplayName": "",
            "EffectiveDeliveryPolicy": effective_topic_policy(topic),
            "Owner": topic.account,
            "Policy": default_policy(topic),
            "SubscriptionsConfirmed": str(confirmed),
            "SubscriptionsDeleted": str(topic.deleted),
            "SubscriptionsPending": str(len(topic.subscriptions) - confirmed),
            "TopicArn": topic.arn,
            **topic.attributes,
        }
    }


@operation
def set_topic_attributes(scope: Scope, params: Params) -> None:
    topic = find_topic(scope, params["TopicArn"])
    name = params["AttributeName"]
    if name == "FifoTopic" or (name == "ContentBasedDeduplication" and not topic.fifo):
        raise invalid("AttributeName")
    value = _checked(name, params.get("AttributeValue", ""), "")
    if not value and name != "DisplayName":
        topic.attributes.pop(name, None)
    else:
        topic.attributes[name] = value


def _check_name(name: str, *, fifo: bool) -> None:
    if fifo and not (name.endswith(".fifo") and _NAME.fullmatch(name.removesuffix(".fifo") + "_fifo")):
        raise invalid(
            "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, "
            "numbers, underscores, and hyphens, and must be between 1 and 256 characters long."
        )
    if not fifo and not _NAME.fullmatch(name):
        raise invalid("Topic Name")


def _checked(name: str, value: str, prefix: str) -> str:
    """An attribute as it is kept; AWS's error where it cannot be set."""
    if name == "ArchivePolicy" and value:
        raise UnsupportedOperation("sns: archiving and replaying messages (ArchivePolicy) is not faked")
    if name in _BOOLEANS:
        if value.lower() not in ("true", "false"):
            raise invalid(f"{prefix}{name}: Invalid value [{value}]. Must be true or false.")
        return value.lower()
    if name in _CHOICES and value not in _CHOICES[name]:
        raise invalid(f"{prefix}{name}")
    if name == "Policy" and value and statements_of(value) is None:
        raise invalid(f"{prefix}Policy Error: null")
    if name == "DeliveryPolicy" and value:
        check_delivery_policy(value, prefix)
    if name not in (*_CHOICES, *_TEXTS, "Policy", "DeliveryPolicy", "ArchivePolicy") and not _FEEDBACK.fullmatch(name):
        raise invalid(f"{prefix}Unknown attribute {name}" if prefix else "AttributeName")
    return value


def _compare(topic: Topic, attributes: Mapping[str, str], tags: Any) -> None:
    """Creating a topic again gives the one there is, unless an attribute or the tags differ (recorded)."""
    for name, value in attributes.items():
        if not _same(topic.attributes.get(name, ""), value):
            raise invalid("Attributes Reason: Topic already exists with different attributes")
    if tags is not None and tag_map(tags) != topic.tags:
        raise invalid("Tags Reason: Topic already exists with different tags")


def _same(one: str, other: str) -> bool:
    """Documents may be laid out in different ways."""
    if one == other:
        return True
    try:
        return bool(json.loads(one) == json.loads(other))
    except (ValueError, RecursionError):
        return False
