from __future__ import annotations

import pytest


def put(s3, bucket, key, *bodies):
    return [s3.put_object(Bucket=bucket, Key=key, Body=body)["VersionId"] for body in bodies]


def read(s3, bucket, key, **which):
    return s3.get_object(Bucket=bucket, Key=key, **which)["Body"].read()


def test_every_put_makes_a_version(s3, versioned):
    first, second = put(s3, versioned, "k", b"1", b"2")
    assert first != second
    assert read(s3, versioned, "k") == b"2"
    assert read(s3, versioned, "k", VersionId=first) == b"1"
    listed = s3.list_object_versions(Bucket=versioned)["Versions"]
    assert [(one["VersionId"], one["IsLatest"]) for one in listed] == [(second, True), (first, False)]


def test_a_delete_marker_hides_the_object(s3, versioned, refused):
    (id,) = put(s3, versioned, "k", b"1")
    deleted = s3.delete_object(Bucket=versioned, Key="k")
    assert deleted["DeleteMarker"] is True
    with refused("NoSuchKey", 404):
        s3.get_object(Bucket=versioned, Key="k")
    with refused("MethodNotAllowed", 405):
        s3.get_object(Bucket=versioned, Key="k", VersionId=deleted["VersionId"])
    with refused("405", 405):
        s3.head_object(Bucket=versioned, Key="k", VersionId=deleted["VersionId"])
    assert "Contents" not in s3.list_objects_v2(Bucket=versioned)
    (marker,) = s3.list_object_versions(Bucket=versioned)["DeleteMarkers"]
    assert (marker["VersionId"], marker["IsLatest"]) == (deleted["VersionId"], True)
    assert read(s3, versioned, "k", VersionId=id) == b"1"
    undone = s3.delete_object(Bucket=versioned, Key="k", VersionId=deleted["VersionId"])
    assert (undone["DeleteMarker"], undone["VersionId"]) == (True, deleted["VersionId"])
    assert read(s3, versioned, "k") == b"1"


def test_versions_are_deleted_for_good(s3, versioned, refused):
    first, second = put(s3, versioned, "k", b"1", b"2")
    gone = s3.delete_object(Bucket=versioned, Key="k", VersionId=second)
    assert gone["VersionId"] == second
    assert "DeleteMarker" not in gone
    assert read(s3, versioned, "k") == b"1"
    with refused("NoSuchVersion", 404) as error:
        s3.get_object(Bucket=versioned, Key="k", VersionId=second)
    assert (error["Key"], error["VersionId"]) == ("k", second)
    with refused("InvalidArgument", 400, "Invalid version id"):
        s3.get_object(Bucket=versioned, Key="k", VersionId="no-id")
    s3.delete_object(Bucket=versioned, Key="k", VersionId=first)
    assert s3.delete_object(Bucket=versioned, Key="k", VersionId=first)["VersionId"] == first
    assert "Versions" not in s3.list_object_versions(Bucket=versioned)


def test_delete_objects_tells_versions_and_markers_apart(s3, versioned):
    (id,) = put(s3, versioned, "k", b"1")
    (marker,) = s3.delete_objects(Bucket=versioned, Delete={"Objects": [{"Key": "k"}]})["Deleted"]
    assert marker == {"Key": "k", "DeleteMarker": True, "DeleteMarkerVersionId": marker["DeleteMarkerVersionId"]}
    wanted = [{"Key": "k", "VersionId": id}, {"Key": "k", "VersionId": marker["DeleteMarkerVersionId"]}]
    deleted = s3.delete_objects(Bucket=versioned, Delete={"Objects": wanted})["Deleted"]
    assert deleted[0] == {"Key": "k", "VersionId": id}
    assert deleted[1]["DeleteMarker"] is True


def test_suspended_buckets_replace_the_null_version(s3, bucket, refused):
    s3.put_object(Bucket=bucket, Key="k", Body=b"before")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    (id,) = put(s3, bucket, "k", b"kept")
    assert read(s3, bucket, "k", VersionId="null") == b"before"
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Suspended"
    assert put(s3, bucket, "k", b"after", b"last") == ["null", "null"]
    assert read(s3, bucket, "k", VersionId="null") == b"last"
    assert read(s3, bucket, "k", VersionId=id) == b"kept"
    assert s3.delete_object(Bucket=bucket, Key="k")["VersionId"] == "null"
    with refused("NoSuchKey"):
        s3.get_object(Bucket=bucket, Key="k")


def test_buckets_without_versions_know_but_the_null_version(s3, bucket, refused):
    s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    assert read(s3, bucket, "k", VersionId="null") == b"1"
    with refused("InvalidArgument", 400):
        s3.delete_object(Bucket=bucket, Key="k", VersionId="A" * 32)
    s3.delete_object(Bucket=bucket, Key="k", VersionId="null")
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_versions_are_listed_in_pages(s3, versioned, size):
    for key in ("a", "b/1", "b/2", "c"):
        put(s3, versioned, key, b"1", b"2")
    s3.delete_object(Bucket=versioned, Key="c")
    whole = s3.list_object_versions(Bucket=versioned)
    want = [(one["Key"], one["VersionId"]) for one in whole["Versions"]]
    paginator = s3.get_paginator("list_object_versions")
    got, markers = [], 0
    for page in paginator.paginate(Bucket=versioned, PaginationConfig={"PageSize": size}):
        got += [(one["Key"], one["VersionId"]) for one in page.get("Versions", [])]
        markers += len(page.get("DeleteMarkers", []))
    assert got == want
    assert markers == 1
    pages = list(paginator.paginate(Bucket=versioned, Delimiter="/", PaginationConfig={"PageSize": size}))
    assert [one["Prefix"] for page in pages for one in page.get("CommonPrefixes", [])] == ["b/"]
    assert sum(len(page.get("Versions", [])) for page in pages) == 4


def test_a_version_marker_needs_a_key_marker(s3, versioned, refused):
    with refused("InvalidArgument", 400, "without a key marker"):
        s3.list_object_versions(Bucket=versioned, VersionIdMarker="A" * 32)


def test_tags_belong_to_a_version(s3, versioned):
    first, second = put(s3, versioned, "k", b"1", b"2")
    tags = {"TagSet": [{"Key": "a", "Value": "1"}]}
    assert s3.put_object_tagging(Bucket=versioned, Key="k", VersionId=first, Tagging=tags)["VersionId"] == first
    assert s3.get_object_tagging(Bucket=versioned, Key="k", VersionId=first)["TagSet"] == tags["TagSet"]
    assert s3.get_object_tagging(Bucket=versioned, Key="k")["TagSet"] == []
    assert s3.delete_object_tagging(Bucket=versioned, Key="k", VersionId=first)["VersionId"] == first
    assert s3.get_object_tagging(Bucket=versioned, Key="k", VersionId=first)["TagSet"] == []
    assert s3.get_object_tagging(Bucket=versioned, Key="k")["VersionId"] == second
