"""Whatever an operation is sent, it answers as AWS could; an error changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.fake import AwsFake
from pytest_awsevents.wire.models import operation_model
from tests.fuzz.calling import call
from tests.fuzz.fuzzed import SERVICES, fuzzed
from tests.fuzz.invariants import check_log, check_nothing_is_lost
from tests.fuzz.state_of_all import changes, state_of_all
from tests.fuzz.trying import START, pool_of, single_calls


@pytest.fixture(scope="module", autouse=True)
def frozen() -> Iterator[None]:
    """Once for all: a freeze costs more than a case. pytest and Hypothesis measure real time."""
    with freeze_time(START, ignore=["_pytest", "hypothesis"]):
        yield


@pytest.mark.needs_model("lambda:CreateCapacityProvider")  # older models do not list all errors
@pytest.mark.parametrize(
    ("service", "operation"), [(service, name) for service in SERVICES for name in fuzzed(service).operations]
)
def test_answers_as_aws_could_and_errors_change_nothing(
    service: str, operation: str, pytestconfig: pytest.Config
) -> None:
    subject, pool, model = fuzzed(service), pool_of(service), operation_model(service, operation)

    @single_calls(pytestconfig, subject)
    @given(data=st.data())
    def case(data: st.DataObject) -> None:
        with AwsFake(seed="fuzz") as fake:
            pool.refill(fake, model)
            params = data.draw(pool.params.params(model), label="params")
            fake.clock.catch_up()
            before = state_of_all(fake, subject.moved)
            if isinstance(call(subject, model, params), str):
                assert changes(before, state_of_all(fake, subject.moved)) == []
            fake.settle()
            check_log(fake)
            check_nothing_is_lost(fake)

    case()
