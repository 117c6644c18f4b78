from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}


@pytest.fixture
def bucket(fake: AwsFake) -> Any:
    return fake.s3.bucket("logs")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "x" * 129,
            "Trail name too long. Maximum allowed length: 128 characters. Specified name length: 129 characters.",
        ),
        ("trail-", "Trail name must ends with a letter or number."),
        ("tra il", "Trail name or ARN can only contain uppercase letters"),
        ("tra..il", "adjacent"),
        ("192.168.5.4", "IP address"),
    ],
)
def test_names_of_trails(cloudtrail: Any, bucket: Any, refused: Refused, name: str, text: str) -> None:
    with refused("InvalidTrailNameException", text):
        cloudtrail.create_trail(Name=name, S3BucketName="logs")


def test_what_a_trail_needs(fake: AwsFake, cloudtrail: Any, bucket: Any, refused: Refused) -> None:
    with refused("InvalidS3BucketNameException"):
        cloudtrail.create_trail(Name="trail", S3BucketName="Logs_")
    with refused("InsufficientSnsTopicPolicyException", "SNS Topic does not exist"):
        cloudtrail.create_trail(Name="trail", S3BucketName="logs", SnsTopicName="nothing")
    with refused("InvalidParameterException", "log group and a role"):
        group = "arn:aws:logs:us-east-1:123456789012:log-group:g:*"
        cloudtrail.create_trail(Name="trail", S3BucketName="logs", CloudWatchLogsLogGroupArn=group)
    with refused("OrganizationsNotInUseException"):
        cloudtrail.create_trail(Name="trail", S3BucketName="logs", IsOrganizationTrail=True)
    for number in range(5):
        cloudtrail.create_trail(Name=f"trail-{number}", S3BucketName="logs")
    with refused("TrailAlreadyExistsException"):
        cloudtrail.create_trail(Name="trail-0", S3BucketName="logs")
    with refused("MaximumNumberOfTrailsExceededException"):
        cloudtrail.create_trail(Name="trail-5", S3BucketName="logs")


def test_a_trail_of_all_regions_is_changed_at_home(
    fake: AwsFake, cloudtrail: Any, bucket: Any, refused: Refused
) -> None:
    arn = cloudtrail.create_trail(Name="trail", S3BucketName="logs", IsMultiRegionTrail=True)["TrailARN"]
    away = fake.client("cloudtrail", "eu-west-1")
    assert away.get_trail(Name="trail")["Trail"]["HomeRegion"] == "us-east-1"
    assert [one["Name"] for one in away.describe_trails()["trailList"]] == ["trail"]
    assert away.describe_trails(includeShadowTrails=False)["trailList"] == []
    assert away.list_trails()["Trails"] == [{"TrailARN": arn, "Name": "trail", "HomeRegion": "us-east-1"}]
    with refused("InvalidHomeRegionException"):
        away.start_logging(Name=arn)
    cloudtrail.start_logging(Name=arn)
    fake.client("sqs", "eu-west-1").create_queue(QueueName="q")
    fake.cloudtrail.deliver_now()
    assert any("/eu-west-1/" in key for key in bucket.keys())  # noqa: SIM118  # a handle's method


def test_settings_can_be_taken_back(cloudtrail: Any, bucket: Any) -> None:
    cloudtrail.create_trail(Name="trail", S3BucketName="logs", S3KeyPrefix="p")
    assert "S3KeyPrefix" not in cloudtrail.update_trail(Name="trail", S3KeyPrefix="")


def test_selectors_decide_what_is_logged(fake: AwsFake, cloudtrail: Any, bucket: Any, refused: Refused) -> None:
    cloudtrail.create_trail(Name="trail", S3BucketName="logs")
    chosen = [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]
    answer = cloudtrail.put_event_selectors(TrailName="trail", EventSelectors=chosen)
    assert answer["EventSelectors"][0]["DataResources"] == []
    assert cloudtrail.get_trail(Name="trail")["Trail"]["HasCustomEventSelectors"]
    cloudtrail.start_logging(Name="trail")
    fake.sqs.queue("q")
    cloudtrail.get_event_selectors(TrailName="trail")
    cloudtrail.stop_logging(Name="trail")
    fake.sqs.queue("later")
    fake.clock.tick(minutes=5)
    (file,) = bucket.objects()
    names = [one["eventName"] for one in json.loads(gzip.decompress(file.body))["Records"]]
    assert names == ["CreateQueue", "StopLogging"]
    with refused("InvalidEventSelectorsException"):
        both = [{"FieldSelectors": [MANAGEMENT]}]
        cloudtrail.put_event_selectors(TrailName="trail", EventSelectors=chosen, AdvancedEventSelectors=both)


