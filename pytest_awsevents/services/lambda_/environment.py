"""The environment variables of a function, in `os.environ` while its handler runs."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.lambda_.state import Version


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
