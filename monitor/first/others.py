"""The other pages as their first response: start, processes, recommendations, method, collection,
workshop."""

from __future__ import annotations

from urllib.parse import urlencode

from monitor.collection import CollectionError, Shown, from_link, shown
from monitor.export.format import Scope
from monitor.export.formats import FORMATS
from monitor.figure.sides import side_of, sides_of, view_of
from monitor.first import parts
from monitor.first.asked import Asked, First
from monitor.first.subject import described, sentences
from monitor.locale import say
from monitor.ui import (
    accessibility,
    answer,
    definitions,
    downloads,
    frame,
    gaps,
    pickers,
    processes,
    published,
    recommendations,
    search,
    standing,
    start,
    take,
    themes,
)
from monitor.ui import card as cards
from monitor.ui.collection import empty
from monitor.ui.method import Method
from monitor.view import View
from monitor.web import html


def begin(asked: Asked) -> First:
    """The start page: a search that works by itself, its answer, and the ways on."""
    store, language = asked.store, asked.language
    survey, tell = store.codebook.survey, store.codebook.say
    missing, question = asked.one("missing")[:80], asked.one("q").strip()[: search.LONGEST_QUESTION]
    body = [frame.noticed([say("link.no_page", language, path=missing)])] if missing else []
    cards, findings = standing.cards(store, language), start.findings(store, language)
    if store.simulated():
        body.append(start.simulated(findings, language))
    body.append(search.section(store, question, language))
    if cards or findings:
        body.append(start.opening(cards, findings, store, language))
    body.append(themes.section(store, language))
    if stories := start.named_views(store.codebook, language):
        heading = html.tag("h2", say("start.stories", language))
        body.append(heading + start.by_wave(stories, store, language))
    if not cards and not findings and not stories:
        page = store.codebook.subject_pages()[0]
        body += parts.card(answer.figure(View(language=language), store, page), store, asked.site)
    body.append(start.recent(language))
    title = tell(survey.title, language)
    intro = tell(survey.subtitle, language)
    description = sentences(intro, tell(survey.description, language))
    query = urlencode({"q": question}) if question else ""
    return First(title, description, title, intro, tuple(body), query)


def care(asked: Asked) -> First:
    """The processes of one side in one group."""
    store, language = asked.store, asked.language
    book = store.codebook
    sides = sides_of(store)
    side = side_of(sides, asked.view)
    full = view_of(store, side, asked.view)
    body = [processes.choices(store, sides, side, full)]
    asked_here = asked.view.with_(indicators=full.indicators, breakdowns=(), figure="")
    if lost := answer.lost(asked_here, store, side):
        body.append(frame.noticed(lost))
    figure = answer.figure(full, store, side)
    body += parts.card(figure, store, asked.site, asks=True)
    compared = [item for item in book.processes if item.possible in full.indicators]
    if found := gaps.gaps(store, compared, full.groups[0]):
        body.append(html.tag("h2", say("ranking.title", language)) + gaps.ranking(store, found, language))
    title = book.page_title("processes", language)
    query = asked.view.with_(indicators=(), breakdowns=(), figure="", language="").query()
    return First(
        f"{figure.title} · {title}",
        described(figure),
        title,
        book.word("process.intro", language),
        tuple(body),
        query,
        figure,
    )


def advice(asked: Asked) -> First:
    """The recommendations, and the reader's own subject beside them where the address asks for one."""
    store, language = asked.store, asked.language
    opened, wanted = asked.one("r"), asked.one("p")
    body = [*recommendations.sections(store, opened, language)]
    title, intro = store.codebook.page_title("recommendations", language), say("advice.intro", language)
    if not recommendations.wanted(asked.view, wanted):
        body.append(recommendations.invitation(store, language))
        query, picture = (
            urlencode({"r": opened}) if opened else "",
            recommendations.picture(store, opened, language),
        )
        return First(title, intro, title, intro, tuple(body), query, picture=picture)
    page = store.codebook.subject_page(wanted)
    own = answer.figure(asked.view, store, page)
    body.append(recommendations.heading(language))
    body.append(recommendations.pages(store, page, language, opened))
    action, beside = f"/{store.codebook.paths['recommendations']}", {"r": opened, "p": page.id}
    body.append(pickers.choices(store, page, own.view, asked.view, action, **beside))
    if lost := answer.lost(asked.view, store, page):
        body.append(frame.noticed(lost))
    body += parts.card(own, store, asked.site, pickers.finer(own.view, store, page), 3)
    kept = urlencode({name: value for name, value in (("r", opened), ("p", wanted)) if value})
    query = "&".join(part for part in (kept, answer.shortest(asked.view, store, page).query()) if part)
    return First(f"{own.title} · {title}", intro, title, intro, tuple(filter(None, body)), query, own)


