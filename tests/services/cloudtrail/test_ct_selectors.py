from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.services.cloudtrail.basic_selectors import as_advanced, check_basic
from pytest_awsevents.services.cloudtrail.selector_rules import check_selectors
from pytest_awsevents.services.cloudtrail.selectors import keeps, obstacles

MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}
DATA = {"Field": "eventCategory", "Equals": ["Data"]}
OBJECTS = {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}


def selector(*fields: dict[str, Any]) -> dict[str, Any]:
    return {"FieldSelectors": list(fields)}


def record(**members: Any) -> dict[str, Any]:
    return {"eventCategory": "Management", "eventName": "CreateUser", "readOnly": False, **members}


def test_positive_operators_are_alternatives_and_negative_ones_vetoes() -> None:
    named = {"Field": "eventName", "Equals": ["A"], "StartsWith": ["Create"], "NotEndsWith": ["Role", "Group"]}
    kept = [name for name in ("A", "CreateUser", "CreateRole", "CreateGroup", "DeleteUser")
            if keeps([selector(MANAGEMENT, named)], record(eventName=name))]  # fmt: skip
    assert kept == ["A", "CreateUser"]


def test_a_missing_field_fails_positive_operators_only() -> None:
    assert not keeps([selector(MANAGEMENT, {"Field": "errorCode", "Equals": ["X"]})], record())
    assert keeps([selector(MANAGEMENT, {"Field": "errorCode", "NotEquals": ["X"]})], record())


def test_any_resource_may_agree() -> None:
    both = record(eventCategory="Data", resources=[{"type": "AWS::S3::Bucket"}, {"type": "AWS::S3::Object"}])
    assert keeps([selector(DATA, OBJECTS)], both)


def test_an_obstacle_names_the_first_field_that_a_selector_misses() -> None:
    reads = {"Name": "reads", **selector(MANAGEMENT, {"Field": "readOnly", "Equals": ["true"]})}
    (found,) = obstacles([reads], record())
    assert found == ("reads", "readOnly", "Equals true", ("false",))


@pytest.mark.parametrize(
    ("selectors", "text"),
    [
        ([selector({"Field": "readOnly", "Equals": ["true"]})], "eventCategory is required"),
        ([selector({"Field": "eventCategory", "StartsWith": ["Man"]})], "exactly one value, with the operator Equals"),
        ([selector({"Field": "eventCategory", "Equals": ["Nothing"]})], "Nothing is not valid"),
        ([selector(DATA)], "resources.type is required"),
        ([selector(DATA, OBJECTS, OBJECTS)], "only once"),
        ([selector(MANAGEMENT, {"Field": "resources.ARN", "Equals": ["a"]})], "resources.ARN is not valid"),
        ([selector(MANAGEMENT, {"Field": "readOnly", "Equals": ["yes"]})], "true or false"),
        ([selector(MANAGEMENT, {"Field": "eventName"})], "at least one operator"),
        ([selector(MANAGEMENT, {"Field": "sessionCredentialFromConsole", "Equals": ["no"]})], "compared with true"),
        ([selector({"Field": "eventCategory", "Equals": ["NetworkActivity"]})], "eventSource is required"),
        ([selector(MANAGEMENT, {"Field": "eventName", "Equals": [f"A{n}" for n in range(500)]})], "cannot exceed 500"),
        ([selector(MANAGEMENT), selector({"Field": "eventCategory", "Equals": ["Evidence"]})], "cannot be combined"),
        ([], "At least one"),
    ],
)
def test_broken_rules_are_refused(selectors: list[dict[str, Any]], text: str) -> None:
    with pytest.raises(AwsError, match=text) as caught:
        check_selectors(selectors)
    assert caught.value.code == "InvalidEventSelectorsException"


def test_trails_take_less_than_stores() -> None:
    source = selector(MANAGEMENT, {"Field": "eventSource", "Equals": ["iam.amazonaws.com"]})
    check_selectors([source])
    with pytest.raises(AwsError, match=r"kms\.amazonaws\.com"):
        check_selectors([source], on_trail=True)
    named = selector(MANAGEMENT, {"Field": "eventName", "Equals": ["CreateUser"]})
    check_selectors([named])
    with pytest.raises(AwsError, match="eventName is not valid"):
        check_selectors([named], on_trail=True)
    with pytest.raises(AwsError, match="not supported for trails"):
        check_selectors([selector({"Field": "eventCategory", "Equals": ["Evidence"]})], on_trail=True)


def test_basic_selectors_keep_what_their_advanced_ones_keep() -> None:
    basic = [
        {"ReadWriteType": "WriteOnly", "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::b/"]}]}
    ]
    check_basic(basic)
    advanced = as_advanced(basic)
    inside = [{"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::b/k"}]
    assert keeps(advanced, record())
    assert not keeps(advanced, record(readOnly=True))
    assert keeps(advanced, record(eventCategory="Data", resources=inside))
    assert not keeps(advanced, record(eventCategory="Data", resources=[{**inside[0], "ARN": "arn:aws:s3:::c/k"}]))


@pytest.mark.parametrize(
    "basic",
    [
        [],
        [{}] * 6,
        [{"ReadWriteType": "Neither"}],
        [{"ExcludeManagementEventSources": ["iam.amazonaws.com"]}],
        [{"DataResources": [{"Type": "AWS::Nothing", "Values": ["arn:aws:s3"]}]}],
        [{"DataResources": [{"Type": "AWS::S3::Object", "Values": []}]}],
        [{"DataResources": [{"Type": "AWS::S3::Object", "Values": ["bucket"]}]}],
        [{"DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::b/"] * 251}]}],
    ],
)
def test_broken_basic_selectors_are_refused(basic: list[dict[str, Any]]) -> None:
    with pytest.raises(AwsError) as caught:
        check_basic(basic)
    assert caught.value.code == "InvalidEventSelectorsException"
