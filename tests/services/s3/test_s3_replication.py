from __future__ import annotations

import pytest

from pytest_awsevents.core.errors import UnsupportedOperation

ROLE = "arn:aws:iam::123456789012:role/replicate"


@pytest.fixture
def copies(fake, s3):
    """The name of a bucket in another region that keeps versions."""
    there = fake.client("s3", region="eu-west-1")
    there.create_bucket(Bucket="copies", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    there.put_bucket_versioning(Bucket="copies", VersioningConfiguration={"Status": "Enabled"})
    return "copies"


def rule(to="copies", **members):
    return {
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": f"arn:aws:s3:::{to}"},
        **members,
    }


@pytest.fixture
def replicate(s3, versioned):
    def put(*rules):
        configuration = {"Role": ROLE, "Rules": list(rules)}
        s3.put_bucket_replication(Bucket=versioned, ReplicationConfiguration=configuration)

    return put


def keys(s3, bucket):
    return [one["Key"] for one in s3.list_objects_v2(Bucket=bucket).get("Contents", ())]


def test_new_objects_are_copied_to_the_other_bucket(s3, versioned, copies, replicate):
    s3.put_object(Bucket=versioned, Key="before", Body=b"x")
    replicate(rule(ID="all"))
    version = s3.put_object(Bucket=versioned, Key="a", Body=b"1", Metadata={"m": "v"}, Tagging="t=1")["VersionId"]
    s3.copy_object(Bucket=versioned, Key="b", CopySource=f"{versioned}/a")
    assert keys(s3, copies) == ["a", "b"]
    replica = s3.get_object(Bucket=copies, Key="a")
    assert (replica["Body"].read(), replica["Metadata"], replica["VersionId"]) == (b"1", {"m": "v"}, version)
    assert replica["ReplicationStatus"] == "REPLICA"
    assert s3.head_object(Bucket=versioned, Key="a")["ReplicationStatus"] == "COMPLETED"
    assert "ReplicationStatus" not in s3.head_object(Bucket=versioned, Key="before")
    assert s3.get_object_tagging(Bucket=copies, Key="a")["TagSet"] == [{"Key": "t", "Value": "1"}]
    stored = s3.get_bucket_replication(Bucket=versioned)["ReplicationConfiguration"]
    assert (stored["Role"], [one["ID"] for one in stored["Rules"]]) == (ROLE, ["all"])


def test_a_replica_is_told_like_an_object_that_was_put(fake, s3, versioned, copies, replicate):
    queue = fake.sqs.queue("told")
    there = fake.client("s3", region="eu-west-1")
    there.put_bucket_notification_configuration(
        Bucket=copies, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    events = fake.client("events", region="eu-west-1")
    events.put_rule(Name="copied", EventPattern='{"source": ["aws.s3"]}')
    events.put_targets(Rule="copied", Targets=[{"Id": "q", "Arn": queue.arn}])
    replicate(rule())
    s3.put_object(Bucket=versioned, Key="a", Body=b"1")
    [event] = queue.messages()
    assert (event["detail"]["bucket"]["name"], event["detail"]["reason"]) == (copies, "PutObject")
    assert event["detail"]["requester"] == "s3.amazonaws.com"


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"Filter": {"Prefix": "in/"}}, ["in/tagged", "in/x"]),
        ({"Filter": {"Tag": {"Key": "t", "Value": "1"}}}, ["in/tagged"]),
        ({"Filter": {"And": {"Prefix": "in/", "Tags": [{"Key": "t", "Value": "2"}]}}}, []),
        ({"Status": "Disabled"}, []),
    ],
)
def test_rules_choose_what_is_copied(s3, versioned, copies, replicate, members, expected):
    replicate(rule(**members))
    s3.put_object(Bucket=versioned, Key="in/x")
    s3.put_object(Bucket=versioned, Key="in/tagged", Tagging="t=1")
    s3.put_object(Bucket=versioned, Key="out/x")
    assert keys(s3, copies) == expected


def test_the_rule_of_the_highest_priority_wins(s3, versioned, copies, replicate):
    to = f"arn:aws:s3:::{copies}"
    replicate(
        rule(Priority=2, Destination={"Bucket": to, "StorageClass": "GLACIER_IR"}),
        rule(Priority=1, Destination={"Bucket": to, "StorageClass": "STANDARD_IA"}),
    )
    s3.put_object(Bucket=versioned, Key="a")
    assert s3.head_object(Bucket=copies, Key="a")["StorageClass"] == "GLACIER_IR"


@pytest.mark.parametrize(("status", "left"), [("Enabled", []), ("Disabled", ["a"])])
def test_delete_markers_are_copied_where_the_rule_says_so(s3, versioned, copies, replicate, status, left):
    replicate(rule(DeleteMarkerReplication={"Status": status}))
    s3.put_object(Bucket=versioned, Key="a")
    marker = s3.delete_object(Bucket=versioned, Key="a")["VersionId"]
    assert keys(s3, copies) == left
    s3.delete_object(Bucket=versioned, Key="a", VersionId=marker)  # deletions of versions stay where they are
    assert keys(s3, copies) == left


