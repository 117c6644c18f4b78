"""Resource policies of streams and consumers: what other accounts may do with them."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.policies import statements_of
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.kinesis.state import Consumer, Stream, invalid
from pytest_awsevents.services.kinesis.tags import find_resource

operation = OperationTable()


@operation
def put_resource_policy(scope: Scope, params: Params) -> None:
    resource, policy = _own(scope, params["ResourceARN"]), params["Policy"]
    if not statements_of(policy):
        raise invalid("The policy is not a valid policy document.")
    resource.policy = policy


@operation
def get_resource_policy(scope: Scope, params: Params) -> dict[str, Any]:
    """An empty document where there is no policy."""
    return {"Policy": find_resource(scope, params["ResourceARN"]).policy or "{}"}


@operation
def delete_resource_policy(scope: Scope, params: Params) -> None:
    resource = _own(scope, params["ResourceARN"])
    if resource.policy is None:
        raise AwsError(
            "ResourceNotFoundException", f"No resource policy found for resource ARN {params['ResourceARN']}"
        )
    resource.policy = None


def _own(scope: Scope, arn: str) -> Stream | Consumer:
    """Policies are the business of the owner alone (API reference)."""
    resource = find_resource(scope, arn)
    if scope.caller.account != resource.arn.split(":")[4]:
        raise AwsError("AccessDeniedException", f"Only the owner of {arn} can change its policy.")
    return resource
