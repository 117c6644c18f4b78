"""Settings of a fake: marker over command line over ini over default, checked by name and value."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypedDict

from pytest_awsevents.core.errors import InvalidOption, did_you_mean

if TYPE_CHECKING:
    import pytest

Timeline = Literal["failed", "all", "off"]
Permissions = Literal["warn", "enforce", "off"]
DeliveryMode = Literal["eager", "manual"]
TIMELINES = ("failed", "all", "off")
_CHOICES = {"timeline": TIMELINES, "permissions": ("warn", "enforce", "off"), "delivery": ("eager", "manual")}

STRICTNESS = (
    "unknown-operation",
    "network",
    "unknown-bus",
    "dropped",
    "failed-entry",
    "failed-delivery",
    "unused-rule",
    "unclaimed",
    "malformed-pattern",
    "permission",
    "unused-stub",
    "ignored-failed-entries",
    "schema",
)
"""The strictness checks, by the names they have everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeOptions:
    """What one fake is set to.

    `account`: twelve digits, the account of code that names none. `region`: the region where none is configured.
    `now`: freezes time there from the start (a datetime, naive meaning UTC, or ISO 8601 text). `passthrough`: services
    whose calls go on to what lies beneath, or `("unfaked",)` for all that are not faked. `timeline`: when a report
    shows what happened. `loop_limit`: how many deliveries and runs of functions in a row may cause each other.
    `fire_limit`: how often schedules may fire in one jump of the clock.
    `put_events_size_limit`: bytes that one PutEvents call may hold; AWS raised it from 256 KB to 1 MB in January 2026.

    `permissions`: what becomes of deliveries that no policy allows: a warning in the timeline ("warn"), what AWS makes
    of them ("enforce"), or nothing ("off"). `delivery`: whether events reach their targets before a call returns
    ("eager") or by `aws_fake.settle()` ("manual"). `delay`: how much later, in seconds or as a timedelta.
    `duplicates`: the chance, from 0 to 1, that a target gets an event twice. `reorder`: whether deliveries that are
    caused together go in another order.

    `fail_next`: codes by operation, `{"sqs:SendMessage": "ThrottlingException"}`: the first such call fails with it.
    `reject_entries`: the code with which the first entry of PutEvents is rejected.

    `strict`: the strictness checks that a test has to pass at its end, names of `STRICTNESS`; `relax`: those of them
    that it has not. The fixtures see to it; `with AwsFake()` judges nothing.
    """

    account: str = "123456789012"
    region: str = "us-east-1"
    now: datetime | str | None = None
    passthrough: Iterable[str] = ()
    timeline: Timeline = "failed"
    loop_limit: int = 200
    fire_limit: int = 100_000
    put_events_size_limit: int = 1_048_576
    permissions: Permissions = "warn"
    delivery: DeliveryMode = "eager"
    delay: float | timedelta = 0
    duplicates: float = 0
    reorder: bool = False
    fail_next: Mapping[str, str] = field(default_factory=dict)
    reject_entries: str | None = None
    strict: Iterable[str] = ("unknown-operation", "unknown-bus", "failed-delivery", "schema")
    relax: Iterable[str] = ()

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d{12}", str(self.account)):
            raise InvalidOption(f"account must be twelve digits, got {self.account!r}")
        if not re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-\d+", str(self.region)):
            raise InvalidOption(f"region must be one of AWS's, such as 'eu-west-1', got {self.region!r}")
        for name, known in _CHOICES.items():
            if getattr(self, name) not in known:
                raise InvalidOption(f"{name} must be one of {', '.join(known)}, got {getattr(self, name)!r}")
        if isinstance(self.passthrough, str):
            raise InvalidOption(
                f"passthrough must be a list of services, got {self.passthrough!r}; use [{self.passthrough!r}]"
            )
        object.__setattr__(self, "passthrough", tuple(self.passthrough))
        for name in ("loop_limit", "fire_limit", "put_events_size_limit"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise InvalidOption(f"{name} must be a whole number of 1 or more, got {value!r}")
        _check_chaos(self)
        for name in ("strict", "relax"):
            object.__setattr__(self, name, _checked_names(name, getattr(self, name)))

    @property
    def checks(self) -> frozenset[str]:
        """The strictness checks that are judged."""
        return frozenset(self.strict) - frozenset(self.relax)


class FakeSettings(TypedDict, total=False):
    """The same by keyword, as `AwsFake(...)` takes them."""

    account: str
    region: str
    now: datetime | str | None
    passthrough: Iterable[str]
    timeline: Timeline
    loop_limit: int
    fire_limit: int
    put_events_size_limit: int
    permissions: Permissions
    delivery: DeliveryMode
    delay: float | timedelta
    duplicates: float
    reorder: bool
    fail_next: Mapping[str, str]
    reject_entries: str | None
    strict: Iterable[str]
    relax: Iterable[str]


def _check_chaos(options: FakeOptions) -> None:
    delay = options.delay
    if not isinstance(delay, timedelta) and not _is_number(delay):
        raise InvalidOption(f"delay must be a number of seconds or a timedelta, got {delay!r}")
    if as_timedelta(delay) < timedelta(0):
        raise InvalidOption(f"delay must not be negative, got {delay!r}")
    if not _is_number(options.duplicates) or not 0 <= options.duplicates <= 1:
        raise InvalidOption(f"duplicates must be a number from 0 to 1, got {options.duplicates!r}")
    faults: object = options.fail_next
    if not isinstance(faults, Mapping) or not all(_is_fault(*item) for item in faults.items()):
        raise InvalidOption(f"fail_next must be like {{'sqs:SendMessage': 'ThrottlingException'}}, got {faults!r}")
    if options.reject_entries is not None and not _is_text(options.reject_entries):
        raise InvalidOption(f"reject_entries must be an error code, got {options.reject_entries!r}")
    if not isinstance(options.reorder, bool):
        raise InvalidOption(f"reorder must be True or False, got {options.reorder!r}")


def _checked_names(setting: str, names: Iterable[str]) -> tuple[str, ...]:
    if isinstance(names, str):
        raise InvalidOption(f"{setting} must be a list of strictness checks, got {names!r}; use [{names!r}]")
    checks = tuple(names)
    for name in checks:
        if name not in STRICTNESS:
            known = ", ".join(STRICTNESS)
            raise InvalidOption(
                f"{setting} has no strictness check {name!r}{did_you_mean(str(name), STRICTNESS)} (known: {known})"
            )
    return checks


def strict_names(text: str) -> tuple[str, ...]:
    """The checks of an ini option or of the command line: `a, b`, `all` or `none`."""
    names = text.replace(",", " ").split()
    if names == ["all"]:
        return STRICTNESS
    return () if names == ["none"] else tuple(names)


def as_timedelta(delay: float | timedelta) -> timedelta:
    """A duration given as a timedelta or in seconds."""
    return delay if isinstance(delay, timedelta) else timedelta(seconds=delay)


def _is_fault(operation: object, code: object) -> bool:
    return _is_text(operation) and ":" in str(operation) and _is_text(code)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


OPTION_NAMES = tuple(field.name for field in fields(FakeOptions))


def with_changes(options: FakeOptions, changes: Mapping[str, object]) -> FakeOptions:
    """The options with some of them set otherwise; InvalidOption names an unknown one and its nearest."""
    for name in changes:
        if name not in OPTION_NAMES:
            known = ", ".join(OPTION_NAMES)
            raise InvalidOption(f"aws_fake has no setting {name!r}{did_you_mean(name, OPTION_NAMES)} (known: {known})")
    if not changes:
        return options
    return replace(options, **changes)  # type: ignore[arg-type]  # names are checked above, values in __post_init__


def marker_changes(markers: Iterable[pytest.Mark]) -> dict[str, object]:
    """The keywords of all `aws_fake` markers of a test; the nearest marker wins, keyword by keyword."""
    changes: dict[str, object] = {}
    for mark in markers:  # pytest gives the nearest first
        if mark.args:
            raise InvalidOption(f"the aws_fake marker takes keywords only, got {mark.args[0]!r}")
        changes = {**mark.kwargs, **changes}
    return changes


def configured(config: pytest.Config) -> FakeOptions:
    """The options of a session: command line over ini over default."""
    changes: dict[str, object] = {}
    for name, convert in (
        ("account", str),
        ("region", str),
        ("now", str),
        ("passthrough", list),
        ("timeline", str),
        ("permissions", str),
        ("strict", strict_names),
    ):
        value = config.getini(f"aws_fake_{name}")
        if value:
            changes[name] = convert(value)
    if timeline := config.getoption("aws_fake_timeline"):
        changes["timeline"] = timeline
    if strict := config.getoption("aws_fake_strict"):
        changes["strict"] = strict_names(strict)
    return with_changes(FakeOptions(), changes)


def enabled_for_all(config: pytest.Config) -> bool:
    """Whether every test runs inside a fake."""
    given: bool | None = config.getoption("aws_fake")
    return bool(config.getini("aws_fake")) if given is None else given
