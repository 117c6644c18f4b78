from __future__ import annotations

import json
from pathlib import Path

from pytest_awsevents.fake import AwsFake
from pytest_awsevents.reporting.timeline import timeline


def test_an_upload_goes_through_all_services(tmp_path: Path) -> None:
    """S3 -> EventBridge -> Step Functions and SNS -> filtered SQS and Firehose -> S3, after the buffer interval."""
    with AwsFake(seed="chain", now="2026-01-01T00:00Z") as fake:
        inbox, archive = fake.s3.bucket("inbox", events=True), fake.s3.bucket("archive")
        large = fake.sqs.queue("large")
        lake = fake.firehose.stream("lake", to=archive, interval=60)
        import_order = fake.stepfunctions.state_machine("import-order", lambda event: event["detail"]["object"]["key"])
        uploads = fake.sns.topic("uploads", to=lake)
        uploads.subscribe(large, body_filter={"detail": {"object": {"size": [{"numeric": [">", 10]}]}}}, raw=True)
        fake.eventbridge.rule("created", {"detail-type": ["Object Created"]}, to=[import_order, uploads])

        for name, content in (("small.txt", "tiny"), ("large.txt", "more than ten bytes")):
            (tmp_path / name).write_text(content)
            fake.client("s3").upload_file(str(tmp_path / name), inbox.name, name)

        assert [execution.output for execution in import_order.executions] == ["small.txt", "large.txt"]
        assert [message["detail"]["object"]["key"] for message in large.messages()] == ["large.txt"]
        assert archive.keys() == []
        fake.clock.tick(60)
        (delivered,) = archive.objects("2026/01/01/00/lake-1-")
        notifications = [json.loads(line) for line in delivered.text.splitlines()]
        keys = [json.loads(one["Message"])["detail"]["object"]["key"] for one in notifications]
        assert keys == ["small.txt", "large.txt"]
        shown = timeline(fake.recorded, whole=True)
        for step in (
            "s3:PutObject",
            "Object Created",
            "stepfunctions:StartExecution",
            "sns:Publish",
            "sqs:SendMessage",
            "firehose:PutRecord",
        ):
            assert step in shown
