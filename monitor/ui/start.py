"""The start page: search, what the newest wave says, and the way to each page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from monitor.codebook import Codebook
from monitor.locale import say
from monitor.published import source_of
from monitor.store import Store
from monitor.ui import answer, card, frame, search, serving, state
from monitor.ui.addresses import link_to, page_for
from monitor.view import View
from monitor.web import html

MOST_FINDINGS = 8


def show() -> None:
    """Draws the start page. Where nothing is published, it opens with a figure instead of findings."""
    store, language = serving.store(), state.language()
    book = store.codebook
    survey = book.survey
    frame.heading(book.say(survey.title, language), book.say(survey.subtitle, language), language)
    missing = st.query_params.get("missing")
    frame.notice([say("link.no_page", language, path=missing[:80])] if missing else [])
    search.show(store, language)
    st.html(listing(store, language))
    if not findings(store, language) and not named_views(book, language):
        page = book.subject_pages()[0]
        card.show(answer.figure(View(language=language), store, page))


def listing(store: Store, language: str) -> str:
    """What the newest wave says, the named views, and the pages, as HTML."""
    book, told = store.codebook, findings(store, language)
    parts = []
    if told:
        parts += [html.tag("h2", say("start.newest", language, wave=told[0]["wave"]))]
        parts += [_list(told), _sources(told, language)]
    if stories := named_views(book, language):
        parts += [html.tag("h2", say("start.stories", language)), _by_wave(stories, language)]
    parts += [html.tag("h2", say("start.pages", language)), _list(pages(book, language))]
    return "".join(parts)


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
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        text = row[f"text_{language}"]
        if row["wave"] != waves[-1] or not text or text in found or len(found) == MOST_FINDINGS:
            continue
        groups = (row["group"],) if row["group"] in book.group else ()
        view = View((row["indicator"],), groups, (row["breakdown"],) if row["breakdown"] else ())
        address = link_to(book, page_for(book, groups), view, language)
        found[text] = {
            "title": text,
            "address": address,
            "text": "",
            "source": source_of(row, language),
            "wave": row["wave"],
        }
    return list(found.values())


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
        }
        for story in stories
    ]


def pages(book: Codebook, language: str) -> list[dict[str, Any]]:
    """The subject pages, each with the line on what can be asked there."""
    return [
        {
            "title": book.say(page.title, language),
            "address": link_to(book, page.id, "", language),
            "text": book.say(page.intro, language),
        }
        for page in book.subject_pages()
    ]


def _sources(told: list[dict[str, Any]], language: str) -> str:
    sources = dict.fromkeys(item["source"] for item in told if item["source"])
    return (
        html.tag("p", say("advice.source", language, source="; ".join(sources)), class_="m-source")
        if sources
        else ""
    )


def _by_wave(stories: list[dict[str, Any]], language: str) -> str:
    """The views under the wave that they are about; without headings where there is one wave only."""
    by_wave: dict[str, list[dict[str, Any]]] = {}
    for story in stories:
        by_wave.setdefault(story["wave"], []).append(story)
    if len(by_wave) < 2:
        return _list(stories)
    heads = {
        wave: html.tag("h3", say("start.about", language, wave=wave)) if wave else "" for wave in by_wave
    }
    return "".join(heads[wave] + _list(those) for wave, those in by_wave.items())


def _list(entries: list[dict[str, Any]]) -> str:
    lines = "".join(
        f"<li>{html.link(entry['title'], entry['address'])}"
        + (html.tag("span", entry["text"], class_="m-under") if entry["text"] else "")
        + "</li>"
        for entry in entries
    )
    return f'<ul class="m-links">{lines}</ul>'
