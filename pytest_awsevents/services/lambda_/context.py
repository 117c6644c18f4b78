"""The context object that a handler receives."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pytest_awsevents.core.clock import Clock


class ClientContextClient:
    """`client` of a client context: the app and the device that call."""

    def __init__(self, members: Mapping[str, Any]) -> None:
        self.installation_id = members.get("installation_id")
        self.app_title = members.get("app_title")
        self.app_version_name = members.get("app_version_name")
        self.app_version_code = members.get("app_version_code")
        self.app_package_name = members.get("app_package_name")


class ClientContext:
    """What a caller sent as ClientContext."""

    def __init__(self, members: Mapping[str, Any]) -> None:
        client = members.get("client")
        self.client = ClientContextClient(client) if isinstance(client, Mapping) else None
        self.custom = members.get("custom")
        self.env = members.get("env")


@dataclass(slots=True, kw_only=True)
class LambdaContext:
    """As AWS gives it, with the remaining time on the clock of the fake."""

    aws_request_id: str
    function_name: str
    function_version: str
    invoked_function_arn: str
    memory_limit_in_mb: str
    log_group_name: str
    log_stream_name: str
    client_context: ClientContext | None
    tenant_id: str | None
    clock: Clock
    deadline: datetime
    identity: None = None

    def get_remaining_time_in_millis(self) -> int:
        """Until the function's timeout; 0 once it is over."""
        return max(0, round((self.deadline - self.clock.now).total_seconds() * 1000))

    def log(self, text: str) -> None:
        """Writes to the log, as `print` without a line end does."""
        sys.stdout.write(text)
