"""The columns of event data stores ("CloudTrail Lake supported SQL schemas"): how they are read off a record's JSON.

Names here are those of the JSON; in SQL they have no case.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_MAP = "MAP(VARCHAR,VARCHAR)"
_TEXT = "VARCHAR"
_ISSUER = dict.fromkeys(("type", "principalId", "arn", "accountId", "userName"), _TEXT)
_IDENTITY: Mapping[str, Any] = {
    **dict.fromkeys(("type", "principalId", "arn", "accountId", "accessKeyId", "userName"), _TEXT),
    "sessionContext": {
        "attributes": {"creationDate": "TIMESTAMP", "mfaAuthenticated": _TEXT},
        "sessionIssuer": _ISSUER,
        "webIdFederationData": {"federatedProvider": _TEXT, "attributes": _MAP},
        "sourceIdentity": _TEXT,
        "ec2RoleDelivery": _TEXT,
        "ec2IssuedInVpc": _TEXT,
    },
    "invokedBy": _TEXT,
    "identityProvider": _TEXT,
}
_HEADER: Mapping[str, Any] = {
    "eventVersion": _TEXT,
    "eventCategory": _TEXT,
    "eventType": _TEXT,
    "eventID": _TEXT,
    "eventTime": "TIMESTAMP",
    "awsRegion": _TEXT,
    "recipientAccountId": _TEXT,
    "addendum": _MAP,
}
_EVENT: Mapping[str, Any] = {
    "eventVersion": _TEXT,
    "userIdentity": _IDENTITY,
    "eventTime": "TIMESTAMP",
    **dict.fromkeys(
        ("eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "errorCode", "errorMessage"), _TEXT
    ),
    "requestParameters": _MAP,
    "responseElements": _MAP,
    "additionalEventData": _MAP,
    "requestID": _TEXT,
    "eventID": _TEXT,
    "readOnly": "BOOLEAN",
    "resources": [dict.fromkeys(("accountId", "type", "ARN", "ARNPrefix"), _TEXT)],
    "eventType": _TEXT,
    "apiVersion": _TEXT,
    "managementEvent": "BOOLEAN",
    **dict.fromkeys(
        ("recipientAccountId", "sharedEventID", "annotation", "vpcEndpointId", "vpcEndpointAccountId"), _TEXT
    ),
    "serviceEventDetails": _MAP,
    "addendum": _MAP,
    "edgeDeviceDetails": _MAP,
    "insightDetails": _MAP,
    "eventCategory": _TEXT,
    "tlsDetails": dict.fromkeys(("tlsVersion", "cipherSuite", "clientProvidedHostHeader"), _TEXT),
    "sessionCredentialFromConsole": _TEXT,
}
_ACTIVITY: Mapping[str, Any] = {
    **_HEADER,
    "metadata": {"ingestionTime": "TIMESTAMP", "channelARN": _TEXT},
    "eventData": {
        "version": _TEXT,
        "userIdentity": {"type": _TEXT, "principalId": _TEXT, "details": _MAP},
        **dict.fromkeys(("userAgent", "eventSource", "eventName"), _TEXT),
        "eventTime": "TIMESTAMP",
        "UID": _TEXT,
        "requestParameters": _MAP,
        "responseElements": _MAP,
        **dict.fromkeys(("errorCode", "errorMessage", "sourceIPAddress", "recipientAccountId"), _TEXT),
        "additionalEventData": _MAP,
    },
}
_ITEM: Mapping[str, Any] = {**_HEADER, "eventData": _MAP}
_BY_CATEGORY = {"ActivityAuditLog": _ACTIVITY, "ConfigurationItem": _ITEM, "Evidence": _ITEM}


def structure(category: str) -> str:
    """What `from_json` is told of the records of a category."""
    return json.dumps(_BY_CATEGORY.get(category, _EVENT))


def columns(category: str) -> str:
    """The columns in SQL: each in lower case, read from a struct `r`."""
    names = _BY_CATEGORY.get(category, _EVENT)
    return ", ".join(f'r."{name}" AS "{name.lower()}"' for name in names)
