"""Cases for the services: values that are worth trying, and how many cases there are to be."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from botocore.model import OperationModel
from hypothesis import HealthCheck, Phase, settings

from pytest_awsevents.fake import AwsFake
from tests.fuzz.fuzzed import ACCOUNT, Fuzzed, fuzzed
from tests.fuzz.hostile_texts import HOSTILE
from tests.fuzz.params_from_model import ParamsFromModel

START = "2026-03-01T12:00:00Z"
"""When every case begins."""
_FEW_CALLS = 4
_FEW_SEQUENCES = 3
_KEPT = 8


def single_calls(config: pytest.Config, subject: Fuzzed) -> settings:
    """For the cases of one operation."""
    wanted = config.getoption("fuzz_calls", None)
    return _settings(_FEW_CALLS, None if wanted is None else math.ceil(wanted / len(subject.operations)))


def sequences(config: pytest.Config) -> settings:
    """For the sequences of one service."""
    return _settings(_FEW_SEQUENCES, config.getoption("fuzz_sequences", None))


def _settings(few: int, wanted: int | None) -> settings:
    """Few cases are the same in every run; many are others each time, and a failure prints how to have it again."""
    return settings(
        max_examples=wanted or few,
        derandomize=wanted is None,
        print_blob=True,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),  # to explain a failure would trace every line of every case
        suppress_health_check=list(HealthCheck),
    )


_BESIDE: dict[str, list[Any]] = {
    "Bucket": ["known"],
    "Key": ["known", "new"],
    "Body": [b"content"],
    "QueueUrl": [f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/known"],
    "QueueName": ["known"],
    "StreamName": ["known"],
    "DeliveryStreamName": ["known", "audit"],
    "Data": [b"data"],
    "EventPattern": ['{"source": [{"prefix": "a"}]}'],
    "Entries": [[{"Source": "a", "DetailType": "d", "Detail": "{}"}]],
}
"""For the operations of other services that are called in between."""


class Pool:
    """Values worth trying, by the name of a member: those that were arranged, and the newest that responses had."""

    def __init__(self, subject: Fuzzed) -> None:
        self._subject = subject
        self.values: dict[str, list[Any]] = {}
        self.params = ParamsFromModel(self.values, HOSTILE, subject.named)

    def refill(self, fake: AwsFake, operation: OperationModel | None = None) -> None:
        """Begins anew: what the service arranges in a fake; what costs only for an operation that wants it, or any."""
        self.values.clear()
        self.values.update({name: list(found) for name, found in _BESIDE.items()})
        self.values.update({name: list(found) for name, found in self._subject.arrange(fake).items()})
        members = None if operation is None or operation.input_shape is None else operation.input_shape.members
        for name, make in self._subject.costly.items():
            if operation is None or (members is not None and name in members):
                self.values[name] = [make(fake)]

    def harvest(self, response: Any) -> None:
        for name, text in _texts("", response):
            for wanted in (name, name.removeprefix("Next"), *self._subject.harvest.get(name, ())):
                self._add(wanted, text)
            if "token" in name.lower() or "marker" in name.lower():
                self._add("tokens", text)

    def _add(self, name: str, text: str) -> None:
        found = self.values.setdefault(name, [])
        if text not in found:
            found.append(text)
            if len(found) > 2 * _KEPT:
                del found[_KEPT]


@cache
def pool_of(service: str) -> Pool:
    return Pool(fuzzed(service))


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if name:
            yield name, value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ("ResponseMetadata", "Body"):
                yield from _texts(str(key), item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(name, item)
