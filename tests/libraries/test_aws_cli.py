"""The AWS CLI, by its entry point in Python, in this process."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import botocore
import pytest
import s3transfer  # noqa: F401  # the CLI brings one of its own, for whoever has not imported it yet

from pytest_awsevents import AwsFake, event

Aws = Callable[..., str]


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    """The CLI. Importing it changes the environment, and how botocore is found; afterwards all is as before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DATA_PATH", "")
        patch.setattr(sys, "meta_path", list(sys.meta_path))
        pytest.importorskip("awscli")
        found = importlib.import_module("awscli.clidriver")
        assert found.botocore is botocore
        yield found
    for name in [name for name in sys.modules if name.partition(".")[0] == "awscli"]:
        del sys.modules[name]


@pytest.fixture
def aws(driver: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Aws:
    """Runs a command line as the program `aws` does, from the folder of the test; gives what it printed."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, status: int = 0) -> str:
        ended = driver.create_clidriver().main([str(one) for one in arguments])
        printed = capsys.readouterr()
        assert ended == status, printed.err
        return printed.out + printed.err

    return run


def test_put_events(fake: AwsFake, aws: Aws) -> None:
    queue = fake.sqs.queue("billing")
    fake.eventbridge.rule("paid", {"detail-type": ["OrderPaid"]}, to=queue)
    entries = [{"Source": "shop", "DetailType": "OrderPaid", "Detail": json.dumps({"id": "o-1"})}]

    printed = json.loads(aws("events", "put-events", "--entries", json.dumps(entries)))

    published = fake.eventbridge.assert_published(event(source="shop", detail={"id": "o-1"}))
    assert printed == {"FailedEntryCount": 0, "Entries": [{"EventId": published.id}]}
    fake.eventbridge.assert_delivered(event(detail_type="OrderPaid"), to=queue)
    caller = fake.recorded.calls.matching(lambda call: call.operation == "PutEvents").only().caller
    assert caller is not None
    assert caller.file == __file__


def test_errors_are_printed_as_the_cli_prints_them(fake: AwsFake, aws: Aws) -> None:
    assert aws("events", "describe-event-bus", "--name", "nowhere", status=255).strip() == (
        "An error occurred (ResourceNotFoundException) when calling the DescribeEventBus operation: "
        "Event bus nowhere does not exist."
    )
    assert "NoSuchBucket" in aws("s3", "ls", "s3://nowhere", status=255)


def test_receive_message_and_query(fake: AwsFake, aws: Aws) -> None:
    queue = fake.sqs.queue("jobs")
    aws("sqs", "send-message", "--queue-url", queue.url, "--message-body", "hello")
    query = ("--query", "Messages[].Body", "--output", "text")
    assert aws("sqs", "receive-message", "--queue-url", queue.url, *query) == "hello\n"
    assert aws("sqs", "get-queue-url", "--queue-name", "jobs", "--output", "text") == f"{queue.url}\n"


def test_lambda_invoke(fake: AwsFake, aws: Aws, tmp_path: Path) -> None:
    function = fake.lambda_.function("double", lambda received, context: received["n"] * 2)
    printed = aws("lambda", "invoke", "--function-name", "double", "--payload", '{"n": 21}', "answer.json")
    assert json.loads(printed) == {"StatusCode": 200, "ExecutedVersion": "$LATEST"}
    assert (tmp_path / "answer.json").read_text() == "42"
    assert function.events == [{"n": 21}]


def test_files_are_copied_up_and_down(fake: AwsFake, aws: Aws, tmp_path: Path) -> None:
    bucket = fake.s3.bucket("files")
    (tmp_path / "report.csv").write_text("a,b\n1,2\n")
    printed = aws("s3", "cp", "report.csv", "s3://files/in/", "--metadata", "origin=cli", "--no-progress")
    assert printed == "upload: ./report.csv to s3://files/in/report.csv\n"
    head = fake.client("s3").head_object(Bucket="files", Key="in/report.csv")
    assert (head["Metadata"], head["ContentType"]) == ({"origin": "cli"}, "text/csv")

    aws("s3", "cp", "s3://files/in/report.csv", "back.csv", "--no-progress")
    assert (tmp_path / "back.csv").read_text() == "a,b\n1,2\n"
    aws("s3", "cp", "s3://files/in/report.csv", "s3://files/out/report.csv", "--no-progress")
    aws("s3", "mv", "s3://files/in/report.csv", "s3://files/old/report.csv", "--no-progress")
    assert bucket.keys() == ["old/report.csv", "out/report.csv"]


def test_large_files_go_in_parts(fake: AwsFake, aws: Aws, tmp_path: Path) -> None:
    fake.s3.bucket("files")
    content = bytes(range(256)) * 36 * 1024  # 9 MiB
    (tmp_path / "big").write_bytes(content)
    aws("s3", "cp", "big", "s3://files/big", "--no-progress")
    assert len(fake.recorded.calls.matching(lambda call: call.operation == "UploadPart")) == 2
    aws("s3", "cp", "s3://files/big", "again", "--no-progress")
    assert (tmp_path / "again").read_bytes() == content


def test_folders_are_copied_listed_synchronised_and_removed(fake: AwsFake, aws: Aws, tmp_path: Path) -> None:
    fake.clock.freeze("2026-03-01T12:00Z")
    bucket = fake.s3.bucket("files")
    for name in ("a.csv", "sub/b.csv", "sub/c.txt"):
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "source" / name).write_text(name)
    aws("s3", "cp", "source", "s3://files/in", "--recursive", "--exclude", "*", "--include", "*.csv", "--no-progress")
    assert bucket.keys() == ["in/a.csv", "in/sub/b.csv"]
    assert aws("s3", "ls", "s3://files/in/").splitlines() == [
        "                           PRE sub/",
        "2026-03-01 12:00:00          5 a.csv",
    ]
    assert "Total Objects: 2" in aws("s3", "ls", "s3://files", "--recursive", "--summarize")
    assert aws("s3", "ls").split()[2:] == ["files"]

    printed = aws("s3", "sync", "source", "s3://files/in", "--no-progress", "--size-only")
    assert printed == "upload: source/sub/c.txt to s3://files/in/sub/c.txt\n"
    aws("s3", "sync", "s3://files/in", "target", "--no-progress")
    assert (tmp_path / "target/sub/c.txt").read_text() == "sub/c.txt"

    aws("s3", "rm", "s3://files/in", "--recursive", "--exclude", "*.txt")
    assert bucket.keys() == ["in/sub/c.txt"]
    aws("s3", "rb", "s3://files", "--force")
    aws("s3", "mb", "s3://files")
    assert bucket.keys() == []


def test_object_events_follow_a_copy(fake: AwsFake, aws: Aws, tmp_path: Path) -> None:
    fake.s3.bucket("files", events=True)
    function = fake.lambda_.function("on-file", lambda received, context: received["detail"]["object"]["key"])
    fake.eventbridge.rule("created", {"detail-type": ["Object Created"]}, to=function)
    (tmp_path / "a.csv").write_text("1")
    aws("s3", "cp", "a.csv", "s3://files", "--no-progress")
    assert [one.response for one in function.invocations] == ["a.csv"]


def test_waiting_takes_no_time(fake: AwsFake, aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(seconds: Any) -> None:
        raise AssertionError(f"slept {seconds} s")

    monkeypatch.setattr("time.sleep", sleep)
    assert "Max attempts exceeded" in aws("s3api", "wait", "bucket-exists", "--bucket", "nowhere", status=255)
    fake.s3.bucket("files")
    aws("s3api", "wait", "bucket-exists", "--bucket", "files")


def test_what_is_not_faked_is_refused_by_name(fake: AwsFake, aws: Aws) -> None:
    printed = aws("glue", "start-job-run", "--job-name", "nightly", status=255)
    assert "glue:StartJobRun was called by" in printed
    assert "Nothing was sent." in printed
