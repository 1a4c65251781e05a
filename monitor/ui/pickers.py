"""The choices of a subject page: subject, compare by, years and groups in sight, and figure types as
pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from monitor.codebook import Page
from monitor.figure.choices import Choice, Choices
from monitor.figure.choose import resolve
from monitor.figure.kinds import KINDS
from monitor.figure.names import lowered, raised
from monitor.figure.numbers import listed
from monitor.locale import say
from monitor.store import Store, current_store
from monitor.ui import answer, form, state, subjects
from monitor.view import MANNER, View, parse_view
from monitor.web import html

MOST_FINER = 3
MOST_NAMED = 2
"""Groups that a fold's summary calls by name."""
WAS = "was"
"""The view around which a form was drawn; what differs from it is what the reader changed."""
AHEAD = "/ahead/"
"""Below it, the chart of what a page's form asks for."""
_PARTS = (
    ("subject", "indicators"),
    ("compare", "breakdowns"),
    ("years", "waves"),
    ("groups", "groups"),
    ("figure", "figure"),
)
"""What a form may change, in the order in which the changes count, with the part of a view that it is."""


def show(store: Store, page: Page, view: View) -> None:
    """Draws the choices around `view`, which has every choice filled in; none where nothing may be shown."""
    if body := choices(store, page, view, state.last_asked()):
        form.show(body, "pick", partial(_changed, page.id), html.rooted(AHEAD + page.path))


def choices(store: Store, page: Page, view: View, asked: View, action: str = "", **beside: str) -> str:
    """The form around a full view; `asked` is the view of the address, `beside` what else stands there."""
    offered = answer.offered(store, page, view)
    if not offered.themes:
        return ""
    language = view.language
    first = (*view.breakdowns, "")[0]
    alone = {"": say("pick.no_breakdown" if len(offered.groups) > 1 else "pick.everyone", language)}
    years, groups = ("", "")
    if len(offered.waves) > 1:
        years = form.ticked("w", say("pick.years", language), fitting(offered.waves), view.waves)
    if len(offered.groups) > 1:
        groups = form.ticked("g", say("pick.groups", language), fitting(offered.groups), view.groups)
    compared = form.picked("by", say("pick.compare", language), alone | fitting(offered.breakdowns), first)
    told = (_groups_told(offered, view), _second_told(offered, view), _kind_told(offered.figures, view))
    lesser = (groups, _second(offered, view), figures(offered.figures, view))
    rows = [
        (subjects.picker(store.codebook, offered, view), compared, years),
        (form.lesser("lesser", say("pick.lesser", language), told, lesser),),
    ]
    hidden = beside | {
        "i": ",".join(view.indicators),
        WAS: answer.shortest(asked, store, page).with_(language="").query(),
        "lang": store.lang(language),
    }
    return form.form(action or f"/{page.path}", hidden, rows, language)


def _groups_told(offered: Choices, view: View) -> str:
    """The groups in sight, by name where they are few; '' where there is no choice."""
    named = [item.label for item in offered.groups if item.id in view.groups]
    if len(offered.groups) < 2:
        return ""
    few = len(named) <= MOST_NAMED
    return raised(listed(named, view.language)) if few else say("pick.some", view.language, count=len(named))


def _second_told(offered: Choices, view: View) -> str:
    named = [lowered(item.label) for item in offered.breakdowns if item.id in view.breakdowns[1:]]
    return say("pick.also_by", view.language, by=named[0]) if named else ""


def _kind_told(kinds: Iterable[Choice], view: View) -> str:
    return lowered(next((item.label for item in kinds if item.id == view.figure), ""))


def figures(kinds: Iterable[Choice], view: View) -> str:
    """The figure types as small pictures; those that don't fit dimmed, with the reason."""
    rows = "".join(_kind(item, item.id == view.figure) for item in kinds)
    label = say("pick.figure", view.language)
    summary = f"{html.escape(label)}: {html.escape(_kind_told(kinds, view))}"
    return form.opened("figure", summary, f'<div class="m-kinds">{rows}</div>', "m-folded")


def _kind(item: Choice, on: bool) -> str:
    picture = f'<svg viewBox="0 0 24 16" aria-hidden="true"><path d="{KINDS[item.id].icon}"/></svg>'
    named = f"{picture}<span>{html.escape(raised(item.label))}"
    if not item.fits:
        return f'<p class="m-kind m-unfit">{named}{html.tag("span", item.note, class_="m-under")}</span></p>'
    pressed = "true" if on else "false"
    return (
        f'<button type="submit" name="f" value="{item.id}" class="m-kind" aria-pressed="{pressed}">'
        f"{named}</span></button>"
    )


