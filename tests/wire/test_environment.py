from __future__ import annotations

import os
from collections.abc import Callable

import boto3
import pytest

from pytest_awsevents.fake import AwsFake

CONFIGURED = {
    "AWS_ACCESS_KEY_ID": "AKIAREAL",
    "AWS_SECRET_ACCESS_KEY": "real",
    "AWS_SESSION_TOKEN": "real token",
    "AWS_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "eu-west-2",
    "AWS_EC2_METADATA_DISABLED": "false",
    "AWS_PROFILE": "production",
    "AWS_DEFAULT_PROFILE": "production",
    "AWS_ROLE_ARN": "arn:aws:iam::999999999999:role/real",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/real",
    "AWS_SECURITY_TOKEN": "real old token",
    "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z",
}


def variables() -> dict[str, str]:
    """What pytest does not change by itself."""
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


@pytest.fixture(params=["configured", "nothing configured"])
def environment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    for name, value in CONFIGURED.items():
        if request.param == "configured":
            monkeypatch.setenv(name, value)
        else:
            monkeypatch.delenv(name, raising=False)
    return variables()


def test_a_fake_gives_a_region_and_dummy_credentials(environment: dict[str, str]) -> None:
    with AwsFake(region="ap-south-1"):
        client = boto3.Session().client("events")
        credentials = boto3.Session().get_credentials()
        assert client.meta.region_name == "ap-south-1"
        assert os.environ["AWS_REGION"] == os.environ["AWS_DEFAULT_REGION"] == "ap-south-1"
        frozen = credentials.get_frozen_credentials()
        assert frozen[:3] == ("AKIAFAKEFAKEFAKEFAKE", "fake-secret-key", "fake-session-token")
        client.list_event_buses()
    assert variables() == environment


def test_profiles_and_roles_are_out_of_sight(environment: dict[str, str]) -> None:
    with AwsFake():
        assert not [name for name in os.environ if name.endswith(("PROFILE", "ROLE_ARN", "TOKEN_FILE", "EXPIRATION"))]
        assert boto3.Session().profile_name == "default"
    assert variables() == environment


def test_the_environment_is_put_back_after_an_error(environment: dict[str, str]) -> None:
    with pytest.raises(ZeroDivisionError), AwsFake():
        _ = 1 / 0
    assert variables() == environment


def test_the_environment_is_put_back_step_by_step(environment: dict[str, str]) -> None:
    with AwsFake(region="ap-south-1"):
        outer = variables()
        with AwsFake(region="eu-north-1"):
            assert os.environ["AWS_REGION"] == "eu-north-1"
        assert variables() == outer
    assert variables() == environment


def test_other_variables_are_left_alone(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "7")
    with AwsFake():
        os.environ["MADE_BY_THE_TEST"] = "yes"
        assert os.environ["AWS_MAX_ATTEMPTS"] == "7"
    assert os.environ.pop("MADE_BY_THE_TEST") == "yes"


def test_a_process_without_any_configuration_can_use_boto3(run_python: Callable[[str], str]) -> None:
    printed = run_python(
        """
        import os, boto3
        from pytest_awsevents import AwsFake
        before = dict(os.environ)
        with AwsFake():
            print(boto3.client("sts").get_caller_identity()["Account"])
            boto3.resource("sqs").create_queue(QueueName="jobs")
        assert dict(os.environ) == before
        """
    )
    assert printed == "123456789012\n"
