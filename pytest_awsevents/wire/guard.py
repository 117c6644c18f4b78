"""Nothing reaches the network: connections to AWS hosts are refused while a fake is active.

Calls of botocore clients never come this far. What does is a presigned URL given to an HTTP library, a request passed
through to a layer that does not answer it, or a library that speaks to AWS by itself.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from pytest_awsevents.core.errors import NetworkBlocked
from pytest_awsevents.wire.callers import find_caller

_AWS_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".aws", ".aws.dev", ".awsapps.com", ".cloudfront.net")
_METADATA_ADDRESSES = frozenset({"169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254"})

_HTTP_LIBRARIES = (
    "socket",
    "ssl",
    "http",
    "urllib",
    "urllib3",
    "requests",
    "httpx",
    "httpcore",
    "aiohttp",
    "anyio",
    "aiohappyeyeballs",
)


class NetworkGuard:
    """Installed once for all active fakes; `tell` gets the host of each refused connection, and who wanted it."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._undo: list[Callable[[], None]] = []

    def install(self) -> None:
        # What stands there now may be somebody else's guard: it is kept, called, and put back.
        self._wrap(socket, "getaddrinfo", lambda arguments: arguments[0])
        for name in ("connect", "connect_ex"):
            self._wrap(socket.socket, name, lambda arguments: _host_of(arguments[1]))

    def remove(self) -> None:
        while self._undo:
            self._undo.pop()()

    def _wrap(self, owner: Any, name: str, host_of: Callable[[tuple[Any, ...]], object]) -> None:
        own = vars(owner).get(name)
        original = getattr(owner, name)
        installed = [True]

        def guarded(*args: Any, **kwargs: Any) -> Any:
            # Whoever replaced a function after us may put this one back when it is over.
            if installed[0]:
                self._check(host_of(args) if args else kwargs.get("host"))
            return original(*args, **kwargs)

        def undo() -> None:
            installed[0] = False
            if own is not None:
                setattr(owner, name, own)
            else:
                delattr(owner, name)

        setattr(owner, name, guarded)
        self._undo.append(undo)

    def _check(self, host: object) -> None:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
        name = name.lower().rstrip(".")
        if name not in _METADATA_ADDRESSES and not name.endswith(_AWS_DOMAINS):
            return
        caller = find_caller(through=_HTTP_LIBRARIES)
        made = f" by {caller}" if caller else ""
        self._tell(f"{name}{made}")
        raise NetworkBlocked(
            f"a connection to {name} was opened{made} while an AWS fake is active; it was refused.\n"
            "Calls of boto3 clients are answered in memory. A presigned URL or another HTTP client is not: "
            "replace that request in the test.",
            name,
        )


def _host_of(address: Any) -> object:
    return address[0] if isinstance(address, tuple) and address else None


class Refusals:
    """Has clients take a refusal as final: botocore would try again, and sleep before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: WeakSet[Any] = WeakSet()

    def tell(self, client: Any) -> None:
        """Has one client know, until `forget()`."""
        with self._lock:
            if client not in self._told:
                self._told.add(client)
                client.meta.events.register_first("needs-retry", _raise_refusal)

    def forget(self) -> None:
        if not self._told:
            return
        with self._lock:
            for client in self._told:
                client.meta.events.unregister("needs-retry", _raise_refusal)
            self._told.clear()


def refusal_in(error: BaseException | None) -> NetworkBlocked | None:
    """What the guard said, where botocore has wrapped it into an error of its own."""
    inner = error if isinstance(error, NetworkBlocked) else getattr(error, "kwargs", {}).get("error")
    return inner if isinstance(inner, NetworkBlocked) else None


def _raise_refusal(caught_exception: BaseException | None = None, **_: object) -> None:
    if (refusal := refusal_in(caught_exception)) is not None:
        raise refusal from None
