"""Writes coverage.md: which operations of the faked services are implemented, and which test files name them.

python docs/make_coverage.py
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import botocore
import botocore.session
from botocore import xform_name

from pytest_awsevents.services import MODULES, find_service

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PAGE = DOCS / "coverage.md"

SOURCE = f"the service models of botocore {botocore.__version__}"
INTRODUCTION = f"""\
# Operations

Made by `python docs/make_coverage.py` from {SOURCE}; a test compares it with the code. An
operation is *tested by* the files that name it; those of `tests/conformance` and `tests/fuzz` run many more without
naming them.
"""


def page() -> str:
    """The whole page."""
    files = _tests()
    return "\n".join([INTRODUCTION, *(line for name in sorted(MODULES) for line in _section(name, files))])


def _section(service_name: str, files: Mapping[Path, frozenset[str]]) -> Iterator[str]:
    model = botocore.session.get_session().get_service_model(service_name)
    service = find_service(service_name)
    implemented = {} if service is None else service.operations
    done = [name for name in model.operation_names if xform_name(name) in implemented]
    yield f"## {service_name}: {len(done)} of {len(model.operation_names)} operations\n"
    yield "| operation | implemented | tested by |"
    yield "|---|---|---|"
    for name in model.operation_names:
        tests = _naming(name, _may_test(service_name, files))
        yield f"| {name} | {'yes' if name in done else 'no'} | {', '.join(tests)} |"
    yield ""


def _tests() -> dict[Path, frozenset[str]]:
    """The test files, relative to the repository, with the words in each."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return {path.relative_to(ROOT): frozenset(re.findall(r"\w+", path.read_text("utf-8"))) for path in files}


def _may_test(service_name: str, files: Mapping[Path, frozenset[str]]) -> dict[Path, frozenset[str]]:
    """Services share names such as TagResource: a file in the folder of another service does not test this one."""
    others = {ROOT / "tests" / "services" / folder for name, folder in MODULES.items() if name != service_name}
    return {path: words for path, words in files.items() if not others & set((ROOT / path).parents)}


def _naming(operation: str, files: Mapping[Path, Iterable[str]]) -> list[str]:
    names = {operation, xform_name(operation)}
    return [f"`{path.relative_to('tests').as_posix()}`" for path, words in files.items() if names & set(words)]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
