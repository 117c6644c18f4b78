from __future__ import annotations

import io
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from pytest_awsevents.core.errors import AwsError, InvalidResponse, InvalidStub, UnsupportedOperation
from pytest_awsevents.core.records import Caller
from pytest_awsevents.fake import AwsFake


def start(job: str = "etl") -> Any:
    response = boto3.client("glue").start_job_run(JobName=job)
    del response["ResponseMetadata"]
    return response


def test_a_dict_is_the_response(fake: AwsFake) -> None:
    stub = fake.stub("glue", "start_job_run", {"JobRunId": "jr_1"})
    assert start() == {"JobRunId": "jr_1"}
    call = fake.recorded.calls.only()
    assert call.answered_by == "stub"
    assert call.params == {"JobName": "etl"}
    assert call.response == {"JobRunId": "jr_1"}
    assert stub.calls == [call]


def test_an_operation_may_be_named_as_in_the_api(fake: AwsFake) -> None:
    fake.stub("glue", "StartJobRun", {"JobRunId": "jr_1"})
    assert start() == {"JobRunId": "jr_1"}


def test_none_and_the_empty_dict_are_the_empty_response(fake: AwsFake) -> None:
    fake.stub("glue", "start_job_run", {})
    assert start() == {}
    fake.stub("glue", "start_job_run", lambda params: None)
    assert start() == {}


def test_members_that_are_none_are_left_out(fake: AwsFake) -> None:
    fake.stub("glue", "start_job_run", {"JobRunId": None})
    assert start() == {}


def test_a_function_gets_params_of_its_own_and_gives_the_response(fake: AwsFake) -> None:
    def answer(params: dict[str, Any]) -> dict[str, Any]:
        run = f"run of {params['JobName']}"
        params["JobName"] = "changed"
        return {"JobRunId": run}

    fake.stub("glue", "start_job_run", answer)
    assert start("a") == {"JobRunId": "run of a"}
    assert start("b") == {"JobRunId": "run of b"}
    assert [call.params["JobName"] for call in fake.recorded.calls] == ["a", "b"]


def test_a_function_may_call_aws_itself(fake: AwsFake) -> None:
    def answer(params: dict[str, Any]) -> dict[str, Any]:
        return {"JobRunId": boto3.client("sts").get_caller_identity()["Account"]}

    fake.stub("glue", "start_job_run", answer)
    assert start() == {"JobRunId": "123456789012"}
    outer, inner = fake.recorded.calls
    assert inner.cause is outer


ERRORS = [
    AwsError("EntityNotFoundException", "no such job"),
    ClientError(
        {
            "Error": {"Code": "EntityNotFoundException", "Message": "no such job"},
            "ResponseMetadata": {"HTTPStatusCode": 404},  # type: ignore[typeddict-item]
        },
        "StartJobRun",
    ),
]


@pytest.mark.parametrize(
    ("error", "how"),
    [
        (ERRORS[0], "given"),
        (ERRORS[0], "returned"),
        (ERRORS[0], "raised"),
        (ERRORS[1], "given"),
        (ERRORS[1], "returned"),
    ],
)
def test_an_error_is_raised_as_the_modelled_exception(fake: AwsFake, error: Any, how: str) -> None:
    def fail(params: Any) -> Any:
        raise error

    fake.stub("glue", "start_job_run", {"given": error, "returned": lambda _: error, "raised": fail}[how])
    client = boto3.client("glue")
    for _ in range(2):
        with pytest.raises(client.exceptions.EntityNotFoundException) as caught:
            client.start_job_run(JobName="etl")
        assert caught.value.response["Error"]["Message"] == "no such job"
        status = 404 if isinstance(error, ClientError) else 400
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    for call in fake.recorded.calls:
        assert call.error == ("EntityNotFoundException", "no such job")
        assert call.answered_by == "stub"
        assert call.response is None


def test_an_error_that_is_given_gathers_no_tracebacks(fake: AwsFake) -> None:
    error = AwsError("EntityNotFoundException", "no such job", members={"FromFederationSource": True})
    fake.stub("glue", "start_job_run", error)
    with pytest.raises(ClientError) as caught:
        start()
    assert caught.value.response["FromFederationSource"] is True  # type: ignore[typeddict-item]
    assert error.__traceback__ is None


def test_what_a_function_raises_otherwise_goes_to_the_caller(fake: AwsFake) -> None:
    def fail(params: Any) -> Any:
        raise LookupError("broken stub")

    fake.stub("glue", "start_job_run", fail)
    with pytest.raises(LookupError, match="broken stub"):
        start()
    assert fake.recorded.calls.only().error == ("LookupError", "broken stub")


