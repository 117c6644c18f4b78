"""Platform applications, and the endpoints of devices they are installed on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.core.utf8 import utf8
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.sns.errors import invalid
from pytest_awsevents.services.sns.state import SNS, Application, Endpoint, find_application, find_endpoint

operation = OperationTable()
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,256}")
_PLATFORMS = (
    "ADM",
    "APNS",
    "APNS_SANDBOX",
    "APNS_VOIP",
    "APNS_VOIP_SANDBOX",
    "BAIDU",
    "GCM",
    "MACOS",
    "MACOS_SANDBOX",
    "MPNS",
    "WNS",
)
_CREDENTIALS = ("PlatformCredential", "PlatformPrincipal")
_KEPT = (
    "Enabled",
    "SuccessFeedbackRoleArn",
    "FailureFeedbackRoleArn",
    "SuccessFeedbackSampleRate",
    "ApplePlatformTeamID",
    "ApplePlatformBundleID",
)
_EVENTS = ("EventEndpointCreated", "EventEndpointDeleted", "EventEndpointUpdated", "EventDeliveryFailure")
_OF_ENDPOINTS = ("CustomUserData", "Enabled", "Token")
_MAX_USER_DATA = 2048
_APPLICATIONS = PageMembers("PlatformApplications", invalid=invalid("NextToken"))
_ENDPOINTS = PageMembers("Endpoints", invalid=invalid("NextToken"))


@operation
def create_platform_application(scope: Scope, params: Params) -> dict[str, Any]:
    """Making one of the same name and platform again gives the one there is, with the new attributes."""
    name, platform, attributes = params["Name"], params["Platform"], params["Attributes"]
    if not _NAME.fullmatch(name):
        raise invalid(
            f"{name} Reason: must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.' and must be "
            "between 1 and 256 characters long"
        )
    if platform not in _PLATFORMS:
        raise invalid(f"Platform Reason: {platform} is not supported")
    kept = _read(attributes)
    if "PlatformCredential" not in attributes:
        raise invalid("Attributes Reason: PlatformCredential attribute is required")
    arn = scope.arn("sns", f"app/{platform}/{name}")
    application = scope.state(SNS).applications.setdefault(arn, Application(arn, {"Enabled": "true"}))
    application.attributes.update(kept)
    return {"PlatformApplicationArn": arn}


@operation
def get_platform_application_attributes(scope: Scope, params: Params) -> dict[str, Any]:
    """Without the credentials: those are never told."""
    return {"Attributes": find_application(scope, params["PlatformApplicationArn"]).attributes}


@operation
def set_platform_application_attributes(scope: Scope, params: Params) -> None:
    application = find_application(scope, params["PlatformApplicationArn"])
    application.attributes.update(_read(params["Attributes"]))


@operation
def delete_platform_application(scope: Scope, params: Params) -> None:
    """One that is not there is no error; its endpoints go with it."""
    state = scope.state(SNS)
    application = state.applications.pop(params["PlatformApplicationArn"], None)
    for arn in () if application is None else application.endpoints.values():
        state.endpoints.pop(arn, None)


@operation
def list_platform_applications(scope: Scope, params: Params) -> dict[str, Any]:
    listed = [
        {"PlatformApplicationArn": one.arn, "Attributes": one.attributes}
        for one in scope.state(SNS).applications.values()
    ]
    return page(listed, params, _APPLICATIONS)


@operation
def create_platform_endpoint(scope: Scope, params: Params) -> dict[str, Any]:
    """The same token gives the endpoint there is, if all its attributes are the same (recorded)."""
    application, token = find_application(scope, params["PlatformApplicationArn"]), params["Token"]
    if not token:
        raise invalid("Token Reason: cannot be empty")
    given = params.get("Attributes", {})
    _check_endpoint(given)
    if "CustomUserData" in params:
        given = {"CustomUserData": params["CustomUserData"], **given}
        _check_endpoint(given)
    attributes = {"Enabled": "true", "Token": token, **given}
    state = scope.state(SNS)
    known = application.endpoints.get(token)
    if known is not None:
        if state.endpoints[known].attributes != attributes:
            raise invalid(
                f"Token Reason: Endpoint {known} already exists with the same Token, but different attributes."
            )
        return {"EndpointArn": known}
    arn = f"{application.arn.replace(':app/', ':endpoint/', 1)}/{scope.ids.uuid()}"
    state.endpoints[arn] = Endpoint(arn, application.arn, attributes)
    application.endpoints[token] = arn
    return {"EndpointArn": arn}


@operation
def get_endpoint_attributes(scope: Scope, params: Params) -> dict[str, Any]:
    return {"Attributes": find_endpoint(scope, params["EndpointArn"]).attributes}


@operation
def set_endpoint_attributes(scope: Scope, params: Params) -> None:
    endpoint = find_endpoint(scope, params["EndpointArn"])
    given = params["Attributes"]
    _check_endpoint(given)
    endpoints = scope.state(SNS).applications[endpoint.application].endpoints
    token = given.get("Token", endpoint.attributes["Token"])
    if endpoints.get(token, endpoint.arn) != endpoint.arn:
        raise invalid(f"Token Reason: Endpoint {endpoints[token]} already exists with the same Token.")
    del endpoints[endpoint.attributes["Token"]]
    endpoints[token] = endpoint.arn
    endpoint.attributes.update(given)


@operation
def delete_endpoint(scope: Scope, params: Params) -> None:
    """One that is not there is no error (API reference)."""
    state = scope.state(SNS)
    endpoint = state.endpoints.pop(params["EndpointArn"], None)
    if endpoint is not None:
        del state.applications[endpoint.application].endpoints[endpoint.attributes["Token"]]


@operation
def list_endpoints_by_platform_application(scope: Scope, params: Params) -> dict[str, Any]:
    application, endpoints = find_application(scope, params["PlatformApplicationArn"]), scope.state(SNS).endpoints
    listed = [{"EndpointArn": arn, "Attributes": endpoints[arn].attributes} for arn in application.endpoints.values()]
    return page(listed, params, _ENDPOINTS)


def _read(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes that are kept; credentials are for the push service, and not."""
    for name in attributes:
        if name in _EVENTS:
            raise UnsupportedOperation(f"sns: events of platform applications ({name}) are not faked")
    _refuse_unknown(attributes, (*_KEPT, *_CREDENTIALS))
    return {name: value for name, value in attributes.items() if name not in _CREDENTIALS}


def _check_endpoint(attributes: Mapping[str, str]) -> None:
    _refuse_unknown(attributes, _OF_ENDPOINTS)
    if attributes.get("Enabled", "true").lower() not in ("true", "false"):
        raise invalid("Enabled Reason: must be true or false")
    if len(utf8(attributes.get("CustomUserData", ""))) > _MAX_USER_DATA:
        raise invalid(f"CustomUserData Reason: must be at most {_MAX_USER_DATA} bytes long in UTF-8 encoding")


def _refuse_unknown(attributes: Iterable[str], known: Iterable[str]) -> None:
    for name in attributes:
        if name not in known:
            raise invalid(f"Attributes Reason: Invalid attribute name: {name}")
