"""Errors that say what is wrong, which value, and what to do.

`str(error)` is for the operator: one fact a line. A page shows the reader the text with the id `error.<kind>`
instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


class MonitorError(Exception):
    """Anything the operator can put right; the command line prints it and exits with `exit_code`."""

    kind = "monitor"
    exit_code = 1


class CodebookError(MonitorError):
    """The codebook breaks its rules; `problems` holds one line each: place, key, value and what to do."""

    kind = "codebook"

    def __init__(self, problems: Iterable[str]):
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class SurveyFileError(MonitorError):
    """A survey file can't be read."""

    kind = "survey_file"


class BuildError(MonitorError):
    """The build stopped; the store that was there still serves."""

    kind = "build"


class StoreError(MonitorError):
    """There is no store, or it can't be used."""

    kind = "store"


class SettingError(MonitorError):
    """A setting has a value that means nothing; told as `SETTING is 'value': what to do`."""

    kind = "setting"
    exit_code = 2

    def __init__(self, setting: str, value: str, advice: str):
        super().__init__(f"{setting} is '{value[:80]}': {advice}")


class UnknownCode(MonitorError):
    """A view, or the command line, asks for something that a store, or a codebook, does not hold."""

    kind = "unknown_code"

    def __init__(self, what: str, value: str, known: Iterable[str], where: str = "store"):
        self.what, self.value, self.where = what, value, where
        self.nearest = nearest(value, known)
        hint = f"; did you mean '{self.nearest}'?" if self.nearest else ""
        super().__init__(f"No {what} '{value}' in this {self.where}{hint}")


class NothingToShow(MonitorError):
    """A view asks for what the survey has, but not for the rest of the view."""

    kind = "nothing_to_show"

    def __init__(self, what: str, value: str, nearest: str | None = None):
        self.value, self.nearest = value, nearest
        super().__init__(
            f"There is nothing to show for {what} '{value}' in this view; leave it out, or choose another"
        )


_KNOWN = {
    "No space left on device": "no space left on the disk",
    "not a valid DuckDB database file": "it is no DuckDB file, or not whole",
    "database does not exist": "it is not there",
    "Permission denied": "this user has no permission",
    "Operation not permitted": "this user has no permission",
    "Read-only file system": "the disk is read-only",
    "Conflicting lock": "another program writes in it",
}
"""What engines say about files, by a part of it → the same in a few words."""


def reason(error: BaseException) -> str:
    """Why something failed, in a few words, without an engine's own."""
    inner = error.args[0] if error.args else None
    if isinstance(inner, OSError):
        return reason(inner)
    said = " ".join(str(error).split())
    first = re.sub(r"^[A-Z]\w*( [A-Z]\w*)? Error: ", "", str(error).strip()).partition("\n")[0].rstrip("!. ")
    known = next((plain for part, plain in _KNOWN.items() if part in said), "")
    own = (error.strerror or "") if isinstance(error, OSError) else ""
    return known or own or first[:200] or type(error).__name__


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The known word most like `word`, or None where none comes near."""
    import difflib

    by_lower = {str(known).lower(): str(known) for known in words}
    found = difflib.get_close_matches(str(word).lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None
