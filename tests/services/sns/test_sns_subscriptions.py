from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake

HOOK = "https://example.com/hook"


@pytest.fixture
def queue(fake: AwsFake) -> Any:
    return fake.sqs.queue("jobs")


@pytest.fixture
def subscription(sns: Any, arn: str, queue: Any) -> str:
    return sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue.arn)["SubscriptionArn"]


def test_attributes_of_a_queue(sns: Any, arn: str, queue: Any, subscription: str) -> None:
    assert sns.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"] == {
        "ConfirmationWasAuthenticated": "true",
        "Endpoint": queue.arn,
        "Owner": "123456789012",
        "PendingConfirmation": "false",
        "Protocol": "sqs",
        "RawMessageDelivery": "false",
        "SubscriptionArn": subscription,
        "SubscriptionPrincipal": "arn:aws:iam::123456789012:user/test",
        "TopicArn": arn,
    }
    assert sns.get_topic_attributes(TopicArn=arn)["Attributes"]["SubscriptionsConfirmed"] == "1"


def test_subscribing_again_gives_the_subscription_there_is(
    sns: Any, arn: str, queue: Any, subscription: str, refused: Any
) -> None:
    assert sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue.arn)["SubscriptionArn"] == subscription
    with refused(
        "InvalidParameter",
        "Invalid parameter: Attributes Reason: Subscription already exists with different attributes",
    ):
        sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue.arn, Attributes={"RawMessageDelivery": "true"})


@pytest.mark.parametrize(
    ("protocol", "endpoint", "message"),
    [
        ("pigeon", "x", "Invalid parameter: Amazon SNS does not support this protocol string: pigeon"),
        ("sqs", "https://sqs.us-east-1.amazonaws.com/123456789012/jobs", "Invalid parameter: SQS endpoint ARN"),
        ("lambda", "on-order", "Invalid parameter: Lambda endpoint ARN"),
        ("https", "http://example.com", "Invalid parameter: Endpoint must match the specified protocol"),
        ("http", "example.com", "Invalid parameter: Endpoint must match the specified protocol"),
        ("email", "nobody", "Invalid parameter: Email address"),
    ],
)
def test_endpoints_that_are_refused(
    sns: Any, arn: str, refused: Any, protocol: str, endpoint: str, message: str
) -> None:
    with refused("InvalidParameter", message):
        sns.subscribe(TopicArn=arn, Protocol=protocol, Endpoint=endpoint)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("Colour", "red", "AttributeName"),
        ("RawMessageDelivery", "maybe", "RawMessageDelivery: Invalid value [maybe]. Must be true or false."),
        (
            "FilterPolicyScope",
            "Both",
            "FilterPolicyScope: Invalid value [Both]. Please use either MessageBody or MessageAttributes",
        ),
        ("RedrivePolicy", '{"deadLetterTargetArn": "jobs"}', "RedrivePolicy: deadLetterTargetArn is an invalid arn"),
        (
            "FilterPolicy",
            '{"key_a":"value_one"}',
            'FilterPolicy: "key_a" must be an object or an array\n at [Source: (String)"{"key_a":"value_one"}"; '
            "line: 1, column: 11]",
        ),
        (
            "FilterPolicy",
            '{"a": {"b": ["c"]}}',
            "FilterPolicy: Filter policy scope MessageAttributes does not support nested filter policy",
        ),
        (
            "FilterPolicy",
            json.dumps({key: ["x"] for key in "abcdef"}),
            "FilterPolicy: Filter policy can not have more than 5 keys",
        ),
        (
            "FilterPolicy",
            json.dumps({key: list("123456") for key in "abc"}),
            "FilterPolicy: Filter policy is too complex",
        ),
    ],
)
def test_attributes_that_are_refused(
    sns: Any, subscription: str, refused: Any, name: str, value: str, message: str
) -> None:
    with refused("InvalidParameter", f"Invalid parameter: {message}"):
        sns.set_subscription_attributes(SubscriptionArn=subscription, AttributeName=name, AttributeValue=value)
    assert name not in sns.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"] or name.startswith(
        "Raw"
    )


def test_the_scope_of_a_filter_policy_shows_with_the_policy(sns: Any, subscription: str) -> None:
    def put(name: str, value: str) -> dict[str, str]:
        sns.set_subscription_attributes(SubscriptionArn=subscription, AttributeName=name, AttributeValue=value)
        return sns.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]

    assert "FilterPolicyScope" not in put("FilterPolicyScope", "MessageBody")
    assert put("FilterPolicy", '{"a": {"b": ["c"]}}')["FilterPolicyScope"] == "MessageBody"
    assert "FilterPolicy" not in put("FilterPolicy", "{}")


