"""GraphQL APIs of AppSync."""

from __future__ import annotations

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.http_requests import Draft, check_taken, exchange
from pytest_awsevents.delivery.signing import sign
from pytest_awsevents.delivery.targets.settings import block
from pytest_awsevents.inputs import compact


def deliver(arn: Arn, delivery: Delivery, text: str, scope: Scope) -> None:
    """The GraphQL operation of the target with the payload as its variables, signed by the role (user guide)."""
    body = {"query": block(delivery, "AppSyncParameters").get("GraphQLOperation", ""), "variables": delivery.payload}
    draft = Draft(
        method="POST",
        url=f"https://{arn.resource.rpartition('/')[2]}.appsync-api.{arn.region}.amazonaws.com/graphql",
        body=compact(body),
        headers={"Content-Type": "application/json"},
    )
    sign(draft, "appsync", arn.region, scope)
    check_taken(exchange(draft, scope), scope, "The GraphQL API")
