"""Sessions that parse times and bytes in their own way, as the AWS CLI does, are given what would have been sent."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.utils import parse_timestamp
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents import AwsFake
from pytest_awsevents.wire.parsing import OwnParsers
from tests.wire.conftest import make_operation

SHAPES: dict[str, Any] = {
    "Top": {
        "type": "structure",
        "members": {
            "At": {"shape": "Timestamp"},
            "Iso": {"shape": "Iso"},
            "Unix": {"shape": "Unix"},
            "Rfc": {"shape": "Rfc"},
            "Head": {"shape": "Timestamp", "location": "header", "locationName": "X-Head"},
            "Data": {"shape": "Blob"},
            "Many": {"shape": "Many"},
            "Named": {"shape": "Named"},
            "Name": {"shape": "String"},
        },
    },
    "Timestamp": {"type": "timestamp"},
    "Iso": {"type": "timestamp", "timestampFormat": "iso8601"},
    "Unix": {"type": "timestamp", "timestampFormat": "unixTimestamp"},
    "Rfc": {"type": "timestamp", "timestampFormat": "rfc822"},
    "Blob": {"type": "blob"},
    "Many": {"type": "list", "member": {"shape": "Top"}},
    "Named": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Timestamp"}},
}
PROTOCOLS = ["json", "rest-json", "query", "ec2", "rest-xml", "smithy-rpc-v2-cbor"]
OPERATIONS = {protocol: make_operation(SHAPES, output=True, protocol=protocol) for protocol in PROTOCOLS}
NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)

seconds = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
instants = st.builds(lambda at, ms: at + timedelta(milliseconds=ms), seconds, st.integers(0, 999))
members: dict[str, Any] = {
    "At": instants,
    "Iso": instants,
    "Unix": instants,
    "Rfc": seconds,
    "Head": seconds,
    "Data": st.binary(max_size=20),
    "Named": st.dictionaries(st.text(max_size=3), instants, max_size=2),
    "Name": st.text(max_size=5),
}
responses = st.recursive(
    st.fixed_dictionaries({}, optional=members),
    lambda inner: st.fixed_dictionaries({}, optional=members | {"Many": st.lists(inner, max_size=3)}),
    max_leaves=6,
)


@given(st.sampled_from(PROTOCOLS), responses)
def test_what_is_sent_parses_to_the_response(protocol: str, response: dict[str, Any]) -> None:
    parsed = OwnParsers(parse_timestamp, base64.b64decode).parse(OPERATIONS[protocol], response)
    assert parsed == response


@pytest.mark.parametrize(
    ("protocol", "at"),
    [("json", 1772366400.25), ("rest-xml", "2026-03-01T12:00:00.250Z"), ("query", "2026-03-01T12:00:00.250Z")],
)
def test_times_as_they_are_sent(protocol: str, at: object) -> None:
    response = {"At": NOON, "Iso": NOON, "Unix": NOON, "Rfc": NOON, "Head": NOON, "Data": b"\x00\xff", "Name": "n"}
    assert OwnParsers(lambda sent: sent, lambda sent: sent).parse(OPERATIONS[protocol], response) == {
        "At": at,
        "Iso": "2026-03-01T12:00:00.250Z",
        "Unix": 1772366400.25,
        "Rfc": "Sun, 01 Mar 2026 12:00:00 GMT",
        "Head": "Sun, 01 Mar 2026 12:00:00 GMT",
        "Data": "AP8=",
        "Name": "n",
    }


def session_with(**parsers: Any) -> Any:
    session: Any = botocore.session.get_session()
    session.get_component("response_parser_factory").set_parser_defaults(**parsers)
    return session


def test_clients_of_such_a_session_get_what_its_parsers_make(fake: AwsFake) -> None:
    fake.clock.freeze(NOON)
    stream = fake.kinesis.stream("s")
    kinesis = session_with(blob_parser=lambda text: f"<{text}>").create_client("kinesis")
    kinesis.put_record(StreamName="s", Data=b"\x00", PartitionKey="k")
    shard = kinesis.list_shards(StreamARN=stream.arn)["Shards"][0]["ShardId"]
    iterator = kinesis.get_shard_iterator(StreamName="s", ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    (record,) = kinesis.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    assert (record["Data"], record["ApproximateArrivalTimestamp"]) == ("<AA==>", NOON)

    events = session_with(timestamp_parser=str).create_client("events")
    made = events.create_archive(ArchiveName="a", EventSourceArn=events.describe_event_bus()["Arn"])
    assert made["CreationTime"] == str(NOON.timestamp())
    assert (fake.recorded.calls.last.response or {})["CreationTime"] == NOON


def test_bodies_come_as_they_are(fake: AwsFake) -> None:
    fake.s3.bucket("files").put("k", b"\x00\xff")
    fake.stub("lambda", "invoke", {"Payload": b"\x00"})
    session = session_with(blob_parser=lambda text: text)
    assert session.create_client("s3").get_object(Bucket="files", Key="k")["Body"].read() == b"\x00\xff"
    assert session.create_client("lambda").invoke(FunctionName="f")["Payload"].read() == b"\x00"
    assert boto3.client("lambda").invoke(FunctionName="f")["Payload"].read() == b"\x00"
