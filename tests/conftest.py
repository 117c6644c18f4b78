from __future__ import annotations

import os
from collections.abc import Iterator

# A process can import it only once, and pytester forgets what its runs import.
import duckdb  # noqa: F401

# Set before anything reads it: texts with local times would depend on the machine otherwise.
os.environ["TZ"] = "UTC"

import pytest  # all of it after the environment is set
from hypothesis import HealthCheck, settings

from pytest_awsevents.core import freezers
from tests import old_botocore

# Responses of the fakes are held against botocore's model to the last member, unless the model is too old for them.
if not old_botocore.IS_OLD:
    os.environ["PYTEST_AWSEVENTS_EXACT_RESPONSES"] = "1"

# A busy machine is no reason to fail; and where changes are judged, all are judged by the same examples.
settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs_model(operation, *members): what botocore's model has to have")


def pytest_collection_finish() -> None:
    """Every test file is imported now, nothing is frozen yet; many tests freeze with plain freezegun."""
    freezers.load_lazy_attributes()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    old_botocore.skip_if_model_lacks(item.iter_markers("needs_model"))
    with old_botocore.skipped_if_it_fails_for_the_model():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with old_botocore.skipped_if_it_fails_for_the_model():
        return (yield)
