from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import Any
from unittest.mock import ANY, AsyncMock, Mock

import boto3
import pytest

from pytest_awsevents import AwsFake, event
from pytest_awsevents.core.errors import AwsError, AwsEventsError, InvalidOption


def text_of(raised: pytest.ExceptionInfo[AssertionError]) -> str:
    """The message, without the line numbers of this file."""
    return re.sub(r"[\w/.\\]*test_lambda_handle\.py:\d+", "HERE", str(raised.value))


# --- arranging ---


def test_a_callable_becomes_a_function(fake: AwsFake, client: Any) -> None:
    function = fake.lambda_.function(
        "greet", lambda event, context: f"hello {event['name']}", timeout=60, memory=256, Tags={"a": "b"}
    )
    assert (function.name, function.arn) == ("greet", "arn:aws:lambda:us-east-1:123456789012:function:greet")
    made = client.get_function(FunctionName="greet")
    assert (made["Configuration"]["Timeout"], made["Configuration"]["MemorySize"]) == (60, 256)
    assert made["Tags"] == {"a": "b"}
    assert function.invoke({"name": "Ada"}).response == "hello Ada"
    assert fake.recorded.calls.first.name == "lambda:CreateFunction"


def test_a_name_that_exists_gets_the_new_handler(fake: AwsFake, client: Any) -> None:
    fake.lambda_.function("greet", lambda event, context: 1, timeout=60)
    function = fake.lambda_.function("greet", lambda event, context: 2, memory=512)
    assert function.invoke().response == 2
    settings = client.get_function_configuration(FunctionName="greet")
    assert (settings["Timeout"], settings["MemorySize"]) == (60, 512)
    assert fake.lambda_.function("greet").invoke().response is None


@pytest.mark.parametrize("first", ["bind", "create"])
def test_a_function_of_the_code_under_test_can_be_bound(fake: AwsFake, client: Any, first: str) -> None:
    def create() -> None:
        role = "arn:aws:iam::123456789012:role/images"
        client.create_function(
            FunctionName="own", Runtime="python3.12", Role=role, Handler="a.b", Code={"ZipFile": b"x"}
        )

    if first == "create":
        create()
    function = fake.lambda_.bind("own", lambda event, context: "bound")
    if first == "bind":
        create()
    assert function.invoke().response == "bound"
    fake.lambda_.bind(function.arn, None)
    assert function.invoke().response is None


async def waits(event: Any, context: Any) -> None:
    await asyncio.sleep(0)


class WaitsWhenCalled:
    async def __call__(self, event: Any, context: Any) -> None:
        await asyncio.sleep(0)


@pytest.mark.parametrize("handler", [waits, partial(waits), WaitsWhenCalled(), AsyncMock()])
def test_coroutine_functions_are_refused(fake: AwsFake, handler: Any) -> None:
    with pytest.raises(InvalidOption, match="is a coroutine function: Lambda does not await it"):
        fake.lambda_.function("slow", handler)
    with pytest.raises(InvalidOption):
        fake.lambda_.bind("slow", handler)
    assert len(fake.recorded.calls) == 0


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        ("app.handler", r"must be a function \(event, context\), got 'app.handler'"),
        (lambda event: None, r"\(event\), must take \(event, context\): too many positional arguments"),
        (lambda event, context, more: None, "must take .event, context.: missing a required argument: 'more'"),
    ],
)
def test_what_lambda_could_not_call_is_refused(fake: AwsFake, handler: Any, reason: str) -> None:
    with pytest.raises(InvalidOption, match=reason):
        fake.lambda_.function("odd", handler)


def test_settings_are_checked(fake: AwsFake) -> None:
    with pytest.raises(InvalidOption, match="CreateFunction has no member 'Tracing'; did you mean 'TracingConfig'"):
        fake.lambda_.function("greet", Tracing={"Mode": "Active"})
    fake.lambda_.function("greet", TracingConfig={"Mode": "Active"})
    with pytest.raises(InvalidOption, match="the function exists already: Tags can be given only when it is made"):
        fake.lambda_.function("greet", Tags={"a": "b"})


def test_a_function_of_another_account_is_made_there(fake: AwsFake) -> None:
    arn = "arn:aws:lambda:us-east-1:222233334444:function:far"
    function = fake.lambda_.function(arn, lambda event, context: context.invoked_function_arn)
    assert function.invoke().response == arn
    fake.eventbridge.rule("paid", {"detail-type": ["Paid"]}, to=function)
    fake.eventbridge.put("Paid", {})
    assert len(function.invocations) == 2
    fake.lambda_.assert_invoked(function=arn, count=2)
    assert fake.lambda_.invocations == ()


