"""JSON pointers: places in a schema, and what `$ref` refers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from pytest_awsevents.schemas.errors import SchemaError
from pytest_awsevents.schemas.wording import did_you_mean


def step(place: str, name: object) -> str:
    """The place of a member of what is at a place."""
    return f"{place}/{str(name).replace('~', '~0').replace('/', '~1')}"


def resolve(document: Any, reference: object, place: str) -> Any:
    """What a reference, which stands at a place, refers to inside the document; there is no other."""
    if not isinstance(reference, str) or not (reference == "#" or reference.startswith("#/")):
        raise SchemaError(place, f"only references inside the document, #/..., are followed, got {reference!r}")
    found = document
    for part in reference.split("/")[1:]:
        name = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(found, Mapping) and name in found:
            found = found[name]
        elif isinstance(found, Sequence) and not isinstance(found, str) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        else:
            known = list(found) if isinstance(found, Mapping) else []
            raise SchemaError(
                place, f"{reference!r} refers to nothing: there is no {name!r}{did_you_mean(name, known)}"
            )
    return found
