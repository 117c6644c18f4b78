"""CodePipeline pipelines."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.targets.settings import chosen_payload


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """StartPipelineExecution; the payload gives its variables and source revisions."""
    params = {**chosen_payload(delivery), "name": arn.resource}
    scope.call("codepipeline", "StartPipelineExecution", params, default={})
