"""Exceptions: what AWS answers (`AwsError`) and what this library refuses (`AwsEventsError` and below)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class AwsEventsError(Exception):
    """Base of everything this library raises in its own name."""


class UnsupportedOperation(AwsEventsError):
    """An API call that is neither faked nor stubbed nor passed through."""


class NetworkBlocked(AwsEventsError):
    """A connection to an AWS host that was refused because a fake is active."""

    def __init__(self, message: str, host: str) -> None:
        super().__init__(message)
        self.host = host


class NoActiveFake(AwsEventsError):
    """An API call made under `--aws-fake`, but outside the fake of any test."""


class InvalidStub(AwsEventsError, ValueError):
    """A stub whose service, operation or response botocore's model does not know."""


class InvalidOption(AwsEventsError, ValueError):
    """A setting that does not exist or whose value does not fit."""


class InvalidSchema(AwsEventsError, ValueError):
    """A schema of events that is wrong itself; the message has the place in it."""


class InvalidScene(AwsEventsError, ValueError):
    """A scene whose name or parameters do not fit."""


class UnknownScene(AwsEventsError, AttributeError):
    """A scene that nobody defined; the message names the nearest one."""


class InvalidResponse(AwsEventsError):
    """A response that does not fit the output shape of its operation."""


class EventLoop(AwsEventsError):
    """Events that cause each other without end."""


class TooManyFires(AwsEventsError):
    """A jump in time on the way of which schedules would fire more often than `fire_limit` allows."""


class MissingExtra(AwsEventsError, ImportError):
    """Something that needs a package which is not installed; the message has the line that installs it."""


class AwsError(Exception):
    """An error as an AWS service answers it; reaches the caller as the modelled botocore exception.

    `code` is the name of the modelled exception shape (`ResourceNotFoundException`) or a plain code
    (`ThrottlingException`). `status` is the HTTP status; None takes the one of the model, else 400. `members` are
    further members of the modelled exception.
    """

    def __init__(
        self, code: str, message: str = "", *, status: int | None = None, members: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.status = status
        self.members: Mapping[str, object] = dict(members or {})

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" if self.message else self.code


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is spelt most like `name`, or None where nothing comes close."""
    from difflib import get_close_matches  # 1 ms of every start of pytest, to be paid when something is misspelt

    names = list(known)
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return close[0]
    folded = {candidate.lower().replace("_", "").replace("-", ""): candidate for candidate in names}
    return folded.get(name.lower().replace("_", "").replace("-", ""))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` or an empty text."""
    candidate = nearest(name, known)
    return f"; did you mean {candidate!r}?" if candidate else ""
