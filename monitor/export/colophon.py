"""What every export bears: whose figures, which build, since when, under which terms, and the way back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from monitor.export.short import PLACE, short
from monitor.figure.figure import Figure
from monitor.locale import say, spoken
from monitor.store import Store, monitors


@dataclass(frozen=True)
class Colophon:
    """Plain texts in one language; `link` is a whole address where the program knows its own."""

    language: str
    survey: str
    source: str
    edition: str
    licence: str
    built: str
    """Date of the build, ISO 8601."""
    build: str
    link: str
    simulated: bool

    @property
    def date(self) -> str:
        """The build's date in words: '22 november 2026'."""
        return spoken(self.language).date(date.fromisoformat(self.built))

    @property
    def warning(self) -> str:
        """That the figures are simulated; '' where they are not."""
        return say("export.simulated", self.language) if self.simulated else ""

    @property
    def label(self) -> str:
        """What stands beside a title: 'gesimuleerd', or nothing."""
        return say("export.simulated_word", self.language) if self.simulated else ""

    def titled(self, title: str) -> str:
        """A title where nothing can stand beside it: '[gesimuleerd] …'."""
        return f"[{self.label}] {title}" if self.label else title

    def credit(self) -> str:
        """One line: 'Bron: … · uitgave … (22 november 2026)'."""
        parts = [
            say("export.source", self.language, source=self.source),
            say("export.build", self.language, build=self.build, date=self.date),
        ]
        return " · ".join(part for part in parts if part)

    def lines(self) -> list[tuple[str, str]]:
        """(what, text) of everything there is to state."""
        stated = [
            ("warning", self.warning),
            ("source", self.source),
            ("edition", self.edition),
            ("licence", self.licence),
            ("built", self.date),
            ("build", self.build),
            ("link", self.link.strip("/") and self.link),
        ]
        return [(say(f"export.label.{what}", self.language), text) for what, text in stated if text]


def given(words: Sequence[str], at: int) -> str:
    """The reader's words at a figure; '' where there are none."""
    return words[at] if at < len(words) else ""


def own_words(figure: Figure, title: str, remark: str) -> list[str]:
    """What stands beside a figure whose title or note is the reader's: that it is theirs, and what the figure
    itself says."""
    language = figure.view.language
    marked = [say("export.own_title", language, title=figure.title)] if title else []
    return marked + ([say("first.own_note", language, note=remark)] if remark else [])


def colophon(figure: Figure, store: Store, address: str | None = None) -> Colophon:
    """The colophon of one figure; `address` is where the app is served (default: the environment's
    MONITOR_ADDRESS)."""
    path = PLACE + short(figure.view, figure.page)
    return imprint(store, figure.view.language, figure.simulated, path, "", address)


def short_link(figure: Figure, address: str | None = None) -> str:
    """The short address that opens this figure."""
    return link(PLACE + short(figure.view, figure.page), "", address)


def origin(store: Store, language: str, simulated: bool) -> tuple[str, str, str]:
    """(source, edition, terms) of what is taken from a store. Simulated numbers have no source but this
    program, and no permission to take them over."""
    if simulated:
        return say("source.simulated", language), "", ""
    survey, tell = store.codebook.survey, store.codebook.say
    source = tell(survey.source, language) or tell(survey.title, language)
    return source, tell(survey.edition, language), tell(survey.licence, language)


def imprint(
    store: Store, language: str, simulated: bool, page: str = "", query: str = "", address: str | None = None
) -> Colophon:
    """The colophon of anything taken from a store."""
    source, edition, licence = origin(store, language, simulated)
    return Colophon(
        language=language,
        survey=store.codebook.say(store.codebook.survey.title, language),
        source=source,
        edition=edition,
        licence=licence,
        built=_day(store.meta.get("built", "")),
        build=store.build,
        link=link(page, query, address),
        simulated=simulated,
    )


def link(page: str = "", query: str = "", address: str | None = None) -> str:
    """The address of a view: whole where the program knows where it is served, else from the page's path
    on."""
    if address is None:
        address = os.environ.get("MONITOR_ADDRESS", "").rstrip("/") + monitors.path()
    base = address.rstrip("/")
    return f"{base}/{page.strip('/')}" + (f"?{query}" if query else "")


def _day(moment: str) -> str:
    """The day of an ISO 8601 moment; that of the epoch where it can't be read."""
    try:
        return datetime.fromisoformat(moment).date().isoformat()
    except ValueError:
        return "1970-01-01"
