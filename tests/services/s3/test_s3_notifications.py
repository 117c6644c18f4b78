from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.core.errors import EventLoop

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def configure(s3, bucket, **configuration):
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration)


def records(queue):
    return [message["Records"][0] for message in queue.messages() if "Records" in message]


def filtered(**rules):
    return {"Key": {"FilterRules": [{"Name": name, "Value": value} for name, value in rules.items()]}}


def test_a_queue_gets_a_test_event_and_records(fake, s3, bucket):
    fake.clock.freeze(NOON)
    queue = fake.sqs.queue("changes")
    kinds = ["s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"]
    configure(s3, bucket, QueueConfigurations=[{"Id": "c", "QueueArn": queue.arn, "Events": kinds}])
    (test,) = queue.messages()
    assert test == {
        "Service": "Amazon S3",
        "Event": "s3:TestEvent",
        "Time": "2026-01-01T12:00:00.000Z",
        "Bucket": bucket,
        "RequestId": test["RequestId"],
        "HostId": test["HostId"],
    }
    s3.put_object(Bucket=bucket, Key="a b/c@ü", Body=b"12345")
    s3.delete_object(Bucket=bucket, Key="a b/c@ü")
    created, removed = records(queue)
    assert created == {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "us-east-1",
        "eventTime": "2026-01-01T12:00:00.000Z",
        "eventName": "ObjectCreated:Put",
        "userIdentity": {"principalId": "AWS:AIDAFAKEUSER00000TEST"},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "responseElements": created["responseElements"],
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "c",
            "bucket": {
                "name": bucket,
                "ownerIdentity": created["s3"]["bucket"]["ownerIdentity"],
                "arn": "arn:aws:s3:::files",
            },
            "object": {
                "key": "a+b/c%40%C3%BC",
                "size": 5,
                "eTag": "827ccb0eea8a706c4c34a16891f84e7b",
                "sequencer": created["s3"]["object"]["sequencer"],
            },
        },
    }
    assert set(created["responseElements"]) == {"x-amz-request-id", "x-amz-id-2"}
    assert removed["eventName"] == "ObjectRemoved:Delete"
    assert set(removed["s3"]["object"]) == {"key", "sequencer"}


def test_filters_choose_by_prefix_and_suffix(fake, s3, bucket):
    queue = fake.sqs.queue("changes")
    one = {"QueueArn": queue.arn, "Events": ["s3:ObjectCreated:Put"], "Filter": filtered(Prefix="in/", suffix=".csv")}
    configure(s3, bucket, QueueConfigurations=[one])
    for key in ("in/a.csv", "in/a.txt", "out/a.csv"):
        s3.put_object(Bucket=bucket, Key=key)
    s3.copy_object(Bucket=bucket, Key="in/copy.csv", CopySource=f"{bucket}/in/a.csv")
    assert [record["s3"]["object"]["key"] for record in records(queue)] == ["in/a.csv"]
    stored = s3.get_bucket_notification_configuration(Bucket=bucket)
    assert stored["QueueConfigurations"][0]["Filter"] == one["Filter"]
    assert stored["QueueConfigurations"][0]["Id"]


def test_a_function_is_invoked(fake, s3, bucket):
    function = fake.lambda_.function("resize")
    one = {"LambdaFunctionArn": function.arn, "Events": ["s3:ObjectTagging:*", "s3:ObjectAcl:Put"]}
    configure(s3, bucket, LambdaFunctionConfigurations=[one])
    assert function.events == []
    s3.put_object(Bucket=bucket, Key="k")
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging={"TagSet": []})
    (event,) = function.events
    (record,) = event["Records"]
    assert (record["eventName"], record["eventVersion"]) == ("ObjectTagging:Put", "2.3")
    assert set(record["s3"]["object"]) == {"key", "eTag"}


def test_a_topic_gets_subject_and_message(fake, s3, bucket):
    queue, sns = fake.sqs.queue("subscriber"), fake.client("sns")
    topic = sns.create_topic(Name="changes")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    configure(s3, bucket, TopicConfigurations=[{"TopicArn": topic, "Events": ["s3:ObjectCreated:*"]}])
    s3.put_object(Bucket=bucket, Key="k")
    test, created = queue.messages()
    assert {test["Subject"], created["Subject"]} == {"Amazon S3 Notification"}
    assert json.loads(test["Message"])["Event"] == "s3:TestEvent"
    assert json.loads(created["Message"])["Records"][0]["eventName"] == "ObjectCreated:Put"


