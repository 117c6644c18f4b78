"""Event actions: what is exported whenever a revision of an entitled data set is published."""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page
from pytest_awsevents.services.dataexchange.bucket_policies import refusal
from pytest_awsevents.services.dataexchange.describing import described_action
from pytest_awsevents.services.dataexchange.encryption import check_encryption
from pytest_awsevents.services.dataexchange.errors import invalid, limit_exceeded, not_found
from pytest_awsevents.services.dataexchange.key_patterns import EVENT_ACTION_PATTERN, check_key_pattern
from pytest_awsevents.services.dataexchange.state import (
    DATA_EXCHANGE,
    PRINCIPAL,
    DataSet,
    EventAction,
    Members,
    moment,
    new_id,
)
from pytest_awsevents.services.dataexchange.tags import checked_tags

operation = OperationTable()
_PAGES = PageMembers("EventActions", limit="MaxResults", maximum=200)
_MOST = 50
_MOST_OF_DATA_SET = 5


@operation
def create_event_action(scope: Scope, params: Params) -> dict[str, Any]:
    data_set = _source(scope, params["Event"])
    action = _checked_action(params["Action"])
    tags = checked_tags({}, params.get("Tags", {}))
    _check_quotas(scope, data_set)
    _try_bucket(scope, action)
    id = new_id(scope)
    now = moment(scope)
    made = EventAction(
        id=id,
        arn=scope.arn("dataexchange", f"event-actions/{id}"),
        data_set_id=data_set.id,
        action=action,
        created=now,
        updated=now,
        tags=tags,
    )
    scope.state(DATA_EXCHANGE).event_actions[id] = made
    return {**described_action(made), "Tags": made.tags or None}


@operation
def get_event_action(scope: Scope, params: Params) -> dict[str, Any]:
    action = _find(scope, params["EventActionId"])
    return {**described_action(action), "Tags": action.tags or None}


@operation
def update_event_action(scope: Scope, params: Params) -> dict[str, Any]:
    """Replaces the whole action (seen in public acceptance tests)."""
    action = _find(scope, params["EventActionId"])
    if "Action" in params:
        wanted = _checked_action(params["Action"])
        _try_bucket(scope, wanted)
        action.action = wanted
        action.updated = moment(scope)
    return described_action(action)


@operation
def delete_event_action(scope: Scope, params: Params) -> None:
    action = _find(scope, params["EventActionId"])
    del scope.state(DATA_EXCHANGE).event_actions[action.id]


@operation
def list_event_actions(scope: Scope, params: Params) -> dict[str, Any]:
    source = params.get("EventSourceId")
    found = [
        described_action(action)
        for action in reversed(scope.state(DATA_EXCHANGE).event_actions.values())
        if source in (None, action.data_set_id)
    ]
    return page(found, params, _PAGES)


def _find(scope: Scope, id: str) -> EventAction:
    action = scope.state(DATA_EXCHANGE).event_actions.get(id)
    if action is None:
        raise not_found("EVENT_ACTION", id)
    return action


def _source(scope: Scope, event: Members) -> DataSet:
    """The entitled data set of files that an event is about; the operation models no error for a missing one."""
    if "RevisionPublished" not in event:
        raise invalid("Event must have the member RevisionPublished.")
    id = event["RevisionPublished"]["DataSetId"]
    data_set = scope.state(DATA_EXCHANGE).data_sets.get(id)
    if data_set is None:
        raise invalid(f"Data set {id} was not found.")
    if data_set.entitlement is None:
        raise invalid(f"Data set {id} is owned by this account; event actions are for entitled data sets.")
    if data_set.asset_type != "S3_SNAPSHOT":
        raise invalid(f"Data set {id} has assets of type {data_set.asset_type}; only files can be exported.")
    return data_set


def _checked_action(action: Members) -> dict[str, Any]:
    """An action with its key pattern, which has a default."""
    if "ExportRevisionToS3" not in action:
        raise invalid("Action must have the member ExportRevisionToS3.")
    export = action["ExportRevisionToS3"]
    check_encryption(export.get("Encryption"))
    destination = {"KeyPattern": EVENT_ACTION_PATTERN, **export["RevisionDestination"]}
    if not destination["Bucket"]:
        raise invalid("Bucket must not be empty.")
    check_key_pattern(destination["KeyPattern"])
    return {"ExportRevisionToS3": {**export, "RevisionDestination": destination}}


def _check_quotas(scope: Scope, data_set: DataSet) -> None:
    actions = scope.state(DATA_EXCHANGE).event_actions.values()
    if sum(action.data_set_id == data_set.id for action in actions) >= _MOST_OF_DATA_SET:
        raise limit_exceeded("Auto export event actions per data set", _MOST_OF_DATA_SET)
    if len(actions) >= _MOST:
        raise limit_exceeded("Event actions per account", _MOST)


def _try_bucket(scope: Scope, action: Members) -> None:
    """Puts the object by which AWS finds out whether it may export there (user guide, "Prerequisites").

    Which of the two modelled causes belongs to what is a convention.
    """
    bucket = action["ExportRevisionToS3"]["RevisionDestination"]["Bucket"]
    key = f"_ADX-TEST-ACCOUNTID#{scope.account}"
    if scope.world.settings.permissions == "enforce":
        missing = refusal(scope, bucket, key)
        if missing is not None:
            raise invalid(missing, "InsufficientS3BucketPolicy")
    try:
        scope.as_service(PRINCIPAL).call("s3", "PutObject", {"Bucket": bucket, "Key": key})
    except AwsError as error:
        raise invalid(f"Bucket {bucket} cannot be written to: {error}", "S3AccessDenied") from None
