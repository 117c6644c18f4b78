"""What a target must have by the service it names, and what it must not have (recorded or reported)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.policies import Request, allows
from pytest_awsevents.core.rules import Params, Rule, Target
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.targets import is_target
from pytest_awsevents.inputs import Transformer, WholeEvent
from pytest_awsevents.services.eventbridge.dead_letters import check_dead_letters
from pytest_awsevents.services.eventbridge.refusals import access_denied, invalid, invalid_parameter
from pytest_awsevents.services.eventbridge.state import EVENTBRIDGE


class _Candidate(NamedTuple):
    """A target that is about to be put, with what its checks look at."""

    scope: Scope
    rule: Rule
    target: Target
    arn: Arn

    @property
    def settings(self) -> Params:
        return self.target.settings

    def block(self, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.settings.get(name) or {}
        return found


_NEED_ROLE = (
    "batch",
    "codebuild",
    "codepipeline",
    "ecs",
    "events",
    "firehose",
    "glue",
    "inspector",
    "redshift",
    "redshift-serverless",
    "sagemaker",
    "ssm",
    "ssm-incidents",
    "states",
)
_SERVICES_OF_BLOCK = {
    "KinesisParameters": ("kinesis",),
    "RunCommandParameters": ("ssm",),
    "EcsParameters": ("ecs",),
    "BatchParameters": ("batch",),
    "SqsParameters": ("sqs",),
    "HttpParameters": ("execute-api", "events"),
    "RedshiftDataParameters": ("redshift", "redshift-serverless"),
    "SageMakerPipelineParameters": ("sagemaker",),
    "AppSyncParameters": ("appsync",),
}
_REQUIRED_BLOCK = {"ecs": "EcsParameters", "batch": "BatchParameters"}
_VPC = ("EcsParameters", "NetworkConfiguration", "awsvpcConfiguration")
_RANGES = {
    "batch": (
        (
            ("BatchParameters", "ArrayProperties", "Size"),
            (2, 10_000),
            "Parameter ArrayProperties is not valid. Reason: Size must be in between 2 and 10000.",
        ),
        (
            ("BatchParameters", "RetryStrategy", "Attempts"),
            (1, 10),
            "Parameter RetryStrategy is not valid. Reason: Attempts must be in between 1 and 10.",
        ),
    ),
    "ecs": (
        (("EcsParameters", "TaskCount"), (1, 10), "Parameter(s) TaskCount not valid for target: {id}."),
        ((*_VPC, "Subnets"), (1, 16), "Parameter Subnets is not valid. Reason: size must be in between 1 and 16"),
        (
            (*_VPC, "SecurityGroups"),
            (0, 5),
            "Parameter SecurityGroups is not valid. Reason: size must be in between 0 and 5",
        ),
    ),
}
"""Sizes of numbers and lists in the blocks of a service: where, from and to, and AWS's text."""


def check_target(scope: Scope, rule: Rule, target: Target) -> None:
    """Raises AWS's error for the first thing that is wrong with a target. Whether it exists is not looked up."""
    arn = parse_arn(target.arn)
    if arn is None or not is_target(arn):
        raise invalid_parameter(target.arn, "Provided Arn is not in correct format.")
    candidate = _Candidate(scope, rule, target, arn)
    for check in (_check_role, _check_blocks, _check_ranges, *_CHECKS_OF_SERVICE.get(arn.service, ())):
        check(candidate)
    check_dead_letters(scope, candidate.block("DeadLetterConfig"))


def _check_role(candidate: _Candidate) -> None:
    arn, text = candidate.arn, candidate.target.arn
    if "RoleArn" in candidate.settings:
        return
    if arn.service == "kinesis" and candidate.rule.role_arn is None:
        raise invalid(f"Rule {candidate.rule.name} does not have RoleArn assigned to invoke target {text}.")
    elsewhere = arn.service == "sns" and arn.account != candidate.scope.account
    if arn.service in _NEED_ROLE or elsewhere:
        raise invalid(f"RoleArn is required for target {text}.")


def _check_blocks(candidate: _Candidate) -> None:
    arn, id = candidate.arn, candidate.target.id
    required = _REQUIRED_BLOCK.get(arn.service)
    if arn.service == "sqs" and arn.resource.endswith(".fifo"):
        required = "SqsParameters"
    if required is not None and required not in candidate.settings:
        raise invalid(f"Parameter(s) {required} must be specified for target: {id}.")
    for block, services in _SERVICES_OF_BLOCK.items():
        if block in candidate.settings and arn.service not in services:
            raise invalid(f"Parameter(s) {block} not supported for target: {id}.")


def _check_bus(candidate: _Candidate) -> None:
    """A bus of another account takes whole events, and only from those its policy lets."""
    scope, arn = candidate.scope, candidate.arn
    if arn.resource_type != "event-bus" or arn.account == scope.account:
        return
    if not isinstance(candidate.target.input, WholeEvent):
        raise invalid(f"Input, InputPath and InputTransformer are not supported for target {candidate.target.id}.")
    bus = scope.at(account=arn.account, region=arn.region).state(EVENTBRIDGE).buses.get(arn.resource_id)
    request = Request(scope.caller, "events:PutEvents", (candidate.target.arn,))
    if bus is None or not allows(bus.statements, request, owner=arn.account):
        raise access_denied(request.caller, request.action, candidate.target.arn)


def _check_logs(candidate: _Candidate) -> None:
    transformer = candidate.target.input
    if isinstance(transformer, Transformer) and not transformer.template.is_object:
        raise invalid(f"Input for target {candidate.target.id} is not a valid JSON text.")


def _check_ecs(candidate: _Candidate) -> None:
    id, block = candidate.target.id, candidate.block("EcsParameters")
    task = parse_arn(block["TaskDefinitionArn"])
    if task is not None and task.region != candidate.arn.region:
        raise invalid(f"Region of {candidate.target.arn} does not match region of {block['TaskDefinitionArn']}")
    launch_type, network = block.get("LaunchType"), _find(block, "NetworkConfiguration", "awsvpcConfiguration") or {}
    if launch_type == "FARGATE" and not network:
        raise invalid(f"Parameter NetworkConfiguration must be specified for target {id} when launch type is FARGATE")
    given = {"PlatformVersion": "PlatformVersion" in block, "AssignPublicIp": "AssignPublicIp" in network}
    for name, is_given in given.items():
        if launch_type == "EC2" and is_given:
            raise invalid(f"Parameter {name} for target {id} is not supported when launch type is EC2")


def _check_ranges(candidate: _Candidate) -> None:
    for path, (least, most), message in _RANGES.get(candidate.arn.service, ()):
        value = _find(candidate.settings, *path)
        size = len(value) if isinstance(value, list) else value
        if size is not None and not least <= size <= most:
            raise invalid(message.format(id=candidate.target.id))


def _find(block: Any, *path: str) -> Any:
    """What stands at a path of members; None where one of them is missing."""
    for name in path:
        block = block.get(name)
        if block is None:
            return None
    return block


def _check_redshift(candidate: _Candidate) -> None:
    block = candidate.block("RedshiftDataParameters")
    if "Sql" in block and "Sqls" in block:
        raise invalid("Either RedshiftDataParameters.sql or RedshiftDataParameters.sqls must be provided, not both.")


_CHECKS_OF_SERVICE: Mapping[str, tuple[Callable[[_Candidate], None], ...]] = {
    "ecs": (_check_ecs,),
    "events": (_check_bus,),
    "logs": (_check_logs,),
    "redshift": (_check_redshift,),
    "redshift-serverless": (_check_redshift,),
}
