"""Channels: how events from outside AWS come into event data stores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import OperationTable, PageMembers, page, tag_list
from pytest_awsevents.services.cloudtrail.state import Channel, get_active_store, invalid, is_uuid, place
from pytest_awsevents.services.cloudtrail.tags import checked_tags

operation = OperationTable()
_LIMIT = 25
_CATEGORY = "ActivityAuditLog"
# "Custom" and the partners of the user guide's page on integrations.
_SOURCES = frozenset(
    {
        "Custom",
        "CloudStorageSecurityConsole",
        "Clumio",
        "CrowdStrike",
        "CyberArk",
        "GitHub",
        "KongInc",
        "LaunchDarkly",
        "Netskope",
        "Nordcloud",
        "MontyCloud",
        "Okta",
        "OneIdentity",
        "Shoreline.io",
        "Snyk",
        "Wiz",
    }
)
_PAGES = PageMembers(
    "Channels",
    limit="MaxResults",
    maximum=1000,
    invalid=AwsError("InvalidNextTokenException", "The token is not valid."),
)


@operation
def create_channel(scope: Scope, params: Params) -> dict[str, Any]:
    channels, source = place(scope).channels, params["Source"]
    if source not in _SOURCES:
        raise AwsError("InvalidSourceException", f"The source {source} is not valid.")
    destinations = _checked(scope, params["Destinations"])
    tags = checked_tags({}, params.get("Tags", ()))
    _check_name(scope, params["Name"], None)
    if source != "Custom" and any(channel.source == source for channel in channels.values()):
        raise AwsError("ChannelAlreadyExistsException", f"A channel for the source {source} exists.")
    if len(channels) >= _LIMIT:
        raise AwsError("ChannelMaxLimitExceededException", f"You already have {_LIMIT} channels in this Region.")
    arn = scope.arn("cloudtrail", f"channel/{scope.ids.uuid()}")
    channel = channels[arn] = Channel(params["Name"], arn, source, destinations, tags)
    return {**_described(channel), "Tags": tag_list(tags)}


@operation
def get_channel(scope: Scope, params: Params) -> dict[str, Any]:
    channel = get_channel_of(scope, params["Channel"])
    return {**_described(channel), "IngestionStatus": channel.ingestion or None}


@operation
def list_channels(scope: Scope, params: Params) -> dict[str, Any]:
    listed = [{"ChannelArn": channel.arn, "Name": channel.name} for channel in place(scope).channels.values()]
    return page(listed, params, _PAGES)


@operation
def update_channel(scope: Scope, params: Params) -> dict[str, Any]:
    channel = get_channel_of(scope, params["Channel"])
    if set(params) == {"Channel"}:
        raise invalid("You must specify a name or destinations to update.")
    if "Name" in params:
        _check_name(scope, params["Name"], channel)
    channel.destinations = _checked(scope, params.get("Destinations", channel.destinations))
    channel.name = params.get("Name", channel.name)
    return _described(channel)


@operation
def delete_channel(scope: Scope, params: Params) -> None:
    del place(scope).channels[get_channel_of(scope, params["Channel"]).arn]


def get_channel_of(scope: Scope, reference: str) -> Channel:
    """The channel of that ARN or id; AWS's error where there is none."""
    arn = parse_arn(reference)
    id = reference if arn is None else arn.resource_id
    if not is_uuid(id) or (arn is not None and (arn.service, arn.resource_type) != ("cloudtrail", "channel")):
        raise AwsError("ChannelARNInvalidException", f"The channel ARN {reference} is not valid.")
    whole = reference if arn is not None else scope.arn("cloudtrail", f"channel/{id}")
    channel = place(scope).channels.get(whole)
    if channel is None:
        raise AwsError("ChannelNotFoundException", f"The channel {reference} was not found.")
    return channel


def _described(channel: Channel) -> dict[str, Any]:
    return {
        "ChannelArn": channel.arn,
        "Name": channel.name,
        "Source": channel.source,
        "Destinations": channel.destinations,
    }


def _checked(scope: Scope, destinations: Sequence[Params]) -> list[dict[str, str]]:
    found = []
    for destination in destinations:
        if destination["Type"] != "EVENT_DATA_STORE":
            raise invalid("Channels that you create have event data stores as destinations.")
        store = get_active_store(scope, destination["Location"])
        if store.category != _CATEGORY:
            raise AwsError(
                "InvalidEventDataStoreCategoryException",
                f"The event data store {store.arn} holds {store.category} events.",
            )
        found.append({"Type": destination["Type"], "Location": store.arn})
    return found


def _check_name(scope: Scope, name: str, own: Channel | None) -> None:
    if any(channel.name == name and channel is not own for channel in place(scope).channels.values()):
        raise AwsError("ChannelAlreadyExistsException", f"A channel with the name {name} exists.")
