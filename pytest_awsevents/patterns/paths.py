"""The paths that patterns look at, as a tree, so that the rest of an event is never visited."""

from __future__ import annotations


class PathNode:
    """One step of a path.

    `path` is set where a leaf ends, `leaves` counts the leaf paths at and below this node, `name` is the dotted path.
    """

    __slots__ = ("children", "leaves", "name", "path")

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.children: dict[str, PathNode] = {}
        self.path: str | None = None
        self.leaves = 0

    def add(self, path: str) -> None:
        """Adds a dotted path below this root; a dot in a field name is the same as a step (recorded)."""
        nodes = [self]
        steps = path.split(".")
        for length, step in enumerate(steps, start=1):
            child = nodes[-1].children.get(step)
            if child is None:
                child = nodes[-1].children[step] = PathNode(".".join(steps[:length]))
            nodes.append(child)
        if nodes[-1].path is None:
            nodes[-1].path = path
            for node in nodes:
                node.leaves += 1

    def find(self, name: str) -> PathNode | None:
        """The node a dotted field name leads to."""
        node: PathNode | None = self
        for step in name.split("."):
            if node is None:
                return None
            node = node.children.get(step)
        return node
