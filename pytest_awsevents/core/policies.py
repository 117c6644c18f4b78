"""Resource policies: what the statements of a document allow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Identity, Statement


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks of a resource; `resources` are the ARNs by which a statement may name it."""

    caller: Identity
    action: str
    resources: tuple[str, ...]
    context: Mapping[str, str] = field(default_factory=dict)


def statements_of(text: str) -> tuple[Statement, ...] | None:
    """The statements of a policy document; None where the text is not one."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = document.get("Statement") if isinstance(document, dict) else None
    given = [found] if isinstance(found, dict) else found
    if not isinstance(given, list) or not all(isinstance(statement, dict) for statement in given):
        return None
    return tuple(given)


def allows(statements: Iterable[Statement], request: Request, *, owner: str) -> bool:
    """Whether a request is let through: a Deny wins, the owner's account needs no Allow."""
    effects = {statement.get("Effect") for statement in statements if _applies(statement, request)}
    return "Deny" not in effects and ("Allow" in effects or request.caller.account == owner)


def check_access(policy: str | None, request: Request, *, owner: str) -> None:
    """Raises AWS's error where the policy of a resource does not let the caller do what is asked.

    Services need no policy: they come with a role.
    """
    if request.caller.is_service or (policy is None and request.caller.account == owner):
        return
    statements = statements_of(policy or "") or ()
    if allows(statements, request, owner=owner):
        return
    allowed_without_denials = [one for one in statements if one.get("Effect") != "Deny"]
    if request.caller.account == owner or allows(allowed_without_denials, request, owner=owner):
        reason = "with an explicit deny in a resource-based policy"
    else:
        reason = f"because no resource-based policy allows the {request.action} action"
    raise AwsError(
        "AccessDeniedException",
        f"User: {request.caller.arn} is not authorized to perform: {request.action} on resource: "
        f"{request.resources[0]} {reason}",
    )


def _applies(statement: Statement, request: Request) -> bool:
    return (
        _concerns(statement, "Principal", lambda named: _names_principal(named, request.caller))
        and _concerns(statement, "Action", lambda named: _any_like((request.action,), named))
        and _concerns(statement, "Resource", lambda named: _any_like(request.resources, named))
        and _conditions_hold(statement.get("Condition"), request)
    )


def _concerns(statement: Statement, member: str, names: Callable[[Any], bool]) -> bool:
    """Whether what a statement names by a member, or names all but (`NotAction`), is what is asked for."""
    if member in statement:
        return names(statement[member])
    spared = statement.get(f"Not{member}")
    return spared is not None and not names(spared)


def _any_like(values: Iterable[str], patterns: Any) -> bool:
    return any(_like(value, pattern) for value in values for pattern in _texts(patterns))


def _names_principal(principal: Any, caller: Identity) -> bool:
    if principal == "*":
        return True
    names = {"*", caller.account, caller.arn, f"arn:aws:iam::{caller.account}:root"}
    return isinstance(principal, Mapping) and any(
        name in names for kind in ("AWS", "Service") for name in _texts(principal.get(kind))
    )


def _conditions_hold(condition: Any, request: Request) -> bool:
    if condition is None:
        return True
    if not isinstance(condition, Mapping):
        return False
    context = {
        "aws:PrincipalArn": request.caller.arn,
        "aws:PrincipalAccount": request.caller.account,
        "aws:SecureTransport": "true",
    }
    known = {key.lower(): value for key, value in (*context.items(), *request.context.items())}
    return all(
        isinstance(keys, Mapping) and all(_holds(operator, key, _texts(keys[key]), known) for key in keys)
        for operator, keys in condition.items()
    )


def _holds(operator: str, key: str, wanted: Sequence[str], context: Mapping[str, str]) -> bool:
    """One condition; by convention all accounts of a fake are of the one organization that a policy names."""
    if key.lower() in ("aws:principalorgid", "aws:principalorgpaths"):
        return "Not" not in operator
    name = operator.rpartition(":")[2]
    value = context.get(key.lower())
    if value is None:
        return name.endswith("IfExists") or "Not" in name
    compare = _COMPARISONS.get(name.removesuffix("IfExists"))
    if compare is None:
        return False
    return any(compare(value, pattern) for pattern in wanted) is ("Not" not in name)


def _like(value: str, pattern: str) -> bool:
    return fnmatchcase(value.lower(), pattern.replace("[", "[[]").lower())


def _like_exactly(value: str, pattern: str) -> bool:
    return fnmatchcase(value, pattern.replace("[", "[[]"))


def _same(value: str, wanted: str) -> bool:
    return value == wanted


def _same_folded(value: str, wanted: str) -> bool:
    return value.casefold() == wanted.casefold()


_COMPARISONS = {
    f"{kind}{negation}{comparison}": function
    for kind, comparison, function in (
        ("String", "Equals", _same),
        ("String", "EqualsIgnoreCase", _same_folded),
        ("String", "Like", _like_exactly),
        ("Arn", "Equals", _like_exactly),
        ("Arn", "Like", _like_exactly),
    )
    for negation in ("", "Not")
} | {"Bool": _same_folded}


def _texts(value: Any) -> Sequence[str]:
    """A member that may be one text or a list of them."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]
