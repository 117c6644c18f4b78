"""GetObjectAttributes."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.s3.checksums import described
from pytest_awsevents.services.s3.describing import charged
from pytest_awsevents.services.s3.encryption import check_customer_key
from pytest_awsevents.services.s3.errors import invalid_argument
from pytest_awsevents.services.s3.finding import find_object
from pytest_awsevents.services.s3.paging import first_page, page_size
from pytest_awsevents.services.s3.state import ObjectVersion, shown_id

operation = OperationTable()
_KNOWN = ("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize")


@operation
def get_object_attributes(scope: Scope, params: Params) -> dict[str, Any]:
    bucket, version = find_object(scope, params)
    check_customer_key(version.encryption, params)
    for name in params["ObjectAttributes"]:
        if name not in _KNOWN:
            raise invalid_argument("Invalid attribute name specified.", "x-amz-object-attributes", name)
    attributes: dict[str, Any] = {
        "ETag": version.etag,  # the only answer of S3 without quotes around it
        "Checksum": described(version.checksum),
        "ObjectParts": _parts(version, params) if version.parts else None,
        "StorageClass": version.storage_class,
        "ObjectSize": version.size,
    }
    return {
        "LastModified": version.modified,
        "VersionId": shown_id(bucket, version),
        **{name: attributes[name] for name in _KNOWN if name in params["ObjectAttributes"]},
        **charged(scope, bucket, params),
    }


def _parts(version: ObjectVersion, params: Params) -> dict[str, Any]:
    """The parts; one by one only where they have checksums that were asked for (API reference)."""
    answer: dict[str, Any] = {"TotalPartsCount": len(version.parts)}
    if version.checksum.type != "COMPOSITE":
        return answer
    size, marker = page_size(params, "MaxParts"), params.get("PartNumberMarker", 0)
    page, more = first_page((one for one in enumerate(version.parts, start=1) if one[0] > marker), size)
    return {
        **answer,
        "PartNumberMarker": marker,
        "NextPartNumberMarker": page[-1][0] if page else 0,
        "MaxParts": size,
        "IsTruncated": more,
        "Parts": [
            {"PartNumber": number, "Size": len(part.content), **part.checksum.members()} for number, part in page
        ],
    }
