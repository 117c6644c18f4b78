"""Time in tests, by example: schedules fire, archives replay, and nothing sleeps."""

from __future__ import annotations

from datetime import UTC, datetime

import boto3


def test_a_report_every_weekday_at_six_over_a_month(aws_clock, aws_eventbridge, aws_lambda):
    aws_clock.freeze("2026-03-01T00:00Z")
    written = []

    def write_report(event, context):
        now = datetime.now(UTC)
        assert event["time"] == f"{now:%Y-%m-%dT%H:%M:%SZ}"
        written.append(now)

    report = aws_lambda.function("report", write_report)
    aws_eventbridge.rule("daily-report", schedule="cron(0 18 ? * MON-FRI *)", to=report)

    aws_clock.move_to("2026-04-01T00:00Z")

    assert len(written) == 22
    assert {now.weekday() for now in written} == {0, 1, 2, 3, 4}
    assert {f"{now:%H:%M:%S}" for now in written} == {"18:00:00"}
    assert f"{datetime.now(UTC):%Y-%m-%d}" == "2026-04-01"


def test_a_poller_is_paused_and_goes_on(aws_clock, aws_eventbridge, aws_sqs):
    aws_clock.freeze("2026-03-02T12:00Z")
    polls = aws_sqs.queue("polls")
    aws_eventbridge.rule("poll", schedule="rate(10 minutes)", to=polls)
    events = boto3.client("events")

    aws_clock.tick(minutes=25)
    events.disable_rule(Name="poll")
    aws_clock.tick(hours=1)
    events.enable_rule(Name="poll")
    aws_clock.tick(minutes=25)

    aws_eventbridge.assert_fired(
        "poll",
        times=[
            "2026-03-02T12:10Z",
            "2026-03-02T12:20Z",
            # paused from 12:25 to 13:25; the rate is counted from there
            "2026-03-02T13:35Z",
            "2026-03-02T13:45Z",
        ],
    )
    assert [message["detail-type"] for message in polls.messages()] == ["Scheduled Event"] * 4


def test_two_hours_are_replayed_into_a_second_rule(aws_clock, aws_eventbridge, aws_archived_bus):
    bus, queue = aws_archived_bus.bus, aws_archived_bus.queue
    first = aws_clock.now
    for number in range(12):
        aws_eventbridge.put("OrderPaid", {"id": number}, bus=bus)
        aws_clock.tick(minutes=15)
    assert queue.messages() == []

    boto3.client("events").start_replay(
        ReplayName="again",
        EventSourceArn=aws_archived_bus.archive_arn,
        EventStartTime=first,
        EventEndTime=first.replace(hour=first.hour + 2),
        Destination={"Arn": bus.arn, "FilterArns": [aws_archived_bus.replayed.arn]},
    )
    aws_clock.run_due()

    replayed = queue.messages()
    assert [event["detail"]["id"] for event in replayed] == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    assert {event["replay-name"] for event in replayed} == {"again"}
    assert replayed[0]["time"] == f"{first:%Y-%m-%dT%H:%M:%SZ}"
    assert boto3.client("events").describe_replay(ReplayName="again")["State"] == "COMPLETED"


def test_a_schedule_in_berlin_starts_a_job(aws_clock, aws_fake):
    aws_clock.freeze("2026-03-28T12:00Z")
    job = aws_fake.stub("glue", "start_job_run", {"JobRunId": "jr-1"})
    boto3.client("scheduler").create_schedule(
        Name="nightly",
        ScheduleExpression="cron(0 9 * * ? *)",
        ScheduleExpressionTimezone="Europe/Berlin",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": "arn:aws:scheduler:::aws-sdk:glue:startJobRun",
            "RoleArn": "arn:aws:iam::123456789012:role/scheduler",
            "Input": '{"JobName": "close-the-books"}',
        },
    )

    aws_clock.tick(days=2)  # clocks go forward in between

    assert [call.params for call in job.calls] == [{"JobName": "close-the-books"}] * 2
    assert [f"{call.at:%d %H:%M}" for call in job.calls] == ["29 07:00", "30 07:00"]


def test_a_fire_without_waiting_for_it(aws_eventbridge, aws_scheduled_rule):
    aws_eventbridge.trigger(aws_scheduled_rule.rule)

    assert aws_scheduled_rule.queue.messages()[0]["resources"] == [aws_scheduled_rule.rule.arn]


def test_what_is_due_next(aws_clock, aws_scheduled_rule):
    aws_clock.tick(minutes=7)

    assert [str(work) for work in aws_clock.upcoming()] == [
        "2026-01-05T09:10:00Z  rule every-five-minutes by rate(5 minutes)"
    ]
