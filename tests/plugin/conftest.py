from __future__ import annotations

import textwrap
from collections.abc import Callable

import boto3  # noqa: F401  # pytester forgets what a run has imported: loaded here once, not in every run
import pytest

import pytest_awsevents.fake
import pytest_awsevents.wire.interception  # noqa: F401

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run_project(pytester: pytest.Pytester) -> Run:
    """Runs a test module, given as text, in a project of its own."""

    def run_module(source: str, *args: str, ini: str = "", conftest: str = "") -> pytest.RunResult:
        pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n" + textwrap.dedent(ini))
        pytester.makeconftest(textwrap.dedent(conftest))
        pytester.makepyfile(test_shop="from __future__ import annotations\n" + textwrap.dedent(source))
        return pytester.runpytest_inprocess("-p", "no:randomly", "-p", "no:cacheprovider", *args)

    return run_module
