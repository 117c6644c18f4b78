"""Where a live service's validation errors differ from what its botocore model would make them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Recorded peculiarities of one service's model validation.

    `enum_orders`: enum values by shape name in the order in which the service lists them.
    `hidden_members`: members of a structure, by shape name, that the service prints behind those of the model.
    `query_codes`: the codes that callers see, by the name of the error, where a service keeps up those of the query
    protocol that it had. `code`: the error code of a violated constraint; `code_of` gives it by operation and outermost
    member where it differs. `enforced`: False for services that do not check their model. `unchecked_patterns`: shapes
    whose pattern in the model fits nothing that the service takes. `members`: further members of the error of a
    violated constraint.
    """

    enum_orders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hidden_members: Mapping[str, Sequence[str]] = field(default_factory=dict)
    query_codes: Mapping[str, str] = field(default_factory=dict)
    code: str = "ValidationException"
    code_of: Callable[[str, str], str] | None = None
    enforced: bool = True
    unchecked_patterns: frozenset[str] = frozenset()
    members: Mapping[str, object] = field(default_factory=dict)


AS_MODELLED = Wording()
