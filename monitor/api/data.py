"""Estimates, differences, indicators and breakdowns as rows: the same rows as the command line gives."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from monitor import lookup
from monitor.api.limits import MOST_ROWS
from monitor.api.operation import Answer, Asked, Operation
from monitor.api.parameters import FORMAT, INDICATORS, LANGUAGE, OVER, PAGE, QUESTION, SELECTION
from monitor.api.problem import Problem, harmless_json
from monitor.ask import ask
from monitor.codebook import categories_of
from monitor.errors import UnknownCode
from monitor.export.colophon import origin
from monitor.export.escape import cell
from monitor.export.names import mark, named
from monitor.figure.standing import rows as rows_of_standing
from monitor.locale import LANGUAGES, say, spoken
from monitor.rows import NEED_A_BREAKDOWN, TABLES, Over, columns
from monitor.store import Store
from monitor.view import View

CSV = "text/csv; charset=utf-8; header=present"
_SAID = {
    "breakdown": "Breakdowns of the cell, joined by a comma; empty for a total",
    "levels": "Level of each breakdown, in the same order",
    "view": "The view that answers, as a query string",
    "page": "Path of its page",
    "title": "What it is about",
    "sentence": "The answer in words, with its number",
    "standing.view": "The view that tells it, as a query string",
    "standing.title": "What stands out: the title of the view's figure",
    "standing.breakdown": "Breakdown of the contrast; empty for a total",
    "standing.levels": "Level of the contrast; of a change of a gap both ends",
    "ask.levels": "Levels of the view's breakdowns that the question names",
    "kind": "share, mean, distribution or multiple",
    "categories": "Codes of what is estimated of it, joined by commas; empty for a share or mean",
    "waves": "Waves with a number, joined by commas",
    "groups": "Groups with a number, joined by commas",
    "theme": "Code of its theme",
    "level": "Code of the level",
    "net": "Whether it is a union of other levels",
    "simulated": "Whether any answer behind it is simulated",
}
_TYPES = {str: "string", int: "number", float: "number", bool: "boolean"}


def estimates(asked: Asked) -> Answer:
    """The cells that answer a view."""
    view = _selected(asked)
    rows = lookup.estimates_of(
        asked.store, view.indicators, view.groups, view.waves, ",".join(view.breakdowns)
    )
    return _answer(asked, "estimate", rows, asked.store.simulated(view.waves, view.groups))


def contrasts(asked: Asked) -> Answer:
    """The tested differences of one kind within a view."""
    view, over = _selected(asked), Over(asked.one("over"))
    if over in NEED_A_BREAKDOWN and not view.breakdowns:
        message = f"Differences over {over} need a breakdown: parameter 'by'"
        raise Problem(400, "missing-parameter", message, parameter="by")
    rows = lookup.contrasts_of(
        asked.store, view.indicators, over, view.groups, view.waves, ",".join(view.breakdowns)
    )
    return _answer(asked, "contrast", rows, asked.store.simulated((), view.groups))


def summaries(asked: Asked) -> Answer:
    """Numbers about several cells at once within a view."""
    view = _selected(asked)
    rows = lookup.summaries_of(
        asked.store, view.indicators, view.groups, view.waves, ",".join(view.breakdowns)
    )
    return _answer(asked, "summary", rows, asked.store.simulated(view.waves, view.groups))


def indicators(asked: Asked) -> Answer:
    """Everything that may be asked."""
    return _answer(asked, "indicator", lookup.indicators_of(asked.store), asked.store.simulated())


def breakdowns(asked: Asked) -> Answer:
    """Everything that it may be asked by."""
    return _answer(asked, "breakdown", lookup.breakdowns_of(asked.store), asked.store.simulated())


def in_words(asked: Asked) -> Answer:
    """The views that answer a question in words; `missing` says what the survey doesn't hold, or what of the
    question they leave aside."""
    found = ask(asked.one("q"), asked.store, asked.language)
    rows = [reply.row() for reply in found.replies]
    return _answer(asked, "ask", rows, asked.store.simulated(), missing=[*found.missing, *found.aside])


def standing(asked: Asked) -> Answer:
    """What stands out in the newest wave."""
    store = asked.store
    found = rows_of_standing(store, asked.language)
    return _answer(asked, "standing", found, store.simulated(store.codebook.wave_ids[-1:]))


def published(asked: Asked) -> Answer:
    """Every figure and statement that the researchers published, with its source; none of it is simulated."""
    other = {f"_{language}" for language in LANGUAGES if language not in asked.store.languages}
    rows = [
        {name: value for name, value in row.items() if name[-3:] not in other}
        for row in asked.store.published()
    ]
    return _answer(asked, "published", rows, False)


def colophon_members(store: Store, simulated: bool, language: str) -> dict[str, Any]:
    """What every JSON answer bears beside its rows: build, source, licence, and whether answers are
    simulated."""
    source, edition, licence = origin(store, language, simulated)
    return {
        "simulated": simulated,
        "warning": say("share.simulated", language) if simulated else None,
        "build": store.build,
        "built": store.meta.get("built", ""),
        "survey": store.codebook.say(store.codebook.survey.title, language),
        "edition": edition,
        "source": source,
        "licence": licence,
    }


def crossable(view: View) -> None:
    """Problem for more breakdowns at once than are crossed."""
    if len(view.breakdowns) > 2:
        message = f"'by' names {len(view.breakdowns)} breakdowns, at most 2 are crossed"
        raise Problem(400, "bad-parameter", message, parameter="by")


def known_waves(asked: Asked) -> None:
    """Problem for the first wave that the codebook doesn't know; the rows' own look-up names the rest."""
    known = asked.store.codebook.wave_ids
    for wave in asked.view.waves:
        if wave not in known:
            raise UnknownCode("wave", wave, known)


def _selected(asked: Asked) -> Any:
    view, store = asked.selection, asked.store
    if not view.indicators:
        message = f"Name at least one indicator: parameter '{INDICATORS.name}'; /api/v1/indicators lists them"
        raise Problem(400, "missing-parameter", message, parameter=INDICATORS.name)
    crossable(view)
    known_waves(asked)
    rows = _at_most(store, view.indicators, view.groups, view.waves, view.breakdowns)
    if rows > MOST_ROWS:
        message = (
            f"This asks for up to {rows} rows, at most {MOST_ROWS} are given; ask fewer indicators, groups or"
            " waves at a time"
        )
        raise Problem(413, "too-large", message)
    return view


def _at_most(
    store: Store, indicators: Sequence[str], groups: Sequence[str], waves: Sequence[str], by: Sequence[str]
) -> int:
    """How many rows a selection can have; codes that aren't there count for nothing."""
    book = store.codebook
    levels = 1
    for id in by:
        if id in book.breakdown:
            levels *= len(book.breakdown[id].levels) + len(book.breakdown[id].nets)
    places = len(groups or book.group) * len(waves or book.wave_ids)
    return sum(
        (len(categories_of(book.indicator[id])) + 1) * places * levels
        for id in indicators
        if id in book.indicator
    )


