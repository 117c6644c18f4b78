"""What Data Exchange keeps: per account and region its resources, and once for all what joins the accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from pytest_awsevents.core.agenda import Work
from pytest_awsevents.core.content import Content
from pytest_awsevents.core.records import RevisionExport
from pytest_awsevents.core.scope import Scope, StateKey

Members: TypeAlias = Mapping[str, Any]
PRINCIPAL = "dataexchange.amazonaws.com"


@dataclass(slots=True, eq=False, kw_only=True)
class Asset:
    """A file, or access to something else that `details` describe; `source_id` is that of the provider's asset."""

    id: str
    name: str
    type: str
    details: Members
    created: datetime
    updated: datetime
    content: Content | None = None
    source_id: str | None = None
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Revocation:
    """The end of the subscribers' access to a revision."""

    comment: str
    at: datetime


@dataclass(slots=True, eq=False, kw_only=True)
class Revision:
    """A revision; that of an entitled data set is a copy, with ids of its own, of the provider's (`source_id`)."""

    id: str
    created: datetime
    updated: datetime
    comment: str | None = None
    finalized: bool = False
    source_id: str | None = None
    revocation: Revocation | None = None
    assets: dict[str, Asset] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product of AWS Marketplace that somebody has subscribed to."""

    id: str
    name: str
    contact: str


@dataclass(slots=True, eq=False, kw_only=True)
class Grant:
    """A data grant, which the sender and the receiver both see; `data_set_id` is that of the receiver's data set."""

    id: str
    arn: str
    name: str
    sender: str
    receiver: str
    region: str
    scope: str
    data_set_id: str
    source: DataSet
    created: datetime
    updated: datetime
    ends: datetime | None = None
    accepted: datetime | None = None
    description: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    end: Work | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """Why an account may use the data set of another one: a subscription to a product, or a data grant."""

    source: DataSet
    product: Product | None = None
    grant: Grant | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class DataSet:
    """A data set, owned or entitled; `subscribers` are the entitled ones that come of an owned one."""

    id: str
    name: str
    description: str
    asset_type: str
    account: str
    region: str
    partition: str
    created: datetime
    updated: datetime
    entitlement: Entitlement | None = None
    revisions: dict[str, Revision] = field(default_factory=dict)
    subscribers: list[DataSet] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """The ARN; those of entitled data sets name no account (seen in public acceptance tests)."""
        account = self.account if self.entitlement is None else ""
        return f"arn:{self.partition}:dataexchange:{self.region}:{account}:data-sets/{self.id}"

    @property
    def origin(self) -> str:
        return "OWNED" if self.entitlement is None else "ENTITLED"

    @property
    def products(self) -> list[Product]:
        """The products by which others have subscribed to an owned data set."""
        entitlements = [one.entitlement for one in self.subscribers if one.entitlement is not None]
        return [entitlement.product for entitlement in entitlements if entitlement.product is not None]


@dataclass(slots=True, eq=False, kw_only=True)
class Job:
    """A job; `details` are those of its responses. `exports` are the records of what it exports."""

    id: str
    arn: str
    type: str
    details: dict[str, Any]
    created: datetime
    updated: datetime
    state: str = "WAITING"
    errors: list[dict[str, Any]] = field(default_factory=list)
    asset_tags: list[Mapping[str, str]] | None = None
    exports: list[RevisionExport] = field(default_factory=list)

    @property
    def data_set_id(self) -> str:
        found: str = self.request["DataSetId"]
        return found

    @property
    def request(self) -> dict[str, Any]:
        """The one member of the details, which depends on the type."""
        request: dict[str, Any]
        (request,) = self.details.values()
        return request

    @property
    def revision_id(self) -> str:
        destinations = self.request.get("RevisionDestinations")
        found: str = destinations[0]["RevisionId"] if destinations else self.request["RevisionId"]
        return found


@dataclass(slots=True, eq=False, kw_only=True)
class EventAction:
    """What is done whenever a revision of an entitled data set is published."""

    id: str
    arn: str
    data_set_id: str
    action: Members
    created: datetime
    updated: datetime
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def export(self) -> Members:
        found: Members = self.action["ExportRevisionToS3"]
        return found

    @property
    def bucket(self) -> str:
        found: str = self.export["RevisionDestination"]["Bucket"]
        return found


@dataclass(slots=True, eq=False)
class DataExchangeState:
    """The resources of one account in one region, oldest first; `notified` has the params by client token."""

    data_sets: dict[str, DataSet] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    event_actions: dict[str, EventAction] = field(default_factory=dict)
    notified: dict[str, Members] = field(default_factory=dict)


@dataclass(slots=True, eq=False, kw_only=True)
class SignedUrl:
    """A URL that a job gave out; `content` is what was put there, or what is to be had."""

    url: str = field(repr=False)
    method: str
    expires: datetime
    md5: str | None = None
    content: bytes | None = None


@dataclass(slots=True, eq=False)
class Exchange:
    """What all accounts share: every data set by its id, grants by ARN, signed URLs by path, how long jobs take."""

    data_sets: dict[str, DataSet] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    signed_urls: dict[str, SignedUrl] = field(default_factory=dict)
    apis: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    job_time: timedelta = timedelta(0)


def _new_state(_: Scope) -> DataExchangeState:
    return DataExchangeState()


def _new_exchange(_: Scope) -> Exchange:
    return Exchange()


DATA_EXCHANGE = StateKey("dataexchange", _new_state)
EXCHANGE = StateKey("dataexchange of all accounts", _new_exchange)


def moment(scope: Scope) -> datetime:
    """Now, in the milliseconds that Data Exchange's timestamps have."""
    now = scope.now
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def new_id(scope: Scope) -> str:
    """32 lower-case hexadecimal digits, as all documented ids are."""
    return scope.ids.hex(32)
