from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pytest_awsevents.core.records import Tick
from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

FIRST, SECOND = "1" * 32, "2" * 32
STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"]


class Rotator:
    """A rotation function written after AWS's template."""

    def __init__(self, secrets: Any) -> None:
        self.secrets = secrets
        self.fails_at: str | None = None
        self.leaves_pending = False

    def __call__(self, event: Any, context: Any) -> None:
        arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
        described = self.secrets.describe_secret(SecretId=arn)
        if not described["RotationEnabled"] or token not in described["VersionIdsToStages"]:
            raise ValueError(f"{arn} cannot be rotated to {token}")
        if step == self.fails_at:
            raise RuntimeError(f"{step} failed")
        if step == "createSecret":
            self.create(arn, token)
        elif step == "finishSecret" and not self.leaves_pending:
            current = next(id for id, stages in described["VersionIdsToStages"].items() if "AWSCURRENT" in stages)
            self.secrets.update_secret_version_stage(
                SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current
            )

    def create(self, arn: str, token: str) -> None:
        try:
            self.secrets.get_secret_value(SecretId=arn, VersionId=token, VersionStage="AWSPENDING")
        except self.secrets.exceptions.ResourceNotFoundException:
            password = self.secrets.get_random_password(ExcludePunctuation=True)["RandomPassword"]
            self.secrets.put_secret_value(
                SecretId=arn, ClientRequestToken=token, SecretString=password, VersionStages=["AWSPENDING"]
            )


@pytest.fixture
def rotator(secrets: Any) -> Rotator:
    return Rotator(secrets)


@pytest.fixture
def function(fake: AwsFake, rotator: Rotator) -> Any:
    fake.clock.freeze("2026-12-01T09:30Z")
    return fake.lambda_.function("rotate", rotator)


@pytest.fixture
def secret(secrets: Any) -> str:
    return str(secrets.create_secret(Name="db", SecretString="old", ClientRequestToken=FIRST)["ARN"])


def steps(function: Any) -> list[str]:
    return [event["Step"] for event in function.events]


def test_a_function_written_after_the_template_rotates_a_secret(secrets: Any, secret: str, function: Any) -> None:
    answer = secrets.rotate_secret(
        SecretId="db",
        RotationLambdaARN=function.arn,
        RotationRules={"AutomaticallyAfterDays": 30},
        ClientRequestToken=SECOND,
    )
    assert (answer["ARN"], answer["VersionId"]) == (secret, SECOND)
    assert steps(function) == STEPS
    assert {event["SecretId"] for event in function.events} == {secret}
    assert {event["ClientRequestToken"] for event in function.events} == {SECOND}
    value = secrets.get_secret_value(SecretId="db")
    assert value["SecretString"] != "old"
    assert value["VersionStages"] == ["AWSCURRENT", "AWSPENDING"]
    assert secrets.get_secret_value(SecretId="db", VersionStage="AWSPREVIOUS")["SecretString"] == "old"
    described = secrets.describe_secret(SecretId="db")
    assert described["RotationEnabled"] is True
    assert described["RotationLambdaARN"] == function.arn
    assert described["RotationRules"] == {"AutomaticallyAfterDays": 30}
    assert described["LastRotatedDate"] == datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    assert described["NextRotationDate"] == datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_rotations_come_again_when_the_clock_moves(secrets: Any, secret: str, function: Any, fake: AwsFake) -> None:
    secrets.rotate_secret(SecretId="db", RotationLambdaARN=function.arn, RotationRules={"AutomaticallyAfterDays": 10})
    values = {secrets.get_secret_value(SecretId="db")["SecretString"]}
    for _ in range(2):
        fake.clock.tick(days=10)
        values.add(secrets.get_secret_value(SecretId="db")["SecretString"])
    assert len(values) == 3
    assert steps(function) == STEPS * 3
    puts = [call for call in fake.recorded.calls if call.name == "secretsmanager:PutSecretValue"]
    tick = next(record for record in puts[1].ancestors() if isinstance(record, Tick))
    assert (tick.name, tick.due) == ("db", datetime(2026, 12, 11, tzinfo=UTC))