def _answer(asked: Asked, table: str, rows: list[lookup.Row], simulated: bool, **beside: Any) -> Answer:
    """The rows as CSV or JSON; JSON has `beside` next to them."""
    if asked.one("format", "json") == "csv":
        name = named(f"{table}-{asked.store.build}-{mark(asked.canonical)}", simulated, "", "csv")
        return Answer(_csv(rows, simulated, table), CSV, name)
    language = asked.language
    document = {
        **colophon_members(asked.store, simulated, language),
        "query": asked.canonical,
        "columns": [_column(table, name) for name in _names(table, rows)],
        **beside,
        "rows": [{key: lookup.finite(value) for key, value in row.items()} for row in rows],
    }
    return Answer(
        harmless_json({key: value for key, value in document.items() if value is not None}),
        "application/json",
    )


def _names(table: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns' names, also of an answer that has no row."""
    return list(rows[0] if rows else lookup.names_of(table))


def _column(table: str, name: str) -> dict[str, str]:
    """A column's name, type and meaning: as in the store, or what an answer says of its own."""
    stored = columns(table).get(name) if table in TABLES else None
    kind = "array" if (table, name) == ("ask", "levels") else _TYPES[stored.kind] if stored else "string"
    own = _SAID.get(f"{table}.{name}") or _SAID.get(name) or _in_a_language(name)
    return {"name": name, "type": kind, "description": own or (stored.meaning if stored else "")}


_SPOKEN = {
    "label": "What it is called",
    "text": "What the source says, in our words",
    "source": "The publication, where it is called otherwise",
    "note": "What to know about it",
}


def _in_a_language(name: str) -> str:
    """What a column in one language holds: 'What it is called, in Dutch'; '' for any other."""
    what, _, language = name.rpartition("_")
    if what not in _SPOKEN or language not in LANGUAGES:
        return ""
    return f"{_SPOKEN[what]}, in {spoken(language).english}"


def _csv(rows: Sequence[Mapping[str, Any]], simulated: bool, table: str) -> bytes:
    """The rows with a last column that says whether they are simulated; a text never starts a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*_names(table, rows), "simulated"])
    for row in rows:
        values = (
            ",".join(value) if isinstance(value, list) else lookup.finite(value) for value in row.values()
        )
        written = [
            cell(value) if isinstance(value, str) else "" if value is None else value for value in values
        ]
        writer.writerow([*written, "true" if simulated else "false"])
    return out.getvalue().encode("utf-8")


OPERATIONS = (
    Operation(
        "/api/v1/estimates",
        "estimates",
        "Estimates: one row for each cell, hidden cells without a number and with the reason in `status`.",
        (*SELECTION, FORMAT, PAGE),
        estimates,
        ("application/json", CSV),
    ),
    Operation(
        "/api/v1/contrasts",
        "contrasts",
        "Tested differences, with their interval and Holm's adjusted p.",
        (*SELECTION, OVER, FORMAT, PAGE),
        contrasts,
        ("application/json", CSV),
    ),
    Operation(
        "/api/v1/summaries",
        "summaries",
        "Numbers about several cells at once, where the survey has them: tests over all levels, trends, "
        "inequality, numbers of people, standardised numbers.",
        (*SELECTION, FORMAT, PAGE),
        summaries,
        ("application/json", CSV),
    ),
    Operation(
        "/api/v1/indicators",
        "indicators",
        "What may be asked: indicators with their kind, names, waves and groups.",
        (LANGUAGE, FORMAT),
        indicators,
        ("application/json", CSV),
    ),
    Operation(
        "/api/v1/breakdowns",
        "breakdowns",
        "What it may be asked by: the levels of every breakdown.",
        (LANGUAGE, FORMAT),
        breakdowns,
        ("application/json", CSV),
    ),
    Operation(
        "/api/v1/ask",
        "ask",
        "The views that answer a question in words, best first; none, and `missing` says why, where the"
        " survey has no answer.",
        (QUESTION, LANGUAGE, FORMAT),
        in_words,
        ("application/json", CSV),
    ),
    Operation(
        "/api/v1/standing",
        "standing",
        "What stands out in the newest wave, best first: the view that tells it, its title, and the key of"
        " the contrast.",
        (LANGUAGE, FORMAT),
        standing,
        ("application/json", CSV),
        cost=2.0,
    ),
    Operation(
        "/api/v1/published",
        "published",
        "Figures and statements that were published, each with its source and exactness.",
        (LANGUAGE, FORMAT),
        published,
        ("application/json", CSV),
    ),
)
