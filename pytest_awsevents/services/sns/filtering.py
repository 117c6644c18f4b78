"""Filter policies: EventBridge's pattern language, on message attributes or on a JSON body."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.patterns import InvalidPattern, Json, Mismatch, Pattern, explain, parse
from pytest_awsevents.services.sns.errors import invalid

_MAX_KEYS = 5
_MAX_COMBINATIONS = 150
_ATTRIBUTES = "MessageAttributes"
_BODY = "MessageBody"


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter policy that is in force."""

    pattern: Pattern
    scope: str

    def accepts(self, body: str, attributes: Mapping[str, Mapping[str, Any]]) -> bool:
        """Whether a message goes on; a body that is no JSON object never does."""
        judged = self._judged(body, attributes)
        return judged is not None and self.pattern.matches(judged)

    def explain(self, body: str, attributes: Mapping[str, Mapping[str, Any]]) -> tuple[Mismatch, ...]:
        """What keeps a message from going on."""
        judged = self._judged(body, attributes)
        if judged is None:
            return (Mismatch(path="", wanted="a JSON object", got=body, reason="type"),)
        return explain(self.pattern, judged).mismatches

    def _judged(self, body: str, attributes: Mapping[str, Mapping[str, Any]]) -> dict[str, Json] | None:
        """What the policy is about."""
        if self.scope == _ATTRIBUTES:
            return _attribute_values(attributes)
        content = _parsed(body)
        return content if isinstance(content, dict) else None


def check_scope(value: str, prefix: str) -> None:
    if value not in (_ATTRIBUTES, _BODY):
        raise invalid(
            f"{prefix}FilterPolicyScope: Invalid value [{value}]. Please use either MessageBody or MessageAttributes"
        )


def read_filter(text: str, scope: str, prefix: str) -> Filter | None:
    """A filter policy, None for an empty one; AWS's error, which begins with `prefix`, where it is refused."""
    policy = _object(text, prefix)
    if not policy:
        return None
    if scope == _ATTRIBUTES and any(isinstance(value, dict) for _, value in _members(policy)):
        raise _refused(prefix, "Filter policy scope MessageAttributes does not support nested filter policy")
    try:
        pattern = parse(text)
    except InvalidPattern as error:
        raise _refused(prefix, error.reason) from None
    leaves = list(_leaves(policy, 1))
    if len({path for path, _, _ in leaves}) > _MAX_KEYS:
        raise _refused(prefix, f"Filter policy can not have more than {_MAX_KEYS} keys")
    if _combinations(policy, 1) > _MAX_COMBINATIONS:
        raise _refused(prefix, "Filter policy is too complex")
    return Filter(pattern, scope)


def _object(text: str, prefix: str) -> dict[str, Any]:
    try:
        policy = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        raise _refused(prefix, f"failed to parse JSON. {error}") from None
    if not isinstance(policy, dict):
        raise _refused(prefix, "failed to parse JSON. Filter policy must be a JSON object")
    return policy


def _refused(prefix: str, reason: str) -> AwsError:
    return invalid(f"{prefix}FilterPolicy: {reason}")


def _members(policy: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The members of a policy, those below `$or` too."""
    for name, value in policy.items():
        if name == "$or" and isinstance(value, list):
            for choice in value:
                if isinstance(choice, dict):
                    yield from _members(choice)
        else:
            yield name, value


def _leaves(policy: Mapping[str, Any], depth: int, path: str = "") -> Iterator[tuple[str, list[Any], int]]:
    for name, value in _members(policy):
        if isinstance(value, dict):
            yield from _leaves(value, depth + 1, f"{path}{name}.")
        elif isinstance(value, list):
            yield path + name, value, depth


def _combinations(policy: Mapping[str, Any], depth: int) -> int:
    """Values of all keys multiplied, those of nested keys by their depth too; choices added (developer guide)."""
    product = 1
    for name, value in policy.items():
        if name == "$or":
            product *= sum(_combinations(choice, depth) for choice in value)
        elif isinstance(value, dict):
            product *= _combinations(value, depth + 1)
        else:
            product *= max(len(value), 1) * depth
    return product


def _attribute_values(attributes: Mapping[str, Mapping[str, Any]]) -> dict[str, Json]:
    """Attributes as an event to match; binary ones are ignored (developer guide, "Filter policy scope")."""
    values: dict[str, Json] = {}
    for name, attribute in attributes.items():
        data_type = attribute["DataType"]
        if data_type.startswith("Binary"):
            continue
        text = attribute["StringValue"]
        values[name] = _parsed(text) if data_type.startswith("Number") or data_type == "String.Array" else text
    return values


def _parsed(text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value
