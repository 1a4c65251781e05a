"""What a survey file says about itself, whatever kind of file it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.locale import LANGUAGES, say
from monitor.prepare.files.columns import spelled
from monitor.prepare.files.sav_header import ResponseSet

Number = int | float

DATE_FORMATS = (
    "DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR", "DATETIME", "YMDHMS", "TIME", "DTIME",
    "MTIME", "WKDAY", "MONTH",
)  # fmt: skip
STATA_YEAR = ("%TY", "%-TY")
"""What Stata shows as a year is a plain number: 2019."""


@dataclass(frozen=True)
class Variable:
    """One column: its name, and what the file says about it."""

    name: str
    label: str
    is_text: bool
    format: str
    measure: str
    labels: dict[Number | str, str]
    missing: tuple[Number | str | tuple[float, float], ...]
    width: int

    @property
    def is_date(self) -> bool:
        """Whether it holds dates, times or durations."""
        letters = self.format.rstrip("0123456789.").upper()
        return letters in DATE_FORMATS or (
            letters.startswith(("%T", "%-T", "%D")) and not letters.startswith(STATA_YEAR)
        )


@dataclass(frozen=True)
class SurveyFile:
    """What a survey file says about itself; `variables` in the file's order, `rows` None where only reading
    can tell."""

    path: Path
    rows: int | None
    variables: dict[str, Variable]
    weight: str | None
    label: str
    notes: tuple[str, ...]
    response_sets: tuple[ResponseSet, ...]
    encoding: str | None
    created: datetime | None
    page: str = "utf-8"
    """The code page that it declares."""

    @property
    def simulated(self) -> bool:
        """Whether its label or notes open with 'gesimuleerd', 'simulated' or that word of another
        language."""
        words = tuple(say("simulate.word", language).lower() for language in LANGUAGES)
        return any(text.strip().lower().startswith(words) for text in (self.label, *self.notes))

    def find(self, name: str) -> str | None:
        """The name as the file spells it; letter case is forgiven."""
        return spelled(name, self.variables)
