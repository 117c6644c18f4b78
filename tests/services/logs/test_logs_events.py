from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents import Logs
from pytest_awsevents.fake import AwsFake

DAY = 24 * 3600


def test_events_come_back_by_time(logs: Any, put: Any, now: int) -> None:
    put((0, "b"), (1, "c"))
    put((-1, "a"))
    events = logs.get_log_events(logGroupName="app", logStreamName="web", startFromHead=True)["events"]
    assert [event["message"] for event in events] == ["a", "b", "c"]
    assert events[0] == {"timestamp": now - 1000, "message": "a", "ingestionTime": now}


def test_pages_forward_and_backward(logs: Any, put: Any) -> None:
    put(*((number, str(number)) for number in range(5)))

    def get(**params: Any) -> tuple[str, Any]:
        page = logs.get_log_events(logGroupName="app", logStreamName="web", limit=2, **params)
        return "".join(event["message"] for event in page["events"]), page

    newest, page = get()
    assert newest == "34"
    before, page = get(nextToken=page["nextBackwardToken"])
    assert before == "12"
    assert get(nextToken=page["nextForwardToken"])[0] == "34"
    oldest, page = get(startFromHead=True)
    assert oldest == "01"
    second, page = get(nextToken=page["nextForwardToken"])
    assert second == "23"
    last, page = get(nextToken=page["nextForwardToken"])
    assert last == "4"
    none, end = get(nextToken=page["nextForwardToken"])
    assert (none, end["nextForwardToken"]) == ("", page["nextForwardToken"])


def test_times_bound_what_is_read(logs: Any, put: Any, now: int) -> None:
    put(*((number, str(number)) for number in range(4)))
    page = logs.get_log_events(logGroupName="app", logStreamName="web", startTime=now + 1000, endTime=now + 3000)
    assert [event["message"] for event in page["events"]] == ["1", "2"]
    found = logs.filter_log_events(logGroupName="app", startTime=now + 1000, endTime=now + 3000)
    assert [event["message"] for event in found["events"]] == ["1", "2", "3"]


def test_what_is_refused(logs: Any, put: Any, now: int, refused: Any) -> None:
    put((0, "a"))
    with refused(
        "InvalidParameterException", "Log events in a single PutLogEvents request must be in chronological order."
    ):
        put((1, "b"), (0, "a"))
    with refused("InvalidParameterException"):
        put((-DAY - 1, "a"), (0, "b"))
    with refused("InvalidParameterException", "Upload too large: 1048577 bytes exceeds limit of 1048576"):
        put((0, "x" * (1_048_577 - 26)))
    with refused("InvalidParameterException", "The specified nextToken is invalid."):
        logs.get_log_events(logGroupName="app", logStreamName="web", nextToken="f/1")
    with refused("ResourceNotFoundException", "The specified log stream does not exist."):
        logs.get_log_events(logGroupName="app", logStreamName="none")
    with refused(
        "InvalidParameterException",
        "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value "
        "less than or equal to 10000",
    ):
        logs.get_log_events(logGroupName="app", logStreamName="web", limit=10001)


def test_events_out_of_time_are_rejected(logs: Any, put: Any) -> None:
    old = put((-14 * DAY - 1, "too old"), (-13.5 * DAY, "ok"))
    assert old["rejectedLogEventsInfo"] == {"tooOldLogEventEndIndex": 1}
    new = put((7000, "ok"), (7201, "too new"))
    assert new["rejectedLogEventsInfo"] == {"tooNewLogEventStartIndex": 1}
    logs.put_retention_policy(logGroupName="app", retentionInDays=1)
    expired = put((-DAY - 1, "expired"), (-2, "ok"))
    assert expired["rejectedLogEventsInfo"] == {"expiredLogEventEndIndex": 1}
    events = logs.get_log_events(logGroupName="app", logStreamName="web")["events"]
    assert [event["message"] for event in events] == ["ok", "ok"]
    assert new["nextSequenceToken"] != old["nextSequenceToken"]


def test_searching_several_streams(logs: Any, put: Any, refused: Any) -> None:
    put((0, "ERROR a"), (2, "fine"), stream="web-1")
    put((1, "ERROR b"), stream="web-2")
    put((1, "ERROR c"), stream="job")

    def found(**params: Any) -> str:
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName="app", PaginationConfig={"PageSize": 1}, **params
        )
        return " ".join(event["message"][-1] for page in pages for event in page["events"])

    assert found(filterPattern="ERROR") == "a b c"
    assert found(filterPattern="ERROR", logStreamNamePrefix="web") == "a b"
    assert found(logStreamNames=["job", "web-2"]) == "b c"
    assert logs.filter_log_events(logGroupName="app", startFromHead=False)["events"][0]["message"] == "fine"
    event = logs.filter_log_events(logGroupName="app", filterPattern="fine")["events"][0]
    assert (event["logStreamName"], len(event["eventId"])) == ("web-1", 56)
    with refused("InvalidParameterException"):
        found(logStreamNames=["job"], logStreamNamePrefix="web")
    with refused("ResourceNotFoundException"):
        found(logStreamNames=["none"])


def test_the_handle(fake: AwsFake) -> None:
    group = fake.logs.group("app", retention=7, tags={"a": "b"})
    assert isinstance(fake.logs, Logs)
    group.put({"level": "ERROR", "code": 7}, "plain")
    group.put("more", stream="other")
    assert group.messages() == ['{"level": "ERROR", "code": 7}', "plain", "more"]
    assert group.messages("{ $.code > 5 }") == ['{"level": "ERROR", "code": 7}']
    assert [event.stream for event in group.events(stream="other")] == ["other"]
    assert fake.logs.group("app") == group
    assert fake.logs.groups() == [group]
    assert fake.logs.assert_logged({"level": "ERROR"}, group="app").json["code"] == 7
    fake.logs.assert_not_logged("less", group=group)
    with pytest.raises(AssertionError) as caught:
        fake.logs.assert_logged("less", group=group)
    assert str(caught.value).startswith('0 events in log group app with "less", expected at least 1')
    with pytest.raises(AssertionError, match="there is no log group 'ap'; did you mean 'app'"):
        fake.logs.assert_logged(group="ap")
    empty = fake.logs.group("empty")
    with pytest.raises(AssertionError, match=r"events held, by log group: app \(3\), empty \(0\)"):
        fake.logs.assert_logged(group=empty)
