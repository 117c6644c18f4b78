"""Calls of boto3 clients are answered by the innermost fake; outside nothing is changed."""

from __future__ import annotations

import importlib.util
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import boto3
import botocore.session
import botocore.waiter
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, ParamValidationError
from botocore.stub import Stubber

from pytest_awsevents.core.errors import NoActiveFake
from pytest_awsevents.core.records import Caller
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.session import SessionGuard
from pytest_awsevents.wire.interception import seam

KEYS = {"region_name": "eu-west-1", "aws_access_key_id": "AKIAOWN", "aws_secret_access_key": "own"}
EARLY_SESSION = boto3.Session(**KEYS)
EARLY_CLIENT = EARLY_SESSION.client("sts")
EARLY_BOTOCORE = botocore.session.get_session().create_client("sts", **KEYS)
ENTRY = {"Source": "shop", "DetailType": "Paid", "Detail": "{}"}


def account_of(client: Any) -> str:
    return client.get_caller_identity()["Account"]


# --- who is answered -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("client", [EARLY_CLIENT, EARLY_BOTOCORE])
def test_clients_made_before_are_answered(fake: AwsFake, client: Any) -> None:
    assert account_of(client) == "123456789012"
    assert fake.recorded.calls.only().region == "eu-west-1"


def test_sessions_made_before_are_answered(fake: AwsFake) -> None:
    assert account_of(EARLY_SESSION.client("sts", region_name="us-west-2")) == "123456789012"
    assert fake.recorded.calls.only().region == "us-west-2"


def test_a_session_made_before_with_nothing_configured_is_answered(run_python: Callable[[str], str]) -> None:
    printed = run_python(
        """
        import boto3
        from botocore.exceptions import NoRegionError
        early = boto3.Session()
        try:
            early.client("events")
        except NoRegionError:
            print("no region")
        assert early.get_credentials() is None
        from pytest_awsevents import AwsFake
        with AwsFake(region="eu-north-1"):
            client = early.client("events")
            print(client.list_event_buses()["EventBuses"][0]["Arn"])
        """
    )
    assert printed.split("\n")[:2] == ["no region", "arn:aws:events:eu-north-1:123456789012:event-bus/default"]


def test_the_default_session_and_module_functions_are_answered(fake: AwsFake) -> None:
    assert account_of(boto3.client("sts")) == "123456789012"
    assert fake.recorded.calls.only().region == "us-east-1"


def test_clients_without_credentials_are_answered(fake: AwsFake) -> None:
    from botocore import UNSIGNED
    from botocore.config import Config

    assert account_of(boto3.client("sts", config=Config(signature_version=UNSIGNED))) == "123456789012"


def deferred(fetch: Callable[[], Any]) -> Any:
    """A botocore session whose credentials are fetched on first use, as those of a profile with a role."""
    from botocore.credentials import DeferredRefreshableCredentials

    session = botocore.session.get_session()
    session._credentials = DeferredRefreshableCredentials(fetch, "test")
    return session


def test_credentials_that_are_fetched_by_assuming_a_role_tell_the_account(fake: AwsFake) -> None:
    def fetch() -> dict[str, str]:
        role = {"RoleArn": "arn:aws:iam::444455556666:role/deploy", "RoleSessionName": "deploy"}
        keys = boto3.client("sts").assume_role(**role)["Credentials"]
        return {
            "access_key": keys["AccessKeyId"],
            "secret_key": keys["SecretAccessKey"],
            "token": keys["SessionToken"],
            "expiry_time": keys["Expiration"].isoformat(),
        }

    client = deferred(fetch).create_client("sts")
    assert account_of(client) == account_of(client) == "444455556666"
    assert [call.operation for call in fake.recorded.calls] == ["AssumeRole", "GetCallerIdentity", "GetCallerIdentity"]


def test_credentials_that_cannot_be_fetched_are_not_needed(fake: AwsFake) -> None:
    def fetch() -> Any:
        raise OSError("no token")

    assert account_of(deferred(fetch).create_client("sts")) == "123456789012"