def test_a_name_that_is_none_is_refused(fake: AwsFake) -> None:
    with pytest.raises(AwsError, match="Invalid function name or ARN: no name"):
        fake.lambda_.bind("no name", None)


def test_mocks_and_builtins_may_be_handlers(fake: AwsFake) -> None:
    handler = Mock(return_value={"ok": True})
    assert fake.lambda_.function("mock", handler).invoke({"a": 1}).response == {"ok": True}
    handler.assert_called_once_with({"a": 1}, ANY)
    failure = fake.lambda_.function("largest", max).invoke({"a": 1}).failure
    assert failure is not None
    assert failure.type == "TypeError"


def test_invoke_takes_members_of_the_request(fake: AwsFake) -> None:
    function = fake.lambda_.function("greet", lambda event, context: context.function_version, Publish=True)
    assert function.invoke(Qualifier="1").response == "1"
    assert function.invoke({}, InvocationType="Event").type == "Event"
    with pytest.raises(AwsError, match="Function not found"):
        function.invoke(Qualifier="9")


def test_an_invocation_that_a_stub_answered_did_not_come(fake: AwsFake) -> None:
    function = fake.lambda_.function("greet")
    fake.stub("lambda", "invoke", {"StatusCode": 200})
    with pytest.raises(AwsEventsError, match="did not come to the function"):
        function.invoke()


def test_invocations_stand_in_the_order_they_were_asked_for(fake: AwsFake) -> None:
    inner = fake.lambda_.function("inner", lambda event, context: 1)
    outer = fake.lambda_.function("outer", lambda event, context: inner.invoke().response)
    assert outer.invoke().response == 1
    assert [one.function for one in fake.lambda_.invocations] == ["outer", "inner"]


# --- asserting ---


def test_an_invocation_that_is_meant_is_returned(fake: AwsFake) -> None:
    function = fake.lambda_.function("pay", lambda event, context: None)
    other = fake.lambda_.function("payback", lambda event, context: None)
    for total in (1, 2):
        function.invoke({"total": total, "id": "o-1"})
    pays = fake.lambda_
    assert pays.assert_invoked(function=function) is function.invocations[0]
    assert pays.assert_invoked({"total": 2, "id": ANY}, function="pay") is function.invocations[1]
    assert pays.assert_invoked(function=function.arn, count=2) is function.invocations[0]
    pays.assert_invoked({"total": 1, "id": "o-1"}, function="pay", count=range(1, 3))
    pays.assert_not_invoked({"total": 3}, function="pay")
    pays.assert_not_invoked(function=other)
    pays.assert_not_failed()


def test_matchers_say_what_is_meant(fake: AwsFake) -> None:
    function = fake.lambda_.function("pay", lambda event, context: None)
    fake.eventbridge.rule("paid", {"detail-type": ["Paid"]}, to=function)
    fake.eventbridge.put("Paid", {"total": 3})
    fake.lambda_.assert_invoked(event(detail={"total": 3}), function="pay")
    with pytest.raises(AssertionError) as raised:
        fake.lambda_.assert_invoked(event(detail={"total": 4}), function="pay")
    lines = text_of(raised).splitlines()
    assert lines[0] == "0 invocations of function pay with event(detail={'total': 4}), expected at least 1"
    assert lines[1].startswith('  nearest: #8 {"')
    assert lines[1].endswith(" by rule paid")
    assert lines[2:] == ["  detail.total  got 3  test wants 4"]


def test_qualified_functions_are_told_apart(fake: AwsFake, client: Any) -> None:
    function = fake.lambda_.function("pay", Publish=True)
    function.invoke()
    function.invoke(Qualifier="1")
    fake.lambda_.assert_invoked(function="pay:1", count=1)
    fake.lambda_.assert_invoked(function=function, count=2)


def test_message_of_another_event(fake: AwsFake) -> None:
    function = fake.lambda_.function("pay")
    function.invoke({"total": 7})
    function.invoke({"total": 3, "id": "o-1"})
    with pytest.raises(AssertionError) as raised:
        fake.lambda_.assert_invoked({"total": 3, "id": "o-2"}, function="pay")
    assert text_of(raised) == (
        '0 invocations of function pay with {"total": 3, "id": "o-2"}, expected at least 1\n'
        '  nearest: #3 {"total": 3, "id": "o-1"} by HERE\n'
        '  id  got "o-1"  test wants "o-2"\n'
        "  it also received:\n"
        '  #2 {"total": 7} by HERE'
    )