def test_objects_encrypted_by_kms_are_copied_only_if_the_rule_says_so(s3, versioned, copies, replicate):
    replicate(rule())
    s3.put_object(Bucket=versioned, Key="a", ServerSideEncryption="aws:kms")
    replicate(rule(SourceSelectionCriteria={"SseKmsEncryptedObjects": {"Status": "Enabled"}}))
    s3.put_object(Bucket=versioned, Key="b", ServerSideEncryption="aws:kms")
    assert keys(s3, copies) == ["b"]


def test_a_copy_that_cannot_be_made_failed(s3, versioned, copies, replicate):
    replicate(rule())
    s3.delete_bucket(Bucket=copies)
    s3.put_object(Bucket=versioned, Key="a")
    assert s3.head_object(Bucket=versioned, Key="a")["ReplicationStatus"] == "FAILED"


def test_changes_of_an_object_are_not_copied_later(s3, versioned, copies, replicate):
    replicate(rule())
    s3.put_object(Bucket=versioned, Key="a")
    s3.put_object_tagging(Bucket=versioned, Key="a", Tagging={"TagSet": [{"Key": "t", "Value": "1"}]})
    assert s3.get_object_tagging(Bucket=copies, Key="a")["TagSet"] == []


def test_replication_can_be_taken_away(s3, versioned, copies, replicate, refused):
    replicate(rule())
    s3.delete_bucket_replication(Bucket=versioned)
    s3.put_object(Bucket=versioned, Key="a")
    assert keys(s3, copies) == []
    with refused("ReplicationConfigurationNotFoundError", 404):
        s3.get_bucket_replication(Bucket=versioned)


def test_configurations_that_are_refused(s3, bucket, versioned, copies, replicate, refused):
    configuration = {"Role": ROLE, "Rules": [rule()]}
    with refused("InvalidRequest", 400, "Versioning must be 'Enabled' on the bucket to apply a replication"):
        s3.put_bucket_replication(Bucket=bucket, ReplicationConfiguration=configuration)
    for to, text in (
        ("nowhere", "Destination bucket must exist."),
        (bucket, "Destination bucket must have versioning enabled."),
        (versioned, "Destination bucket cannot be the same as the source bucket."),
    ):
        with refused("InvalidRequest", 400, text):
            replicate(rule(to))
    with refused("InvalidArgument", 400, "Invalid bucket ARN."):
        replicate(rule(Destination={"Bucket": copies}))
    with refused("InvalidArgument", 400, "Rule Id must be unique"):
        replicate(rule(ID="a"), rule(ID="a"))
    without_priority = rule()
    del without_priority["Priority"]
    for wrong in ([], [without_priority], [rule(Prefix="a")]):
        with refused("MalformedXML", 400):
            replicate(*wrong)
    with pytest.raises(UnsupportedOperation, match="ExistingObjectReplication"):
        replicate(rule(ExistingObjectReplication={"Status": "Enabled"}))


# --- configurations that a bucket may have many of ---

CONFIGURATIONS = {
    "analytics": ("AnalyticsConfiguration", {"StorageClassAnalysis": {}}),
    "inventory": (
        "InventoryConfiguration",
        {
            "IsEnabled": True,
            "IncludedObjectVersions": "All",
            "Schedule": {"Frequency": "Daily"},
            "Destination": {"S3BucketDestination": {"Bucket": "arn:aws:s3:::lists", "Format": "CSV"}},
        },
    ),
    "metrics": ("MetricsConfiguration", {"Filter": {"Prefix": "in/"}}),
    "intelligent_tiering": (
        "IntelligentTieringConfiguration",
        {"Status": "Enabled", "Tierings": [{"Days": 90, "AccessTier": "ARCHIVE_ACCESS"}]},
    ),
}


@pytest.mark.parametrize("kind", CONFIGURATIONS)
def test_configurations_are_kept_by_id(s3, bucket, refused, kind):
    member, body = CONFIGURATIONS[kind]

    def call(verb, plural="", **params):
        return getattr(s3, f"{verb}_bucket_{kind}_configuration{plural}")(Bucket=bucket, **params)

    assert call("list", "s")["IsTruncated"] is False
    for id in ("b", "a"):
        call("put", Id=id, **{member: {"Id": id, **body}})
    assert call("get", Id="a")[member] == {"Id": "a", **body}
    listed = call("list", "s")
    assert [one["Id"] for one in listed[f"{member}List"]] == ["a", "b"]
    call("delete", Id="a")
    for verb in ("get", "delete"):
        with refused("NoSuchConfiguration", 404, "The specified configuration does not exist."):
            call(verb, Id="a")
    with refused("MalformedXML", 400):
        call("put", Id="a", **{member: {"Id": "other", **body}})


def test_configurations_are_listed_page_by_page(s3, bucket, refused):
    for number in range(101):
        id = f"{number:03}"
        s3.put_bucket_metrics_configuration(Bucket=bucket, Id=id, MetricsConfiguration={"Id": id})
    first = s3.list_bucket_metrics_configurations(Bucket=bucket)
    assert (len(first["MetricsConfigurationList"]), first["IsTruncated"]) == (100, True)
    rest = s3.list_bucket_metrics_configurations(Bucket=bucket, ContinuationToken=first["NextContinuationToken"])
    assert [one["Id"] for one in rest["MetricsConfigurationList"]] == ["100"]
    with refused("InvalidArgument", 400):
        s3.list_bucket_metrics_configurations(Bucket=bucket, ContinuationToken="made up")
