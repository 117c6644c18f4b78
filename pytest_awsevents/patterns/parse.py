"""Pattern text → branches: the objects, leaves and `$or`s of a pattern, multiplied out.

A branch is one way to match: every leaf in it must hold. A pattern without `$or` has one branch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from pytest_awsevents.patterns.errors import InvalidPattern
from pytest_awsevents.patterns.expressions import read_alternatives
from pytest_awsevents.patterns.operators import Leaf, Wildcard
from pytest_awsevents.patterns.tokens import Tokens
from pytest_awsevents.patterns.wildcards import too_complex

Branch: TypeAlias = tuple[Leaf, ...]

# Several `$or`s multiply. The engine would try to build every combination; a pattern of 4,096 characters can ask
# for 2**140 of them, so somewhere there has to be an end.
MAX_BRANCHES = 1000

_TOO_COMPLEX = (
    "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences "
    "after a wildcard character"
)
_OR = "$or"
# fmt: off
_RESERVED_BELOW_OR = frozenset({
    "exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr", "=",
    "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case", "date-after", "date-on-or-after",
    "date-before", "date-on-or-before", "in-date-range", "ip-address-in-range", "ip-address-not-in-range",
})
# fmt: on

_Paths: TypeAlias = dict[str, Leaf]


@dataclass(slots=True)
class _Object:
    """An object being read; `path` is None at the top."""

    path: str | None
    below_or: bool
    fields: int = 0

    def path_of(self, name: str) -> str:
        return name if self.path is None else f"{self.path}.{name}"


@dataclass(slots=True)
class _Or:
    """A `$or` array being read: the branches from before it, and those its objects have made of them so far."""

    owner: _Object
    before: list[_Paths]
    made: list[_Paths] = field(default_factory=list)
    objects: int = 0


class _Reader:
    """Reads objects and `$or`s with its own stack: patterns may nest deeper than Python functions can."""

    def __init__(self, text: str) -> None:
        self.tokens = Tokens(text)
        self.branches: list[_Paths] = []
        self.overridden: dict[str, None] = {}
        self.too_complex = False
        self._open: list[_Object | _Or] = []

    def read(self) -> None:
        if self.tokens.advance() != "{":
            self.tokens.fail("Filter is not an object")
        self._open.append(_Object(None, below_or=False))
        while self._open:
            current = self._open[-1]
            if isinstance(current, _Or):
                self._or_item(current)
            else:
                self._object_item(current)

    def _object_item(self, current: _Object) -> None:
        if self.tokens.advance() == "}":
            if not current.fields:
                self.tokens.fail("Empty objects are not allowed")
            self._open.pop()
            return
        current.fields += 1
        name = self.tokens.text()
        if name == _OR:
            self._start_or(current)
            return
        if current.below_or and name in _RESERVED_BELOW_OR:
            self.tokens.fail(f"{name} is Ruler reserved fieldName which cannot be used inside {_OR}.")
        path = current.path_of(name)
        kind = self.tokens.advance()
        if kind == "{":
            self._open.append(_Object(path, current.below_or))
        elif kind == "[":
            self._write(Leaf(path, read_alternatives(self.tokens)))
        else:
            self.tokens.fail(f'"{name}" must be an object or an array')

    def _write(self, leaf: Leaf) -> None:
        """A later leaf of the same path takes the place of an earlier one (recorded)."""
        self.too_complex |= any(isinstance(item, Wildcard) and too_complex(item.pieces) for item in leaf.alternatives)
        if not self.branches:
            self.branches.append({})
        for branch in self.branches:
            if leaf.path in branch:
                self.overridden[leaf.path] = None
            branch[leaf.path] = leaf

    def _start_or(self, owner: _Object) -> None:
        if self.tokens.advance() != "[":
            self.tokens.fail(f"It must be an Array followed with {_OR}.")
        self._open.append(_Or(owner, before=self.branches))

    def _or_item(self, current: _Or) -> None:
        if current.objects:  # the object just read has made these
            current.made += self.branches
        if len(current.made) > MAX_BRANCHES:
            self.too_complex = True
            del current.made[1:], current.before[1:]  # what remains is to find mistakes
        kind = self.tokens.advance()
        if kind == "]":
            if current.objects < 2:
                self.tokens.fail(f"There must have at least 2 Objects in {_OR} relationship.")
            self.branches = current.made
            self._open.pop()
            return
        if kind != "{":
            self.tokens.fail(f"Only JSON object is allowed in array of {_OR} relationship.")
        current.objects += 1
        self.branches = [dict(branch) for branch in current.before] or [{}]
        self._open.append(_Object(current.owner.path, below_or=True))


def read_branches(text: str) -> tuple[tuple[Branch, ...], tuple[str, ...]]:
    """The branches of a pattern, leaves in the engine's order, and the paths that were written more than once.

    Raises InvalidPattern with the first problem in reading order; costly patterns are refused last (recorded).
    """
    reader = _Reader(text)
    reader.read()
    if reader.too_complex:
        raise InvalidPattern(_TOO_COMPLEX)
    branches = tuple(tuple(branch[path] for path in sorted(branch, key=_java_order)) for branch in reader.branches)
    return branches, tuple(reader.overridden)


def _java_order(path: str) -> bytes:
    """Java sorts strings by UTF-16 units."""
    return path.encode("utf-16-be", "surrogatepass")
