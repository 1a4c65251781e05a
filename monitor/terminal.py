"""What a command says on a terminal: any text on any code page, and a failure in a line."""

from __future__ import annotations

import argparse
import codecs
import os
import sys

from monitor.errors import MonitorError, reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_PLAIN = {
    "≥": ">=", "≤": "<=", "–": "-", "—": "-", "−": "-", "…": "...", "‘": "'", "’": "'", "“": '"', "”": '"',
    "→": "->", "·": "-", "×": "x", "±": "+/-", "½": "1/2", "€": "EUR",
}  # fmt: skip
"""What stands for a sign that a code page lacks; of a letter its accents go, of anything else stays '?'."""


def plain(error: UnicodeError) -> tuple[str, int]:
    """What is written instead of what can't be; an error handler for encoders."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(sign: str) -> str:
    import unicodedata

    bare = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return _PLAIN.get(sign) or bare or "?"


class Parser(argparse.ArgumentParser):
    """Says in a line what an argument lacks."""

    def error(self, message: str) -> NoReturn:
        """Exit code 2."""
        self.exit(2, f"monitor: {message}; see: {self.prog} --help\n")


def begin() -> None:
    """From now on nothing that is printed fails for its letters, on a code page of Windows or plain ASCII."""
    codecs.register_error("monitor.plain", plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="monitor.plain")


def tell(error: Exception) -> int:
    """Says on standard error what went wrong, a fact a line, and returns the exit code. Of what nobody
    foresaw the details go to a file of this user alone."""
    if isinstance(error, MonitorError):
        lines = str(error).splitlines()
    elif isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        advice = "is it there, is there room, and may this user read and write it?"
        lines = [f"{where}{reason(error)}; {advice} (details: {_details(error)})"]
    else:
        what = type(error).__name__
        lines = [f"This was not foreseen ({what}); report it, with the details in {_details(error)}"]
    print("\n".join(f"monitor: {line}" for line in lines), file=sys.stderr)
    return error.exit_code if isinstance(error, MonitorError) else 1


def _details(error: Exception) -> str:
    """The file in which it stands how the program got there."""
    import tempfile
    import traceback

    try:
        handle, path = tempfile.mkstemp(prefix="monitor-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("".join(traceback.format_exception(error)))
    except OSError as unwritten:
        return f"no place to write them, {reason(unwritten)}"
    return path
