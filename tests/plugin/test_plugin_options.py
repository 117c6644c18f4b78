"""Switching the fake on, and its settings: marker over command line over ini over default."""

from __future__ import annotations

import pytest

CALL = """
import boto3

def test_call():
    identity = boto3.client("sts").get_caller_identity()
    print("account", identity["Account"], "region", boto3.client("sqs").meta.region_name)
"""


def test_aws_fake_puts_every_test_into_a_fake_of_its_own(run_project):
    result = run_project(
        """
        import unittest
        import boto3

        events = boto3.client("events")  # made while the module is collected, with nothing configured

        def test_function():
            events.put_rule(Name="mine", EventPattern='{"source": ["a"]}')
            assert [rule["Name"] for rule in events.list_rules()["Rules"]] == ["mine"]

        class TestClass:
            def test_method(self):
                assert events.list_rules()["Rules"] == []

        class TestCase(unittest.TestCase):
            def setUp(self):
                events.put_rule(Name="set-up", EventPattern='{"source": ["a"]}')

            def test_method(self):
                self.assertEqual([rule["Name"] for rule in events.list_rules()["Rules"]], ["set-up"])
        """,
        "--aws-fake",
    )
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["aws-fake: every test has its own AWS, account 123456789012, region us-east-1"])


def test_without_the_option_nothing_is_touched(run_project, monkeypatch):
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    result = run_project(
        """
        import os

        def test_nothing():
            from botocore.client import BaseClient
            assert "AWS_DEFAULT_REGION" not in os.environ
            assert BaseClient._make_request.__module__ == "botocore.client"
        """
    )
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("aws-fake:*")


def test_no_aws_fake_undoes_the_ini(run_project, monkeypatch):
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    source = """
    import os

    def test_region():
        assert "AWS_DEFAULT_REGION" in os.environ
    """
    run_project(source, ini="aws_fake = true").assert_outcomes(passed=1)
    run_project(source, "--no-aws-fake", ini="aws_fake = true").assert_outcomes(failed=1)


def test_the_marker_alone_switches_the_fake_on(run_project):
    result = run_project(
        """
        import boto3
        import pytest

        @pytest.mark.aws_fake(region="eu-west-1")
        def test_marked():
            assert boto3.client("events").meta.region_name == "eu-west-1"
        """
    )
    result.assert_outcomes(passed=1)


def test_settings_come_from_ini_and_the_nearest_marker_wins_by_keyword(run_project):
    result = run_project(
        """
        import boto3
        import pytest

        pytestmark = pytest.mark.aws_fake(account="222222222222", region="eu-west-1")

        def who():
            return boto3.client("sts").get_caller_identity()["Account"], boto3.client("events").meta.region_name

        def test_module():
            assert who() == ("222222222222", "eu-west-1")

        @pytest.mark.aws_fake(account="333333333333")
        def test_function():
            assert who() == ("333333333333", "eu-west-1")
        """,
        ini="aws_fake_account = 111111111111\naws_fake_region = eu-north-1",
    )
    result.assert_outcomes(passed=2)
    run_project(
        """
        import boto3

        def test_ini(aws_fake):
            assert boto3.client("sts").get_caller_identity()["Account"] == "111111111111"
            assert boto3.client("events").meta.region_name == "eu-north-1"
        """,
        ini="aws_fake_account = 111111111111\naws_fake_region = eu-north-1",
    ).assert_outcomes(passed=1)


def test_the_options_fixture_can_be_overridden(run_project):
    result = run_project(
        """
        import boto3

        def test_account(aws_fake):
            assert boto3.client("sts").get_caller_identity()["Account"] == "444444444444"
        """,
        conftest="""
        import pytest
        from pytest_awsevents import FakeOptions

        @pytest.fixture(scope="session")
        def aws_fake_options():
            return FakeOptions(account="444444444444")
        """,
    )
    result.assert_outcomes(passed=1)


def test_now_freezes_the_test(run_project):
    result = run_project(
        """
        from datetime import datetime, timezone
        import pytest

        @pytest.mark.aws_fake(now="2026-03-01T12:00Z")
        def test_time(aws_clock):
            assert datetime.now(timezone.utc) == datetime(2026, 3, 1, 12, tzinfo=timezone.utc) == aws_clock.now

        def test_afterwards():
            assert datetime.now().year != 2026 or datetime.now().month != 3 or datetime.now().hour != 12
        """
    )
    result.assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        (
            'acount="1"',
            "aws_fake has no setting 'acount'; did you mean 'account'? (known: account, region, now, passthrough, "
            "timeline, loop_limit, fire_limit, put_events_size_limit, permissions, delivery, delay, duplicates, "
            "reorder, fail_next, reject_entries, strict, relax)",
        ),
        ('account="12"', "account must be twelve digits, got '12'"),
        ('region="Ireland"', "region must be one of AWS's, such as 'eu-west-1', got 'Ireland'"),
        ('passthrough="dynamodb"', "passthrough must be a list of services, got 'dynamodb'; use ['dynamodb']"),
        ('timeline="never"', "timeline must be one of failed, all, off, got 'never'"),
        ('permissions="strict"', "permissions must be one of warn, enforce, off, got 'strict'"),
        ('delivery="lazy"', "delivery must be one of eager, manual, got 'lazy'"),
        ('delay="1s"', "delay must be a number of seconds or a timedelta, got '1s'"),
        ("delay=-1", "delay must not be negative, got -1"),
        ("duplicates=2", "duplicates must be a number from 0 to 1, got 2"),
        ("reorder=1", "reorder must be True or False, got 1"),
        (
            'fail_next="sqs:SendMessage"',
            "fail_next must be like {'sqs:SendMessage': 'ThrottlingException'}, got 'sqs:SendMessage'",
        ),
        ("reject_entries=True", "reject_entries must be an error code, got True"),
        ("loop_limit=0", "loop_limit must be a whole number of 1 or more, got 0"),
        ("fire_limit=0.5", "fire_limit must be a whole number of 1 or more, got 0.5"),
        ('"eu-west-1"', "the aws_fake marker takes keywords only, got 'eu-west-1'"),
    ],
)
def test_a_wrong_marker_stops_the_run_at_collection(run_project, marker, message):
    result = run_project(
        f"""
        import pytest

        @pytest.mark.aws_fake({marker})
        def test_marked():
            pass
        """
    )
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert f"ERROR: test_shop.py::test_marked: {message}" in result.stderr.lines


