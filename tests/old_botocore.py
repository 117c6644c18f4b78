"""What the suite cannot ask of an older botocore, whose models lack what AWS added later.

Tests that fail for a missing operation or parameter, or for a parameter that is no longer required, are skipped, and
those marked `needs_model("s3:HeadObject", "TagCount")` where that operation, or that member of its response, is
missing. With the models that the fakes were written against, no test is skipped.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version

import botocore.session
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ParamValidationError

from pytest_awsevents.core.errors import AwsError, InvalidStub

INSTALLED = version("botocore")
IS_OLD = tuple(map(int, INSTALLED.split(".")[:2])) < (1, 43)
_UNKNOWN = re.compile(
    r"'\w+' object has no attribute '\w+'|\w+ has no operation '\w+'|Unknown parameter in .*?: \"\w+\""
    r"|Missing required parameter in .*?: \"\w+\""
)


def skip_if_model_lacks(needs: Iterable[pytest.Mark]) -> None:
    for need in needs:
        operation, *members = need.args
        if IS_OLD and not _has(operation, members):
            _skip(f"it lacks {operation}{''.join(f', {name}' for name in members)}")


def skip_if_it_failed_for_the_model(output: str) -> None:
    """The same for tests that a test has run."""
    if IS_OLD and (found := _UNKNOWN.search(output)):
        _skip(found[0])


@contextmanager
def skipped_if_it_fails_for_the_model() -> Iterator[None]:
    try:
        yield
    except (AttributeError, ParamValidationError, InvalidStub, AwsError) as error:
        if not isinstance(error, AttributeError) or isinstance(error.obj, BaseClient):
            skip_if_it_failed_for_the_model(str(error))
        raise
    except TypeError as error:
        # The rules by which an endpoint is found stumbled over params that are lists, before the call was sent.
        if IS_OLD and any(frame.name == "construct_endpoint" for frame in traceback.extract_tb(error.__traceback__)):
            _skip(str(error))
        raise


def _has(operation: str, members: Iterable[str]) -> bool:
    service, _, name = operation.partition(":")
    model = botocore.session.get_session().get_service_model(service)
    if name not in model.operation_names:
        return False
    output = model.operation_model(name).output_shape
    return set(members) <= set(output.members if output else ())


def _skip(why: str) -> None:
    pytest.skip(f"botocore {INSTALLED} is too old: {why}")
