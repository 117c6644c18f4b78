# ruff: noqa: T201  # what handlers print is what is tested

from __future__ import annotations

import base64
import json
import os
import sys
import threading
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_awsevents import AwsFake

ARN = "arn:aws:lambda:us-east-1:123456789012:function:look"


class Look:
    """A handler that keeps what it got."""

    def __init__(self) -> None:
        self.contexts: list[Any] = []
        self.environments: list[dict[str, str]] = []

    def __call__(self, event: Any, context: Any) -> None:
        self.contexts.append(context)
        self.environments.append(dict(os.environ))


@pytest.fixture
def look() -> Look:
    return Look()


def test_the_context_is_that_of_the_function(fake: AwsFake, client: Any, look: Look) -> None:
    fake.clock.freeze("2026-12-01T09:00Z")
    function = fake.lambda_.function("look", look, timeout=10, memory=512)
    client.publish_version(FunctionName="look")
    client.create_alias(FunctionName="look", Name="live", FunctionVersion="1")
    client.invoke(FunctionName="look", Qualifier="live")
    (context,) = look.contexts
    assert context.aws_request_id == function.invocations[0].request_id
    assert context.invoked_function_arn == f"{ARN}:live"
    assert (context.function_name, context.function_version) == ("look", "1")
    assert context.memory_limit_in_mb == "512"
    assert context.log_group_name == "/aws/lambda/look"
    assert context.log_stream_name.startswith("2026/12/01/[1]")
    assert (context.identity, context.client_context, context.tenant_id) == (None, None, None)


def test_the_remaining_time_is_that_of_the_fake(fake: AwsFake) -> None:
    times: list[int] = []

    def slow(event: Any, context: Any) -> None:
        for _ in range(3):
            times.append(context.get_remaining_time_in_millis())
            fake.clock.tick(1)
        times.append(context.get_remaining_time_in_millis())

    fake.clock.freeze("2026-12-01T09:00Z")
    assert not fake.lambda_.function("slow", slow).invoke().failed
    assert times == [3000, 2000, 1000, 0]


def test_a_handler_that_lets_the_time_of_the_fake_run_out_times_out(fake: AwsFake, client: Any) -> None:
    def slow(event: Any, context: Any) -> None:
        fake.clock.tick(4)
        raise ValueError("too late to matter")

    fake.clock.freeze("2026-12-01T09:00Z")
    function = fake.lambda_.function("slow", slow)
    response = client.invoke(FunctionName="slow")
    id = function.invocations[0].request_id
    assert response["FunctionError"] == "Unhandled"
    assert json.loads(response["Payload"].read()) == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": f"RequestId: {id} Error: Task timed out after 3.00 seconds",
    }


def test_request_ids_differ_and_the_log_stream_stays(fake: AwsFake, look: Look) -> None:
    function = fake.lambda_.function("look", look)
    function.invoke()
    function.invoke()
    first, second = look.contexts
    assert first.aws_request_id != second.aws_request_id
    assert first.log_stream_name == second.log_stream_name


def test_the_client_context_is_passed_on(fake: AwsFake, client: Any, look: Look) -> None:
    fake.lambda_.function("look", look)
    sent = {"client": {"app_title": "shop"}, "custom": {"a": 1}, "env": {"locale": "de"}}
    text = base64.b64encode(json.dumps(sent).encode()).decode()
    client.invoke(FunctionName="look", ClientContext=text)
    client.invoke(FunctionName="look", ClientContext=base64.b64encode(b"{}").decode())
    client.invoke(FunctionName="look", ClientContext=text, InvocationType="Event")
    full, empty, of_event = (context.client_context for context in look.contexts)
    assert (full.client.app_title, full.client.installation_id) == ("shop", None)
    assert (full.custom, full.env) == ({"a": 1}, {"locale": "de"})
    assert (empty.client, empty.custom) == (None, None)
    assert of_event is None


@pytest.mark.parametrize("text", ["no base64!", "bm8ganNvbg==", base64.b64encode(b"[1]").decode()])
def test_a_client_context_that_is_no_object_is_refused(fake: AwsFake, client: Any, text: str) -> None:
    fake.lambda_.function("look")
    with pytest.raises(ClientError) as raised:
        client.invoke(FunctionName="look", ClientContext=text)
    assert raised.value.response["Error"]["Code"] == "InvalidRequestContentException"
    assert raised.value.response["Error"]["Message"] == "Client context must be a valid Base64-encoded JSON object."


def test_the_tenant_is_passed_on(fake: AwsFake, client: Any, look: Look) -> None:
    fake.lambda_.function("look", look)
    client.invoke(FunctionName="look", TenantId="blue")
    assert look.contexts[0].tenant_id == "blue"


# --- environment ---