def test_a_wrong_ini_value_stops_the_run(run_project):
    result = run_project("def test_nothing(): pass", ini="aws_fake_account = me")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "ERROR: pytest-awsevents: account must be twelve digits, got 'me'" in result.stderr.lines


def test_a_call_of_a_wider_fixture_is_refused_by_name(run_project):
    result = run_project(
        """
        import boto3
        import pytest

        @pytest.fixture(scope="module")
        def queue():
            return boto3.client("sqs").create_queue(QueueName="q")

        def test_queue(queue):
            pass
        """,
        "--aws-fake",
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "E *pytest_awsevents.core.errors.NoActiveFake: sqs:CreateQueue was called by test_shop.py:8 outside the "
            "fake of any test; nothing was sent.",
            "E *Every test has a fake of its own. A fixture of a wider scope, or code that runs at import, needs one "
            "too: `with AwsFake() as fake: yield fake`.",
        ],
        consecutive=True,
    )


def test_a_marker_that_an_overriding_fixture_ignores_fails_its_test(run_project):
    result = run_project(
        """
        import pytest
        from pytest_awsevents import AwsFake

        @pytest.fixture(scope="module")
        def aws_fake():
            with AwsFake(region="eu-west-1", strict=["network"]) as fake:
                yield fake

        @pytest.mark.aws_fake(region="eu-central-1", account="123456789012", loop_limit=7)
        def test_ignored(aws_fake):
            pass

        @pytest.mark.aws_fake(region="eu-west-1", strict=["network"])
        def test_as_it_is(aws_fake):
            assert aws_fake.options.region == "eu-west-1"

        @pytest.mark.aws_fake
        def test_without_settings(aws_fake):
            pass
        """
    )
    result.assert_outcomes(errors=1, passed=2)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at setup of test_ignored*",
            "the marker aws_fake sets region, loop_limit, but this test's aws_fake is a fixture of your own, which did "
            "not do so.",
            "Give region, loop_limit to its AwsFake(...), or take the marker's settings away",
        ],
        consecutive=True,
    )


def test_a_marker_s_settings_reach_a_fixture_that_extends_the_plugin_s(run_project):
    result = run_project(
        """
        import pytest

        @pytest.fixture
        def aws_fake(aws_fake):
            aws_fake.sqs.queue("orders")
            yield aws_fake

        @pytest.mark.aws_fake(region="eu-central-1")
        def test_extended(aws_fake):
            assert aws_fake.options.region == "eu-central-1"
        """
    )
    result.assert_outcomes(passed=1)


def test_fixtures_of_the_test_are_set_up_inside_the_fake(run_project):
    result = run_project(
        """
        import boto3
        import pytest

        @pytest.fixture
        def rule():
            boto3.client("events").put_rule(Name="r", EventPattern='{"source": ["a"]}')
            yield "r"
            boto3.client("events").delete_rule(Name="r")

        def test_rule(rule):
            assert boto3.client("events").describe_rule(Name=rule)["State"] == "ENABLED"
        """,
        "--aws-fake",
    )
    result.assert_outcomes(passed=1)


def test_ids_are_the_same_in_every_run_and_differ_between_tests(run_project):
    source = """
    import boto3

    def put():
        entry = {"Source": "a", "DetailType": "b", "Detail": "{}"}
        return boto3.client("events").put_events(Entries=[entry])["Entries"][0]["EventId"]

    def test_one(record_property):
        print("ID one", put())

    def test_two():
        print("ID two", put())
    """
    runs = [
        [line for line in run_project(source, "--aws-fake", "-s").stdout.lines if "ID " in line and "print" not in line]
        for _ in range(2)
    ]
    ids = [line.split()[-1] for line in runs[0]]
    assert runs[0] == runs[1]
    assert len(set(ids)) == 2


def test_the_fake_works_without_pytest():
    import boto3

    from pytest_awsevents import AwsFake

    with AwsFake(region="eu-west-1") as fake:
        boto3.client("events").put_events(Entries=[{"Source": "a", "DetailType": "b", "Detail": "{}"}])
        assert [event.source for event in fake.recorded.events] == ["a"]
        assert fake.recorded.calls.only().region == "eu-west-1"
