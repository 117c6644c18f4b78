"""What is given to a helper by mistake: the message names it, and says what to give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import AwsError, InvalidOption

WRONG: dict[str, tuple[Callable[[Any], object], str]] = {
    "target of a rule": (
        lambda fake: fake.eventbridge.rule("paid", {"source": ["shop"]}, to=5),
        "give the target by its ARN, or as its handle returned it; got 5",
    ),
    "one of several targets": (
        lambda fake: fake.eventbridge.rule("paid", {"source": ["shop"]}, to=[fake.sqs.queue("q"), None]),
        "give the target by its ARN, or as its handle returned it; got None",
    ),
    "bus": (
        lambda fake: fake.eventbridge.put("OrderPaid", {}, bus=["default"]),
        "give the bus by its name, or as its handle returned it; got ['default']",
    ),
    "rule": (
        lambda fake: fake.eventbridge.assert_rule_matched(None),
        "give the rule by its name, or as its handle returned it; got None",
    ),
    "bus of an assertion": (
        lambda fake: fake.eventbridge.assert_published(bus=5),
        "give the bus by its name, or as its handle returned it; got 5",
    ),
    "rule to fire": (
        lambda fake: fake.eventbridge.trigger(None),
        "give the rule by its name, or as its handle returned it; got None",
    ),
    "revision": (
        lambda fake: fake.dataexchange.revoke_revision(3),
        "give the revision by its id, or as its handle returned it; got 3",
    ),
    "queue": (
        lambda fake: fake.sqs.assert_empty(7),
        "give the queue by its name, or as its handle returned it; got 7",
    ),
    "stream": (
        lambda fake: fake.kinesis.assert_no_record(stream=b"s"),
        "give the stream by its name, or as its handle returned it; got b's'",
    ),
    "event source": (
        lambda fake: fake.lambda_.event_source(3, to=fake.lambda_.function("f", lambda event, context: None)),
        "give the event source by its ARN, or as its handle returned it; got 3",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_something_else_is_refused(what: str) -> None:
    use, message = WRONG[what]
    with AwsFake(seed="t") as fake, pytest.raises(InvalidOption) as raised:
        use(fake)

    assert str(raised.value) == message


def test_nothing_is_made_of_a_rule_whose_target_is_refused() -> None:
    to: Any = 5
    with AwsFake(seed="t") as fake, pytest.raises(InvalidOption):
        fake.eventbridge.rule("paid", {"source": ["shop"]}, to=to)

    assert [call.operation for call in fake.recorded.calls] == []


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"detail_type": 5}, "Entries[0].DetailType, value: 5, type: <class 'int'>, valid types: <class 'str'>"),
        ({"source": ["shop"]}, "Entries[0].Source, value: ['shop'], type: <class 'list'>, valid types: <class 'str'>"),
    ],
)
def test_what_no_client_would_send_is_refused_in_botocores_words(params: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {"detail_type": "OrderPaid", "detail": {}, **params}
    with AwsFake(seed="t") as fake, pytest.raises(AwsError) as raised:
        fake.eventbridge.put(**given)

    assert raised.value.code == "ParamValidation"
    assert raised.value.message == f"Parameter validation failed: Invalid type for parameter {message}"


def test_a_queue_may_be_named() -> None:
    with AwsFake(seed="t") as fake:
        fake.sqs.queue("billing").send({"id": "o-1"})

        assert fake.sqs.assert_message({"id": "o-1"}, queue="billing") == {"id": "o-1"}
        with pytest.raises(AssertionError, match="1 message in queue billing, expected 0"):
            fake.sqs.assert_empty("billing")
        with pytest.raises(AssertionError) as raised:
            fake.sqs.assert_empty("biling")

    assert str(raised.value) == "there is no queue 'biling'; did you mean 'billing'?"
