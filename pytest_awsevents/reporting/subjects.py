"""What an API call is about: the resource that its params name, in a word or two for the timeline."""

from __future__ import annotations

from pytest_awsevents.assertions.layout import shortened
from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.rules import Params

_WIDTH = 40
_FIRST = ("TopicArn", "Rule", "Name", "name")
"""Members that name the resource where others name something beside it, such as the bus of a rule."""
_ENDINGS = ("Name", "name", "Arn", "ARN", "Url", "Id", "Identifier")


def subject(params: Params) -> str:
    """`billing` for a call with the URL of that queue, `lake/2026/a.csv` for an object, or nothing."""
    if isinstance(params.get("Bucket"), str):
        return shortened("/".join(params[name] for name in ("Bucket", "Key") if name in params), _WIDTH)
    named = [name for name in params if name not in _FIRST and name.endswith(_ENDINGS)]
    for name in (*_FIRST, *named):
        value = params.get(name)
        if isinstance(value, str):
            return shortened(_last_part(value), _WIDTH)
    return ""


def _last_part(value: str) -> str:
    """The name at the end of an ARN or a URL."""
    arn = parse_arn(value)
    if arn is not None:
        return arn.resource_id
    return value.rpartition("/")[2] if value.startswith("https://") else value
