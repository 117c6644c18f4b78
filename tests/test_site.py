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
LINK = re.compile(r"\]\(([^)\s]+)\)")
LINKS = LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
NAVIGATION = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]


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
    listed = sorted(pages_of(NAVIGATION))
    there = sorted(page.relative_to(DOCS).as_posix() for page in DOCS.glob("**/*.md"))
    assert listed == there, "give a page its place in `nav` of zensical.toml"


@pytest.mark.parametrize(("section", "page"), [("Guides", "index.md"), ("Recipes", "recipes/index.md")])
def test_every_guide_and_recipe_is_listed_with_what_it_is_about(section, page):
    (pages,) = (entry[section] for entry in NAVIGATION if section in entry)
    links = [
        (Path(page).parent / link.partition("#")[0]).as_posix()
        for link in LINK.findall((DOCS / page).read_text("utf-8"))
    ]
    assert sorted(set(pages_of(pages)) - {page} - set(links)) == [], f"give them a row in docs/{page}"


@pytest.mark.parametrize("link", LINKS)
def test_readme_leads_to_what_is_there(link):
    path, _, anchor = link.partition("#")
    target = ROOT / path
    assert target.exists()
    if anchor:
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]
