"""Whatever a user holds in hand can be named in an annotation: its class is public."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import get_type_hints

import pytest

import pytest_awsevents
from pytest_awsevents import fixtures, patterns, plugin
from pytest_awsevents.core.scope import World
from pytest_awsevents.options import FakeOptions, FakeSettings
from pytest_awsevents.wire.interception import Answerer

OWN = [getattr(pytest_awsevents, name) for name in pytest_awsevents.__all__]
PUBLIC = [*OWN, *(getattr(patterns, name) for name in patterns.__all__)]

# What `AwsFake` is to the machinery: the ports by which services, deliveries, helpers and the seam meet.
PORTS = {*vars(World), *vars(Answerer), "scope"}
HIDDEN = {
    ("AwsFake", "schemas"),  # what the strictness check judges by
    ("Event", "rules"),  # kept to explain later why they did not match
    ("HttpScript", "reply"),  # what the courier asks
}


def given_back(tree: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """The annotations of what functions, properties and fields give; those of fixtures are public."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            is_fixture = any("fixture" in ast.unparse(one) for one in node.decorator_list)
            yield node.name.lstrip("_") if is_fixture else node.name, node.returns
        elif isinstance(node, ast.AnnAssign):
            yield ast.unparse(node.target), node.annotation


def hidden(annotation: ast.expr | None, module: str) -> Iterator[type]:
    """The classes of this project that an annotation names and that are not public."""
    names = {node.id for node in ast.walk(annotation or ast.Constant(None)) if isinstance(node, ast.Name)}
    for node in ast.walk(ast.parse(inspect.getsource(importlib.import_module(module)))):
        found = []
        if isinstance(node, ast.ImportFrom):
            found = [(str(node.module), one.name) for one in node.names if (one.asname or one.name) in names]
        elif isinstance(node, ast.ClassDef) and node.name in names:
            found = [(module, node.name)]
        for home, name in found:
            kind = getattr(importlib.import_module(home), name)
            if isinstance(kind, type) and kind.__module__.startswith("pytest_awsevents") and kind not in PUBLIC:
                yield kind


def check(owner: str, tree: ast.AST, module: str) -> None:
    found = [
        f"{owner}.{name} gives {kind.__module__}.{kind.__name__}"
        for name, annotation in given_back(tree)
        if not name.startswith("_") and name not in PORTS and (owner, name) not in HIDDEN
        for kind in hidden(annotation, module)
    ]
    assert not found, f"export them from pytest_awsevents/__init__.py: {found}"


@pytest.mark.parametrize("kind", [one for one in OWN if isinstance(one, type)], ids=lambda kind: kind.__name__)
def test_what_a_public_class_gives_is_public(kind: type) -> None:
    for base in kind.__mro__:
        if base.__module__.startswith("pytest_awsevents"):
            check(base.__name__, ast.parse(inspect.getsource(base)).body[0], base.__module__)


@pytest.mark.parametrize("module", [fixtures, plugin], ids=["fixtures", "plugin"])
def test_what_a_fixture_gives_is_public(module: ModuleType) -> None:
    check(module.__name__, ast.parse(inspect.getsource(module)), module.__name__)


def test_settings_by_keyword_are_those_of_the_options() -> None:
    assert get_type_hints(FakeSettings) == get_type_hints(FakeOptions)