def explained(asked: Asked) -> First:
    """Method and data."""
    language = asked.language
    told = Method(asked.store, language)
    body = [
        told.what() + told.simulated() + told.asked(),
        parts.folded(told.say("method.defined.title"), definitions.section(asked.store, language)),
        told.weights() + told.certain() + told.protection(),
    ]
    if verdicts := published.section(asked.store, language):
        heading = html.tag("h2", told.say("method.published.title"))
        body.append(heading + published.summary(asked.store, language))
        body.append(parts.folded(told.say("method.published.open"), verdicts))
    taken = html.tag("h2", told.say("method.take.title")) + downloads.section(asked.store, language)
    body.append(taken + told.build())
    body.append(parts.folded(told.say("method.researcher.title"), told.researcher()))
    title, intro = asked.store.codebook.page_title("method", language), say("method.intro", language)
    return First(title, intro, title, intro, tuple(body))


def accessible(asked: Asked) -> First:
    """The accessibility statement."""
    language = asked.language
    title, intro = (
        asked.store.codebook.page_title("accessibility", language),
        say("accessibility.intro", language),
    )
    return First(title, intro, title, intro, (accessibility.section(asked.store, language),))


def collected(asked: Asked) -> First:
    """A collection from its link, to read and take along; changing it needs the live page."""
    store, language = asked.store, asked.language
    link, body, found = asked.one("c"), [], []
    if link:
        try:
            collection = from_link(link)
            found = shown(collection, store, language)
        except CollectionError as error:
            body.append(frame.noticed([say(f"collection.refused.{error.reason}", language)]))
    if found:
        query = urlencode({"c": link} | ({"lang": lang} if (lang := store.lang(language)) else {}))
        links = [
            html.link(
                say(f"collection.{item.id}", language),
                f"{take.EXPORT}/{item.file}?{query}",
                class_="m-take-link",
            )
            for item in FORMATS.values()
            if item.scope is Scope.COLLECTION
        ]
        body.append(f'<div class="m-take m-take-all">{"".join(links)}</div>')
        body += [_item(at + 1, item, asked) for at, item in enumerate(found)]
    else:
        body.append(empty(store, language))
    title, intro = say("collection.title", language), say("collection.intro", language)
    return First(title, intro, title, intro, tuple(body), urlencode({"c": link}) if found else "")


def _item(number: int, item: Shown, asked: Asked) -> str:
    figure = item.figure
    lead = cards.numbered(number, item.title, figure)
    lead += html.tag("p", figure.title if item.item.title else figure.subtitle, class_="m-subtitle")
    note = html.tag("p", item.item.note, class_="m-note") if item.item.note else ""
    opened = html.link(say("collection.open", asked.language), f"/{figure.page}?{figure.query}")
    boxes = (
        lead,
        note,
        parts.chart(figure, asked.store),
        html.items(figure.notes, "m-notes") + f"<p>{opened}</p>",
    )
    return (
        '<article class="f-card">'
        + "".join(f'<div class="f-item">{box}</div>' for box in boxes if box)
        + "</article>"
    )


def prepared(asked: Asked) -> First:
    """The workshop page, which prepares in the live page; the show itself needs none of it."""
    language = asked.language
    title, intro = asked.store.codebook.page_title("workshop", language), say("workshop.intro", language)
    return First(title, intro, title, intro, (html.tag("p", say("workshop.empty", language)),))
