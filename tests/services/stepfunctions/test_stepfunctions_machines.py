from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.fake import AwsFake

ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:billing"


def test_a_state_machine(states: Any, create: Any, definition: str) -> None:
    arn = create(loggingConfiguration={"level": "ALL"})
    described = states.describe_state_machine(stateMachineArn=arn)
    assert arn == described["stateMachineArn"] == ARN
    assert (described["status"], described["type"], described["definition"]) == ("ACTIVE", "STANDARD", definition)
    assert described["loggingConfiguration"] == {"level": "ALL", "includeExecutionData": False}
    assert described["tracingConfiguration"] == {"enabled": False}
    assert states.list_state_machines()["stateMachines"][0]["name"] == "billing"


def test_making_one_again(create: Any, refused: Any) -> None:
    assert create() == create()
    with refused("StateMachineAlreadyExists", f"State Machine Already Exists: '{ARN}'"):
        create(type="EXPRESS")


def test_updates(states: Any, create: Any, refused: Any) -> None:
    arn = create()
    changed = json.dumps({"StartAt": "B", "States": {"B": {"Type": "Succeed"}}})
    updated = states.update_state_machine(
        stateMachineArn=arn, definition=changed, roleArn="arn:aws:iam::123456789012:role/s"
    )
    described = states.describe_state_machine(stateMachineArn=arn)
    assert (described["definition"], described["roleArn"]) == (changed, "arn:aws:iam::123456789012:role/s")
    assert described["revisionId"] == updated["revisionId"]
    with refused("InvalidDefinition"):
        states.update_state_machine(stateMachineArn=arn, definition="{}")
    with refused("MissingRequiredParameter"):
        states.update_state_machine(stateMachineArn=arn)


def test_what_is_not_there(states: Any, create: Any, refused: Any) -> None:
    with refused("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{ARN}'"):
        states.describe_state_machine(stateMachineArn=ARN)
    with refused("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: billing'"):
        states.describe_state_machine(stateMachineArn="billing")
    with refused("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: execution'"):
        states.start_execution(stateMachineArn=ARN.replace("stateMachine", "execution"))
    create()
    states.delete_state_machine(stateMachineArn=ARN)
    states.delete_state_machine(stateMachineArn=ARN)
    assert states.list_state_machines()["stateMachines"] == []
    with refused("ResourceNotFound", f"Resource not found: '{ARN}'"):
        states.list_tags_for_resource(resourceArn=ARN)


def test_names(create: Any, refused: Any) -> None:
    with refused("InvalidName", "Invalid Name: 'with space'"):
        create("with space")


def test_listing_in_pages(states: Any, create: Any, refused: Any) -> None:
    for number in range(3):
        create(f"m{number}")
    first = states.list_state_machines(maxResults=2)
    assert [one["name"] for one in first["stateMachines"]] == ["m0", "m1"]
    rest = states.list_state_machines(maxResults=0, nextToken=first["nextToken"])
    assert [one["name"] for one in rest["stateMachines"]] == ["m2"]
    with refused("InvalidToken"):
        states.list_state_machines(nextToken="none")


def test_tags(states: Any, create: Any, refused: Any) -> None:
    arn = create(tags=[{"key": "a", "value": "1"}])
    states.tag_resource(resourceArn=arn, tags=[{"key": "b", "value": "2"}])
    states.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert states.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "b", "value": "2"}]
    with refused("TooManyTags"):
        states.tag_resource(resourceArn=arn, tags=[{"key": str(number), "value": ""} for number in range(50)])


def test_what_is_not_faked_is_refused_by_name(states: Any, create: Any) -> None:
    with pytest.raises(UnsupportedOperation, match="stepfunctions:DescribeMapRun"):
        states.describe_map_run(mapRunArn="arn:aws:states:us-east-1:123456789012:mapRun:m/1:2")
    with pytest.raises(UnsupportedOperation, match="map runs"):
        states.list_executions(mapRunArn="arn:aws:states:us-east-1:123456789012:mapRun:m/1:2")


END = {"Type": "Pass", "End": True}


