"""The kinds of targets: one file each, chosen by the service, and where need be the type, in the target's ARN."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Protocol

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope

MODULES = {
    "appsync": "appsync_api",
    "batch": "batch_job",
    "codebuild": "codebuild_project",
    "codepipeline": "codepipeline_pipeline",
    "ecs": "ecs_task",
    "events:api-destination": "api_destination",
    "events:event-bus": "event_bus",
    "events:target": "ec2_action",
    "execute-api": "api_gateway",
    "firehose": "firehose_stream",
    "glue": "glue_workflow",
    "inspector": "inspector_template",
    "kinesis": "kinesis_stream",
    "lambda": "lambda_function",
    "logs": "log_group",
    "redshift": "redshift_statement",
    "redshift-serverless": "redshift_statement",
    "sagemaker": "sagemaker_pipeline",
    "sns": "sns_topic",
    "sqs": "sqs_queue",
    "ssm": "ssm_action",
    "ssm-incidents": "incident_response_plan",
    "states": "state_machine",
}


class NotYet(Exception):
    """The target takes nothing more before `due`; that is no failed attempt."""

    def __init__(self, due: datetime) -> None:
        super().__init__(due)
        self.due = due


class Deliver(Protocol):
    """Hands a delivery to its target, in the target's account and region; raises AwsError where it is not taken."""

    def __call__(self, arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None: ...


def is_target(arn: Arn) -> bool:
    """Whether rules can have targets of this kind (user guide, "Event bus targets")."""
    return _module(arn) is not None


def deliver_to(arn: Arn, delivery: Delivery, scope: Scope) -> None:
    """Hands a delivery to its target; raises AwsError where the target refuses, NotYet where it has to wait."""
    assert delivery.text is not None, "what cannot be rendered is not sent"
    module = _module(arn)
    if module is None:  # PutTargets refuses it; a managed rule may have one
        raise AwsError("ValidationException", f"{arn} is not a target that rules can have")
    _kind(module)(arn, delivery, delivery.text, scope)


def _module(arn: Arn) -> str | None:
    return MODULES.get(arn.service) or MODULES.get(f"{arn.service}:{arn.resource_type}")


@cache
def _kind(module: str) -> Deliver:
    deliver: Deliver = import_module(f"{__name__}.{module}").deliver
    return deliver
