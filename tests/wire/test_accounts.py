"""Whose call it is: accounts, roles, identities."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents.core.errors import InvalidOption
from pytest_awsevents.fake import AwsFake

OTHER = "222233334444"


def identity(client: Any) -> dict[str, Any]:
    answer = client.get_caller_identity()
    del answer["ResponseMetadata"]
    return answer


def assume(arn: str, client: Any = None, **more: Any) -> Any:
    client = client or boto3.client("sts")
    return client.assume_role(RoleArn=arn, RoleSessionName="session", **more)


def session_of(answer: Any) -> boto3.Session:
    keys = answer["Credentials"]
    return boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], region_name="us-east-1")


def test_the_default_account(fake: AwsFake) -> None:
    expected = {
        "UserId": "AIDAFAKEUSER00000TEST",
        "Account": "123456789012",
        "Arn": "arn:aws:iam::123456789012:user/test",
    }
    assert identity(boto3.client("sts")) == identity(fake.client("sts")) == expected


def test_the_default_account_is_an_option() -> None:
    with AwsFake(account="999988887777"):
        assert identity(boto3.client("sts"))["Account"] == "999988887777"


def test_credentials_of_the_users_own_are_the_default_account(fake: AwsFake) -> None:
    client = boto3.client("sts", aws_access_key_id="AKIAMINE", aws_secret_access_key="mine")
    assert identity(client)["Account"] == "123456789012"


def test_a_session_of_another_account(fake: AwsFake) -> None:
    session = fake.account(OTHER)
    assert session.region_name == "us-east-1"
    assert identity(session.client("sts")) == {
        "UserId": "AIDAFAKEUSER00000TEST",
        "Account": OTHER,
        "Arn": f"arn:aws:iam::{OTHER}:user/test",
    }
    call = fake.recorded.calls.only()
    assert (call.account, call.principal) == (OTHER, f"arn:aws:iam::{OTHER}:user/test")


def test_accounts_and_regions_have_states_of_their_own(fake: AwsFake) -> None:
    clients = [
        fake.client("events"),
        fake.client("events", region="eu-west-1"),
        fake.account(OTHER).client("events"),
        fake.session(account=OTHER, region="eu-west-1").client("events"),
    ]
    for number, client in enumerate(clients):
        client.create_event_bus(Name=f"bus-{number}")
    for number, client in enumerate(clients):
        assert [bus["Name"] for bus in client.list_event_buses(NamePrefix="bus")["EventBuses"]] == [f"bus-{number}"]


@pytest.mark.parametrize("id", ["12345", "12345678901a", ""])
def test_an_account_has_twelve_digits(fake: AwsFake, id: str) -> None:
    with pytest.raises(InvalidOption, match="account must be twelve digits"):
        fake.account(id)


def test_a_role_is_assumed_in_its_account(fake: AwsFake) -> None:
    fake.clock.freeze("2026-03-01T12:00:00.5Z")
    answer = assume(f"arn:aws:iam::{OTHER}:role/teams/billing/deploy")
    arn = f"arn:aws:sts::{OTHER}:assumed-role/deploy/session"
    user = answer["AssumedRoleUser"]
    assert user["Arn"] == arn
    assert user["AssumedRoleId"].startswith("AROA")
    assert user["AssumedRoleId"].endswith(":session")
    assert answer["Credentials"]["Expiration"] == datetime(2026, 3, 1, 13, tzinfo=UTC)
    assert identity(session_of(answer).client("sts")) == {
        "UserId": user["AssumedRoleId"],
        "Account": OTHER,
        "Arn": arn,
    }
    assert fake.recorded.calls.last.principal == arn


def test_roles_are_assumed_in_chains(fake: AwsFake) -> None:
    first = session_of(assume(f"arn:aws:iam::{OTHER}:role/hub")).client("sts")
    second = session_of(assume("arn:aws:iam::555566667777:role/spoke", first)).client("sts")
    assert identity(second)["Account"] == "555566667777"
    assert identity(first)["Account"] == OTHER
    assert [call.account for call in fake.recorded.calls] == ["123456789012", OTHER, "555566667777", OTHER]


def test_the_duration_and_the_source_identity_of_a_role(fake: AwsFake) -> None:
    now = fake.clock.freeze("2026-03-01T12:00Z")
    answer = assume(f"arn:aws:iam::{OTHER}:role/r", DurationSeconds=900, SourceIdentity="jane")
    assert answer["Credentials"]["Expiration"] == now + timedelta(minutes=15)
    assert answer["SourceIdentity"] == "jane"


def test_credentials_are_issued_anew(fake: AwsFake) -> None:
    one, two = (assume(f"arn:aws:iam::{OTHER}:role/r")["Credentials"] for _ in range(2))
    assert one["AccessKeyId"] != two["AccessKeyId"]
    assert one["AccessKeyId"].startswith("ASIA")
    assert len(one["AccessKeyId"]) == 20


@pytest.mark.parametrize(
    "arn",
    [
        "this-is-no-arn-but-long-enough",
        f"arn:aws:iam::{OTHER}:user/jane",
        f"arn:aws:sts::{OTHER}:assumed-role/r/s",
        "arn:aws:iam::my-account:role/r",
        "arn:aws:iam:::role/nobody",
    ],
)
def test_what_is_no_role_is_refused(fake: AwsFake, arn: str) -> None:
    with pytest.raises(ClientError) as caught:
        assume(arn)
    assert caught.value.response["Error"] == {"Code": "ValidationError", "Message": f"{arn} is invalid"}


def test_constraints_of_sts_have_its_own_code(fake: AwsFake) -> None:
    with pytest.raises(ClientError) as caught:
        boto3.client("sts").assume_role(RoleArn=f"arn:aws:iam::{OTHER}:role/r", RoleSessionName="a b")
    assert caught.value.response["Error"]["Code"] == "ValidationError"
    assert "Value 'a b' at 'roleSessionName' failed to satisfy constraint" in caught.value.response["Error"]["Message"]


def test_credentials_of_an_outer_fake_are_nobodys_in_an_inner_one(fake: AwsFake) -> None:
    client = fake.account(OTHER).client("sts")
    with AwsFake(account="999988887777"):
        assert identity(client)["Account"] == "999988887777"
    assert identity(client)["Account"] == OTHER


def test_calls_between_accounts_go_where_the_arn_says(fake: AwsFake) -> None:
    far = fake.account(OTHER).client("events", region_name="us-east-1")
    arn = far.create_event_bus(Name="hub")["EventBusArn"]
    far.put_permission(EventBusName="hub", StatementId="s", Action="events:PutEvents", Principal="123456789012")
    entry = {"Source": "a", "DetailType": "b", "Detail": "{}", "EventBusName": arn}
    boto3.client("events").put_events(Entries=[entry])
    event = fake.recorded.events.only()
    assert event.bus == "hub"
    assert event.status == "accepted"
