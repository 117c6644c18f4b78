"""The seam: the only code that touches private names of botocore and aiobotocore.

`BaseClient._make_request`, patched at class level, is the last step before anything would be signed and sent. That
catches clients made before the fake, needs no credentials, and runs after botocore's validation, the user's own hooks
and Stubbers. `AioBaseClient` overrides it; any subclass that does is patched too, also when it is imported later.
"""

from __future__ import annotations

import inspect
import sys
import threading
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import Any, Protocol, TypeAlias

from botocore.client import BaseClient
from botocore.hooks import first_non_none_response

from pytest_awsevents.core.errors import NetworkBlocked, NoActiveFake
from pytest_awsevents.core.records import ApiCall, CallError
from pytest_awsevents.wire.answers import Answer
from pytest_awsevents.wire.bodies import ASYNC, SYNC, Streamed, Streams
from pytest_awsevents.wire.callers import find_caller
from pytest_awsevents.wire.dispatch import ClientCall, PassedThrough
from pytest_awsevents.wire.event_loops import let_others_run
from pytest_awsevents.wire.guard import NetworkGuard, Refusals, refusal_in
from pytest_awsevents.wire.parsing import OwnParsers
from pytest_awsevents.wire.replies import Reply, as_reply, outcome
from pytest_awsevents.wire.threads import Commission, Threads
from pytest_awsevents.wire.user_agents import UserAgents
from pytest_awsevents.wire.waiters import SleeplessWaiters

_PARAMS = "pytest_awsevents.params"
_PATCHED = ("_make_request", "_convert_to_request_dict")
Exchange: TypeAlias = Generator[Callable[[], Any], Any, Reply]


class Answerer(Protocol):
    """A fake, as far as the seam knows it."""

    def answer(self, call: ClientCall) -> Answer | PassedThrough: ...
    def passed(self, record: ApiCall, response: Any, error: CallError | None) -> None: ...
    def slept(self, seconds: float) -> None: ...
    def refused(self, host: str) -> None: ...
    def commission(self, *, with_line: bool) -> Commission: ...


