from __future__ import annotations

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_operations_is_up_to_date() -> None:
    script = runpy.run_path(str(DOCS / "make_coverage.py"))
    written = (DOCS / "coverage.md").read_text(encoding="utf-8")
    if script["SOURCE"] not in written:
        pytest.skip(f"the page is not of {script['SOURCE']}")
    assert written == script["page"](), "run python docs/make_coverage.py"
