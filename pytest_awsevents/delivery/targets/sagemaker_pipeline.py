"""SageMaker pipelines."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.targets.settings import block, filled


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """StartPipelineExecution with the parameters of the target, paths in them filled in from the original event."""
    parameters = block(delivery, "SageMakerPipelineParameters").get("PipelineParameterList", [])
    params = {
        "PipelineName": arn.resource_id,
        "ClientRequestToken": scope.ids.uuid(),
        "PipelineParameters": [{"Name": one["Name"], "Value": filled(one["Value"], delivery)} for one in parameters],
    }
    scope.call("sagemaker", "StartPipelineExecution", params, default={})
