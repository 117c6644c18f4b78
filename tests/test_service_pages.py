"""Every service has a page in docs/services/, and every difference from AWS that one tells of has its test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_awsevents.services import MODULES

ROOT = Path(__file__).parent.parent
SERVICES = ROOT / "docs" / "services"
PAGES = sorted(SERVICES.glob("*.md"))
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
NAMES = sorted({match for page in PAGES for match in NAMED_TEST.findall(page.read_text("utf-8"))})
PAGE_OF = {"events": "eventbridge", "cloudtrail-data": "cloudtrail"}


def tables_of(page: Path) -> Iterator[tuple[str, list[list[str]]]]:
    """The tables of a page: the heading above them, and their rows, that of titles first."""
    heading, rows = "", list[list[str]]()
    for line in [*page.read_text("utf-8").splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
        elif rows:
            yield heading, [rows[0], *rows[2:]]
            rows = []
        if line.startswith("#"):
            heading = line.lstrip("# ")


@pytest.mark.parametrize("service", MODULES)
def test_every_service_has_a_page(service):
    page = f"{PAGE_OF.get(service, service)}.md"
    assert SERVICES / page in PAGES
    assert f"]({page})" in (SERVICES / "index.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_difference_names_its_test(page):
    tables = list(tables_of(page))
    assert [titles[-1] for heading, (titles, *_) in tables if heading == "Differs from AWS"] == ["test"]
    rows = [row for _, (titles, *rows) in tables if titles[-1] == "test" for row in rows]
    assert [row for row in rows if not NAMED_TEST.search(row[-1])] == []


@pytest.mark.parametrize(("file", "name"), NAMES, ids=[name for _, name in NAMES])
def test_the_tests_that_pages_name_are_there(file, name):
    assert re.search(rf"^ *(async )?def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)
