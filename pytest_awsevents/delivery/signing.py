"""Signatures of requests to AWS, in form: they are made of the fake's own chance and prove nothing."""

from __future__ import annotations

from pytest_awsevents.core.scope import Scope
from pytest_awsevents.delivery.http_requests import Draft


def sign(draft: Draft, service: str, region: str, scope: Scope) -> None:
    """Adds the headers of Signature Version 4."""
    signed = ";".join(sorted(["host", "x-amz-date", *(name.lower() for name in draft.headers)]))
    signature = scope.ids.hex(64)
    draft.set_headers(
        {
            "X-Amz-Date": scope.now.strftime("%Y%m%dT%H%M%SZ"),
            "Authorization": (
                f"AWS4-HMAC-SHA256 Credential=ASIAFAKEEVENTBRIDGE0/{scope.now:%Y%m%d}/{region}/{service}/aws4_request, "
                f"SignedHeaders={signed}, Signature={signature}"
            ),
        }
    )
    draft.keep_secret([signature])
