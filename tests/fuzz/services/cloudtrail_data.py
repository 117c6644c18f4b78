"""CloudTrail's ingestion API: the channel that CloudTrail arranges."""

from __future__ import annotations

from tests.fuzz.fuzzed import Fuzzed
from tests.fuzz.services import cloudtrail

FUZZED = Fuzzed(
    service="cloudtrail-data",
    arrange=cloudtrail.arrange,
    moved=cloudtrail.MOVED,
    beside=["cloudtrail:DeleteChannel", "cloudtrail:UpdateChannel", "cloudtrail:DeleteEventDataStore"],
)
