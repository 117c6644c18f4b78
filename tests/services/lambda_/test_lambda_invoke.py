# ruff: noqa: T201  # what handlers print is what is tested

from __future__ import annotations

import base64
import json
import logging
import sys
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.reporting.timeline import timeline


def echo(event: Any, context: Any) -> Any:
    return event


def error_of(raised: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    error = raised.value.response["Error"]
    return error["Code"], error["Message"]


# --- what goes in and out ---


@pytest.mark.parametrize(
    ("params", "answer"),
    [
        ({}, b"{}"),
        ({"Payload": b""}, b"{}"),
        ({"Payload": b'{"a": [1, null]}'}, b'{"a": [1, null]}'),
        ({"Payload": '"gr\\u00fcn"'}, '"grün"'.encode()),
        ({"Payload": b" 1.5 "}, b"1.5"),
    ],
)
def test_the_handler_gets_the_payload_and_its_return_is_the_answer(
    fake: AwsFake, client: Any, params: Any, answer: bytes
) -> None:
    fake.lambda_.function("echo", echo)
    response = client.invoke(FunctionName="echo", **params)
    assert (response["StatusCode"], response["ExecutedVersion"]) == (200, "$LATEST")
    assert "FunctionError" not in response
    assert "LogResult" not in response
    assert response["Payload"].read() == answer


def test_a_handler_may_change_its_event_without_changing_the_record(fake: AwsFake) -> None:
    function = fake.lambda_.function("clear", lambda event, context: event.clear())
    assert function.invoke({"a": 1}).event == {"a": 1}
    assert function.events == [{"a": 1}]


def test_a_function_without_handler_returns_null_and_remembers(fake: AwsFake, client: Any) -> None:
    function = fake.lambda_.function("idle")
    assert client.invoke(FunctionName="idle", Payload=b"[1]")["Payload"].read() == b"null"
    (invocation,) = function.invocations
    assert (invocation.event, invocation.response, invocation.failed) == ([1], None, False)


def test_decimals_become_numbers_and_tuples_lists(fake: AwsFake) -> None:
    function = fake.lambda_.function("numbers", lambda event, context: {"total": Decimal("1.5"), "pair": (1, 2)})
    assert function.invoke().response_text == '{"total": 1.5, "pair": [1, 2]}'


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        (datetime(2026, 12, 1, tzinfo=UTC), "Unable to marshal response: Object of type datetime is not JSON"),
        ({1, 2}, "Unable to marshal response: Object of type set is not JSON serializable"),
        ({(1, 2): 3}, "Unable to marshal response: keys must be str, int, float, bool or None, not tuple"),
    ],
)
def test_a_return_that_json_cannot_hold_is_an_error(fake: AwsFake, client: Any, returned: object, message: str) -> None:
    fake.lambda_.function("odd", lambda event, context: returned)
    response = client.invoke(FunctionName="odd")
    assert response["FunctionError"] == "Unhandled"
    payload = json.loads(response["Payload"].read())
    assert payload["errorType"] == "Runtime.MarshalError"
    assert payload["errorMessage"].startswith(message)
    assert payload["stackTrace"] == []


def test_a_return_over_the_limit_is_an_error(fake: AwsFake) -> None:
    function = fake.lambda_.function("big", lambda event, context: "x" * 6_291_555)
    failure = function.invoke().failure
    assert str(failure) == (
        "Function.ResponseSizeTooLarge: Response payload size exceeded maximum allowed payload size (6291556 bytes)."
    )


def test_what_the_handler_raises_comes_back_as_function_error(fake: AwsFake, client: Any) -> None:
    def fail(event: Any, context: Any) -> None:
        raise KeyError("total")

    function = fake.lambda_.function("fail", fail)
    response = client.invoke(FunctionName="fail")
    assert (response["StatusCode"], response["FunctionError"]) == (200, "Unhandled")
    payload = json.loads(response["Payload"].read())
    (invocation,) = function.invocations
    assert list(payload) == ["errorMessage", "errorType", "requestId", "stackTrace"]
    assert payload["errorMessage"] == "'total'"
    assert payload["errorType"] == "KeyError"
    assert payload["requestId"] == invocation.request_id
    assert len(payload["stackTrace"]) == 1
    assert f'File "{__file__}", line' in payload["stackTrace"][0]
    assert 'raise KeyError("total")' in payload["stackTrace"][0]
    assert invocation.failure is not None
    assert invocation.failure.traceback.startswith("Traceback (most recent call last):")
    assert invocation.failure.traceback.endswith("KeyError: 'total'\n")
    assert invocation.failure.where is not None
    assert invocation.failure.where.file == __file__


