from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents.core.policies import Request, allows
from pytest_awsevents.core.scope import Identity

CALLER = Identity("111111111111", "arn:aws:iam::111111111111:user/ann", "AIDA")
REQUEST = Request(CALLER, "events:PutEvents", ("arn:aws:events:us-east-1:2:event-bus/b",), {"events:source": "shop"})


def allowed(**statement: Any) -> bool:
    whole = {"Effect": "Allow", "Principal": "*", "Action": "events:PutEvents", "Resource": "*", **statement}
    return allows([whole], REQUEST, owner="222222222222")


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("*", True),
        ({"AWS": "*"}, True),
        ({"AWS": "111111111111"}, True),
        ({"AWS": ["arn:aws:iam::111111111111:root"]}, True),
        ({"AWS": "arn:aws:iam::111111111111:user/ann"}, True),
        ({"AWS": "arn:aws:iam::111111111111:user/bob"}, False),
        ({"Service": "events.amazonaws.com"}, False),
        (None, False),
    ],
)
def test_principals(principal: Any, expected: bool) -> None:
    assert allowed(Principal=principal) is expected


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("events:*", "*", True),
        ("EVENTS:putevents", "arn:aws:events:*:2:event-bus/b", True),
        (["events:PutRule", "events:Put?vents"], "arn:aws:events:us-east-1:2:event-bus/[b]", False),
        ("events:PutRule", "*", False),
        ("*", "arn:aws:events:us-east-1:2:event-bus/c", False),
    ],
)
def test_actions_and_resources(action: Any, resource: Any, expected: bool) -> None:
    assert allowed(Action=action, Resource=resource) is expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"Principal": {"AWS": "arn:aws:iam::111111111111:user/ann"}}, False),
        ({"Principal": {"AWS": "arn:aws:iam::111111111111:user/bob"}}, True),
        ({"Action": ["events:Put*", "events:List*"]}, False),
        ({"Action": "events:List*"}, True),
        ({"Resource": "arn:aws:events:us-east-1:2:event-bus/*"}, False),
        ({"Resource": "arn:aws:events:eu-west-1:2:event-bus/*"}, True),
    ],
)
def test_statements_that_name_all_but_some(members: Any, expected: bool) -> None:
    whole = {"Effect": "Allow", "Principal": "*", "Action": "events:PutEvents", "Resource": "*"}
    for member, value in members.items():
        whole[f"Not{member}"] = value
        del whole[member]
    assert allows([whole], REQUEST, owner="222222222222") is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"events:source": "shop"}}, True),
        ({"StringEquals": {"EVENTS:Source": ["a", "shop"]}}, True),
        ({"StringEquals": {"events:source": "Shop"}}, False),
        ({"StringEqualsIgnoreCase": {"events:source": "Shop"}}, True),
        ({"StringNotEquals": {"events:source": ["a", "shop"]}}, False),
        ({"StringNotEquals": {"events:source": "a"}}, True),
        ({"ForAllValues:StringLike": {"events:source": "sh*"}}, True),
        ({"StringEquals": {"unknown": "x"}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}}, True),
        ({"Bool": {"aws:SecureTransport": "false"}}, False),
        ({"StringEqualsIfExists": {"unknown": "x"}}, True),
        ({"StringNotEquals": {"unknown": "x"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/ann"}}, True),
        ({"NumericEquals": {"events:source": "1"}}, False),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, True),
        ({"StringEquals": {"events:source": "shop", "aws:PrincipalAccount": "2"}}, False),
        ("nonsense", False),
        ({"StringEquals": "nonsense"}, False),
    ],
)
def test_conditions(condition: Any, expected: bool) -> None:
    assert allowed(Condition=condition) is expected


def test_a_deny_wins_and_the_owner_needs_no_allow() -> None:
    deny = {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}
    assert allows([], REQUEST, owner=CALLER.account)
    assert not allows([deny], REQUEST, owner=CALLER.account)
    assert not allows([], REQUEST, owner="222222222222")
