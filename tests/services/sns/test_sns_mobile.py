from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.core.errors import InvalidOption
from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

PHONE = "+41791234567"
APP = "arn:aws:sns:us-east-1:123456789012:app/GCM/shop"


@pytest.fixture
def app(sns: Any) -> str:
    attributes = {"PlatformCredential": "secret"}
    answer = sns.create_platform_application(Name="shop", Platform="GCM", Attributes=attributes)
    return str(answer["PlatformApplicationArn"])


@pytest.fixture
def device(sns: Any, app: str) -> str:
    return str(sns.create_platform_endpoint(PlatformApplicationArn=app, Token="t-1")["EndpointArn"])


# --- text messages ---


def test_text_messages_are_kept_for_the_test(sns: Any, fake: AwsFake) -> None:
    sns.set_sms_attributes(attributes={"DefaultSenderID": "Shop"})
    kind = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
    assert sns.publish(PhoneNumber=PHONE, Message="Your code is 42", MessageAttributes=kind)["MessageId"]
    sns.publish(PhoneNumber="+41790000000", Message="Hello")
    [message] = fake.sns.text_messages(to=PHONE)
    assert (message.text, message.sender, message.type) == ("Your code is 42", "Shop", "Transactional")
    assert [one.type for one in fake.sns.text_messages()] == ["Transactional", "Promotional"]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"PhoneNumber": "0791234567"}, "Invalid parameter: PhoneNumber Reason: 0791234567 is not valid to publish to"),
        ({"PhoneNumber": PHONE, "Message": "x" * 1601}, "Invalid parameter: Message too long"),
        ({"PhoneNumber": PHONE, "Message": ""}, "Invalid parameter: Empty message"),
        ({"PhoneNumber": PHONE, "TopicArn": "arn:aws:sns:us-east-1:123456789012:orders"}, None),
    ],
)
def test_text_messages_that_are_refused(
    sns: Any, fake: AwsFake, params: dict[str, str], message: str | None, refused: Refused
) -> None:
    with refused("InvalidParameter", message):
        sns.publish(**{"Message": "x", **params})
    assert fake.sns.text_messages() == []


def test_nobody_is_texted_who_opted_out(sns: Any, fake: AwsFake, refused: Refused) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    fake.sns.opt_out(PHONE)
    assert sns.check_if_phone_number_is_opted_out(phoneNumber=PHONE)["isOptedOut"] is True
    assert sns.list_phone_numbers_opted_out()["phoneNumbers"] == [PHONE]
    assert sns.publish(PhoneNumber=PHONE, Message="x")["MessageId"]  # AWS tells only its delivery logs
    sns.opt_in_phone_number(phoneNumber=PHONE)
    sns.publish(PhoneNumber=PHONE, Message="y")
    assert [(one.text, one.status) for one in fake.sns.text_messages()] == [("x", "opted out"), ("y", "sent")]
    fake.sns.opt_out(PHONE)
    with refused("InvalidParameter"):
        sns.opt_in_phone_number(phoneNumber=PHONE)
    fake.clock.tick(days=30)
    sns.opt_in_phone_number(phoneNumber=PHONE)
    assert sns.check_if_phone_number_is_opted_out(phoneNumber=PHONE)["isOptedOut"] is False
    with refused("InvalidParameter", "Invalid parameter: PhoneNumber Reason: 42 is not valid"):
        sns.check_if_phone_number_is_opted_out(phoneNumber="42")
    with pytest.raises(InvalidOption, match="give it as"):
        fake.sns.opt_out("42")


def test_a_phone_can_be_subscribed_to_a_topic(sns: Any, arn: str, fake: AwsFake, refused: Refused) -> None:
    subscription = fake.sns.topic("orders").subscribe(PHONE)
    assert (subscription.protocol, subscription.confirmed) == ("sms", True)
    texts = json.dumps({"default": "long", "sms": "short"})
    sns.publish(TopicArn=arn, Message=texts, MessageStructure="json")
    assert [one.text for one in fake.sns.text_messages()] == ["short"]
    fake.sns.opt_out(PHONE)
    sns.publish(TopicArn=arn, Message="x")
    assert [one.status for one in subscription.outcomes] == ["delivered", "failed"]
    assert subscription.outcomes[1].reason == "OptedOut: Phone number is opted out"
    with refused("InvalidParameter", "Invalid parameter: Invalid SMS endpoint: 42"):
        sns.subscribe(TopicArn=arn, Protocol="sms", Endpoint="42")


