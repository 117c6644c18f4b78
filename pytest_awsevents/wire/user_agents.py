"""The User-Agent header, which botocore takes longer to put together than everything else takes us for a call."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

_LEFT_OUT = "set_user_agent_header"


class UserAgents:
    """The header of each client, put together once.

    Only the numbers of the features in use, which nobody receives, may differ from call to call.
    """

    def __init__(self) -> None:
        self._headers: WeakKeyDictionary[Any, str] = WeakKeyDictionary()

    def leave_out(self, client: Any, more: dict[str, Any]) -> str | None:
        """The header where it is known; then botocore is told not to make it."""
        header = None if _LEFT_OUT in more else self._headers.get(client)
        if header is not None:
            more[_LEFT_OUT] = False
        return header

    def put_in(self, client: Any, request: Any, header: str | None) -> Any:
        if header is not None:
            request["headers"]["User-Agent"] = header
        elif "User-Agent" in request["headers"]:
            self._headers[client] = request["headers"]["User-Agent"]
        return request
