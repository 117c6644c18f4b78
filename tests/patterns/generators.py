"""Hypothesis strategies for patterns and events that have much in common, so that they often match."""

from __future__ import annotations

from hypothesis import strategies as st

KEYS = ["a", "b", "c", "a-b"]
TEXTS = ["", "a", "ab", "abc", "ABC", "b", "b*", "ß", "SS", "ſ", "10.0.0.1", "10.0.0.01", "10.0.1.7", "300"]
NUMBERS = [-1, 0, 1, 1.5, 300, 300.0, 3e2, 2**53, 2**53 + 1, 1e300]
COMPARABLE = [-1, 0, 1, 1.5, 300, 1e300]
WILDCARDS = ["*", "a*", "*b", "a*c", "*a*b*", "abc", "b\\*", "*\\**", ""]

texts = st.sampled_from(TEXTS)
numbers = st.sampled_from(COMPARABLE)
scalars = texts | st.sampled_from(NUMBERS) | st.booleans() | st.none()


def one_or_more(values):
    return values | st.lists(values, min_size=1, max_size=3)


nonempty = texts.filter(bool)
folded = texts.map(lambda text: {"equals-ignore-case": text})
ranges = st.one_of(
    st.tuples(st.sampled_from(["=", "<", "<=", ">", ">="]), numbers).map(list),
    st.tuples(st.sampled_from([">", ">="]), numbers, st.sampled_from(["<", "<="]), numbers)
    .map(list)
    .filter(lambda items: items[1] < items[3]),
)
anything_but = st.one_of(
    one_or_more(nonempty | st.just("")),
    one_or_more(numbers),
    one_or_more(nonempty).map(lambda value: {"prefix": value}),
    one_or_more(nonempty).map(lambda value: {"suffix": value}),
    one_or_more(texts).map(lambda value: {"equals-ignore-case": value}),
    one_or_more(st.sampled_from(WILDCARDS)).map(lambda value: {"wildcard": value}),
)
alternatives = st.one_of(
    scalars,
    (texts | folded).map(lambda value: {"prefix": value}),
    (texts | folded).map(lambda value: {"suffix": value}),
    folded,
    st.sampled_from(WILDCARDS).map(lambda value: {"wildcard": value}),
    ranges.map(lambda value: {"numeric": value}),
    st.sampled_from(["10.0.0.0/24", "10.0.1.9/16", "0.0.0.0/1"]).map(lambda value: {"cidr": value}),
    st.booleans().map(lambda value: {"exists": value}),
    anything_but.map(lambda value: {"anything-but": value}),
)
leaves = st.lists(alternatives, min_size=1, max_size=3)


def objects(values):
    return st.dictionaries(st.sampled_from(KEYS), values, min_size=1, max_size=3)


def with_or(values):
    branches = st.lists(objects(values), min_size=2, max_size=3)
    return st.tuples(objects(values), branches).map(lambda parts: {**parts[0], "$or": parts[1]})


inner = st.recursive(leaves, lambda values: objects(values) | with_or(values), max_leaves=4)
patterns = objects(inner) | with_or(inner)
values = st.recursive(scalars, lambda items: st.lists(items, max_size=4) | objects(items), max_leaves=8)
events = st.dictionaries(st.sampled_from([*KEYS, "a.b", "d"]), values, max_size=4)
arrays_of_objects = st.dictionaries(
    st.sampled_from(KEYS[:2]), st.lists(st.dictionaries(st.sampled_from(KEYS), values, max_size=3), max_size=4)
)
any_events = events | arrays_of_objects


def crowd_of_patterns(random, count):
    """Many patterns at once, faster than Hypothesis draws them; some values are shared by many, some by few."""
    return [_crowded_pattern(random) for _ in range(count)]


def _crowded_pattern(random):
    leaf = {
        "equal": lambda: random.choices([*TEXTS, *NUMBERS, True, None], k=random.randint(1, 2)),
        "rare": lambda: [f"rare {random.randrange(50)}"],
        "prefix": lambda: [{"prefix": random.choice(TEXTS)}],
        "suffix": lambda: [{"suffix": {"equals-ignore-case": random.choice(TEXTS)}}],
        "folded": lambda: [{"equals-ignore-case": random.choice(TEXTS)}],
        "wildcard": lambda: [{"wildcard": random.choice(WILDCARDS)}],
        "range": lambda: [{"numeric": [">=", (low := random.randrange(300)), "<", low + random.randrange(1, 90)]}],
        "equal number": lambda: [{"numeric": ["=", random.choice(COMPARABLE)]}],
        "from": lambda: [{"numeric": [random.choice("<>"), random.choice(COMPARABLE)]}],
        "cidr": lambda: [{"cidr": random.choice(["10.0.0.0/24", "10.0.0.0/31"])}, "10.0.1.7"],
        "not": lambda: [{"anything-but": random.choice(TEXTS)}],
        "absent": lambda: [{"exists": False}],
        "present": lambda: [{"exists": True}],
    }
    kinds = random.choices(list(leaf), weights=[6, 6, *[2] * (len(leaf) - 2)], k=random.randint(1, 4))
    pattern = {}
    for kind, path in zip(kinds, random.sample(["a", "b", "c", "d", "e"], k=len(kinds)), strict=True):
        place = pattern.setdefault("o", {}) if path in "cd" else pattern
        place[path] = leaf[kind]()
    if random.random() < 0.2:
        pattern["$or"] = [_crowded_pattern(random), {"a": leaf["rare"]()}]
        for branch in pattern["$or"]:
            branch.pop("$or", None)
    return pattern


def crowded_event(random):
    """An event for `crowd_of_patterns`."""

    def value():
        kinds = [
            lambda: random.choice(TEXTS),
            lambda: random.choice(NUMBERS),
            lambda: f"rare {random.randrange(50)}",
            lambda: random.randrange(400),
            lambda: random.choice([True, None, [], [None, "a"], ["abc", "rare 1", 5]]),
        ]
        return random.choices(kinds, weights=[4, 2, 4, 2, 1])[0]()

    def fields(names):
        return {name: value() for name in names if random.random() < 0.8}

    inner = random.choice([fields, lambda names: [fields(names) for _ in range(random.randint(0, 3))]])
    return {**fields("abe"), "o": inner("cd")}
