"""A fake with an `events` client, and the resources that most tests begin with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents.fake import AwsFake

Refused = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t") as active:
        yield active


@pytest.fixture(scope="session")
def _client() -> Any:
    """Made once, before any fake is active: making a client costs more than a test of this folder."""
    session = boto3.Session(aws_access_key_id="any", aws_secret_access_key="any", region_name="us-east-1")
    return session.client("events")


@pytest.fixture
def events(fake: AwsFake, _client: Any) -> Any:
    return _client


@pytest.fixture
def refused() -> Refused:
    """`with refused("ValidationException", "text"): ...` expects that error, with a message holding that text."""

    @contextmanager
    def expect(code: str, text: str = "") -> Iterator[None]:
        with pytest.raises(ClientError) as caught:
            yield
        error = caught.value.response["Error"]
        assert error["Code"] == code, error
        assert text in error["Message"]

    return expect


@pytest.fixture
def bus(events: Any) -> str:
    """The ARN of a custom bus called `orders`."""
    return str(events.create_event_bus(Name="orders")["EventBusArn"])


@pytest.fixture
def rule(events: Any) -> str:
    """The name of a rule on the default bus that matches everything of the source `shop`."""
    events.put_rule(Name="all", EventPattern=json.dumps({"source": ["shop"]}))
    return "all"


@pytest.fixture
def put(events: Any) -> Callable[..., dict[str, Any]]:
    """Puts one event of the source `shop`; keywords change its entry. Returns the result of the entry."""

    def put_one(detail: Mapping[str, Any] | None = None, **entry: Any) -> dict[str, Any]:
        whole = {"Source": "shop", "DetailType": "Paid", "Detail": json.dumps(detail or {}), **entry}
        result: dict[str, Any] = events.put_events(Entries=[whole])["Entries"][0]
        return result

    return put_one
