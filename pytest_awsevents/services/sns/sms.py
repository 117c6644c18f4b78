"""Settings of text messages, and who wants none: SMS attributes, opting out and in."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.sns.errors import invalid
from pytest_awsevents.services.sns.mobile import is_phone
from pytest_awsevents.services.sns.state import SNS

operation = OperationTable()
_DEFAULTS = {"MonthlySpendLimit": "1"}
_VALUES = {
    "MonthlySpendLimit": re.compile(r"\d{1,9}"),
    "DeliveryStatusIAMRole": re.compile(r"arn:[^:]+:iam::\d{12}:role/.+|"),
    "DeliveryStatusSuccessSamplingRate": re.compile(r"100|\d{1,2}|"),
    "DefaultSenderID": re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}|"),
    "DefaultSMSType": re.compile(r"Promotional|Transactional|"),
    "UsageReportS3Bucket": re.compile(r".*"),
}
_OPT_IN_INTERVAL = timedelta(days=30)
_PAGES = PageMembers(
    "phoneNumbers", token_in="nextToken", token_out="nextToken", limit="", invalid=invalid("nextToken")
)


@operation
def set_sms_attributes(scope: Scope, params: Params) -> None:
    """Sender and type act on every message. There are neither costs nor delivery logs nor usage reports."""
    for name, value in params["attributes"].items():
        if name not in _VALUES:
            raise invalid(f"{name} is not a valid attribute")
        if not _VALUES[name].fullmatch(value):
            raise invalid(name)
    scope.state(SNS).sms.update(params["attributes"])


@operation
def get_sms_attributes(scope: Scope, params: Params) -> dict[str, Any]:
    attributes = {**_DEFAULTS, **scope.state(SNS).sms}
    wanted = params.get("attributes") or attributes
    return {"attributes": {name: value for name, value in attributes.items() if name in wanted}}


@operation
def check_if_phone_number_is_opted_out(scope: Scope, params: Params) -> dict[str, Any]:
    return {"isOptedOut": _checked(params) in scope.state(SNS).opted_out}


@operation
def list_phone_numbers_opted_out(scope: Scope, params: Params) -> dict[str, Any]:
    return page(list(scope.state(SNS).opted_out), params, _PAGES)


@operation
def opt_in_phone_number(scope: Scope, params: Params) -> None:
    """Once in 30 days (API reference); opting in who had not opted out is no error."""
    number, state = _checked(params), scope.state(SNS)
    before = state.opted_in.get(number)
    if before is not None and scope.now < before + _OPT_IN_INTERVAL:
        raise invalid("phoneNumber Reason: a phone number can be opted in only once every 30 days")
    if state.opted_out.pop(number, None) is not None:
        state.opted_in[number] = scope.now


@operation
def list_origination_numbers(scope: Scope, params: Params) -> dict[str, Any]:
    """They are bought elsewhere, so there are none."""
    return {"PhoneNumbers": []}


def _checked(params: Params) -> str:
    number: str = params["phoneNumber"]
    if not is_phone(number):
        raise invalid(f"PhoneNumber Reason: {number} is not valid")
    return number
