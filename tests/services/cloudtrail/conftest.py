"""A fake with a `cloudtrail` client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused, made_client, refused_with

ACTIVITY = [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["ActivityAuditLog"]}]}]


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t", now="2026-01-05T09:00:00Z") as active:
        yield active


@pytest.fixture
def cloudtrail(fake: AwsFake) -> Any:
    return made_client("cloudtrail")


@pytest.fixture
def s3(fake: AwsFake) -> Any:
    return made_client("s3")


@pytest.fixture
def refused() -> Refused:
    return refused_with
