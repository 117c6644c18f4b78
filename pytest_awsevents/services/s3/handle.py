"""What `aws_s3` gives: buckets made, filled and looked into in one line, assertions on objects, presigned URLs."""

from __future__ import annotations

import json as json_module
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_awsevents.assertions.expecting import given_name, unknown_name
from pytest_awsevents.core.recorder import Recorded
from pytest_awsevents.core.records import Json
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.s3.asserting import ANY, assert_no_object, assert_object
from pytest_awsevents.services.s3.keys import walk
from pytest_awsevents.services.s3.presigned import PresignedAnswer, open_presigned
from pytest_awsevents.services.s3.state import S3 as STATE
from pytest_awsevents.services.s3.state import Bucket as Stored
from pytest_awsevents.services.s3.state import ObjectVersion

_HOME = "us-east-1"


@dataclass(frozen=True, slots=True)
class Object:
    """An object as it is now: `key`, `size`, `etag` (without quotes), `metadata`, `tags`, `version_id`."""

    key: str
    size: int
    etag: str
    metadata: Mapping[str, str]
    tags: Mapping[str, str]
    version_id: str | None
    _version: ObjectVersion = field(repr=False, compare=False)

    @property
    def body(self) -> bytes:
        """All its bytes."""
        return self._version.content.read()

    @property
    def text(self) -> str:
        """The body as UTF-8."""
        return self.body.decode()

    @property
    def json(self) -> Json:
        """The body parsed as JSON."""
        return json_module.loads(self.body)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket, with `name` and `arn`, to be filled and looked into."""

    name: str
    arn: str
    _scope: Scope = field(repr=False, compare=False)

    def put(self, key: str, body: bytes | str | Json = b"", **params: Any) -> Object:
        """Puts an object, by PutObject: bytes, UTF-8 for a text, JSON for anything else.

        Further keywords are members of AWS's request: `ContentType="text/csv"`, `Metadata={...}`.
        """
        if not isinstance(body, bytes | bytearray | memoryview):
            body = (body if isinstance(body, str) else json_module.dumps(body)).encode()
        self._scope.call("s3", "PutObject", {"Bucket": self.name, "Key": key, "Body": body, **params})
        found = self.find(key)
        assert found is not None, "it was just put"
        return found

    def get(self, key: str) -> bytes:
        """The bytes of an object, by GetObject; raises AwsError where there is none."""
        content: bytes = self._scope.call("s3", "GetObject", {"Bucket": self.name, "Key": key})["Body"].read()
        return content

    def delete(self, key: str) -> None:
        """Deletes an object, by DeleteObject."""
        self._scope.call("s3", "DeleteObject", {"Bucket": self.name, "Key": key})

    def keys(self, prefix: str = "") -> list[str]:
        """The keys of the objects there are, in S3's order; no API call is made."""
        return [one.key for one in self.objects(prefix)]

    def objects(self, prefix: str = "") -> list[Object]:
        """The objects there are, in S3's order; no API call is made."""
        bucket = self._stored
        found = (bucket.current(row.text) for row in walk(bucket.objects.sorted(), prefix, "", 0))
        return [_shown(bucket, version) for version in found if isinstance(version, ObjectVersion)]

    def find(self, key: str) -> Object | None:
        """The object of a key, or None; no API call is made."""
        bucket = self._stored
        version = bucket.current(key)
        return _shown(bucket, version) if isinstance(version, ObjectVersion) else None

    @property
    def _stored(self) -> Stored:
        buckets = self._scope.state(STATE).buckets
        if self.name not in buckets:
            unknown_name("bucket", self.name, sorted(buckets))
        return buckets[self.name]


class S3:
    """S3 of the default account and region."""

    def __init__(self, scope: Scope, recorded: Recorded) -> None:
        self._scope = scope
        self._recorded = recorded

    # --- arranging ---

    def bucket(self, name: str, *, events: bool = False, versioned: bool = False) -> Bucket:
        """The bucket of that name, made by CreateBucket where there is none.

        `events`: its object events go to EventBridge. `versioned`: it keeps versions.
        """
        if name not in self._scope.state(STATE).buckets:
            params: dict[str, Any] = {"Bucket": name}
            if self._scope.region != _HOME:
                params["CreateBucketConfiguration"] = {"LocationConstraint": self._scope.region}
            self._scope.call("s3", "CreateBucket", params)
        if events:
            configuration = self._scope.call("s3", "GetBucketNotificationConfiguration", {"Bucket": name})
            configuration["EventBridgeConfiguration"] = {}
            params = {
                "Bucket": name,
                "NotificationConfiguration": configuration,
                "SkipDestinationValidation": True,  # the destinations there are were told before
            }
            self._scope.call("s3", "PutBucketNotificationConfiguration", params)
        if versioned:
            params = {"Bucket": name, "VersioningConfiguration": {"Status": "Enabled"}}
            self._scope.call("s3", "PutBucketVersioning", params)
        return self._known(name)

    def buckets(self) -> list[Bucket]:
        """All buckets of the account, in the order of their creation."""
        stored = self._scope.state(STATE).buckets.values()
        return [self._known(one.name) for one in stored if one.account == self._scope.account]

    def _known(self, name: str) -> Bucket:
        return Bucket(name, f"arn:{self._scope.partition}:s3:::{name}", self._scope)

    # --- presigned URLs ---

    def open_presigned(
        self,
        url: str,
        method: str = "GET",
        *,
        data: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> PresignedAnswer:
        """What a request by a presigned URL gives: GET, HEAD, PUT or DELETE of an object, or PUT of a part.

        Says whether it has expired, and whether a header is missing that was signed. Hand it to code under test in
        place of `requests.get` and the like: nothing goes over the network.
        """
        return open_presigned(self._scope, url, method, data, headers or {})

    # --- asserting ---

    def assert_object(
        self, key: str, *, bucket: str | Bucket, body: bytes | str | None = None, json: object = ANY
    ) -> Object:
        """Asserts that a bucket has an object, with a body or with JSON where one is given; returns it.

        `body` is compared whole, a text as UTF-8. `json` may be a matcher; objects in it are compared partially.
        """
        __tracebackhide__ = True
        holder = self._bucket(bucket)
        return assert_object(holder.find(key), key, holder, body, json)

    def assert_no_object(self, key: str, *, bucket: str | Bucket) -> None:
        """Asserts that a bucket has no object of that key."""
        __tracebackhide__ = True
        holder = self._bucket(bucket)
        assert_no_object(holder.find(key), holder)

    def _bucket(self, bucket: str | Bucket) -> Bucket:
        __tracebackhide__ = True
        name = given_name(bucket, "bucket")
        known = self._scope.state(STATE).buckets
        if name not in known:
            unknown_name("bucket", name, sorted(known))
        return self._known(name)


def _shown(bucket: Stored, version: ObjectVersion) -> Object:
    return Object(
        key=version.key,
        size=version.size,
        etag=version.etag,
        metadata=version.metadata,
        tags=version.tags,
        version_id=None if bucket.versioning is None else version.id,
        _version=version,
    )
