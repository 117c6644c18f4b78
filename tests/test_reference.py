"""The reference is complete: every public name has a summary line and its place, every fixture its row."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path

import pytest

import pytest_awsevents
from pytest_awsevents.core.scope import World
from pytest_awsevents.wire.interception import Answerer

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
MODULES = ("pytest_awsevents", *(f"pytest_awsevents.{name}" for name in ("patterns", "schedules", "strategies")))
PUBLIC = [(module, name) for module in MODULES for name in import_module(module).__all__]
# What a fake is for its services and for the wire is none of a test's business.
PORTS = {name for port in (World, Answerer) for name in vars(port)}


def without_summary(module: str, name: str) -> Iterator[str]:
    """The name, and those of its methods and properties, that nothing is said about."""
    public = getattr(import_module(module), name)
    if not inspect.isclass(public):
        if inspect.isroutine(public) and not inspect.getdoc(public):
            yield name
        return
    if not public.__doc__ or public.__doc__.startswith(f"{name}("):  # that is what dataclasses make
        yield name
    for member in dir(public):
        value = inspect.getattr_static(public, member)
        if member.startswith("_") or member in PORTS or not isinstance(value, FUNCTIONS):
            continue
        if is_ours(value) and not inspect.getdoc(getattr(public, member) if callable(value) else value):
            yield f"{name}.{member}"


FUNCTIONS = (property, cached_property, staticmethod, classmethod, type(without_summary))


def is_ours(value: object) -> bool:
    function = getattr(value, "fget", None) or getattr(value, "func", None) or value
    return getattr(function, "__module__", "").startswith("pytest_awsevents")


@pytest.mark.parametrize(("module", "name"), PUBLIC)
def test_every_public_name_has_a_summary(module, name):
    assert list(without_summary(module, name)) == []


def test_every_public_name_is_in_the_reference():
    text = "\n".join(page.read_text(encoding="utf-8") for page in REFERENCE.glob("*.md"))
    there = set(re.findall(r"^::: ([\w.]+)$", text, re.MULTILINE))
    missing = [f"{module}.{name}" for module, name in PUBLIC if not any(is_at(one, module, name) for one in there)]
    assert missing == [], "give them a ::: in docs/reference"


def is_at(identifier: str, module: str, name: str) -> bool:
    """Whether what the reference has there is this name, or the package that it is from."""
    home = getattr(getattr(import_module(module), name), "__module__", module)
    by_name = identifier.startswith(f"{module}.") and identifier.endswith(f".{name}")
    return by_name or home.startswith(f"{identifier}.")


def fixtures() -> dict[str, str]:
    """The names of all fixtures with the first line of what they say of themselves."""
    package = Path(pytest_awsevents.__file__).parent
    trees = [ast.parse((package / file).read_text(encoding="utf-8")) for file in ("plugin.py", "fixtures.py")]
    found: dict[str, str] = {}
    for function in (node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)):
        for decorator in function.decorator_list:
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.fixture":
                (name,) = (keyword.value for keyword in decorator.keywords if keyword.arg == "name")
                found[ast.literal_eval(name)] = (ast.get_docstring(function) or "").partition("\n")[0]
    return found


def test_every_fixture_has_its_row():
    page = (REFERENCE / "index.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| \[`(aws_\w+)`\]\([^)]*\) \| (.+) \|$", page, re.MULTILINE)) == fixtures()
