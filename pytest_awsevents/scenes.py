"""How scenes are found: `aws_fake.scenarios.event_routing(bus="orders")`, those of the package and those of users.

A scene is a function that takes the fake, and parameters by keyword, makes what it needs by the handles, and returns
what it made. Those of the package are named here and imported when they are asked for; `@scenario` adds others.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeAlias, TypeVar

from pytest_awsevents.core.errors import InvalidScene, UnknownScene, did_you_mean

if TYPE_CHECKING:
    from pytest_awsevents.fake import AwsFake
    from pytest_awsevents.scenarios.archived_bus import make_archived_bus
    from pytest_awsevents.scenarios.audit_log_ingestion import make_audit_log_ingestion
    from pytest_awsevents.scenarios.event_data_store import make_event_data_store
    from pytest_awsevents.scenarios.event_routing import make_event_routing
    from pytest_awsevents.scenarios.revision_export import make_revision_export
    from pytest_awsevents.scenarios.scheduled_rule import make_scheduled_rule

P = ParamSpec("P")
T = TypeVar("T")
Make: TypeAlias = "Callable[Concatenate[AwsFake, ...], Any]"

BUILT_IN = (
    "archived_bus",
    "audit_log_ingestion",
    "event_data_store",
    "event_routing",
    "revision_export",
    "scheduled_rule",
)
"""The scenes of the package: `make_event_routing` in the module `scenarios.event_routing`, and so on."""

_OWN: dict[str, dict[Path, Make]] = {}
"""The scenes of users, by name and by the file that they are in."""


def scenario(make: Callable[Concatenate[AwsFake, P], T], /) -> Callable[Concatenate[AwsFake, P], T]:
    """Has a function be a scene of `aws_fake.scenarios`, by its own name; gives back the function.

    It takes the fake first and its parameters by keyword. In a `conftest.py` it is for the tests that see the fixtures
    there, in a test module for the tests of that, in any other module for all. Raises InvalidScene for a taken name.
    """
    name, code = getattr(make, "__name__", "_"), getattr(inspect.unwrap(make), "__code__", None)
    if name.startswith("_") or not name.isidentifier() or code is None:
        raise InvalidScene(f"a scene is a function with a name to call it by, got {make!r}")
    if name in BUILT_IN:
        raise InvalidScene(f"there is a scene {name} in pytest-awsevents; give yours another name")
    _OWN.setdefault(name, {})[Path(code.co_filename)] = make
    return make


class _BuiltIn(Generic[P, T]):
    """What type checkers see of a scene: its function, without the fake."""

    def __init__(self, make: Callable[Concatenate[AwsFake, P], T]) -> None: ...

    def __get__(self, scenes: object, kind: type) -> Callable[P, T]:
        raise NotImplementedError


class Scenes:
    """`aws_fake.scenarios`: every scene as a function of its parameters. Each call makes it anew."""

    if TYPE_CHECKING:
        archived_bus = _BuiltIn(make_archived_bus)
        audit_log_ingestion = _BuiltIn(make_audit_log_ingestion)
        event_data_store = _BuiltIn(make_event_data_store)
        event_routing = _BuiltIn(make_event_routing)
        revision_export = _BuiltIn(make_revision_export)
        scheduled_rule = _BuiltIn(make_scheduled_rule)

    def __init__(self, fake: AwsFake, test: Path | None = None) -> None:
        self._fake = fake
        self._test = test

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return partial(_call, self._found(name), name, self._fake)

    def __dir__(self) -> Iterable[str]:
        return sorted([*BUILT_IN, *(name for name in _OWN if self._own(name))])

    def _found(self, name: str) -> Make:
        if name in BUILT_IN:
            found: Make = getattr(import_module(f"pytest_awsevents.scenarios.{name}"), f"make_{name}")
            return found
        own = self._own(name)
        if len(own) > 1:
            places = ", ".join(str(file) for file in own)
            raise InvalidScene(f"there are several scenes {name}: in {places}; give them names of their own")
        if not own:
            known = list(dir(self))
            raise UnknownScene(f"there is no scene {name!r}{did_you_mean(name, known) or _listed(known)}")
        return next(iter(own.values()))

    def _own(self, name: str) -> dict[Path, Make]:
        """The scenes of that name that the test sees: its own, else those of the nearest conftest, else of modules.

        A fake that was made without the fixture knows no test; it sees all.
        """
        found, test = _OWN.get(name, {}), self._test
        if test is None or test in found:
            return {file: make for file, make in found.items() if test in (None, file)}
        near = [file for file in found if file.name == "conftest.py" and test.is_relative_to(file.parent)]
        if near:
            nearest = max(near, key=lambda file: len(file.parts))
            return {nearest: found[nearest]}
        return {file: make for file, make in found.items() if not _is_for_tests_of_its_own(file)}


def _is_for_tests_of_its_own(file: Path) -> bool:
    return file.name == "conftest.py" or file.stem.startswith("test_") or file.stem.endswith("_test")


def _call(make: Make, name: str, fake: AwsFake, /, *args: Any, **params: Any) -> Any:
    """Sets a scene; a parameter that it does not have is named, with the nearest that it has."""
    known = [one.name for one in list(inspect.signature(make).parameters.values())[1:]]
    takes_any = any(one.kind is one.VAR_KEYWORD for one in inspect.signature(make).parameters.values())
    for param in params:
        if param not in known and not takes_any:
            hint = did_you_mean(param, known) or _listed(known)
            raise InvalidScene(f"scene {name} has no parameter {param!r}{hint}")
    return make(fake, *args, **params)


def _listed(names: Sequence[str]) -> str:
    return f"; known: {', '.join(names) or 'none'}"
