"""What a target must have by the service it names, and what it must not have (recorded or reported)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pytest_awsevents.core.arn import Arn, parse_arn
from pytest_awsevents.core.policies import Request, allows
from pytest_awsevents.core.rules import Params, Rule, Target
from pytest_awsevents.core.scope import Scope
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


def check_target(scope: Scope, rule: Rule, target: Target) -> None:
    """Raises AWS's error for the first thing that is wrong with a target. Whether it exists is not looked up."""
    arn = parse_arn(target.arn)
    if arn is None:
        raise invalid_parameter(target.arn, "Provided Arn is not in correct format.")
    candidate = _Candidate(scope, rule, target, arn)
    for check in (_check_role, _check_blocks, *_CHECKS_OF_SERVICE.get(arn.service, ())):
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


def _check_ecs_task(candidate: _Candidate) -> None:
    id, block = candidate.target.id, candidate.block("EcsParameters")
    if block.get("TaskCount", 1) > 10:
        raise invalid(f"Parameter(s) TaskCount not valid for target: {id}.")
    task = parse_arn(block["TaskDefinitionArn"])
    if task is not None and task.region != candidate.arn.region:
        raise invalid(f"Region of {candidate.target.arn} does not match region of {block['TaskDefinitionArn']}")


def _check_ecs_launch(candidate: _Candidate) -> None:
    id, block = candidate.target.id, candidate.block("EcsParameters")
    launch_type, network = block.get("LaunchType"), _network(candidate)
    if launch_type == "FARGATE" and not network:
        raise invalid(f"Parameter NetworkConfiguration must be specified for target {id} when launch type is FARGATE")
    given = {"PlatformVersion": "PlatformVersion" in block, "AssignPublicIp": "AssignPublicIp" in network}
    for name, is_given in given.items():
        if launch_type == "EC2" and is_given:
            raise invalid(f"Parameter {name} for target {id} is not supported when launch type is EC2")


def _check_ecs_network(candidate: _Candidate) -> None:
    network = _network(candidate)
    _check_between(network, "Subnets", "Subnets", len, "size", 1, 16)
    _check_between(network, "SecurityGroups", "SecurityGroups", len, "size", 0, 5)


def _network(candidate: _Candidate) -> Mapping[str, Any]:
    configuration = candidate.block("EcsParameters").get("NetworkConfiguration", {})
    network: Mapping[str, Any] = configuration.get("awsvpcConfiguration", {})
    return network


def _check_batch(candidate: _Candidate) -> None:
    block = candidate.block("BatchParameters")
    _check_between(block.get("ArrayProperties", {}), "Size", "ArrayProperties", int, "Size", 2, 10_000, end=".")
    _check_between(block.get("RetryStrategy", {}), "Attempts", "RetryStrategy", int, "Attempts", 1, 10, end=".")


def _check_between(
    block: Mapping[str, Any],
    member: str,
    parameter: str,
    measure: Callable[[Any], int],
    noun: str,
    least: int,
    most: int,
    *,
    end: str = "",
) -> None:
    if member in block and not least <= measure(block[member]) <= most:
        raise invalid_parameter(parameter, f"{noun} must be in between {least} and {most}{end}")


def _check_redshift(candidate: _Candidate) -> None:
    block = candidate.block("RedshiftDataParameters")
    if "Sql" in block and "Sqls" in block:
        raise invalid("Either RedshiftDataParameters.sql or RedshiftDataParameters.sqls must be provided, not both.")


_CHECKS_OF_SERVICE: Mapping[str, tuple[Callable[[_Candidate], None], ...]] = {
    "batch": (_check_batch,),
    "ecs": (_check_ecs_task, _check_ecs_launch, _check_ecs_network),
    "events": (_check_bus,),
    "logs": (_check_logs,),
    "redshift": (_check_redshift,),
    "redshift-serverless": (_check_redshift,),
}
