"""AuthParameters of connections: what each type needs, what is shown of them, and what is secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pytest_awsevents.core.rules import Params
from pytest_awsevents.services.eventbridge.refusals import invalid_parameter

_HTTP = "InvocationHttpParameters"


class _Kind(NamedTuple):
    """One authorization type: its block of AuthParameters and the members that block needs."""

    block: str
    required: tuple[str, ...]


_KINDS = {
    "BASIC": _Kind("BasicAuthParameters", ("Username", "Password")),
    "API_KEY": _Kind("ApiKeyAuthParameters", ("ApiKeyName", "ApiKeyValue")),
    "OAUTH_CLIENT_CREDENTIALS": _Kind("OAuthParameters", ("ClientParameters", "AuthorizationEndpoint", "HttpMethod")),
}
_SECRET_MEMBERS = ("Password", "ApiKeyValue", "ClientSecret")
_SECRET_NAMES = {
    "Username": "username",
    "Password": "password",
    "ApiKeyName": "api_key_name",
    "ApiKeyValue": "api_key_value",
    "ClientID": "client_id",
    "ClientSecret": "client_secret",
    "AuthorizationEndpoint": "authorization_endpoint",
    "HttpMethod": "http_method",
    "OAuthHttpParameters": "oauth_http_parameters",
    _HTTP: "invocation_http_parameters",
    "HeaderParameters": "header_parameters",
    "QueryStringParameters": "query_string_parameters",
    "BodyParameters": "body_parameters",
    "Key": "key",
    "Value": "value",
    "IsValueSecret": "is_value_secret",
}


def check_parameters(authorization_type: str, parameters: Params) -> None:
    """Raises AWS's error where the block of the type is missing or incomplete (reported)."""
    kind = _KINDS[authorization_type]
    block = parameters.get(kind.block, {})
    client = block.get("ClientParameters", {})
    incomplete = "ClientParameters" in block and not {"ClientID", "ClientSecret"} <= client.keys()
    if incomplete or any(name not in block for name in kind.required):
        raise invalid_parameter(kind.block, "Missing required field(s)")
    endpoint = block.get("AuthorizationEndpoint")
    if endpoint is not None:
        check_https("AuthorizationEndpoint", endpoint)


def check_https(parameter: str, url: str) -> None:
    """Raises AWS's error for an endpoint that is not https (reported)."""
    if not url.startswith("https://"):
        raise invalid_parameter(parameter, f"Endpoint '{url}' is not valid")


def merged_parameters(authorization_type: str, before: Params, given: Params) -> dict[str, Any]:
    """The parameters as UpdateConnection leaves them: members that are not given stay, other types' blocks go."""
    block = _KINDS[authorization_type].block
    merged = {name: value for name, value in {**before, **given}.items() if name not in _BLOCKS or name == block}
    if block in merged:
        old, new = before.get(block, {}), given.get(block, {})
        merged[block] = {**old, **new}
        if "ClientParameters" in merged[block]:
            merged[block]["ClientParameters"] = {
                **old.get("ClientParameters", {}),
                **new.get("ClientParameters", {}),
            }
    return merged


def shown_parameters(value: Any) -> Any:
    """Parameters as DescribeConnection shows them: secrets are left out (recorded)."""
    if isinstance(value, Mapping):
        hidden = {*_SECRET_MEMBERS, *(["Value"] if value.get("IsValueSecret") else [])}
        shown = {name: shown_parameters(member) for name, member in value.items() if name not in hidden}
        return {"IsValueSecret": False, **shown} if "Key" in value else shown
    return [shown_parameters(item) for item in value] if isinstance(value, list) else value


def secret_content(authorization_type: str, parameters: Params) -> dict[str, Any]:
    """What the secret of a connection holds (recorded, but for the HTTP parameters of OAuth)."""
    block = dict(parameters[_KINDS[authorization_type].block])
    content = {**block.pop("ClientParameters", {}), **block}
    if _HTTP in parameters:
        content[_HTTP] = parameters[_HTTP]
    renamed: dict[str, Any] = _renamed(content)
    return renamed


def _renamed(value: Any) -> Any:
    if isinstance(value, Mapping):
        renamed = {_SECRET_NAMES[name]: _renamed(member) for name, member in value.items()}
        return {"is_value_secret": False, **renamed} if "Key" in value else renamed
    return [_renamed(item) for item in value] if isinstance(value, list) else value


_BLOCKS = frozenset(kind.block for kind in _KINDS.values())
