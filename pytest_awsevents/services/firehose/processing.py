"""Lambda processors: functions that change, drop or refuse records before they are written."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from typing import Any

from pytest_awsevents.core.errors import AwsError
from pytest_awsevents.core.scope import Scope
from pytest_awsevents.services.base import milliseconds
from pytest_awsevents.services.firehose.settings import processors
from pytest_awsevents.services.firehose.state import Buffered, DeliveryStream

_MEGABYTE = 1_048_576
_RETRIES = 3


def process(scope: Scope, stream: DeliveryStream, records: Sequence[Buffered]) -> tuple[list[bytes], list[bytes]]:
    """The data to be written, and a line of JSON about each record that a function could not process."""
    functions = processors(stream.settings, "Lambda")
    if not functions:
        return [record.data for record in records], []
    parameters = functions[0]
    done: list[bytes] = []
    failed: list[bytes] = []
    for batch in _batches(records, float(parameters.get("BufferSizeInMBs", 1)) * _MEGABYTE):
        answers, code, message = _invoke(scope, stream, batch, parameters)
        for record in batch:
            answer = answers.get(record.id)
            result = None if answer is None else answer.get("result")
            if result == "Ok" and answer is not None and (data := _data(answer)) is not None:
                done.append(data)
            elif result != "Dropped":
                failed.append(_failure(scope, parameters, record, *_reason(result, code, message)))
    return done, failed


def _batches(records: Sequence[Buffered], limit: float) -> Iterator[list[Buffered]]:
    batch: list[Buffered] = []
    size = 0
    for record in records:
        if batch and size + len(record.data) > limit:
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += len(record.data)
    yield batch


def _invoke(
    scope: Scope, stream: DeliveryStream, batch: Sequence[Buffered], parameters: dict[str, str]
) -> tuple[dict[str, dict[str, Any]], str, str]:
    """What the function answered by record id; else the code and message of its last failure."""
    event = {
        "invocationId": scope.ids.uuid(),
        "deliveryStreamArn": stream.arn,
        "region": scope.region,
        "records": [
            {
                "recordId": record.id,
                "approximateArrivalTimestamp": milliseconds(record.at),
                "data": base64.b64encode(record.data).decode(),
            }
            for record in batch
        ],
    }
    request = {"FunctionName": parameters["LambdaArn"], "Payload": json.dumps(event).encode()}
    code = message = ""
    for _ in range(int(float(parameters.get("NumberOfRetries", _RETRIES))) + 1):
        try:
            response = scope.call("lambda", "Invoke", request)
        except AwsError as error:
            code, message = (
                "Lambda.InvokeAccessDenied" if "Denied" in error.code else "Lambda.FunctionNotFound",
                str(error),
            )
            continue
        text = response["Payload"].decode()
        if "FunctionError" not in response:
            return _answers(text), "", ""
        code, message = (
            "Lambda.FunctionError",
            f"The Lambda function was successfully invoked but it returned an error result. {text}",
        )
    return {}, code, message


def _answers(text: str) -> dict[str, dict[str, Any]]:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = None
    records = answer.get("records") if isinstance(answer, dict) else None
    if not isinstance(records, list):
        return {}
    return {one["recordId"]: one for one in records if isinstance(one, dict) and isinstance(one.get("recordId"), str)}


def _data(answer: dict[str, Any]) -> bytes | None:
    try:
        return base64.b64decode(answer.get("data", ""), validate=True)
    except (TypeError, ValueError, binascii.Error):
        return None


def _reason(result: object, code: str, message: str) -> tuple[str, str]:
    if code:
        return code, message
    if result == "ProcessingFailed":
        return "Lambda.ProcessingFailedStatus", "ProcessingFailed status set for record"
    if result is None:
        return (
            "Lambda.MissingRecordId",
            "One or more record Ids were not returned. Ensure that the function returns all received record Ids.",
        )
    return "Lambda.JsonProcessingException", "The record that the Lambda function returned is malformed."


def _failure(scope: Scope, parameters: dict[str, str], record: Buffered, code: str, message: str) -> bytes:
    """A line in the object of failures (developer guide, "Data Transformation Failure Handling")."""
    line = {
        "attemptsMade": int(float(parameters.get("NumberOfRetries", _RETRIES))) + 1,
        "arrivalTimestamp": milliseconds(record.at),
        "errorCode": code,
        "errorMessage": message,
        "attemptEndingTimestamp": milliseconds(scope.now),
        "rawData": base64.b64encode(record.data).decode(),
        "lambdaArn": parameters["LambdaArn"],
    }
    return f"{json.dumps(line, separators=(',', ':'))}\n".encode()
