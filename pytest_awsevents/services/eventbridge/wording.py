"""How the live service words validation errors where its model says it otherwise (recorded)."""

from __future__ import annotations

from pytest_awsevents.core.wording import Wording

WORDING = Wording(
    enum_orders={
        "ConnectionAuthorizationType": ("BASIC", "OAUTH_CLIENT_CREDENTIALS", "API_KEY"),
        "ApiDestinationHttpMethod": ("HEAD", "POST", "PATCH", "DELETE", "PUT", "GET", "OPTIONS"),
    },
    hidden_members={"PutEventsRequestEntry": ("kmsKeyIdentifier", "internalMetadata")},
)
