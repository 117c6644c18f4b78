"""The resources that a record names."""

from __future__ import annotations

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.records import ApiCall, Json
from pytest_awsevents.services.cloudtrail.records.sources import DATA_EVENTS, is_data_event

_PLACES = {
    "lambda": "lambda:{place}:function:{name}",
    "sqs": "sqs:{place}:{name}",
    "sns": "sns:{place}:{name}",
    "kinesis": "kinesis:{place}:stream/{name}",
    "firehose": "firehose:{place}:deliverystream/{name}",
    "dynamodb": "dynamodb:{place}:table/{name}",
    "events": "events:{place}:event-bus/{name}",
    "logs": "logs:{place}:log-group:{name}",
}


def resources_of(call: ApiCall) -> list[dict[str, Json]] | None:
    """The resources of a call: of data events those they are logged for, of S3 the bucket; None without any."""
    if call.service == "s3":
        return _of_s3(call)
    if not is_data_event(call):
        return None
    known = DATA_EVENTS[call.service]
    arn = _arn(call, _named(call, known.param))
    return None if arn is None else [{"accountId": _owner(arn, call), "type": known.type, "ARN": arn}]


def _of_s3(call: ApiCall) -> list[dict[str, Json]] | None:
    bucket = call.params.get("Bucket")
    if not isinstance(bucket, str):
        return None
    arn = bucket if bucket.startswith("arn:") else f"arn:aws:s3:::{bucket}"
    of_bucket = {"accountId": call.account, "type": "AWS::S3::Bucket", "ARN": arn}
    if not is_data_event(call):
        return [of_bucket]
    if "Key" in call.params:
        return [{"type": "AWS::S3::Object", "ARN": f"{arn}/{call.params['Key']}"}, of_bucket]
    return [{"type": "AWS::S3::Object", "ARNPrefix": f"{arn}/"}, of_bucket]


def _named(call: ApiCall, param: str) -> str | None:
    """What a call says of its resource: by ARN, URL or name."""
    params = call.params
    if call.service == "events":
        entries = params.get("Entries") or [{}]
        return str(entries[0].get("EventBusName", "default"))
    found = params.get("StreamARN") or params.get("TargetArn") or params.get(param)
    return found if isinstance(found, str) else None


def _arn(call: ApiCall, name: str | None) -> str | None:
    if name is None:
        return None
    if parse_arn(name) is not None:
        return name
    place = f"{call.region}:{call.account}"
    if call.service == "sqs":  # a queue's URL ends with its account and its name
        account, _, name = "/".join(name.split("/")[-2:]).partition("/")
        place = f"{call.region}:{account}"
    form = _PLACES.get(call.service)
    return None if form is None else f"arn:aws:{form.format(place=place, name=name)}"


def _owner(arn: str, call: ApiCall) -> str:
    parts = parse_arn(arn)
    return parts.account if parts is not None and parts.account else call.account
