"""Calls as a client makes them, and which answers are AWS's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError
from botocore.model import OperationModel

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.services import find_service
from tests.fuzz.fuzzed import Fuzzed, client_of

COMMON_CODES = frozenset({"ValidationException", "AccessDeniedException", "ThrottlingException"})
"""What AWS documents for every operation, besides the errors of its model."""

outcomes: Counter[tuple[str, str]] = Counter()
"""How many calls of each service were answered, were refused, never left botocore, or are not faked."""


def call(subject: Fuzzed, operation: OperationModel, params: Mapping[str, Any]) -> dict[str, Any] | str | None:
    """The response, or the code of AWS's error, one of those listed; None where no call reached the fake."""
    service = operation.service_model.service_name
    client = client_of(service)
    try:
        response: dict[str, Any] = getattr(client, xform_name(operation.name))(**params)
    except ClientError as error:
        code = str(error.response["Error"]["Code"])
    except UnsupportedOperation:
        assert operation.name in subject.refused, "an operation is to be faked whole, or to be listed in `refused`"
        outcomes[service, "not faked"] += 1
        return None
    except Exception as error:
        if isinstance(error, BotoCoreError) or not _was_sent(error.__traceback__):
            outcomes[service, "not sent"] += 1
            return None
        raise
    else:
        outcomes[service, "answered"] += 1
        return response
    outcomes[service, "refused"] += 1
    assert code in listed_codes(subject, operation), f"AWS lists no {code} for {operation.name}"
    return code


def listed_codes(subject: Fuzzed, operation: OperationModel) -> frozenset[str]:
    """The codes of the errors that an operation may answer with."""
    modelled = {shape.metadata.get("error", {}).get("code", shape.name) for shape in operation.error_shapes}
    faked = find_service(operation.service_model.service_name)
    enforced = set() if faked is None else {faked.wording.code}
    return COMMON_CODES | modelled | subject.codes | enforced


def _was_sent(traceback: TracebackType | None) -> bool:
    """Whether an error comes from behind botocore, which cannot put everything on the wire that it lets pass."""
    return any(name == "_make_request" for name in _functions(traceback))


def _functions(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_name
        traceback = traceback.tb_next
