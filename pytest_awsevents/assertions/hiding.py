"""Differences between an API call and what a test wants of it, as they may be shown: without secrets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pytest_awsevents.assertions.comparing import as_got
from pytest_awsevents.assertions.layout import shown
from pytest_awsevents.core.masking import MASK, masked_places
from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.patterns import ABSENT, Mismatch


def without_secrets(found: Iterable[Mismatch], call: ApiCall, wanted: Mapping[str, object]) -> Iterator[Mismatch]:
    """Differences of the params of a call, secrets masked on both sides."""
    places: tuple[Mapping[str, Any], ...] | None = None
    for one in found:
        if places is None:  # worked out once there is something to show
            places = tuple(masked_places(call.service, call.operation, side) for side in (call.params, wanted))
        got, want = (_shown_at(one.path, side) for side in places)
        if got is not ABSENT and one.got is not ABSENT:
            one = replace(one, got=as_got(got))
        if want is not ABSENT:
            one = replace(one, wanted=shown(want))
        yield one


def _shown_at(path: str, places: Mapping[str, Any]) -> object:
    """What is shown at a path, which may lie in something that is masked as a whole; ABSENT for what is there."""
    if path in places:
        return places[path]
    covered = any(masked is MASK and path.startswith((f"{outer}.", f"{outer}[")) for outer, masked in places.items())
    return MASK if covered else ABSENT
