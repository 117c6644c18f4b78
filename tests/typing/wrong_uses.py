"""Mistakes that a type checker finds: never run, checked by `make check`.

Each line holds the code of the error that it has to give; mypy complains of a comment that ignores nothing.
"""

from __future__ import annotations

from pytest_awsevents import AwsFake, Clock, EventBridge, FakeOptions, Lambda, Queue, Sqs, event


def wrong(aws_fake: AwsFake, aws_eventbridge: EventBridge, aws_sqs: Sqs, aws_lambda: Lambda, aws_clock: Clock) -> None:
    FakeOptions(regoin="eu-west-1")  # type: ignore[call-arg]
    FakeOptions(timeline="always")  # type: ignore[arg-type]
    AwsFake(regoin="eu-west-1")  # type: ignore[call-arg]
    AwsFake(timeline="always")  # type: ignore[arg-type]

    queue: Queue = aws_sqs.queue(1)  # type: ignore[arg-type]
    aws_eventbridge.rule("paid", {"source": ["shop"]}, to=42)  # type: ignore[arg-type]
    aws_eventbridge.rule("paid", schedule=60)  # type: ignore[arg-type]
    aws_eventbridge.assert_delivered(event(source="shop"), too=queue)  # type: ignore[call-arg]
    aws_eventbridge.assert_delivered("OrderPaid", to=queue)  # type: ignore[arg-type]
    aws_eventbridge.assert_published(event(detial={"id": "o-1"}))  # type: ignore[call-arg]
    aws_eventbridge.assert_published(count="two")  # type: ignore[arg-type]
    print(aws_eventbridge.published().only().sorce)  # type: ignore[attr-defined]

    aws_lambda.function("on-order", lambda event: None)  # type: ignore[arg-type,misc]
    aws_clock.tick("5 minutes")  # type: ignore[arg-type]
    aws_clock.now = "2026-01-01"  # type: ignore[assignment,misc]
    aws_fake.fail_next("sqs:SendMessage", times="always", code="AccessDenied")  # type: ignore[arg-type]
    aws_fake.stub("glue", "start_job_run")  # type: ignore[call-arg]
    aws_fake.scenarios.event_routing(que="orders")  # type: ignore[call-arg]
    aws_fake.scenarios.event_routing(queue=1)  # type: ignore[arg-type]
    aws_eventbridge.schema("shop", "OrderPaid")  # type: ignore[call-overload]
    print(aws_fake.sqss)  # type: ignore[attr-defined]
