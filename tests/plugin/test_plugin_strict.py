"""Strictness checks: one outcome in the call phase, and the whole text that says why."""

from __future__ import annotations

import pytest

from pytest_awsevents.assertions.strictness import CHECKS
from pytest_awsevents.options import STRICTNESS

UNKNOWN_BUS = """
import boto3
import pytest

def test_put():
    entry = {"Source": "shop", "DetailType": "OrderPaid", "Detail": "{}", "EventBusName": "shopp"}
    boto3.client("events").put_events(Entries=[entry])
"""

MESSAGE = [
    "strictness check unknown-bus: 1 event put on a bus that does not exist; AWS accepts and drops it",
    "  event #2 OrderPaid, put by test_shop.py:8, on bus shopp",
    '  make it before the event is put, aws_eventbridge.bus("shopp"), or correct EventBusName',
    '  allow with @pytest.mark.aws_fake(relax=["unknown-bus"])',
]


def test_the_vocabulary_is_that_of_the_checks():
    assert tuple(CHECKS) == STRICTNESS


@pytest.mark.parametrize("args", [(), ("--assert=plain",), ("-n", "1"), ("--show-capture=no",)])
def test_a_violation_fails_the_test_once(run_project, args):
    result = run_project(UNKNOWN_BUS, "--aws-fake", *args)
    result.assert_outcomes(failed=1)
    assert "\n".join(MESSAGE) in result.stdout.str()


def test_without_a_terminal_the_outcome_is_the_same(run_project):
    assert (
        run_project(UNKNOWN_BUS, "--aws-fake", "-p", "no:terminal", "-p", "no:inline_snapshot").ret
        == pytest.ExitCode.TESTS_FAILED
    )


@pytest.mark.parametrize(
    ("args", "ini", "marker", "failed"),
    [
        (["--aws-fake-strict=none"], "", "", 0),
        (["--aws-fake-strict=dropped, network"], "", "", 0),
        ([], "aws_fake_strict = none", "", 0),
        (["--aws-fake-strict=unknown-bus"], "aws_fake_strict = none", "", 1),
        ([], "", 'relax=["unknown-bus"]', 0),
        (["--aws-fake-strict=all"], "", 'relax=["unknown-bus"]', 0),
        ([], "aws_fake_strict = none", 'strict=["unknown-bus"]', 1),
    ],
)
def test_one_vocabulary_for_ini_command_line_and_marker(run_project, args, ini, marker, failed):
    source = UNKNOWN_BUS.replace("def test", f"@pytest.mark.aws_fake({marker})\ndef test")
    run_project(source, "--aws-fake", *args, ini=ini).assert_outcomes(failed=failed, passed=1 - failed)


def test_strict_xfail_is_honoured(run_project):
    source = UNKNOWN_BUS.replace("def test", "@pytest.mark.xfail(strict=True)\ndef test")
    run_project(source, "--aws-fake").assert_outcomes(xfailed=1)


def test_coroutines_and_test_cases_are_judged_too(run_project):
    result = run_project(
        """
        import unittest
        import boto3
        import pytest

        def put():
            entry = {"Source": "shop", "DetailType": "OrderPaid", "Detail": "{}", "EventBusName": "shopp"}
            boto3.client("events").put_events(Entries=[entry])

        @pytest.mark.asyncio
        async def test_coroutine():
            put()

        class TestCase(unittest.TestCase):
            def test_method(self):
                put()
        """,
        "--aws-fake",
    )
    result.assert_outcomes(failed=2)


def test_a_test_that_fails_by_itself_says_only_its_own_reason(run_project):
    result = run_project(UNKNOWN_BUS + "    assert 1 == 2\n", "--aws-fake")
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*strictness check*")


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ('strict=["unknwon-bus"]', "strict has no strictness check 'unknwon-bus'; did you mean 'unknown-bus'?"),
        ('relax="dropped"', "relax must be a list of strictness checks, got 'dropped'; use ['dropped']"),
    ],
)
def test_unknown_checks_are_refused_while_tests_are_collected(run_project, marker, message):
    source = UNKNOWN_BUS.replace("def test", f"@pytest.mark.aws_fake({marker})\ndef test")
    result = run_project(source)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert message in result.stderr.str()


def test_unknown_checks_on_the_command_line_are_refused(run_project):
    result = run_project(UNKNOWN_BUS, "--aws-fake-strict=droped")
    result.stderr.fnmatch_lines(["*strict has no strictness check 'droped'; did you mean 'dropped'?*"])


def test_looking_into_the_dead_letter_queue_claims_its_letters(run_project):
    source = """
    import pytest

    @pytest.mark.aws_fake(strict=["failed-delivery"])
    @pytest.mark.parametrize("looks", [True, False])
    def test_letters(aws_fake, aws_eventbridge, aws_sqs, looks):
        letters = aws_sqs.queue("letters")
        billing = aws_sqs.queue("billing")
        aws_eventbridge.rule("all", {"source": ["test"]}, to=billing, DeadLetterConfig={"Arn": letters.arn})
        aws_fake.fail_next("sqs:SendMessage", code="AccessDenied")
        aws_eventbridge.put("OrderPaid", {})
        assert billing.messages() == []
        if looks:
            assert len(letters) == 1
    """
    run_project(source).assert_outcomes(passed=1, failed=1)
