"""Log files of trails: gzip JSON in the S3 bucket, some minutes after the calls; logs groups and topics are told."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.records import ApiCall
from pytest_awsevents.core.rules import Params
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.cloudtrail.ingesting import parse_event_time, with_records
from pytest_awsevents.services.cloudtrail.selectors import LogRecord
from pytest_awsevents.services.cloudtrail.state import DELIVERY_TIME, PRINCIPAL, Trail, cloudtrail

_EPOCH_STEP = int(DELIVERY_TIME.total_seconds())


def note(scope: Scope, trail: Trail, call: ApiCall) -> None:
    """A call that the next log file of a trail will hold. Without one nothing is due."""
    trail.pending.append(call)
    if trail.delivery is None:
        cloudtrail(scope).undelivered.append(trail)
        home = scope.at(account=trail.account, region=trail.region)
        trail.delivery = scope.world.agenda.add(
            _next_round(scope.now), lambda: _deliver_due(home, trail), f"log file of trail {trail.name}"
        )


def end_logging(scope: Scope, trail: Trail) -> None:
    """The call that is being answered is the last that the trail logs; what is pending is still delivered."""
    if trail.since is None:
        return
    assert scope.cause is not None, "operations run because of an API call"
    trail.since, trail.last, trail.stopped = None, scope.cause.seq, scope.now
    cloudtrail(scope).ending.append(trail)


def deliver(scope: Scope, trail: Trail) -> int:
    """Puts what is pending into log files, one for each account and region; how many records there were."""
    if trail.delivery is not None:
        trail.delivery.cancel()
        cloudtrail(scope).undelivered.remove(trail)
    pending, trail.pending, trail.delivery = trail.pending, [], None
    here = scope.at(account=trail.account, region=trail.region).as_service(PRINCIPAL)
    groups: dict[tuple[str, str], list[LogRecord]] = {}
    for _, record in with_records(scope, pending):
        groups.setdefault((record["recipientAccountId"], record["awsRegion"]), []).append(record)
    for (account, region), records in groups.items():
        key = _key(scope, trail, account, region)
        body = gzip.compress(json.dumps({"Records": records}).encode(), mtime=0)
        put = {"Bucket": trail.bucket, "Key": key, "Body": body, "ContentType": "application/json"}
        put["ContentEncoding"] = "gzip"
        if _told(here, trail, "Delivery", ("s3", "PutObject", put)):
            _notify(here, trail, key)
        _send_to_logs(here, trail, records)
    return len(pending)


def _deliver_due(scope: Scope, trail: Trail) -> None:
    deliver(scope, trail)


def _notify(here: Scope, trail: Trail, key: str) -> None:
    topic = trail.settings.get("SnsTopicName")
    if topic is None:
        return
    arn = topic if topic.startswith("arn:") else here.arn("sns", topic)
    message = json.dumps({"s3Bucket": trail.bucket, "s3ObjectKey": [key]})
    _told(here, trail, "Notification", ("sns", "Publish", {"TopicArn": arn, "Message": message}))


def _send_to_logs(here: Scope, trail: Trail, records: Sequence[LogRecord]) -> None:
    group = trail.settings.get("CloudWatchLogsLogGroupArn")
    if group is None:
        return
    place = {
        "logGroupName": group.partition(":log-group:")[2].removesuffix(":*"),
        "logStreamName": f"{trail.account}_CloudTrail_{trail.region}",
    }
    events = [
        {"timestamp": int(parse_event_time(record).timestamp() * 1000), "message": json.dumps(record)}
        for record in records
    ]
    try:
        here.call("logs", "CreateLogStream", place, {})
    except AwsError as error:
        if error.code != "ResourceAlreadyExistsException":
            trail.status["LatestCloudWatchLogsDeliveryError"] = error.code
            return
    _told(here, trail, "CloudWatchLogsDelivery", ("logs", "PutLogEvents", {**place, "logEvents": events}))


def _told(here: Scope, trail: Trail, what: str, call: tuple[str, str, Params]) -> bool:
    """Makes a call; its outcome goes to the status of the trail. Services that are not faked take anything."""
    service, operation, params = call
    try:
        here.call(service, operation, params, {})
    except AwsError as error:
        trail.status[f"Latest{what}Error"] = error.code
        return False
    trail.status.pop(f"Latest{what}Error", None)
    trail.status[f"Latest{what}Time"] = here.now
    return True


def _key(scope: Scope, trail: Trail, account: str, region: str) -> str:
    """As in "Finding your CloudTrail log files"."""
    now, prefix = scope.now, trail.settings.get("S3KeyPrefix")
    part = scope.ids.derived("log file", trail.arn, account, region, now.isoformat()).replace("-", "")[:16]
    name = f"{account}_CloudTrail_{region}_{now:%Y%m%dT%H%MZ}_{part}.json.gz"
    folder = f"AWSLogs/{account}/CloudTrail/{region}/{now:%Y/%m/%d}"
    return "/".join(one for one in (prefix, folder, name) if one)


def _next_round(now: datetime) -> datetime:
    passed: Any = now.timestamp() % _EPOCH_STEP
    return now + timedelta(seconds=_EPOCH_STEP - passed)
