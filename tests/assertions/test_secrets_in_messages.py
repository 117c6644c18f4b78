"""Messages about calls that hold secrets: the paths are named, the values are not; what matches is not changed."""

from __future__ import annotations

import re

import boto3
import pytest

from pytest_awsevents import Capture, JsonText, call


def message(fake, matcher_params):
    boto3.client("secretsmanager").create_secret(Name="db", SecretString='{"user": "shop", "password": "hunter2"}')
    with pytest.raises(AssertionError) as failed:
        fake.assert_called("secretsmanager:CreateSecret", **matcher_params)
    return re.sub(r", made by .*", "", str(failed.value))


@pytest.mark.parametrize("wanted", ["hunter3", re.compile("hunter3")])
def test_neither_side_is_shown(fake, wanted):
    assert message(fake, {"Name": "other", "SecretString": wanted}).splitlines() == [
        "0 calls like call('secretsmanager:CreateSecret', Name='other', SecretString='***'), expected at least 1",
        "  nearest: call #1 secretsmanager:CreateSecret",
        '  Name          got "db"   test wants "other"',
        '  SecretString  got "***"  test wants "***"',
    ]


def test_what_is_wanted_inside_of_a_secret_is_not_shown(fake):
    assert message(fake, {"SecretString": JsonText({"password": "hunter3"})}).splitlines() == [
        "0 calls like call('secretsmanager:CreateSecret', SecretString='***'), expected at least 1",
        "  nearest: call #1 secretsmanager:CreateSecret",
        '  SecretString.password  got "***"  test wants "***"',
    ]


def test_secrets_match_and_are_captured_as_they_are(fake):
    boto3.client("secretsmanager").create_secret(Name="db", SecretString="hunter2")
    seen = Capture[str]()
    found = fake.assert_called("secretsmanager:CreateSecret", SecretString="hunter2")
    fake.assert_called("secretsmanager:CreateSecret", SecretString=seen)
    assert seen.value == "hunter2"
    assert found == call("secretsmanager:CreateSecret", SecretString=re.compile("^hunter"))
    assert found.params["SecretString"] == "hunter2"
    assert "hunter2" not in repr(found)
