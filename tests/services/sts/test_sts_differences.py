"""Where STS is otherwise than on AWS, as docs/services/sts.md says, and no other test shows it."""

from __future__ import annotations

from typing import Any

ROLE = "arn:aws:iam::222233334444:role/no-such-role"


def test_no_role_has_to_be_there_and_nobody_is_asked(sts: Any) -> None:
    answer = sts.assume_role(
        RoleArn=ROLE,
        RoleSessionName="me",
        ExternalId="any",
        SerialNumber="arn:aws:iam::123456789012:mfa/me",
        TokenCode="000000",
        DurationSeconds=43_200,
    )
    assert answer["AssumedRoleUser"]["Arn"] == "arn:aws:sts::222233334444:assumed-role/no-such-role/me"


def test_a_role_has_another_id_every_time(sts: Any) -> None:
    ids = {sts.assume_role(RoleArn=ROLE, RoleSessionName="me")["AssumedRoleUser"]["AssumedRoleId"] for _ in range(2)}
    assert len(ids) == 2
