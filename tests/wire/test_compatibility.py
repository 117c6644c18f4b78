"""The private names that the seam relies on. A failure here names what botocore or aiobotocore changed."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

import boto3
import botocore.client
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config

from pytest_awsevents.fake import AwsFake

MAKE_REQUEST = ["self", "operation_model", "request_dict", "request_context"]
CONVERT = ["self", "api_params", "operation_model", "endpoint_url", "context", "headers", "set_user_agent_header"]


def changed(what: str) -> str:
    return f"{what} has changed: look at pytest_awsevents/wire/interception.py"


@pytest.mark.parametrize(
    ("module", "kind"), [("botocore.client", "BaseClient"), ("aiobotocore.client", "AioBaseClient")]
)
@pytest.mark.parametrize(
    ("name", "parameters"), [("_make_request", MAKE_REQUEST), ("_convert_to_request_dict", CONVERT)]
)
def test_the_methods_that_are_replaced(module: str, kind: str, name: str, parameters: list[str]) -> None:
    owner = getattr(pytest.importorskip(module), kind)
    assert name in vars(owner), changed(f"{module}.{kind}.{name}")
    method = vars(owner)[name]
    assert list(inspect.signature(method).parameters) == parameters, changed(f"the signature of {kind}.{name}")
    is_async = module.startswith("aio")
    assert inspect.iscoroutinefunction(method) is is_async, changed(f"whether {kind}.{name} is a coroutine")


def test_async_clients_are_clients_of_botocore() -> None:
    aio = pytest.importorskip("aiobotocore.client")
    assert issubclass(aio.AioBaseClient, botocore.client.BaseClient), changed("the base of AioBaseClient")


def test_no_subclass_hook_is_lost() -> None:
    assert "__init_subclass__" not in vars(botocore.client.BaseClient), changed("BaseClient.__init_subclass__")


def test_what_a_client_has() -> None:
    client = boto3.client("events", region_name="us-east-1", aws_access_key_id="AKIA", aws_secret_access_key="s")
    assert client._request_signer._credentials.access_key == "AKIA", changed("BaseClient._request_signer._credentials")
    assert client._endpoint._response_parser_factory._defaults == {}, changed("the parsers that a session sets")
    assert client.meta.partition == "aws", changed("BaseClient.meta.partition")
    refreshable = importlib.import_module("botocore.credentials").RefreshableCredentials
    assert "_access_key" in refreshable.__init__.__code__.co_names, changed("RefreshableCredentials._access_key")


class Seen(Exception):
    """Stops a call where it was seen."""


def request_of(client: Any, service: str, operation: str, **params: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The request and the context that `_make_request` is given."""
    seen: list[Any] = []

    def look(params: Any, context: Any, **_: Any) -> None:
        seen.extend([params, context])
        raise Seen

    client.meta.events.register(f"before-call.{service}", look)
    with pytest.raises(Seen):
        getattr(client, operation)(**params)
    return seen[0], seen[1]


def test_the_context_of_a_request() -> None:
    with AwsFake():
        request, context = request_of(boto3.client("s3"), "s3", "put_object", Bucket="b", Key="k", Body=b"x")
    assert context["has_streaming_input"] is True, changed("request_context['has_streaming_input']")
    assert request["context"] is context, changed("request_dict['context']")
    assert context["pytest_awsevents.params"]["Key"] == "k", changed("the context given to _convert_to_request_dict")


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_the_event_by_which_retries_are_asked_for(mode: Any) -> None:
    client = boto3.client(
        "events",
        region_name="us-east-1",
        aws_access_key_id="AKIA",
        aws_secret_access_key="s",
        config=Config(retries={"mode": mode}),
    )
    metadata = {"HTTPStatusCode": 500, "HTTPHeaders": {}}
    answers = client.meta.events.emit(
        "needs-retry.eventbridge.PutEvents",
        response=(AWSResponse("", 500, {}, None), {"Error": {"Code": "InternalFailure"}, "ResponseMetadata": metadata}),
        endpoint=client._endpoint,
        operation=client.meta.service_model.operation_model("PutEvents"),
        attempts=1,
        caught_exception=None,
        request_dict={"context": {"retries": {"attempt": 1}}},
    )
    delays = [answer for _, answer in answers if answer is not None]
    assert delays, changed("the arguments of the event needs-retry")
    assert all(isinstance(delay, int | float) for delay in delays), changed("the answer to needs-retry")


def test_the_sleep_of_waiters() -> None:
    waiter = importlib.import_module("botocore.waiter")
    assert waiter.time is importlib.import_module("time"), changed("botocore.waiter.time")
    source = inspect.getsource(waiter.Waiter.wait)
    assert "time.sleep(sleep_amount)" in source, changed("how botocore.waiter sleeps")


def test_the_sleep_of_async_waiters() -> None:
    waiter = pytest.importorskip("aiobotocore.waiter")
    source = inspect.getsource(waiter.AIOWaiter)
    if hasattr(waiter.AIOWaiter, "_sleep"):
        assert list(inspect.signature(waiter.AIOWaiter._sleep).parameters) == ["self", "sleep_amount"]
        assert "await self._sleep(sleep_amount)" in source, changed("how aiobotocore.waiter sleeps")
    else:
        assert waiter.asyncio is importlib.import_module("asyncio"), changed("aiobotocore.waiter.asyncio")
        assert "await asyncio.sleep(sleep_amount)" in source, changed("how aiobotocore.waiter sleeps")


def test_the_body_of_async_responses() -> None:
    response = pytest.importorskip("aiobotocore.response")
    assert hasattr(response, "AioStreamingBody") or hasattr(response, "StreamingBody"), changed("aiobotocore.response")


def test_the_sync_and_the_async_client_are_replaced_alike(replaced: Callable[[type], set[str]]) -> None:
    assert replaced(botocore.client.BaseClient) == {"_make_request", "_convert_to_request_dict", "__init_subclass__"}
    aio = pytest.importorskip("aiobotocore.client")
    assert replaced(aio.AioBaseClient) == {"_make_request", "_convert_to_request_dict"}


@pytest.fixture
def replaced() -> Callable[[type], set[str]]:
    """The names of a class that are others while a fake is active."""

    def find(kind: type) -> set[str]:
        before = dict(vars(kind))
        with AwsFake():
            during = dict(vars(kind))
        return {name for name in during if during[name] is not before.get(name)}

    return find
