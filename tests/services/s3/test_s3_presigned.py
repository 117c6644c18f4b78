from __future__ import annotations

from datetime import timedelta

import pytest
from botocore.config import Config

from pytest_awsevents import UnsupportedOperation


def presign(s3, method, **params):
    return s3.generate_presigned_url(method, Params=params, ExpiresIn=600)


def test_urls_put_and_get_objects(fake, s3, bucket):
    put = presign(s3, "put_object", Bucket=bucket, Key="a b/ü.txt")
    answer = fake.s3.open_presigned(put, "PUT", data="hello", headers={"x-amz-meta-who": "me"})
    assert (answer.status_code, answer.ok) == (200, True)
    assert answer.headers["ETag"] == '"5d41402abc4b2a76b9719d911017c592"'
    get = presign(s3, "get_object", Bucket=bucket, Key="a b/ü.txt", ResponseContentType="text/plain")
    answer = fake.s3.open_presigned(get)
    assert (answer.text, answer.content) == ("hello", b"hello")
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.headers["x-amz-meta-who"] == "me"
    part = fake.s3.open_presigned(get, headers={"Range": "bytes=1-2"})
    assert (part.status_code, part.text, part.headers["Content-Range"]) == (206, "el", "bytes 1-2/5")
    head = fake.s3.open_presigned(presign(s3, "head_object", Bucket=bucket, Key="a b/ü.txt"), "HEAD")
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, "5", b"")
    gone = fake.s3.open_presigned(presign(s3, "delete_object", Bucket=bucket, Key="a b/ü.txt"), "DELETE")
    assert gone.status_code == 204
    missing = fake.s3.open_presigned(get)
    assert (missing.status_code, missing.ok) == (404, False)
    assert "<Code>NoSuchKey</Code>" in missing.text


@pytest.mark.parametrize("config", [
    {"signature_version": "s3v4"},
    {"signature_version": "s3"},
    {"signature_version": "s3v4", "s3": {"addressing_style": "path"}},
    {"signature_version": "s3v4", "s3": {"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"}},
], ids=str)  # fmt: skip
def test_urls_of_every_style_are_read_and_expire(fake, bucket, config):
    fake.clock.freeze("2026-01-01")
    client = fake.session().client("s3", config=Config(**config))
    client.put_object(Bucket=bucket, Key="k", Body=b'{"a": 1}')
    url = presign(client, "get_object", Bucket=bucket, Key="k")
    assert fake.s3.open_presigned(url).json() == {"a": 1}
    fake.clock.tick(timedelta(minutes=10))
    expired = fake.s3.open_presigned(url)
    assert expired.status_code == 403
    assert "Request has expired" in expired.text


def test_headers_that_were_signed_have_to_come(fake, bucket):
    client = fake.session().client("s3", config=Config(signature_version="s3v4"))
    url = presign(client, "put_object", Bucket=bucket, Key="k", ContentType="text/csv", Metadata={"a": "1"})
    refused = fake.s3.open_presigned(url, "PUT", data=b"x")
    assert refused.status_code == 403
    assert "SignatureDoesNotMatch" in refused.text
    headers = {"Content-Type": "text/csv", "x-amz-meta-a": "1"}
    assert fake.s3.open_presigned(url, "PUT", data=b"x", headers=headers).ok
    assert client.head_object(Bucket=bucket, Key="k")["ContentType"] == "text/csv"


def test_parts_go_up_by_url(fake, s3, bucket):
    upload = {"Bucket": bucket, "Key": "k"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    url = presign(s3, "upload_part", **upload, PartNumber=1)
    etag = fake.s3.open_presigned(url, "PUT", data=b"part").headers["ETag"]
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]})
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"part"


def test_what_is_not_signed_or_not_of_an_object_is_refused(fake, s3, bucket):
    plain = fake.s3.open_presigned(f"https://{bucket}.s3.amazonaws.com/k")
    assert plain.status_code == 403
    with pytest.raises(UnsupportedOperation, match="POST"):
        fake.s3.open_presigned(presign(s3, "put_object", Bucket=bucket, Key="k"), "POST")
    with pytest.raises(UnsupportedOperation, match="got GET /"):
        fake.s3.open_presigned(presign(s3, "list_objects_v2", Bucket=bucket))
    with pytest.raises(UnsupportedOperation, match="tagging"):
        fake.s3.open_presigned(presign(s3, "get_object_tagging", Bucket=bucket, Key="k"))


def test_conditions_hold_for_urls_too(fake, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k")
    url = presign(s3, "get_object", Bucket=bucket, Key="k")
    modified = fake.s3.open_presigned(url).headers["Last-Modified"]
    assert fake.s3.open_presigned(url, headers={"If-Modified-Since": modified}).status_code == 304
    assert fake.s3.open_presigned(url, headers={"If-Match": '"x"'}).status_code == 412
    head = presign(s3, "head_object", Bucket=bucket, Key="nothing")
    assert fake.s3.open_presigned(head, "HEAD").content == b""
