"""The page Recommendations: each with what the newest wave says about it, and room to put any subject beside
them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from monitor.codebook import Page
from monitor.codebook.models import Evidence, Recommendation
from monitor.figure.figure import Figure
from monitor.locale import say
from monitor.store import Store, current_store, per_store
from monitor.ui import answer, form, pickers, standing, state
from monitor.ui.addresses import link_to
from monitor.view import View, parse_view
from monitor.web import html

LEAST = 120
"""Characters of a recommendation that show at least, and that are worth folding."""
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")
BESIDE = "beside"
"""Where the subject beside the recommendations stands on the page."""


def figure_of(evidence: Evidence, store: Store, language: str) -> Figure:
    """The live figure of a piece of evidence, on the page that it names."""
    view = parse_view(evidence.view).with_(language=language)
    return answer.figure(view, store, store.codebook.subject_page(evidence.page or ""))


def sections(store: Store, opened: str, language: str) -> tuple[str, ...]:
    """Each recommendation as HTML: what it says, the figure of its first question under the finding, and the
    other figures folded; the one that is `opened` is first, and its figures show."""
    known = any(item.id == opened for item in store.codebook.recommendations)
    return _sections(store, opened if known else "", language)


def picture(store: Store, opened: str, language: str) -> Figure | None:
    """The first figure of the page, which a link to it shows."""
    known = sorted(store.codebook.recommendations, key=lambda item: item.id != opened)
    evidence = next((evidence for item in known for evidence in item.evidence), None)
    return figure_of(evidence, store, language) if evidence else None


@per_store()
def _sections(store: Store, opened: str, language: str) -> tuple[str, ...]:
    known = sorted(store.codebook.recommendations, key=lambda item: item.id != opened)
    return tuple(_section(item, store, language, item.id == opened) for item in known)


def _section(item: Recommendation, store: Store, language: str, opened: bool) -> str:
    tell = store.codebook.say
    source = tell(item.source, language)
    begin, rest = opening(tell(item.text, language))
    text = html.tag("p", begin) + (html.tag("p", rest, class_="m-broadly") if rest else "")
    if source:
        told = say("advice.source", language, source=source.rstrip("."))
        text += html.tag("p", told, class_="m-source")
    first, *others = [_evidence(evidence, store, language) for evidence in item.evidence] or [""]
    more = _folded(rest, others, language, opened)
    head = html.tag("h2", tell(item.title, language))
    return (
        f'<section class="m-advice" id="r-{html.escape(item.id)}">{head}'
        f'<div class="m-advised"><div>{text}{more}</div>{first}</div></section>'
    )


def _folded(rest: str, others: Sequence[str], language: str, opened: bool) -> str:
    """What is behind the fold: on a phone the rest of the text, which a broad page shows, and everywhere the
    other figures; '' for nothing."""
    if not (rest or others):
        return ""
    count = say("advice.more", language, count=len(others)) if others else ""
    on = say("advice.on", language) + (" · " if others else "") if rest else ""
    label = html.tag("span", on, class_="m-narrowly") if rest else ""
    body = html.tag("p", rest, class_="m-narrowly") if rest else ""
    body += f'<div class="m-questions">{"".join(others)}</div>' if others else ""
    kind = "m-more" if others else "m-more m-narrowly"
    return (
        f'<details class="{kind}"{" open" if opened else ""}>'
        f"<summary>{label}{html.escape(count)}</summary>{body}</details>"
    )


def opening(text: str) -> tuple[str, str]:
    """The sentences that a text opens with, and the rest of it; '' where the rest is hardly anything."""
    ends = (end.start() for end in _SENTENCE.finditer(text))
    at = next((end for end in ends if end >= LEAST), len(text))
    return (text[:at], text[at:].strip()) if len(text) - at > LEAST else (text, "")


def _evidence(evidence: Evidence, store: Store, language: str) -> str:
    """What a figure is there for; its finding, and what became of the gap in it; and its small picture."""
    figure = figure_of(evidence, store, language)
    question = store.codebook.say(evidence.note, language) if evidence.note else ""
    head = html.tag("h3", question) if question else ""
    gap = "".join(figure.gap[:1]).partition(". ")[0].removesuffix(".")
    gap += "." if gap else ""
    card = standing.card(figure, figure.title, f"/{figure.page}?{figure.query}", gap)
    return f'<div class="m-evidence">{head}<ul class="m-standing">{card}</ul></div>'


def wanted(asked: View, page: str) -> bool:
    """Whether the address asks for a subject beside the recommendations."""
    return bool(page) or not asked.asks_nothing()


def invitation(store: Store, language: str) -> str:
    """The way to put a subject beside them."""
    book = store.codebook
    here = link_to(book, "recommendations", "", language, p=book.subject_pages()[0].id)
    return f"<p>{html.link(say('advice.beside', language), f'{here}#{BESIDE}')}</p>"


def heading(language: str) -> str:
    """The head of the part with a reader's own subject."""
    head = html.tag("h2", say("advice.beside", language), id=BESIDE)
    return head + html.tag("p", say("advice.beside_how", language))


def show_pages(store: Store, page: Page, language: str) -> None:
    """Draws whose subjects may stand beside them."""
    if body := pages(store, page, language):
        form.show(body, "advice", _turned)


def pages(store: Store, page: Page, language: str, opened: str = "") -> str:
    """The form of whose subjects may stand beside them; '' where there is one page."""
    known = store.codebook.subject_pages()
    if len(known) < 2:
        return ""
    names = {item.id: store.codebook.say(item.title, language) for item in known}
    hidden = {"r": opened, "lang": store.lang(language)}
    action = f"/{store.codebook.paths['recommendations']}"
    row = [form.one_of("p", say("advice.whose", language), names, page.id)]
    return form.form(action, hidden, [row], language)


def chosen(sent: form.Query, language: str, store: Store) -> str:
    """The query of what a form of this page chose: another page with its own first view, or a change of the
    view."""
    beside = urlencode({name: "".join(sent[name][-1:]) for name in ("r", "p") if sent.get(name)})
    own = ""
    if pickers.WAS in sent or sent.get("i"):
        page = store.codebook.subject_page("".join(sent.get("p", ())[-1:]))
        own = pickers.chosen(sent, language, store, page).query()
    return "&".join(part for part in (beside, own) if part)


def _turned(sent: form.Query) -> None:
    """Subjects of another page; its own first view."""
    page = current_store().codebook.subject_page("".join(sent.get("p", ())[-1:]))
    nothing = View(language=state.language())
    state.ask(nothing, p=page.id)