def test_attributes_of_text_messages(sns: Any, refused: Refused) -> None:
    assert sns.get_sms_attributes()["attributes"] == {"MonthlySpendLimit": "1"}
    sns.set_sms_attributes(attributes={"DefaultSMSType": "Transactional", "MonthlySpendLimit": "20"})
    assert sns.get_sms_attributes(attributes=["DefaultSMSType"])["attributes"] == {"DefaultSMSType": "Transactional"}
    for name, value in (("DefaultSMSType", "Loud"), ("MonthlySpendLimit", "a lot"), ("DefaultSenderID", "123")):
        with refused("InvalidParameter", f"Invalid parameter: {name}"):
            sns.set_sms_attributes(attributes={name: value})
    with refused("InvalidParameter", "Invalid parameter: Colour is not a valid attribute"):
        sns.set_sms_attributes(attributes={"Colour": "red"})
    assert sns.list_origination_numbers()["PhoneNumbers"] == []


# --- applications on devices ---


def test_push_messages_are_kept_for_the_test(sns: Any, device: str, fake: AwsFake) -> None:
    assert device.startswith("arn:aws:sns:us-east-1:123456789012:endpoint/GCM/shop/")
    sns.publish(TargetArn=device, Message="hello")
    texts = json.dumps({"default": "plain", "GCM": '{"notification": {"title": "hi"}}'})
    sns.publish(TargetArn=device, Message=texts, MessageStructure="json")
    found = fake.sns.push_messages(to=device)
    assert [(one.token, one.platform) for one in found] == [("t-1", "GCM")] * 2
    assert [one.text for one in found] == ["hello", '{"notification": {"title": "hi"}}']


def test_a_disabled_endpoint_gets_nothing(sns: Any, device: str, fake: AwsFake, refused: Refused) -> None:
    sns.set_endpoint_attributes(EndpointArn=device, Attributes={"Enabled": "false"})
    with refused("EndpointDisabled", "Endpoint is disabled"):
        sns.publish(TargetArn=device, Message="x")
    sns.set_endpoint_attributes(EndpointArn=device, Attributes={"Enabled": "true", "Token": "t-2"})
    sns.publish(TargetArn=device, Message="x")
    assert [one.token for one in fake.sns.push_messages()] == ["t-2"]


def test_a_device_can_be_subscribed_to_a_topic(
    sns: Any, arn: str, device: str, fake: AwsFake, refused: Refused
) -> None:
    subscription = fake.sns.topic("orders").subscribe(device)
    assert (subscription.protocol, subscription.confirmed) == ("application", True)
    sns.publish(TopicArn=arn, Message=json.dumps({"default": "d", "GCM": "g"}), MessageStructure="json")
    assert [one.text for one in fake.sns.push_messages()] == ["g"]
    assert [one.text for one in subscription.outcomes] == ["g"]
    sns.delete_endpoint(EndpointArn=device)
    sns.publish(TopicArn=arn, Message="x")
    assert subscription.outcomes[1].reason == "NotFound: Endpoint does not exist"
    with refused(
        "InvalidParameter", f"Invalid parameter: Endpoint Reason: Endpoint does not exist for endpoint arn{device}"
    ):
        sns.subscribe(TopicArn=arn, Protocol="application", Endpoint=device)


def test_applications(sns: Any, app: str, refused: Refused) -> None:
    assert app == APP
    assert sns.get_platform_application_attributes(PlatformApplicationArn=app)["Attributes"] == {"Enabled": "true"}
    sns.set_platform_application_attributes(
        PlatformApplicationArn=app, Attributes={"SuccessFeedbackSampleRate": "50", "PlatformCredential": "new"}
    )
    [listed] = sns.list_platform_applications()["PlatformApplications"]
    assert listed == {
        "PlatformApplicationArn": app,
        "Attributes": {"Enabled": "true", "SuccessFeedbackSampleRate": "50"},
    }
    sns.delete_platform_application(PlatformApplicationArn=app)
    sns.delete_platform_application(PlatformApplicationArn=app)
    for method in ("get_platform_application_attributes", "list_endpoints_by_platform_application"):
        with refused("NotFound", "PlatformApplication does not exist"):
            getattr(sns, method)(PlatformApplicationArn=app)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"Platform": "TELEX"}, "Invalid parameter: Platform Reason: TELEX is not supported"),
        ({"Attributes": {}}, "Invalid parameter: Attributes Reason: PlatformCredential attribute is required"),
        ({"Attributes": {"Colour": "red"}}, "Invalid parameter: Attributes Reason: Invalid attribute name: Colour"),
        ({"Name": "a b"}, None),
    ],
)
def test_applications_that_are_refused(sns: Any, params: dict[str, Any], message: str | None, refused: Refused) -> None:
    whole = {"Name": "shop", "Platform": "GCM", "Attributes": {"PlatformCredential": "secret"}, **params}
    with refused("InvalidParameter", message):
        sns.create_platform_application(**whole)
    assert sns.list_platform_applications()["PlatformApplications"] == []


