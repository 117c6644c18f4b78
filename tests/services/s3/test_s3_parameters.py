"""Every parameter of every operation is read somewhere, or stands here with the reason why it need not be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from botocore import xform_name

from pytest_awsevents.services import s3
from pytest_awsevents.services.s3.checksums import MEMBERS
from pytest_awsevents.wire.models import service_model

MODEL = service_model("s3")
OPERATIONS = [name for name in MODEL.operation_names if xform_name(name) in s3.service.operations]
WITHOUT_EFFECT = {
    "MFA": "MFA delete cannot be turned on",
    "ConfirmRemoveSelfBucketAccess": "the owner is never locked out of the policy",
}
SOURCE = "".join(path.read_text() for path in Path(s3.__file__).parent.glob("*.py"))
READ = {
    *re.findall(r'"([A-Z]\w+)"', SOURCE),
    *MEMBERS.values(),
    *(f"CopySource{name}" for name in ("IfMatch", "IfNoneMatch", "IfModifiedSince", "IfUnmodifiedSince")),
    *(f"CopySourceSSECustomer{name}" for name in ("Algorithm", "Key", "KeyMD5")),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_parameter_goes_unread(operation):
    shape = MODEL.operation_model(operation).input_shape
    assert [name for name in shape.members if name not in READ and name not in WITHOUT_EFFECT] == []


def test_the_operations_are_those_of_general_purpose_buckets():
    assert len(OPERATIONS) == len(s3.service.operations)
    assert len(OPERATIONS) > 60
