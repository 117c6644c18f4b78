"""Configurations of S3 destinations: what is taken, and AWS's defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.services.firehose.prefixes import check_prefixes
from pytest_awsevents.services.firehose.state import invalid

_COMPRESSIONS = ("UNCOMPRESSED", "GZIP")
_PROCESSORS = ("AppendDelimiterToRecord", "Lambda")
_BUFFERING = {"SizeInMBs": 5, "IntervalInSeconds": 300}
_PLAIN = (
    "RoleARN",
    "BucketARN",
    "Prefix",
    "ErrorOutputPrefix",
    "BufferingHints",
    "CompressionFormat",
    "EncryptionConfiguration",
    "CloudWatchLoggingOptions",
)

_RANGES = {"BufferSizeInMBs": (0.2, 3), "BufferIntervalInSeconds": (0, 900), "NumberOfRetries": (0, 300)}
"""Of the numbers among the parameters of processors (developer guide, "Data transformation", and the console)."""


def checked(given: Params) -> dict[str, Any]:
    """A configuration with AWS's defaults; AWS's error, or a refusal of what is not faked."""
    settings = _plain_checked(given)
    for member in ("DataFormatConversionConfiguration", "DynamicPartitioningConfiguration"):
        if given.get(member, {}).get("Enabled", member in given):
            raise UnsupportedOperation(f"firehose: {member} is not faked")
    processing = given.get("ProcessingConfiguration", {"Enabled": False})
    if processing.get("Enabled"):
        for processor in processing.get("Processors", ()):
            _check_processor(processor)
    settings["ProcessingConfiguration"] = processing
    settings["S3BackupMode"] = given.get("S3BackupMode", "Disabled")
    if settings["S3BackupMode"] == "Enabled":
        if "S3BackupConfiguration" not in given:
            raise invalid("S3BackupConfiguration cannot be null when S3BackupMode is Enabled.")
        settings["S3BackupConfiguration"] = _plain_checked(given["S3BackupConfiguration"])
    for member in ("FileExtension", "CustomTimeZone"):
        if member in given:
            settings[member] = given[member]
    zone_of(settings)
    return settings


def described(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The description of a destination, in both forms that AWS gives."""
    extended = {name: value for name, value in settings.items() if name != "S3BackupConfiguration"}
    extended["S3BackupDescription"] = settings.get("S3BackupConfiguration")
    return {
        "S3DestinationDescription": {name: settings[name] for name in _PLAIN if name in settings},
        "ExtendedS3DestinationDescription": extended,
    }


def processors(settings: Mapping[str, Any], kind: str) -> list[dict[str, str]]:
    """The parameters of the processors of a kind, where processing is on."""
    processing = settings["ProcessingConfiguration"]
    return [
        {one["ParameterName"]: one["ParameterValue"] for one in processor.get("Parameters", ())}
        for processor in processing.get("Processors", ())
        if processing.get("Enabled") and processor["Type"] == kind
    ]


def zone_of(settings: Mapping[str, Any]) -> ZoneInfo:
    name = settings.get("CustomTimeZone", "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, `Europe`, is an OSError
        raise invalid(f"CustomTimeZone {name} is not a valid time zone.") from None


def _plain_checked(given: Params) -> dict[str, Any]:
    compression = given.get("CompressionFormat", "UNCOMPRESSED")
    if compression not in _COMPRESSIONS:
        raise UnsupportedOperation(f"firehose: CompressionFormat {compression} is not faked")
    check_prefixes(given.get("Prefix", ""), given.get("ErrorOutputPrefix", ""))
    return {
        "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"},
        "CloudWatchLoggingOptions": {"Enabled": False},
        **{name: given[name] for name in _PLAIN if name in given},
        "BufferingHints": {**_BUFFERING, **given.get("BufferingHints", {})},
        "CompressionFormat": compression,
    }


def _check_processor(processor: Mapping[str, Any]) -> None:
    if processor["Type"] not in _PROCESSORS:
        raise UnsupportedOperation(f"firehose: the processor {processor['Type']} is not faked")
    parameters = {one["ParameterName"]: one["ParameterValue"] for one in processor.get("Parameters", ())}
    if processor["Type"] == "Lambda" and "LambdaArn" not in parameters:
        raise invalid("Processor of type Lambda must have the parameter LambdaArn.")
    for name, (low, high) in _RANGES.items():
        if name in parameters and not _is_between(parameters[name], low, high):
            raise invalid(f"{name} must be a number between {low} and {high}.")
    if "Delimiter" in parameters:
        delimiter(parameters["Delimiter"])


def _is_between(text: str, low: float, high: float) -> bool:
    try:
        return low <= float(text) <= high
    except ValueError:
        return False


def delimiter(text: str) -> bytes:
    """The bytes that a text with escapes such as `\\n` stands for; AWS's error where it is none."""
    try:
        return text.encode("latin-1", "backslashreplace").decode("unicode_escape").encode()
    except UnicodeError:
        raise invalid(f"{text} is not a valid Delimiter.") from None
