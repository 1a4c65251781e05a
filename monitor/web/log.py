"""The server's log: one JSON object a line on standard error; plain lines on a terminal. MONITOR_LOG (json,
text) chooses.

No line holds personal data: no address of a reader, no query string, no browser. Errors of this program are
written as they are, as they are about files and settings; of any other exception its kind and where it
happened, as its text may hold what a reader typed.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable

from monitor import places
from monitor.errors import MonitorError, UnknownCode

OURS = "monitor"
errors_counted: list[Callable[[str], None]] = []
"""Called with the name of the program part for each error in the log."""


class Lines(logging.Handler):
    """Writes each record as one line."""

    def __init__(self, as_json: bool):
        super().__init__(logging.INFO)
        self.as_json = as_json

    def emit(self, record: logging.LogRecord) -> None:
        """One line; a log that can't be written stops nothing."""
        try:
            told = entry(record)
            if record.levelno >= logging.ERROR:
                for count in errors_counted:
                    count(record.name.partition(".")[0])
            line = (
                json.dumps(told, ensure_ascii=False)
                if self.as_json
                else " ".join(str(value) for value in told.values())
            )
            sys.stderr.write(line + "\n")
            sys.stderr.flush()
        except Exception:
            self.handleError(record)


def begin() -> None:
    """Sends all loggers of this process here; those that libraries gave a handler of their own too. May be
    called again."""
    root = logging.getLogger()
    root.handlers = [Lines(as_json=os.environ.get("MONITOR_LOG") != "text")]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(logging.INFO)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        if not name.startswith(OURS):
            logger.setLevel(logging.WARNING)


def entry(record: logging.LogRecord) -> dict[str, object]:
    """What is written of a record."""
    ours = record.name.partition(".")[0] == OURS
    told: dict[str, object] = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        + f".{int(record.msecs):03d}Z",
        "level": record.levelname.lower(),
        "from": record.name,
        "process": record.process,
        "message": record.getMessage() if ours else str(record.msg).strip(),
    }
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        told["error"] = type(error).__name__
        if isinstance(error, MonitorError) and not isinstance(error, UnknownCode):
            told["reason"] = str(error)
        told["at"] = [
            f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return told


def _short(path: str) -> str:
    for start in (str(places.ROOT), *sys.path):
        if start and path.startswith(start + os.sep):
            return path[len(start) + 1 :]
    return path
