"""What a handler prints and logs: goes where it would go, and into the log of its invocation."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pytest_awsevents.core.clock import Clock


class LogText:
    """The log of one invocation, as CloudWatch would hold it."""

    def __init__(self, request_id: str, clock: Clock) -> None:
        self._request_id = request_id
        self._clock = clock
        self._parts: list[str] = []

    def write(self, text: str) -> None:
        self._parts.append(text)

    def write_record(self, record: logging.LogRecord) -> None:
        """A record of `logging`, in the layout of the Python runtime."""
        at = f"{self._clock.now:%Y-%m-%dT%H:%M:%S.%f}"[:-3]
        self.write(f"[{record.levelname}]\t{at}Z\t{self._request_id}\t{_FORMATTER.format(record)}\n")

    @property
    def text(self) -> str:
        return "".join(self._parts)


_FORMATTER = logging.Formatter()


class _Stream:
    """A standard stream that a handler may write to; everything but writing is that of the stream beneath."""

    def __init__(self, beneath: Any, taps: _Taps) -> None:
        self._beneath = beneath
        self._taps = taps

    def write(self, text: str) -> int:
        if (log := self._taps.current) is not None:
            log.write(text)
        written: int = self._beneath.write(text)
        return written

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._beneath, name)


class _Taps(logging.Handler):
    """Listens to stdout, stderr and the root logger while at least one handler runs, in whatever thread."""

    def __init__(self) -> None:
        super().__init__()
        self._guard = threading.Lock()
        self._open: list[LogText] = []
        self._here = threading.local()
        self._streams: dict[str, tuple[Any, _Stream]] = {}

    @property
    def current(self) -> LogText | None:
        """The log of this thread's invocation; in a thread that a handler started, that of the newest one."""
        mine: list[LogText] = getattr(self._here, "logs", [])
        newest = mine or self._open
        return newest[-1] if newest else None

    def emit(self, record: logging.LogRecord) -> None:
        if (log := self.current) is not None:
            log.write_record(record)

    @contextmanager
    def into(self, log: LogText) -> Iterator[None]:
        mine: list[LogText] = self._here.__dict__.setdefault("logs", [])
        with self._guard:
            if not self._open:
                self._install()
            self._open.append(log)
        mine.append(log)
        try:
            yield
        finally:
            mine.pop()
            with self._guard:
                self._open.remove(log)
                if not self._open:
                    self._remove()

    def _install(self) -> None:
        for name in ("stdout", "stderr"):
            beneath = getattr(sys, name)
            stream = _Stream(beneath, self)
            self._streams[name] = (beneath, stream)
            setattr(sys, name, stream)
        logging.getLogger().addHandler(self)

    def _remove(self) -> None:
        logging.getLogger().removeHandler(self)
        for name, (beneath, stream) in self._streams.items():
            if getattr(sys, name) is stream:  # the handler may have put another one there
                setattr(sys, name, beneath)
        self._streams.clear()


captured = _Taps().into
"""Takes down what is printed and logged inside."""
