"""Answers of AWS's open-source engine: one line of `engine_cases.jsonl` each, by the family of their ids."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_awsevents import patterns

CASES = [json.loads(line) for line in Path(__file__).with_name("engine_cases.jsonl").read_text("utf-8").splitlines()]
PREFIX = "Event pattern is not valid. Reason: "


def family(case):
    return "-".join(case["id"].split("--")[0].split("-")[:2])


def answer(case):
    try:
        return "match" if patterns.matches(case["pattern"], case["event"]) else "no-match"
    except patterns.InvalidPattern:
        return "invalid"


@pytest.mark.parametrize("name", sorted({family(case) for case in CASES}))
def test_engine_agrees(name):
    cases = [case for case in CASES if family(case) == name]

    wrong = [(case["id"], case["expect"], answer(case)) for case in cases if answer(case) != case["expect"]]

    assert wrong == []


@pytest.mark.parametrize("case", [case for case in CASES if "message" in case], ids=lambda case: case["id"])
def test_reason_is_the_engines(case):
    with pytest.raises(patterns.InvalidPattern) as caught:
        patterns.parse(case["pattern"])

    assert str(caught.value).partition("\n")[0] == case["message"].partition("\n")[0]
    assert str(caught.value) == PREFIX + caught.value.reason


def test_one_index_of_all_patterns_answers_as_each_alone():
    valid = [case for case in CASES if case["expect"] != "invalid"]
    texts = dict.fromkeys(case["pattern"] for case in valid)
    index = patterns.RuleIndex()
    for text in texts:
        index.add(text, text)

    for case in valid[::7]:
        assert index.match(case["event"]) == [text for text in texts if patterns.matches(text, case["event"])]
