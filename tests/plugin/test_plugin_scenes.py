"""Scenes: as fixtures, with parameters by `aws_fake.scenarios`, and those of users."""

from __future__ import annotations

import subprocess
import sys

import boto3
import pytest

from pytest_awsevents import AwsFake, event, scenario
from pytest_awsevents.core.errors import InvalidScene, UnknownScene
from pytest_awsevents.scenes import BUILT_IN


@pytest.fixture
def scenarios(aws_fake):
    return aws_fake.scenarios


# --- those of the package ---


def test_event_routing_is_ready_to_use(aws_event_routing, aws_eventbridge):
    aws_eventbridge.put("OrderPaid", {"id": "o-1"}, bus=aws_event_routing.bus)
    aws_eventbridge.assert_delivered(event(detail_type="OrderPaid"), to=aws_event_routing.queue, rule="rule-1")
    assert aws_event_routing.queue.messages()[0]["detail"] == {"id": "o-1"}


def test_event_routing_takes_parameters(scenarios, aws_eventbridge):
    scene = scenarios.event_routing(bus="shop", queue="paid", patterns={"paid": {"detail-type": ["OrderPaid"]}})
    aws_eventbridge.put("OrderSent", {}, bus=scene.bus)
    aws_eventbridge.assert_rule_not_matched(scene.rules["paid"])
    aws_eventbridge.assert_not_delivered(to=scene.queue)


def test_a_scene_may_be_set_twice(scenarios):
    first, second = scenarios.event_routing(), scenarios.event_routing(bus="returns", queue="returns")
    assert (first.bus.name, second.bus.name) == ("orders", "returns")


def test_scheduled_rule_takes_parameters(scenarios, aws_clock):
    scene = scenarios.scheduled_rule(schedule="cron(0 12 * * ? *)", rule="at-noon", queue="jobs")
    aws_clock.tick(3 * 3600)
    assert len(scene.queue.messages()) == 1
    assert (scene.rule.name, scene.queue.name) == ("at-noon", "jobs")


def test_archived_bus_takes_parameters(scenarios):
    scene = scenarios.archived_bus(bus="orders", archive="orders", queue="again", retention_days=7)
    archive = boto3.client("events").describe_archive(ArchiveName="orders")
    assert (archive["RetentionDays"], archive["EventSourceArn"]) == (7, scene.bus.arn)
    assert (scene.archive_name, scene.replayed.name, scene.queue.name) == ("orders", "again", "again")


def test_revision_export_takes_parameters(scenarios, aws_dataexchange):
    scene = scenarios.revision_export(data_set="rates", bucket="lake", key_pattern="${Asset.Name}", queue="events")
    aws_dataexchange.publish_revision(scene.data_set, {"monday.csv": b"1"})
    assert scene.bucket.get("monday.csv") == b"1"
    assert (scene.bucket.name, scene.queue.name) == ("lake", "events")


def test_event_data_store_takes_parameters(scenarios):
    scene = scenarios.event_data_store(bucket="invoices", logs="logs", name="review")
    assert (scene.bucket.name, scene.logs.name, scene.trail.name) == ("invoices", "logs", "review")


def test_audit_log_ingestion_takes_parameters(scenarios):
    scene = scenarios.audit_log_ingestion(app="SLACK", tenant="t-2", bucket="logs", schema="raw")
    scene.sign_in()
    assert (scene.app.app, scene.app.tenant, scene.bucket.name) == ("SLACK", "t-2", "logs")
    assert len(scene.bucket.keys()) == 1


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_fixture_is_the_scene_without_parameters(name, request, scenarios):
    from_fixture = request.getfixturevalue(f"aws_{name}")
    with AwsFake() as other:
        assert type(getattr(other.scenarios, name)()) is type(from_fixture)


