"""How trails are named and found."""

from __future__ import annotations

import re

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.cloudtrail.state import Trail, cloudtrail, place

_ALLOWED = re.compile(r"[A-Za-z0-9._-]+")
_ADJACENT = re.compile(r"[._-]{2}")
_ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
_MIN, _MAX = 3, 128


def check_name(name: str) -> None:
    """Raises InvalidTrailNameException; the texts, and their order, as recorded."""
    problem = _problem(name)
    if problem is not None:
        raise AwsError("InvalidTrailNameException", problem)


def _problem(name: str) -> str | None:
    given = f"Specified name length: {len(name)} characters."
    if len(name) < _MIN:
        return f"Trail name too short. Minimum allowed length: {_MIN} characters. {given}"
    if len(name) > _MAX:
        return f"Trail name too long. Maximum allowed length: {_MAX} characters. {given}"
    if not _is_plain(name[0]):
        return "Trail name must starts with a letter or number."
    if not _is_plain(name[-1]):
        return "Trail name must ends with a letter or number."
    if not _ALLOWED.fullmatch(name):
        return (
            "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), "
            "hyphens (-), and underscores (_)."
        )
    if _ADJACENT.search(name):
        return "Trail name must not have adjacent periods, underscores or dashes."
    return "Trail name must not be in IP address format." if _ADDRESS.fullmatch(name) else None


def _is_plain(character: str) -> bool:
    return character.isascii() and character.isalnum()


def find_trail(scope: Scope, reference: str) -> Trail | None:
    """The trail of that name or ARN, or None: those of the region, and multi-region trails of the account."""
    name = reference
    if reference.startswith("arn:"):
        arn = parse_arn(reference)
        if arn is None or arn.service != "cloudtrail" or arn.resource_type != "trail":
            raise AwsError("CloudTrailARNInvalidException", f"The trail ARN {reference} is not valid.")
        return next((trail for trail in _visible(scope) if trail.arn == reference), None)
    check_name(name)
    return next((trail for trail in _visible(scope) if trail.name == name), None)


def get_trail_of(scope: Scope, reference: str) -> Trail:
    """The same; AWS's error where there is none."""
    trail = find_trail(scope, reference)
    if trail is None:
        named = reference if reference.startswith("arn:") else scope.arn("cloudtrail", f"trail/{reference}")
        raise AwsError("TrailNotFoundException", f"Unknown trail: {named} for the user: {scope.account}")
    return trail


def get_home_trail(scope: Scope, reference: str) -> Trail:
    """The same, to be changed: only in the region where it was made."""
    trail = get_trail_of(scope, reference)
    if trail.region != scope.region:
        raise AwsError(
            "InvalidHomeRegionException",
            f"The trail {trail.arn} can only be changed in its home region {trail.region}.",
        )
    return trail


def visible_trails(scope: Scope, *, shadows: bool = True) -> list[Trail]:
    """The trails of the region, and with `shadows` those of other regions that log this one too."""
    return _visible(scope) if shadows else list(place(scope).trails.values())


def _visible(scope: Scope) -> list[Trail]:
    return [
        trail
        for trail in cloudtrail(scope).trails()
        if trail.account == scope.account and (trail.region == scope.region or trail.multi_region)
    ]