def test_destinations_have_to_let_s3_in_where_permissions_are_enforced(refused):
    with AwsFake(seed="t", permissions="enforce") as fake:
        s3, queue = fake.client("s3"), fake.sqs.queue("changes", Policy="")
        fake.s3.bucket("files")
        one = {"QueueArn": queue.arn, "Events": EVENTS}
        with refused("InvalidArgument", 400, "Unable to validate") as error:
            configure(s3, "files", QueueConfigurations=[one])
        assert "Permissions on the destination queue" in error["ArgumentValue"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": queue.arn,
            "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::files"}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        fake.client("sqs").set_queue_attributes(QueueUrl=queue.url, Attributes={"Policy": policy})
        configure(s3, "files", QueueConfigurations=[one])
        s3.put_object(Bucket="files", Key="k")
        assert len(records(queue)) == 1


def test_what_a_destination_refuses_is_lost(fake, s3, bucket):
    queue = fake.sqs.queue("changes")
    configure(s3, bucket, QueueConfigurations=[{"QueueArn": queue.arn, "Events": ["s3:ObjectCreated:*"]}])
    fake.client("sqs").delete_queue(QueueUrl=queue.url)
    s3.put_object(Bucket=bucket, Key="k")
    assert fake.recorded.calls.last.error.code == "QueueDoesNotExist"


def test_a_function_that_writes_where_it_listens_is_stopped(fake, s3, bucket):
    def handler(event, context):
        key = event["Records"][0]["s3"]["object"]["key"]
        s3.put_object(Bucket=bucket, Key=f"{key}x")

    function = fake.lambda_.function("copier", handler)
    one = {"LambdaFunctionArn": function.arn, "Events": EVENTS}
    configure(s3, bucket, LambdaFunctionConfigurations=[one])
    with pytest.raises(EventLoop, match="s3:PutObject"):
        s3.put_object(Bucket=bucket, Key="k")


def queue_arn(name="changes", region="us-east-1"):
    return f"arn:aws:sqs:{region}:123456789012:{name}"


EVENTS = ["s3:ObjectCreated:*"]
WRONG = [
    ([{"QueueArn": queue_arn("nowhere"), "Events": EVENTS}], "Unable to validate the following destination"),
    ([{"QueueArn": queue_arn("changes.fifo"), "Events": EVENTS}], "Unable to validate the following destination"),
    ([{"QueueArn": "changes", "Events": EVENTS}], "The ARN could not be parsed"),
    ([{"QueueArn": queue_arn(region="eu-west-1"), "Events": EVENTS}], "region is not valid"),
    ([{"QueueArn": queue_arn(), "Events": ["s3:ObjectEaten:*"]}], "not supported"),
    ([{"QueueArn": queue_arn(), "Events": ["s3:ObjectCreated"]}], "not supported"),
    ([{"QueueArn": queue_arn(), "Events": EVENTS, "Filter": filtered(infix="x")}], "prefix or suffix"),
    (
        [{"QueueArn": queue_arn(), "Events": EVENTS, "Filter": filtered(prefix="x", Prefix="y")}],
        "more than one prefix rule",
    ),
    (
        [
            {"QueueArn": queue_arn(), "Events": EVENTS, "Filter": filtered(prefix="a/")},
            {"QueueArn": queue_arn(), "Events": ["s3:ObjectCreated:Put"], "Filter": filtered(suffix=".csv")},
        ],
        "overlapping suffixes",
    ),
]


@pytest.mark.parametrize(("configurations", "message"), WRONG, ids=lambda x: str(x)[:40])
def test_wrong_configurations(fake, s3, bucket, refused, configurations, message):
    fake.sqs.queue("changes")
    fake.sqs.queue("changes.fifo")
    with refused("InvalidArgument", 400, message):
        configure(s3, bucket, QueueConfigurations=configurations)
    assert "QueueConfigurations" not in s3.get_bucket_notification_configuration(Bucket=bucket)


def test_configurations_that_cannot_meet_are_no_overlap(fake, s3, bucket):
    queue = fake.sqs.queue("changes")
    configurations = [
        {"QueueArn": queue.arn, "Events": EVENTS, "Filter": filtered(suffix=suffix)} for suffix in (".csv", ".txt")
    ]
    configurations.append({"QueueArn": queue.arn, "Events": ["s3:ObjectRemoved:*"]})
    configure(s3, bucket, QueueConfigurations=configurations)
    assert len(queue) == 3


def test_a_configuration_replaces_the_one_before(fake, s3):
    fake.s3.bucket("told", events=True)
    configure(s3, "told")
    s3.put_object(Bucket="told", Key="k")
    assert not fake.recorded.events
    assert set(s3.get_bucket_notification_configuration(Bucket="told")) == {"ResponseMetadata"}


def test_destinations_may_go_unchecked(fake, s3, bucket):
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={"QueueConfigurations": [{"QueueArn": queue_arn("later"), "Events": EVENTS}]},
        SkipDestinationValidation=True,
    )
    queue = fake.sqs.queue("later")
    s3.put_object(Bucket=bucket, Key="k")
    assert len(records(queue)) == 1
