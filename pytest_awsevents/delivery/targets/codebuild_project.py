"""CodeBuild projects."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.targets.settings import chosen_payload


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """StartBuild; the payload gives further parameters of the build."""
    scope.call("codebuild", "StartBuild", {**chosen_payload(delivery), "projectName": arn.resource_id}, default={})