@pytest.mark.parametrize(
    ("rules", "window_opens", "window_ends"),
    [
        ({"ScheduleExpression": "rate(10 days)"}, "2026-12-11T00:00", "2026-12-11T23:59:59"),
        ({"ScheduleExpression": "rate(4 hours)"}, "2026-12-01T12:00", "2026-12-01T13:00"),
        ({"ScheduleExpression": "rate(4 hours)", "Duration": "3h"}, "2026-12-01T12:00", "2026-12-01T15:00"),
        ({"ScheduleExpression": "cron(0 8 1 * ? *)"}, "2027-01-01T08:00", "2027-01-01T23:59:59"),
        ({"ScheduleExpression": "cron(0 */6 * * ? *)"}, "2026-12-01T12:00", "2026-12-01T13:00"),
        ({"AutomaticallyAfterDays": 1}, "2026-12-02T00:00", "2026-12-02T23:59:59"),
    ],
)
def test_the_window_of_the_next_rotation(
    secrets: Any, secret: str, function: Any, fake: AwsFake, rules: Any, window_opens: str, window_ends: str
) -> None:
    secrets.rotate_secret(SecretId="db", RotationLambdaARN=function.arn, RotationRules=rules)
    assert fake.clock.upcoming()[0].due.isoformat().startswith(window_opens)
    assert secrets.describe_secret(SecretId="db")["NextRotationDate"].isoformat().startswith(window_ends)


def test_a_value_that_is_put_counts_as_a_rotation(secrets: Any, secret: str, function: Any, fake: AwsFake) -> None:
    secrets.rotate_secret(SecretId="db", RotationLambdaARN=function.arn, RotationRules={"AutomaticallyAfterDays": 10})
    fake.clock.tick(days=5)
    secrets.put_secret_value(SecretId="db", SecretString="by hand")
    fake.clock.tick(days=6)
    assert steps(function) == STEPS
    fake.clock.tick(days=5)
    assert steps(function) == STEPS * 2


def test_a_step_that_fails_leaves_the_version_pending(
    secrets: Any, secret: str, function: Any, fake: AwsFake, rotator: Rotator, refused: Refused
) -> None:
    rotator.fails_at = "setSecret"
    secrets.rotate_secret(
        SecretId="db",
        RotationLambdaARN=function.arn,
        RotationRules={"AutomaticallyAfterDays": 10},
        ClientRequestToken=SECOND,
    )
    assert steps(function) == STEPS[:2]
    assert secrets.get_secret_value(SecretId="db")["SecretString"] == "old"
    assert secrets.describe_secret(SecretId="db")["VersionIdsToStages"][SECOND] == ["AWSPENDING"]
    assert "LastRotatedDate" not in secrets.describe_secret(SecretId="db")
    with refused("InvalidRequestException", "A previous rotation isn't complete. That rotation will be reattempted."):
        secrets.rotate_secret(SecretId="db")

    rotator.fails_at = None
    fake.clock.tick(days=10)
    assert secrets.get_secret_value(SecretId="db")["VersionId"] == SECOND
    secrets.rotate_secret(SecretId="db")
    assert steps(function) == [*STEPS[:2], *STEPS, *STEPS]


def test_without_the_finishing_move_nothing_was_rotated(
    secrets: Any, secret: str, function: Any, rotator: Rotator
) -> None:
    rotator.leaves_pending = True
    secrets.rotate_secret(SecretId="db", RotationLambdaARN=function.arn)
    assert steps(function) == STEPS
    assert "LastRotatedDate" not in secrets.describe_secret(SecretId="db")


def test_rotation_that_does_not_begin_at_once_is_only_tried_out(
    secrets: Any, secret: str, function: Any, fake: AwsFake
) -> None:
    secrets.rotate_secret(
        SecretId="db",
        RotationLambdaARN=function.arn,
        RotationRules={"AutomaticallyAfterDays": 10},
        RotateImmediately=False,
    )
    assert steps(function) == ["testSecret"]
    assert secrets.describe_secret(SecretId="db")["VersionIdsToStages"] == {FIRST: ["AWSCURRENT"]}
    fake.clock.tick(days=10)
    assert steps(function) == ["testSecret", *STEPS]


def test_rotation_can_be_cancelled(secrets: Any, secret: str, function: Any, fake: AwsFake, rotator: Rotator) -> None:
    rotator.fails_at = "testSecret"
    rules = {"AutomaticallyAfterDays": 10}
    secrets.rotate_secret(SecretId="db", RotationLambdaARN=function.arn, RotationRules=rules, ClientRequestToken=SECOND)
    assert secrets.cancel_rotate_secret(SecretId="db")["VersionId"] == SECOND
    described = secrets.describe_secret(SecretId="db")
    assert described["RotationEnabled"] is False
    assert "NextRotationDate" not in described
    fake.clock.tick(days=30)
    assert steps(function) == STEPS[:3]
    secrets.create_secret(Name="never-rotated")
    assert "VersionId" not in secrets.cancel_rotate_secret(SecretId="never-rotated")


