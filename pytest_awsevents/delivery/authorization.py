"""How connections authorize requests: by user and password, by an API key, or by a token of OAuth."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from pytest_awsevents.core.destinations import HttpDestination
from pytest_awsevents.core.scope import Scope, StateKey
from pytest_awsevents.delivery.failures import DeliveryFailed, Failure
from pytest_awsevents.delivery.http_requests import Draft, exchange

_USER_AGENT = {"User-Agent": "Amazon/EventBridge/ApiDestinations"}
_LIFETIME = 3600


@dataclass(frozen=True, slots=True)
class Token:
    """A token of OAuth, good until it expires or is refused."""

    value: str = field(repr=False)
    expires: datetime


@dataclass(slots=True)
class Tokens:
    """The tokens of all connections of a fake, by the connection's ARN."""

    by_connection: dict[str, Token] = field(default_factory=dict)


_TOKENS: StateKey[Tokens] = StateKey("oauth-tokens", lambda _: Tokens())


def authorize(draft: Draft, destination: HttpDestination, scope: Scope) -> None:
    """Adds the header by which a connection authorizes its requests."""
    parameters = destination.parameters
    if destination.authorization_type == "BASIC":
        basic = parameters["BasicAuthParameters"]
        text = base64.b64encode(f"{basic['Username']}:{basic['Password']}".encode()).decode()
        draft.set_headers({"Authorization": f"Basic {text}"})
        draft.keep_secret([text, basic["Password"]])
    elif destination.authorization_type == "API_KEY":
        key = parameters["ApiKeyAuthParameters"]
        draft.set_headers({key["ApiKeyName"]: key["ApiKeyValue"]})
        draft.keep_secret([key["ApiKeyValue"]])
    else:
        token = _token(destination, scope)
        draft.set_headers({"Authorization": f"Bearer {token}"})
        draft.keep_secret([token])


def forget_token(destination: HttpDestination, scope: Scope) -> bool:
    """Has the next request get a new token; whether the connection works with tokens at all."""
    return scope.shared(_TOKENS).by_connection.pop(destination.connection, None) is not None


def add_parameters(draft: Draft, parameters: Mapping[str, Any]) -> dict[str, str]:
    """Adds the headers and the query of a connection, which win over those there are; gives its body parameters."""
    secret = [
        one["Value"] for group in parameters.values() for one in group if one.get("IsValueSecret") and one.get("Value")
    ]
    draft.keep_secret(secret)
    draft.set_headers(_values(parameters.get("HeaderParameters", ())))
    draft.set_query(_values(parameters.get("QueryStringParameters", ())))
    return _values(parameters.get("BodyParameters", ()))


def _token(destination: HttpDestination, scope: Scope) -> str:
    tokens = scope.shared(_TOKENS).by_connection
    token = tokens.get(destination.connection)
    if token is None or token.expires <= scope.now:
        token = tokens[destination.connection] = _requested_token(destination, scope)
        destination.authorize()
    return token.value


def _requested_token(destination: HttpDestination, scope: Scope) -> Token:
    """Asks the authorization endpoint for a token; that the request is a form, with a grant type, is convention."""
    given = destination.parameters["OAuthParameters"]
    client = given["ClientParameters"]
    form = {
        "grant_type": "client_credentials",
        "client_id": client["ClientID"],
        "client_secret": client["ClientSecret"],
    }
    draft = Draft(method=given["HttpMethod"], url=given["AuthorizationEndpoint"], body="", headers=dict(_USER_AGENT))
    draft.keep_secret([client["ClientSecret"]])
    form.update(add_parameters(draft, given.get("OAuthHttpParameters") or {}))
    if draft.method == "GET":
        draft.set_query(form)
    else:
        draft.set_headers({"Content-Type": "application/x-www-form-urlencoded"})
        draft.body = urlencode(form)
    default = {"access_token": f"token-{scope.ids.hex(16)}", "token_type": "Bearer", "expires_in": _LIFETIME}
    reply = exchange(draft, scope, default_body=json.dumps(default))
    try:
        answer = json.loads(reply.body if 200 <= reply.status < 300 else "")
        lifetime = timedelta(seconds=float(answer.get("expires_in") or _LIFETIME))
        return Token(str(answer["access_token"]), scope.now + lifetime)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError, RecursionError):
        raise _no_token(draft.url, reply.status) from None


def _no_token(endpoint: str, status: int) -> DeliveryFailed:
    return DeliveryFailed(
        "AuthorizationFailure",
        f"Unable to get an access token: the authorization endpoint {endpoint.partition('?')[0]} returned HTTP status "
        f"{status} without one",
        Failure("SDK_CLIENT_ERROR", True),
    )


def _values(parameters: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {one["Key"]: one.get("Value", "") for one in parameters if "Key" in one}
