"""The handles of a fake: for each service what its fixture gives, made on first use."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING

from pytest_awsevents.core.recorder import Recorded

if TYPE_CHECKING:
    from pytest_awsevents.core.scope import Scope
    from pytest_awsevents.services.appfabric.handle import AppFabric
    from pytest_awsevents.services.cloudtrail.handle import CloudTrail
    from pytest_awsevents.services.dataexchange.handle import DataExchange
    from pytest_awsevents.services.eventbridge.handle import EventBridge
    from pytest_awsevents.services.firehose.handle import Firehose
    from pytest_awsevents.services.kinesis.handle import Kinesis
    from pytest_awsevents.services.lambda_.handle import Lambda
    from pytest_awsevents.services.logs.handle import Logs
    from pytest_awsevents.services.s3.handle import S3
    from pytest_awsevents.services.sns.handle import Sns
    from pytest_awsevents.services.sqs.handle import Sqs
    from pytest_awsevents.services.stepfunctions.handle import StepFunctions


class ServiceHandles:
    """One handle a service, for the default account and region."""

    recorded: Recorded

    @abstractmethod
    def scope(self, account: str | None = None, region: str | None = None) -> Scope:
        """One account and region of this fake, as helpers of tests use it."""

    @cached_property
    def appfabric(self) -> AppFabric:
        """What `aws_appfabric` is."""
        from pytest_awsevents.services.appfabric.handle import AppFabric

        return AppFabric(self.scope(), self.recorded)

    @cached_property
    def cloudtrail(self) -> CloudTrail:
        """What `aws_cloudtrail` is."""
        from pytest_awsevents.services.cloudtrail.handle import CloudTrail

        return CloudTrail(self.scope(), self.recorded)

    @cached_property
    def dataexchange(self) -> DataExchange:
        """What `aws_dataexchange` is."""
        from pytest_awsevents.services.dataexchange.handle import DataExchange

        return DataExchange(self.scope(), self.recorded)

    @cached_property
    def eventbridge(self) -> EventBridge:
        """What `aws_eventbridge` is."""
        from pytest_awsevents.services.eventbridge.handle import EventBridge

        return EventBridge(self.scope(), self.recorded)

    @cached_property
    def firehose(self) -> Firehose:
        """What `aws_firehose` is."""
        from pytest_awsevents.services.firehose.handle import Firehose

        return Firehose(self.scope(), self.recorded)

    @cached_property
    def kinesis(self) -> Kinesis:
        """What `aws_kinesis` is."""
        from pytest_awsevents.services.kinesis.handle import Kinesis

        return Kinesis(self.scope())

    @cached_property
    def lambda_(self) -> Lambda:
        """What `aws_lambda` is."""
        from pytest_awsevents.services.lambda_.handle import Lambda

        return Lambda(self.scope(), self.recorded)

    @cached_property
    def logs(self) -> Logs:
        """What `aws_logs` is."""
        from pytest_awsevents.services.logs.handle import Logs

        return Logs(self.scope())

    @cached_property
    def s3(self) -> S3:
        """What `aws_s3` is."""
        from pytest_awsevents.services.s3.handle import S3

        return S3(self.scope(), self.recorded)

    @cached_property
    def sns(self) -> Sns:
        """What `aws_sns` is."""
        from pytest_awsevents.services.sns.handle import Sns

        return Sns(self.scope(), self.recorded)

    @cached_property
    def sqs(self) -> Sqs:
        """What `aws_sqs` is."""
        from pytest_awsevents.services.sqs.handle import Sqs

        return Sqs(self.scope(), self.recorded)

    @cached_property
    def stepfunctions(self) -> StepFunctions:
        """What `aws_stepfunctions` is."""
        from pytest_awsevents.services.stepfunctions.handle import StepFunctions

        return StepFunctions(self.scope())
