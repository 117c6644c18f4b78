"""Clients that all tests of services share, and what those expect of errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

Refused = Callable[..., AbstractContextManager[dict[str, Any]]]


@cache
def made_client(service: str) -> Any:
    """One client for all tests: making one takes longer than most tests, and it holds no state of a fake."""
    session = boto3.Session(aws_access_key_id="any", aws_secret_access_key="any", region_name="us-east-1")
    return session.client(service)


@contextmanager
def refused_exactly(code: str, message: str | None = None) -> Iterator[dict[str, Any]]:
    """`with refused("NotFound", "text"): ...` expects an AWS error of that code with exactly that message."""
    with _any_refusal() as response:
        yield response
    error = response["Error"]
    assert code in (error["Code"], error.get("QueryErrorCode")), error
    if message is not None:
        assert error["Message"] == message


@contextmanager
def refused_with(code: str, text: str = "") -> Iterator[dict[str, Any]]:
    """`with refused("ConflictException", "text"): ...` expects that code and a message that holds that text."""
    with _any_refusal() as response:
        yield response
    assert response["Error"]["Code"] == code, response["Error"]
    assert text in response["Error"]["Message"]


@contextmanager
def _any_refusal() -> Iterator[dict[str, Any]]:
    """Gives the response of the error that the block has to raise; it is filled in after the block."""
    response: dict[str, Any] = {}
    with pytest.raises(ClientError) as caught:
        yield response
    response.update(caught.value.response)
