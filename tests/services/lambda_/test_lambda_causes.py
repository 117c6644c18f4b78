from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import EventLoop
from pytest_awsevents.core.records import ApiCall, Delivery


def names(records: Any) -> list[str]:
    return [record.name for record in records if isinstance(record, ApiCall)]


def test_calls_of_a_waiting_handler_are_caused_by_the_invocation(fake: AwsFake, client: Any) -> None:
    fake.lambda_.function("ask", lambda event, context: boto3.client("sts").get_caller_identity()["Account"])
    assert client.invoke(FunctionName="ask")["Payload"].read() == b'"123456789012"'
    invoke, identity = fake.recorded.calls[-2:]
    assert names([invoke, identity]) == ["lambda:Invoke", "sts:GetCallerIdentity"]
    assert identity.cause is invoke
    assert fake.lambda_.invocations[0].api_call is invoke


def test_an_event_is_handled_before_the_outermost_call_returns(fake: AwsFake, client: Any) -> None:
    order: list[str] = []

    def outer(event: Any, context: Any) -> None:
        order.append("outer begins")
        assert client.invoke(FunctionName="inner", InvocationType="Event")["StatusCode"] == 202
        order.append("outer ends")

    def inner(event: Any, context: Any) -> None:
        order.append("inner")
        boto3.client("sts").get_caller_identity()

    fake.lambda_.function("outer", outer)
    fake.lambda_.function("inner", inner)
    client.invoke(FunctionName="outer")
    assert order == ["outer begins", "outer ends", "inner"]
    by_outer, by_inner, identity = fake.recorded.calls[-3:]
    assert (by_inner.cause, identity.cause) == (by_outer, by_inner)


def test_an_asynchronous_failure_is_kept_and_hidden_from_the_caller(fake: AwsFake, client: Any) -> None:
    def fail(event: Any, context: Any) -> None:
        raise ValueError("bad")

    function = fake.lambda_.function("fail", fail)
    response = client.invoke(FunctionName="fail", InvocationType="Event")
    assert (response["StatusCode"], response["Payload"].read()) == (202, b"")
    (invocation,) = function.invocations
    assert (invocation.type, str(invocation.failure)) == ("Event", "ValueError: bad")


def test_a_function_deleted_by_another_errand_has_still_been_invoked(fake: AwsFake, client: Any) -> None:
    def outer(event: Any, context: Any) -> None:
        client.invoke(FunctionName="inner", InvocationType="Event")
        client.delete_function(FunctionName="inner")

    inner = fake.lambda_.function("inner", lambda event, context: None)
    fake.lambda_.function("outer", outer).invoke()
    assert len(inner.invocations) == 1


def test_a_rule_invokes_its_function_with_the_event(fake: AwsFake) -> None:
    def publish(event: Any, context: Any) -> None:
        entry = {"Source": "billing", "DetailType": "Billed", "Detail": json.dumps(event["detail"])}
        boto3.client("events").put_events(Entries=[entry])

    billing = fake.lambda_.function("billing", publish)
    report = fake.lambda_.function("report", lambda event, context: None)
    fake.eventbridge.rule("paid", {"detail-type": ["Paid"]}, to=billing)
    fake.eventbridge.rule("billed", {"source": ["billing"]}, to=report)
    fake.eventbridge.put("Paid", {"total": 3})
    assert [event["detail-type"] for event in billing.events] == ["Paid"]
    assert [event["detail"] for event in report.events] == [{"total": 3}]
    invocation = report.invocations[0]
    assert invocation.type == "Event"
    delivery = invocation.api_call.cause
    assert isinstance(delivery, Delivery)
    assert delivery.status == "delivered"
    chain = [record for record in invocation.api_call.ancestors() if isinstance(record, ApiCall)]
    assert names(chain) == ["events:PutEvents", "lambda:Invoke", "events:PutEvents"]


def test_a_rule_may_invoke_an_alias(fake: AwsFake, client: Any) -> None:
    function = fake.lambda_.function("billing", lambda event, context: None, Publish=True)
    client.create_alias(FunctionName="billing", Name="live", FunctionVersion="1")
    fake.eventbridge.rule("paid", {"detail-type": ["Paid"]}, to=f"{function.arn}:live")
    fake.eventbridge.put("Paid", {})
    assert [(one.version, one.arn) for one in function.invocations] == [("1", f"{function.arn}:live")]


def test_a_rule_to_a_function_that_is_not_there_fails_the_delivery(fake: AwsFake) -> None:
    fake.eventbridge.rule("paid", {"detail-type": ["Paid"]}, to="arn:aws:lambda:us-east-1:123456789012:function:gone")
    fake.eventbridge.put("Paid", {})
    assert "Function not found" in (fake.recorded.deliveries.only().reason or "")


def test_a_function_that_waits_for_itself_is_stopped(fake: AwsFake, client: Any) -> None:
    def again(event: Any, context: Any) -> Any:
        return client.invoke(FunctionName="again")["StatusCode"]

    function = fake.lambda_.function("again", again)
    with pytest.raises(EventLoop) as raised:
        client.invoke(FunctionName="again")
    assert str(raised.value) == (
        "Lambda functions invoked each other 16 deep, each waiting for the next; stopped. The last ones:\n"
        "  again -> again -> again -> again\n"
        "Break the loop in the handler of again, or invoke with InvocationType='Event'."
    )
    assert len(function.invocations) == 16
    assert {one.failure.type for one in function.invocations if one.failure} == {"EventLoop"}


def test_functions_that_hand_on_to_each_other_are_stopped_as_an_event_loop(client: Any) -> None:
    with AwsFake(seed="t", loop_limit=5) as fake:

        def again(event: Any, context: Any) -> None:
            boto3.client("lambda").invoke(FunctionName="again", InvocationType="Event")

        function = fake.lambda_.function("again", again)
        with pytest.raises(EventLoop):
            boto3.client("lambda").invoke(FunctionName="again", InvocationType="Event")
        kept = [str(one.failure) for one in function.invocations]
        assert kept == ["None"] * 5 + ["NotRun: event loop"]


def test_long_chains_that_do_not_wait_are_not_deep(fake: AwsFake, client: Any) -> None:
    def count(event: Any, context: Any) -> None:
        client.invoke(FunctionName="waited-for")
        if event:
            client.invoke(FunctionName="count", InvocationType="Event", Payload=json.dumps(event - 1))

    function = fake.lambda_.function("count", count)
    waited_for = fake.lambda_.function("waited-for", lambda event, context: None)
    client.invoke(FunctionName="count", Payload=b"20")
    assert function.events == list(range(20, -1, -1))
    assert len(waited_for.invocations) == 21


def test_a_function_that_waits_for_itself_through_another_service_is_stopped(fake: AwsFake, client: Any) -> None:
    def run_job(params: Any) -> Any:
        return {"JobRunId": str(client.invoke(FunctionName="again")["StatusCode"])}

    fake.stub("glue", "start_job_run", run_job)
    fake.lambda_.function("again", lambda event, context: boto3.client("glue").start_job_run(JobName="job"))
    with pytest.raises(EventLoop, match="16 deep"):
        client.invoke(FunctionName="again")