def test_servers_are_asked_first(fake: AwsFake, sns: Any, arn: str, refused: Any) -> None:
    assert sns.subscribe(TopicArn=arn, Protocol="https", Endpoint=HOOK)["SubscriptionArn"] == "pending confirmation"
    (request,) = fake.recorded.requests
    question = request.json
    assert request.headers["x-amz-sns-message-type"] == question["Type"] == "SubscriptionConfirmation"
    assert question["SubscribeURL"].endswith(f"&Token={question['Token']}")
    sns.publish(TopicArn=arn, Message="too early")
    assert sns.list_subscriptions()["Subscriptions"][0]["SubscriptionArn"] == "PendingConfirmation"
    with refused("InvalidParameter", "Invalid parameter: Token"):
        sns.confirm_subscription(TopicArn=arn, Token="wrong")
    confirmed = sns.confirm_subscription(TopicArn=arn, Token=question["Token"])["SubscriptionArn"]
    sns.publish(TopicArn=arn, Message="now")
    posted = fake.recorded.requests[1]
    assert (posted.method, posted.url, posted.json["Message"]) == ("POST", HOOK, "now")
    assert posted.headers["x-amz-sns-subscription-arn"] == confirmed


def test_raw_posts(fake: AwsFake) -> None:
    topic = fake.sns.topic("orders")
    subscription = topic.subscribe(HOOK, raw=True)
    topic.publish("plain")
    posted = fake.recorded.requests[-1]
    assert (posted.body, posted.headers["x-amz-sns-rawdelivery"]) == ("plain", "true")
    assert subscription.received() == ["plain"]


def test_servers_are_tried_again_by_the_delivery_policy(fake: AwsFake, queue: Any) -> None:
    fake.clock.freeze("2026-01-01T00:00Z")
    topic = fake.sns.topic("orders")
    subscription = topic.subscribe(HOOK, dead_letter=queue)
    fake.eventbridge.respond_http(HOOK, status=503)
    topic.publish("x")
    times = [request.at for request in fake.recorded.requests[1:]]
    fake.clock.tick(120)
    times = [(request.at - times[0]).total_seconds() for request in fake.recorded.requests[1:]]
    assert times == [0, 20, 40, 60]
    assert subscription.outcomes[0].status == "dead-lettered"
    assert queue.messages()[0]["Message"] == "x"


def test_a_server_that_refuses_is_not_tried_again(fake: AwsFake) -> None:
    topic = fake.sns.topic("orders")
    subscription = topic.subscribe(HOOK)
    fake.eventbridge.respond_http(HOOK, status=404)
    topic.publish("x")
    assert [outcome.status for outcome in subscription.outcomes] == ["failed"]
    assert not fake.clock.upcoming()


def test_a_delivery_policy_of_its_own(fake: AwsFake, sns: Any) -> None:
    fake.clock.freeze("2026-01-01T00:00Z")
    topic = fake.sns.topic("orders")
    subscription = topic.subscribe(HOOK)
    policy = {
        "healthyRetryPolicy": {
            "minDelayTarget": 1,
            "maxDelayTarget": 5,
            "numRetries": 5,
            "numNoDelayRetries": 1,
            "numMinDelayRetries": 1,
            "numMaxDelayRetries": 1,
        }
    }
    sns.set_subscription_attributes(
        SubscriptionArn=subscription.arn, AttributeName="DeliveryPolicy", AttributeValue=json.dumps(policy)
    )
    effective = sns.get_subscription_attributes(SubscriptionArn=subscription.arn)["Attributes"][
        "EffectiveDeliveryPolicy"
    ]
    assert json.loads(effective)["healthyRetryPolicy"]["numRetries"] == 5
    fake.eventbridge.respond_http(HOOK, status=503)
    before = fake.clock.now
    topic.publish("x")
    fake.clock.tick(60)
    times = [(request.at - before).total_seconds() for request in fake.recorded.requests[1:]]
    assert times == [0, 0, 1, 2, 7, 12]
    bad = json.dumps({"healthyRetryPolicy": {"minDelayTarget": 9, "maxDelayTarget": 5}})
    with pytest.raises(sns.exceptions.InvalidParameterException):
        sns.set_subscription_attributes(
            SubscriptionArn=subscription.arn, AttributeName="DeliveryPolicy", AttributeValue=bad
        )


