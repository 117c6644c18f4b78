"""The record of one API call, field by field (CloudTrail record contents, eventVersion 1.11)."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.ids import Ids
from pytest_awsevents.core.records import ApiCall, Json
from pytest_awsevents.services.cloudtrail.records.casing import request_parameters, response_elements
from pytest_awsevents.services.cloudtrail.records.identities import user_identity
from pytest_awsevents.services.cloudtrail.records.resources import resources_of
from pytest_awsevents.services.cloudtrail.records.sources import (
    api_version,
    event_name,
    event_source,
    is_data_event,
    is_read_only,
    region_of,
)

VERSION = "1.11"
_ADDRESS = "192.0.2.1"
_USER_AGENT = "Boto3"
_MAX_MESSAGE = 1024


def is_logged(call: ApiCall) -> bool:
    """Whether a call came to an end that AWS would know of: not one that nobody serves, nor one under way."""
    return call.answered_by != "nothing"


def log_record(call: ApiCall, ids: Ids, begun: ApiCall | None = None) -> dict[str, Json]:
    """The CloudTrail record of a call; ids belong to the call, so they are the same whenever it is made."""
    by_service = not call.principal.startswith("arn:")
    read_only, of_data = is_read_only(call), is_data_event(call)
    record: dict[str, Json] = {
        "eventVersion": VERSION,
        "userIdentity": user_identity(call, begun),
        "eventTime": f"{call.at:%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": event_source(call),
        "eventName": event_name(call),
        "awsRegion": region_of(call),
        "sourceIPAddress": call.principal if by_service else _ADDRESS,
        "userAgent": call.principal if by_service else _USER_AGENT,
    }
    if call.error is not None:
        record["errorCode"] = call.error.code
        record["errorMessage"] = call.error.message[:_MAX_MESSAGE]
    record["requestParameters"] = request_parameters(call)
    record["responseElements"] = None if read_only else response_elements(call)
    if call.service == "s3":
        record["additionalEventData"] = _additional(call)
    record["requestID"] = ids.derived("CloudTrail request", call.seq)
    record["eventID"] = ids.derived("CloudTrail event", call.seq)
    record["readOnly"] = read_only
    resources = resources_of(call)
    if resources is not None:
        record["resources"] = resources
    record["eventType"] = "AwsApiCall"
    version = api_version(call)
    if version is not None:
        record["apiVersion"] = version
    record["managementEvent"] = not of_data
    record["recipientAccountId"] = call.account
    record["eventCategory"] = "Data" if of_data else "Management"
    if not by_service:
        record["tlsDetails"] = {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": _host(call),
        }
    return record


def _additional(call: ApiCall) -> dict[str, Json]:
    sent: Any = call.params.get("Body")
    got: Any = (call.response or {}).get("Body")
    return {
        "SignatureVersion": "SigV4",
        "CipherSuite": "TLS_AES_128_GCM_SHA256",
        "bytesTransferredIn": len(sent) if hasattr(sent, "__len__") else 0,
        "AuthenticationMethod": "AuthHeader",
        "bytesTransferredOut": len(got) if hasattr(got, "__len__") else 0,
    }


def _host(call: ApiCall) -> str:
    prefix = event_source(call).removesuffix(".amazonaws.com")
    bucket = call.params.get("Bucket") if call.service == "s3" else None
    return f"{f'{bucket}.' if bucket else ''}{prefix}.{call.region}.amazonaws.com"
