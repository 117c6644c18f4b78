from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.core.arn import Arn, parse_arn


@pytest.mark.parametrize(
    ("text", "resource_type", "resource_id"),
    [
        ("arn:aws:sqs:us-east-1:123456789012:jobs", "", "jobs"),
        ("arn:aws:events:us-east-1:123456789012:event-bus/orders", "event-bus", "orders"),
        ("arn:aws:events:us-east-1:123456789012:rule/orders/paid", "rule", "orders/paid"),
        ("arn:aws:lambda:us-east-1:123456789012:function:f:live", "function", "f:live"),
        ("arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/x", "log-group", "/aws/events/x"),
        ("arn:aws:s3:::bucket", "", "bucket"),
        ("arn:aws-cn:iam::123456789012:role/path/name", "role", "path/name"),
    ],
)
def test_arns_are_taken_apart(text: str, resource_type: str, resource_id: str) -> None:
    arn = parse_arn(text)
    assert arn is not None
    assert str(arn) == text
    assert (arn.resource_type, arn.resource_id) == (resource_type, resource_id)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "arn",
        "jobs",
        "arn:aws:sqs:us-east-1:123456789012",
        "arn:aws:sqs:us-east-1:1:",
        "arn::sqs:r:1:x",
        "arn:aws::r:1:x",
        "urn:aws:sqs:us-east-1:1:x",
    ],
)
def test_what_is_no_arn(text: str) -> None:
    assert parse_arn(text) is None


words = st.text(st.characters(exclude_characters=":"), min_size=1)


@given(
    words,
    words,
    st.text(st.characters(exclude_characters=":")),
    st.text(st.characters(exclude_characters=":")),
    st.text(min_size=1),
)
def test_there_and_back(partition: str, service: str, region: str, account: str, resource: str) -> None:
    arn = Arn(partition, service, region, account, resource)
    assert parse_arn(str(arn)) == arn
