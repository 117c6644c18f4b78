from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_awsevents.schedules import InvalidSchedule, Rate, parse


@pytest.mark.parametrize(
    ("expression", "minutes"),
    [
        ("rate(1 minute)", 1),
        ("rate(45 minutes)", 45),
        ("rate(1 hour)", 60),
        ("rate(12 hours)", 720),
        ("rate(1 day)", 1440),
        ("rate(30 days)", 43200),
    ],
)
def test_rates(expression: str, minutes: int) -> None:
    assert parse(expression) == Rate(minutes)


@pytest.mark.parametrize(
    "fields",
    [
        "* * * * ? *",
        "0/20 * ? * * *",
        "05 00 01 1 ? 2030",
        " 0  12 * *\t? * ",
        "1-2,5/9,*/30 0-23/5 L-30 jan,FEB/2 ? *",
        "0 0 ? * TUE#5 *",
        "0 0 ? * friL *",
        "0 0 ? * 6-2,4 *",
        "59 23 31W DEC ? 1970-2199/3",
        "0 0 LW * ? 2600",
    ],
)
def test_good_cron_expressions(fields: str) -> None:
    parse(f"cron({fields})")


NO_FORM = "neither rate(value unit) nor cron(six fields), in lower case and without blanks around"
ONE_QUESTION_MARK = "exactly one of day-of-month and day-of-week has to be ?"


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("", NO_FORM),
        ("hourly", NO_FORM),
        ("rate 5 minutes", NO_FORM),
        ("Rate(5 minutes)", NO_FORM),
        ("rate(5 minutes) ", NO_FORM),
        ("cron(0 12 * * ? *", NO_FORM),
        ("at(2030-01-01T00:00:00)", "at(...) belongs to EventBridge Scheduler: a rule takes rate(...) or cron(...)"),
        ("rate(٣ minutes)", "only ASCII characters are allowed"),
        ("rate(0 hours)", "'0' is not a positive whole number: write for example rate(5 minutes)"),
        ("rate(1.5 hours)", "'1.5' is not a positive whole number: write for example rate(5 minutes)"),
        ("rate(4 weeks)", "'weeks' is not a unit: write minute(s), hour(s) or day(s), in lower case"),
        ("rate(4  hours)", "' hours' is not a unit: write minute(s), hour(s) or day(s), in lower case"),
        ("rate(4 hourss)", "'hourss' is not a unit: write minute(s), hour(s) or day(s), in lower case"),
        ("rate(4 hour)", "4 does not go with 'hour': write rate(4 hours)"),
        ("rate(1 days)", "1 does not go with 'days': write rate(1 day)"),
        (
            "cron(0 12 * * ?)",
            "5 fields instead of 6: write cron(minutes hours day-of-month month day-of-week year)",
        ),
        ("cron(0 12 * * * *)", ONE_QUESTION_MARK),
        ("cron(0 12 ? * ? *)", ONE_QUESTION_MARK),
        ("cron(61 12 * * ? *)", "minutes: 61 is outside 0-59"),
        ("cron(? 12 * * ? *)", "minutes: '?' is not a value: write 0-59"),
        ("cron(0,, 12 * * ? *)", "minutes: '' is not a value: write 0-59"),
        ("cron(0/0 12 * * ? *)", "minutes: the step '0' of '0/0' is not a positive whole number"),
        ("cron(0 /5 * * ? *)", "hours: '' is not a value: write 0-23"),
        ("cron(0 1-2-3 * * ? *)", "hours: '2-3' is not a value: write 0-23"),
        ("cron(0 12 32 * ? *)", "day-of-month: 32 is outside 1-31"),
        ("cron(0 12 32W * ? *)", "day-of-month: 32 is outside 1-31"),
        ("cron(0 12 1,L * ? *)", "day-of-month: '1,L' is not a value: L, LW, L-3 and 15W stand alone"),
        ("cron(0 12 L-31 * ? *)", "day-of-month: 'L-31' is not a value: L, LW, L-3 and 15W stand alone"),
        ("cron(0 12 2#1 * ? *)", "day-of-month: '2#1' is not a value: write 1-31"),
        ("cron(0 12 * MAI ? *)", "month: 'MAI' is not a value: write 1-12 or JAN-DEC"),
        ("cron(0 12 ? * 0 *)", "day-of-week: 0 is outside 1-7"),
        ("cron(0 12 ? * 2/2 *)", "day-of-week: '2/2' has a step, which this field does not take: list the days"),
        (
            "cron(0 12 ? * 2#1,3#1 *)",
            "day-of-week: '2#1,3#1' is not one day and its number 1-5: write for example TUE#2",
        ),
        ("cron(0 12 ? * 5W *)", "day-of-week: '5W' is not a value: write 1-7 or SUN-SAT"),
        ("cron(0 12 ? * 1,5L *)", "day-of-week: '5L' is not a value: write 1-7 or SUN-SAT"),
        ("cron(0 12 * * ? 1960)", "year: 1960 is outside 1970-2199"),
    ],
)
def test_a_refusal_names_the_fault_and_the_fix(expression: str, fault: str) -> None:
    with pytest.raises(InvalidSchedule) as refusal:
        parse(expression)
    assert str(refusal.value) == f"{expression!r}: {fault}"


def test_a_long_expression_is_refused_unread() -> None:
    with pytest.raises(InvalidSchedule, match="of 5010 characters: at most 256 are allowed"):
        parse(f"rate({'9' * 4996} minutes)")


@settings(max_examples=500, deadline=None)
@given(
    st.one_of(
        st.text(),
        st.text("0123456789 ,-*?/LW#SUNMOJArateminuteshourdays()", max_size=40),
        st.text("0123456789 ,-*?/LW#", max_size=30).map("cron({})".format),
        st.lists(st.text("0123456789,-*?/LW#", min_size=1, max_size=5), min_size=6, max_size=6).map(
            lambda fields: f"cron({' '.join(fields)})"
        ),
    )
)
def test_any_text_is_a_schedule_or_an_invalid_schedule(text: str) -> None:
    with suppress(InvalidSchedule):
        parse(text)
