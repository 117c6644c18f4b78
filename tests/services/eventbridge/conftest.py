"""A fake with an `events` client, and the resources that most tests begin with."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused, made_client, refused_with


@pytest.fixture
def events(fake: AwsFake) -> Any:
    return made_client("events")


@pytest.fixture
def refused() -> Refused:
    return refused_with


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
