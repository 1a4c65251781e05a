"""A request for a page → its first response, or the address that a form asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import parse_qs, quote

from monitor.codebook.pages import IN_FOOT
from monitor.first import others
from monitor.first.asked import Asked, First
from monitor.first.head import head
from monitor.first.subject import subject
from monitor.locale import say
from monitor.store import Store
from monitor.ui import frame, pickers, processes, recommendations
from monitor.ui.app import planned
from monitor.ui.form import CHOOSE
from monitor.view import LONGEST_QUERY
from monitor.web import html
from monitor.web.shell import Filled
from monitor.web.words import words

_LOGOUT = "/auth/logout"
_TOLD = {"gone": "first.gone", "go-on": "first.go_on", "copied": "take.copied"}
"""What the page's scripts say."""
_OTHERS: Mapping[str, Callable[[Asked], First]] = {
    "start": others.begin,
    "processes": others.care,
    "recommendations": others.advice,
    "collection": others.collected,
    "workshop": others.prepared,
    "method": others.explained,
    "accessibility": others.accessible,
}


def first_page(path: str, query: str, language: str, store: Store, site: str, closed: bool) -> Filled | None:
    """The page at this path, or where a form leads; None where there is no page. `site` is where the app is
    served, `closed` whether only some may see it."""
    asked = Asked(store, parse_qs(query[:LONGEST_QUERY]), language, site, closed)
    name = path.strip("/")
    plan = planned(store.codebook, language)
    id = next((id for id, _, own in plan if own == name), None)
    if id is None:
        return None
    page = store.codebook.page.get(id)
    made = partial(subject, page=page) if page else _OTHERS[id]
    if asked.one(CHOOSE):
        return Filled(to=_address(name, _chosen(asked, id), store.lang(language)))
    first = made(asked)
    survey = store.codebook.say(store.codebook.survey.title, language)
    title = first.title if first.title == survey else f"{first.title} · {survey}"
    return Filled(
        title=title,
        head=head(first, title, name, asked),
        body=_body(first, name, plan, asked),
    )


def _chosen(asked: Asked, id: str) -> str:
    """The query of what a form chose."""
    store, language = asked.store, asked.language
    page = store.codebook.page.get(id)
    if page is not None:
        return pickers.chosen(asked.query, language, store, page).query()
    if id == "processes":
        return processes.chosen(asked.query, language, store).query()
    if id == "recommendations":
        return recommendations.chosen(asked.query, language, store)
    return asked.view.query()


def _address(name: str, query: str, lang: str) -> str:
    kept = [part for part in query.split("&") if part and not part.startswith("lang=")]
    kept += [f"lang={lang}"] if lang else []
    return f"/{quote(name)}" + (f"?{'&'.join(kept)}" if kept else "")


def _body(first: First, name: str, plan: list[tuple[str, str, str]], asked: Asked) -> str:
    language = asked.language
    lang, here = asked.store.lang(language), {name: "page"}
    links = "".join(
        f"<li>{html.link(title, _address(path, '', lang), aria_current=here.get(path, ''))}</li>"
        for id, title, path in plan
        if id not in IN_FOOT
    )
    label = html.escape(say("first.pages", language))
    menu = f'<details class="f-menu"><summary>Menu</summary><ul>{links}</ul></details>'
    out = f"<p>{html.link(say('access.logout', language), _LOGOUT)}</p>" if asked.closed else ""
    lost = f'<p class="f-lost" role="status" hidden>{html.escape(say("first.lost", language))}</p>'
    parts = [
        frame.head(first.heading, first.intro, language, asked.here),
        lost,
        *first.parts,
        frame.foot(asked.store, language, out),
    ]
    inside = "".join(f'<div class="f-item">{part}</div>' for part in parts)
    told = {id: say(text, language) for id, text in _TOLD.items()} | {"words": json.dumps(words(language))}
    data = "".join(f' data-{name}="{html.escape(text)}"' for name, text in told.items())
    return (
        f'<div id="first"{data}><nav class="f-nav" aria-label="{label}">{menu}<ul>{links}</ul></nav>'
        f'<main class="f-main">{inside}</main></div>'
    )
