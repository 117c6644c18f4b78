"""What needs an organization, and its delegated administrators. There is none until a test arranges it."""

from __future__ import annotations

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable
from pytest_awsevents.services.cloudtrail.state import Organization, cloudtrail

operation = OperationTable()
_MAX_DELEGATES = 3


@operation
def register_organization_delegated_admin(scope: Scope, params: Params) -> None:
    organization, account = _managed(scope), params["MemberAccountId"]
    if account == organization.management:
        raise AwsError("CannotDelegateManagementAccountException", "The management account cannot be a delegate.")
    _check_member(organization, account)
    if account in organization.delegates:
        raise AwsError("AccountRegisteredException", f"The account {account} is registered already.")
    if len(organization.delegates) >= _MAX_DELEGATES:
        raise AwsError(
            "DelegatedAdminAccountLimitExceededException", f"There can be {_MAX_DELEGATES} delegated administrators."
        )
    organization.delegates.add(account)


@operation
def deregister_organization_delegated_admin(scope: Scope, params: Params) -> None:
    organization, account = _managed(scope), params["DelegatedAdminAccountId"]
    _check_member(organization, account)
    if account not in organization.delegates:
        raise AwsError("AccountNotRegisteredException", f"The account {account} is not registered.")
    organization.delegates.remove(account)


def check_organization(scope: Scope) -> None:
    """Raises where the caller may not make a trail or store for a whole organization."""
    organization = _any(scope)
    if scope.account not in (organization.management, *organization.delegates):
        raise AwsError(
            "NotOrganizationMasterAccountException",
            f"The account {scope.account} is neither the management account nor a delegated administrator.",
        )


def _any(scope: Scope) -> Organization:
    organization = cloudtrail(scope).organization
    if organization is None:
        raise AwsError("OrganizationsNotInUseException", "This account is not a member of an organization.")
    return organization


def _managed(scope: Scope) -> Organization:
    organization = _any(scope)
    if scope.account != organization.management:
        raise AwsError("NotOrganizationManagementAccountException", f"{scope.account} is not the management account.")
    return organization


def _check_member(organization: Organization, account: str) -> None:
    if account not in organization.members:
        raise AwsError("AccountNotFoundException", f"The account {account} is not in the organization.")
