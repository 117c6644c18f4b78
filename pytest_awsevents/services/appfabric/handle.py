"""What `aws_appfabric` gives: ingestions and destinations in one line, applications that write logs, assertions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from pytest_awsevents.assertions.expecting import Count, HasArn, given_arn
from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import InvalidOption, did_you_mean
from pytest_awsevents.core.log import Log
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import AuditLog, Ingestion, Json
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.appfabric.applications import IngestedApp, LogDestination, identifiers
from pytest_awsevents.services.appfabric.asserting import Deliveries, find_target
from pytest_awsevents.services.appfabric.finding import find_authorization, find_destination, find_ingestion
from pytest_awsevents.services.appfabric.reading import emit
from pytest_awsevents.services.appfabric.state import APPFABRIC, Habits, moment

_CREDENTIAL = {"apiKeyCredential": {"apiKey": "key-of-the-test"}}


class AppFabric:
    """AppFabric of the default account and region."""

    def __init__(self, scope: Scope, recorded: Recorded) -> None:
        self._scope = scope
        self._recorded = recorded

    # --- arranging ---

    def ingestion(self, app: str = "OKTA", *, tenant: str = "tenant-1", connected: bool = True) -> IngestedApp:
        """An ingestion of an application's audit logs, with what it needs: app bundle and app authorization.

        Made by the operations of AppFabric; the app bundle that is there is used. `connected`: whether AppFabric may
        read already.
        """
        bundle = self._bundle()
        request = {
            "appBundleIdentifier": bundle,
            "app": app,
            "authType": "apiKey",
            "credential": _CREDENTIAL,
            "tenant": {"tenantIdentifier": tenant, "tenantDisplayName": tenant},
        }
        authorization = self._call("CreateAppAuthorization", request)["appAuthorization"]["appAuthorizationArn"]
        if connected:
            named = {"appBundleIdentifier": bundle, "appAuthorizationIdentifier": authorization}
            self._call("ConnectAppAuthorization", named)
        request = {"appBundleIdentifier": bundle, "app": app, "tenantId": tenant, "ingestionType": "auditLog"}
        arn = self._call("CreateIngestion", request)["ingestion"]["arn"]
        return IngestedApp(app, tenant, arn, bundle, authorization, self._scope)

    def destination(
        self,
        ingestion: IngestedApp | str,
        to: str | HasArn,
        *,
        schema: str = "ocsf",
        format: str = "json",
        prefix: str | None = None,
    ) -> LogDestination:
        """Has an ingestion deliver to a bucket or to a Firehose stream, by CreateIngestionDestination.

        `to` is what a handle gave, or an ARN; what it names need not be there (then the destination fails).
        """
        named = identifiers(given_arn(ingestion, "ingestion"))
        request = {
            **named,
            "processingConfiguration": {"auditLog": {"schema": schema, "format": format}},
            "destinationConfiguration": {"auditLog": {"destination": _target(to, prefix)}},
        }
        arn = self._call("CreateIngestionDestination", request)["ingestionDestination"]["arn"]
        self._scope.world.clock.catch_up()
        stored = find_destination(self._scope, identifiers(arn))[2]
        return LogDestination(arn, stored.title, schema, format, self._scope)

    def user(self, ingestion: IngestedApp, email: str, *, status: str = "ACTIVE", **details: str) -> None:
        """The application has a user, for user access tasks to find; `details` are members of their results."""
        key = (ingestion.app, ingestion.tenant, email.lower())
        found = {"userId": f"id-{email.partition('@')[0]}", "userStatus": status, **details}
        self._scope.state(APPFABRIC).users[key] = found

    def habits(self, **changes: timedelta | str | bool) -> None:
        """Settles what is not known of AppFabric, or told in two ways.

        `batch_every`: how often logs are read (5 minutes). `keep_for`: how long logs wait that cannot be delivered (7
        days). `ocsf_version`: `metadata.version` ("1.1.0"). `raw_parquet`: whether raw logs may be Parquet (True).
        `strict_deletion`: whether enabled ingestions refuse to be deleted (False).
        """
        state = self._scope.state(APPFABRIC)
        known = [field.name for field in fields(Habits)]
        for name in changes:
            if name not in known:
                raise InvalidOption(f"AppFabric has no habit {name!r}{did_you_mean(name, known)}")
        state.habits = replace(state.habits, **changes)  # type: ignore[arg-type]  # names are checked above

    # --- the applications' side ---

    def emit(self, ingestion: IngestedApp | str, log: Mapping[str, Json]) -> AuditLog:
        """The application of an ingestion writes an audit log.

        AppFabric reads it with the next batch: `aws_fake.settle()` has that done now, `aws_clock.tick(minutes=5)` when
        its time has come.
        """
        bundle, found = find_ingestion(self._scope, identifiers(given_arn(ingestion, "ingestion")))
        return emit(self._scope, bundle, found, log)

    def refuse_credentials(self, ingestion: IngestedApp) -> None:
        """The application takes no credentials from now on: connecting ends in ConnectionValidationFailed."""
        self._scope.state(APPFABRIC).refusals.add((ingestion.app, ingestion.tenant))

    def accept_credentials(self, ingestion: IngestedApp) -> None:
        """The application takes credentials again."""
        self._scope.state(APPFABRIC).refusals.discard((ingestion.app, ingestion.tenant))

    def disconnect(self, ingestion: IngestedApp) -> None:
        """The token of the app authorization cannot be rotated: its status becomes TokenAutoRotationFailed."""
        authorization = find_authorization(self._scope, _named(ingestion))[1]
        authorization.status, authorization.updated = "TokenAutoRotationFailed", moment(self._scope)

    def connect(self, ingestion: IngestedApp) -> None:
        """Connects the app authorization, by ConnectAppAuthorization."""
        self._call("ConnectAppAuthorization", _named(ingestion))
        self._scope.world.clock.catch_up()

    # --- looking ---

    def delivered(self, destination: LogDestination | str | HasArn) -> Log[Ingestion]:
        """What has arrived at a destination, oldest first; `event` is the document, `location` where it is."""
        arn = find_target(self._scope, self._recorded, destination)
        return self._recorded.ingestions.matching(
            lambda record: record.store_or_destination == arn and record.status == "ingested"
        )

    def assert_audit_log_delivered(
        self, matcher: object = None, *, to: LogDestination | str | HasArn, count: Count = None
    ) -> Ingestion:
        """Asserts that a log arrived at a destination; returns the first.

        `matcher` is compared with the document that was delivered: a mapping partially, at every depth. `to`: a
        destination, its ARN, or the bucket or stream. `count`: how many, None for at least one.
        """
        __tracebackhide__ = True
        return Deliveries(self._scope, self._recorded, to).assert_some(matcher, count)

    def assert_audit_log_not_delivered(
        self, matcher: object = None, *, to: LogDestination | str | HasArn | None = None
    ) -> None:
        """Asserts that no such log arrived at a destination, or at any, although some log could have."""
        __tracebackhide__ = True
        Deliveries(self._scope, self._recorded, to).assert_none(matcher)

    def _bundle(self) -> str:
        bundles = self._scope.state(APPFABRIC).bundles
        if bundles:
            return next(iter(bundles.values())).arn
        return str(self._call("CreateAppBundle", {})["appBundle"]["arn"])

    def _call(self, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        return self._scope.call("appfabric", operation, params)


def _named(ingestion: IngestedApp) -> dict[str, str]:
    return {
        "appBundleIdentifier": ingestion.app_bundle_arn,
        "appAuthorizationIdentifier": ingestion.authorization_arn,
    }


def _target(to: str | HasArn, prefix: str | None) -> dict[str, Any]:
    text = given_arn(to, "destination")
    arn = parse_arn(text)
    if arn is None or arn.service not in ("s3", "firehose"):
        raise InvalidOption(f"AppFabric delivers to buckets and Firehose streams; {text!r} is the ARN of neither")
    if arn.service == "firehose":
        return {"firehoseStream": {"streamName": arn.resource_id}}
    bucket = {"bucketName": arn.resource}
    return {"s3Bucket": bucket if prefix is None else {**bucket, "prefix": prefix}}
