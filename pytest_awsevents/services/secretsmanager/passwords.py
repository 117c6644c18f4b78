"""GetRandomPassword."""

from __future__ import annotations

import string
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable

operation = OperationTable()
_DEFAULT_LENGTH = 32
_KINDS = {
    "ExcludeUppercase": string.ascii_uppercase,
    "ExcludeLowercase": string.ascii_lowercase,
    "ExcludeNumbers": string.digits,
    "ExcludePunctuation": string.punctuation,
}


@operation
def get_random_password(scope: Scope, params: Params) -> dict[str, Any]:
    """The same in every run of the same test, as all chance of a fake is."""
    excluded = set(params.get("ExcludeCharacters", ""))
    kinds = [_without(letters, excluded) for switch, letters in _KINDS.items() if not params.get(switch)]
    space = "" if not params.get("IncludeSpace") else _without(" ", excluded)
    pool = "".join(kinds) + space
    if not pool:
        raise AwsError("InvalidParameterException", "All characters have been excluded from selection.")
    required = kinds if params.get("RequireEachIncludedType", True) else []
    if not all(required):
        raise AwsError("InvalidParameterException", "All characters of the desired type have been excluded.")
    length = params.get("PasswordLength", _DEFAULT_LENGTH)
    if length < len(required):
        raise AwsError("InvalidParameterException", "Password length is too short based on the required types.")
    drawn = [_one(scope, kind) for kind in required]
    drawn += [_one(scope, pool) for _ in range(length - len(drawn))]
    return {"RandomPassword": "".join(scope.ids.shuffled(drawn))}


def _without(letters: str, excluded: set[str]) -> str:
    return "".join(letter for letter in letters if letter not in excluded)


def _one(scope: Scope, letters: str) -> str:
    return letters[int(scope.ids.fraction() * len(letters))]