def test_message_of_an_event_with_more_members(fake: AwsFake) -> None:
    fake.lambda_.function("pay").invoke({"total": 3, "id": "o-1"})
    with pytest.raises(AssertionError) as raised:
        fake.lambda_.assert_invoked({"total": 3}, function="pay")
    assert text_of(raised) == (
        '0 invocations of function pay with {"total": 3}, expected at least 1\n'
        '  nearest: #2 {"total": 3, "id": "o-1"} by HERE\n'
        "  the event has more members than the test wants, and events are compared whole"
    )


def test_message_of_a_matcher_that_does_not_explain(fake: AwsFake) -> None:
    class Even:
        def matches(self, value: object) -> bool:
            return isinstance(value, int) and value % 2 == 0

        def __repr__(self) -> str:
            return "even()"

    function = fake.lambda_.function("count")
    function.invoke(3)
    with pytest.raises(AssertionError) as raised:
        fake.lambda_.assert_invoked(Even(), function="count")
    assert text_of(raised) == (
        "0 invocations of function count with even(), expected at least 1\n  nearest: #2 3 by HERE"
    )
    function.invoke(4)
    fake.lambda_.assert_invoked(Even(), function="count")


def test_message_of_too_many(fake: AwsFake) -> None:
    function = fake.lambda_.function("count")
    for number in range(7):
        function.invoke(number)
    with pytest.raises(AssertionError) as raised:
        fake.lambda_.assert_invoked(function="count", count=1)
    assert text_of(raised) == (
        "7 invocations of function count, expected exactly 1\n"
        "  #2 0 by HERE\n  #3 1 by HERE\n  #4 2 by HERE\n  #5 3 by HERE\n  #6 4 by HERE\n  ... and 2 more"
    )
    with pytest.raises(AssertionError) as raised:
        fake.lambda_.assert_not_invoked(3, function="count")
    assert text_of(raised) == "1 invocation of function count with 3, expected none\n  #5 3 by HERE"


def test_messages_of_functions_that_were_not_invoked(fake: AwsFake) -> None:
    fake.lambda_.function("pay")
    with pytest.raises(AssertionError) as raised:
        fake.lambda_.assert_invoked(function="pay")
    assert text_of(raised) == "0 invocations of function pay, expected at least 1\n  no function was invoked"
    other = fake.lambda_.function("other")
    other.invoke()
    other.invoke()
    with pytest.raises(AssertionError) as raised:
        fake.lambda_.assert_invoked(function="pay", count=2)
    assert text_of(raised) == "0 invocations of function pay, expected exactly 2\n  invoked were other (2 times)"
    with pytest.raises(AssertionError) as raised:
        fake.lambda_.assert_not_invoked(function="ohter")
    assert text_of(raised) == "there is no function 'ohter'; did you mean 'other'?"


def test_a_count_of_nothing_is_refused(fake: AwsFake) -> None:
    fake.lambda_.function("pay")
    with pytest.raises(ValueError, match=r"use assert_not_invoked\(\)"):
        fake.lambda_.assert_invoked(function="pay", count=0)


def test_message_of_failures(fake: AwsFake) -> None:
    def pay(event: Any, context: Any) -> None:
        if event:
            boto3.client("sqs").get_queue_url(QueueName=event["queue"])

    function = fake.lambda_.function("pay", pay)
    function.invoke()
    fake.lambda_.assert_not_failed(function)
    function.invoke({"total": 3})
    fake.lambda_.function("odd", lambda event, context: {1}).invoke([])
    with pytest.raises(AssertionError) as raised:
        fake.lambda_.assert_not_failed("pay")
    assert text_of(raised) == (
        "1 of 2 invocations of function pay failed, expected none\n"
        "  KeyError: 'queue' at HERE\n"
        '    #3 {"total": 3} by HERE'
    )
    assert getattr(raised.value, "aws_record", None) == 3
    with pytest.raises(AssertionError) as raised:
        fake.lambda_.assert_not_failed()
    assert text_of(raised) == (
        "2 of 3 invocations of all functions failed, expected none\n"
        "  KeyError: 'queue' at HERE\n"
        '    #3 {"total": 3} by HERE\n'
        "  Runtime.MarshalError: Unable to marshal response: Object of type set is not JSON serializable\n"
        "    #5 [] by HERE"
    )
