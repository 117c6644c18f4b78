from __future__ import annotations

import re

import pytest

from pytest_awsevents.core.ids import Ids
from pytest_awsevents.fake import AwsFake


def draw(seed: str) -> list[object]:
    ids = Ids(seed)
    return [ids.uuid(), ids.hex(12), ids.letters(16), ids.fraction(), ids.shuffled(range(20))]


def test_same_seed_gives_the_same_ids() -> None:
    assert draw("tests/test_a.py::test_b") == draw("tests/test_a.py::test_b")


def test_another_seed_gives_other_ids() -> None:
    for one, other in zip(draw("a"), draw("b"), strict=True):
        assert one != other


def test_ids_have_the_form_they_are_named_for() -> None:
    ids = Ids("form")
    for _ in range(200):
        assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", ids.uuid())
        assert re.fullmatch(r"[0-9a-f]{7}", ids.hex(7))
        assert re.fullmatch(r"[A-Z2-7]{16}", ids.letters(16))
        assert 0 <= ids.fraction() < 1


def test_ids_of_one_seed_do_not_repeat() -> None:
    ids = Ids("many")
    assert len({ids.uuid() for _ in range(2000)}) == 2000


def test_shuffling_keeps_all_items() -> None:
    assert sorted(Ids("s").shuffled([3, 1, 2])) == [1, 2, 3]


def put_event_id(**seed: str) -> str:
    with AwsFake(**seed) as fake:
        entry = {"Source": "shop", "DetailType": "OrderPaid", "Detail": "{}"}
        return fake.client("events").put_events(Entries=[entry])["Entries"][0]["EventId"]


def test_the_ids_of_a_fake_come_from_its_seed() -> None:
    assert put_event_id(seed="one") == put_event_id(seed="one")
    assert put_event_id(seed="one") != put_event_id(seed="two")


def test_fakes_without_a_seed_differ() -> None:
    assert put_event_id() != put_event_id()


@pytest.mark.parametrize("seed", ["one", "two"])
def test_request_ids_are_drawn_too(seed: str) -> None:
    def request_id() -> str:
        with AwsFake(seed=seed) as fake:
            return fake.client("sts").get_caller_identity()["ResponseMetadata"]["RequestId"]

    assert request_id() == request_id()
