"""REST APIs of API Gateway."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.http_requests import Draft, check_taken, exchange
from pytest_awsevents.delivery.signing import sign
from pytest_awsevents.delivery.targets.settings import block, filled, filled_path, filled_values

# Headers that a target may not set (API reference, HttpParameters).
_FORBIDDEN = {
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "host",
    "max-forwards",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "www-authenticate",
    "x-forwarded-for",
}


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """The request of the ARN's method and path, which gets a slash at its end, with the payload as body (recorded)."""
    parts = arn.resource.split("/", 3)
    if len(parts) < 3:
        raise AwsError("ValidationException", f"{arn} names no stage and method")
    api, stage, method = parts[:3]
    path = parts[3] if len(parts) > 3 else ""
    given = block(delivery, "HttpParameters")
    url = f"https://{api}.execute-api.{arn.region}.amazonaws.com/{stage}/{path}".rstrip("/") + "/"
    rule = delivery.rule.arn
    draft = Draft(
        method="POST" if method == "*" else method,
        url=filled_path(url, [filled(one, delivery) for one in given.get("PathParameterValues", ())]),
        body=text,
        headers={
            "Content-Type": "application/json",
            "X-Amz-Source-Arn": rule,
            "X-Amz-Source-Account": rule.split(":")[4],
            "X-Amzn-Trace-Id": f"Root=1-{int(scope.now.timestamp()):08x}-{scope.ids.hex(24)}",
        },
    )
    headers = filled_values(given.get("HeaderParameters", {}), delivery)
    draft.set_headers({name: value for name, value in headers.items() if not _is_forbidden(name)})
    draft.set_query(filled_values(given.get("QueryStringParameters", {}), delivery))
    sign(draft, "execute-api", arn.region, scope)
    check_taken(exchange(draft, scope), scope, "The API")


def _is_forbidden(name: str) -> bool:
    return name.lower() in _FORBIDDEN or name.lower().startswith(("x-amz", "x-amzn"))
