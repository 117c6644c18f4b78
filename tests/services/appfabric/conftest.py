"""A fake with an `appfabric` client, and resources made by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused, made_client, refused_with


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t", now="2026-01-05T09:00Z") as active:
        yield active


@pytest.fixture
def appfabric(fake: AwsFake) -> Any:
    return made_client("appfabric")


@pytest.fixture
def bundle(appfabric: Any) -> str:
    """The ARN of an app bundle."""
    return str(appfabric.create_app_bundle()["appBundle"]["arn"])


@pytest.fixture
def authorize(appfabric: Any, bundle: str) -> Callable[..., dict[str, Any]]:
    """Makes an app authorization; keywords replace members of the request."""

    def make(**changes: Any) -> dict[str, Any]:
        request = {
            "appBundleIdentifier": bundle,
            "app": "OKTA",
            "authType": "apiKey",
            "credential": {"apiKeyCredential": {"apiKey": "key"}},
            "tenant": {"tenantIdentifier": "t-1", "tenantDisplayName": "Acme"},
            **changes,
        }
        made: dict[str, Any] = appfabric.create_app_authorization(**request)["appAuthorization"]
        return made

    return make


@pytest.fixture
def ingest(appfabric: Any, bundle: str) -> Callable[..., dict[str, str]]:
    """Makes an ingestion; returns what names it to operations."""

    def make(**changes: Any) -> dict[str, str]:
        request = {
            "appBundleIdentifier": bundle,
            "app": "OKTA",
            "tenantId": "t-1",
            "ingestionType": "auditLog",
            **changes,
        }
        arn = appfabric.create_ingestion(**request)["ingestion"]["arn"]
        return {"appBundleIdentifier": bundle, "ingestionIdentifier": arn}

    return make


@pytest.fixture
def refused() -> Refused:
    return refused_with


def to_bucket(name: str = "lake", schema: str = "raw", format: str = "json", **bucket: str) -> dict[str, Any]:
    """The configurations of a destination in a bucket."""
    return {
        "processingConfiguration": {"auditLog": {"schema": schema, "format": format}},
        "destinationConfiguration": {"auditLog": {"destination": {"s3Bucket": {"bucketName": name, **bucket}}}},
    }
