"""Whatever operations follow each other, in whatever state, the fake stays whole."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.fake import AwsFake
from pytest_awsevents.wire.models import operation_model
from tests.fuzz.calling import call
from tests.fuzz.fuzzed import SERVICES, Fuzzed, fuzzed
from tests.fuzz.invariants import check_log, check_nothing_is_lost
from tests.fuzz.trying import START, Pool, pool_of, sequences

STEPS = st.integers(1, 25)
CHANCE = st.randoms(use_true_random=True)  # what Hypothesis draws by itself is much the same many times in a row
KINDS = (*["own"] * 12, *["odd"] * 3, *["beside"] * 3, "tick", "settle")
SECONDS = (1, 61, 3_600, 90_000, 8 * 86_400)


@pytest.mark.needs_model("lambda:CreateCapacityProvider")  # older models do not list all errors
@pytest.mark.parametrize("service", SERVICES)
def test_sequences_of_calls_keep_the_fake_whole(service: str, pytestconfig: pytest.Config) -> None:
    subject, pool = fuzzed(service), pool_of(service)

    @sequences(pytestconfig)
    @given(data=st.data())
    def case(data: st.DataObject) -> None:
        with AwsFake(seed="fuzz") as fake:
            fake.clock.freeze(START)
            pool.refill(fake)
            chance = data.draw(CHANCE, label="chance")
            for _ in range(data.draw(STEPS, label="steps")):
                step(fake, subject, pool, data, chance)
            end(fake)

    case()


def step(fake: AwsFake, subject: Fuzzed, pool: Pool, data: st.DataObject, chance: Random) -> None:
    kind = chance.choice(KINDS)
    if kind == "tick":
        fake.clock.tick(chance.choice(SECONDS))
    elif kind == "settle":
        fake.settle()
    else:
        own = [f"{subject.service}:{name}" for name in subject.operations]
        name = chance.choice(subject.beside or own) if kind == "beside" else chance.choice(own)
        model = operation_model(*name.split(":"))
        strategy = pool.params.params(model) if kind == "odd" else pool.params.of(model, "usual")
        params = data.draw(strategy, label=name)
        response = call(fuzzed(model.service_model.service_name), model, params)
        if isinstance(response, dict):
            pool.harvest(response)


def end(fake: AwsFake) -> None:
    fake.settle()
    fake.clock.tick(3_600)
    check_log(fake)
    fake.clock.tick(days=2)  # longer than EventBridge tries to deliver
    fake.settle()
    check_nothing_is_lost(fake)
