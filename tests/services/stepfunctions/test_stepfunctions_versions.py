from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused, refused_exactly, refused_with

SECOND = json.dumps({"StartAt": "B", "States": {"B": {"Type": "Pass", "End": True}}})


@pytest.fixture
def machine(create: Any) -> str:
    return str(create())


@pytest.fixture
def versions(states: Any, machine: str) -> tuple[str, str]:
    """The ARNs of two versions of `billing`, with different definitions."""
    first = states.publish_state_machine_version(stateMachineArn=machine)["stateMachineVersionArn"]
    updated = states.update_state_machine(
        stateMachineArn=machine, definition=SECOND, publish=True, versionDescription="second"
    )
    return first, updated["stateMachineVersionArn"]


@pytest.fixture
def refused() -> Refused:
    return refused_with


def started(states: Any, arn: str, **params: Any) -> dict[str, Any]:
    execution = states.start_execution(stateMachineArn=arn, **params)["executionArn"]
    return dict(states.describe_execution(executionArn=execution))


def test_versions_are_what_the_state_machine_was(
    states: Any, machine: str, versions: tuple[str, str], definition: str
) -> None:
    assert versions == (f"{machine}:1", f"{machine}:2")
    first, second = (states.describe_state_machine(stateMachineArn=arn) for arn in versions)
    assert (first["stateMachineArn"], first["definition"]) == (versions[0], definition)
    assert "description" not in first
    assert (second["definition"], second["description"]) == (SECOND, "second")
    listed = states.list_state_machine_versions(stateMachineArn=machine)["stateMachineVersions"]
    assert [one["stateMachineVersionArn"] for one in listed] == [versions[1], versions[0]]


def test_the_same_revision_is_published_once(states: Any, create: Any, refused: Refused) -> None:
    machine = create("other", publish=True)
    again = states.publish_state_machine_version(stateMachineArn=machine, revisionId="INITIAL")
    assert again["stateMachineVersionArn"] == f"{machine}:1"
    revision = states.update_state_machine(stateMachineArn=machine, definition=SECOND)["revisionId"]
    with refused(
        "ConflictException",
        "Failed to publish the State Machine version for revision INITIAL. The current State Machine revision is "
        f"{revision}.",
    ):
        states.publish_state_machine_version(stateMachineArn=machine, revisionId="INITIAL")
    with refused("ValidationException", "Version description can only be set when publish is true"):
        create("third", versionDescription="d")


def test_executions_run_what_their_version_says(states: Any, versions: tuple[str, str], definition: str) -> None:
    described = started(states, versions[0])
    assert described["stateMachineVersionArn"] == versions[0]
    assert "stateMachineAliasArn" not in described
    used = states.describe_state_machine_for_execution(executionArn=described["executionArn"])
    assert used["definition"] == definition
    started(states, versions[1])
    listed = states.list_executions(stateMachineArn=versions[0])["executions"]
    assert [one["stateMachineVersionArn"] for one in listed] == [versions[0]]
    history = states.get_execution_history(executionArn=described["executionArn"])["events"]
    assert history[0]["executionStartedEventDetails"]["stateMachineVersionArn"] == versions[0]


def test_a_version_can_go_unless_an_alias_needs_it(
    states: Any, machine: str, versions: tuple[str, str], refused: Refused
) -> None:
    routing = [{"stateMachineVersionArn": versions[0], "weight": 100}]
    states.create_state_machine_alias(name="live", routingConfiguration=routing)
    with refused(
        "ConflictException",
        "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: "
        "[live]",
    ):
        states.delete_state_machine_version(stateMachineVersionArn=versions[0])
    for _ in range(2):
        states.delete_state_machine_version(stateMachineVersionArn=versions[1])
    states.delete_state_machine_version(stateMachineVersionArn=f"{machine}-not:1")
    with refused("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{versions[1]}'"):
        states.start_execution(stateMachineArn=versions[1])
    with refused("ValidationException"):
        states.delete_state_machine_version(stateMachineVersionArn=f"{machine}:live")


# --- aliases ---


