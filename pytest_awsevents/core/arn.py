"""Amazon Resource Names."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Arn(NamedTuple):
    """`arn:partition:service:region:account:resource`; the resource may hold further colons."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    def __str__(self) -> str:
        return ":".join(("arn", *self))

    @property
    def resource_type(self) -> str:
        """What stands before the first `/` or `:` of the resource; empty where neither is there."""
        for position, character in enumerate(self.resource):
            if character in "/:":
                return self.resource[:position]
        return ""

    @property
    def resource_id(self) -> str:
        """What stands behind the first `/` or `:` of the resource; the whole of it where neither is there."""
        return self.resource[len(self.resource_type) + 1 :] if self.resource_type else self.resource


@lru_cache(maxsize=4096)
def parse_arn(text: str) -> Arn | None:
    """The parts of an ARN, or None where the text is not one."""
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or not parts[1] or not parts[2] or not parts[5]:
        return None
    return Arn(*parts[1:])