def test_times_limits_and_the_one_below_resumes(fake: AwsFake) -> None:
    fake.stub("glue", "start_job_run", {"JobRunId": "always"})
    fake.stub("glue", "start_job_run", {"JobRunId": "twice"}, times=2)
    fake.stub("glue", "start_job_run", {"JobRunId": "once"}, times=1)
    assert [start()["JobRunId"] for _ in range(5)] == ["once", "twice", "twice", "always", "always"]


def test_after_all_times_the_operation_is_as_before(fake: AwsFake) -> None:
    fake.stub("glue", "start_job_run", {}, times=1)
    fake.stub("sts", "get_caller_identity", {"Account": "999999999999"}, times=1)
    start()
    with pytest.raises(UnsupportedOperation):
        start()
    client = boto3.client("sts")
    accounts = [client.get_caller_identity()["Account"] for _ in range(2)]
    assert accounts == ["999999999999", "123456789012"]
    assert [call.answered_by for call in fake.recorded.calls[-2:]] == ["stub", "fake"]


def test_stubs_are_of_one_service_and_one_operation(fake: AwsFake) -> None:
    fake.stub("glue", "start_job_run", {})
    with pytest.raises(UnsupportedOperation):
        boto3.client("glue").stop_trigger(Name="t")


def test_calls_of_other_clients_do_not_change_what_a_stub_gives(fake: AwsFake) -> None:
    given = {"Job": {"Name": "etl", "DefaultArguments": {"a": "1"}}}
    fake.stub("glue", "get_job", given)
    client = boto3.client("glue")
    first = client.get_job(JobName="etl")
    first["Job"]["DefaultArguments"]["a"] = "changed"
    given["Job"]["Name"] = "changed"
    assert client.get_job(JobName="etl")["Job"] == {"Name": "etl", "DefaultArguments": {"a": "1"}}
    for call in fake.recorded.calls:
        assert call.response == {"Job": {"Name": "etl", "DefaultArguments": {"a": "1"}}}


def test_a_response_as_botocore_gives_it_is_taken_with_its_metadata(fake: AwsFake) -> None:
    fake.stub("glue", "start_job_run", {"JobRunId": "jr", "ResponseMetadata": {"HTTPStatusCode": 200}})
    assert start() == {"JobRunId": "jr"}
    fake.stub("glue", "start_job_run", lambda _: {"JobRunId": "jr", "ResponseMetadata": {"HTTPStatusCode": 200}})
    assert start() == {"JobRunId": "jr"}


@pytest.mark.parametrize(
    "body",
    [b"content", "content", bytearray(b"content"), io.BytesIO(b"content"), StreamingBody(io.BytesIO(b"content"), 7)],
    ids=lambda body: type(body).__name__,
)
def test_a_streaming_body_can_be_read_in_every_answer(fake: AwsFake, body: Any) -> None:
    fake.stub("s3", "get_object", {"Body": body})
    client = boto3.client("s3")
    for _ in range(2):
        response = client.get_object(Bucket="b", Key="k")
        assert isinstance(response["Body"], StreamingBody)
        assert response["Body"].read() == b"content"
    assert [call.response["Body"] for call in fake.recorded.calls] == [b"content", b"content"]  # type: ignore[index]


def test_constraints_of_the_service_are_checked_for_stubs_too(fake: AwsFake) -> None:
    fake.stub("glue", "start_job_run", {})
    with pytest.raises(ClientError) as caught:
        start("x" * 256)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert "'jobName' failed to satisfy constraint" in caught.value.response["Error"]["Message"]


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("glu", "start_job_run", {}), "boto3 has no service 'glu'; did you mean 'glue'?"),
        (("zzzzzz", "start_job_run", {}), "boto3 has no service 'zzzzzz'"),
        (("glue", "start_jobrun", {}), "glue has no operation 'start_jobrun'; did you mean 'start_job_run'?"),
        (("glue", "StartJobRuns", {}), "glue has no operation 'StartJobRuns'; did you mean 'StartJobRun'?"),
        (("glue", "qqqq", {}), "glue has no operation 'qqqq'"),
        (
            ("glue", "start_job_run", {"JobRunID": "jr"}),
            "response of glue:StartJobRun: no member 'JobRunID' in the response; did you mean 'JobRunId'?",
        ),
        (
            ("glue", "get_job", {"Job": {"Nmae": "x"}}),
            "response of glue:GetJob: no member 'Nmae' in Job; did you mean 'Name'?",
        ),
        (
            ("glue", "start_job_run", {"JobRunId": 7}),
            "response of glue:StartJobRun: JobRunId must be a string, got int 7",
        ),
        (
            ("glue", "get_jobs", {"Jobs": [{"Name": "a"}, {"MaxRetries": "3"}]}),
            "response of glue:GetJobs: Jobs[1].MaxRetries must be a whole number, got str '3'",
        ),
        (
            ("events", "put_events", {"Entries": {"EventId": "e"}}),
            "response of events:PutEvents: Entries must be a list, got dict {'EventId': 'e'}",
        ),
        (
            ("events", "delete_rule", {"Name": "x"}),
            "events:DeleteRule has no output, but the response has ['Name']",
        ),
        (
            ("glue", "start_job_run", "jr"),
            "a stub answers with a dict, a function of the params, an AwsError or a ClientError, got 'jr'",
        ),
        (
            ("glue", "start_job_run", AwsError),
            "a stub answers with a dict, a function of the params, an AwsError or a ClientError, "
            "got <class 'pytest_awsevents.core.errors.AwsError'>",
        ),
    ],
)
def test_what_does_not_fit_is_refused_when_it_is_stubbed(fake: AwsFake, arguments: Any, text: str) -> None:
    with pytest.raises(InvalidStub) as caught:
        fake.stub(*arguments)
    assert str(caught.value) == text