def test_a_queue_of_another_account_is_asked_first(fake: AwsFake, sns: Any, arn: str) -> None:
    theirs = fake.account("210987654321").client("sqs")
    url = theirs.create_queue(QueueName="theirs")["QueueUrl"]
    endpoint = "arn:aws:sqs:us-east-1:210987654321:theirs"
    sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=endpoint)
    (message,) = theirs.receive_message(QueueUrl=url)["Messages"]
    theirs_sns = fake.account("210987654321").client("sns")
    theirs_sns.confirm_subscription(TopicArn=arn, Token=json.loads(message["Body"])["Token"])
    sns.publish(TopicArn=arn, Message="hello")
    (message,) = theirs.receive_message(QueueUrl=url)["Messages"]
    assert json.loads(message["Body"])["Message"] == "hello"


def test_unsubscribing(sns: Any, arn: str, queue: Any, subscription: str, refused: Any) -> None:
    assert len(sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]) == 1
    sns.unsubscribe(SubscriptionArn=subscription)
    sns.unsubscribe(SubscriptionArn=subscription)
    sns.publish(TopicArn=arn, Message="x")
    assert len(queue) == 0
    assert sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"] == []
    assert sns.get_topic_attributes(TopicArn=arn)["Attributes"]["SubscriptionsDeleted"] == "1"
    with refused("NotFound", "Subscription does not exist"):
        sns.get_subscription_attributes(SubscriptionArn=subscription)
    with refused("InvalidParameter"):
        sns.unsubscribe(SubscriptionArn="none")


def test_what_a_queue_refuses_goes_to_the_dead_letter_queue(fake: AwsFake, queue: Any) -> None:
    topic = fake.sns.topic("orders")
    gone = fake.sqs.queue("gone")
    subscription = topic.subscribe(gone, raw=True, dead_letter=queue)
    without = topic.subscribe(fake.lambda_.function("gone"))
    fake.client("sqs").delete_queue(QueueUrl=gone.url)
    fake.client("lambda").delete_function(FunctionName="gone")
    topic.publish("x", attributes={"n": 1})
    assert queue.bodies() == ["x"]
    assert queue.receive()[0]["MessageAttributes"]["n"]["StringValue"] == "1"
    assert subscription.outcomes[0].status == "dead-lettered"
    assert subscription.outcomes[0].reason.startswith("QueueDoesNotExist")
    assert without.outcomes[0].status == "failed"


def test_a_dead_letter_queue_that_is_gone(fake: AwsFake, queue: Any) -> None:
    topic = fake.sns.topic("orders")
    subscription = topic.subscribe(queue, dead_letter=queue)
    fake.client("sqs").delete_queue(QueueUrl=queue.url)
    topic.publish("x")
    assert subscription.outcomes[0].status == "failed"
    assert "the dead-letter queue" in subscription.outcomes[0].reason


def test_more_than_ten_attributes_cannot_be_sent_raw(fake: AwsFake, queue: Any) -> None:
    topic = fake.sns.topic("orders")
    subscription = topic.subscribe(queue, raw=True)
    topic.publish("x", attributes={f"a{number}": "x" for number in range(11)})
    assert len(queue) == 0
    assert subscription.outcomes[0].status == "failed"


def test_functions_get_no_raw_messages(fake: AwsFake, sns: Any, arn: str, refused: Any) -> None:
    function = fake.lambda_.function("on-order")
    with refused("InvalidParameter"):
        sns.subscribe(TopicArn=arn, Protocol="lambda", Endpoint=function.arn, Attributes={"RawMessageDelivery": "true"})


def test_policies_count_where_the_fake_enforces_them() -> None:
    with AwsFake(seed="t", permissions="enforce") as fake:
        closed, open = fake.sqs.queue("closed", Policy=""), fake.sqs.queue("open", Policy="")
        topic = fake.sns.topic("orders", to=[closed, open])
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": open.arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic.arn}},
        }
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        fake.client("sqs").set_queue_attributes(QueueUrl=open.url, Attributes={"Policy": json.dumps(policy)})
        topic.publish("x")
        assert (len(closed), len(open)) == (0, 1)


def test_mail_is_noted_once_it_is_confirmed(fake: AwsFake) -> None:
    topic = fake.sns.topic("orders")
    subscription = topic.subscribe("someone@example.com", confirm=False)
    topic.publish("too early")
    subscription.confirm()
    topic.publish("now")
    assert [json.loads(text)["Message"] for text in subscription.received()] == ["now"]
