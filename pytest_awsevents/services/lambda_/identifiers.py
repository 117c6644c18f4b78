"""Functions are named in many ways: name, partial ARN, full ARN, with a qualifier inside or beside."""

from __future__ import annotations

import re
from typing import NamedTuple

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.lambda_.faults import function_not_found, invalid, not_found
from pytest_awsevents.services.lambda_.state import LAMBDA, LATEST, StoredFunction, Version

_IDENTIFIER = re.compile(
    r"(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?"
    r"(?:(?P<region>[a-z]{2,}(?:-[a-z]+)+-\d):)?"
    r"(?:(?P<account>\d{12}):)?"
    r"(?:function:)?"
    r"(?P<name>[a-zA-Z0-9-_.]+)"
    r"(?::(?P<qualifier>\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]+))?"
)


class Reference(NamedTuple):
    """A function as a caller named it; `scope` is the account and region it lives in."""

    scope: Scope
    name: str
    qualifier: str | None

    @property
    def unqualified_arn(self) -> str:
        return self.scope.arn("lambda", f"function:{self.name}")

    @property
    def arn(self) -> str:
        return f"{self.unqualified_arn}:{self.qualifier}" if self.qualifier else self.unqualified_arn

    def find(self) -> StoredFunction:
        """The function, whatever the qualifier; AWS's error where there is none."""
        function = self.scope.state(LAMBDA).functions.get(self.name)
        if function is None:
            raise function_not_found(self.arn)
        return function

    def find_version(self) -> Version:
        """The version that the qualifier names, directly or as an alias; AWS's error where there is none."""
        function = self.find()
        alias = function.aliases.get(self.qualifier or "")
        version = function.version(alias.version if alias is not None else self.qualifier or LATEST)
        if version is None:
            raise function_not_found(self.arn)
        return version


def read_reference(scope: Scope, identifier: str, qualifier: str | None = None) -> Reference:
    """Which function an identifier names, seen from a scope; the region must be the caller's own."""
    parts = _IDENTIFIER.fullmatch(identifier)
    if parts is None:
        raise invalid(f"Invalid function name or ARN: {identifier}")
    region, account, inside = parts["region"], parts["account"], parts["qualifier"]
    if inside and qualifier and inside != qualifier:
        raise invalid("The derived qualifier from the function name does not match the specified qualifier.")
    if region and region != scope.region:
        raise not_found(f"Functions from '{region}' are not reachable in this region ('{scope.region}')")
    return Reference(scope.at(account=account), parts["name"], inside or qualifier)


def named_function(scope: Scope, params: Params) -> Reference:
    """The function, version or alias that an operation is about."""
    return read_reference(scope, params["FunctionName"], params.get("Qualifier"))


def whole_function(scope: Scope, params: Params) -> tuple[Scope, StoredFunction]:
    """The function that an operation is about which takes no version or alias."""
    reference = named_function(scope, params)
    if reference.qualifier not in (None, LATEST):
        raise invalid(
            "This operation is permitted on Lambda functions only. Lambda function versions do not support this "
            "operation. Please specify either a function name or an unqualified function ARN."
        )
    return reference.scope, reference.find()
