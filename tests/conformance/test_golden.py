"""The golden cases, where they are at hand: beside the repository, or where AWSEVENTS_CONFORMANCE says."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(os.environ.get("AWSEVENTS_CONFORMANCE") or Path(__file__).parents[2].parent / "shared" / "conformance")

if not (FOLDER / "golden.py").exists():
    pytest.skip(f"no golden cases in {FOLDER}", allow_module_level=True)

sys.path.append(str(FOLDER))

import golden  # noqa: E402

from tests.conformance.adapter import Adapter  # noqa: E402

CONTRADICTED = {
    "cron(0 0 1 1 ? 2200)": "documented years end in 2199, but the live service was measured to take 2500",
}


def cases() -> Iterator[Any]:
    for path in golden.find_files([FOLDER]):
        for case in golden.load(path):
            reason = next((why for text, why in CONTRADICTED.items() if text in case.id), None)
            marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
            yield pytest.param(case, id=f"{path.stem}:{case.id}", marks=marks)


@pytest.fixture(scope="module")
def adapter() -> Adapter:
    return Adapter()


@pytest.mark.parametrize("case", list(cases()))
def test_case(case: Any, adapter: Adapter) -> None:
    try:
        failure = golden.run(case, adapter)
    except golden.Skipped as skipped:
        pytest.skip(str(skipped))
    assert failure is None, str(failure)