def test_aliases(states: Any, machine: str, versions: tuple[str, str], refused: Refused) -> None:
    routing = [{"stateMachineVersionArn": versions[0], "weight": 100}]
    made = states.create_state_machine_alias(name="live", description="d", routingConfiguration=routing)
    alias = made["stateMachineAliasArn"]
    assert alias == f"{machine}:live"
    again = states.create_state_machine_alias(name="live", description="d", routingConfiguration=routing)
    assert again["creationDate"] == made["creationDate"]
    with refused("ConflictException", "an alias with the same name and a different routing configuration already"):
        states.create_state_machine_alias(name="live", routingConfiguration=routing)
    described = started(states, alias)
    assert (described["stateMachineAliasArn"], described["stateMachineVersionArn"]) == (alias, versions[0])
    states.update_state_machine_alias(
        stateMachineAliasArn=alias, routingConfiguration=[{"stateMachineVersionArn": versions[1], "weight": 100}]
    )
    assert started(states, alias)["stateMachineVersionArn"] == versions[1]
    shown = states.describe_state_machine_alias(stateMachineAliasArn=alias)
    assert (shown["name"], shown["description"]) == ("live", "d")
    assert shown["routingConfiguration"] == [{"stateMachineVersionArn": versions[1], "weight": 100}]
    assert len(states.list_executions(stateMachineArn=alias)["executions"]) == 2


def test_aliases_are_listed_by_state_machine_and_by_version(
    states: Any, machine: str, versions: tuple[str, str]
) -> None:
    for name, version in zip(("a", "b"), versions, strict=True):
        routing = [{"stateMachineVersionArn": version, "weight": 100}]
        states.create_state_machine_alias(name=name, routingConfiguration=routing)

    def names(arn: str) -> list[str]:
        listed = states.list_state_machine_aliases(stateMachineArn=arn)["stateMachineAliases"]
        return [one["stateMachineAliasArn"].rpartition(":")[2] for one in listed]

    assert (names(machine), names(versions[1])) == (["a", "b"], ["b"])
    for _ in range(2):
        states.delete_state_machine_alias(stateMachineAliasArn=f"{machine}:a")
    assert names(machine) == ["b"]


def test_weights_divide_executions(states: Any, machine: str, versions: tuple[str, str]) -> None:
    routing = [
        {"stateMachineVersionArn": versions[0], "weight": 25},
        {"stateMachineVersionArn": versions[1], "weight": 75},
    ]
    alias = states.create_state_machine_alias(name="live", routingConfiguration=routing)["stateMachineAliasArn"]
    ran = [started(states, alias)["stateMachineVersionArn"] for _ in range(100)]
    assert 10 < ran.count(versions[0]) < 40


@pytest.mark.parametrize(
    ("routing", "code", "message"),
    [
        ([("", 100)], "ValidationException", "Routing configuration must contain state machine version ARNs. Received"),
        ([(":1", 50), (":1", 50)], "ValidationException", "Routing configuration must contain distinct state machine"),
        ([(":1", 70), (":2", 29)], "ValidationException", "weights must equal 100. Received: [70, 29]"),
        ([(":1", 100), (":3", 0)], "ResourceNotFound", "Request references a resource that does not exist."),
    ],
)
def test_routing_that_is_refused(
    states: Any, machine: str, versions: Any, routing: Any, code: str, message: str, refused: Refused
) -> None:
    given = [{"stateMachineVersionArn": f"{machine}{suffix}", "weight": weight} for suffix, weight in routing]
    with refused(code, message):
        states.create_state_machine_alias(name="live", routingConfiguration=given)
    assert states.list_state_machine_aliases(stateMachineArn=machine)["stateMachineAliases"] == []


def test_aliases_that_are_not_there(states: Any, machine: str) -> None:
    missing = f"{machine}:live"
    with refused_exactly("ResourceNotFound", "Request references a resource that does not exist."):
        states.describe_state_machine_alias(stateMachineAliasArn=missing)
    with refused_exactly("ResourceNotFound", "Request references a resource that does not exist."):
        states.update_state_machine_alias(stateMachineAliasArn=missing, description="d")
    with refused_exactly("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{missing}'"):
        states.start_execution(stateMachineArn=missing)
    with refused_exactly("InvalidArn"):
        states.describe_state_machine_alias(stateMachineAliasArn="live")


def test_an_event_names_version_and_alias(states: Any, fake: AwsFake, versions: tuple[str, str], machine: str) -> None:
    queue = fake.sqs.queue("changes")
    fake.eventbridge.rule("changes", {"source": ["aws.states"], "detail": {"status": ["SUCCEEDED"]}}, to=queue)
    routing = [{"stateMachineVersionArn": versions[0], "weight": 100}]
    alias = states.create_state_machine_alias(name="live", routingConfiguration=routing)["stateMachineAliasArn"]
    started(states, alias)
    [event] = queue.messages()
    assert event["detail"]["stateMachineVersionArn"] == versions[0]
    assert event["detail"]["stateMachineAliasArn"] == alias


def test_a_state_machine_that_is_not_there_has_no_versions(states: Any) -> None:
    arn = "arn:aws:states:us-east-1:123456789012:stateMachine:gone"
    assert states.list_state_machine_versions(stateMachineArn=arn)["stateMachineVersions"] == []
