"""The order service, tested: a tour of pytest-awsevents from the first test to a whole order.

    pytest --aws-fake examples

Every test gets an AWS of its own, empty and in memory. The application is not told: it calls boto3 as it always does.
"""

from __future__ import annotations

import pytest

from order_service import billing, notifications
from order_service.orders import NotAnnounced, Order, place_orders
from order_service.warehouse import OutOfStock, work
from pytest_awsevents import event

# --- 1. The first test -----------------------------------------------------------------------------------------------
#
# `aws_eventbridge` makes the bus that the application expects. The application runs. `assert_published` looks for the
# event: members that are not named may be anything, at every depth of the detail.


def test_an_order_is_announced(aws_eventbridge):
    aws_eventbridge.bus("orders")

    place_orders([Order("o-1", customer="ada@example.com", total=42)])

    aws_eventbridge.assert_published(event(detail_type="OrderPlaced", detail={"id": "o-1"}), bus="orders")


# The tests below share that bus.


@pytest.fixture
def bus(aws_eventbridge):
    return aws_eventbridge.bus("orders")


# --- 2. A rule carries the event to a queue --------------------------------------------------------------------------
#
# The pattern is a real one, matched as EventBridge matches. `assert_delivered` returns the delivery; its payload is
# what the target got.


def test_large_orders_are_reviewed(bus, aws_eventbridge, aws_sqs):
    review = aws_sqs.queue("review")
    aws_eventbridge.rule("large", {"detail": {"total": [{"numeric": [">=", 500]}]}}, to=review, bus=bus)

    place_orders([Order("o-1", customer="ada@example.com", total=750)])

    delivery = aws_eventbridge.assert_delivered(event(source="shop.orders"), to=review)
    assert delivery.payload["detail"] == {"id": "o-1", "customer": "ada@example.com", "total": 750}
    assert review.messages() == [delivery.payload]


# --- 3. A rule that must not match -----------------------------------------------------------------------------------
#
# That nothing arrived says little: the rule might be misspelt. Its evaluation says that it was asked, and what kept it
# from matching.


def test_small_orders_are_not_reviewed(bus, aws_eventbridge, aws_sqs, aws_fake):
    review = aws_sqs.queue("review")
    aws_eventbridge.rule("large", {"detail": {"total": [{"numeric": [">=", 500]}]}}, to=review, bus=bus)

    place_orders([Order("o-1", customer="ada@example.com", total=80)])

    aws_sqs.assert_empty(review)
    evaluation = aws_fake.recorded.evaluations.only()
    assert not evaluation.matched
    assert [mismatch.path for mismatch in evaluation.mismatches] == ["detail.total"]


# --- 4. A Lambda function --------------------------------------------------------------------------------------------
#
# The function is bound to its name and runs in this process, with an event and a context as in Lambda. What it puts on
# the bus is recorded as caused by the order.


def test_billing_charges_for_an_order(bus, aws_eventbridge, aws_lambda):
    function = aws_lambda.function("billing", billing.handle)
    aws_eventbridge.rule("placed", {"detail-type": ["OrderPlaced"]}, to=function, bus=bus)

    place_orders([Order("o-1", customer="ada@example.com", total=42)])

    paid = aws_eventbridge.assert_published(event(source="shop.billing", detail_type="OrderPaid"))
    assert paid.detail["total"] == 42
    placed = aws_eventbridge.assert_published(event(detail_type="OrderPlaced"))
    assert placed in paid.ancestors()


@pytest.mark.parametrize(("total", "outcome"), [(1_000, "OrderPaid"), (1_001, "PaymentDeclined")])
def test_the_credit_limit(bus, aws_eventbridge, aws_lambda, total, outcome):
    function = aws_lambda.function("billing", billing.handle)
    aws_eventbridge.rule("placed", {"detail-type": ["OrderPlaced"]}, to=function, bus=bus)

    place_orders([Order("o-1", customer="ada@example.com", total=total)])

    assert [published.detail_type for published in aws_eventbridge.published()] == ["OrderPlaced", outcome]


# --- 5. What the target gets, and a service that is not faked --------------------------------------------------------
#
# An input transformer makes the payload. Email is no service of the fake's: a stub answers for it. The stub is checked
# against the API of the service: a misspelt operation or member fails, here and not in production.


def test_the_customer_gets_an_email(bus, aws_eventbridge, aws_lambda, aws_fake):
    email = aws_fake.stub("sesv2", "send_email", {"MessageId": "m-1"})
    function = aws_lambda.function("notifications", notifications.handle)
    aws_eventbridge.rule(
        "outcome",
        {"detail-type": ["OrderPaid", "PaymentDeclined"]},
        to=function,
        bus=bus,
        InputTransformer={
            "InputPathsMap": {"order": "$.detail.id", "to": "$.detail.customer", "outcome": "$.detail-type"},
            "InputTemplate": '{"order": <order>, "to": <to>, "outcome": <outcome>}',
        },
    )

    aws_eventbridge.put("PaymentDeclined", {"id": "o-1", "customer": "ada@example.com"}, bus=bus)

    delivery = aws_eventbridge.assert_delivered(to=function)
    assert delivery.payload == {"order": "o-1", "to": "ada@example.com", "outcome": "PaymentDeclined"}
    sent = email.calls[0].params
    assert sent["Destination"] == {"ToAddresses": ["ada@example.com"]}
    assert sent["Content"]["Simple"]["Body"]["Text"]["Data"] == "We could not charge you for order o-1."


