"""Where Secrets Manager is otherwise than on AWS (docs/services/secretsmanager.md) and no other test shows it."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.fake import AwsFake


def test_nobody_asks_for_the_key_of_a_secret(secrets: Any, fake: AwsFake) -> None:
    secrets.create_secret(Name="db", SecretString="x", KmsKeyId="alias/no-such-key")
    assert secrets.get_secret_value(SecretId="db")["SecretString"] == "x"
    assert [call.service for call in fake.recorded.calls if call.service == "kms"] == []


def test_a_failed_rotation_waits_for_the_next_window(secrets: Any, fake: AwsFake) -> None:
    fake.clock.freeze("2026-12-01T09:30Z")

    def fail(event: Any, context: Any) -> None:
        raise RuntimeError("no")

    function = fake.lambda_.function("rotate", fail)
    secrets.create_secret(Name="db", SecretString="x")
    secrets.rotate_secret(
        SecretId="db", RotationLambdaARN=function.arn, RotationRules={"ScheduleExpression": "rate(1 day)"}
    )
    fake.clock.move_to("2026-12-01T23:59Z")
    assert len(function.events) == 1  # AWS tries several times while the window is open
    fake.clock.move_to("2026-12-02T00:00Z")
    assert len(function.events) == 2


def test_rotations_leave_no_events_of_cloudtrail(secrets: Any, fake: AwsFake) -> None:
    function = fake.lambda_.function("rotate")
    secrets.create_secret(Name="db", SecretString="x")
    secrets.rotate_secret(SecretId="db", RotationLambdaARN=function.arn)
    assert fake.cloudtrail.records("RotationStarted") == []


def test_the_name_of_a_secret_deleted_by_force_is_free_at_once(secrets: Any) -> None:
    secrets.create_secret(Name="db", SecretString="x")
    secrets.delete_secret(SecretId="db", ForceDeleteWithoutRecovery=True)
    secrets.create_secret(Name="db", SecretString="y")
