"""Whatever a test does, nothing of its fake is left: not for the next test, not when pytest is done.

Each case is a process of its own, which compares what is patched, set and frozen before pytest with what is afterwards.
"""

from __future__ import annotations

import textwrap

import pytest

AROUND = """
    import os, socket, sys, time

    import botocore.client, botocore.waiter
    import freezegun.api
    import pytest

    def world():
        kind = botocore.client.BaseClient
        own = vars(kind)
        return {
            "client": [own["_make_request"], own["_convert_to_request_dict"], own.get("__init_subclass__")],
            "waiter": [botocore.waiter.time, vars(botocore.waiter)["Waiter"]],
            "socket": [socket.getaddrinfo, socket.socket.connect, socket.socket.connect_ex],
            "environment": {name: value for name, value in os.environ.items() if name.startswith("AWS_")},
            "time": [time.time, freezegun.api.freeze_factories[:]],
        }

    os.environ["AWS_PROFILE"] = "mine"
    before = world()
    code = pytest.main([*sys.argv[1:], "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist"])
    after = world()
    print("left:", [name for name in before if before[name] != after[name]], "exit code:", int(code))
"""
NEXT = """
    def test_next(aws_fake):
        assert boto3.client("sqs").list_queues().get("QueueUrls") is None
        assert time.time() > 1_700_000_000 and not freezegun.api.freeze_factories
        assert [record.name for record in aws_fake.recorded.calls] == ["sqs:ListQueues"]
"""
HEAD = """
    import os, signal, sys, threading, time
    import boto3, freezegun.api, pytest
    from pytest_awsevents import AwsFake

    def use(fake):
        fake.clock.freeze("2020-01-01")
        boto3.client("sqs").create_queue(QueueName="left")
"""
BODIES = {
    "passes": "use(aws_fake)",
    "fails": "use(aws_fake); assert False",
    "exits": "use(aws_fake); sys.exit(3)",
    "leaves a fake open": "use(aws_fake); inner = AwsFake().__enter__(); use(inner)",
    "leaves two fakes open": "use(AwsFake().__enter__()); use(AwsFake(region='eu-west-1').__enter__())",
    "leaves a thread": "use(aws_fake); threading.Thread(target=time.sleep, args=(5,), daemon=True).start()",
    "forks": (
        "use(aws_fake)\n        child = os.fork()\n        if not child: os._exit(0)\n        os.waitpid(child, 0)"
    ),
    "runs out of time": (
        "signal.signal(signal.SIGALRM, lambda *_: pytest.fail('Timeout'))\n"
        "        signal.setitimer(signal.ITIMER_REAL, 0.3)\n"
        "        use(aws_fake)\n"
        "        while True: boto3.client('sqs').list_queues()"
    ),
}


def run(pytester: pytest.Pytester, source: str, *args: str) -> str:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    pytester.makepyfile(around=textwrap.dedent(AROUND))
    pytester.makepyfile(test_shop=textwrap.dedent(HEAD) + textwrap.dedent(source))
    return pytester.runpython_c(
        f"import sys; sys.argv[1:] = {['test_shop.py', *args]!r}; exec(open('around.py').read())"
    ).stdout.str()


FOR_ALL = ("fails", "leaves a fake open", "runs out of time")


@pytest.mark.parametrize(
    ("what", "args"), [*((what, ()) for what in BODIES), *((what, ("--aws-fake",)) for what in FOR_ALL)]
)
def test_nothing_is_left_of_a_test(pytester: pytest.Pytester, what: str, args: tuple[str, ...]) -> None:
    body = f"""
    def test_first(aws_fake):
        {BODIES[what]}
    """
    output = run(pytester, body + NEXT, *args)
    assert "left: []" in output, output
    assert "test_next" not in output.partition("short test summary")[2], output


@pytest.mark.parametrize(("phase", "args"), [("set-up", ("--aws-fake",)), ("teardown", ())])
def test_nothing_is_left_of_a_fixture_that_crashes(
    pytester: pytest.Pytester, phase: str, args: tuple[str, ...]
) -> None:
    crash = "use(aws_fake); raise RuntimeError" if phase == "set-up" else "yield use(aws_fake); raise RuntimeError"
    source = f"""
    @pytest.fixture
    def broken(aws_fake):
        {crash}

    def test_first(broken): pass
    """
    output = run(pytester, source + NEXT, *args)
    assert "RuntimeError" in output
    assert "left: []" in output, output
    assert "test_next" not in output.partition("short test summary")[2], output


@pytest.mark.parametrize("args", [(), ("--aws-fake",)], ids=["by fixture", "for all"])
def test_nothing_is_left_of_an_interrupt(pytester: pytest.Pytester, args: tuple[str, ...]) -> None:
    source = """
    def test_first(aws_fake):
        use(aws_fake)
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)
    """
    output = run(pytester, source, *args)
    assert "left: [] exit code: 2" in output, output


def test_a_fake_that_a_test_opens_without_the_fixture_is_closed_with_it(pytester: pytest.Pytester) -> None:
    source = """
    def test_first():
        use(AwsFake().__enter__())
    """
    output = run(pytester, source + NEXT)
    assert "left: []" in output, output
    assert "test_next" not in output.partition("short test summary")[2], output
    assert "test_first left an AwsFake open" in output


def test_a_fake_of_a_wider_fixture_lives_on(pytester: pytest.Pytester) -> None:
    source = """
    @pytest.fixture(scope="module")
    def world():
        with AwsFake() as fake:
            yield fake

    def test_first(world):
        boto3.client("sqs").create_queue(QueueName="kept")

    def test_second(world):
        assert boto3.client("sqs").list_queues()["QueueUrls"]
    """
    output = run(pytester, source)
    assert "2 passed" in output
    assert "left: []" in output, output
