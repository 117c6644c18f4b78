"""Messages as they were published, read from the API calls."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_awsevents.core.records import ApiCall, Json


@dataclass(frozen=True, slots=True)
class PublishedMessage:
    """A message as it was published; `call` is the Publish or PublishBatch it came with, `raw_attributes`
    are the attributes with their types."""

    id: str
    text: str
    subject: str | None
    attributes: Mapping[str, str | bytes]
    group: str | None
    call: ApiCall = field(repr=False, compare=False)
    raw_attributes: Mapping[str, Mapping[str, Any]] = field(repr=False, compare=False)

    @property
    def json(self) -> Json:
        """The text parsed as JSON."""
        return json.loads(self.text)


def messages_of(call: ApiCall, topic_arn: str) -> Iterator[PublishedMessage]:
    """The messages that an API call published to a topic."""
    if call.service != "sns" or call.response is None:
        return
    if topic_arn not in (call.params.get("TopicArn"), call.params.get("TargetArn")):
        return
    if call.operation == "Publish":
        yield _published(call.params, call.response["MessageId"], call)
    elif call.operation == "PublishBatch":
        ids = {entry["Id"]: entry["MessageId"] for entry in call.response.get("Successful", ())}
        for entry in call.params["PublishBatchRequestEntries"]:
            if entry["Id"] in ids:
                yield _published(entry, ids[entry["Id"]], call)


def _published(params: Mapping[str, Any], id: str, call: ApiCall) -> PublishedMessage:
    attributes = params.get("MessageAttributes", {})
    return PublishedMessage(
        id=id,
        text=params["Message"],
        subject=params.get("Subject"),
        attributes={
            name: value["BinaryValue"] if "BinaryValue" in value else value["StringValue"]
            for name, value in attributes.items()
        },
        group=params.get("MessageGroupId"),
        call=call,
        raw_attributes=attributes,
    )