@pytest.mark.parametrize(
    ("definition", "reasons"),
    [
        (
            {"StartAt": "a", "States": {"a": {"Type": "Pass", "Next": "c"}, "b": END}},
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: c at /States/a/Next, "
            'MISSING_TRANSITION_TARGET: State "b" is not reachable. at /States/b',
        ),
        (
            {"StartAt": "x", "States": {"a": END}},
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: x at /StartAt, "
            'MISSING_TRANSITION_TARGET: State "a" is not reachable. at /States/a',
        ),
        (
            {"StartAt": "a", "States": {"a": {"Type": "Pass", "Next": "b"}, "b": {"Type": "Pass", "Next": "a"}}},
            "MISSING_END_STATE: Workflow has no terminal state at null",
        ),
        ({"States": {}}, "SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /"),
        (
            {"StartAt": "a", "States": {"a": {}}},
            "SCHEMA_VALIDATION_FAILED: These fields are required: [Type] at /States/a",
        ),
        (
            {"StartAt": "a", "States": {"a": {"Type": "Task"}}},
            "SCHEMA_VALIDATION_FAILED: These fields are required: [Resource, Next] at /States/a",
        ),
        (
            {"StartAt": "a", "States": {"a": {"Type": "Map", "End": True}}},
            "SCHEMA_VALIDATION_FAILED: These fields are required: [ItemProcessor] at /States/a",
        ),
        (
            {"StartAt": 1, "States": {}},
            "SCHEMA_VALIDATION_FAILED: Expected value of type String at /StartAt, "
            "SCHEMA_VALIDATION_FAILED: Expected value of type non-empty Object at /States",
        ),
        (
            {
                "StartAt": "p",
                "States": {
                    "p": {
                        "Type": "Parallel",
                        "End": True,
                        "Branches": [{"StartAt": "q", "States": {"q": {"Type": "Pass", "Next": "r"}}}],
                    }
                },
            },
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: r at /States/p/Branches[0]/States/q/Next, "
            "MISSING_END_STATE: Workflow has no terminal state at null",
        ),
        (
            {
                "StartAt": "c",
                "States": {"c": {"Type": "Choice", "Choices": [{"Next": "x"}], "Default": "y"}, "d": END},
            },
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: x at /States/c/Choices[0]/Next, "
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: y at /States/c/Default, "
            'MISSING_TRANSITION_TARGET: State "d" is not reachable. at /States/d',
        ),
    ],
)
def test_definitions_that_are_refused(create: Any, states: Any, refused: Any, definition: Any, reasons: str) -> None:
    with refused("InvalidDefinition", f"Invalid State Machine Definition: '{reasons}'"):
        create(definition=json.dumps(definition))
    checked = states.validate_state_machine_definition(definition=json.dumps(definition))
    assert checked["result"] == "FAIL"
    first = checked["diagnostics"][0]
    assert reasons.startswith(f"{first['code']}: {first['message']} at {first.get('location', 'null')}")


@pytest.mark.parametrize("text", ["{", "[]", '"x"'])
def test_texts_that_are_no_definitions(create: Any, refused: Any, text: str) -> None:
    with refused("InvalidDefinition"):
        create(definition=text)


def test_a_definition_with_everything(fake: AwsFake, states: Any, create: Any) -> None:
    inner = {"StartAt": "i", "States": {"i": {"Type": "Succeed"}}}
    definition = {
        "StartAt": "t",
        "States": {
            "t": {
                "Type": "Task",
                "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
                "Next": "c",
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "f"}],
            },
            "c": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": True, "Next": "w"}], "Default": "m"},
            "w": {"Type": "Wait", "Seconds": 1, "Next": "p"},
            "m": {"Type": "Map", "ItemProcessor": inner, "End": True},
            "p": {"Type": "Parallel", "Branches": [inner, inner], "End": True},
            "f": {"Type": "Fail"},
        },
    }
    create(definition=json.dumps(definition))
    assert states.validate_state_machine_definition(definition=json.dumps(definition))["result"] == "OK"


def test_executions_outlive_their_state_machine(states: Any, create: Any) -> None:
    arn = create()
    execution = states.start_execution(stateMachineArn=arn)["executionArn"]
    states.delete_state_machine(stateMachineArn=arn)
    described = states.describe_state_machine_for_execution(executionArn=execution)
    assert (described["stateMachineArn"], described["name"]) == (arn, "billing")
    assert states.describe_execution(executionArn=execution)["stateMachineArn"] == arn
