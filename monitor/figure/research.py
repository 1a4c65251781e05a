"""What the research itself reported on the lines of an answer, in its own words; and where our verdict
differs, why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.families import Verdict, judged
from monitor.figure.key import Key
from monitor.figure.names import lowered, raised
from monitor.figure.statement import LONGEST, Statement, enumerated, joined, plain
from monitor.figure.wording import as_published, at_most, names_of, who
from monitor.locale import say
from monitor.published import OVER_TIME, source_of
from monitor.store import Contrast, Store, per_store

MOST_TEXTS = 2
MOST_NUMBERS = 12
_ORDER = ("differs", "level", "change", "other")


class Reported(NamedTuple):
    """One published row that is about a line, or about all lines, of an answer."""

    row: dict[str, Any]
    keys: tuple[Key, ...]


def reported(store: Store, answer: Answer) -> list[Reported]:
    """The published rows on this answer's lines in its newest wave that anything was published about."""
    found = []
    for id in answer.view.indicators:
        for row in _rows(store).get(id, ()):
            keys = _about(answer, row)
            if keys:
                found.append(Reported(row, keys))
    waves = [wave for wave in answer.waves if any(item.row["wave"] == wave for item in found)]
    return [item for item in found if item.row["wave"] == waves[-1]] if waves else []


@per_store()
def _rows(store: Store) -> dict[str, list[dict[str, Any]]]:
    """By indicator: all that was published."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in store.published():
        clean = {name: "" if value is None or value != value else value for name, value in row.items()}
        rows.setdefault(str(clean["indicator"]), []).append(clean)
    return rows


def _about(answer: Answer, row: dict[str, Any]) -> tuple[Key, ...]:
    """The lines that a published row is about: of its group and answer, by the view's breakdown."""
    if (row.get("breakdown") or "",) != (*answer.breakdowns, "")[:1] or len(answer.breakdowns) > 1:
        return ()
    if row["wave"] not in answer.waves:
        return ()
    return tuple(
        key
        for key in answer.drawn
        if key.indicator == row["indicator"]
        and key.group == row["group"]
        and row.get("category", "") in ("", key.category)
        and row.get("level", "") in ("", key.level1)
    )


def research(store: Store, answer: Answer) -> list[Statement]:
    """What the research reports, with its source; and for which lines our test says otherwise, and why."""
    found = reported(store, answer)
    return [*_reported(answer, found), *_drawn(answer)] if found or answer.published else []


def _drawn(answer: Answer) -> list[Statement]:
    """The published numbers that the figure draws, no more exactly than their source."""
    names = names_of(answer)
    told: list[str] = []
    for key, waves in answer.published.items():
        if key in answer.drawn and len(waves) and len(told) < MOST_NUMBERS:
            values = [
                f"{as_published(answer, item)} ({answer.names.wave(wave)})" for wave, item in waves.items()
            ]
            told.append(f"{who(answer, key, names)} {numbers.listed(values, answer.language)}")
    if not told:
        return []
    lead = say("research.numbers", answer.language)
    return [enumerated(lead, told)] if len(told) > LONGEST else [plain(f"{lead} {'; '.join(told)}.")]


def _reported(answer: Answer, found: Sequence[Reported]) -> list[Statement]:
    """What the research says of the newest wave that it speaks of."""
    if not found:
        return []
    reasons = {id: keys for id, keys in _reasons(answer, found).items() if keys}
    differing = {key for keys in reasons.values() for key in keys}
    language = answer.language
    sorted_rows = sorted(found, key=lambda item: _ORDER.index(_kind(item, differing)))
    texts: dict[str, dict[str, Any]] = {}
    for item in sorted_rows:
        text = str(item.row.get(f"text_{language}") or "").rstrip(".")
        same = {frozenset(other.lower().split()) for other in texts}
        if text and len(texts) < MOST_TEXTS and frozenset(text.lower().split()) not in same:
            texts.setdefault(text, item.row)
    if not texts:
        return []
    sources = list(dict.fromkeys(source_of(row, language) for row in texts.values()))
    wave = answer.names.wave(str(found[0].row["wave"]))
    told = [
        plain(
            say(
                "research.says",
                language,
                wave=wave,
                texts="; ".join(map(lowered, texts)),
                source="; ".join(sources),
            )
        )
    ]
    names = names_of(answer)
    compared = len(answer.tests.changes)
    for id, keys in reasons.items():
        listed = at_most([who(answer, key, names) for key in keys], language)
        told.append(plain(raised(say(f"research.differs_{id}", language, who=listed, count=compared))))
    return joined(answer, told)


def _kind(item: Reported, differing: set[Key]) -> str:
    if item.row["measure"] == OVER_TIME:
        return "differs" if differing & set(item.keys) else "change"
    return "level" if item.row["measure"] in ("share", "mean") else "other"


def _reasons(answer: Answer, found: Sequence[Reported]) -> dict[str, list[Key]]:
    """By reason: the lines whose published direction our verdict does not share."""
    reasons: dict[str, list[Key]] = {id: [] for id in ("simulated", "margin", "hint", "opposite", "change")}
    for item in found:
        if item.row["measure"] != OVER_TIME or len(item.keys) != 1:
            continue
        key = item.keys[0]
        for family in (answer.tests.changes, answer.tests.period):
            change = family.get(key)
            if change and (change.from_, change.to) == (item.row.get("from_wave"), item.row["wave"]):
                id = _reason(str(item.row["direction"]), change)
                if id:
                    reasons["simulated" if answer.simulated else id].append(key)
                break
    return {id: list(dict.fromkeys(keys)) for id, keys in reasons.items()}


def _reason(direction: str, change: Contrast) -> str:
    """Why our verdict is another than the published direction; '' where it is the same."""
    verdict = judged(change)
    if direction == "equal":
        return "change" if verdict is Verdict.SHOWN else ""
    sign = 1 if direction == "up" else -1
    if verdict is Verdict.SHOWN:
        return "" if (change.difference or 0.0) * sign > 0 else "opposite"
    return "hint" if verdict is Verdict.HINT else "margin"
