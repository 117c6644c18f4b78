"""Inspector assessment templates."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """StartAssessmentRun."""
    scope.call("inspector", "StartAssessmentRun", {"assessmentTemplateArn": str(arn)}, default={})
