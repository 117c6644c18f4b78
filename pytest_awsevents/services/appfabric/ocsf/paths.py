"""Reading and writing JSON by path: names separated by `/`, numbers for places in a list."""

from __future__ import annotations

from itertools import pairwise
from typing import Any


def get(document: Any, path: str) -> Any:
    """What stands at a path; None where nothing does."""
    found = document
    for name in path.split("/"):
        if isinstance(found, dict):
            found = found.get(name)
        elif isinstance(found, list) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        else:
            return None
    return found


def put(document: dict[str, Any], path: str, value: object) -> None:
    """Puts a value at a path, and makes the objects and lists on the way there."""
    names = path.split("/")
    here: Any = document
    for name, following in pairwise(names):
        here = _inside(here, name, [] if following.isdecimal() else {})
    _inside(here, names[-1], value)


def _inside(holder: Any, name: str, value: Any) -> Any:
    """What an object or a list has at a name; `value` is put there where it has nothing."""
    if isinstance(holder, dict):
        return holder.setdefault(name, value)
    while len(holder) <= int(name):
        holder.append({} if isinstance(value, dict) else None)
    if holder[int(name)] in (None, {}):
        holder[int(name)] = value
    return holder[int(name)]
