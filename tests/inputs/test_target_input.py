from __future__ import annotations

import pytest

from pytest_awsevents.inputs import (
    Constant,
    EventJsonOutsideObject,
    EventPath,
    InvalidPath,
    InvalidTargetInput,
    NotJson,
    Position,
    SeveralInputs,
    Transformer,
    UndeclaredPlaceholder,
    WholeEvent,
    parse_constant,
    parse_target_input,
    parse_transformer,
)


def test_each_member_gives_its_kind() -> None:
    assert parse_target_input({}) == WholeEvent()
    assert parse_target_input({"Input": "[1]"}) == Constant("[1]")
    assert parse_target_input({"InputPath": "$.detail"}) == EventPath("$.detail", ("detail",))
    assert isinstance(parse_target_input({"InputTransformer": {"InputTemplate": '"text"'}}), Transformer)


def test_two_members_are_too_many() -> None:
    with pytest.raises(SeveralInputs, match="only one of Input, InputPath and InputTransformer may be given"):
        parse_target_input({"Input": "1", "InputTransformer": {"InputTemplate": '"x"'}})


@pytest.mark.parametrize("text", ['{"a": 1}', "[]", '"text"', "12", "null"])
def test_any_json_may_be_the_constant(text: str) -> None:
    assert parse_constant(text) == Constant(text)


def test_a_constant_that_is_not_json_cites_the_place() -> None:
    with pytest.raises(NotJson) as refusal:
        parse_constant("{\n  stage: 1}")
    assert refusal.value.position == Position(2, 4)
    assert refusal.value.citation == '[Source: (String)"{\n  stage: 1}"; line: 2, column: 4]'
    assert str(refusal.value) == f"not JSON: {refusal.value.citation}"


def test_a_long_constant_is_cited_in_part() -> None:
    with pytest.raises(NotJson) as refusal:
        parse_constant("x" * 501)
    assert refusal.value.citation == f'[Source: (String)"{"x" * 500}"[truncated 1 chars]; line: 1, column: 502]'


def test_an_invalid_path_of_a_transformer_names_its_key() -> None:
    with pytest.raises(InvalidPath, match=r"path 'detail' of 'k' is not like") as refusal:
        parse_transformer('"<k> <unknown>"', {"k": "detail"})
    assert (refusal.value.key, refusal.value.path) == ("k", "detail")


@pytest.mark.parametrize("name", ["other", "aws.events.other", "K"])
def test_an_undeclared_placeholder_is_named(name: str) -> None:
    with pytest.raises(UndeclaredPlaceholder) as refusal:
        parse_transformer(f'{{"a": <k>, "b": "<{name}>"}}', {"k": "$.id"})
    assert refusal.value.name == name
    assert str(refusal.value) == f"<{name}> is neither in InputPathsMap nor a reserved variable"


@pytest.mark.parametrize(
    "template", ["<aws.events.event.json>", "[<aws.events.event.json>]", '"<aws.events.event.json>"']
)
def test_the_whole_event_needs_a_json_template(template: str) -> None:
    with pytest.raises(EventJsonOutsideObject, match="needs a template that is a JSON object"):
        parse_transformer(template, {})


@pytest.mark.parametrize("template", ["a < b > c", "<>", "</b>", "<two words>", "no placeholder", "<k"])
def test_angle_brackets_around_other_things_are_text(template: str) -> None:
    assert parse_transformer(template, {}).template.parts == (template,)


def test_all_refusals_are_of_one_family() -> None:
    for refusal in (EventJsonOutsideObject, InvalidPath, NotJson, SeveralInputs, UndeclaredPlaceholder):
        assert issubclass(refusal, InvalidTargetInput)
