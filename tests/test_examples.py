"""The example application's own tests pass, as the README says to run them, on a machine that knows nothing of AWS."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests import old_botocore

ROOT = Path(__file__).parent.parent


def test_the_examples_pass(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--aws-fake", "examples", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**environment, "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        old_botocore.skip_if_it_failed_for_the_model(done.stdout)
    assert done.returncode == 0, done.stdout
