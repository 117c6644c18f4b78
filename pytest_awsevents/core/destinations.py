"""API destinations as a delivery needs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pytest_awsevents.core.rules import Params


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpDestination:
    """An API destination with its connection; `parameters` are the connection's AuthParameters, secrets and all.

    `authorize` tells the connection that its token endpoint gave a token.
    """

    arn: str
    method: str
    endpoint: str
    rate: int
    connection: str
    authorization_type: str
    parameters: Params = field(repr=False)
    authorize: Callable[[], None] = field(repr=False)
