"""Reads expressions: `or`, `and`, `not`, comparisons, sums, products, powers, signs, calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.services.logs.insights import aggregates, functions
from pytest_awsevents.services.logs.insights.aggregates import AGGREGATES
from pytest_awsevents.services.logs.insights.faults import InvalidQuery
from pytest_awsevents.services.logs.insights.functions import FUNCTIONS
from pytest_awsevents.services.logs.insights.periods import unit_of
from pytest_awsevents.services.logs.insights.regexes import compiled
from pytest_awsevents.services.logs.insights.scanning import Scanner, Token
from pytest_awsevents.services.logs.insights.syntax import Aggregate, Binary, Call, Field, In, Like, Literal, Node, Not
from pytest_awsevents.services.logs.insights.values import Period

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_CONSTANTS = {"true": True, "false": False}
_PERIOD = re.compile(r"(\d+)([A-Za-z]+)")
_DEEPEST = 50
_MOST_OPERATORS = 200


class ExpressionReader:
    """Reads expressions off a scanner; `end` is where the one that was read last ends."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._aggregating = False
        self._depth = 0
        self._operators = 0
        self.end = 0

    def read(self) -> Node:
        if self._depth == 0:
            self._operators = 0
        return self._deeper(self._disjunction)

    def read_primary(self) -> Node:
        """A value, a field, a call or something in parentheses."""
        token = self._take()
        if token.kind == "number":
            return Literal(int(token.text) if token.text.isdecimal() else float(token.text))
        if token.kind == "text":
            return Literal(token.text)
        if token.kind == "period":
            return self._period(token)
        if token.kind == "name":
            if self._scanner.token.word == "(":
                return self._call(token)
            return Literal(_CONSTANTS[token.word]) if token.word in _CONSTANTS else Field(token.text)
        if token.word == "(":
            node = self.read()
            self._close(")")
            return node
        raise self._scanner.unexpected(token)

    @contextmanager
    def aggregating(self) -> Iterator[None]:
        """While this goes on, expressions may aggregate."""
        self._aggregating = True
        yield
        self._aggregating = False

    def reference(self, names: Iterable[str]) -> Field | None:
        """The one of these names that comes next, letter by letter, taken away."""
        scanner = self._scanner
        start = scanner.token.start
        for name in sorted(names, key=len, reverse=True):
            if scanner.text.startswith(name, start):
                while scanner.token.start < start + len(name):
                    self._take()
                return Field(name)
        return None

    # --- operators, those that bind least first ---

    def _disjunction(self) -> Node:
        node = self._conjunction()
        while self._scanner.accept("or"):
            node = self._joined("or", node, self._conjunction())
        return node

    def _conjunction(self) -> Node:
        node = self._negation()
        while self._scanner.accept("and"):
            node = self._joined("and", node, self._negation())
        return node

    def _negation(self) -> Node:
        if self._scanner.accept("not"):
            return Not(self._deeper(self._negation))
        return self._comparison()

    def _comparison(self) -> Node:
        node = self._sum()
        scanner = self._scanner
        if operator := scanner.accept(*_COMPARISONS):
            return Binary(operator, node, self._sum())
        if scanner.accept("=~"):
            return self._like(node)
        negated = scanner.accept("not") is not None
        if scanner.accept("like"):
            node = self._like(node)
        elif scanner.accept("in"):
            node = self._in(node)
        elif negated:
            raise scanner.unexpected()
        return Not(node) if negated else node

    def _like(self, operand: Node) -> Node:
        """A text that has to stand in the value, or a regular expression."""
        regex = self._scanner.regex
        if regex is not None:
            self.end = regex.end
            try:
                return Like(operand, compiled(regex.text)[0])
            except re.error as error:
                raise InvalidQuery(f"Invalid regular expression: {error}", regex.start, regex.end) from None
        token = self._take()
        if token.kind != "text":
            raise self._scanner.unexpected(token)
        return Like(operand, re.compile(re.escape(token.text)))

    def _in(self, operand: Node) -> Node:
        self._scanner.expect("[")
        options = [self.read()]
        while self._scanner.accept(","):
            options.append(self.read())
        self._close("]")
        return In(operand, tuple(options))

    def _sum(self) -> Node:
        node = self._product()
        while operator := self._scanner.accept("+", "-"):
            node = self._joined(operator, node, self._product())
        return node

    def _product(self) -> Node:
        node = self._power()
        while operator := self._scanner.accept("*", "/", "%"):
            node = self._joined(operator, node, self._power())
        return node

    def _power(self) -> Node:
        node = self._signed()
        if self._scanner.accept("^"):
            return Binary("^", node, self._deeper(self._power))
        return node

    def _signed(self) -> Node:
        if self._scanner.accept("-"):
            return Binary("-", Literal(0), self._deeper(self._signed))
        return self.read_primary()

    # --- calls ---

    def _call(self, name: Token) -> Node:
        function = name.word
        self._scanner.expect("(")
        arguments: list[Node] = []
        starred = function == "count" and self._scanner.accept("*") is not None
        if not starred and self._scanner.token.word != ")":
            arguments.append(self.read())
            while self._scanner.accept(","):
                arguments.append(self.read())
        self._close(")")
        return self._checked(name, function, tuple(arguments))

    def _checked(self, name: Token, function: str, arguments: tuple[Node, ...]) -> Node:
        if function in functions.NOT_FAKED or function in aggregates.NOT_FAKED:
            raise UnsupportedOperation(f"logs: the function {name.text} of Logs Insights is not faked")
        if function in AGGREGATES:
            if not self._aggregating:
                raise self._scanner.unexpected(name)
            self._check_arguments(name, len(arguments), AGGREGATES[function].least, AGGREGATES[function].most)
            return Aggregate(function, arguments)
        least, most = {"now": (0, 0), "bin": (1, 1)}.get(function, (-1, -1))
        if function in FUNCTIONS:
            least, most = FUNCTIONS[function].least, FUNCTIONS[function].most
        elif least < 0:
            raise self._scanner.unexpected(name)
        self._check_arguments(name, len(arguments), least, most)
        return Call(function, arguments)

    def _check_arguments(self, name: Token, given: int, least: int, most: int) -> None:
        if not least <= given <= most:
            raise InvalidQuery(f"Invalid number of arguments for function {name.text}: {given}", name.start, name.end)

    def _period(self, token: Token) -> Node:
        read = _PERIOD.fullmatch(token.text)
        unit = None if read is None else unit_of(read[2])
        if read is None or unit is None or int(read[1]) == 0:
            raise self._scanner.unexpected(token)
        return Literal(Period(int(read[1]), unit))

    def _joined(self, operator: str, left: Node, right: Node) -> Node:
        self._operators += 1
        if self._operators > _MOST_OPERATORS:
            raise UnsupportedOperation(f"logs: expressions of more than {_MOST_OPERATORS} operators are not faked")
        return Binary(operator, left, right)

    def _deeper(self, read: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnsupportedOperation(f"logs: expressions nested deeper than {_DEEPEST} are not faked")
        node = read()
        self._depth -= 1
        return node

    def _take(self) -> Token:
        token = self._scanner.take()
        self.end = token.end
        return token

    def _close(self, sign: str) -> None:
        if self._scanner.token.word != sign:
            raise self._scanner.unexpected()
        self._take()
