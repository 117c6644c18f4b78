from __future__ import annotations

import os
from importlib.metadata import version

# A process can import it only once, and pytester forgets what its runs import.
import duckdb  # noqa: F401

# Set before anything reads it: texts with local times would depend on the machine otherwise.
os.environ["TZ"] = "UTC"
# Responses of the fakes are held against botocore's model to the last member; an older model does not know them all.
if tuple(map(int, version("botocore").split(".")[:2])) >= (1, 43):
    os.environ["PYTEST_AWSEVENTS_EXACT_RESPONSES"] = "1"

from hypothesis import HealthCheck, settings  # after the environment is set

# A busy machine is no reason to fail; and where changes are judged, all are judged by the same examples.
settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("suite")