def test_the_timeline_says_why_a_function_failed(fake: AwsFake, client: Any) -> None:
    def ship(event: Any, context: Any) -> None:
        raise ValueError("no stock\n  of 2")

    fake.lambda_.function("ship", ship)
    client.invoke(FunctionName="ship")
    assert "lambda:Invoke ship  ValueError: no stock of 2  " in timeline(fake.recorded)


def test_the_timeline_shows_function_errors_of_stubs_as_they_are(fake: AwsFake, client: Any) -> None:
    fake.stub("lambda", "invoke", {"StatusCode": 200, "FunctionError": "Handled", "Payload": b"not JSON"})
    client.invoke(FunctionName="ship")
    assert "lambda:Invoke ship (stub)  Handled" in timeline(fake.recorded)


def test_the_innermost_line_of_the_user_is_told_even_when_a_library_raised(fake: AwsFake) -> None:
    def fail(event: Any, context: Any) -> None:
        json.loads("{")

    failure = fake.lambda_.function("fail", fail).invoke().failure
    assert failure is not None
    assert failure.where is not None
    assert failure.where.file == __file__
    assert len(failure.stack) > 1


def test_an_aws_error_that_the_handler_lets_through_is_its_failure(fake: AwsFake, client: Any) -> None:
    def fail(event: Any, context: Any) -> None:
        client.get_function(FunctionName="gone")

    failure = fake.lambda_.function("fail", fail).invoke().failure
    assert failure is not None
    assert failure.type == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (None, "Runtime exited without providing a reason"),
        (3, "Runtime exited with error: exit status 3"),
        ("no", "Runtime exited with error: exit status 1"),
    ],
)
def test_a_handler_that_exits_ends_its_process_not_the_test(fake: AwsFake, code: Any, reason: str) -> None:
    def leave(event: Any, context: Any) -> None:
        raise SystemExit(code)

    invocation = fake.lambda_.function("leave", leave).invoke()
    assert str(invocation.failure) == f"Runtime.ExitError: RequestId: {invocation.request_id} Error: {reason}"


@pytest.mark.parametrize("escaping", [KeyboardInterrupt, pytest.fail.Exception])
@pytest.mark.parametrize("kind", ["RequestResponse", "Event"])
def test_what_ends_the_test_goes_through_and_is_kept(
    fake: AwsFake, client: Any, escaping: type[BaseException], kind: str
) -> None:
    def stop(event: Any, context: Any) -> None:
        raise escaping("stop here")

    function = fake.lambda_.function("stop", stop)
    with pytest.raises(escaping):
        client.invoke(FunctionName="stop", InvocationType=kind)
    assert [one.failure.type for one in function.invocations if one.failure] == [escaping.__name__]


# --- what is refused ---


@pytest.mark.parametrize(
    ("payload", "complaint"),
    [
        (
            b"nojson",
            "Unrecognized token 'nojson': was expecting (JSON String, Number, Array, Object or token 'null', 'true' "
            "or 'false')\n at [Source: (byte[])\"nojson\"; line: 1, column: 7]",
        ),
        (b'{"a": ', 'Unexpected end-of-input\n at [Source: (byte[])"{"a": "; line: 1, column: 7]'),
        (b"{'a': 1}", "Unexpected character (''' (code 39)): expected a valid value"),
        (b"NaN", "Unrecognized token 'NaN': was expecting"),
        (b'{"a": \xff}', "Invalid UTF-8 start byte 0xff\n at [Source: (byte[])"),
    ],
)
def test_a_payload_that_is_not_json_is_refused(fake: AwsFake, client: Any, payload: bytes, complaint: str) -> None:
    function = fake.lambda_.function("echo", echo)
    with pytest.raises(client.exceptions.InvalidRequestContentException) as raised:
        client.invoke(FunctionName="echo", Payload=payload)
    start = "Could not parse request body into json: Could not parse payload into json: "
    assert error_of(raised)[1].startswith(start + complaint)
    assert function.invocations == ()


