"""Which Python callables may stand for the code of a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from pytest_awsevents.core.errors import InvalidOption
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
    if inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(type(handler).__call__):
        shown = handler_name(handler)
        raise InvalidOption(
            f"the handler of {name}, {shown}, is a coroutine function: Lambda does not await it. Bind a plain "
            f"function, for example: lambda event, context: asyncio.run({shown}(event, context))"
        )
    _check_parameters(name, handler)


def handler_name(handler: object) -> str:
    """`module.function`, as the Handler of a function is written; no blanks."""
    name = getattr(handler, "__qualname__", type(handler).__qualname__)
    module = getattr(handler, "__module__", None)
    return f"{module}.{name}" if module else str(name)


def _check_parameters(name: str, handler: Callable[..., Any]) -> None:
    try:
        signature = inspect.signature(handler)
    except (TypeError, ValueError):  # written in C
        return
    try:
        signature.bind(None, None)
    except TypeError as error:
        raise InvalidOption(
            f"the handler of {name}, {handler_name(handler)}{signature}, must take (event, context): {error}"
        ) from None
