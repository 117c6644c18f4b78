"""Nothing reaches the network: connections to AWS hosts are refused while a fake is active.

Calls of botocore clients never come this far. What does is a presigned URL given to an HTTP library, a request passed
through to a layer that does not answer it, or a library that speaks to AWS by itself.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

from pytest_awsevents.core.errors import NetworkBlocked
from pytest_awsevents.wire.callers import find_caller

_AWS_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".aws", ".aws.dev", ".awsapps.com", ".cloudfront.net")
_METADATA_ADDRESSES = frozenset({"169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254"})


class NetworkGuard:
    """Installed once for all active fakes; `tell` is called with the host of each refused connection."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._getaddrinfo = socket.getaddrinfo
        self._had_connect = "connect" in socket.socket.__dict__
        self._connect = socket.socket.connect

    def install(self) -> None:
        def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
            self._check(host)
            return self._getaddrinfo(host, *args, **kwargs)

        def connect(this: socket.socket, address: Any) -> None:
            if isinstance(address, tuple):
                self._check(address[0])
            self._connect(this, address)

        socket.getaddrinfo = getaddrinfo
        socket.socket.connect = connect  # type: ignore[method-assign,assignment]

    def remove(self) -> None:
        socket.getaddrinfo = self._getaddrinfo
        if self._had_connect:
            socket.socket.connect = self._connect  # type: ignore[method-assign]
        else:
            del socket.socket.connect

    def _check(self, host: object) -> None:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
        name = name.lower().rstrip(".")
        if name not in _METADATA_ADDRESSES and not name.endswith(_AWS_DOMAINS):
            return
        self._tell(name)
        caller = find_caller()
        made = f" by {caller}" if caller else ""
        raise NetworkBlocked(
            f"a connection to {name} was opened{made} while an AWS fake is active; it was refused.\n"
            "Calls of boto3 clients are answered in memory. A presigned URL or another HTTP client is not: "
            "replace that request in the test."
        )
