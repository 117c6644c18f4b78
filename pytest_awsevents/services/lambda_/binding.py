"""Which Python callables may stand for the code of a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from pytest_awsevents.core.errors import InvalidOption
from pytest_awsevents.core.functions import awaited_in_vain, name_of
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.lambda_.identifiers import Reference
from pytest_awsevents.services.lambda_.state import LAMBDA, Handler


def bind_handler(scope: Scope, reference: Reference, handler: Handler | None) -> None:
    """Has invocations of a function, or of one version or alias, run a callable; None takes it away again."""
    handlers = reference.scope.state(LAMBDA).handlers
    place = (reference.name, reference.qualifier or "")
    if handler is None:
        handlers.pop(place, None)
    else:
        check_handler(reference.name, handler)
        handlers[place] = handler


def check_handler(name: str, handler: object) -> None:
    """Refuses what Lambda could not call."""
    if not callable(handler):
        raise InvalidOption(f"the handler of {name} must be a function (event, context), got {handler!r}")
    if refusal := awaited_in_vain(handler, "event, context", "Lambda"):
        raise InvalidOption(f"the handler of {name}, {refusal}")
    _check_parameters(name, handler)


def _check_parameters(name: str, handler: Callable[..., Any]) -> None:
    try:
        signature = inspect.signature(handler)
    except (TypeError, ValueError):  # written in C
        return
    try:
        signature.bind(None, None)
    except TypeError as error:
        raise InvalidOption(
            f"the handler of {name}, {name_of(handler)}{signature}, must take (event, context): {error}"
        ) from None
