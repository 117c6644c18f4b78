"""Checks of API calls: not faked, over the network, errors that nobody looked at, stubs that nobody called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_awsevents.assertions.strictness.findings import Finding, Findings, Scene
from pytest_awsevents.core.records import ApiCall


def unknown_operation(scene: Scene) -> Findings:
    """Calls that are neither faked nor stubbed: their error was caught by the code under test."""
    found = [
        call for call in scene.recorded.calls if call.error is not None and call.error.code == "UnsupportedOperation"
    ]
    return Findings(
        [Finding(f"#{call.seq} {call.name}, made by {call.caller or call.principal}", call.seq) for call in found],
        "call",
        "of an operation that is neither faked nor stubbed, and the code under test caught the error",
        "" if not found else f"stub it: aws_fake.stub({found[0].service!r}, {found[0].operation!r}, {{...}})",
    )


def network(scene: Scene) -> Findings:
    """Connections to AWS hosts, past boto3."""
    return Findings(
        [Finding(f"host {host}") for host in dict.fromkeys(scene.hosts)],
        "connection",
        "to an AWS host refused, and the code under test caught the error",
        "use a boto3 client there, which the fake answers, or replace the request in the test",
    )


def unused_stub(scene: Scene) -> Findings:
    """Stubs that answered no call."""
    return Findings(
        [Finding(f"aws_fake.stub of {name}; {_called_instead(scene, name)}") for name in scene.unused_stubs],
        "stub",
        "never called",
        "take it away, or name the operation that is called",
    )


def ignored_failed_entries(scene: Scene) -> Findings:
    """PutEvents answered with FailedEntryCount, and the failed entries were not put again."""
    calls = [call for call in scene.recorded.calls if call.name == "events:PutEvents"]
    items = []
    for position, call in enumerate(calls):
        later = [entry for other in calls[position + 1 :] for entry in other.params["Entries"]]
        for index, entry, result in _failed(call):
            if not any(_is_same(entry, other) for other in later):
                text = f"#{call.seq} Entries[{index}] {result['ErrorCode']}, put by {call.caller or call.principal}"
                items.append(Finding(text, call.seq))
    return Findings(
        items,
        "failed entry",
        "of PutEvents not put again: the call succeeds all the same",
        'put them again: [entry for entry, one in zip(entries, response["Entries"]) if "ErrorCode" in one]',
        "failed entries",
    )


def _called_instead(scene: Scene, name: str) -> str:
    service = name.partition(":")[0]
    called = dict.fromkeys(call.operation for call in scene.recorded.calls if call.service == service)
    return f"of {service} were called: {', '.join(called)}" if called else f"nothing of {service} was called"


def _failed(call: ApiCall) -> Iterator[tuple[int, Mapping[str, Any], Mapping[str, Any]]]:
    if call.cause is not None or call.response is None or not call.response.get("FailedEntryCount"):
        return
    results = call.response.get("Entries", ())
    for index, (entry, result) in enumerate(zip(call.params["Entries"], results, strict=False)):
        if result.get("ErrorCode"):
            yield index, entry, result


def _is_same(entry: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(entry.get(name) == other.get(name) for name in ("Source", "DetailType", "Detail"))
