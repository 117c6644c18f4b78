from __future__ import annotations

from threading import Thread

import pytest

from pytest_awsevents.patterns import InvalidPattern, RuleIndex


def index_of(**rules):
    index = RuleIndex()
    for name, pattern in rules.items():
        index.add(name, pattern)
    return index


def test_names_come_in_order_of_creation():
    index = index_of(z='{"a": [1]}', a='{"a": [2]}', m='{"a": [{"exists": true}]}', b='{"a": [{"numeric": [">", 0]}]}')

    assert index.match({"a": 1}) == ["z", "m", "b"]


def test_replaced_rule_keeps_its_place():
    index = index_of(first='{"a": [1]}', second='{"a": [1]}')
    assert index.match({"a": 1}) == ["first", "second"]

    index.add("first", '{"a": [1, 2]}')

    assert index.match({"a": 1}) == ["first", "second"]
    assert index.match({"a": 2}) == ["first"]


def test_invalid_pattern_changes_nothing():
    index = index_of(rule='{"a": [1]}')

    with pytest.raises(InvalidPattern):
        index.add("rule", '{"a": []}')

    assert index.match({"a": 1}) == ["rule"]


def test_removed_rule_is_silent():
    index = index_of(rule='{"a": [1]}', other='{"a": [1]}')

    index.remove("rule")

    assert index.match({"a": 1}) == ["other"]
    with pytest.raises(KeyError):
        index.remove("rule")


def test_rule_added_again_after_removal_comes_last():
    index = index_of(rule='{"a": [1]}', other='{"a": [1]}')

    index.remove("rule")
    index.add("rule", '{"a": [1]}')

    assert index.match({"a": 1}) == ["other", "rule"]


def test_many_changes_build_the_index_anew():
    index = RuleIndex()
    for number in range(500):
        index.add(f"rule {number}", f'{{"a": [{number}]}}')
        assert index.match({"a": number}) == [f"rule {number}"]
    for number in range(0, 500, 2):
        index.remove(f"rule {number}")

    assert index.match({"a": 2}) == []
    assert index.match({"a": 3}) == ["rule 3"]


def test_rule_with_several_ways_to_match_is_named_once():
    index = index_of(rule='{"$or": [{"a": [1, {"prefix": "x"}]}, {"b": [{"exists": true}]}]}')

    assert index.match({"a": [1, "x", "xy"], "b": 1}) == ["rule"]


def test_every_kind_of_key_is_found_among_many():
    kinds = {
        "equal": ('["v7"]', "v7"),
        "number": ("[7]", 7.0),
        "numeric": ('[{"numeric": ["=", 7]}]', 7),
        "range": ('[{"numeric": [">=", 7, "<", 7.5]}]', 7),
        "from": ('[{"numeric": [">=", 7]}]', 7),
        "prefix": ('[{"prefix": "v7"}]', "v7 and more"),
        "suffix": ('[{"suffix": "7z"}]', "more than 7z"),
        "folded": ('[{"equals-ignore-case": "straße7"}]', "STRASSE7"),
        "folded prefix": ('[{"prefix": {"equals-ignore-case": "V7"}}]', "v7 and more"),
        "folded suffix": ('[{"suffix": {"equals-ignore-case": "V7"}}]', "and v7"),
        "unfoldable": ('[{"equals-ignore-case": "ı7"}]', "I7"),
        "wildcard": ('[{"wildcard": "v7*z"}]', "v7..z"),
        "wildcard end": ('[{"wildcard": "*z7"}]', "..z7"),
        "wildcard middle": ('[{"wildcard": "*v7*"}]', "..v7.."),
        "cidr": ('[{"cidr": "10.0.7.0/24"}]', "10.0.7.9"),
        "address": ('["10.0.0.7"]', "10.0.0.007"),
        "cidr 6": ('[{"cidr": "2001:db8:7::/48"}]', "2001:db8:7::1"),
        "excluding": ('[{"anything-but": ["x"]}]', "v"),
    }
    index = RuleIndex()
    for number in range(5, 30):
        for kind, (leaf, _) in kinds.items():
            index.add(f"{kind} {number}", f'{{"a": {leaf.replace("7", str(number))}, "b": ["{kind}"]}}')
    for kind, (_, value) in kinds.items():
        assert f"{kind} 7" in index.match({"a": value, "b": kind}), kind
        assert f"{kind} 7" in index.match({"a": [None, value], "b": [kind, kind]}), kind
        assert index.match({"b": kind}) == []


def test_reading_while_another_thread_changes():
    index = index_of(stays='{"a": [1]}')
    names = [f"rule {number}" for number in range(300)]

    def change():
        for name in names:
            index.add(name, '{"a": [1]}')
            index.remove(name)

    thread = Thread(target=change)
    thread.start()
    seen = [index.match({"a": 1}) for _ in range(300)]
    thread.join()

    assert all(found[0] == "stays" for found in seen)
    assert index.match({"a": 1}) == ["stays"]


def test_leaves_with_many_alternatives_do_not_multiply_without_end():
    leaf = "[" + ", ".join(f'"v{number}"' for number in range(60)) + "]"
    index = RuleIndex()
    for number in range(12):
        index.add(f"rule {number}", f'{{"a": {leaf}, "b": {leaf}, "c": {leaf}, "d": ["only {number}", {leaf[1:]}}}')

    assert index.match({"a": "v1", "b": "v2", "c": "v3", "d": "only 7"}) == ["rule 7"]
    assert index.match({"a": "v1", "b": "v2", "c": "v3", "d": "only 12"}) == []
