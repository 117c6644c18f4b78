"""What a target got beside what a test wants it to get; differences by deepdiff, which only a failure imports."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_awsevents.assertions.combining import BaseMatcher
from pytest_awsevents.assertions.comparing import as_got, differences
from pytest_awsevents.assertions.hints.deliveries import path_hint
from pytest_awsevents.assertions.layout import mismatch_lines, shortened, shown
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.patterns import ABSENT, Mismatch

_WIDTH = 120


def payload_lines(wanted: object, delivery: Delivery) -> list[str]:
    """Where the payload of a delivery differs, and what made it."""
    payload = delivery.payload
    found = list(_by_deepdiff(wanted, payload) if _is_plain(wanted) else differences(wanted, payload))
    found = found or list(differences(wanted, payload))
    return [*mismatch_lines(found, "test"), *path_hint(found, wanted, delivery), *input_lines(delivery)]


def input_lines(delivery: Delivery) -> list[str]:
    """Input path, template and result, where the target does not get the whole event."""
    settings = delivery.target.settings
    transformer = settings.get("InputTransformer")
    if transformer is not None:
        paths = transformer.get("InputPathsMap")
        return [
            *([f"paths    {shown(dict(paths), _WIDTH)}"] if paths else []),
            f"template {shortened(transformer['InputTemplate'], _WIDTH)}",
            f"result   {shortened(delivery.text or '', _WIDTH)}",
        ]
    if "InputPath" in settings:
        return [f"InputPath {settings['InputPath']}, result {shortened(delivery.text or '', _WIDTH)}"]
    return ["Input is a constant of the target"] if "Input" in settings else []


def _is_plain(wanted: object) -> bool:
    if isinstance(wanted, dict):
        return all(_is_plain(item) for item in wanted.values())
    if isinstance(wanted, list):
        return all(_is_plain(item) for item in wanted)
    return isinstance(wanted, str | int | float | bool | None) and not isinstance(wanted, BaseMatcher)


def _by_deepdiff(wanted: object, got: object) -> Iterator[Mismatch]:
    from deepdiff import DeepDiff

    tree = DeepDiff(wanted, got, view="tree", ignore_numeric_type_changes=True, threshold_to_diff_deeper=0)
    for kind, levels in tree.items():
        for level in levels:
            if kind == "dictionary_item_added":  # further members are welcome
                continue
            path = _dotted(level.path(output_format="list"))
            if kind == "iterable_item_added":
                yield Mismatch(path=path, wanted="no such item", got=as_got(level.t2), reason="extra")
            elif kind in ("dictionary_item_removed", "iterable_item_removed"):
                yield Mismatch(path=path, wanted=shown(level.t1), got=ABSENT, reason="absent")
            else:
                yield Mismatch(path=path, wanted=shown(level.t1), got=as_got(level.t2), reason="value")


def _dotted(steps: list[object]) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")
