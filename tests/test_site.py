"""The site holds together: every page is in the navigation, and README leads only to what is there.

`make docs` builds it, and checks the links and anchors between the pages.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
LINKS = re.findall(r"\]\(([^)\s]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))


def pages_of(navigation: object) -> Iterator[str]:
    """The pages of a navigation: names, titles with names, titles with lists of those."""
    if isinstance(navigation, str):
        yield navigation
    elif isinstance(navigation, dict):
        for value in navigation.values():
            yield from pages_of(value)
    elif isinstance(navigation, list):
        for item in navigation:
            yield from pages_of(item)


def test_every_page_is_in_the_navigation_once():
    navigation = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]
    listed = sorted(pages_of(navigation))
    there = sorted(page.relative_to(DOCS).as_posix() for page in DOCS.glob("**/*.md"))
    assert listed == there, "give a page its place in `nav` of zensical.toml"


@pytest.mark.parametrize("link", LINKS)
def test_readme_leads_to_what_is_there(link):
    path, _, anchor = link.partition("#")
    target = ROOT / path
    assert target.exists()
    if anchor:
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]
