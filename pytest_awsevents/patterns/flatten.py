"""Event → the values at the paths that patterns look at.

Only scalars are values; arrays give each element at the array's own path, to any depth; empty objects and arrays give
nothing (observed). Where several leaves look into one array of objects, it also matters which element a value comes
from: the values of those paths are `placed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from pytest_awsevents.patterns.atoms import Atom, Json, atom

if TYPE_CHECKING:
    from pytest_awsevents.patterns.paths import PathNode

# For each array around a value, outermost first: the array's number and the index of the element. Elements that are
# scalars themselves set no index (observed).
Place: TypeAlias = tuple[tuple[int, int], ...]
_Item: TypeAlias = "tuple[Json, PathNode, Place, bool]"
_SCALARS = frozenset({str, int, float, bool, type(None)})
Values: TypeAlias = dict[str, "Atom | list[Atom]"]


class Flat:
    """What an event has at the interesting paths.

    `values`: of every path, a list where there may be several. `placed`: again those of paths that share an array of
    objects with another path. `arrays`: the nodes of the arrays numbered in the places.
    """

    __slots__ = ("arrays", "placed", "values")

    def __init__(self) -> None:
        self.values: Values = {}
        self.placed: dict[str, list[tuple[Place, Atom]]] = {}
        self.arrays: list[PathNode] = []

    def add(self, path: str, place: Place, value: Atom, placed: bool) -> None:
        known = self.values.get(path)
        if isinstance(known, list):
            known.append(value)
        else:  # nothing yet: whatever leads to a path twice is collected as a whole
            self.values[path] = [value]
        if placed:
            self.placed.setdefault(path, []).append((place, value))


def flatten(event: Mapping[str, Json], root: PathNode) -> Flat:
    """The values of the paths below `root` that the event has. Takes any JSON; what no path leads to is not visited."""
    flat = Flat()
    values = flat.values
    objects = [(event, root)]
    for fields, node in objects:
        children = node.children
        for name, value in fields.items():
            child = children.get(name)
            if child is None:
                if "." in name:
                    return _flatten_dotted(event, root)
                continue
            kind = value.__class__  # faster than isinstance, and nearly always one of these
            if kind is str:
                if child.path is not None:
                    values[child.path] = value  # type: ignore[assignment]
            elif kind is dict:
                if child.children:
                    objects.append((value, child))  # type: ignore[arg-type]
            elif child.path is not None and kind in _SCALARS:
                values[child.path] = atom(value)
            else:
                _collect(value, child, flat, False)
    return flat


def _flatten_dotted(event: Mapping[str, Json], root: PathNode) -> Flat:
    """Field names with dots can lead to one path in several ways, in and out of arrays: keeps the place of all."""
    flat = Flat()
    _collect(event, root, flat, True)
    return flat


def _collect(value: Json, node: PathNode, flat: Flat, placed: bool) -> None:
    """Adds all values in and below `value`; an own stack, for arrays may nest deeper than Python functions can."""
    todo: list[_Item] = [(value, node, (), placed)]
    while todo:
        value, node, place, placed = todo.pop()
        if isinstance(value, (list, tuple)):
            todo += reversed(_elements(value, node, flat, place, placed or node.leaves > 1))
        elif value.__class__ not in _SCALARS and isinstance(value, Mapping):
            todo += reversed(_fields(value, node, flat, place, placed))
        elif node.path is not None:
            flat.add(node.path, place, atom(value), placed)


def _fields(fields: Mapping[str, Json], node: PathNode, flat: Flat, place: Place, placed: bool) -> list[_Item]:
    """Adds the scalars among the fields; gives the others."""
    others: list[_Item] = []
    children = node.children
    for name, value in fields.items():
        child = node.find(name) if "." in name else children.get(name)
        if child is None:
            continue
        kind = value.__class__
        if kind not in _SCALARS:
            others.append((value, child, place, placed))
        elif child.path is not None:
            flat.add(child.path, place, value if kind is str else atom(value), placed)  # type: ignore[arg-type]
    return others


def _elements(
    array: list[Json] | tuple[Json, ...], node: PathNode, flat: Flat, place: Place, placed: bool
) -> list[_Item]:
    """Adds the scalars among the elements; gives the others, which are places of their own."""
    others: list[_Item] = []
    number = len(flat.arrays)
    flat.arrays.append(node)
    for index, value in enumerate(array):
        if isinstance(value, dict):
            others += _fields(value, node, flat, (*place, (number, index)), placed)
        elif value.__class__ not in _SCALARS:
            others.append((value, node, (*place, (number, index)), placed))
        elif node.path is not None:
            flat.add(node.path, place, atom(value), placed)
    return others
