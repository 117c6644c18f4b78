"""One try of a batch of a stream: what is too old goes, the function gets the rest, and what then."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.services.lambda_.destinations import Letter, send
from pytest_awsevents.services.lambda_.event_sources.batches import event_text, reported_failures, unread_failures
from pytest_awsevents.services.lambda_.event_sources.invoking import invoke_batch
from pytest_awsevents.services.lambda_.event_sources.lanes import Batch, Lane
from pytest_awsevents.services.lambda_.event_sources.mapping import EventSourceMapping
from pytest_awsevents.services.lambda_.event_sources.outcomes import Status
from pytest_awsevents.services.lambda_.event_sources.stream_events import StreamRecord, failure_record

_LEAST_RETENTION = timedelta(hours=24)


def try_batch(mapping: EventSourceMapping, shard: str, lane: Lane, batch: Batch) -> bool:
    """Whether the lane can go on at once: the batch has its end, good or bad. Else it has to be tried again later."""
    _drop_old(mapping, shard, batch)
    if not batch.records:
        lane.replace_first([])
        return True
    texts = [record.text for record in batch.records]
    result = invoke_batch(mapping.scope, mapping.function.arn, texts, batch.cause)
    batch.tries += 1
    if not result.invoked:  # tried again until the records are too old, whatever the quota (documented)
        mapping.result = f"PROBLEM: {result.failure}"
        for record in batch.records:
            mapping.note(record.sequence, record.content, "failed", str(result.failure))
        return False
    batch.invocations += 1
    batch.result = result
    if result.failure is not None:
        _note(mapping, batch, batch.records, "failed", result.failure)
        return _after_error(mapping, shard, lane, batch)
    sequences = [record.sequence for record in batch.records]
    failed = reported_failures(result.answer, sequences) if mapping.reports else frozenset()
    first = next((index for index, one in enumerate(sequences) if one in failed), len(sequences))
    unread = "" if mapping.reports else unread_failures(result.answer)
    _note(mapping, batch, batch.records[:first], "processed", unread)
    if first == len(sequences):
        mapping.result = "OK"
        lane.replace_first([])
        return True
    _note(mapping, batch, batch.records[first:], "failed", "reported in batchItemFailures, or behind one that is")
    return _after_report(mapping, shard, lane, batch, first)


def _after_error(mapping: EventSourceMapping, shard: str, lane: Lane, batch: Batch) -> bool:
    """Both halves by themselves, where the mapping wants that; else once more, or never."""
    mapping.result = "PROBLEM: Function call failed"
    batch.failures += 1
    if mapping.settings["BisectBatchOnFunctionError"] and len(batch.records) > 1:
        lane.replace_first(batch.halves())
        return False
    return _end_or_wait(mapping, shard, lane, batch)


def _after_report(mapping: EventSourceMapping, shard: str, lane: Lane, batch: Batch, first: int) -> bool:
    """From the first record that failed on: a batch of its own, with a quota of its own (recorded)."""
    mapping.result = "PROBLEM: Function call failed"
    if first:
        lane.replace_first([Batch(batch.records[first:])])
        return False
    batch.failures += 1
    return _end_or_wait(mapping, shard, lane, batch)


def _end_or_wait(mapping: EventSourceMapping, shard: str, lane: Lane, batch: Batch) -> bool:
    most = mapping.settings["MaximumRetryAttempts"]
    if most < 0 or batch.failures <= most:
        return False
    _give_up(mapping, shard, batch, batch.records, "RetryAttemptsExhausted")
    lane.replace_first([])
    return True


def _drop_old(mapping: EventSourceMapping, shard: str, batch: Batch) -> None:
    """Gives up what is older than the mapping wants; what the stream itself has lost goes without a word."""
    longest = mapping.settings["MaximumRecordAgeInSeconds"]
    if longest >= 0:
        old = _older(mapping, batch, timedelta(seconds=longest))
        if old:
            _give_up(mapping, shard, batch, old, "RecordAgeExceeded")
    if _older(mapping, batch, _LEAST_RETENTION):
        old = _older(mapping, batch, _retention(mapping))
        _note(mapping, batch, old, "given up", "the record has expired in its stream")
        del batch.records[: len(old)]


def _older(mapping: EventSourceMapping, batch: Batch, age: timedelta) -> list[StreamRecord]:
    limit = mapping.scope.now - age
    return [record for record in batch.records if record.at < limit]


def _retention(mapping: EventSourceMapping) -> timedelta:
    try:
        request = {"StreamARN": str(mapping.source)}
        answer = mapping.scope.call("kinesis", "DescribeStreamSummary", request)
    except AwsError:
        return _LEAST_RETENTION
    return timedelta(hours=answer["StreamDescriptionSummary"]["RetentionPeriodHours"])


def _give_up(
    mapping: EventSourceMapping, shard: str, batch: Batch, records: list[StreamRecord], condition: str
) -> None:
    """Tells the on-failure destination, where there is one; a bucket gets the records too (documented)."""
    _note(mapping, batch, records, "given up", condition)
    destination = mapping.settings["DestinationConfig"].get("OnFailure", {}).get("Destination")
    if destination:
        invocation = None if batch.result is None else batch.result.invocation
        record = failure_record(
            records,
            condition=condition,
            invocations=batch.invocations,
            result=batch.result,
            function_arn=mapping.function.arn,
            request_id=mapping.scope.ids.uuid() if invocation is None else invocation.request_id,
            shard=shard,
            source=mapping.source,
            now=mapping.scope.now,
        )
        if destination.split(":")[2] == "s3":
            record["payload"] = event_text([one.text for one in records])
        folder = f"aws/lambda/{mapping.uuid}/{shard}"
        text = json.dumps(record, separators=(",", ":"))
        send(mapping.scope.because_of(batch.cause), destination, Letter(text, mapping.function.arn, folder))
    gone = {one.sequence for one in records}
    batch.records = [one for one in batch.records if one.sequence not in gone]


def _note(
    mapping: EventSourceMapping, batch: Batch, records: Sequence[StreamRecord], status: Status, reason: str = ""
) -> None:
    invocation = None if batch.result is None else batch.result.invocation
    for record in records:
        mapping.note(record.sequence, record.content, status, reason, invocation)
