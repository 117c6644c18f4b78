"""Which error CloudTrail answers where a param breaks a constraint of its model; the texts are as modelled [G]."""

from __future__ import annotations

from pytest_awsevents.core.wording import Wording
from pytest_awsevents.wire.models import operation_model

_CODES = {
    "advancedEventSelectors": "InvalidEventSelectorsException",
    "eventSelectors": "InvalidEventSelectorsException",
    "insightSelectors": "InvalidInsightSelectorsException",
    "lookupAttributes": "InvalidLookupAttributesException",
    "maxResults": "InvalidMaxResultsException",
    "maxQueryResults": "InvalidMaxResultsException",
    "nextToken": "InvalidNextTokenException",
    "eventCategory": "InvalidEventCategoryException",
    "eventDataStore": "EventDataStoreARNInvalidException",
    "eventDataStores": "EventDataStoreARNInvalidException",
    "channel": "ChannelARNInvalidException",
    "resourceArn": "ResourceARNNotValidException",
    "resourcePolicy": "ResourcePolicyNotValidException",
    "queryStatus": "InvalidQueryStatusException",
    "queryStatement": "InvalidQueryStatementException",
    "tagsList": "InvalidTagParameterException",
    "tags": "InvalidTagParameterException",
    "kmsKeyId": "InvalidKmsKeyIdException",
    "channelArn": "InvalidChannelARN",
}
_USUAL = "InvalidParameterException"


def _code_of(service: str, operation: str, member: str) -> str:
    """The error of that member where the operation has it, else the usual one, else the common one."""
    modelled = {shape.name for shape in operation_model(service, operation).error_shapes}
    return next((code for code in (_CODES.get(member), _USUAL) if code in modelled), None) or "ValidationException"


WORDING = Wording(code_of=lambda operation, member: _code_of("cloudtrail", operation, member))
DATA_WORDING = Wording(code_of=lambda operation, member: _code_of("cloudtrail-data", operation, member))
