"""`aws_audit_log_ingestion`: an application whose audit logs arrive in a bucket."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_awsevents.core.records import AuditLog
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.scenarios.standing_still import stand_still
from pytest_awsevents.services.appfabric.applications import IngestedApp, LogDestination
from pytest_awsevents.services.s3.handle import Bucket


@dataclass(frozen=True, slots=True)
class AuditLogIngestion:
    """The application, the bucket, and the destination there. The bucket tells EventBridge."""

    app: IngestedApp
    bucket: Bucket
    destination: LogDestination
    _fake: AwsFake

    def sign_in(self, user: str = "ana@example.com", *, succeeded: bool = True) -> AuditLog:
        """Somebody signs in, or tries to, and what the application logs of it is read and delivered."""
        log = self._fake.appfabric.emit(self.app, self.app.sign_in(user, succeeded=succeeded))
        self._fake.settle()
        return log


def make_audit_log_ingestion(
    fake: AwsFake,
    *,
    app: str = "OKTA",
    tenant: str = "tenant-1",
    bucket: str = "audit-logs",
    schema: str = "ocsf",
    format: str = "json",
) -> AuditLogIngestion:
    """The scene; `schema` is ocsf or raw, `format` json or parquet, as AppFabric has them."""
    stand_still(fake)
    made = fake.s3.bucket(bucket, events=True)
    ingested = fake.appfabric.ingestion(app, tenant=tenant)
    destination = fake.appfabric.destination(ingested, made, schema=schema, format=format)
    return AuditLogIngestion(ingested, made, destination, fake)
