"""Lambda's way of paging."""

from __future__ import annotations

from pytest_awsevents.services.base import PageMembers
from pytest_awsevents.services.lambda_.faults import invalid


def pages_of(items: str) -> PageMembers:
    """Pages of at most 50, whatever MaxItems asks for (documented)."""
    return PageMembers(
        items,
        token_in="Marker",
        token_out="NextMarker",
        limit="MaxItems",
        maximum=50,
        invalid=invalid("Invalid value for Marker."),
    )
