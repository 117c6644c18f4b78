"""Whatever goes wrong on the way, every log arrives once, waits with a reason, or is recorded as lost."""

from __future__ import annotations

import json
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.fake import AwsFake

STEPS = st.lists(
    st.sampled_from(
        ["emit", "emit", "stop", "start", "disconnect", "connect", "close", "open", "settle", "hour", "week"]
    ),
    max_size=20,
)


class Scene:
    """An application, a bucket that comes and goes, and what was found in it so far."""

    def __init__(self, fake: AwsFake) -> None:
        self.fake = fake
        self.found: list[int] = []
        self.written = 0
        fake.s3.bucket("lake")
        self.okta = fake.appfabric.ingestion("OKTA")
        self.destination = fake.appfabric.destination(self.okta, "arn:aws:s3:::lake", schema="raw")

    def do(self, step: str) -> None:
        with suppress(AwsError):  # stopping what is stopped, deleting what is gone
            getattr(self, step)()

    def emit(self) -> None:
        self.fake.appfabric.emit(self.okta, {"n": self.written})
        self.written += 1

    def stop(self) -> None:
        self._call("appfabric", "StopIngestion", self._named)

    def start(self) -> None:
        self._call("appfabric", "StartIngestion", self._named)

    def disconnect(self) -> None:
        self.fake.appfabric.disconnect(self.okta)

    def connect(self) -> None:
        self.fake.appfabric.connect(self.okta)

    def close(self) -> None:
        if self.fake.s3.buckets():
            bucket = self.fake.s3.bucket("lake")
            for one in bucket.objects():
                self.found += [json.loads(line)["n"] for line in one.text.splitlines()]
                bucket.delete(one.key)
            self._call("s3", "DeleteBucket", {"Bucket": "lake"})

    def open(self) -> None:
        self.fake.s3.bucket("lake")

    def settle(self) -> None:
        self.fake.settle()

    def hour(self) -> None:
        self.fake.clock.tick(hours=1)

    def week(self) -> None:
        self.fake.clock.tick(days=7)

    @property
    def _named(self) -> dict[str, str]:
        return {"appBundleIdentifier": self.okta.app_bundle_arn, "ingestionIdentifier": self.okta.arn}

    def _call(self, service: str, operation: str, params: dict[str, str]) -> None:
        self.fake.scope().call(service, operation, params)


@settings(
    max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(steps=STEPS)
def test_every_log_arrives_once_or_is_accounted_for(steps: list[str]) -> None:
    with AwsFake(seed="t", now="2026-01-05T09:00Z") as fake:
        scene = Scene(fake)
        for step in steps:
            scene.do(step)
            for log in fake.recorded.audit_logs:
                assert log.status != "lost" or log.reason
        for step in ("start", "connect", "open", "hour", "hour", "close"):
            scene.do(step)
        logs, ingestions = fake.recorded.audit_logs, fake.recorded.ingestions
        lost = [log.log["n"] for log in logs if log.status == "lost"]
        lost += [one.event["n"] for one in ingestions if one.status == "lost"]
        assert sorted(scene.found + lost) == list(range(scene.written))
        assert {one.status for one in ingestions} <= {"ingested", "lost"}
        if "week" not in steps:
            assert lost == []
