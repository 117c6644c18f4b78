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


class _Tap:
    """Listens to a standard stream, whoever writes to it: loggers may have kept it since they were set up."""

    def __init__(self, stream: Any, taps: _Taps) -> None:
        self._stream = stream
        really_write = stream.write

        def write(text: str) -> Any:
            if (log := taps.current) is not None:
                log.write(text)
            return really_write(text)

        stream.write = self._write = write

    def hears(self, handler: logging.Handler) -> bool:
        """Whether what a handler of `logging` writes comes by here."""
        return getattr(handler, "stream", None) is self._stream

    def close(self) -> None:
        if vars(self._stream).get("write") is self._write:
            del self._stream.write


class _Taps(logging.Handler):
    """Listens to stdout, stderr and the root logger while at least one handler runs, in whatever thread."""

    def __init__(self) -> None:
        super().__init__()
        self._guard = threading.Lock()
        self._open: list[LogText] = []
        self._here = threading.local()
        self._taps: list[_Tap] = []

    @property
    def current(self) -> LogText | None:
        """The log of this thread's invocation; in a thread that a handler started, that of the newest one."""
        mine: list[LogText] = getattr(self._here, "logs", [])
        newest = mine or self._open
        return newest[-1] if newest else None

    def emit(self, record: logging.LogRecord) -> None:
        log = self.current
        if log is None:
            return
        own = _powertools_handler(record.name)
        if own is None:
            log.write_record(record)
        elif not any(tap.hears(own) for tap in self._taps):
            log.write(f"{own.format(record)}\n")

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
        streams = {id(stream): stream for stream in (sys.stdout, sys.stderr) if stream is not None}
        self._taps = [_Tap(stream, self) for stream in streams.values()]
        logging.getLogger().addHandler(self)

    def _remove(self) -> None:
        logging.getLogger().removeHandler(self)
        self.filters.clear()  # put there by a logger of Powertools that was set up meanwhile
        for tap in self._taps:
            tap.close()
        self._taps.clear()


def _powertools_handler(name: str) -> logging.Handler | None:
    """The handler by which Powertools writes what a logger of that name logs; None for other loggers.

    Powertools filters its records out of the root logger's handlers that are there when a logger is set up; on AWS that
    of the runtime is.
    """
    logger: Any = logging.getLogger(name)
    while logger is not None:
        found: logging.Handler | None = getattr(logger, "powertools_handler", None)
        if found is not None:
            return found
        logger = logger.parent
    return None


captured = _Taps().into
"""Takes down what is printed and logged inside."""