def test_no_scene_is_imported_before_it_is_asked_for():
    code = """
import sys, pytest_awsevents.plugin
from pytest_awsevents import AwsFake
with AwsFake() as fake:
    fake.scenarios
    loaded = [name for name in sys.modules if name.startswith("pytest_awsevents.scenarios")]
    fake.scenarios.event_routing()
    print(loaded, "pytest_awsevents.scenarios.archived_bus" in sys.modules)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[] False\n"


# --- mistakes ---


def test_a_misspelt_scene_is_named(scenarios):
    with pytest.raises(UnknownScene) as caught:
        scenarios.event_rooting()
    assert str(caught.value) == "there is no scene 'event_rooting'; did you mean 'event_routing'?"
    with pytest.raises(UnknownScene, match="there is no scene 'shop'; known: archived_bus, audit_log_ingestion, "):
        scenarios.shop()
    assert not hasattr(scenarios, "event_rooting")
    assert not hasattr(scenarios, "_private")


def test_a_misspelt_parameter_is_named(scenarios):
    with pytest.raises(InvalidScene) as caught:
        scenarios.event_routing(que="orders")
    assert str(caught.value) == "scene event_routing has no parameter 'que'; did you mean 'queue'?"
    with pytest.raises(InvalidScene, match="has no parameter 'x'; known: bus, queue, patterns"):
        scenarios.event_routing(x=1)


def test_names_of_the_package_are_taken():
    with pytest.raises(InvalidScene) as caught:

        @scenario
        def event_routing(fake):
            raise NotImplementedError

    assert str(caught.value) == "there is a scene event_routing in pytest-awsevents; give yours another name"


def test_a_scene_is_a_function_with_a_name():
    for wrong in (lambda fake: None, print):
        with pytest.raises(InvalidScene, match="a scene is a function with a name to call it by, got <"):
            scenario(wrong)


# --- those of users ---


@scenario
def two_queues(fake, *, first="a", **more):
    return [fake.sqs.queue(name) for name in (first, *more)]


def test_a_function_becomes_a_scene(scenarios):
    assert [queue.name for queue in scenarios.two_queues(first="one", two=None)] == ["one", "two"]
    assert "two_queues" in dir(scenarios)
    with AwsFake() as fake:
        assert [queue.name for queue in two_queues(fake)] == ["a"]
    with AwsFake() as fake:
        assert [queue.name for queue in fake.scenarios.two_queues()] == ["a"]


SCENE = """
from pytest_awsevents import scenario

@scenario
def place_of_the_scene(fake):
    return {!r}
"""
TEST = """
def test_place(aws_fake):
    assert aws_fake.scenarios.place_of_the_scene() == {!r}
"""


def files(pytester, **texts):
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    for name, text in texts.items():
        path = pytester.path / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "--import-mode=importlib")


def test_the_nearest_conftest_counts(pytester):
    result = files(
        pytester,
        conftest=SCENE.format("top"),
        a__conftest=SCENE.format("a"),
        a__test_a=TEST.format("a"),
        b__test_b=TEST.format("top"),
        c__test_c=SCENE.format("test itself") + TEST.format("test itself"),
    )
    result.assert_outcomes(passed=3)


def test_a_scene_of_another_folder_is_not_seen(pytester):
    result = files(pytester, a__conftest=SCENE.format("a"), a__test_a=TEST.format("a"), b__test_b=TEST.format("a"))
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["E * there is no scene 'place_of_the_scene'; known: archived_bus, *"])


def test_two_modules_may_not_have_the_same_scene(pytester):
    result = files(
        pytester,
        one_with_a_scene=SCENE.format(1).replace("place_of_the_scene", "scene_of_two"),
        other_with_a_scene=SCENE.format(2).replace("place_of_the_scene", "scene_of_two"),
        test_both=f"""
import sys
sys.path.insert(0, {str(pytester.path)!r})
import one_with_a_scene, other_with_a_scene

def test_place(aws_fake):
    aws_fake.scenarios.scene_of_two()
""",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["E * there are several scenes scene_of_two: in *one_with*, *other_with*; give them names of their own"]
    )
