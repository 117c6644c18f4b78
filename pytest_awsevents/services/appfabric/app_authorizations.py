"""App authorizations: credentials for one tenant of an application, and whether they connect.

PendingConnect until ConnectAppAuthorization; the outcome comes later, and is polled for (API reference).
"""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.appfabric.errors import invalid, quota_exceeded
from pytest_awsevents.services.appfabric.finding import find_authorization, find_bundle
from pytest_awsevents.services.appfabric.paging import one_page
from pytest_awsevents.services.appfabric.reading import read_tenant
from pytest_awsevents.services.appfabric.state import APPFABRIC, AppAuthorization, AppBundle, moment
from pytest_awsevents.services.appfabric.tags import checked_tags
from pytest_awsevents.services.appfabric.tokens import made_before, remember
from pytest_awsevents.services.base import OperationTable

operation = OperationTable()
_MOST = 50
_CREDENTIALS = {"oauth2": "oauth2Credential", "apiKey": "apiKeyCredential"}


@operation
def create_app_authorization(scope: Scope, params: Params) -> dict[str, Any]:
    """Credentials are not tried yet: any are taken (recorded on live AWS)."""
    bundle = find_bundle(scope, params)
    before = made_before(scope, "AppAuthorization", params, bundle.authorizations)
    if before is not None:
        return {"appAuthorization": _described(bundle, before)}
    _check_credential(params["authType"], params["credential"])
    tags = checked_tags({}, params.get("tags"))
    if len(bundle.authorizations) >= _MOST:
        message = f"You have exceeded the maximum number of app authorizations: {_MOST}."
        raise quota_exceeded("AppAuthorization", bundle.id, "L-5A1D7B62", message)
    now, id = moment(scope), scope.ids.uuid()
    made = AppAuthorization(
        id=id,
        arn=f"{bundle.arn}/appauthorization/{id}",
        app=params["app"],
        tenant=params["tenant"],
        auth_type=params["authType"],
        credential=params["credential"],
        created=now,
        updated=now,
        tags=tags,
    )
    bundle.authorizations[id] = made
    remember(scope, "AppAuthorization", params, made.arn)
    return {"appAuthorization": _described(bundle, made)}


@operation
def get_app_authorization(scope: Scope, params: Params) -> dict[str, Any]:
    bundle, authorization = find_authorization(scope, params)
    return {"appAuthorization": _described(bundle, authorization)}


@operation
def list_app_authorizations(scope: Scope, params: Params) -> dict[str, Any]:
    bundle = find_bundle(scope, params)
    found = [_summary(bundle, one) for one in bundle.authorizations.values()]
    return one_page(scope, "appAuthorizationSummaryList", found, params)


@operation
def update_app_authorization(scope: Scope, params: Params) -> dict[str, Any]:
    """One that was connected has to be connected again (API reference)."""
    bundle, authorization = find_authorization(scope, params)
    if "credential" in params:
        _check_credential(authorization.auth_type, params["credential"])
        authorization.credential = params["credential"]
    authorization.tenant = params.get("tenant", authorization.tenant)
    authorization.updated = moment(scope)
    if authorization.status == "Connected":
        authorization.status = "PendingConnect"
    return {"appAuthorization": _described(bundle, authorization)}


@operation
def delete_app_authorization(scope: Scope, params: Params) -> None:
    """The ingestion that reads by it has to be gone before (API reference; the code is by convention)."""
    bundle, authorization = find_authorization(scope, params)
    tenant = (authorization.app, authorization.tenant_id)
    others = [one for one in bundle.authorizations.values() if one is not authorization]
    readers = [one for one in bundle.ingestions.values() if (one.app, one.tenant_id) == tenant]
    if readers and not any((one.app, one.tenant_id) == tenant for one in others):
        raise invalid(f"AppAuthorization {authorization.id} is used by ingestion {readers[0].id}; delete that first.")
    del bundle.authorizations[authorization.id]
    if authorization.work is not None:
        authorization.work.cancel()


@operation
def connect_app_authorization(scope: Scope, params: Params) -> dict[str, Any]:
    """OAuth2 needs the code of the redirect, an API key does not (API reference)."""
    bundle, authorization = find_authorization(scope, params)
    if authorization.auth_type == "oauth2" and "authRequest" not in params:
        raise invalid("An app authorization of type oauth2 needs an authRequest to connect.", "authRequest")
    if authorization.work is not None:
        authorization.work.cancel()
    why = f"connection of app authorization {authorization.id}"
    authorization.work = scope.world.agenda.add(scope.now, lambda: _connect(scope, authorization), why)
    return {"appAuthorizationSummary": _summary(bundle, authorization)}


def _connect(scope: Scope, authorization: AppAuthorization) -> None:
    refused = (authorization.app, authorization.tenant_id) in scope.state(APPFABRIC).refusals
    authorization.status = "ConnectionValidationFailed" if refused else "Connected"
    authorization.updated = moment(scope)
    read_tenant(scope, authorization.app, authorization.tenant_id)


def _check_credential(auth_type: str, credential: Params) -> None:
    wanted = _CREDENTIALS[auth_type]
    if wanted not in credential:
        raise invalid(f"The credential of authType {auth_type} is {wanted}.", "credential")


def _described(bundle: AppBundle, authorization: AppAuthorization) -> dict[str, Any]:
    """The credential is never shown; `persona` is always admin (API reference)."""
    return {
        **_summary(bundle, authorization),
        "authType": authorization.auth_type,
        "createdAt": authorization.created,
        "persona": "admin",
        "authUrl": _auth_url(authorization),
    }


def _summary(bundle: AppBundle, authorization: AppAuthorization) -> dict[str, Any]:
    return {
        "appAuthorizationArn": authorization.arn,
        "appBundleArn": bundle.arn,
        "app": authorization.app,
        "tenant": authorization.tenant,
        "status": authorization.status,
        "updatedAt": authorization.updated,
    }


def _auth_url(authorization: AppAuthorization) -> str | None:
    """Where a person would log in (its form is by convention)."""
    credential = authorization.credential.get("oauth2Credential")
    if credential is None:
        return None
    return f"https://oauth.example.com/authorize?client_id={credential['clientId']}&state={authorization.id}"
