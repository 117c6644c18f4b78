"""`assert_delivered`: a subscriber of a topic got a message; if not, what kept it out."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_awsevents.assertions.arrived import is_meant, text_mismatches
from pytest_awsevents.assertions.comparing import cost
from pytest_awsevents.assertions.expecting import (
    Count,
    check_count,
    count_hint,
    expectation,
    fail,
    is_expected,
    made_by,
)
from pytest_awsevents.assertions.layout import counted, mismatch_lines, short_name, shortened, shown
from pytest_awsevents.services.sns.published import PublishedMessage
from pytest_awsevents.services.sns.state import Outcome, Subscription, Topic

_WIDTH = 120


def assert_delivered(
    topic: Topic, published: Sequence[PublishedMessage], wanted: object, endpoint: str, count: Count
) -> Outcome:
    """The first delivery of a message that is meant to one endpoint; AssertionError says how far the nearest came."""
    __tracebackhide__ = True
    check_count(count, "assert_not_published()")
    subscription = next((one for one in topic.subscriptions.values() if one.endpoint == endpoint), None)
    meant = {one.id: one for one in published if is_meant(wanted, one.text)}
    outcomes = [] if subscription is None else [one for one in subscription.outcomes if one.message_id in meant]
    found = [one for one in outcomes if one.status == "delivered"]
    if is_expected(len(found), count):
        return found[0]
    what = "" if wanted is None else f" like {repr(wanted) if hasattr(wanted, 'matches') else shown(wanted, _WIDTH)}"
    headline = f"{counted(len(found), 'message')}{what} delivered by topic {topic.name} to {short_name(endpoint)}"
    headline += f", {expectation(count)}"
    if found:
        fail(headline, [*[_line(meant[one.message_id]) for one in found[:4]], count_hint(len(found))])
    if subscription is None:
        fail(headline, [_not_subscribed(topic, endpoint)])
    if not published:
        fail(headline, [f"nothing was published to topic {topic.name}"])
    if not meant:
        nearest = min(published, key=lambda one: cost(text_mismatches(wanted, one.text)))
        lines = mismatch_lines(text_mismatches(wanted, nearest.text), "test")
        fail(headline, [f"nearest: {_line(nearest)}", *lines], nearest.call)
    if not outcomes:
        fail(headline, _not_sent(subscription), next(iter(meant.values())).call)
    last = meant[outcomes[-1].message_id]
    fail(headline, [f"nearest: {_line(last)}", *_reasons(subscription, outcomes[-1], last)], last.call)


def _not_subscribed(topic: Topic, endpoint: str) -> str:
    others = ", ".join(short_name(one.endpoint) for one in topic.subscriptions.values()) or "none"
    return f"{short_name(endpoint)} does not subscribe to it (subscribers: {others}): topic.subscribe(...)"


def _not_sent(subscription: Subscription) -> list[str]:
    if not subscription.confirmed:
        return ["the subscription is not confirmed: subscription.confirm(), or ConfirmSubscription with its token"]
    return ["it was published before the subscription was made, or is still on its way: aws_fake.settle()"]


def _reasons(subscription: Subscription, outcome: Outcome, message: PublishedMessage) -> list[str]:
    if outcome.status != "filtered out" or subscription.filter is None:
        return [f"{outcome.status}: {outcome.reason}"]
    mismatches = subscription.filter.explain(message.text, message.raw_attributes)
    where = "attributes" if subscription.filter.scope == "MessageAttributes" else "body"
    title = f"kept out by the filter policy of the subscription, on the {where} of the message"
    return [title, *mismatch_lines(mismatches, "policy"), made_by(message.call)]


def _line(message: PublishedMessage) -> str:
    return shortened(message.text.replace("\n", "\\n"), _WIDTH) or "(an empty text)"