def test_a_token_has_one_endpoint(sns: Any, app: str, device: str, refused: Refused) -> None:
    again = sns.create_platform_endpoint(PlatformApplicationArn=app, Token="t-1")
    assert again["EndpointArn"] == device
    different = f"Invalid parameter: Token Reason: Endpoint {device} already exists with the same Token, but different"
    with refused("InvalidParameter", f"{different} attributes."):
        sns.create_platform_endpoint(PlatformApplicationArn=app, Token="t-1", CustomUserData="ann")
    other = sns.create_platform_endpoint(PlatformApplicationArn=app, Token="t-2", CustomUserData="bob")["EndpointArn"]
    with refused("InvalidParameter"):
        sns.set_endpoint_attributes(EndpointArn=other, Attributes={"Token": "t-1"})
    listed = sns.list_endpoints_by_platform_application(PlatformApplicationArn=app)["Endpoints"]
    assert listed[1]["Attributes"] == {"Enabled": "true", "Token": "t-2", "CustomUserData": "bob"}
    sns.delete_endpoint(EndpointArn=device)
    sns.delete_endpoint(EndpointArn=device)
    assert sns.create_platform_endpoint(PlatformApplicationArn=app, Token="t-1")["EndpointArn"] != device
    with refused("NotFound", "Endpoint does not exist"):
        sns.get_endpoint_attributes(EndpointArn=device)


@pytest.mark.parametrize("attributes", [{"Enabled": "perhaps"}, {"CustomUserData": "x" * 2049}, {"Colour": "red"}])
def test_attributes_of_endpoints_that_are_refused(
    sns: Any, app: str, attributes: dict[str, str], refused: Refused
) -> None:
    with refused("InvalidParameter"):
        sns.create_platform_endpoint(PlatformApplicationArn=app, Token="t", Attributes=attributes)
    with refused("InvalidParameter", "Invalid parameter: Token Reason: cannot be empty"):
        sns.create_platform_endpoint(PlatformApplicationArn=app, Token="")
    assert sns.list_endpoints_by_platform_application(PlatformApplicationArn=app)["Endpoints"] == []


# --- data protection ---


def test_data_protection_policies_are_kept_and_not_applied(sns: Any, arn: str, fake: AwsFake, refused: Refused) -> None:
    assert sns.get_data_protection_policy(ResourceArn=arn)["DataProtectionPolicy"] == ""
    deny = {"DataDirection": "Inbound", "Principal": ["*"], "DataIdentifier": [], "Operation": {"Deny": {}}}
    text = json.dumps({"Name": "p", "Version": "2021-06-01", "Statement": [deny]})
    sns.put_data_protection_policy(ResourceArn=arn, DataProtectionPolicy=text)
    assert sns.get_data_protection_policy(ResourceArn=arn)["DataProtectionPolicy"] == text
    assert sns.publish(TopicArn=arn, Message="4111 1111 1111 1111")["MessageId"]
    with refused("InvalidParameter", "Invalid parameter: DataProtectionPolicy"):
        sns.put_data_protection_policy(ResourceArn=arn, DataProtectionPolicy="[]")
    other = sns.create_topic(Name="other", DataProtectionPolicy=text)["TopicArn"]
    assert sns.get_data_protection_policy(ResourceArn=other)["DataProtectionPolicy"] == text
    laid_out = json.dumps(json.loads(text), indent=1)
    assert sns.create_topic(Name="other", DataProtectionPolicy=laid_out)["TopicArn"] == other
    reason = "Attributes Reason: Topic already exists with different attributes"
    with refused("InvalidParameter", f"Invalid parameter: {reason}"):
        sns.create_topic(Name="other", DataProtectionPolicy='{"Name": "other"}')
