"""Resource policies of channels, event data stores and dashboards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.policies import statements_of
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope, Statement
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.cloudtrail.state import Channel, Dashboard, EventDataStore, place

operation = OperationTable()
_MAX_STATEMENTS = 20
_MAX_PRINCIPALS = 50
_CHANNEL_ACTION = "cloudtrail-data:PutAuditEvents"
_NOT_VALID = "ResourcePolicyNotValidException"


@operation
def put_resource_policy(scope: Scope, params: Params) -> dict[str, Any]:
    resource, policy = _resource(scope, params["ResourceArn"]), params["ResourcePolicy"]
    _check(policy, params["ResourceArn"], of_channel=isinstance(resource, Channel))
    resource.policy = policy
    return {"ResourceArn": params["ResourceArn"], "ResourcePolicy": policy}


@operation
def get_resource_policy(scope: Scope, params: Params) -> dict[str, Any]:
    return {"ResourceArn": params["ResourceArn"], "ResourcePolicy": _with_policy(scope, params).policy}


@operation
def delete_resource_policy(scope: Scope, params: Params) -> None:
    _with_policy(scope, params).policy = None


def policy_of(scope: Scope, arn: Arn) -> tuple[Statement, ...] | None:
    """The statements of the policy of a channel, store or dashboard; None where there is no such resource."""
    try:
        resource = _resource(scope, str(arn))
    except AwsError:
        return None
    return statements_of(resource.policy) if resource.policy else ()


def _with_policy(scope: Scope, params: Params) -> Channel | EventDataStore | Dashboard:
    resource = _resource(scope, params["ResourceArn"])
    if resource.policy is None:
        raise AwsError("ResourcePolicyNotFoundException", f"The resource {params['ResourceArn']} has no policy.")
    return resource


def _resource(scope: Scope, text: str) -> Channel | EventDataStore | Dashboard:
    arn = parse_arn(text)
    if arn is None or arn.service != "cloudtrail":
        raise AwsError("ResourceARNNotValidException", f"The resource ARN {text} is not valid.")
    here = place(scope)
    known: Mapping[str, Iterable[Channel | EventDataStore | Dashboard]] = {
        "channel": here.channels.values(),
        "eventdatastore": here.stores.values(),
        "dashboard": here.dashboards.values(),
    }
    if arn.resource_type not in known:
        raise AwsError("ResourceTypeNotSupportedException", f"The resource type {arn.resource_type} has no policies.")
    found = next((resource for resource in known[arn.resource_type] if resource.arn == text), None)
    if found is None:
        raise AwsError("ResourceNotFoundException", f"The resource {text} was not found.")
    return found


def _check(policy: str, arn: str, *, of_channel: bool) -> None:
    statements = statements_of(policy)
    if not statements:
        raise AwsError(_NOT_VALID, "The resource policy is not a valid policy document.")
    if len(statements) > _MAX_STATEMENTS:
        raise AwsError(_NOT_VALID, f"A resource policy can have at most {_MAX_STATEMENTS} statements.")
    for statement in statements:
        _check_statement(statement)
        if of_channel and (
            _texts(statement.get("Action")) != [_CHANNEL_ACTION] or _texts(statement.get("Resource")) != [arn]
        ):
            raise AwsError(_NOT_VALID, f"The policy of a channel can only allow {_CHANNEL_ACTION} on that channel.")


def _check_statement(statement: Statement) -> None:
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise AwsError(_NOT_VALID, "Every statement needs the effect Allow or Deny.")
    principal = statement.get("Principal")
    if principal is None:
        raise AwsError(_NOT_VALID, "Every statement needs a principal.")
    named = principal.values() if isinstance(principal, Mapping) else [principal]
    if sum(len(_texts(one)) for one in named) > _MAX_PRINCIPALS:
        raise AwsError(_NOT_VALID, f"A statement can have at most {_MAX_PRINCIPALS} principals.")


def _texts(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []
