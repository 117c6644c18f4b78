"""The environment variables of a function, in `os.environ` while its handler runs."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pytest_awsevents.core.scope import Scope
from pytest_awsevents.inputs import compact
from pytest_awsevents.services.lambda_.faults import invalid
from pytest_awsevents.services.lambda_.state import Version

_RESERVED = frozenset(
    {
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
    }
)
_MOST_BYTES = 4096
_REFUSED = (
    "Lambda was unable to configure your environment variables because the environment variables you have provided "
)


def check_variables(variables: Mapping[str, str]) -> None:
    """Refuses variables that Lambda sets itself, and more than it stores."""
    reserved = sorted(_RESERVED.intersection(variables))
    if reserved:
        raise invalid(
            f"{_REFUSED}contains reserved keys that are currently not supported for modification. "
            f"Reserved keys used in this request: {', '.join(reserved)}"
        )
    text = compact(dict(variables))
    if len(text.encode()) > _MOST_BYTES:
        raise invalid(f"{_REFUSED}exceeded the 4KB limit. String measured: {text}")


def function_environment(scope: Scope, name: str, version: Version, log_group: str) -> dict[str, str]:
    """What Lambda sets for a function, and what the function sets for itself.

    Neither credentials (clients keep them for good, a test's own session included) nor the folders of Lambda's file
    system (the code is not there).
    """
    settings = version.settings
    return {
        **settings.get("Environment", {}).get("Variables", {}),
        "AWS_REGION": scope.region,
        "AWS_DEFAULT_REGION": scope.region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{settings.get('Runtime', 'python3.13')}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_VERSION": version.number,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(settings["MemorySize"]),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": version.log_stream,
        "_HANDLER": settings.get("Handler", ""),
    }


class _Overlays:
    """Variables laid over the environment, newest on top; handlers in threads may begin and end in any order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._layers: list[Mapping[str, str]] = []
        self._beneath: dict[str, str | None] = {}

    def add(self, layer: Mapping[str, str]) -> None:
        with self._lock:
            for name in layer:
                self._beneath.setdefault(name, os.environ.get(name))
            self._layers.append(layer)
            os.environ.update(layer)

    def remove(self, layer: Mapping[str, str]) -> None:
        with self._lock:
            self._layers = [other for other in self._layers if other is not layer]
            for name in layer:
                above = next((other[name] for other in reversed(self._layers) if name in other), None)
                value = self._beneath.pop(name) if above is None else above
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


_overlays = _Overlays()


@contextmanager
def overlaid(variables: Mapping[str, str]) -> Iterator[None]:
    """Sets the variables, and puts back what was there."""
    layer = dict(variables)
    _overlays.add(layer)
    try:
        yield
    finally:
        _overlays.remove(layer)
