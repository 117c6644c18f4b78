"""API destinations: HTTP endpoints of anybody's."""

from __future__ import annotations

import json

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.destinations import HttpDestination
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.authorization import add_parameters, authorize, forget_token
from pytest_awsevents.delivery.http_answers import Reply
from pytest_awsevents.delivery.http_requests import Draft, check_taken, exchange
from pytest_awsevents.delivery.rate_limit import RATE_LIMITS
from pytest_awsevents.delivery.targets import NotYet
from pytest_awsevents.delivery.targets.settings import block, filled, filled_path, filled_values

# What EventBridge sends with every request; a User-Agent or Range of the user's is not taken (user guide).
_FIXED = {"User-Agent": "Amazon/EventBridge/ApiDestinations", "Range": "bytes=0-1048575"}
_DEFAULTS = {
    "Content-Type": "application/json; charset=utf-8",
    "Accept-Encoding": "gzip,deflate",
    "Connection": "close",
}
_REFUSED_TOKEN = (401, 407)


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """The request that the destination, its connection and the target's HttpParameters make together (documented)."""
    destination = scope.world.api_destination(scope, str(arn))
    if destination is None:
        raise AwsError("ResourceNotFoundException", f"API destination {arn} or its connection does not exist.")
    free = scope.shared(RATE_LIMITS).slot(destination.arn, destination.rate, scope.now)
    if free is not None:
        raise NotYet(free)
    reply = _exchange(destination, delivery, text, scope)
    if reply.status in _REFUSED_TOKEN and forget_token(destination, scope):
        reply = _exchange(destination, delivery, text, scope)  # once, with a new token (documented)
    what = "Unable to invoke ApiDestination endpoint: API destination"
    check_taken(reply, scope, what, retried=(*_REFUSED_TOKEN, 409, 429))


def _exchange(destination: HttpDestination, delivery: Delivery, text: str, scope: Scope) -> Reply:
    given = block(delivery, "HttpParameters")
    url = filled_path(destination.endpoint, [filled(one, delivery) for one in given.get("PathParameterValues", ())])
    draft = Draft(method=destination.method, url=url, body=text, headers={**_FIXED, **_DEFAULTS})
    draft.set_headers(filled_values(given.get("HeaderParameters", {}), delivery))
    draft.set_query(filled_values(given.get("QueryStringParameters", {}), delivery))
    in_body = add_parameters(draft, destination.parameters.get("InvocationHttpParameters") or {})
    draft.body = _with_members(text, in_body)
    draft.set_headers(_FIXED)
    authorize(draft, destination, scope)
    return exchange(draft, scope)


def _with_members(text: str, members: dict[str, str]) -> str:
    """The body with the connection's members, which win; a body that is no object stays as it is."""
    if not members:
        return text
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(payload, dict):
        return text
    return json.dumps({**payload, **members}, ensure_ascii=False, separators=(",", ":"))
