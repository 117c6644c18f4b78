"""Where Lambda is otherwise than on AWS, as docs/services/lambda.md says, and no other test shows it."""

from __future__ import annotations

from typing import Any

from pytest_awsevents import AwsFake


def test_other_accounts_need_no_permission(fake: AwsFake, client: Any) -> None:
    function = fake.lambda_.function("ship")
    client.remove_permission(FunctionName="ship", StatementId="test")
    fake.account("222233334444").client("lambda").invoke(FunctionName=function.arn)
    assert len(function.invocations) == 1


def test_handlers_keep_what_their_module_keeps(fake: AwsFake) -> None:
    kept: list[Any] = []
    for name in ("one", "other"):
        fake.lambda_.function(name, lambda event, context: kept.append(event)).invoke(name)
    assert kept == ["one", "other"]  # AWS: each function has a process of its own, or several


def test_memory_and_disk_have_no_limits(fake: AwsFake) -> None:
    function = fake.lambda_.function("large", lambda event, context: len(bytes(200_000_000)), memory=128)
    assert function.invoke().response == 200_000_000