@pytest.mark.parametrize("times", [0, -1, 1.5, True, "2"])
def test_times_must_be_a_whole_number(fake: AwsFake, times: Any) -> None:
    with pytest.raises(InvalidStub) as caught:
        fake.stub("glue", "start_job_run", {}, times=times)
    assert str(caught.value) == f"times must be a whole number of 1 or more, or None for always, got {times!r}"


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ({"JobRunID": "jr"}, "response of glue:StartJobRun: no member 'JobRunID' in the response; did you mean "),
        ({"JobRunId": 7}, "response of glue:StartJobRun: JobRunId must be a string, got int 7"),
        ("jr", "the stub of glue:StartJobRun must give a dict, an AwsError or None, got 'jr'"),
    ],
)
def test_what_a_function_gives_is_refused_when_it_is_called(fake: AwsFake, answer: Any, text: str) -> None:
    fake.stub("glue", "start_job_run", lambda params: answer)
    with pytest.raises(InvalidResponse) as caught:
        start()
    assert str(caught.value).startswith(text)
    assert fake.recorded.calls.only().error is not None


def test_a_refused_stub_changes_nothing(fake: AwsFake) -> None:
    fake.stub("glue", "start_job_run", {"JobRunId": "good"})
    with pytest.raises(InvalidStub):
        fake.stub("glue", "start_job_run", {"JobRunId": 7})
    assert start() == {"JobRunId": "good"}


# --- nobody answers --------------------------------------------------------------------------------------------------


def test_a_call_that_nobody_serves_says_how_to_serve_it(fake: AwsFake) -> None:
    client = fake.account("222233334444").client("glue", region_name="eu-west-1")

    def call() -> None:
        client.start_job_run(JobName="etl")

    with pytest.raises(UnsupportedOperation) as caught:
        call()
    where = Caller(__file__, call.__code__.co_firstlineno + 1)
    assert str(caught.value) == (
        f"glue:StartJobRun was called by {where} (account 222233334444, region eu-west-1), but this service is not "
        "faked and nothing is stubbed. Nothing was sent.\n"
        'Answer it in the test:   aws_fake.stub("glue", "start_job_run", {...})\n'
        "Or let it go on to what lies beneath, moto for example:   "
        '@pytest.mark.aws_fake(passthrough=["glue"])'
    )
    record = fake.recorded.calls.only()
    assert record.answered_by == "nothing"
    assert record.error == ("UnsupportedOperation", str(caught.value))


def test_an_operation_that_a_faked_service_lacks_is_told_apart(fake: AwsFake) -> None:
    with pytest.raises(UnsupportedOperation) as caught:
        boto3.client("s3").get_object_torrent(Bucket="b", Key="k")
    assert "but this operation is not faked and nothing is stubbed." in str(caught.value)
    assert 'aws_fake.stub("s3", "get_object_torrent", {...})' in str(caught.value)


def test_what_a_fake_refuses_says_the_way_out_once(fake: AwsFake) -> None:
    function = fake.lambda_.function("list", lambda event, context: boto3.client("logs").describe_log_groups(**event))
    with pytest.raises(UnsupportedOperation) as caught:
        boto3.client("logs").describe_log_groups(includeLinkedAccounts=True)
    message = (
        "logs:DescribeLogGroups of linked accounts is not faked\n"
        'Answer it in the test:   aws_fake.stub("logs", "describe_log_groups", {...})\n'
        "Or let it go on to what lies beneath, moto for example:   "
        '@pytest.mark.aws_fake(passthrough=["logs"])'
    )
    assert str(caught.value) == message
    assert str(function.invoke({"includeLinkedAccounts": True}).failure) == f"UnsupportedOperation: {message}"
