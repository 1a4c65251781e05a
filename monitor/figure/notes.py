"""The small type of a figure: subtitle, notes under the chart, source, and the text for whoever can't see
it."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.chart import Chart, Form
from monitor.figure.kind import Kind
from monitor.figure.names import raised
from monitor.figure.shape import pairs_in
from monitor.figure.tested import Family
from monitor.figure.titles import NUMBERS_ONLY
from monitor.figure.titles.parts import Headline
from monitor.figure.wording import at_most
from monitor.figure.words import Words
from monitor.locale import lacking, say
from monitor.rows import Status
from monitor.store import Store


def subtitle(answer: Answer) -> str:
    """The question as asked · who was asked · n."""
    names, language = answer.names, answer.language
    parts = []
    if len(answer.indicators) == 1:
        wording = answer.indicators[0].wording(answer.newest)
        parts.append(names.text(wording) if wording else raised(names.indicator(answer.indicators[0].id)))
    elif pairs := pairs_in(names.book, answer.view.indicators):
        parts.append(
            names.say(
                "subtitle.processes",
                list=at_most([names.inline(pair.label) for pair in pairs], language, 8),
            )
        )
    else:
        labels = [names.inline(item.short or item.label) for item in answer.indicators]
        parts.append(raised(at_most(labels, language, 6)))
    base = {names.text(item.base.text) for item in answer.indicators if item.base and item.base.text}
    groups = at_most([names.group_inline(id) for id in answer.view.groups], language, 5)
    parts.append(f"{groups} ({base.pop()})" if len(base) == 1 else groups)
    return " · ".join([*(part.removesuffix(".") for part in parts), *_sizes(answer)])


def _sizes(answer: Answer) -> list[str]:
    """n in the newest wave: one number, or from the smallest to the largest line."""
    sizes = [
        row.n
        for waves in answer.lines.values()
        for row in [waves[answer.newest]]
        if row.shown and row.n is not None
    ]
    if not sizes:
        return []
    low, high = (numbers.count(size, answer.language) for size in (min(sizes), max(sizes)))
    wave = answer.names.wave(answer.newest)
    if low == high:
        return [say("subtitle.n", answer.language, n=low, wave=wave)]
    return [say("subtitle.n_span", answer.language, low=low, high=high, wave=wave)]


def notes(answer: Answer, chart: Chart, native: bool = False) -> list[str]:
    """What the chart's marks mean and what is missing, one short line each; `native` for the marks of
    slides and sheets."""
    language = answer.language
    marks = _marks(chart, answer.simulated)
    found = [f"{gap}." for gap in chart.gaps] if native else []
    found += [say(_NATIVE.get(id, id) if native else id, language) for id in marks]
    if chart.form is Form.SLOPE and len(answer.waves) > 2:
        found.append(say("note.slope", language))
    found += _published(answer, chart, native)
    found += _reference(answer, chart, native)
    if any(answer.names.book.group[id].pool for id in answer.view.groups):
        found.append(say("note.pooled", language))
    found += _weightings(answer)
    if rounded := _rounded(answer):
        found.append(rounded)
    if families := answer.tests.families:
        told = [_family(answer, family) for family in families]
        if answer.reference and (count := len(answer.reference.tests)):
            told.append(say("reference.family", language, what=answer.reference.label, count=count))
        found.append(say("note.tests", language, families=numbers.listed(told, language)))
    if lacking(language):
        found.append(say("language.partly", language))
    return found


def _weightings(answer: Answer) -> list[str]:
    """Which questions have a weight of their own."""
    book = answer.names.book
    found = dict.fromkeys(item.weighting for item in answer.indicators if item.weighting)
    labels = {
        item.id: answer.names.text(item.label) if item.label else item.id
        for sample in book.samples
        for item in sample.weightings
    }
    language = answer.language
    return [say("note.weighting", language, weighting=labels.get(id, id)) for id in found]


def _family(answer: Answer, family: Family) -> str:
    """'de verandering sinds 2024 (4)': what was adjusted together, and how many comparisons that were."""
    id, wave = family.id, answer.names.wave(family.since or answer.newest)
    if id in ("step", "period") and not family.since:
        id = {"step": "step_last", "period": "period_first"}[id]
    return say(f"note.family.{id}", answer.language, wave=wave, count=family.comparisons)


def _rounded(answer: Answer) -> str:
    """How finely the numbers are published; '' where they are not rounded."""
    units = [row.precision for row in answer.rows if row.precision]
    return rounded_to(units, answer.language, answer.is_share, answer.in_percent)


def rounded_to(units: Iterable[float], language: str, is_share: bool, in_percent: bool) -> str:
    """'Afgerond op 5%, …' of numbers that are published in these units; '' where there are none."""
    found = sorted(set(units))
    if not found:
        return ""
    read = numbers.percent if is_share else numbers.number
    sign = "%" if in_percent and not is_share else ""
    told = [read(unit, language, numbers.decimals(unit, is_share)) + sign for unit in found]
    if in_percent and found == [0.01 if is_share else 1]:
        return say("note.rounded.percents", language)
    id = "note.rounded.unit" if len(told) == 1 else "note.rounded.units"
    return say(id, language, unit=told[0], most=told[-1])


_BANDS = (Form.LINES, Form.MULTIPLES)
_WITHOUT_INTERVALS = (Form.STACKED, Form.DUMBBELL)
_HATCHED = (Form.BARS, Form.NAMED, Form.STACKED, Form.DOTS, Form.BEAMS)
_NATIVE = {
    "note.interval.band": "export.note.line",
    "note.interval.band_simulated": "export.note.line_simulated",
    "note.hatched": "export.note.hidden",
    "note.new_question": "export.note.broken",
}
"""The words for what slides and sheets draw otherwise."""


def _marks(chart: Chart, simulated: bool) -> list[str]:
    """The ids of what is said of the marks that the chart has."""
    found = []
    statuses = {point.status for point in chart.points}
    if chart.form not in _WITHOUT_INTERVALS and any(point.low is not None for point in chart.points):
        mark = "band" if chart.form in _BANDS else "whisker"
        found.append(f"note.interval.{mark}{'_simulated' if simulated else ''}")
    if chart.bounded:
        found.append("note.gap")
    if Status.UNRELIABLE in statuses:
        found.append("note.unreliable")
    if statuses & {Status.TOO_FEW, Status.PROTECTED} and chart.form in _HATCHED:
        found.append("note.hatched")
    if any(panel.breaks for panel in chart.panels):
        found.append("note.new_question")
    return found


def _published(answer: Answer, chart: Chart, native: bool) -> list[str]:
    """Each published figure's source, once, with the waves that it is about."""
    drawn = {wave.id for wave in chart.waves} or set(answer.waves)
    sources: dict[str, list[str]] = {}
    for wave in (wave for wave in answer.waves if wave in drawn):
        for source in sorted({waves[wave].source for waves in answer.published.values() if wave in waves}):
            sources.setdefault(source, []).append(answer.names.wave(wave))
    diamonds = chart.form.over_waves or chart.form is Form.DOTS
    id = "note.published" if not native else "export.note.diamond" if diamonds else "export.note.published"
    told = [
        say(id, answer.language, source=source, waves=numbers.listed(waves, answer.language))
        for source, waves in sources.items()
    ]
    return [*told, say("note.published_beside", answer.language)] if told and answer.simulated else told


