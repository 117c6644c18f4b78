"""What `aws_dataexchange` gives: providers and what they publish, exports, signed URLs, assertions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from pytest_awsevents.assertions.expecting import given_id, given_name, unknown_name
from pytest_awsevents.core.errors import AwsError, InvalidOption
from pytest_awsevents.core.log import Log
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import RevisionExport
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.dataexchange.api_assets import ApiHandler
from pytest_awsevents.services.dataexchange.asserting import Facts, assert_exported, assert_not_exported
from pytest_awsevents.services.dataexchange.bucket_policies import grant as bucket_grant
from pytest_awsevents.services.dataexchange.describing import revision_arn
from pytest_awsevents.services.dataexchange.providing import (
    by_user,
    call,
    grant,
    own_data_set,
    publish_files,
    subscribe,
)
from pytest_awsevents.services.dataexchange.publishing import copies_of
from pytest_awsevents.services.dataexchange.signed_urls import SignedAnswer, open_signed_url
from pytest_awsevents.services.dataexchange.state import DATA_EXCHANGE, EXCHANGE
from pytest_awsevents.services.dataexchange.state import DataSet as StoredDataSet
from pytest_awsevents.services.dataexchange.state import Revision as StoredRevision

PROVIDER = "222233334444"


class Named(Protocol):
    """A bucket, as the handle of S3 gives it."""

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class DataSet:
    """An entitled data set; `source_id` is that of the owned one of account `provider`.

    Either `product_id` says by which subscription, or `grant_arn` by which data grant.
    """

    id: str
    arn: str
    name: str
    source_id: str
    provider: str
    product_id: str | None = None
    grant_arn: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision as the account has it that it was published for; `source_id` is that of the provider's own."""

    id: str
    arn: str
    data_set_id: str
    source_id: str
    created_at: datetime
    asset_ids: Mapping[str, str] = field(repr=False)


