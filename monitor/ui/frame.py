"""What every page has: a heading with the language switch, and a footer that says what this is."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

import streamlit as st

from monitor.codebook.pages import IN_FOOT
from monitor.export.colophon import origin
from monitor.figure.names import raised
from monitor.locale import lacking, say, spoken
from monitor.store import Store, languages_now, monitors
from monitor.ui.addresses import link_to
from monitor.web import html
from monitor.web.login import login_of, user_in


def heading(title: str, intro: str, language: str) -> None:
    """Draws the head of a page."""
    st.html(head(title, intro, language, {key: st.query_params[key] for key in st.query_params}))


def head(title: str, intro: str, language: str, here: Mapping[str, str]) -> str:
    """The page's only first-level heading, one line on what can be asked here, and the way to the other
    languages; a line that says so where this one is not whole yet. `here` is the query of this address."""
    switch = "".join(
        html.link(spoken(other).name, _in(other, here), lang=other, hreflang=other, class_="m-switch")
        for other in languages_now()
        if other != language
    )
    lead = html.tag("p", intro, class_="m-intro") if intro else ""
    lead += html.tag("p", say("language.partly", language), class_="m-small") if lacking(language) else ""
    return f'<div class="m-head">{html.tag("h1", title)}{switch}</div>{lead}'


def titled(title: str, store: Store, language: str) -> None:
    """Makes this, with the survey's name, the title of the document: of the tab, of a bookmark, of the
    history."""
    survey = store.codebook.say(store.codebook.survey.title, language)
    st.set_page_config(page_title=f"{title} · {survey}")


def notice(lines: list[str]) -> None:
    """Draws plain lines above the figure; nothing where there are none."""
    if lines:
        st.html(noticed(lines))


def noticed(lines: list[str]) -> str:
    """Plain lines that screen readers read out."""
    return '<div class="m-notice" role="status">' + "".join(html.tag("p", line) for line in lines) + "</div>"


def footer(store: Store, language: str) -> None:
    """Draws the foot of a page, with who is logged in."""
    st.html(foot(store, language, _reader(language)))


def foot(store: Store, language: str, reader: str = "") -> str:
    """Source, edition and build; simulated where it is; and whose product this is not. `reader` is HTML."""
    survey = store.codebook.survey
    tell = store.codebook.say
    source, edition, _ = origin(store, language, store.simulated())
    parts = (raised(source), edition)
    lines = [" · ".join(part for part in [*parts, say("frame.build", language, build=store.build)] if part)]
    if store.simulated():
        lines.append(say("frame.simulated", language))
    if survey.disclaimer:
        lines.append(tell(survey.disclaimer, language))
    book = store.codebook
    ways = [
        html.link(book.page_title(id, language), link_to(book, id, "", language))
        for id in book.paths
        if id in IN_FOOT
    ]
    told = "".join(f"<p>{line}</p>" for line in [*map(escape, lines), *ways]) + reader
    told += way_back(language) if monitors.asked() else ""
    return f'<footer class="m-footer">{told}</footer>'


def way_back(language: str) -> str:
    """From any page of one of several monitors to the page to choose on, whatever stands before its name."""
    return f'<p><a href="../?lang={language}">{escape(say("choose.back", language))}</a></p>'


def _reader(language: str) -> str:
    """Who is logged in, and the way out; empty where nobody needs to."""
    user = user_in(login_of(st.context.cookies))
    if not user:
        return ""
    who = say("access.logged_in", language, who=str(user.get("email") or "?"))
    return f"<p>{escape(who)} · {html.link(say('access.logout', language), '/auth/logout')}</p>"


def _in(language: str, here: Mapping[str, str]) -> str:
    """This same address in another language."""
    kept = {key: value for key, value in here.items() if key != "lang"}
    if language != languages_now()[0]:
        kept["lang"] = language
    return "?" + urlencode(kept, safe=",")
