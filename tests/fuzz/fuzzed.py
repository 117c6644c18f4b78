"""What the fuzz has to know of a service; each has a file in `tests/fuzz/services`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from botocore import xform_name

from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services import MODULES, find_service
from pytest_awsevents.wire.models import service_model

ACCOUNT = "123456789012"
OTHER_ACCOUNT = "210987654321"


@dataclass(frozen=True, kw_only=True)
class Fuzzed:
    """One service.

    `arrange` makes one of everything, most of it called `known`, and gives values worth trying, by the names of members
    or shapes. `codes` are errors that AWS documents and the model does not have. `harvest` says under which names the
    members of responses are worth trying too, where those are not their own. `beside` are operations of other services
    that are called in between. `refused` are operations of which some uses are not faked, and say so. `costly` gives
    the value of a member where the operation has such a member. `moved` are members of the state that a refused call
    moves too. `named` are members that most calls have, though the model does not require them.
    """

    service: str
    arrange: Callable[[AwsFake], Mapping[str, Sequence[Any]]]
    codes: frozenset[str] = frozenset()
    harvest: Mapping[str, Sequence[str]] = field(default_factory=dict)
    beside: Sequence[str] = ()
    refused: frozenset[str] = frozenset()
    costly: Mapping[str, Callable[[AwsFake], Any]] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    named: Sequence[str] = ()

    @property
    def operations(self) -> list[str]:
        """The operations that are faked."""
        faked = find_service(self.service)
        assert faked is not None
        return [name for name in service_model(self.service).operation_names if xform_name(name) in faked.operations]


SERVICES = sorted(name for name in MODULES if find_spec(f"tests.fuzz.services.{MODULES[name]}"))


@cache
def fuzzed(service: str) -> Fuzzed:
    found: Fuzzed = import_module(f"tests.fuzz.services.{MODULES[service]}").FUZZED
    assert found.service == service
    return found


@cache
def client_of(service: str) -> Any:
    """Made once: whichever fake is active answers it."""
    with AwsFake(seed="client") as fake:
        return fake.client(service)
