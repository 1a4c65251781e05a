"""A subject page as its first response: the choices as a form, the figure, the words, the table."""

from __future__ import annotations

from monitor.codebook import Page
from monitor.figure.figure import Figure
from monitor.figure.names import lowered
from monitor.first import parts
from monitor.first.asked import Asked, First
from monitor.locale import say
from monitor.ui import answer, frame, pickers, standing
from monitor.view import View, parse_view
from monitor.web import html

WAS = "was"
"""The view around which a form was drawn; what differs from it is what the reader changed."""
_PARTS = (
    ("subject", "indicators"),
    ("compare", "breakdowns"),
    ("years", "waves"),
    ("groups", "groups"),
    ("figure", "figure"),
)
"""What a form may change, in the order in which the changes count, with the part of a view that it is."""


def subject(asked: Asked, page: Page) -> First:
    """The page, with the figure that the address asks for."""
    store, view, tell = asked.store, asked.view, asked.store.codebook.say
    figure = answer.figure(view, store, page)
    lost = answer.lost(view, store, page)
    opened = standing.listed(store, asked.language, page.id, figure.view) if view.asks_nothing() else ""
    body = [opened] if opened else []
    body.append(choices(asked, page, figure.view))
    body += [frame.noticed(lost)] if lost else []
    body += parts.card(figure, store, asked.site, asks=True)
    title = tell(page.title, asked.language)
    return First(
        title=f"{figure.title} · {title}",
        description=described(figure),
        heading=title,
        intro=tell(page.intro, asked.language),
        parts=tuple(body),
        query=answer.shortest(view, store, page).query(),
        figure=figure,
    )


def described(figure: Figure) -> str:
    """What a preview says under the finding: what was asked of whom, and the first words about it."""
    return " ".join(part for part in (figure.subtitle, *figure.points[:2]) if part) or figure.empty


def choices(asked: Asked, page: Page, view: View, action: str = "", **beside: str) -> str:
    """The form around a full view; `beside` is what the page keeps in its address next to the view."""
    store, language = asked.store, view.language
    offered = answer.offered(store, page, view)
    first, second = (*view.breakdowns, "", "")[:2]
    labels = answer.indicator_labels(offered)
    alone = {"": say("pick.no_breakdown" if len(offered.groups) > 1 else "pick.everyone", language)}
    seen = [
        parts.picked("i", say("pick.subject", language), labels, view.indicators[0]),
        parts.picked("by", say("pick.compare", language), alone | pickers.fitting(offered.breakdowns), first),
    ]
    if len(offered.waves) > 1:
        seen.append(
            parts.ticked("w", say("pick.years", language), pickers.fitting(offered.waves), view.waves)
        )
    more = []
    if len(offered.groups) > 1:
        more.append(
            parts.ticked("g", say("pick.groups", language), pickers.fitting(offered.groups), view.groups)
        )
    crossed = pickers.fitting(item for item in offered.breakdowns if not item.note and item.id != first)
    if first and crossed:
        none = {"": say("pick.no_second", language)}
        more.append(parts.picked("by", say("pick.second", language), none | crossed, second))
    more += _others(view, answer.indicator_labels(offered, alike=True))
    more.append(
        parts.picked("f", say("pick.figure", language), pickers.fitting(offered.figures), view.figure)
    )
    unfit = [f"{item.label}: {lowered(item.note)}" for item in offered.figures if not item.fits]
    if unfit:
        more.append(
            html.tag("p", say("pick.unfit", language), class_="m-small") + html.items(unfit, "m-notes")
        )
    was = answer.shortest(asked.view, store, page).with_(language="").query()
    hidden = beside | {WAS: was, "lang": store.lang(language)}
    inside = "".join(f"<div>{part}</div>" for part in more)
    return parts.form(action or f"/{page.path}", hidden, seen, f'<div class="f-two">{inside}</div>', language)


def _others(view: View, labels: dict[str, str]) -> list[str]:
    """A list for each subject beside the first, and one for another."""
    beside = {id: label for id, label in labels.items() if id != view.indicators[0]}
    if not beside:
        return []
    none = {"": say("pick.more_none", view.language)}
    values = [*view.indicators[1:], ""]
    return [parts.picked("i", say("pick.more", view.language), none | beside, value) for value in values]


def chosen(asked: Asked, page: Page) -> View:
    """What a form asks for, as short as an address can say it: the view that it was drawn around with the
    changes that the reader made, each with what it brings along."""
    store = asked.store
    view = pickers.begun(parse_view(asked.one(WAS)).with_(language=asked.language), store, page)
    before = answer.figure(view, store, page).view
    for what, part in _PARTS:
        wanted = getattr(asked.view, part)
        if wanted == getattr(before, part):
            continue
        if what == "subject" and wanted[1:] != before.indicators[1:] and wanted[:1] == before.indicators[:1]:
            view = pickers.chosen(view.with_(indicators=before.indicators), "more", wanted[1:])
        elif what == "figure":
            view = pickers.chosen(view, what, (wanted,) if wanted else ())
        else:
            view = pickers.chosen(view, what, wanted)
    return answer.shortest(view, store, page)