def test_credentials_that_have_expired_are_not_refreshed(fake: AwsFake) -> None:
    from botocore.credentials import RefreshableCredentials

    refreshed: list[bool] = []

    def refresh() -> Any:
        refreshed.append(True)
        raise OSError("no network")

    session = botocore.session.get_session()
    expired = datetime(2020, 1, 1, tzinfo=UTC)
    session._credentials = RefreshableCredentials("AKIA", "s", "t", expired, refresh, "test")
    assert account_of(session.create_client("sts")) == "123456789012"
    assert not refreshed


def test_resources_are_answered(fake: AwsFake) -> None:
    queue = boto3.resource("sqs").create_queue(QueueName="jobs")
    queue.send_message(MessageBody="hello")
    assert [message.body for message in queue.receive_messages()] == ["hello"]
    assert [call.operation for call in fake.recorded.calls] == ["CreateQueue", "SendMessage", "ReceiveMessage"]


@pytest.mark.parametrize(("service", "region"), [("iam", "us-east-1"), ("cloudfront", "us-east-1")])
def test_global_services_are_in_the_region_of_their_endpoint(fake: AwsFake, service: str, region: str) -> None:
    client = boto3.client(service)
    assert client.meta.region_name == "aws-global"
    operation = {"iam": "list_users", "cloudfront": "list_distributions"}[service]
    response = {"iam": {"Users": []}, "cloudfront": {}}[service]
    fake.stub(service, operation, response)
    getattr(client, operation)()
    assert fake.recorded.calls.only().region == region


def test_partitions_are_told_apart(fake: AwsFake) -> None:
    buses = boto3.client("events", region_name="cn-north-1").list_event_buses()["EventBuses"]
    assert buses[0]["Arn"] == "arn:aws-cn:events:cn-north-1:123456789012:event-bus/default"


def test_the_line_that_made_the_call_is_found_through_helpers_of_boto3(fake: AwsFake) -> None:
    def pages() -> Any:
        return list(boto3.client("events").get_paginator("list_rules").paginate())

    pages()
    assert fake.recorded.calls.only().caller == Caller(__file__, pages.__code__.co_firstlineno + 1)


# --- what botocore does stays ----------------------------------------------------------------------------------------


def test_botocore_validates_params_and_nothing_is_recorded(fake: AwsFake) -> None:
    with pytest.raises(ParamValidationError, match='Unknown parameter in input: "Entrys"'):
        boto3.client("events").put_events(Entrys=[])
    with pytest.raises(ParamValidationError, match='Missing required parameter in input: "Name"'):
        boto3.client("events").describe_rule()
    assert fake.recorded.all == []


def test_modelled_exceptions_are_raised(fake: AwsFake) -> None:
    client = boto3.client("events")
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        client.describe_event_bus(Name="nowhere")
    assert isinstance(caught.value, ClientError)
    assert caught.value.operation_name == "DescribeEventBus"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_responses_have_their_metadata(fake: AwsFake) -> None:
    metadata = boto3.client("events").list_rules()["ResponseMetadata"]
    assert set(metadata) == {"RequestId", "HTTPStatusCode", "HTTPHeaders", "RetryAttempts"}
    assert metadata["HTTPStatusCode"] == 200
    assert metadata["RetryAttempts"] == 0
    assert metadata["HTTPHeaders"]["x-amzn-requestid"] == metadata["RequestId"]


def test_paginators_turn_all_pages(fake: AwsFake) -> None:
    client = boto3.client("events")
    for number in range(5):
        client.put_rule(Name=f"rule-{number}", ScheduleExpression="rate(1 day)")
    mark = fake.recorded.mark()
    pages = client.get_paginator("list_rules").paginate(PaginationConfig={"PageSize": 2})
    assert [rule["Name"] for page in pages for rule in page["Rules"]] == [f"rule-{number}" for number in range(5)]
    assert len(fake.recorded.calls.since(mark)) == 3


def test_a_stubber_wins_and_the_fake_hears_nothing(fake: AwsFake) -> None:
    client = boto3.client("sts")
    with Stubber(client) as stubber:
        stubber.add_response("get_caller_identity", {"Account": "999999999999"})
        stubber.add_client_error("get_caller_identity", "Throttled")
        assert account_of(client) == "999999999999"
        with pytest.raises(ClientError, match="Throttled"):
            client.get_caller_identity()
    assert fake.recorded.calls == []
    assert account_of(client) == "123456789012"