def _second(offered: Choices, view: View) -> str:
    """A second breakdown, where there is a first."""
    first, second = (*view.breakdowns, "", "")[:2]
    crossed = fitting(item for item in offered.breakdowns if not item.note and item.id != first)
    if not first or not crossed:
        return ""
    none = {"": say("pick.no_second", view.language)}
    return form.picked("by", say("pick.second", view.language), none | crossed, second)


def finer(view: View, store: Store, page: Page) -> str:
    """Links to the same figure by a breakdown, as HTML; '' where it has one already or none fits."""
    if view.breakdowns or not view.indicators:
        return ""
    offered = [item for item in answer.offered(store, page, view).breakdowns if item.fits][:MOST_FINER]
    if not offered:
        return ""
    lang = store.lang(view.language)
    links = []
    for item in offered:
        by = _over_years(view.with_(breakdowns=(item.id,), figure=""), view, store, page)
        query = answer.shortest(by, store, page).with_(language=lang).query()
        links.append(
            html.link(say("card.by", view.language, by=lowered(item.label)), f"/{page.path}?{query}")
        )
    return f'<p class="m-finer">{html.escape(say("card.finer", view.language))} {" · ".join(links)}</p>'


def fitting(offered: Iterable[Choice]) -> dict[str, str]:
    """What fits the other choices, by code."""
    return {item.id: raised(item.label) for item in offered if item.fits}


def _changed(page_id: str, sent: form.Query) -> None:
    """A reader chose: the view with what that changed becomes the address."""
    store = current_store()
    state.ask(chosen(sent, state.language(), store, store.codebook.subject_page(page_id)))


def chosen(sent: form.Query, language: str, store: Store, page: Page) -> View:
    """What a form asks for, as short as an address can say it: the view that it was drawn around with the
    changes that the reader made, each with what it brings along."""
    asked = parse_view(sent)
    view = begun(parse_view("".join(sent.get(WAS, ())[-1:])).with_(language=language), store, page)
    before = answer.figure(view, store, page).view
    asked = asked.with_(indicators=_subjects(sent, asked.indicators or before.indicators))
    changed = [
        what
        for what, part in _PARTS
        if getattr(asked, part) != getattr(before, part) and (what != "figure" or asked.figure)
    ]
    for what in changed:
        view = _with(view, what, asked)
    if changed and not {"years", "figure"} & {*changed}:
        view = _over_years(view, before, store, page)
    return answer.shortest(view, store, page)


def _subjects(sent: form.Query, now: tuple[str, ...]) -> tuple[str, ...]:
    """The subjects after a button of their picker."""
    if picked := "".join(sent.get(subjects.PICK, ())[-1:]):
        return (picked,)
    if also := "".join(sent.get(subjects.ALSO, ())[-1:]):
        return tuple(id for id in now if id != also) if also in now else (*now, also)
    return now


def asker(page_id: str) -> Callable[[View], None]:
    """Makes a view what this page asks, and its shortest address the page's. For callbacks."""

    def ask(view: View) -> None:
        store = current_store()
        page = store.codebook.subject_page(page_id)
        state.ask(answer.shortest(begun(view, store, page), store, page))

    return ask


def begun(view: View, store: Store, page: Page) -> View:
    """The view that a choice builds on: with the page's own first view where nothing is asked, and always
    with a subject."""
    if view.asks_nothing():
        kept = {name: getattr(view, name) for name in ("language", *MANNER)}
        view = parse_view(page.first or "").with_(**kept)
    if not view.indicators:
        view = view.with_(indicators=answer.figure(view, store, page).view.indicators)
    return view


def _with(view: View, what: str, asked: View) -> View:
    """The view with one part as it is asked; the figure type falls to the page's own choice where what is
    compared changes."""
    part = dict(_PARTS)[what]
    view = view.with_(**{part: getattr(asked, part)})
    return view.with_(figure="", focus="") if what in ("subject", "compare") else view


def _over_years(view: View, before: View, store: Store, page: Page) -> View:
    """The view over the years that were in sight before: all, their two ends, or the page's own choice; the
    first that costs nothing else of what is asked."""
    seen = view.waves or (before.waves if len(before.waves) > 1 else ())
    for waves in dict.fromkeys((seen, (*seen[:1], *seen[-1:]) if len(seen) > 1 else seen)):
        kept = resolve(view.with_(waves=waves), store, page.groups)
        if not any(piece.why == "too_many" for piece in kept.lost):
            return view.with_(waves=tuple(wave for wave in waves if wave in kept.view.waves))
    return view.with_(waves=())