def test_topics_and_log_groups_are_told(fake: AwsFake, cloudtrail: Any, bucket: Any) -> None:
    topic = fake.client("sns").create_topic(Name="files")["TopicArn"]
    fake.stub("logs", "create_log_stream", {})
    fake.stub("logs", "put_log_events", {})
    fake.cloudtrail.trail(
        "trail",
        bucket=bucket,
        SnsTopicName="files",
        CloudWatchLogsLogGroupArn="arn:aws:logs:us-east-1:123456789012:log-group:audit:*",
        CloudWatchLogsRoleArn="arn:aws:iam::123456789012:role/r",
    )
    fake.sqs.queue("q")
    fake.cloudtrail.deliver_now()
    published = fake.recorded.calls.matching(lambda call: call.name == "sns:Publish").only()
    assert published.params["TopicArn"] == topic
    assert json.loads(published.params["Message"])["s3ObjectKey"] == bucket.keys()
    logged = fake.recorded.calls.matching(lambda call: call.name == "logs:PutLogEvents").only()
    assert (logged.params["logGroupName"], len(logged.params["logEvents"])) == ("audit", 1)


def test_a_delivery_that_fails_shows_in_the_status(fake: AwsFake, cloudtrail: Any, bucket: Any) -> None:
    fake.cloudtrail.trail("trail", bucket=bucket)
    fake.sqs.queue("q")
    fake.fail_next("s3:PutObject", code="AccessDenied")
    fake.cloudtrail.deliver_now()
    assert cloudtrail.get_trail_status(Name="trail")["LatestDeliveryError"] == "AccessDenied"


def test_lookups(fake: AwsFake, cloudtrail: Any, bucket: Any, s3: Any, refused: Refused) -> None:
    s3.put_object(Bucket="logs", Key="k", Body=b"")
    fake.sqs.queue("q")

    def found(key: str, value: str) -> list[str]:
        attributes = [{"AttributeKey": key, "AttributeValue": value}]
        return [one["EventName"] for one in cloudtrail.lookup_events(LookupAttributes=attributes)["Events"]]

    assert found("EventSource", "sqs.amazonaws.com") == ["CreateQueue"]
    assert found("ResourceName", "logs") == ["CreateBucket"]
    assert found("ResourceType", "AWS::S3::Bucket") == ["CreateBucket"]
    assert found("ReadOnly", "false") == ["CreateQueue", "CreateBucket"]
    assert "LookupEvents" in found("Username", "test")
    first = cloudtrail.lookup_events(MaxResults=1)
    assert json.loads(first["Events"][0]["CloudTrailEvent"])["eventID"] == first["Events"][0]["EventId"]
    with refused("InvalidNextTokenException"):
        cloudtrail.lookup_events(NextToken="nonsense")
    with refused("InvalidLookupAttributesException"):
        cloudtrail.lookup_events(LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "a"}] * 2)
    fake.clock.tick(days=91)
    assert cloudtrail.lookup_events()["Events"] == []


def test_insights(fake: AwsFake, cloudtrail: Any, bucket: Any, refused: Refused) -> None:
    trail = cloudtrail.create_trail(Name="trail", S3BucketName="logs")["TrailARN"]
    cloudtrail.put_insight_selectors(TrailName="trail", InsightSelectors=[{"InsightType": "ApiCallRateInsight"}])
    own, to = fake.cloudtrail.event_data_store("own"), fake.cloudtrail.event_data_store("insights", "Insight")
    chosen = {"EventDataStore": own.arn, "InsightSelectors": [{"InsightType": "ApiErrorRateInsight"}]}
    with refused("InvalidParameterException", "InsightsDestination"):
        cloudtrail.put_insight_selectors(**chosen)
    cloudtrail.put_insight_selectors(**chosen, InsightsDestination=to.arn)
    assert cloudtrail.get_insight_selectors(EventDataStore=own.arn)["InsightsDestination"] == to.arn
    made = fake.cloudtrail.generate_insight("CreateQueue", source="sqs.amazonaws.com")
    assert [one["eventID"] for one in to.records()] == [made["eventID"]]
    (event,) = cloudtrail.list_insights_data(InsightSource=trail, DataType="InsightsEvents")["Events"]
    assert event["EventId"] == made["eventID"]
    assert cloudtrail.lookup_events(EventCategory="insight")["Events"][0]["EventId"] == made["eventID"]
    with refused("InvalidParameterCombinationException"):
        cloudtrail.get_insight_selectors()
    fake.sqs.queue("q")
    metric = {"EventSource": "sqs.amazonaws.com", "EventName": "CreateQueue", "InsightType": "ApiCallRateInsight"}
    assert cloudtrail.list_insights_metric_data(**metric)["Values"] == [1.0]
    filled = cloudtrail.list_insights_metric_data(**metric, DataType="FillWithZeros", Period=3600)
    assert (len(filled["Values"]), sum(filled["Values"])) == (25, 1.0)


def test_event_configuration(fake: AwsFake, cloudtrail: Any, bucket: Any, refused: Refused) -> None:
    store, trail = fake.cloudtrail.event_data_store("all"), fake.cloudtrail.trail("trail", bucket=bucket)
    keys = [{"Type": "RequestContext", "Equals": ["aws:SourceVpc"]}]
    with refused("InvalidParameterCombinationException"):
        cloudtrail.put_event_configuration(EventDataStore=store.arn, ContextKeySelectors=keys)
    cloudtrail.put_event_configuration(EventDataStore=store.arn, MaxEventSize="Large", ContextKeySelectors=keys)
    assert cloudtrail.get_event_configuration(EventDataStore=store.arn)["ContextKeySelectors"] == keys
    assert cloudtrail.get_event_configuration(TrailName=trail.name)["MaxEventSize"] == "Standard"
