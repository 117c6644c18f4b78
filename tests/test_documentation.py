"""README and docs/ do what they say: their code runs, their output is real, their tables are complete.

Every fence names its language. Python that defines tests is run under `--aws-fake`, other Python is executed. A block
that begins with a comment `# shop.py` is a file of that name: later blocks of the page find it. A `text` block with
lines of pytest's (`E   ...`), or with a strictness check, shows how the Python block before it fails.
"""

from __future__ import annotations

import ast
import json
import os
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib import import_module
from importlib.util import find_spec
from itertools import dropwhile, takewhile
from pathlib import Path

import pytest

import pytest_awsevents
from pytest_awsevents import AwsFake, FakeOptions
from pytest_awsevents.services import MODULES
from tests import old_botocore

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("**/*.md"))]

# pytester forgets the modules that a run imports: slow to import again for every block, and some cannot be.
for name in [
    "aws_lambda_powertools.utilities.parser",
    "boto3",
    "fastapi.testclient",
    "freezegun",
    *(found.name for found in pkgutil.walk_packages(pytest_awsevents.__path__, "pytest_awsevents.")),
]:
    if not name.endswith("__main__"):
        import_module(name)

LANGUAGES = {"python", "text", "console", "toml", "ini", "json", "mermaid"}
PARSERS = {"json": json.loads, "toml": tomllib.loads}


@dataclass(frozen=True)
class Block:
    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def file(self) -> str | None:
        """The name of the file that the block is, where it says so."""
        named = re.match(r"# ([\w/]+\.py)\n", self.text)
        return named[1] if named else None

    @property
    def has_tests(self) -> bool:
        return any(getattr(node, "name", "").lower().startswith("test") for node in ast.parse(self.text).body)

    @property
    def shows_failure(self) -> bool:
        return self.language == "text" and re.search(r"^(E  |strictness check )", self.text, re.MULTILINE) is not None


def blocks_of(page: Path) -> Iterator[Block]:
    name = page.relative_to(ROOT).as_posix()
    lines = iter(enumerate(page.read_text(encoding="utf-8").splitlines(), start=1))
    for number, line in lines:
        fence = re.match(r"\s*(`{3,}|~{3,})\s*(\S*)", line)
        if fence:
            indent = len(line) - len(line.lstrip())
            body = []
            for _, inner in lines:
                if inner.strip() == fence[1]:
                    break
                body.append(inner[indent:])
            yield Block(name, number, fence[2], "\n".join(body) + "\n")


ALL = {page: list(blocks_of(page)) for page in PAGES}
BLOCKS = [block for blocks in ALL.values() for block in blocks]
PYTHON = [
    (blocks[: index + 1], blocks[index + 1] if index + 1 < len(blocks) else None)
    for blocks in ALL.values()
    for index, block in enumerate(blocks)
    if block.language == "python"
]


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_every_fence_names_a_language_and_is_written_in_it(block):
    assert block.language in LANGUAGES, f"{block}: the fence names no language of {sorted(LANGUAGES)}"
    PARSERS.get(block.language, str)(block.text)


# Sessions of nox leave these out; a page that shows them is judged in the others.
LEFT_OUT = {name for name in ("aiobotocore", "awscli", "s3fs") if find_spec(name) is None}


def left_out(blocks: list[Block]) -> set[str]:
    """Those of them that blocks of a page import."""
    text = "".join(block.text for block in blocks if block.language == "python")
    return {name for name in LEFT_OUT if re.search(rf"^(from|import) {name}\b", text, re.MULTILINE)}


@pytest.fixture(autouse=True)
def environment():
    """What an example sets in the environment is not left there."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.parametrize(("blocks", "following"), PYTHON, ids=[str(blocks[-1]) for blocks, _ in PYTHON])
def test_python_does_what_the_page_says(blocks, following, pytester, monkeypatch):
    block = blocks[-1]
    if missing := left_out(blocks):
        pytest.skip(f"without {', '.join(sorted(missing))}")
    for earlier in blocks:
        if earlier.language == "python" and earlier.file:
            pytester.path.joinpath(earlier.file).write_text(earlier.text, encoding="utf-8")
    if not block.has_tests:
        monkeypatch.syspath_prepend(pytester.path)
        with AwsFake():
            exec(compile(block.text, str(block), "exec", dont_inherit=True), {"__name__": "page"})
        return
    name = block.file or "test_page.py"
    pytester.path.joinpath(name).write_text(block.text, encoding="utf-8")
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    result = pytester.runpytest_inprocess("--aws-fake", "-p", "no:randomly", "-p", "no:cacheprovider", name)
    if following is not None and following.shows_failure:
        assert result.parseoutcomes() == {"failed": 1}
        assert plain(following.text) in plain(result.stdout.str()), f"{following} is not what {block} prints"
    else:
        if result.ret:
            old_botocore.skip_if_it_failed_for_the_model(result.stdout.str())
        assert result.ret == 0, f"{block} fails"


def plain(output: str) -> str:
    """Output without what differs from run to run and from terminal to terminal: times, blanks at ends, rules."""
    text = re.sub(r"\d\d:\d\d:\d\d", "00:00:00", output)
    text = re.sub(r"([-=_])\1{3,}", r"\1\1\1", text)
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


# --- tables that have to be complete ---------------------------------------------------------------------------------


def column(page: str, number: int) -> list[str]:
    """The cells of a column of the first table of a page, without backticks."""
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    rows = list(takewhile(is_row, dropwhile(lambda line: not is_row(line), lines)))[2:]
    return [row.strip("|").split("|")[number].strip().strip("`") for row in rows]


def is_row(line: str) -> bool:
    return line.startswith("|")


def test_the_services_that_are_faked_are_listed():
    assert sorted(column("services/index.md", 1)) == sorted(MODULES)
    assert f"[{len(MODULES)}](docs/services/index.md)" in README.read_text(encoding="utf-8")


def test_all_settings_are_listed(pytestconfig):
    names, inis, flags, defaults = (column("settings.md", number) for number in range(4))
    assert names == [field.name for field in fields(FakeOptions)]
    assert defaults == [str(getattr(FakeOptions(), name) or "").replace("()", "") for name in names]
    for name in filter(None, inis):
        pytestconfig.getini(name)
    usage = pytestconfig._parser.optparser.format_help()
    for name in filter(None, flags):
        assert name in usage
