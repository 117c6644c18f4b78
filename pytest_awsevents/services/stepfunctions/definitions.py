"""Whether a text is a definition in the Amazon States Language; states are not run, so no expression is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pytest_awsevents.core.errors import AwsError

_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "Task": ("Resource",),
    "Choice": ("Choices",),
    "Parallel": ("Branches",),
    "Map": (),
    "Pass": (),
    "Wait": (),
    "Succeed": (),
    "Fail": (),
}
_ENDS = ("Succeed", "Fail")
_WITHOUT_NEXT = (*_ENDS, "Choice")


class Diagnostic(NamedTuple):
    """One thing that is wrong, and where."""

    code: str
    message: str
    location: str | None

    def __str__(self) -> str:
        return f"{self.code}: {self.message} at {self.location or 'null'}"


def check_definition(text: str) -> None:
    """AWS's error for a definition that it refuses; the layout of the text is recorded."""
    found = diagnose(text)
    if found:
        raise AwsError("InvalidDefinition", f"Invalid State Machine Definition: '{', '.join(map(str, found))}'")


def diagnose(text: str) -> list[Diagnostic]:
    """All that is wrong with a definition; what is wrong with its form hides what is wrong with its transitions."""
    try:
        definition = json.loads(text)
    except (ValueError, RecursionError) as error:
        return [Diagnostic("INVALID_JSON_DESCRIPTION", str(error), None)]
    if not isinstance(definition, dict):
        return [Diagnostic("INVALID_JSON_DESCRIPTION", "The definition is not a JSON object", None)]
    return list(_schema(definition, "")) or list(_transitions(definition, ""))


def timeout_of(text: str) -> int | None:
    """The seconds that an execution may take."""
    seconds = json.loads(text).get("TimeoutSeconds")
    return seconds if isinstance(seconds, int) else None


def _failed(message: str, location: str) -> Diagnostic:
    return Diagnostic("SCHEMA_VALIDATION_FAILED", message, location or "/")


def _schema(workflow: Mapping[str, Any], path: str) -> Iterator[Diagnostic]:
    """What is wrong with the form; the texts are by convention."""
    missing = [name for name in ("StartAt", "States") if name not in workflow]
    if missing:
        yield _failed(f"These fields are required: [{', '.join(missing)}]", path)
        return
    states = workflow["States"]
    if not isinstance(workflow["StartAt"], str):
        yield _failed("Expected value of type String", f"{path}/StartAt")
    if not isinstance(states, dict) or not states:
        yield _failed("Expected value of type non-empty Object", f"{path}/States")
        return
    for name, state in states.items():
        yield from _state(state, f"{path}/States/{name}")


def _state(state: Any, path: str) -> Iterator[Diagnostic]:
    if not isinstance(state, dict) or "Type" not in state:
        yield _failed("These fields are required: [Type]", path)
        return
    kind = state["Type"]
    if kind not in _REQUIRED:
        yield _failed(f"Value is not valid, expected one of: [{', '.join(_REQUIRED)}]", f"{path}/Type")
        return
    missing = [name for name in _REQUIRED[kind] if name not in state]
    if kind == "Map" and not {"ItemProcessor", "Iterator"} & state.keys():
        missing.append("ItemProcessor")
    if kind not in _WITHOUT_NEXT and "Next" not in state and state.get("End") is not True:
        missing.append("Next")
    if missing:
        yield _failed(f"These fields are required: [{', '.join(missing)}]", path)
    for workflow, where in _inner(state, path):
        yield from _schema(workflow, where)


def _inner(state: Mapping[str, Any], path: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The workflows inside a state."""
    branches = state.get("Branches", ()) if state["Type"] == "Parallel" else ()
    for index, branch in enumerate(branches):
        if isinstance(branch, dict):
            yield branch, f"{path}/Branches[{index}]"
    for name in ("ItemProcessor", "Iterator"):
        if state["Type"] == "Map" and isinstance(state.get(name), dict):
            yield state[name], f"{path}/{name}"


def _transitions(workflow: Mapping[str, Any], path: str) -> Iterator[Diagnostic]:
    """Targets that are missing, states that nothing leads to, workflows without end (texts and order recorded)."""
    states: Mapping[str, Any] = workflow["States"]
    targets = [(workflow["StartAt"], f"{path}/StartAt")]
    for name, state in states.items():
        targets += _targets(state, f"{path}/States/{name}")
    for target, where in targets:
        if target not in states:
            yield Diagnostic("MISSING_TRANSITION_TARGET", f"Missing 'Next' target: {target}", where)
    if not any(state["Type"] in _ENDS or state.get("End") is True for state in states.values()):
        yield Diagnostic("MISSING_END_STATE", "Workflow has no terminal state", None)
    else:
        reached = _reached(workflow["StartAt"], states)
        for name in states:
            if name not in reached:
                where = f"{path}/States/{name}"
                yield Diagnostic("MISSING_TRANSITION_TARGET", f'State "{name}" is not reachable.', where)
    for name, state in states.items():
        for inner, where in _inner(state, f"{path}/States/{name}"):
            yield from _transitions(inner, where)


def _targets(state: Mapping[str, Any], path: str) -> list[tuple[str, str]]:
    """Where a state leads, and where that is written."""
    found = [(state["Next"], f"{path}/Next")] if "Next" in state else []
    for name in ("Choices", "Catch"):
        for index, rule in enumerate(state.get(name, ())):
            if isinstance(rule, dict) and "Next" in rule:
                found.append((rule["Next"], f"{path}/{name}[{index}]/Next"))
    if "Default" in state:
        found.append((state["Default"], f"{path}/Default"))
    return found


def _reached(start: str, states: Mapping[str, Any]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in states and name not in reached:
            reached.add(name)
            waiting += [target for target, _ in _targets(states[name], "")]
    return reached
