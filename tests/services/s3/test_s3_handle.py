from __future__ import annotations

import re

import pytest

from pytest_awsevents import AwsFake, event
from pytest_awsevents.core.errors import AwsError


def says(error):
    return str(error.value).splitlines()


def test_a_bucket_is_filled_and_looked_into(fake):
    files = fake.s3.bucket("files")
    assert (files.name, files.arn) == ("files", "arn:aws:s3:::files")
    put = files.put("a/1.json", {"n": 1}, ContentType="application/json", Metadata={"m": "x"}, Tagging="t=1")
    assert (put.size, put.json, put.text, put.body) == (8, {"n": 1}, '{"n": 1}', b'{"n": 1}')
    assert (put.metadata, put.tags, put.version_id) == ({"m": "x"}, {"t": "1"}, None)
    files.put("b", "text: ü")
    files.put("c", b"\x00")
    assert files.get("b") == "text: ü".encode()
    assert files.keys() == ["a/1.json", "b", "c"]
    assert files.keys("a/") == ["a/1.json"]
    assert [one.size for one in files.objects()] == [8, 8, 1]
    files.delete("c")
    assert files.keys() == ["a/1.json", "b"]
    with pytest.raises(AwsError, match="NoSuchKey"):
        files.get("c")
    assert [one.name for one in fake.s3.buckets()] == ["files"]


def test_buckets_are_made_once_and_by_api_calls(fake):
    fake.s3.bucket("files", events=True, versioned=True)
    assert fake.s3.bucket("files") == fake.s3.bucket("files")
    made = [call.operation for call in fake.recorded.calls]
    assert made.count("CreateBucket") == 1
    assert "PutBucketVersioning" in made
    assert fake.s3.bucket("files").put("k").version_id


def test_a_bucket_is_made_in_the_region_of_the_fake():
    with AwsFake(seed="t", region="eu-west-1") as fake:
        fake.s3.bucket("files")
        assert fake.client("s3").get_bucket_location(Bucket="files")["LocationConstraint"] == "eu-west-1"


def test_events_are_added_to_what_a_bucket_notifies(fake):
    files, queue = fake.s3.bucket("files"), fake.sqs.queue("changes")
    configuration = {"QueueConfigurations": [{"QueueArn": queue.arn, "Events": ["s3:ObjectCreated:*"]}]}
    fake.client("s3").put_bucket_notification_configuration(Bucket="files", NotificationConfiguration=configuration)
    fake.s3.bucket("files", events=True)
    files.put("k")
    assert queue.messages()[-1]["Records"]
    assert fake.recorded.events.only().detail_type == "Object Created"


def test_objects_that_are_as_wanted(fake):
    files = fake.s3.bucket("files")
    files.put("k", {"a": 1, "b": [1, 2]})
    files.put("none", "null")
    assert fake.s3.assert_object("k", bucket=files).size == 21
    fake.s3.assert_object("k", bucket="files", body='{"a": 1, "b": [1, 2]}')
    fake.s3.assert_object("k", bucket=files, json={"a": 1})
    fake.s3.assert_object("none", bucket=files, json=None)
    fake.s3.assert_no_object("other", bucket=files)


def test_a_missing_object_shows_the_nearest(fake):
    files = fake.s3.bucket("files")
    with pytest.raises(AssertionError) as error:
        fake.s3.assert_object("k", bucket=files)
    assert says(error) == ["bucket files has no object 'k'", "  the bucket is empty"]
    for key in ("exports/2026/a.csv", "exports/2025/a.csv", "readme", "exports/x", "z1", "z2", "z3"):
        files.put(key, b"12")
    with pytest.raises(AssertionError) as error:
        fake.s3.assert_object("exports/2026/b.csv", bucket=files)
    assert says(error) == [
        "bucket files has no object 'exports/2026/b.csv'",
        "  it has 7 objects, nearest first:",
        "    exports/2026/a.csv  (2 bytes)",
        "    exports/2025/a.csv  (2 bytes)",
        "    exports/x  (2 bytes)",
        "    readme  (2 bytes)",
        "    z1  (2 bytes)",
        "    ... and 2 more",
    ]


def test_another_body_shows_where_it_differs(fake):
    files = fake.s3.bucket("files")
    files.put("k", b"id,total\n1,42\n2,43\n3,44 and more to come")
    with pytest.raises(AssertionError) as error:
        fake.s3.assert_object("k", bucket=files, body=b"id,total\n1,42\n2,48\n")
    assert says(error) == [
        "object 'k' of bucket files has another body: 40 bytes, expected 19; they differ from byte 17 on",
        "  got       b'id,total\\n1,42\\n2,43\\n3,44 and more to c' ...",
        "  expected  b'id,total\\n1,42\\n2,48\\n'",
    ]
    with pytest.raises(AssertionError, match="they differ from byte 2 on"):
        fake.s3.assert_object("k", bucket=files, body=b"id")


def test_other_json_shows_the_differences(fake):
    files = fake.s3.bucket("files")
    files.put("k", {"a": 1, "b": "x"})
    with pytest.raises(AssertionError) as error:
        fake.s3.assert_object("k", bucket=files, json={"a": 2, "c": 1})
    assert says(error) == [
        "object 'k' of bucket files holds other JSON than expected",
        "  a  got 1         test wants 2",
        "  c  got (absent)  test wants 1",
        '  it holds {"a": 1, "b": "x"}',
    ]
    files.put("text", b"no JSON")
    with pytest.raises(AssertionError, match=re.escape("is no JSON")):
        fake.s3.assert_object("text", bucket=files, json={})
    with pytest.raises(AssertionError, match="holds other JSON"):
        fake.s3.assert_object("k", bucket=files, json=event(source="x"))


def test_an_object_that_should_not_be_there(fake):
    files = fake.s3.bucket("files")
    files.put("k", b"12")
    with pytest.raises(AssertionError) as error:
        fake.s3.assert_no_object("k", bucket=files)
    assert says(error) == ["bucket files has an object 'k', expected none", "  k  (2 bytes)", "  it begins b'12'"]
    with pytest.raises(AssertionError, match="there is no bucket 'file'; did you mean 'files'"):
        fake.s3.assert_object("k", bucket="file")
    fake.client("s3").delete_object(Bucket="files", Key="k")
    fake.client("s3").delete_bucket(Bucket="files")
    with pytest.raises(AssertionError, match="there is no bucket"):
        files.keys()


def test_the_fixture(aws_s3, aws_fake):
    assert aws_s3 is aws_fake.s3
