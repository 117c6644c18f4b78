"""AWS's errors, in the words EventBridge uses throughout."""

from __future__ import annotations

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Identity


def invalid(message: str) -> AwsError:
    """A request that breaks a rule which is not in the model."""
    return AwsError("ValidationException", message)


def invalid_parameter(name: str, reason: str) -> AwsError:
    return invalid(f"Parameter {name} is not valid. Reason: {reason}")


def not_found(message: str) -> AwsError:
    return AwsError("ResourceNotFoundException", message)


def already_exists(message: str) -> AwsError:
    return AwsError("ResourceAlreadyExistsException", message)


def check_limit(count: int, limit: int) -> None:
    """Raises AWS's error where a kind of resource has grown past its quota (recorded for targets and replays)."""
    if count > limit:
        raise AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.")


def access_denied(caller: Identity, action: str, resource: str) -> AwsError:
    """A request that no policy of the resource lets through."""
    return AwsError(
        "AccessDeniedException",
        f"User: {caller.arn} is not authorized to perform: {action} on resource: {resource} "
        f"because no resource-based policy allows the {action} action",
    )
