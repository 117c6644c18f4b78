from __future__ import annotations

import os

# Set before anything reads it: texts with local times would depend on the machine otherwise.
os.environ["TZ"] = "UTC"
# Responses of the fakes are held against botocore's model to the last member.
os.environ["PYTEST_AWSEVENTS_EXACT_RESPONSES"] = "1"