@pytest.mark.parametrize(("kind", "limit"), [("RequestResponse", 6_291_456), ("Event", 1_048_576)])
def test_payloads_have_limits(fake: AwsFake, client: Any, kind: str, limit: int) -> None:
    function = fake.lambda_.function("count", lambda event, context: len(event))
    client.invoke(FunctionName="count", InvocationType=kind, Payload=b'"' + b"x" * (limit - 2) + b'"')
    with pytest.raises(ClientError) as raised:
        client.invoke(FunctionName="count", InvocationType=kind, Payload=b'"' + b"x" * (limit - 1) + b'"')
    assert error_of(raised) == (
        "RequestEntityTooLargeException",
        f"{limit + 1} byte payload is too large for the {kind} invocation type (limit {limit} bytes)",
    )
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413
    assert len(function.invocations) == 1


def test_a_dry_run_checks_and_runs_nothing(fake: AwsFake, client: Any) -> None:
    function = fake.lambda_.function("echo", echo)
    assert client.invoke(FunctionName="echo", InvocationType="DryRun")["StatusCode"] == 204
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.invoke(FunctionName="gone", InvocationType="DryRun")
    assert function.invocations == ()


def test_durable_executions_are_refused_by_name(fake: AwsFake, client: Any) -> None:
    fake.lambda_.function("echo", echo)
    with pytest.raises(UnsupportedOperation, match="DurableExecutionName"):
        client.invoke(FunctionName="echo", DurableExecutionName="one")


# --- the log ---


def test_the_log_tail_holds_what_was_printed_and_logged(fake: AwsFake, client: Any) -> None:
    def chatty(event: Any, context: Any) -> None:
        print("printed")
        logging.getLogger("shop").warning("order %s", 7)
        logging.getLogger("shop").debug("not shown")
        context.log("from the context\n")
        raise ValueError("bad")

    fake.clock.freeze("2026-12-01T09:00:00.120Z")
    function = fake.lambda_.function("chatty", chatty)
    response = client.invoke(FunctionName="chatty", LogType="Tail")
    id = function.invocations[0].request_id
    lines = base64.b64decode(response["LogResult"]).decode().splitlines()
    assert lines[:6] == [
        f"START RequestId: {id} Version: $LATEST",
        "printed",
        f"[WARNING]\t2026-12-01T09:00:00.120Z\t{id}\torder 7",
        "from the context",
        "[ERROR] ValueError: bad",
        "Traceback (most recent call last):",
    ]
    assert lines[-2:] == ["ValueError: bad", f"END RequestId: {id}"]
    assert function.invocations[0].log.splitlines()[0] == "printed"


def test_the_log_tail_is_the_last_four_kilobytes(fake: AwsFake, client: Any) -> None:
    fake.lambda_.function("chatty", lambda event, context: print("x" * 5000))
    tail = base64.b64decode(client.invoke(FunctionName="chatty", LogType="Tail")["LogResult"])
    assert len(tail) == 4096
    assert tail.startswith(b"xxx")


def test_output_still_goes_where_it_would(
    fake: AwsFake, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def chatty(event: Any, context: Any) -> None:
        print("printed")
        logging.getLogger("shop").warning("logged")

    fake.lambda_.function("chatty", chatty).invoke()
    print("after")
    logging.getLogger("shop").warning("after")
    assert capsys.readouterr().out == "printed\nafter\n"
    assert caplog.messages == ["logged", "after"]
    assert "after" not in fake.lambda_.invocations[0].log


def test_loggers_that_were_set_up_before_write_into_the_log(fake: AwsFake, capsys: pytest.CaptureFixture[str]) -> None:
    """As those of modules are, which keep the stream that was standard output when they were imported."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("own %(message)s"))
    logger = logging.getLogger("set-up-before")
    logger.addHandler(handler)
    try:
        function = fake.lambda_.function("chatty", lambda event, context: logger.warning("careful"))
        log = function.invoke().log
        logger.warning("after")
    finally:
        logger.removeHandler(handler)
    own, of_lambda = log.splitlines()  # both, as on AWS: the record goes on to the handler of the runtime
    assert own == "own careful"
    assert of_lambda.endswith("\tcareful")
    assert capsys.readouterr().out == "own careful\nown after\n"
    assert "write" not in vars(sys.stdout)
