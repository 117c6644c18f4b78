"""Rules that AWS services made for themselves: they are changed only by force."""

from __future__ import annotations

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params, Rule

_NO_PARAMS: Params = {}


def check_not_managed(rule: Rule, params: Params = _NO_PARAMS) -> None:
    """Raises AWS's error where a managed rule would be changed without Force (reported)."""
    if rule.managed_by is not None and not params.get("Force"):
        raise AwsError(
            "ManagedRuleException", f"{rule.name} is a managed rule. Set 'force' parameter to true to override."
        )
