"""While a fake is active nothing opens a connection to AWS; other hosts are none of our business."""

from __future__ import annotations

import http.client
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
import urllib3

from pytest_awsevents.core.errors import NetworkBlocked
from pytest_awsevents.core.records import Caller
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.session import SessionGuard

HOST = "events.us-east-1.amazonaws.com"


def text_for(host: str, where: Callable[..., Any]) -> str:
    caller = Caller(__file__, where.__code__.co_firstlineno + 1)
    return (
        f"a connection to {host} was opened by {caller} while an AWS fake is active; it was refused.\n"
        "Calls of boto3 clients are answered in memory. A presigned URL or another HTTP client is not: "
        "replace that request in the test."
    )


def look_up(host: Any) -> None:
    socket.getaddrinfo(host, 443)


def look_up_by_keyword(host: Any) -> None:
    socket.getaddrinfo(host=host, port=443)


def connect(host: Any) -> None:
    with socket.socket() as opened:
        opened.connect((host, 443))


def connect_ex(host: Any) -> None:
    with socket.socket() as opened:
        opened.connect_ex((host, 443))


@pytest.mark.parametrize(
    "host",
    [
        HOST,
        HOST.upper(),
        HOST + ".",
        "bucket.s3.amazonaws.com",
        "sqs.cn-north-1.amazonaws.com.cn",
        "events.us-east-1.api.aws",
        "169.254.169.254",
    ],
)
@pytest.mark.parametrize("way", [look_up, look_up_by_keyword, connect, connect_ex])
def test_connections_to_aws_are_refused(fake: AwsFake, way: Callable[[Any], None], host: str) -> None:
    with pytest.raises(NetworkBlocked):
        way(host)
    assert [one.partition(" by ")[0] for one in fake.refused_hosts] == [host.lower().rstrip(".")]


def test_a_host_of_bytes_is_understood(fake: AwsFake) -> None:
    with pytest.raises(NetworkBlocked):
        look_up(HOST.encode())


def test_the_refusal_names_the_line(fake: AwsFake) -> None:
    with pytest.raises(NetworkBlocked) as caught:
        look_up(HOST)
    assert str(caught.value) == text_for(HOST, look_up)


def presigned() -> str:
    return boto3.client("s3").generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "k"})


def by_urllib(url: str) -> None:
    urllib.request.urlopen(url)


def by_http_client(url: str) -> None:
    http.client.HTTPSConnection(urllib3.util.parse_url(url).host or "").request("GET", url)


def by_urllib3(url: str) -> None:
    urllib3.PoolManager().request("GET", url)


def by_socket(url: str) -> None:
    socket.create_connection((urllib3.util.parse_url(url).host or "", 443))


@pytest.mark.parametrize("fetch", [by_urllib, by_http_client, by_urllib3, by_socket])
def test_a_presigned_url_is_refused_and_the_line_of_the_test_is_named(
    fake: AwsFake, fetch: Callable[[str], None]
) -> None:
    with pytest.raises(NetworkBlocked) as caught:
        fetch(presigned())
    assert str(caught.value) == text_for("bucket.s3.amazonaws.com", fetch)


@pytest.fixture
def local_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = threading.Thread(target=lambda: server.accept()[0].close())
        done.start()
        yield server.getsockname()[1]
        done.join()


def test_other_hosts_are_left_alone(fake: AwsFake, local_port: int) -> None:
    assert socket.getaddrinfo("127.0.0.1", local_port)
    assert socket.getaddrinfo(None, local_port)
    socket.create_connection(("127.0.0.1", local_port), timeout=10).close()
    assert fake.refused_hosts == []


def test_sockets_of_the_file_system_are_left_alone(fake: AwsFake, tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind("here.amazonaws.com")
        server.listen()
        client.connect("here.amazonaws.com")
        client.close()


@pytest.mark.parametrize("host", ["amazonaws.com.example.invalid", "notamazonaws.com.invalid"])
def test_hosts_that_only_look_like_aws_are_left_alone(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args: [args])
    with AwsFake():
        assert socket.getaddrinfo(host, 443) == [(host, 443)]


def test_the_innermost_fake_is_told(fake: AwsFake) -> None:
    with AwsFake() as inner, pytest.raises(NetworkBlocked):
        look_up(HOST)
    assert ([one.partition(" by ")[0] for one in inner.refused_hosts], fake.refused_hosts) == ([HOST], [])
    with pytest.raises(NetworkBlocked):
        look_up(HOST)
    assert [one.partition(" by ")[0] for one in fake.refused_hosts] == [HOST]


def test_between_tests_of_a_session_the_guard_stays() -> None:
    guard = SessionGuard("us-east-1")
    try:
        with AwsFake():
            pass
        with pytest.raises(NetworkBlocked):
            look_up(HOST)
    finally:
        guard.close()


def test_what_others_put_there_before_is_called_and_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other guards, such as pytest-socket, replace functions of `socket` or the class itself."""
    asked: list[Any] = []

    class Guarded(socket.socket):
        def connect(self, address: Any) -> None:
            asked.append(address)

    def getaddrinfo(*args: Any, **kwargs: Any) -> list[Any]:
        asked.append(args)
        return []

    real = socket.socket
    monkeypatch.setattr(socket, "socket", Guarded)
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    before = dict(vars(Guarded))
    with AwsFake():
        socket.getaddrinfo("example.org", 80)
        with socket.socket() as opened:
            opened.connect(("192.0.2.1", 80))
        with pytest.raises(NetworkBlocked):
            look_up(HOST)
        with pytest.raises(NetworkBlocked):
            connect(HOST)
    assert asked == [("example.org", 80), ("192.0.2.1", 80)]
    assert socket.getaddrinfo is getaddrinfo
    assert dict(vars(Guarded)) == before
    assert "connect" not in vars(real)


def test_a_guard_that_is_put_back_by_others_later_refuses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: ["looked up"])
    with AwsFake():
        of_the_fake = socket.getaddrinfo
    assert of_the_fake(HOST, 443) == ["looked up"]
