"""App bundles: one per account and region (administration guide, "Quotas")."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.appfabric.errors import conflict, invalid, too_many_bundles
from pytest_awsevents.services.appfabric.finding import find_bundle
from pytest_awsevents.services.appfabric.paging import one_page
from pytest_awsevents.services.appfabric.state import APPFABRIC, AppBundle
from pytest_awsevents.services.appfabric.tags import checked_tags
from pytest_awsevents.services.appfabric.tokens import made_before, remember
from pytest_awsevents.services.base import OperationTable

operation = OperationTable()


@operation
def create_app_bundle(scope: Scope, params: Params) -> dict[str, Any]:
    bundles = scope.state(APPFABRIC).bundles
    before = made_before(scope, "AppBundle", params, bundles)
    if before is not None:
        return {"appBundle": _described(before)}
    if bundles:
        raise too_many_bundles(next(iter(bundles)))
    tags = checked_tags({}, params.get("tags"))
    id = scope.ids.uuid()
    arn = scope.arn("appfabric", f"appbundle/{id}")
    bundle = AppBundle(id=id, arn=arn, key_arn=_key_arn(scope, params), tags=tags)
    if bundle.key_arn is not None:
        _grant(scope, bundle.key_arn, arn)
    bundles[id] = bundle
    remember(scope, "AppBundle", params, arn)
    return {"appBundle": _described(bundle)}


@operation
def get_app_bundle(scope: Scope, params: Params) -> dict[str, Any]:
    return {"appBundle": _described(find_bundle(scope, params))}


@operation
def list_app_bundles(scope: Scope, params: Params) -> dict[str, Any]:
    found = [{"arn": bundle.arn} for bundle in scope.state(APPFABRIC).bundles.values()]
    return one_page(scope, "appBundleSummaryList", found, params)


@operation
def delete_app_bundle(scope: Scope, params: Params) -> None:
    """App authorizations have to be gone before (API reference).

    What is not there counts as deleted: no error for that is modelled.
    """
    try:
        bundle = find_bundle(scope, params)
    except AwsError:
        return
    if bundle.authorizations:
        raise conflict("AppBundle", bundle.id, "still has app authorizations; delete them first")
    if bundle.ingestions:
        raise conflict("AppBundle", bundle.id, "still has ingestions; delete them first")
    del scope.state(APPFABRIC).bundles[bundle.id]


def _described(bundle: AppBundle) -> dict[str, Any]:
    return {"arn": bundle.arn, "customerManagedKeyArn": bundle.key_arn}


def _key_arn(scope: Scope, params: Params) -> str | None:
    identifier = params.get("customerManagedKeyIdentifier")
    if identifier is None or not identifier.startswith("arn:"):
        return None if identifier is None else scope.arn("kms", f"key/{identifier}")
    arn = parse_arn(identifier)
    if arn is None or arn.service != "kms" or not arn.resource.startswith("key/"):
        raise invalid("The identifier is not that of a KMS key.", "customerManagedKeyIdentifier")
    return str(identifier)


def _grant(scope: Scope, key_arn: str, bundle_arn: str) -> None:
    """AppFabric has itself let in to the key, for this app bundle only (administration guide, "Data encryption")."""
    request = {
        "KeyId": key_arn,
        "GranteePrincipal": f"appfabric.{scope.region}.amazonaws.com",
        "RetiringPrincipal": f"appfabric.{scope.region}.amazonaws.com",
        "Operations": ["Decrypt", "Encrypt", "GenerateDataKey", "DescribeKey"],
        "Constraints": {"EncryptionContextSubset": {"appBundleArn": bundle_arn}},
    }
    default = {"GrantToken": scope.ids.hex(64), "GrantId": scope.ids.hex(64)}
    try:
        scope.call("kms", "CreateGrant", request, default)
    except AwsError as error:
        raise AwsError("AccessDeniedException", f"The KMS key {key_arn} cannot be used: {error}") from error
