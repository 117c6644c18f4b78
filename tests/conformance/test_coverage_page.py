from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_operations_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "make_coverage.py"))["page"]()
    written = (DOCS / "coverage.md").read_text(encoding="utf-8")
    assert written == made, "run python docs/make_coverage.py"
