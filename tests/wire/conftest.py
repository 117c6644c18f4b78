"""A fake, and small service models made by hand."""

from __future__ import annotations

import itertools
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from botocore.model import OperationModel, ServiceModel

from pytest_awsevents.fake import AwsFake

_numbers = itertools.count(1)


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t") as active:
        yield active


def make_operation(
    shapes: Mapping[str, Any], *, output: bool = False, errors: tuple[str, ...] = (), **metadata: Any
) -> OperationModel:
    """An operation `Do` whose input (or output) is the shape `Top`, of a service that nobody has seen before."""
    definition = {
        "metadata": {"protocol": "json", "apiVersion": "2026-01-01", "endpointPrefix": "toy", **metadata},
        "operations": {
            "Do": {
                "name": "Do",
                "http": {"method": "POST", "requestUri": "/"},
                "output" if output else "input": {"shape": "Top"},
                "errors": [{"shape": name} for name in errors],
            }
        },
        "shapes": {"String": {"type": "string"}, **shapes},
    }
    return ServiceModel(definition, service_name=f"toy-{next(_numbers)}").operation_model("Do")


@pytest.fixture
def run_python(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Runs a script in a process of its own, without any AWS configuration; gives what it printed."""
    for name in (*_AWS_VARIABLES, "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))

    def run(script: str) -> str:
        command = [sys.executable, "-W", "error", "-c", textwrap.dedent(script)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


_AWS_VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
)