def _reference(answer: Answer, chart: Chart, native: bool) -> list[str]:
    """What the figure is compared against, how that is drawn, and who says so."""
    reference, language = answer.reference, answer.language
    if reference is None or not (chart.reference or reference.hidden):
        return []
    found = []
    if chart.reference:
        drawn = "line" if chart.form.over_waves else "tick"
        id = "words" if chart.form in _REFERENCE_IN_WORDS or (native and drawn == "tick") else drawn
        source = say("reference.from", language, source=reference.source) if reference.source else ""
        one = f" ({answer.number(reference.one)})" if reference.one is not None else ""
        found.append(say(f"reference.note_{id}", language, what=reference.label + one, source=source))
    if reference.hidden:
        found.append(say("reference.hidden", language, what=reference.label))
    return found


_REFERENCE_IN_WORDS = (Form.STACKED, Form.NAMED, Form.BEAMS)
"""Forms that draw wholes or pairs, beside which it stands in words and in the table alone."""


def source(answer: Answer, store: Store) -> str:
    """The survey's source line; of simulated numbers that they are, and of no one else."""
    if answer.simulated:
        return raised(say("source.simulated", answer.language))
    survey = store.codebook.survey
    parts = [answer.names.text(survey.source or survey.title)]
    if survey.edition:
        parts.append(answer.names.text(survey.edition))
    return ", ".join(parts)


MOST_ALT = 250


def alt(answer: Answer, kind: Kind, title: Headline, words: Words) -> str:
    """What the picture shows, in 250 characters: figure type, what is in it, and the change or difference."""
    language = answer.language
    first, last = (answer.names.wave(wave) for wave in (answer.waves[0], answer.waves[-1]))
    when = first if first == last else say("alt.waves", language, first=first, last=last)
    count = sum(any(row.shown for row in waves.values()) for waves in answer.drawn.values())
    unit = say("alt.percent", language) if answer.in_percent else answer.unit or say("alt.score", language)
    shown = say("alt.text", language, kind=kind.name(answer.names), count=count, when=when, unit=unit)
    parts = [say("alt.simulated", language)] if answer.simulated else []
    parts += [shown, title.text.rstrip(".") + "."]
    bare = title.id.removeprefix("title.") in NUMBERS_ONLY
    more = [str(text) for text in (*words.change, *words.difference, *words.finding)[:1] if bare]
    for text in [*more, say("alt.table", language)]:
        if len(" ".join([*parts, text])) <= MOST_ALT:
            parts.append(text)
    told = " ".join(parts)
    return told if len(told) <= MOST_ALT else told[: MOST_ALT - 1].rsplit(" ", 1)[0] + "…"


def nothing(answer: Answer) -> str:
    """Why there is no number at all, and what can be asked instead; '' where there is one."""
    if answer.leading or any(row.shown for row in answer.rows):
        return ""
    statuses = {row.status for row in answer.rows} or {Status.NOT_ASKED}
    id = next(
        status
        for status in (Status.PROTECTED, Status.TOO_FEW, Status.NOT_ASKED)
        if status in statuses or status == Status.NOT_ASKED
    )
    wider = "empty.without_breakdown" if answer.view.breakdowns else "empty.other_choice"
    return f"{say(f'empty.{id}', answer.language)} {say(wider, answer.language)}"
