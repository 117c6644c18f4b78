from __future__ import annotations

import os

# Set before anything reads it: texts with local times would depend on the machine otherwise.
os.environ["TZ"] = "UTC"
