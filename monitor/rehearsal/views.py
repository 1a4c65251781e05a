"""Every view that a codebook names, or that the app makes of it, asked of a store."""

from __future__ import annotations

from monitor.codebook.views import views_of
from monitor.figure.build import cached_figure
from monitor.figure.choose import Lost, resolve
from monitor.figure.kinds import KINDS
from monitor.locale import LANGUAGES
from monitor.prepare.files.findings import Findings
from monitor.store import Store
from monitor.view import SORTS, View, parse_view
from monitor.workshop.asking import lines_of, question_of
from monitor.workshop.templates import of_presentation

LANGUAGE = LANGUAGES[-1]
"""Of findings."""
MOST_NAMED = 12
_WHY = {
    "unknown": "there is no {what} '{value}'",
    "other_page": "{what} '{value}' is not of this page's groups",
    "other_kind": "{what} '{value}' is of another kind than the first, and can't stand beside it",
    "no_data": "{what} '{value}' has no figures here",
    "too_many": "{what} '{value}' is one too many for one figure",
    "unfit": "figure '{value}' does not fit: {why}",
}


def try_views(store: Store, findings: Findings) -> None:
    """A warning for each part of a view that the store can't answer, for each view or indicator without any
    number, and for each question of a presentation that can't be asked."""
    pages = store.codebook.page
    for named in views_of(store.codebook):
        page = pages.get(named.page)
        view = parse_view(named.query).with_(language=LANGUAGE)
        for lost in resolve(view, store, page.groups if page else None).lost:
            advice = f"Correct '{named.key.rpartition('.')[2]}'" + _instead(lost, store)
            findings.add("warning", "view", named.key, _told(lost), advice=advice)
        if cached_figure(view, store, page).empty:
            advice = "Ask for fewer breakdowns, or for other waves"
            findings.add("warning", "view", named.key, "no number of it may be shown", advice=advice)
    _try_derived(store, findings)
    _try_questions(store, findings)


def _try_derived(store: Store, findings: Findings) -> None:
    """The addresses that nobody wrote down: each indicator by itself on every page whose groups got it, as
    search and links open it."""
    book = store.codebook
    for item in book.indicators:
        asked = {group for wave, group in store.samples if item.asked_in(wave, group)}
        for page in book.subject_pages():
            if not asked & set(page.groups):
                continue
            view = View((item.id,), language=LANGUAGE)
            if resolve(view, store, page.groups).lost or cached_figure(view, store, page).empty:
                message = f"no number of it may be shown on page '{page.id}'"
                advice = "Was it asked of enough people? Else say so in 'waves', 'groups' or 'not_asked'"
                findings.add("warning", "view", f"indicators.{item.id}", message, advice=advice)


def _instead(lost: Lost, store: Store) -> str:
    """What is there: the nearest one, else all that can be named there."""
    if lost.nearest:
        return f"; '{lost.nearest}' is there"
    book = store.codebook
    there = {
        "indicator": store.indicator_ids,
        "group": list(book.group),
        "breakdown": list(book.breakdown),
        "wave": book.wave_ids,
        "figure": list(KINDS),
        "sort": list(SORTS),
    }.get(lost.what, [])
    shown = ", ".join(list(there)[:MOST_NAMED]) + (" …" if len(there) > MOST_NAMED else "")
    return f"; there are {shown}" if shown and lost.why == "unknown" else ""


def _told(lost: Lost) -> str:
    why = lost.refusal.text(LANGUAGE) if lost.refusal else ""
    return _WHY[lost.why].format(what=lost.what, value=lost.value, why=why).removesuffix(".")


def _try_questions(store: Store, findings: Findings) -> None:
    for presentation in store.codebook.presentations:
        plan = of_presentation(presentation, store.codebook, LANGUAGE)
        for number, step in enumerate(plan.steps, start=1):
            key = f"presentations.{presentation.id}.steps[{number}]"
            lines = lines_of(step, store, LANGUAGE)
            if step.about and step.about not in lines:
                known = "; ".join(list(lines)[:5])
                advice = f"Correct 'about'; lines of this figure: {known}"
                findings.add("warning", "view", key, f"the figure has no line '{step.about}'", advice=advice)
            if step.ask and question_of(step, store) is None:
                message = f"'{step.ask}' can't be asked about this figure"
                findings.add("warning", "view", key, message, advice="Correct 'ask', or leave it out")