def test_hooks_of_the_user_run(fake: AwsFake) -> None:
    client = boto3.client("events")
    seen: list[str] = []

    def before_parameters(params: Any, **_: Any) -> None:
        seen.append("before-parameter-build")
        params["Entries"][0]["Source"] = "hooked"

    def before_call(params: Any, **_: Any) -> None:
        seen.append("before-call")
        assert params["headers"]["X-Amz-Target"] == "AWSEvents.PutEvents"

    def after_call(parsed: Any, http_response: Any, **_: Any) -> None:
        seen.append("after-call")
        assert http_response.status_code == 200
        assert http_response.headers["X-Amzn-RequestId"]
        parsed["Hooked"] = True

    client.meta.events.register("before-parameter-build.events.PutEvents", before_parameters)
    client.meta.events.register("before-call.events.PutEvents", before_call)
    client.meta.events.register("after-call.events.PutEvents", after_call)
    response = client.put_events(Entries=[dict(ENTRY)])
    assert seen == ["before-parameter-build", "before-call", "after-call"]
    assert response["Hooked"] is True
    assert fake.recorded.events.only().source == "hooked"


def test_a_hook_that_answers_before_the_call_wins(fake: AwsFake) -> None:
    from botocore.awsrequest import AWSResponse

    client = boto3.client("sts")
    client.meta.events.register(
        "before-call.sts.GetCallerIdentity",
        lambda **_: (AWSResponse("", 200, {}, None), {"Account": "888888888888"}),
    )
    assert account_of(client) == "888888888888"
    assert fake.recorded.calls == []


def test_presigning_sends_nothing(fake: AwsFake) -> None:
    url = boto3.client("s3").generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"})
    assert url.startswith("https://s3.amazonaws.com/b/k?")
    assert fake.recorded.calls == []


# --- threads ---------------------------------------------------------------------------------------------------------


def test_two_threads_are_answered_at_once(fake: AwsFake) -> None:
    """Each waits inside its call for the other: a lock held meanwhile would hang both."""
    meeting = threading.Barrier(2, timeout=10)

    def meet(params: dict[str, Any]) -> dict[str, Any]:
        meeting.wait()
        return {"JobRunId": params["JobName"]}

    fake.stub("glue", "start_job_run", meet)
    client = boto3.client("glue")
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda name: client.start_job_run(JobName=name)["JobRunId"], ["a", "b"]))
    assert runs == ["a", "b"]
    assert {call.params["JobName"] for call in fake.recorded.calls} == {"a", "b"}


def test_first_calls_of_many_threads_see_the_same_stub_and_state() -> None:
    for _ in range(10):
        with AwsFake() as fake:
            client = boto3.client("events")
            start = threading.Barrier(4)

            def make(number: int, client: Any = client, start: Any = start) -> None:
                start.wait(10)
                client.create_event_bus(Name=f"bus-{number}")

            with ThreadPoolExecutor(4) as pool:
                list(pool.map(make, range(4)))
            assert len(client.list_event_buses()["EventBuses"]) == 5
            assert len(fake.recorded.calls) == 5


# --- nesting and leaving ---------------------------------------------------------------------------------------------


def test_the_innermost_fake_answers_and_the_outer_one_resumes() -> None:
    client = boto3.client("sts", **KEYS)
    with AwsFake(account="111111111111") as outer:
        assert account_of(client) == "111111111111"
        with AwsFake(account="222222222222") as inner:
            assert account_of(client) == "222222222222"
        assert account_of(client) == "111111111111"
        assert len(outer.recorded.calls) == 2
        assert len(inner.recorded.calls) == 1


def test_nested_fakes_share_nothing() -> None:
    with AwsFake() as outer:
        outer.eventbridge.bus("orders")
        with AwsFake() as inner:
            names = [bus["Name"] for bus in inner.client("events").list_event_buses()["EventBuses"]]
    assert names == ["default"]


def test_a_fake_cannot_be_entered_twice_but_again_later() -> None:
    fake = AwsFake()
    with fake:
        fake.eventbridge.bus("orders")
        with pytest.raises(Exception, match="this fake is active already; make another one to nest"):
            fake.__enter__()
        assert seam.innermost is fake
    with fake:
        assert len(fake.client("events").list_event_buses()["EventBuses"]) == 2
    assert seam.innermost is None


