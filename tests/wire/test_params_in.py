"""Params as the service sees them: copied, normalised as the wire would."""

from __future__ import annotations

import copy
import io
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import boto3
import freezegun
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.core.freezers import Real
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.wire.shapes import copy_params, fresh
from tests.wire.conftest import make_operation

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
EXACT = NOON.replace(microsecond=250_000)


def through(shape: dict[str, Any], value: Any, *, protocol: str = "json", **shapes: Any) -> Any:
    top = {"type": "structure", "members": {"It": {"shape": "Shape"}}}
    operation = make_operation({"Top": top, "Shape": shape, **shapes}, protocol=protocol)
    return copy_params(operation, {"It": value})["It"]


@pytest.mark.parametrize(
    "given_",
    [
        NOON,
        datetime(2026, 3, 1, 4, tzinfo=timezone(timedelta(hours=-8))),
        "2026-03-01T12:00:00Z",
        "2026-03-01T13:00:00+01:00",
        NOON.timestamp(),
        int(NOON.timestamp()),
        str(int(NOON.timestamp())),
    ],
)
def test_timestamps_become_aware_utc(given_: Any) -> None:
    seen = through({"type": "timestamp"}, given_)
    assert seen == NOON
    assert seen.utcoffset() == timedelta(0)
    assert type(seen) is Real.datetime


def test_a_naive_timestamp_is_local_time_as_botocore_takes_it() -> None:
    from dateutil.tz import tzlocal

    naive = datetime(2026, 3, 1, 12)
    assert through({"type": "timestamp"}, naive) == naive.replace(tzinfo=tzlocal())


def test_a_date_is_its_midnight() -> None:
    seen = through({"type": "timestamp"}, "2026-03-01")
    assert seen.astimezone().date() == date(2026, 3, 1)


def test_a_timestamp_made_under_a_freeze_is_a_real_one() -> None:
    with freezegun.freeze_time(NOON):
        seen = through({"type": "timestamp"}, datetime.now(UTC))
    assert seen == NOON
    assert type(seen) is Real.datetime


@pytest.mark.parametrize(
    ("protocol", "given_format", "expected"),
    [
        ("json", None, NOON),
        ("rest-json", None, NOON),
        ("query", None, EXACT),
        ("rest-xml", None, EXACT),
        ("json", "iso8601", EXACT),
        ("rest-xml", "rfc822", NOON),
        ("query", "unixTimestamp", NOON),
    ],
)
def test_fractions_of_seconds_that_are_not_sent_are_not_seen(
    protocol: str, given_format: str | None, expected: datetime
) -> None:
    shape = {"type": "timestamp", **({"timestampFormat": given_format} if given_format else {})}
    assert through(shape, EXACT, protocol=protocol) == expected


class OnlyRead:
    def read(self) -> str:
        return "größe"


@pytest.mark.parametrize(
    "value",
    [
        "größe",
        "größe".encode(),
        bytearray("größe".encode()),
        io.BytesIO("größe".encode()),
        io.StringIO("größe"),
        OnlyRead(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_blobs_become_bytes(value: Any) -> None:
    seen = through({"type": "blob"}, value)
    assert seen == "größe".encode()
    assert type(seen) is bytes


def test_a_stream_is_read_from_where_it_stands() -> None:
    stream = io.BytesIO(b"0123456789")
    stream.seek(6)
    assert through({"type": "blob"}, stream) == b"6789"
    assert stream.read() == b""


TREE = {"type": "structure", "members": {"At": {"shape": "At"}, "Below": {"shape": "Trees"}, "By": {"shape": "Map"}}}
TREES = {
    "At": {"type": "timestamp"},
    "Trees": {"type": "list", "member": {"shape": "Shape"}},
    "Map": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Shape"}},
}


def test_shapes_that_hold_themselves_are_normalised_all_the_way_down() -> None:
    given_ = {"At": "2026-03-01T12:00:00Z", "Below": [{"By": {"x": {"At": NOON.timestamp(), "Below": [{}]}}}]}
    assert through(TREE, given_, **TREES) == {"At": NOON, "Below": [{"By": {"x": {"At": NOON, "Below": [{}]}}}]}


def test_documents_are_taken_as_they_are_but_copied() -> None:
    document = {"any": [1, {"deep": None}], "when": "2026-03-01"}
    seen = through({"type": "structure", "members": {}, "document": True}, document)
    assert seen == document
    seen["any"][1]["deep"] = "changed"
    assert document["any"][1] == {"deep": None}  # type: ignore[index]


def test_members_that_are_none_are_not_sent() -> None:
    assert through(TREE, {"At": None, "Below": None}, **TREES) == {}


def test_an_operation_without_input_has_no_params() -> None:
    operation = make_operation({"Top": {"type": "structure", "members": {}}}, output=True)
    assert copy_params(operation, {}) == {}


trees = st.recursive(
    st.fixed_dictionaries({}, optional={"At": st.just(NOON)}),
    lambda below: st.fixed_dictionaries(
        {},
        optional={
            "At": st.just(NOON),
            "Below": st.lists(below, max_size=2),
            "By": st.dictionaries(st.sampled_from("abc"), below),
        },
    ),
    max_leaves=8,
)
TREE_OPERATION = make_operation(
    {"Top": {"type": "structure", "members": {"It": {"shape": "Shape"}}}, "Shape": TREE, **TREES}
)


def containers(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value, *(one for item in value.values() for one in containers(item))]
    if isinstance(value, list):
        return [value, *(one for item in value for one in containers(item))]
    return []


@given(trees)
def test_copies_are_equal_and_share_no_container(tree: dict[str, Any]) -> None:
    before = copy.deepcopy(tree)
    for make in (lambda: copy_params(TREE_OPERATION, {"It": tree})["It"], lambda: fresh(tree)):
        copied = make()
        assert copied == tree == before
        shared = {id(one) for one in containers(copied)} & {id(one) for one in containers(tree)}
        assert not shared


def test_the_record_does_not_follow_what_the_caller_changes(fake: AwsFake) -> None:
    entries: list[dict[str, Any]] = [{"Source": "a", "DetailType": "b", "Detail": "{}", "Resources": ["r"]}]
    boto3.client("events").put_events(Entries=entries)
    entries[0]["Source"] = "changed"
    entries[0]["Resources"].append("changed")
    entries.append({})
    sent = fake.recorded.calls.only().params["Entries"]
    assert sent == [{"Source": "a", "DetailType": "b", "Detail": "{}", "Resources": ["r"]}]
    assert fake.recorded.events.only().resources == ("r",)


def test_the_caller_may_change_the_response_without_touching_the_record_or_the_state(fake: AwsFake) -> None:
    client = boto3.client("events")
    client.put_rule(Name="r", EventPattern='{"source":["a"]}', Tags=[{"Key": "k", "Value": "v"}])
    response = client.list_rules()
    kept = copy.deepcopy(response["Rules"])
    response["Rules"][0]["Name"] = "changed"
    response["Rules"].clear()
    assert fake.recorded.calls.last.response == {"Rules": kept}
    assert client.list_rules()["Rules"] == kept
