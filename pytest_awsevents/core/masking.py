"""What is secret, and how it is shown: as `***`.

Members are secret that botocore's model calls sensitive, and whatever has the name of a secret: of many tokens and keys
the models do not say it. Records hold true values; these are masked when somebody looks, never while a call runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_awsevents.core.models import service_model

if TYPE_CHECKING:
    from botocore.model import Shape

MASK = "***"
Side: TypeAlias = Literal["input", "output"]

_SECRET_NAME = re.compile(
    r"secret|password|token$|authorization|cookie|credential|signature$|(api|access|private)[-_]?key", re.IGNORECASE
)
_OTHER_NAME = re.compile(
    # `SecretId` says which secret, not what it is; `NextToken` where a list goes on, `ClientToken` what is a repeat
    r"(ids?|arn|names?|type|identifier|url|uri|endpoint|status|state)$"
    r"|^(next|nextcontinuation|continuation|pagination|page|client|clientrequest|idempotency)token$",
    re.IGNORECASE,
)
_IN_QUERY = re.compile(r"(?<=[?&])([\w.-]+)=([^&\s\"'<>]+)")
# Sensitive for the models, but what tests assert on, as on the body of a message: what users pass through a service.
_SHOWN: Mapping[str, frozenset[str]] = {
    "lambda": frozenset({"Payload"}),
    "s3": frozenset({"SSEKMSKeyId"}),
    "sns": frozenset({"PhoneNumber", "phoneNumber"}),
    "stepfunctions": frozenset({"cause", "definition", "error", "input", "output"}),
}


def masked(value: Any) -> Any:
    """A value of no model, such as the detail of an event, without what has the name of a secret."""
    return _Masking("").of(value, None)


def masked_params(service: str, operation: str, value: Any, side: Side = "input") -> Any:
    """Params, or the response, of an operation without secrets; the very value where there are none."""
    return _Masking(service).of(value, _shape(service, operation, side))


def masked_places(service: str, operation: str, params: Any) -> Mapping[str, Any]:
    """What is shown instead of params or parts of them, by path: `AuthParameters.ApiKeyAuthParameters.ApiKeyValue`."""
    masking = _Masking(service)
    masking.of(params, _shape(service, operation, "input"))
    return masking.places


class _Masking:
    """Copies what holds secrets; `places` are the copies by path."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._shown = _SHOWN.get(service, frozenset())
        self.places: dict[str, Any] = {}

    def of(self, value: Any, shape: Shape | None, path: str = "", secret: bool = False) -> Any:
        if shape is not None and not _fits(value, shape):
            # a matcher, or what botocore would refuse: where in it the secrets are is not known
            secret = secret or _holds_secrets(self._service, shape.name)
            shape = None
        secret = secret or _is_sensitive(shape)
        if isinstance(value, Mapping):
            told = bool(value.get("IsValueSecret"))  # of `Value`, in the parameters of a connection
            items = [
                (name, self._member(name, item, shape, path, secret or (told and name == "Value")))
                for name, item in value.items()
            ]
            return self._noted(path, value, dict(items), value.values())
        if isinstance(value, list | tuple | set | frozenset):
            inner = None if shape is None else shape.member
            found = [self.of(item, inner, f"{path}[{index}]", secret) for index, item in enumerate(value)]
            return self._noted(path, value, found, value)
        return self._leaf(value, path, secret)

    def _member(self, name: Any, item: Any, shape: Shape | None, outer: str, secret: bool) -> Any:
        path = f"{outer}.{name}" if outer else str(name)
        if name in self._shown:
            return self._leaf(item, path, secret=False)
        inner = None
        if shape is not None:
            inner = shape.members.get(name) if shape.type_name == "structure" else shape.value
        return self.of(item, inner, path, secret or _has_secret_name(name, item))

    def _leaf(self, value: Any, path: str, secret: bool) -> Any:
        if value is None:
            return None
        found = MASK if secret else masked_urls(value) if isinstance(value, str) else value
        if found is not value:
            self.places[path] = found
        return found

    def _noted(self, path: str, value: Any, copy: Any, items: Iterable[Any]) -> Any:
        members = copy.values() if isinstance(copy, dict) else copy
        if all(one is other for one, other in zip(members, items, strict=True)):
            return value
        self.places[path] = copy
        return copy


def masked_urls(text: str) -> str:
    """A text without what signs the URLs in it, and without tokens in their queries; the very text without such."""
    found = _IN_QUERY.sub(lambda pair: f"{pair[1]}={MASK}" if _has_secret_name(pair[1], pair[2]) else pair[0], text)
    return text if found == text else found


def _has_secret_name(name: object, item: object) -> bool:
    """Whether a member is secret by its name; what is in an object or a list has names of its own."""
    if not isinstance(name, str) or isinstance(item, Mapping | list | tuple | bool | int | float):
        return False
    return _SECRET_NAME.search(name) is not None and _OTHER_NAME.search(name) is None


def _fits(value: Any, shape: Shape) -> bool:
    """Whether the shape says what is in a value."""
    if shape.type_name in ("structure", "map"):
        return isinstance(value, Mapping)
    return isinstance(value, list | tuple) == (shape.type_name == "list") and not isinstance(value, Mapping)


def _is_sensitive(shape: Shape | None) -> bool:
    return shape is not None and bool(shape.metadata.get("sensitive"))


@cache
def _holds_secrets(service: str, name: str) -> bool:
    """Whether a shape, or one at any depth of it, is sensitive."""
    model = service_model(service)
    waiting, seen = [name], {name}
    while waiting:
        shape = model.shape_for(waiting.pop())
        if _is_sensitive(shape):
            return True
        inner = {one.name for one in _inner(shape)} - seen
        seen |= inner
        waiting += inner
    return False


def _inner(shape: Shape) -> Iterable[Shape]:
    if shape.type_name == "structure":
        members: Iterable[Shape] = shape.members.values()
        return members
    if shape.type_name == "map":
        return (shape.value,)
    return (shape.member,) if shape.type_name == "list" else ()


@cache
def _shape(service: str, operation: str, side: Side) -> Shape | None:
    """What an operation, by either of its names, takes or gives; None where botocore does not know it."""
    from botocore.exceptions import UnknownServiceError

    try:
        model = service_model(service)
    except UnknownServiceError:
        return None
    folded = operation.replace("_", "").lower()
    name = next((name for name in model.operation_names if name.lower() == folded), None)
    if name is None:
        return None
    found = model.operation_model(name)
    return found.input_shape if side == "input" else found.output_shape