def snapshot() -> dict[str, Any]:
    import os

    return {
        "BaseClient": dict(vars(BaseClient)),
        "socket class": dict(vars(socket.socket)),
        "socket module": dict(vars(socket)),
        "waiter time": botocore.waiter.time,
        "environment": {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"},
        **(async_snapshot() if importlib.util.find_spec("aiobotocore") else {}),
    }


def async_snapshot() -> dict[str, Any]:
    from aiobotocore import waiter
    from aiobotocore.client import AioBaseClient

    return {
        "AioBaseClient": dict(vars(AioBaseClient)),
        "async waiter": dict(vars(waiter.AIOWaiter)),
        "async waiter module": dict(vars(waiter)),
    }


@pytest.fixture
def before() -> Iterator[dict[str, Any]]:
    taken = snapshot()
    yield taken
    for name, value in snapshot().items():
        assert value == taken[name], name


def test_everything_is_patched_while_a_fake_is_active(before: dict[str, Any]) -> None:
    with AwsFake():
        during = snapshot()
    unchanged = [name for name in before if before[name] == during[name]]
    if "async waiter" in before:
        unchanged.remove("async waiter module" if "_sleep" in before["async waiter"] else "async waiter")
    assert unchanged == []


def test_leaving_restores_everything(before: dict[str, Any]) -> None:
    with AwsFake() as fake:
        fake.client("sts").get_caller_identity()


def test_leaving_by_an_error_restores_everything(before: dict[str, Any]) -> None:
    fake = AwsFake(now="2026-01-01T00:00Z")
    with pytest.raises(ClientError), fake:
        fake.client("events").describe_event_bus(Name="nowhere")


def test_leaving_nested_fakes_by_an_error_restores_everything(before: dict[str, Any]) -> None:
    with pytest.raises(ZeroDivisionError), AwsFake(), AwsFake(region="eu-west-1"), AwsFake(now="2026-01-01"):
        _ = 1 / 0


def test_a_fake_that_cannot_begin_leaves_nothing_behind(before: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not an instant"):
        AwsFake(now="tomorrow").__enter__()
    assert seam.innermost is None


def test_a_fake_that_cannot_patch_leaves_nothing_behind(
    before: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError("no")

    with monkeypatch.context() as patch:
        patch.setattr(seam._guard, "install", fail)
        with pytest.raises(OSError, match=r"^no$"):
            AwsFake().__enter__()


def test_a_fake_whose_freeze_cannot_end_restores_the_environment(
    before: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = AwsFake()

    def fail() -> None:
        raise OSError("no")

    monkeypatch.setattr(fake.clock, "close", fail)
    with pytest.raises(OSError, match=r"^no$"), fake:
        pass


def test_client_classes_made_meanwhile_are_left_as_botocore_makes_them(before: dict[str, Any]) -> None:
    with AwsFake():
        kind = type(boto3.client("sts"))
    assert "_make_request" not in vars(kind)
    assert "__init_subclass__" not in vars(BaseClient)


# --- between tests ---------------------------------------------------------------------------------------------------


@pytest.fixture
def guard() -> Iterator[SessionGuard]:
    held = SessionGuard("eu-central-1")
    yield held
    held.close()


def test_outside_every_fake_a_held_seam_refuses_calls(before: dict[str, Any], guard: SessionGuard) -> None:
    client = boto3.client("sts")
    assert client.meta.region_name == "eu-central-1"
    with pytest.raises(NoActiveFake) as caught:
        client.get_caller_identity()
    line = test_outside_every_fake_a_held_seam_refuses_calls.__code__.co_firstlineno + 4
    assert str(caught.value) == (
        f"sts:GetCallerIdentity was called by {Caller(__file__, line)} outside the fake of any test; "
        "nothing was sent.\n"
        "Every test has a fake of its own. A fixture of a wider scope, or code that runs at import, needs one too: "
        "`with AwsFake() as fake: yield fake`."
    )


def test_fakes_come_and_go_under_a_held_seam(before: dict[str, Any], guard: SessionGuard) -> None:
    client = boto3.client("sts")
    for _ in range(2):
        with AwsFake():
            assert account_of(client) == "123456789012"
        with pytest.raises(NoActiveFake):
            client.get_caller_identity()
