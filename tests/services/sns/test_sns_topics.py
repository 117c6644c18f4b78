from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.core.errors import UnsupportedOperation

NO_TOPIC = "arn:aws:sns:us-east-1:123456789012:gone"


def test_new_topics_have_the_attributes_that_aws_gives_them(sns: Any, arn: str) -> None:
    attributes = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    policy = json.loads(attributes.pop("Policy"))
    delivery = json.loads(attributes.pop("EffectiveDeliveryPolicy"))
    assert attributes == {
        "DisplayName": "",
        "Owner": "123456789012",
        "SubscriptionsConfirmed": "0",
        "SubscriptionsDeleted": "0",
        "SubscriptionsPending": "0",
        "TopicArn": "arn:aws:sns:us-east-1:123456789012:orders",
    }
    assert policy["Id"] == "__default_policy_ID"
    assert policy["Statement"][0]["Condition"] == {"StringEquals": {"AWS:SourceOwner": "123456789012"}}
    assert delivery["http"]["defaultHealthyRetryPolicy"]["numRetries"] == 3


def test_creating_a_topic_again_gives_the_one_there_is(sns: Any, arn: str) -> None:
    assert sns.create_topic(Name="orders")["TopicArn"] == arn


def test_a_topic_is_not_made_again_with_other_attributes_or_tags(sns: Any, arn: str, refused: Any) -> None:
    with refused(
        "InvalidParameter", "Invalid parameter: Attributes Reason: Topic already exists with different attributes"
    ):
        sns.create_topic(Name="orders", Attributes={"DisplayName": "Orders"})
    with refused("InvalidParameter", "Invalid parameter: Tags Reason: Topic already exists with different tags"):
        sns.create_topic(Name="orders", Tags=[{"Key": "team", "Value": "shop"}])


@pytest.mark.parametrize("name", ["", "with space", "a.b", "orders.fifo", "a" * 257])
def test_names_that_are_none(sns: Any, refused: Any, name: str) -> None:
    with refused("InvalidParameter", "Invalid parameter: Topic Name"):
        sns.create_topic(Name=name)


def test_fifo_topics_need_the_suffix(sns: Any, refused: Any) -> None:
    with refused("InvalidParameter"):
        sns.create_topic(Name="orders", Attributes={"FifoTopic": "true"})


def test_attributes_are_set_and_given_back(sns: Any, arn: str, refused: Any) -> None:
    sns.set_topic_attributes(TopicArn=arn, AttributeName="DisplayName", AttributeValue="Orders")
    sns.set_topic_attributes(TopicArn=arn, AttributeName="KmsMasterKeyId", AttributeValue="alias/aws/sns")
    sns.set_topic_attributes(TopicArn=arn, AttributeName="SignatureVersion", AttributeValue="2")
    attributes = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    assert (attributes["DisplayName"], attributes["KmsMasterKeyId"]) == ("Orders", "alias/aws/sns")
    assert attributes["SignatureVersion"] == "2"
    sns.set_topic_attributes(TopicArn=arn, AttributeName="KmsMasterKeyId", AttributeValue="")
    assert "KmsMasterKeyId" not in sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    for name, value in (
        ("Colour", "red"),
        ("FifoTopic", "true"),
        ("SignatureVersion", "3"),
        ("Policy", "{"),
        ("ContentBasedDeduplication", "true"),
        ("DeliveryPolicy", "[]"),
    ):
        with refused("InvalidParameter"):
            sns.set_topic_attributes(TopicArn=arn, AttributeName=name, AttributeValue=value)


def test_what_is_not_faked_is_refused_by_name(sns: Any, arn: str) -> None:
    with pytest.raises(UnsupportedOperation, match="ArchivePolicy"):
        sns.set_topic_attributes(
            TopicArn=arn, AttributeName="ArchivePolicy", AttributeValue='{"MessageRetentionPeriod":"7"}'
        )
    with pytest.raises(UnsupportedOperation, match="sns:CreateSMSSandboxPhoneNumber"):
        sns.create_sms_sandbox_phone_number(PhoneNumber="+41791234567")
    event = {"PlatformCredential": "secret", "EventEndpointCreated": arn}
    with pytest.raises(UnsupportedOperation, match="EventEndpointCreated"):
        sns.create_platform_application(Name="app", Platform="GCM", Attributes=event)


def test_topics_that_are_not_there(sns: Any, refused: Any) -> None:
    with refused("NotFound", "Topic does not exist"):
        sns.get_topic_attributes(TopicArn=NO_TOPIC)
    with refused("InvalidParameter", "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1"):
        sns.get_topic_attributes(TopicArn="orders")
    sns.delete_topic(TopicArn=NO_TOPIC)


def test_topics_are_listed_in_pages(sns: Any) -> None:
    made = [sns.create_topic(Name=f"t{number}")["TopicArn"] for number in range(101)]
    listed = [topic["TopicArn"] for page in sns.get_paginator("list_topics").paginate() for topic in page["Topics"]]
    assert listed == made
    sns.delete_topic(TopicArn=made[0])
    assert [topic["TopicArn"] for topic in sns.list_topics()["Topics"]] == made[1:]


def test_tags(sns: Any, arn: str, refused: Any) -> None:
    sns.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    sns.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "3"}])
    sns.untag_resource(ResourceArn=arn, TagKeys=["b"])
    assert sns.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "a", "Value": "3"}]
    with refused("InvalidParameter", "Invalid parameter: Duplicated keys are not allowed."):
        sns.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}])
    with refused("TagLimitExceeded"):
        sns.tag_resource(ResourceArn=arn, Tags=[{"Key": str(number), "Value": ""} for number in range(50)])
    with refused("ResourceNotFound", "Resource does not exist"):
        sns.list_tags_for_resource(ResourceArn=NO_TOPIC)


def test_permissions_are_statements_of_the_policy(sns: Any, arn: str, refused: Any) -> None:
    sns.add_permission(TopicArn=arn, Label="other", AWSAccountId=["210987654321"], ActionName=["Publish"])
    policy = json.loads(sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"])
    assert policy["Statement"][1] == {
        "Sid": "other",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
        "Action": "SNS:Publish",
        "Resource": arn,
    }
    with refused("InvalidParameter", "Invalid parameter: Statement already exists"):
        sns.add_permission(TopicArn=arn, Label="other", AWSAccountId=["210987654321"], ActionName=["Publish"])
    with refused("InvalidParameter", "Invalid parameter: Policy statement action out of service scope!"):
        sns.add_permission(TopicArn=arn, Label="bad", AWSAccountId=["210987654321"], ActionName=["Fly"])
    sns.remove_permission(TopicArn=arn, Label="other")
    policy = json.loads(sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"])
    assert [statement["Sid"] for statement in policy["Statement"]] == ["__default_statement_ID"]
