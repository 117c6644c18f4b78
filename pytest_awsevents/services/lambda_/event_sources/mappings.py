"""CreateEventSourceMapping and its relatives.

Answers tell the states of AWS on the way (`Creating`, `Updating` ...); with the answer the way is over, so that
GetEventSourceMapping says `Enabled` or `Disabled` right afterwards.
"""

from __future__ import annotations

from typing import Any

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page, queue_url
from pytest_awsevents.services.lambda_.event_sources.mapping import MAPPINGS, EventSourceMapping
from pytest_awsevents.services.lambda_.event_sources.queue_poller import QueuePoller
from pytest_awsevents.services.lambda_.event_sources.settings import changed_settings, new_settings, read_source
from pytest_awsevents.services.lambda_.event_sources.stream_poller import StreamPoller
from pytest_awsevents.services.lambda_.faults import conflict, invalid, not_found
from pytest_awsevents.services.lambda_.identifiers import Reference, read_reference
from pytest_awsevents.services.lambda_.state import PRINCIPAL

operation = OperationTable()
_PAGES = PageMembers(
    "EventSourceMappings",
    token_in="Marker",
    token_out="NextMarker",
    limit="MaxItems",
    maximum=100,
    invalid=invalid("Invalid value for Marker."),
)


@operation
def create_event_source_mapping(scope: Scope, params: Params) -> dict[str, Any]:
    source = read_source(params)
    settings = new_settings(source, params)
    function = _function(scope, params)
    _check_source(scope, source, function)
    _refuse_second(scope, source, function)
    mapping = EventSourceMapping(
        uuid=scope.ids.uuid(),
        scope=scope.as_service(PRINCIPAL),
        source=source,
        function=function,
        settings=settings,
        modified=scope.now,
        tags=dict(params.get("Tags", {})),
    )
    mapping.poller = QueuePoller(mapping) if mapping.of_queue else StreamPoller(mapping)
    _switch(scope, mapping, enabled=params.get("Enabled", True))
    scope.state(MAPPINGS)[mapping.uuid] = mapping
    return _described(mapping, "Creating")


@operation
def get_event_source_mapping(scope: Scope, params: Params) -> dict[str, Any]:
    return _described(find_mapping(scope, params["UUID"]))


@operation
def list_event_source_mappings(scope: Scope, params: Params) -> dict[str, Any]:
    """Names of functions and sources that are not there find nothing (recorded)."""
    found = list(scope.state(MAPPINGS).values())
    if "EventSourceArn" in params:
        found = [one for one in found if str(one.source) == params["EventSourceArn"]]
    if "FunctionName" in params:
        wanted = read_reference(scope, params["FunctionName"])
        found = [one for one in found if one.function.arn == wanted.arn]
    return page([_described(one) for one in found], params, _PAGES)


@operation
def update_event_source_mapping(scope: Scope, params: Params) -> dict[str, Any]:
    mapping = find_mapping(scope, params["UUID"])
    settings = changed_settings(mapping.source, mapping.settings, params)
    function = _function(scope, params) if "FunctionName" in params else mapping.function
    _check_source(scope, mapping.source, function)
    mapping.settings, mapping.function, mapping.modified = settings, function, scope.now
    enabled = params.get("Enabled", mapping.enabled)
    state = "Updating" if enabled == mapping.enabled else "Enabling" if enabled else "Disabling"
    _switch(scope, mapping, enabled=enabled)
    return _described(mapping, state)


@operation
def delete_event_source_mapping(scope: Scope, params: Params) -> dict[str, Any]:
    mapping = find_mapping(scope, params["UUID"])
    _switch(scope, mapping, enabled=False)
    del scope.state(MAPPINGS)[mapping.uuid]
    return _described(mapping, "Deleting")


def find_mapping(scope: Scope, uuid: str) -> EventSourceMapping:
    mapping = scope.state(MAPPINGS).get(uuid)
    if mapping is None:
        raise not_found("The resource you requested does not exist.")
    return mapping


def _switch(scope: Scope, mapping: EventSourceMapping, *, enabled: bool) -> None:
    if enabled == mapping.enabled:
        return
    mapping.enabled = enabled
    if enabled:
        assert scope.cause is not None, "operations run because of an API call"
        mapping.poller.start(scope.cause)
    else:
        mapping.poller.stop()


def _function(scope: Scope, params: Params) -> Reference:
    reference = read_reference(scope, params["FunctionName"])
    try:
        reference.find_version()
    except AwsError:
        raise invalid("Function does not exist") from None
    return reference


def _check_source(scope: Scope, source: Arn, function: Reference) -> None:
    """Asks the source, as Lambda does: it has to be there, and a queue has to hide messages long enough."""
    by_lambda = scope.as_service(PRINCIPAL)
    if source.service == "kinesis":
        try:
            by_lambda.call("kinesis", "DescribeStreamSummary", {"StreamARN": str(source)})
        except AwsError as error:
            if error.code != "ResourceNotFoundException":
                raise invalid(f"Cannot access stream {source}. {error}") from None
            raise invalid(f"Stream not found: {source}") from None
        return
    request = {"QueueUrl": queue_url(source), "AttributeNames": ["VisibilityTimeout"]}
    try:
        hidden = int(by_lambda.call("sqs", "GetQueueAttributes", request)["Attributes"]["VisibilityTimeout"])
    except AwsError as error:
        code = "AWS.SimpleQueueService.NonExistentQueue" if error.code == "QueueDoesNotExist" else error.code
        raise invalid(
            f"Error occurred while ReceiveMessage. SQS Error Code: {code}. SQS Error Message: {error.message}"
        ) from None
    timeout = function.find_version().settings["Timeout"]
    if hidden < timeout:
        raise invalid(f"Queue visibility timeout: {hidden} seconds is less than Function timeout: {timeout} seconds")


def _refuse_second(scope: Scope, source: Arn, function: Reference) -> None:
    for other in scope.state(MAPPINGS).values():
        if other.source != source or other.function.arn != function.arn:
            continue
        end = f"already exists. Please update or delete the existing mapping with UUID {other.uuid}"
        if source.service == "sqs":
            raise conflict(
                f'An event source mapping with SQS arn (" {source} ") and function (" {function.name} ") {end}'
            )
        raise conflict(f'The event source arn (" {source} ") and function (" {function.name} ") provided mapping {end}')


def _described(mapping: EventSourceMapping, state: str | None = None) -> dict[str, Any]:
    described = {
        **mapping.settings,
        "UUID": mapping.uuid,
        "EventSourceMappingArn": mapping.arn,
        "EventSourceArn": str(mapping.source),
        "FunctionArn": mapping.function.arn,
        "LastModified": mapping.modified,
        "State": state or ("Enabled" if mapping.enabled else "Disabled"),
        "StateTransitionReason": "USER_INITIATED" if mapping.of_queue else "User action",
    }
    return described if mapping.of_queue else {**described, "LastProcessingResult": mapping.result}