class DataExchange:
    """Data Exchange of the default account and region."""

    def __init__(self, scope: Scope, recorded: Recorded) -> None:
        self._scope = scope
        self._recorded = recorded

    # --- arranging ---

    def entitled_data_set(
        self,
        name: str = "data set",
        *,
        provider: str = PROVIDER,
        product: str | None = "product",
        description: str = "made by a test",
        asset_type: str = "S3_SNAPSHOT",
    ) -> DataSet:
        """A data set of another account to which this one has subscribed, as part of a product of that name.

        With `product=None` it comes by a data grant, which the other account creates and this one accepts.
        """
        if provider == self._scope.account:
            raise InvalidOption(f"provider must be another account than {provider}, the one of the test")
        source = own_data_set(by_user(self._scope, provider), name, description, asset_type)
        if product is None:
            return _shown_data_set(grant(self._scope, source, name))
        return _shown_data_set(subscribe(self._scope, source, product))

    def publish_revision(
        self, data_set: str | DataSet, assets: Mapping[str, bytes | str], *, comment: str | None = None
    ) -> Revision:
        """Publishes files as a revision of a data set, by the calls its owner would make; event actions follow.

        A data set is named by id: an entitled one, or one that any account owns.
        """
        named = self._data_set(data_set)
        source = named if named.entitlement is None else named.entitlement.source
        id = publish_files(self._scope, source, assets, comment)
        published = source.revisions[id]
        if named is not source:
            published = next(copy for subscriber, copy in copies_of(source, published) if subscriber is named)
        return _shown_revision(named, published)

    def revoke_revision(self, revision: str | Revision, comment: str = "revoked by the test") -> None:
        """Revokes a revision, by the call its owner would make."""
        data_set, found = self._revision(revision)
        source = data_set if data_set.entitlement is None else data_set.entitlement.source
        owner = by_user(self._scope, source.account, source.region)
        id = found.source_id or found.id
        call(owner, "RevokeRevision", DataSetId=source.id, RevisionId=id, RevocationComment=comment)

    def event_action(
        self,
        data_set: str | DataSet,
        bucket: str | Named,
        *,
        key_pattern: str | None = None,
        kms_key: str | None = None,
    ) -> str:
        """Has every new revision exported to a bucket, by CreateEventAction; the id of the event action."""
        destination = {"Bucket": _name(bucket)}
        if key_pattern is not None:
            destination["KeyPattern"] = key_pattern
        export: dict[str, Any] = {"RevisionDestination": destination}
        if kms_key is not None:
            export["Encryption"] = {"Type": "aws:kms", "KmsKeyArn": kms_key}
        event = {"RevisionPublished": {"DataSetId": _id(data_set)}}
        answer = call(self._scope, "CreateEventAction", Action={"ExportRevisionToS3": export}, Event=event)
        id: str = answer["Id"]
        return id

    def allow_exports(self, bucket: str | Named) -> None:
        """Adds to the policy of a bucket what lets Data Exchange export there, as AWS documents it."""
        name = _name(bucket)
        try:
            policy = json.loads(self._scope.call("s3", "GetBucketPolicy", {"Bucket": name})["Policy"])
        except AwsError as error:
            if error.code != "NoSuchBucketPolicy":
                raise
            policy = {"Version": "2012-10-17", "Statement": []}
        statements = policy["Statement"]
        listed = statements if isinstance(statements, list) else [statements]
        policy["Statement"] = [*listed, bucket_grant(self._scope, name)]
        self._scope.call("s3", "PutBucketPolicy", {"Bucket": name, "Policy": json.dumps(policy)})

    def jobs_take(self, duration: float | timedelta) -> None:
        """Has jobs that are started from now on, those of event actions too, stay IN_PROGRESS so many seconds."""
        time = duration if isinstance(duration, timedelta) else timedelta(seconds=duration)
        if time < timedelta(0):
            raise InvalidOption(f"jobs cannot take less than no time, got {duration!r}")
        self._scope.shared(EXCHANGE).job_time = time

    def api(self, api_id: str, handler: ApiHandler) -> None:
        """Has a function answer what SendApiAsset sends to an API: it gets an ApiRequest and returns the body.

        A text is the body as it is, anything else as JSON; a pair is body and headers.
        """
        self._scope.shared(EXCHANGE).apis[api_id] = handler

    def open_signed_url(
        self,
        url: str,
        method: str = "GET",
        *,
        data: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> SignedAnswer:
        """What a request by the signed URL of a job gives: PUT for an import, with Content-MD5, GET for an export.

        Hand it to code under test in place of `requests.put` and the like: nothing goes over the network.
        """
        return open_signed_url(self._scope, url, method, data, headers or {})

    # --- looking ---

    def exports(self, revision: str | Revision | None = None) -> Log[RevisionExport]:
        """Exports to buckets, or those of one revision, whether they are completed, failed or under way."""
        if revision is None:
            return self._recorded.exports
        ids = self._ids(*self._revision(revision))
        return self._recorded.exports.matching(lambda export: export.revision in ids)

    # --- asserting ---

    def assert_revision_exported(
        self, revision: str | Revision, *, bucket: str | Named | None = None, keys: str | Iterable[str] | None = None
    ) -> RevisionExport:
        """Asserts that a revision was exported, to a bucket, as objects of exactly these keys; returns the export.

        A revision is one that `publish_revision` gave, or an id: the provider's own, or that of the copy.
        """
        __tracebackhide__ = True
        return assert_exported(self._facts(revision), None if bucket is None else _name(bucket), keys)

    def assert_revision_not_exported(self, revision: str | Revision, *, bucket: str | Named | None = None) -> None:
        """Asserts that a revision, which there has to be, was not exported, or not to a bucket."""
        __tracebackhide__ = True
        assert_not_exported(self._facts(revision), None if bucket is None else _name(bucket))

    def _facts(self, revision: str | Revision) -> Facts:
        __tracebackhide__ = True
        data_set, found = self._revision(revision)
        if data_set.entitlement is None:  # named by the provider's id: what counts is the copy that is here
            here = self._scope.state(DATA_EXCHANGE).data_sets
            copies = copies_of(data_set, found)
            data_set, found = next((pair for pair in copies if pair[0].id in here), (data_set, found))
        ids = self._ids(data_set, found)
        return Facts(
            data_set=data_set,
            revision=found,
            account=self._scope.account,
            actions=list(self._scope.state(DATA_EXCHANGE).event_actions.values()),
            exports=[export for export in self._recorded.exports if export.revision in ids],
            job_time=self._scope.shared(EXCHANGE).job_time,
        )

    def _ids(self, data_set: StoredDataSet, revision: StoredRevision) -> set[str]:
        """The ids by which a revision was exported: its own, and for that of a provider those of all copies."""
        return {revision.id, *(copy.id for _, copy in copies_of(data_set, revision))}

    def _data_set(self, data_set: str | DataSet) -> StoredDataSet:
        __tracebackhide__ = True
        known = self._scope.shared(EXCHANGE).data_sets
        id = _id(data_set)
        if id not in known:
            unknown_name("data set", id, sorted(known))
        return known[id]

    def _revision(self, revision: str | Revision) -> tuple[StoredDataSet, StoredRevision]:
        __tracebackhide__ = True
        id = given_id(revision, "revision")
        data_sets = self._scope.shared(EXCHANGE).data_sets.values()
        for data_set in data_sets:
            if id in data_set.revisions:
                return data_set, data_set.revisions[id]
        unknown_name("revision", id, sorted(known for data_set in data_sets for known in data_set.revisions))


def _name(bucket: str | Named) -> str:
    return given_name(bucket, "bucket")


def _id(data_set: str | DataSet) -> str:
    return given_id(data_set, "data set")


def _shown_data_set(data_set: StoredDataSet) -> DataSet:
    entitlement = data_set.entitlement
    assert entitlement is not None, "only entitled data sets are shown"
    return DataSet(
        id=data_set.id,
        arn=data_set.arn,
        name=data_set.name,
        source_id=entitlement.source.id,
        provider=entitlement.source.account,
        product_id=None if entitlement.product is None else entitlement.product.id,
        grant_arn=None if entitlement.grant is None else entitlement.grant.arn,
    )


def _shown_revision(data_set: StoredDataSet, revision: StoredRevision) -> Revision:
    return Revision(
        id=revision.id,
        arn=revision_arn(data_set, revision),
        data_set_id=data_set.id,
        source_id=revision.source_id or revision.id,
        created_at=revision.created,
        asset_ids={asset.name: asset.id for asset in revision.assets.values()},
    )