class Seam:
    """Patches botocore while at least one fake is active or a session asks for it; the innermost fake answers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fakes: list[Answerer] = []
        self._holders: set[int] = set()
        self._originals: dict[type, dict[str, Any]] = {}
        self._guard = NetworkGuard(self._refused)
        self.refusals = Refusals()
        self._waiters = SleeplessWaiters(self._slept)
        self._threads = Threads(self._commission)

    @property
    def innermost(self) -> Answerer | None:
        return self._fakes[-1] if self._fakes else None

    @property
    def active(self) -> tuple[Answerer, ...]:
        """The fakes that are active, outermost first."""
        return tuple(self._fakes)

    def hold(self, holder: object) -> None:
        """Installs the patches, unless they are; each holder has to `let_go()`."""
        with self._lock:
            if not self._holders:
                try:
                    self._install()
                except BaseException:
                    self._remove()
                    raise
            self._holders.add(id(holder))

    def let_go(self, holder: object) -> None:
        """Removes the patches with the last holder; one that holds nothing, or has let go, changes nothing."""
        with self._lock:
            held = bool(self._holders)
            self._holders.discard(id(holder))
            if held and not self._holders:
                self._remove()

    def push(self, fake: Answerer) -> None:
        self._fakes.append(fake)  # first: whatever interrupts what follows, `pop` undoes it
        self.hold(fake)

    def pop(self, fake: Answerer) -> None:
        if fake in self._fakes:
            self._fakes.remove(fake)
            self.let_go(fake)

    def _install(self) -> None:
        self._patch(BaseClient)
        if (loaded := sys.modules.get("aiobotocore.client")) is not None:
            self._patch(loaded.AioBaseClient)
        BaseClient.__init_subclass__ = classmethod(lambda kind: self._patch(kind))
        self._waiters.install()
        self._guard.install()
        self._threads.install()

    def _remove(self) -> None:
        self._threads.remove()
        self._guard.remove()
        self.refusals.forget()
        self._waiters.remove()
        if "__init_subclass__" in vars(BaseClient):
            del BaseClient.__init_subclass__
        for kind, originals in self._originals.items():
            for name, original in originals.items():
                setattr(kind, name, original)
        self._originals.clear()

    def _patch(self, kind: type) -> None:
        """Patches a client class that has the methods of its own; the classes of single services have not."""
        own = {name: kind.__dict__[name] for name in _PATCHED if name in kind.__dict__}
        if not own or kind in self._originals:
            return
        self._originals[kind] = own
        for name, original in own.items():
            setattr(kind, name, _REPLACEMENTS[name, inspect.iscoroutinefunction(original)](self, original))
            if inspect.iscoroutinefunction(original):
                self._waiters.install_async()

    def _refused(self, host: str) -> None:
        if (fake := self.innermost) is not None:
            fake.refused(host)

    def _slept(self, seconds: float) -> None:
        if (fake := self.innermost) is not None:
            fake.slept(seconds)

    def _commission(self, *, with_line: bool) -> Commission | None:
        fake = self.innermost
        return None if fake is None else fake.commission(with_line=with_line)


# --- one call --------------------------------------------------------------------------------------------------------


def _exchange(
    seam: Seam, client: Any, operation: Any, request: Any, context: Any, *, go_on: Callable[[], Any], streamed: Streamed
) -> Exchange:
    """One call with its retries. Yields what has to be called, or called and awaited, and is sent the result."""
    fake = seam.innermost
    if fake is None:
        raise NoActiveFake(_outside(operation))
    key = yield from _access_key(client._request_signer._credentials)
    call = _client_call(client, operation, context, key)
    streams = Streams(call.params) if context.get("has_streaming_input") else None
    attempts = 1
    while True:
        answer = fake.answer(call)
        if isinstance(answer, PassedThrough):
            if streams is not None:
                streams.rewind()  # the record has read them
            return (yield from _go_beneath(seam, fake, client, answer.record, go_on))
        reply = as_reply(answer, operation, streamed, _own_parsers(client))
        if answer.status >= 300:
            event = _retry_event(client, operation, request, reply, attempts)
            # The delay is not slept: order and number of attempts are botocore's, time is the test's.
            delay = first_non_none_response((yield partial(client.meta.events.emit, **event)))
            if delay is not None and delay is not False:
                attempts += 1
                request["context"]["retries"]["attempt"] = attempts
                if streams is not None:
                    streams.rewind()
                continue
        reply[1]["ResponseMetadata"]["RetryAttempts"] = attempts - 1
        return reply


def _go_beneath(seam: Seam, fake: Answerer, client: Any, record: ApiCall, go_on: Callable[[], Any]) -> Exchange:
    """A call that is passed through, with what became of it written down; also where its task is cancelled."""
    seam.refusals.tell(client)
    try:
        reply: Reply = yield go_on
    except BaseException as error:
        refusal = refusal_in(error)
        cause = error if refusal is None else NetworkBlocked(_nothing_beneath(record, refusal.host), refusal.host)
        fake.passed(record, None, CallError(type(cause).__name__, str(cause)))
        if cause is error:
            raise
        raise cause from None
    fake.passed(record, *outcome(*reply))
    return reply


# The region that clients of IAM, CloudFront and the like say they are in.
_REGIONS_OF_GLOBAL_SERVICES = {
    "aws-global": "us-east-1",
    "aws-cn-global": "cn-northwest-1",
    "aws-us-gov-global": "us-gov-west-1",
}


def _access_key(credentials: Any) -> Generator[Callable[[], Any], Any, str | None]:
    """The key by which a fake knows the caller.

    One that was never fetched is fetched now, as for signing: with AssumeRole it tells the account. Where that fails,
    nobody needs it. One that was is not refreshed, which the public name would do.
    """
    if not hasattr(credentials, "_access_key"):
        return getattr(credentials, "access_key", None)
    if credentials._access_key is None:
        try:
            yield credentials.get_frozen_credentials
        except Exception:
            return None
    key: str | None = credentials._access_key
    return key


def _client_call(client: Any, operation: Any, context: dict[str, Any], key: str | None) -> ClientCall:
    region = client.meta.region_name or "us-east-1"
    region = _REGIONS_OF_GLOBAL_SERVICES.get(region, region)
    return ClientCall(operation, _with_checksum(operation, context), region, client.meta.partition, key)


def _with_checksum(operation: Any, context: dict[str, Any]) -> dict[str, Any]:
    """The params, with the checksum algorithm that botocore chose: it goes out in a header as if the user had."""
    params: dict[str, Any] = context[_PARAMS]
    header = context.get("checksum", {}).get("request_algorithm_header")
    if header is None:
        return params
    return {operation.http_checksum["requestAlgorithmMember"]: header["value"], **params}


def _own_parsers(client: Any) -> OwnParsers | None:
    """Parsers that the session of a client has set in place of botocore's."""
    defaults: dict[str, Any] = client._endpoint._response_parser_factory._defaults
    if not defaults:
        return None
    return OwnParsers(defaults.get("timestamp_parser"), defaults.get("blob_parser"))


