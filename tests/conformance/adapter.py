"""The fake as the golden runner sees it; see the README of the golden cases."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Self

import golden

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.inputs import Payload, parse_target_input, render
from pytest_awsevents.patterns import InvalidPattern, parse
from pytest_awsevents.schedules import InvalidSchedule, occurrences
from pytest_awsevents.schedules import parse as parse_schedule
from pytest_awsevents.services import find_service
from pytest_awsevents.services.cloudtrail.selectors import keeps
from pytest_awsevents.services.firehose.handle import Firehose
from pytest_awsevents.services.kinesis.handle import Kinesis
from pytest_awsevents.services.lambda_.handle import Lambda
from pytest_awsevents.services.logs.handle import Logs
from pytest_awsevents.services.sns.handle import Sns
from pytest_awsevents.services.stepfunctions.handle import StepFunctions


class Adapter:
    """Gives every case a fake of its own."""

    def __init__(self) -> None:
        self._fake = AwsFake(seed="golden")
        self._forgotten: dict[str, int] = {}
        self._clients: dict[tuple[str, str], Any] = {}

    def __enter__(self) -> Self:
        self._fake = AwsFake(seed="golden").__enter__()
        self._forgotten = {}
        return self

    def __exit__(self, *_: object) -> None:
        self._fake.__exit__()

    # --- API calls ---

    def client(self, service: str, region: str = "us-east-1") -> Any:
        name = service.removesuffix("-data")
        if find_service(name) is None:
            raise NotImplementedError(f"{name} is not faked yet")
        # Making a client is slow, and one made before a fake is answered by it as well.
        if (service, region) not in self._clients:
            self._clients[service, region] = self._fake.client(service, region)
        return self._clients[service, region]

    def seed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        unknown = sorted(set(given) - {"account", *_SEEDS})
        if unknown:
            raise NotImplementedError(f"cannot make {', '.join(unknown)} yet")
        made = {name: seed(self._fake, given[name]) for name, seed in _SEEDS.items() if name in given}
        return {"account": self._fake.options.account, **made}

    def pass_time(self, seconds: float) -> None:
        self._fake.clock.tick(seconds)

    # --- deliveries ---

    def prepare_targets(self, target_arns: Sequence[str]) -> None:
        for text in target_arns:
            arn = parse_arn(text)
            assert arn is not None, text
            if arn.service in _PREPARED:
                _PREPARED[arn.service](self._fake, self._fake.scope(region=arn.region), arn.resource_id)
            elif find_service(arn.service) is not None:
                raise NotImplementedError(f"cannot make a target of {arn.service} yet")

    def delivered(self, target_arn: str) -> list[str]:
        return self._arrived(target_arn)[self._forgotten.get(target_arn, 0) :]

    def forget_delivered(self, target_arn: str) -> None:
        self._forgotten[target_arn] = len(self._arrived(target_arn))

    def _arrived(self, target_arn: str) -> list[str]:
        return [
            delivery.text
            for delivery in self._fake.recorded.deliveries
            if delivery.target.arn == target_arn and delivery.status == "delivered" and delivery.text is not None
        ]

    # --- the pure engines ---

    def match_pattern(self, pattern_text: str, event: Mapping[str, Any]) -> bool:
        try:
            return parse(pattern_text).matches(event)
        except InvalidPattern as error:
            raise golden.InvalidPattern(str(error)) from None

    def schedule_valid(self, expression: str) -> bool:
        client = self.client("events")
        try:
            client.put_rule(Name="golden", ScheduleExpression=expression)
        except client.exceptions.ClientError:
            return False
        return True

    def next_occurrences(self, expression: str, start: datetime, count: int) -> list[datetime]:
        try:
            return list(itertools.islice(occurrences(parse_schedule(expression), start), count))
        except InvalidSchedule as error:
            raise AssertionError(str(error)) from None

    def transform(
        self, event: Mapping[str, Any], target_input: Mapping[str, Any], rule_arn: str, rule_name: str
    ) -> str | None:
        rendered = render(
            event,
            parse_target_input(target_input),
            rule_arn=rule_arn,
            rule_name=rule_name,
            ingestion_time=self._fake.clock.now,
        )
        return rendered.text if isinstance(rendered, Payload) else None

    def keep_by_selectors(
        self, selectors: Sequence[Mapping[str, Any]], records: Sequence[Mapping[str, Any]]
    ) -> list[bool]:
        return [keeps(selectors, record) for record in records]

    def ingest(self, event_data_store_arn: str, records: Sequence[Mapping[str, Any]]) -> None:
        self._fake.cloudtrail.ingest(event_data_store_arn, records)


_ATTRIBUTES_OF_FIFO = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}


def _make_queue(fake: AwsFake, scope: Scope, name: str) -> None:
    attributes = _ATTRIBUTES_OF_FIFO if name.endswith(".fifo") else {}
    scope.call("sqs", "CreateQueue", {"QueueName": name, "Attributes": attributes})


def _make_function(fake: AwsFake, scope: Scope, name: str) -> None:
    Lambda(scope, fake.recorded).function(name)


def _make_topic(fake: AwsFake, scope: Scope, name: str) -> None:
    Sns(scope, fake.recorded).topic(name)


def _make_stream(fake: AwsFake, scope: Scope, name: str) -> None:
    Kinesis(scope).stream(name)


def _make_delivery_stream(fake: AwsFake, scope: Scope, name: str) -> None:
    Firehose(scope, fake.recorded).stream(name)


def _make_log_group(fake: AwsFake, scope: Scope, name: str) -> None:
    Logs(scope).group(name.removesuffix(":*"))


def _make_state_machine(fake: AwsFake, scope: Scope, name: str) -> None:
    StepFunctions(scope).state_machine(name)


_PREPARED = {
    "states": _make_state_machine,
    "logs": _make_log_group,
    "firehose": _make_delivery_stream,
    "kinesis": _make_stream,
    "lambda": _make_function,
    "sns": _make_topic,
    "sqs": _make_queue,
}


def _seed_buckets(fake: AwsFake, names: Sequence[str]) -> Sequence[str]:
    """Buckets that let services put what they have to put."""
    for name in names:
        fake.s3.bucket(name)
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": ["cloudtrail.amazonaws.com", "dataexchange.amazonaws.com"]},
            "Action": "s3:*",
            "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        fake.scope().call("s3", "PutBucketPolicy", {"Bucket": name, "Policy": policy})
    return names


def _seed_keys(fake: AwsFake, keys: Sequence[Any]) -> list[dict[str, str]]:
    """KMS is not faked: a key is its ARN."""
    made = [key if isinstance(key, str) else fake.scope().arn("kms", f"key/{fake.ids.uuid()}") for key in keys]
    return [{"Arn": arn} for arn in made]


def _seed_entitled_data_set(fake: AwsFake, wanted: Mapping[str, Any]) -> dict[str, Any]:
    data_set = fake.dataexchange.entitled_data_set(wanted["alias"])
    made: dict[str, Any] = {"Id": data_set.id, "Arn": data_set.arn}
    if wanted.get("assets"):
        revision = fake.dataexchange.publish_revision(data_set, dict.fromkeys(wanted["assets"], b"asset"))
        made["revision"] = {"Id": revision.id, "Arn": revision.arn}
    return made


def _seed_streams(fake: AwsFake, names: Sequence[str]) -> Sequence[str]:
    """Direct PUT streams; where they deliver to does not matter."""
    bucket = fake.s3.bucket("golden-streams")
    role = f"arn:aws:iam::{fake.options.account}:role/firehose"
    for name in names:
        params = {
            "DeliveryStreamName": name,
            "DeliveryStreamType": "DirectPut",
            "ExtendedS3DestinationConfiguration": {"RoleARN": role, "BucketARN": bucket.arn},
        }
        fake.scope().call("firehose", "CreateDeliveryStream", params)
    return names


_SEEDS = {
    "s3_buckets": _seed_buckets,
    "kms_keys": _seed_keys,
    "entitled_data_set": _seed_entitled_data_set,
    "firehose_streams": _seed_streams,
}
