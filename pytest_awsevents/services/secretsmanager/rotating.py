"""RotateSecret and CancelRotateSecret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.policies import Request, allows
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Identity, Scope
from pytest_awsevents.schedules import InvalidSchedule, Rate, parse
from pytest_awsevents.services.base import OperationTable, later
from pytest_awsevents.services.secretsmanager.rotation import invoke, pending_version, plan, rotate, stop
from pytest_awsevents.services.secretsmanager.state import CURRENT, PENDING, Rotation, Secret, get_primary

operation = OperationTable()
_PRINCIPAL = "secretsmanager.amazonaws.com"
_CRON = re.compile(r"cron\(0 \S+ \S+ \S+ \S+ \*\)")
_MIN_HOURS = 4


@operation
def rotate_secret(scope: Scope, params: Params) -> dict[str, Any]:
    """The steps run before the outermost API call returns. Without parameters it rotates as was said before."""
    if "ExternalSecretRotationMetadata" in params or "ExternalSecretRotationRoleArn" in params:
        raise UnsupportedOperation("secretsmanager: managed external secrets are not faked")
    secret = get_primary(scope, params["SecretId"])
    function = _function(scope, secret, params)
    rules = params.get("RotationRules", {} if secret.rotation is None else secret.rotation.rules)
    _check_rules(rules)
    pending = secret.staged(PENDING)
    if pending is not None and CURRENT not in pending.stages:
        raise AwsError(
            "InvalidRequestException", "A previous rotation isn't complete. That rotation will be reattempted."
        )
    before = secret.rotation
    if before is not None:
        stop(before)
    secret.rotation = Rotation(function, dict(rules), rotated=None if before is None else before.rotated)
    version = pending_version(scope, secret, params.get("ClientRequestToken"))
    secret.changed = scope.now
    if params.get("RotateImmediately", True):
        later(scope, lambda: rotate(scope, secret, version))
    else:
        later(scope, lambda: _try_out(scope, secret, version.id))
    return {"ARN": secret.arn, "Name": secret.name, "VersionId": version.id}


@operation
def cancel_rotate_secret(scope: Scope, params: Params) -> dict[str, Any]:
    """A version that is pending stays so: the caller has to take its label away (API reference)."""
    secret = get_primary(scope, params["SecretId"])
    pending = secret.staged(PENDING)
    if secret.rotation is not None:
        stop(secret.rotation)
        secret.rotation.enabled = False
    unfinished = pending is not None and CURRENT not in pending.stages
    return {"ARN": secret.arn, "Name": secret.name, "VersionId": pending.id if pending and unfinished else None}


def _try_out(scope: Scope, secret: Secret, version: str) -> None:
    """Runs the test step with a pending version, and takes that away again (API reference)."""
    made = secret.versions.get(version)
    if made is None or secret.rotation is None:
        return
    invoke(scope, secret, made, "testSecret")
    if made.content is None:
        secret.versions.pop(version, None)
    plan(scope, secret)


def _function(scope: Scope, secret: Secret, params: Params) -> str:
    before = None if secret.rotation is None else secret.rotation.function
    function: str | None = params.get("RotationLambdaARN") or before
    if not function:
        raise AwsError("InvalidRequestException", "No Lambda rotation function ARN is associated with this secret.")
    if not _may_be_invoked(scope, function, secret.arn):
        raise AwsError(
            "AccessDeniedException",
            "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants "
            "access to the principal secretsmanager.amazonaws.com.",
        )
    return function


def _may_be_invoked(scope: Scope, function: str, secret: str) -> bool:
    """Whether there is the function; and whether its policy lets Secrets Manager in, where permissions are enforced."""
    arn = parse_arn(function)
    if arn is None or arn.service != "lambda":
        return False
    try:
        scope.as_service(_PRINCIPAL).call("lambda", "Invoke", {"FunctionName": function, "InvocationType": "DryRun"})
    except AwsError:
        return False
    statements = scope.world.policy_of(scope, arn)
    if scope.world.settings.permissions != "enforce" or statements is None:
        return True
    caller = Identity("", _PRINCIPAL, _PRINCIPAL)
    context = {"aws:SourceArn": secret, "aws:SourceAccount": scope.account}
    return allows(statements, Request(caller, "lambda:InvokeFunction", (function,), context), owner=arn.account)


def _check_rules(rules: Mapping[str, Any]) -> None:
    """Where a schedule is refused (user guide, "Schedule expressions in Secrets Manager rotation")."""
    if "AutomaticallyAfterDays" in rules and "ScheduleExpression" in rules:
        raise AwsError(
            "InvalidParameterException",
            "You can't specify both AutomaticallyAfterDays and ScheduleExpression in RotationRules.",
        )
    if "ScheduleExpression" not in rules:
        return
    expression = rules["ScheduleExpression"]
    try:
        schedule = parse(expression)
    except InvalidSchedule as fault:
        raise AwsError("InvalidParameterException", f"Invalid ScheduleExpression: {fault}") from None
    if isinstance(schedule, Rate):
        fits = "minute" not in expression and schedule.minutes >= _MIN_HOURS * 60
    else:
        fits = _CRON.fullmatch(expression) is not None
    if not fits:
        raise AwsError(
            "InvalidParameterException",
            f"Invalid ScheduleExpression {expression}: a rate is in hours, {_MIN_HOURS} at least, or days; a cron "
            "expression has 0 minutes and * as its year.",
        )
