"""Reads what stands inside a leaf array: plain values and match expressions such as `{"prefix": "x"}`.

Reasons are AWS's own (recorded, or observed on the engine where no recording exists), odd ones included: the order of
the checks decides which of several mistakes is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_awsevents.patterns.addresses import MalformedNetworkError, address, network
from pytest_awsevents.patterns.atoms import FALSE, TRUE, Atom, comparable, number_atom
from pytest_awsevents.patterns.errors import InvalidPattern
from pytest_awsevents.patterns.operators import (
    AnythingBut,
    AnythingButLike,
    Cidr,
    EqualsIgnoreCase,
    Exactly,
    Exists,
    Numeric,
    Operator,
    Prefix,
    SameAddress,
    Suffix,
    TextOperator,
    Wildcard,
)
from pytest_awsevents.patterns.wildcards import MalformedWildcardError, pieces

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_awsevents.patterns.tokens import Tokens

_ONE_KEY = "Only one key allowed in match expression"
_TOO_MANY = "Too many elements in numeric expression"


def read_alternatives(tokens: Tokens) -> tuple[Operator, ...]:
    """Reads up to the closing bracket of a leaf array whose opening bracket is the current token."""
    found: list[Operator] = []
    while (kind := tokens.advance()) != "]":
        if kind == "{":
            found.append(_match_expression(tokens))
        elif kind == "[":
            tokens.fail("Match value must be String, number, true, false, or null")
        else:
            found.append(_plain_value(tokens))
    if not found:
        tokens.fail("Empty arrays are not allowed")
    return tuple(found)


def _plain_value(tokens: Tokens) -> Operator:
    match tokens.kind:
        case "string":
            text = tokens.text()
            found = address(text)
            return Exactly(text) if found is None else SameAddress(text, *found)
        case "number":
            return Exactly(number_atom(tokens.text()))
        case "true":
            return Exactly(TRUE)
        case "false":
            return Exactly(FALSE)
        case _:
            return Exactly(None)


def _match_expression(tokens: Tokens) -> Operator:
    if tokens.advance() != "name":
        tokens.fail("Match expression name not found")
    name = tokens.text()
    reader = _READERS.get(name)
    if reader is None:
        tokens.fail(f"Unrecognized match type {name}")
    return reader(tokens)


def _close(tokens: Tokens, reason: str = _ONE_KEY) -> None:
    if tokens.advance() != "}":
        tokens.fail(reason)


def _string(tokens: Tokens, operator: str) -> str:
    if tokens.kind != "string":
        tokens.fail(f"{operator} match pattern must be a string")
    return tokens.text()


# --- texts -----------------------------------------------------------------------------------------------------------


def _exactly(tokens: Tokens) -> Operator:
    tokens.advance()
    found = Exactly(_string(tokens, "exact"))
    _close(tokens)
    return found


def _equals_ignore_case(tokens: Tokens) -> Operator:
    tokens.advance()
    found = EqualsIgnoreCase(_string(tokens, "equals-ignore-case"))
    _close(tokens)
    return found


def _prefix(tokens: Tokens) -> Operator:
    return Prefix(*_affix(tokens, "prefix"))


def _suffix(tokens: Tokens) -> Operator:
    return Suffix(*_affix(tokens, "suffix"))


def _affix(tokens: Tokens, operator: str) -> tuple[str, bool]:
    """The text of a prefix or suffix and whether it stands in `equals-ignore-case`."""
    if tokens.advance() != "{":
        text = _string(tokens, operator)
        _close(tokens)
        return text, False
    if tokens.advance() != "name":
        tokens.fail(f"{operator.capitalize()} expression name not found")
    if tokens.text() != "equals-ignore-case":
        tokens.fail(f"Unsupported {operator} pattern: {tokens.text()}")
    tokens.advance()
    text = _string(tokens, "equals-ignore-case")
    _close(tokens)
    _close(tokens)
    return text, True


def _wildcard(tokens: Tokens) -> Operator:
    tokens.advance()
    found = _wildcard_of(tokens)
    _close(tokens)
    return found


def _wildcard_of(tokens: Tokens) -> Wildcard:
    text = _string(tokens, "wildcard")
    try:
        return Wildcard(text, pieces(text))
    except MalformedWildcardError as error:
        tokens.fail(str(error))


# --- numbers, addresses, presence ------------------------------------------------------------------------------------


def _cidr(tokens: Tokens) -> Operator:
    if tokens.advance() != "string":
        tokens.fail("prefix match pattern must be a string")
    text = tokens.text()
    try:
        width, prefix, bits = network(text)
    except MalformedNetworkError as error:
        raise InvalidPattern(str(error)) from None  # without a location (recorded)
    _close(tokens)
    return Cidr(text, width, prefix, bits)


def _exists(tokens: Tokens) -> Operator:
    kind = tokens.advance()
    if kind not in ("true", "false"):
        tokens.fail("exists match pattern must be either true or false.")
    _close(tokens)
    return Exists(kind == "true")


def _numeric(tokens: Tokens) -> Operator:
    if tokens.advance() != "[":
        tokens.fail("Value of numeric must be an array.")
    if tokens.advance() != "string":
        tokens.fail(f"Invalid member in numeric match: {tokens.text()}")
    comparison = tokens.text()
    tokens.advance()
    if comparison in (">", ">="):
        found = _from_lower_bound(tokens, comparison)
    elif comparison in ("=", "<", "<="):
        found = _single_bound(tokens, comparison)
    else:
        tokens.fail(f"Unrecognized numeric range operator: {comparison}")
    _close(tokens, _TOO_MANY)
    return found


def _single_bound(tokens: Tokens, comparison: str) -> Numeric:
    text = _number(tokens, "equals" if comparison == "=" else comparison)
    if tokens.advance() != "]":
        tokens.fail(_TOO_MANY)
    bound = _comparable(tokens, text)
    if comparison == "=":
        return Numeric(lower=bound, upper=bound)
    return Numeric(upper=bound, upper_open=comparison == "<")


def _from_lower_bound(tokens: Tokens, comparison: str) -> Numeric:
    text = _number(tokens, comparison)
    lower_open = comparison == ">"
    if tokens.advance() == "]":
        return Numeric(lower=_comparable(tokens, text), lower_open=lower_open)
    if tokens.kind != "string":
        tokens.fail(f"Bad value in numeric range: {tokens.text()}")
    comparison = tokens.text()
    if comparison not in ("<", "<="):
        tokens.fail(f"Bad numeric range operator: {comparison}")
    tokens.advance()
    upper_text = _number(tokens, comparison)
    if tokens.advance() != "]":
        tokens.fail("Too many terms in numeric range expression")
    lower, upper = _comparable(tokens, text), _comparable(tokens, upper_text)
    if lower >= upper:
        tokens.fail("Bottom must be less than top")
    return Numeric(lower, upper, lower_open, comparison == "<")


def _number(tokens: Tokens, comparison: str) -> str:
    if tokens.kind != "number":
        tokens.fail(f"Value of {comparison} must be numeric")
    return tokens.text()


def _comparable(tokens: Tokens, text: str) -> float:
    number = comparable(text)
    if number is None:
        tokens.fail(_cannot_compare(text))
    return number


def _cannot_compare(text: str) -> str:
    return f"Cannot compare number : {text}"


# --- anything-but ----------------------------------------------------------------------------------------------------


def _anything_but(tokens: Tokens) -> Operator:
    if tokens.advance() != "{":
        _require_values(tokens)
        excluded = _excluded_list(tokens) if tokens.kind == "[" else _excluded_value(tokens)
        _close(tokens, _TOO_MANY)
        return AnythingBut(excluded)
    if tokens.advance() != "name":
        tokens.fail("Anything-But expression name not found")
    operator = tokens.text()
    if operator not in _EXCLUDING:
        tokens.fail(f"Unsupported anything-but pattern: {operator}")
    tokens.advance()
    _require_values(tokens)
    texts = _excluded_texts(tokens, operator)
    _close(tokens, _TOO_MANY)
    _close(tokens, _TOO_MANY)
    return AnythingButLike(texts)


def _require_values(tokens: Tokens) -> None:
    if tokens.kind not in ("[", "string", "number"):
        tokens.fail("Value of anything-but must be an array or single string/number value.")


def _excluded_value(tokens: Tokens) -> tuple[Atom, ...]:
    text = tokens.text()
    if tokens.kind == "string":
        return (text,)
    number = comparable(text)
    if number is None:
        raise InvalidPattern(_cannot_compare(text))  # without a location (observed)
    return (number,)


def _excluded_list(tokens: Tokens) -> tuple[Atom, ...]:
    values: list[Atom] = []
    kinds = set()
    while (kind := tokens.advance()) != "]":
        kinds.add(kind)
        if kind == "string":
            values.append(tokens.text())
        elif kind == "number":
            values.append(_comparable(tokens, tokens.text()))
        else:
            tokens.fail("Inside anything but list, start|null|boolean is not supported.", times=2)
    if len(kinds) != 1:
        _mixed_list(tokens)
    return tuple(values)


def _excluded_texts(tokens: Tokens, operator: str) -> tuple[TextOperator, ...]:
    reader = _EXCLUDING[operator]
    if tokens.kind != "[":
        return (reader(tokens, 1),)
    texts = []
    while tokens.advance() != "]":
        texts.append(reader(tokens, 2))
    if not texts:
        _mixed_list(tokens)  # the engine accepts the empty list and then breaks on it
    return tuple(texts)


def _mixed_list(tokens: Tokens) -> None:
    tokens.fail(
        "Inside anything but list, either all values are number or string, mixed type is not supported",
    )


def _excluded_affix(tokens: Tokens, times: int) -> str:
    if tokens.kind != "string":
        tokens.fail("prefix/suffix match pattern must be a string", times=times)
    text = tokens.text()
    if not text:
        tokens.fail("Null prefix/suffix not allowed", times=times)
    return text


def _excluded_prefix(tokens: Tokens, times: int) -> TextOperator:
    return Prefix(_excluded_affix(tokens, times))


def _excluded_suffix(tokens: Tokens, times: int) -> TextOperator:
    return Suffix(_excluded_affix(tokens, times))


def _excluded_folded(tokens: Tokens, times: int) -> TextOperator:
    if tokens.kind != "string":
        tokens.fail(
            "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.", times=times
        )
    return EqualsIgnoreCase(tokens.text())


def _excluded_wildcard(tokens: Tokens, times: int) -> TextOperator:
    if tokens.kind != "string":
        tokens.fail("wildcard match pattern must be a string", times=times)
    return _wildcard_of(tokens)


_EXCLUDING: dict[str, Callable[[Tokens, int], TextOperator]] = {
    "prefix": _excluded_prefix,
    "suffix": _excluded_suffix,
    "equals-ignore-case": _excluded_folded,
    "wildcard": _excluded_wildcard,
}
_READERS: dict[str, Callable[[Tokens], Operator]] = {
    "anything-but": _anything_but,
    "cidr": _cidr,
    "equals-ignore-case": _equals_ignore_case,
    "exactly": _exactly,
    "exists": _exists,
    "numeric": _numeric,
    "prefix": _prefix,
    "suffix": _suffix,
    "wildcard": _wildcard,
}
