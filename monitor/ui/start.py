"""The parts of the start page: what stands out in the newest wave beside what was published about it, named
views, and the way to each page."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from monitor.codebook import Codebook
from monitor.figure.build import cached_figure
from monitor.locale import say
from monitor.published import source_of
from monitor.store import Store, per_store
from monitor.ui import standing
from monitor.ui.addresses import link_to, page_for
from monitor.view import View, parse_view
from monitor.web import html

MOST_FINDINGS = 8


def opening(cards: list[str], told: list[dict[str, Any]], store: Store, language: str) -> str:
    """What stands out and, beside it, what the researchers published, as HTML; either may be empty."""
    ours = theirs = ""
    if cards:
        listed = f'<ul class="m-standing">{"".join(cards)}</ul>'
        ours = f"<section>{standing.heading(store, language)}{listed}{standing.how(language)}</section>"
    if told:
        head = html.tag("h2", say("start.newest", language, wave=told[0]["wave"]))
        theirs = f"<section>{head}{links(told)}{sources(told, language)}</section>"
    return f'<div class="m-opening">{ours}{theirs}</div>' if ours and theirs else ours + theirs


def simulated(told: list[dict[str, Any]], language: str) -> str:
    """That the numbers are simulated, as HTML; where something published is told too, that it is not."""
    text = say("start.simulated" if told else "frame.simulated", language)
    return html.tag("p", text, class_="m-simulated")


def findings(store: Store, language: str) -> list[dict[str, Any]]:
    """What was published about the newest wave that anything was published about, each with the figure behind
    it."""
    book = store.codebook
    rows = [
        row
        for row in store.published()
        if row["indicator"] in book.indicator and row["wave"] in book.wave_ids
    ]
    waves = sorted({row["wave"] for row in rows}, key=book.wave_ids.index)
    told = [row for row in rows if row["wave"] == waves[-1] and row[f"text_{language}"]] if waves else []
    found: dict[str, dict[str, Any]] = {}
    for row in _in_turn(book, told):
        text = row[f"text_{language}"]
        if text in found or len(found) == MOST_FINDINGS:
            continue
        view = _shown_by(book, row)
        found[text] = {
            "title": text,
            "address": link_to(book, page_for(book, view.groups), view, language),
            "text": "",
            "source": source_of(row, language),
            "wave": row["wave"],
        }
    return list(found.values())


def _in_turn(book: Codebook, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the pages that they are about in turn, so that none is cut off for another."""
    by_page: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_page.setdefault(page_for(book, (row["group"],)), []).append(row)
    return [row for several in zip_longest(*by_page.values()) for row in several if row is not None]


def _shown_by(book: Codebook, row: dict[str, Any]) -> View:
    """The view that shows what was published: over the waves that it speaks of, with what it compares."""
    groups = (row["group"],) if row["group"] in book.group else ()
    parts = [part.partition("@")[0].partition("/")[0] for part in (row["parts"] or "").split()]
    asked = dict.fromkeys([row["indicator"], *(id for id in parts if id in book.indicator)])
    known = book.wave_ids
    since = known.index(row["from_wave"]) if row["from_wave"] in known else known.index(row["wave"])
    waves = tuple(known[since : known.index(row["wave"]) + 1])
    return View(tuple(asked), groups, (row["breakdown"],) if row["breakdown"] else (), waves)


def named_views(book: Codebook, language: str) -> list[dict[str, Any]]:
    """The views that the codebook gives a name, newest wave first."""
    waves = book.wave_ids
    stories = sorted(
        book.stories, key=lambda story: -(waves.index(story.wave) if story.wave in waves else -1)
    )
    return [
        {
            "title": book.say(story.title, language),
            "address": link_to(book, story.page, story.view, language),
            "text": book.say(story.text, language),
            "wave": story.wave or "",
            "view": story.view,
            "page": story.page,
        }
        for story in stories
    ]


def sources(told: list[dict[str, Any]], language: str) -> str:
    """Where what was published stands, as HTML; '' where no source is named."""
    named = dict.fromkeys(item["source"] for item in told if item["source"])
    return (
        html.tag("p", say("advice.source", language, source="; ".join(named)), class_="m-source")
        if named
        else ""
    )


def by_wave(stories: list[dict[str, Any]], store: Store, language: str) -> str:
    """The views of the newest wave as pictures, and folded below them those of each earlier one."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for story in stories:
        grouped.setdefault(story["wave"], []).append(story)
    newest, *earlier = grouped
    shown = _pictures(store, language, newest)
    for wave in earlier:
        label = say("start.about", language, wave=wave) if wave else say("start.others", language)
        head = html.tag("summary", label)
        shown += f'<details class="m-more">{head}{links(grouped[wave])}</details>'
    return shown


def recent(language: str) -> str:
    """Room for the figures that a reader saw before in this tab; a script fills it, where there are any."""
    head = html.tag("h2", say("start.recent", language))
    return f'<section data-recent="yes" hidden>{head}<ul class="m-links"></ul></section>'


@per_store()
def _pictures(store: Store, language: str, wave: str) -> str:
    """The named views of a wave as small pictures with their names."""
    pages = store.codebook.page
    cards = []
    for story in named_views(store.codebook, language):
        if story["wave"] == wave:
            figure = cached_figure(parse_view(story["view"], language), store, pages.get(story["page"]))
            cards.append(standing.card(figure, story["title"], story["address"], story["text"]))
    return f'<ul class="m-standing">{"".join(cards)}</ul>'


def links(entries: list[dict[str, Any]]) -> str:
    """Entries as a list of links, each with its text below it."""
    lines = "".join(
        f"<li>{html.link(entry['title'], entry['address'])}"
        + (html.tag("span", entry["text"], class_="m-under") if entry["text"] else "")
        + "</li>"
        for entry in entries
    )
    return f'<ul class="m-links">{lines}</ul>'