def test_deleted_secrets_are_not_rotated(secrets: Any, secret: str, function: Any, fake: AwsFake) -> None:
    secrets.rotate_secret(SecretId="db", RotationLambdaARN=function.arn, RotationRules={"AutomaticallyAfterDays": 10})
    secrets.delete_secret(SecretId="db")
    fake.clock.tick(days=40)
    assert steps(function) == STEPS


@pytest.mark.parametrize(
    "rules",
    [
        {"AutomaticallyAfterDays": 1, "ScheduleExpression": "rate(1 day)"},
        {"ScheduleExpression": "rate(3 hours)"},
        {"ScheduleExpression": "rate(300 minutes)"},
        {"ScheduleExpression": "cron(5 8 1 * ? *)"},
        {"ScheduleExpression": "cron(0 8 1 * ? 2027)"},
        {"ScheduleExpression": "every day"},
    ],
)
def test_rules_that_are_refused(secrets: Any, secret: str, function: Any, rules: Any, refused: Refused) -> None:
    with refused("InvalidParameterException"):
        secrets.rotate_secret(SecretId="db", RotationLambdaARN=function.arn, RotationRules=rules)
    assert "RotationEnabled" not in secrets.describe_secret(SecretId="db")


def test_functions_that_cannot_be_invoked(secrets: Any, secret: str, fake: AwsFake, refused: Refused) -> None:
    with refused("InvalidRequestException", "No Lambda rotation function ARN is associated with this secret."):
        secrets.rotate_secret(SecretId="db")
    for arn in ("arn:aws:lambda:us-east-1:123456789012:function:nope", "rotate"):
        with refused("AccessDeniedException", "Secrets Manager cannot invoke the specified Lambda function."):
            secrets.rotate_secret(SecretId="db", RotationLambdaARN=arn)


def test_enforced_permissions_want_secrets_manager_to_be_let_in(refused: Refused) -> None:
    with AwsFake(seed="t", permissions="enforce") as fake:
        secrets, functions = fake.client("secretsmanager"), fake.client("lambda")
        secrets.create_secret(Name="db", SecretString="old")
        arn = functions.create_function(
            FunctionName="rotate",
            Runtime="python3.12",
            Role="arn:aws:iam::123456789012:role/r",
            Handler="h",
            Code={"ZipFile": b"h"},
        )["FunctionArn"]
        with refused("AccessDeniedException", "grants access to the principal secretsmanager.amazonaws.com."):
            secrets.rotate_secret(SecretId="db", RotationLambdaARN=arn)
        functions.add_permission(
            FunctionName="rotate",
            StatementId="s",
            Action="lambda:InvokeFunction",
            Principal="secretsmanager.amazonaws.com",
        )
        secrets.rotate_secret(SecretId="db", RotationLambdaARN=arn)


def test_a_stubbed_function_is_invoked_too(secrets: Any, secret: str, fake: AwsFake) -> None:
    stub = fake.stub("lambda", "invoke", {"StatusCode": 200})
    secrets.rotate_secret(SecretId="db", RotationLambdaARN="arn:aws:lambda:us-east-1:123456789012:function:elsewhere")
    assert len(stub.calls) == 1 + len(STEPS)


def test_rotation_tokens(secrets: Any, secret: str, function: Any, fake: AwsFake, refused: Refused) -> None:
    def put(event: Any, context: Any) -> None:
        if event["Step"] == "createSecret":
            secrets.put_secret_value(
                SecretId="db",
                ClientRequestToken=event["ClientRequestToken"],
                SecretString="new",
                VersionStages=["AWSPENDING"],
                RotationToken=event["RotationToken"],
            )

    fake.lambda_.bind("rotate", put)
    secrets.rotate_secret(SecretId="db", RotationLambdaARN=function.arn, ClientRequestToken=SECOND)
    assert secrets.get_secret_value(SecretId="db", VersionId=SECOND)["SecretString"] == "new"
    with refused("InvalidParameterException", "RotationToken"):
        secrets.put_secret_value(SecretId="db", SecretString="x", RotationToken="0" * 36)
