"""What the three batch operations have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params

_ENTRY_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_MAX_ENTRIES = 10


def checked_entries(params: Params, noun: str) -> Sequence[Params]:
    """The entries of a batch; AWS's error where the batch as a whole is refused (recorded)."""
    entries: Sequence[Params] = params["Entries"]
    if not entries:
        raise AwsError("EmptyBatchRequest", f"There should be at least one {noun} in the request.")
    if len(entries) > _MAX_ENTRIES:
        raise AwsError(
            "TooManyEntriesInBatchRequest",
            f"Maximum number of entries per request are {_MAX_ENTRIES}. You have sent {len(entries)}.",
        )
    seen: set[str] = set()
    for entry in entries:
        id = entry["Id"]
        if not _ENTRY_ID.fullmatch(id):
            raise AwsError(
                "InvalidBatchEntryId",
                "A batch entry id can only contain alphanumeric characters, hyphens and underscores. "
                "It can be at most 80 letters long.",
            )
        if id in seen:
            raise AwsError("BatchEntryIdsNotDistinct", f"Id {id} repeated.")
        seen.add(id)
    return entries


def each(entries: Sequence[Params], run: Callable[[Params], Params | None]) -> dict[str, Any]:
    """Runs every entry by itself. A list that would be empty is left out, as SQS does in spite of its model."""
    successful: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for entry in entries:
        try:
            successful.append({"Id": entry["Id"], **(run(entry) or {})})
        except AwsError as error:
            failed.append({"Id": entry["Id"], "SenderFault": True, "Code": error.code, "Message": error.message})
    return {"Successful": successful or None, "Failed": failed or None}
