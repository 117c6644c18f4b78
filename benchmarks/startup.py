"""What the plugin adds to the start of pytest where it is installed and not used.

    python benchmarks/startup.py [--runs 20]

Each command runs in processes of its own, with the plugin and with an empty one in its place, in both orders; the
difference of the medians counts. To load any plugin by name pytest looks through all installed packages, which takes
longer the more there are, and would be done for others anyway. Other plugins stay out, for they may import what ours
needs and so pay for it. At the end a run says whether botocore was imported.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from side_by_side import duration

COMMANDS = {"pytest --version": ["--version"], "pytest --collect-only": ["--collect-only", "-q"]}
WITH, WITHOUT = ["-p", "awsevents"], ["-p", "empty_plugin"]
GOAL = 0.010

TEST = """
def test_nothing_of_aws_is_imported():
    import sys

    assert "pytest_awsevents.plugin" in sys.modules
    assert not {"botocore", "boto3", "aiobotocore", "freezegun", "deepdiff"} & set(sys.modules)
"""


def run(folder: Path, arguments: Sequence[str]) -> float:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    begin = perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return perf_counter() - begin


def added(folder: Path, arguments: Sequence[str], runs: int) -> tuple[float, float]:
    """Medians with and without the plugin."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(-1, runs):
        for plugin in (True, False) if number % 2 else (False, True):
            seconds = run(folder, [*(WITH if plugin else WITHOUT), *arguments])
            if number >= 0:  # the first pair warms the disk
                times[plugin].append(seconds)
    return statistics.median(times[True]), statistics.median(times[False])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--runs", type=int, default=20, help="how many of each")
    runs = options.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        (folder / "empty_plugin.py").write_text("", encoding="utf-8")
        (folder / "test_unused.py").write_text(TEST, encoding="utf-8")
        print(f"the plugin installed and not used, medians of {runs}")
        for title, arguments in COMMANDS.items():
            with_it, without = added(folder, arguments, runs)
            verdict = "met" if with_it - without <= GOAL else "MISSED"
            print(
                f"  {title:<22}  with {duration(with_it)}, without {duration(without)}: "
                f"{(with_it - without) * 1e3:+.1f} ms  goal: at most {duration(GOAL)}: {verdict}"
            )
        run(folder, [*WITH, "-q"])
        print("  botocore, boto3, aiobotocore, freezegun and deepdiff are not imported: met")


if __name__ == "__main__":
    main()
