from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

KEYS = st.lists(st.text("ab/ ü+%", min_size=1, max_size=5), unique=True, max_size=12)


def expected(keys, prefix, delimiter, after=""):
    """Keys and common prefixes by the words of the API reference."""
    found, common = [], []
    for key in sorted(keys, key=str.encode):
        if not key.startswith(prefix) or key <= after:
            continue
        position = key.find(delimiter, len(prefix)) if delimiter else -1
        if position < 0:
            found.append(key)
        elif (folded := key[: position + len(delimiter)]) not in common:
            common.append(folded)
    return found, common


@given(keys=KEYS, prefix=st.text("ab/", max_size=2), delimiter=st.sampled_from(["", "/", "b", "a/"]),
       size=st.integers(1, 5), version=st.sampled_from(["list_objects", "list_objects_v2"]),
       deleted=st.sets(st.integers(0, 11)))  # fmt: skip
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_put_together_are_the_whole(s3, keys, prefix, delimiter, size, version, deleted):
    s3.create_bucket(Bucket="paged")
    bucket = "paged"
    for old in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        s3.delete_object(Bucket=bucket, Key=old["Key"])
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key)
    for number, key in enumerate(keys):
        if number in deleted:
            s3.delete_object(Bucket=bucket, Key=key)
    left = [key for number, key in enumerate(keys) if number not in deleted]
    params = {"Bucket": bucket, "Prefix": prefix} | ({"Delimiter": delimiter} if delimiter else {})
    pages = list(s3.get_paginator(version).paginate(**params, PaginationConfig={"PageSize": size}))
    assert all(len(page.get("Contents", [])) + len(page.get("CommonPrefixes", [])) <= size for page in pages)
    got = (
        [one["Key"] for page in pages for one in page.get("Contents", [])],
        [one["Prefix"] for page in pages for one in page.get("CommonPrefixes", [])],
    )
    assert got == expected(left, prefix, delimiter)


def test_what_a_listing_says(s3, bucket):
    for key in ("photos/1.jpg", "photos/2.jpg", "readme"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"12345")
    listed = s3.list_objects_v2(Bucket=bucket, Delimiter="/", StartAfter="a", FetchOwner=True)
    (entry,) = listed["Contents"]
    assert (entry["Key"], entry["Size"], entry["StorageClass"]) == ("readme", 5, "STANDARD")
    assert entry["ETag"].startswith('"')
    assert len(entry["Owner"]["ID"]) == 64
    assert listed["CommonPrefixes"] == [{"Prefix": "photos/"}]
    said = {name: listed[name] for name in ("Name", "Prefix", "Delimiter", "MaxKeys", "KeyCount", "StartAfter")}
    assert said == {
        "Name": bucket,
        "Prefix": "",
        "Delimiter": "/",
        "MaxKeys": 1000,
        "KeyCount": 2,
        "StartAfter": "a",
    }
    assert listed["IsTruncated"] is False
    first = s3.list_objects(Bucket=bucket, MaxKeys=1)
    assert first["IsTruncated"] is True
    assert "NextMarker" not in first
    assert "Owner" in first["Contents"][0]
    folded = s3.list_objects(Bucket=bucket, MaxKeys=1, Delimiter="/")
    assert folded["NextMarker"] == "photos/"
    rest = s3.list_objects(Bucket=bucket, Delimiter="/", Marker="photos/")
    assert [one["Key"] for one in rest["Contents"]] == ["readme"]
    assert "CommonPrefixes" not in rest
    inside = s3.list_objects_v2(Bucket=bucket, Delimiter="/", StartAfter="photos/1.jpg")
    assert inside["CommonPrefixes"] == [{"Prefix": "photos/"}]


def test_keys_are_encoded_on_request(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a b/ü+%")
    plain = s3.list_objects_v2(Bucket=bucket)
    assert plain["Contents"][0]["Key"] == "a b/ü+%"
    encoded = s3.list_objects_v2(Bucket=bucket, EncodingType="url", Prefix="a b")
    assert encoded["Contents"][0]["Key"] == "a+b/%C3%BC%2B%25"
    assert encoded["Prefix"] == "a+b"


def test_pages_of_nothing_and_wrong_pages(s3, bucket, refused):
    s3.put_object(Bucket=bucket, Key="k")
    empty = s3.list_objects_v2(Bucket=bucket, MaxKeys=0)
    assert (empty["KeyCount"], empty["IsTruncated"]) == (0, False)
    assert s3.list_objects_v2(Bucket=bucket, MaxKeys=5000)["MaxKeys"] == 1000
    with refused("InvalidArgument", 400, "maxKeys"):
        s3.list_objects_v2(Bucket=bucket, MaxKeys=-1)
    with refused("InvalidArgument", 400, "continuation token"):
        s3.list_objects_v2(Bucket=bucket, ContinuationToken="x")
    with refused("InvalidArgument", 400, "Encoding"):
        s3.list_objects_v2(Bucket=bucket, EncodingType="base64")


@pytest.mark.parametrize("count", [100_000])
def test_a_large_bucket_is_listed_in_time(fake, s3, bucket, count):
    from pytest_awsevents.services.s3.state import S3

    s3.put_object(Bucket=bucket, Key="seed")
    stored = fake.scope().state(S3).buckets[bucket]
    (seed,) = stored.objects.get("seed")
    for number in range(count):  # past the API: 100,000 calls would take a while, and are not what is measured
        stored.objects.put(f"{number % 100:02}/{number:06}", [seed])
    start = time.perf_counter()
    pages = [s3.list_objects_v2(Bucket=bucket, Prefix=f"{folder:02}/", MaxKeys=10)["KeyCount"] for folder in range(100)]
    folded = s3.list_objects_v2(Bucket=bucket, Delimiter="/")
    for number in range(100):
        s3.put_object(Bucket=bucket, Key=f"new/{number}")
        assert s3.list_objects_v2(Bucket=bucket, Prefix="new/")["KeyCount"] == number + 1
    took = time.perf_counter() - start
    assert pages == [10] * 100
    assert len(folded["CommonPrefixes"]) == 100
    assert took < 10  # about half a second
