"""Takes messages to the subscribers of a topic, and to the dead-letter queue what they do not take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import later, queue_url
from pytest_awsevents.services.sns.notifications import as_text, confirmation, notification
from pytest_awsevents.services.sns.retries import delays, effective_subscription_policy
from pytest_awsevents.services.sns.senders import SENDERS, Parcel, Unanswered
from pytest_awsevents.services.sns.state import Message, Outcome, Status, Subscription, Topic

_PRINCIPAL = "sns.amazonaws.com"


def send_to_subscribers(scope: Scope, topic: Topic, message: Message) -> None:
    """Has a message brought to every confirmed subscriber whose filter lets it through."""
    at_topic = scope.at(account=topic.account).as_service(_PRINCIPAL)
    for subscription in topic.subscriptions.values():
        if not subscription.confirmed:
            continue
        text = message.text(subscription.protocol)
        if subscription.filter is not None and not subscription.filter.accepts(text, message.attributes):
            reason = f"the filter policy {subscription.filter.pattern.text}"
            subscription.outcomes.append(Outcome(message_id=message.id, status="filtered out", reason=reason))
            continue
        envelope = notification(topic, subscription, message)
        _start(at_topic, topic, Parcel(subscription, message, envelope, as_text(envelope)))


def ask_for_confirmation(scope: Scope, topic: Topic, subscription: Subscription) -> None:
    """Asks an endpoint whether it wants messages; mail is not faked, so nobody is asked by mail."""
    if subscription.protocol not in SENDERS:
        return
    message = Message(id=scope.ids.uuid(), topic=topic.arn, at=scope.now, texts={"default": ""})
    envelope = confirmation(topic, subscription, message)
    parcel = Parcel(subscription, message, envelope, as_text(envelope), asks=True)
    _start(scope.at(account=topic.account).as_service(_PRINCIPAL), topic, parcel)


def _start(scope: Scope, topic: Topic, parcel: Parcel) -> None:
    waits = delays(effective_subscription_policy(topic, parcel.subscription))
    later(scope, lambda: _attempt(scope, parcel, waits), lambda reason: _note(parcel, "failed", reason))


def _attempt(scope: Scope, parcel: Parcel, waits: Iterator[float]) -> None:
    """Hands a message over. Only servers that do not answer are tried again here: AWS itself always answers."""
    send = SENDERS.get(parcel.subscription.protocol)
    try:
        if send is not None:
            send(scope, parcel)
    except Unanswered as error:
        wait = next(waits, None)
        if wait is None:
            _bury(scope, parcel, error)
        else:
            due = scope.now + timedelta(seconds=wait)
            why = f"retry of a message to {parcel.subscription.endpoint}"
            scope.world.agenda.add(due, lambda: _attempt(scope, parcel, waits), why)
    except AwsError as error:
        _bury(scope, parcel, error)
    else:
        _note(parcel, "delivered")


def _bury(scope: Scope, parcel: Parcel, error: AwsError) -> None:
    """Sends what was refused to the dead-letter queue, as the endpoint would have got it (recorded)."""
    queue = parse_arn(parcel.subscription.dead_letter_arn or "")
    reason = str(error)
    if queue is None or parcel.asks:
        _note(parcel, "failed", reason)
        return
    to_queue = replace(parcel, endpoint=str(queue))
    try:
        SENDERS["sqs"](scope, to_queue)
    except AwsError as second:
        _note(parcel, "failed", f"{reason}; the dead-letter queue {queue_url(queue)} refused it: {second}")
    else:
        _note(parcel, "dead-lettered", reason)


def _note(parcel: Parcel, status: Status, reason: str = "") -> None:
    if not parcel.asks:
        outcome = Outcome(message_id=parcel.message.id, status=status, text=parcel.sent_text, reason=reason)
        parcel.subscription.outcomes.append(outcome)