def test_the_environment_is_that_of_the_function_while_it_runs(
    fake: AwsFake, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODE", "test")
    monkeypatch.delenv("TABLE", raising=False)
    fake.lambda_.function("look", look, environment={"MODE": "live", "TABLE": "orders"}, memory=256).invoke()
    (seen,) = look.environments
    assert (seen["MODE"], seen["TABLE"]) == ("live", "orders")
    assert seen["AWS_REGION"] == "us-east-1"
    assert seen["AWS_LAMBDA_FUNCTION_NAME"] == "look"
    assert seen["AWS_LAMBDA_FUNCTION_VERSION"] == "$LATEST"
    assert seen["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "256"
    assert seen["AWS_LAMBDA_LOG_GROUP_NAME"] == "/aws/lambda/look"
    assert seen["_HANDLER"].endswith("Look")
    assert os.environ["MODE"] == "test"
    assert "TABLE" not in os.environ
    assert "AWS_LAMBDA_FUNCTION_NAME" not in os.environ


def test_the_environment_is_put_back_after_a_failure(fake: AwsFake) -> None:
    def fail(event: Any, context: Any) -> None:
        raise ValueError

    fake.lambda_.function("fail", fail, environment={"TABLE": "orders"}).invoke()
    assert "TABLE" not in os.environ


def test_each_of_nested_functions_sees_its_own_environment(fake: AwsFake) -> None:
    seen: list[str] = []
    inner = fake.lambda_.function(
        "inner", lambda event, context: seen.append(os.environ["NAME"]), environment={"NAME": "in"}
    )

    def outer(event: Any, context: Any) -> None:
        seen.append(os.environ["NAME"])
        inner.invoke()
        seen.append(os.environ["NAME"])

    fake.lambda_.function("outer", outer, environment={"NAME": "out"}).invoke()
    assert seen == ["out", "in", "out"]


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"AWS_REGION": "x", "AWS_PROFILE": "y", "LAMBDA_TASK_ROOT": "z"}, "request: AWS_REGION, LAMBDA_TASK_ROOT"),
        ({"LARGE": "x" * 4096}, 'exceeded the 4KB limit. String measured: {"LARGE":"x'),
    ],
)
def test_variables_that_lambda_would_refuse(fake: AwsFake, client: Any, variables: Any, reason: str) -> None:
    fake.lambda_.function("look")
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        client.update_function_configuration(FunctionName="look", Environment={"Variables": variables})
    assert reason in raised.value.response["Error"]["Message"]


# --- threads ---


def test_functions_that_run_at_once_leave_nothing_behind(fake: AwsFake) -> None:
    """One begins first and ends first, so that neither finds the streams and variables as it left them."""
    before = (sys.stdout, sys.stderr, dict(os.environ))
    one_runs, other_runs, one_ended = threading.Event(), threading.Event(), threading.Event()

    def one(event: Any, context: Any) -> None:
        one_runs.set()
        assert other_runs.wait(5)
        print("of one")

    def other(event: Any, context: Any) -> None:
        other_runs.set()
        assert one_ended.wait(5)
        print("of other")

    first = fake.lambda_.function("one", one, environment={"NAME": "one", "ONLY_ONE": "1"})
    second = fake.lambda_.function("other", other, environment={"NAME": "other"})
    thread_one = threading.Thread(target=first.invoke)
    thread_other = threading.Thread(target=second.invoke)
    thread_one.start()
    assert one_runs.wait(5)
    thread_other.start()
    thread_one.join(5)
    one_ended.set()
    thread_other.join(5)
    assert (first.invocations[0].log, second.invocations[0].log) == ("of one\n", "of other\n")
    assert not first.invocations[0].failed
    assert (sys.stdout, sys.stderr, dict(os.environ)) == before


def test_a_handler_may_call_aws_and_print_from_threads(fake: AwsFake, client: Any) -> None:
    def spread(event: Any, context: Any) -> None:
        def work(number: int) -> None:
            client.tag_resource(Resource=context.invoked_function_arn, Tags={f"key{number}": ""})
            sys.stdout.write(f"{number}\n")

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(5)

    function = fake.lambda_.function("spread", spread)
    assert sorted(function.invoke().log.split()) == ["0", "1", "2", "3"]
    assert len(client.list_tags(Resource=function.arn)["Tags"]) == 4


def test_a_handler_may_put_up_its_own_stream(fake: AwsFake, monkeypatch: pytest.MonkeyPatch) -> None:
    class Own:
        def write(self, text: str) -> int:
            return len(text)

    own = Own()
    fake.lambda_.function("own", lambda event, context: monkeypatch.setattr(sys, "stdout", own)).invoke()
    assert sys.stdout is own


def test_streams_that_a_handler_keeps_go_on_working(fake: AwsFake, capsys: pytest.CaptureFixture[str]) -> None:
    kept: list[Any] = []

    def keep(event: Any, context: Any) -> None:
        sys.stderr.writelines(["a\n", "b\n"])
        sys.stderr.flush()
        kept.append(sys.stderr)

    fake.lambda_.function("keep", keep).invoke()
    kept[0].write("after")
    assert fake.lambda_.invocations[0].log == "a\nb\n"
    assert capsys.readouterr().err == "a\nb\nafter"