# --- 6. When AWS fails -----------------------------------------------------------------------------------------------
#
# A stub may answer for a faked operation too, so many times; then the fake answers again. PutEvents that takes one
# entry and refuses another is what most code forgets.


def test_only_the_refused_order_is_announced_again(bus, aws_eventbridge, aws_fake):
    refused = {"ErrorCode": "ThrottlingException", "ErrorMessage": "Rate exceeded"}
    aws_fake.stub("events", "put_events", {"FailedEntryCount": 1, "Entries": [{"EventId": "e-1"}, refused]}, times=1)

    place_orders(
        [Order("o-1", customer="ada@example.com", total=42), Order("o-2", customer="bob@example.com", total=7)]
    )

    puts = [call for call in aws_fake.recorded.calls if call.name == "events:PutEvents"]
    assert [len(put.params["Entries"]) for put in puts] == [2, 1]
    assert aws_eventbridge.published() == [event(detail={"id": "o-2"})]


def test_an_order_that_cannot_be_announced_is_an_error(bus, aws_fake):
    refused = {"ErrorCode": "InternalFailure", "ErrorMessage": "Try again"}
    always = aws_fake.stub("events", "put_events", {"FailedEntryCount": 1, "Entries": [refused]})

    with pytest.raises(NotAnnounced) as caught:
        place_orders([Order("o-1", customer="ada@example.com", total=42)])

    assert caught.value.errors == {"o-1": "InternalFailure"}
    assert len(always.calls) == 3


# Where the whole call fails, botocore tries again by itself. It does so here too, and nothing waits.


def test_a_throttled_call_is_tried_again_by_botocore(bus, aws_eventbridge, aws_fake):
    aws_fake.fail_next("events:PutEvents", code="ThrottlingException", times=2)

    place_orders([Order("o-1", customer="ada@example.com", total=42)])

    aws_eventbridge.assert_published(event(detail={"id": "o-1"}), count=1)


# --- 7. Time ---------------------------------------------------------------------------------------------------------
#
# `aws_clock` freezes time for the test, the application and the fake. The worker polls for 20 seconds: the poll ends at
# once. What it does not delete is hidden for the visibility timeout, half a minute that takes no time.


def test_an_order_that_is_out_of_stock_is_packed_later(aws_sqs, aws_clock):
    aws_clock.freeze("2026-12-01T09:00Z")
    queue = aws_sqs.queue("to-pack", VisibilityTimeout=30)
    queue.send({"detail": {"id": "o-1"}})
    in_stock: set[str] = set()

    def pack(order_id: str):
        if order_id not in in_stock:
            raise OutOfStock(order_id)

    assert work(queue.url, pack) == []

    in_stock.add("o-1")
    assert work(queue.url, pack) == []  # still in flight

    aws_clock.tick(30)
    assert work(queue.url, pack) == ["o-1"]
    aws_sqs.assert_empty(queue)


# --- 8. A whole order ------------------------------------------------------------------------------------------------
#
# Everything at once: order, payment, email, parcel. When `place_orders` returns, all that it caused has happened.


def test_from_order_to_parcel(bus, aws_eventbridge, aws_lambda, aws_sqs, aws_fake):
    email = aws_fake.stub("sesv2", "send_email", {"MessageId": "m-1"})
    to_pack = aws_sqs.queue("to-pack")
    billed = aws_lambda.function("billing", billing.handle)
    notified = aws_lambda.function("notifications", notifications.handle)
    message = {
        "InputPathsMap": {"order": "$.detail.id", "to": "$.detail.customer", "outcome": "$.detail-type"},
        "InputTemplate": '{"order": <order>, "to": <to>, "outcome": <outcome>}',
    }
    aws_eventbridge.rule("bill", {"detail-type": ["OrderPlaced"]}, to=billed, bus=bus)
    aws_eventbridge.rule("notify", {"source": ["shop.billing"]}, to=notified, bus=bus, InputTransformer=message)
    aws_eventbridge.rule("pack", {"detail-type": ["OrderPaid"]}, to=to_pack, bus=bus)

    place_orders(
        [
            Order("o-1", customer="ada@example.com", total=42),
            Order("o-2", customer="bob@example.com", total=5_000),
        ]
    )

    assert work(to_pack.url, pack=lambda _: None) == ["o-1"]
    assert [call.params["Destination"]["ToAddresses"] for call in email.calls] == [
        ["ada@example.com"],
        ["bob@example.com"],
    ]
    aws_eventbridge.assert_delivered(event(detail={"id": "o-2"}), to=notified, rule="notify", count=1)