def _retry_event(client: Any, operation: Any, request: Any, reply: Reply, attempts: int) -> dict[str, Any]:
    """The event by which botocore asks its retry handlers; they know the client's retry configuration."""
    request.setdefault("context", {}).setdefault("retries", {}).setdefault("attempt", attempts)
    return {
        "event_name": f"needs-retry.{operation.service_model.service_id.hyphenize()}.{operation.name}",
        "response": reply,
        "endpoint": client._endpoint,
        "operation": operation,
        "attempts": attempts,
        "caught_exception": None,
        "request_dict": request,
    }


def _outside(operation: Any) -> str:
    caller = find_caller()
    made = f" by {caller}" if caller else ""
    return (
        f"{operation.service_model.service_name}:{operation.name} was called{made} outside the fake of any test; "
        "nothing was sent.\nEvery test has a fake of its own. A fixture of a wider scope, or code that runs at import, "
        "needs one too: `with AwsFake() as fake: yield fake`."
    )


def _nothing_beneath(record: ApiCall, host: str) -> str:
    made = f" by {record.caller}" if record.caller else ""
    return (
        f"{record.name} was called{made} and passed through, but nothing beneath the fake answers it: botocore wanted "
        f"to connect to {host}, which was refused.\n"
        f'Start what should answer before the call, `moto.mock_aws()` for example. Or take "{record.service}" out of '
        "`passthrough` and stub the operation."
    )


# --- the replacements ------------------------------------------------------------------------------------------------


def _sync_request(seam: Seam, original: Callable[..., Reply]) -> Callable[..., Reply]:
    def _make_request(self: Any, operation_model: Any, request_dict: Any, request_context: Any) -> Reply:
        def go_on() -> Reply:
            return original(self, operation_model, request_dict, request_context)

        exchange = _exchange(seam, self, operation_model, request_dict, request_context, go_on=go_on, streamed=SYNC)
        try:
            step = next(exchange)
            while True:
                try:
                    result = step()
                except BaseException as error:
                    step = exchange.throw(error)
                else:
                    step = exchange.send(result)
        except StopIteration as end:
            reply: Reply = end.value
            return reply

    return _make_request


def _async_request(seam: Seam, original: Callable[..., Awaitable[Reply]]) -> Callable[..., Awaitable[Reply]]:
    async def _make_request(self: Any, operation_model: Any, request_dict: Any, request_context: Any) -> Reply:
        def go_on() -> Awaitable[Reply]:
            return original(self, operation_model, request_dict, request_context)

        exchange = _exchange(seam, self, operation_model, request_dict, request_context, go_on=go_on, streamed=ASYNC)
        await let_others_run()
        try:
            step = next(exchange)
            while True:
                try:
                    result = await step()
                except BaseException as error:
                    step = exchange.throw(error)
                else:
                    step = exchange.send(result)
        except StopIteration as end:
            reply: Reply = end.value
            return reply

    return _make_request


def _sync_converter(_: Seam, original: Callable[..., Any]) -> Callable[..., Any]:
    agents = UserAgents()

    def _convert_to_request_dict(self: Any, api_params: Any, *args: Any, **more: Any) -> Any:
        _keep_params(api_params, args, more)
        header = agents.leave_out(self, more)
        return agents.put_in(self, original(self, api_params, *args, **more), header)

    return _convert_to_request_dict


def _async_converter(_: Seam, original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    agents = UserAgents()

    async def _convert_to_request_dict(self: Any, api_params: Any, *args: Any, **more: Any) -> Any:
        _keep_params(api_params, args, more)
        header = agents.leave_out(self, more)
        return agents.put_in(self, await original(self, api_params, *args, **more), header)

    return _convert_to_request_dict


def _keep_params(api_params: Any, args: tuple[Any, ...], more: dict[str, Any]) -> None:
    """Leaves the params, before they are serialised, where the request will find them."""
    context = more.get("context", args[2] if len(args) > 2 else None)
    if context is not None:
        context[_PARAMS] = api_params


_REPLACEMENTS: dict[tuple[str, bool], Callable[[Seam, Any], Any]] = {
    ("_make_request", False): _sync_request,
    ("_make_request", True): _async_request,
    ("_convert_to_request_dict", False): _sync_converter,
    ("_convert_to_request_dict", True): _async_converter,
}

seam = Seam()
