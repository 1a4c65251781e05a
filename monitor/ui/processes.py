"""The page of processes: what could be against what is, and where the difference is largest."""

from __future__ import annotations

from monitor.codebook import Page
from monitor.codebook.models import Process
from monitor.figure.names import raised
from monitor.figure.sides import side_of, sides_of, view_of
from monitor.locale import say
from monitor.store import Store, current_store
from monitor.ui import form, state
from monitor.view import View, parse_view

SIDE = "side"
"""What the buttons of the sides send."""


def pairs_in(store: Store, view: View) -> list[Process]:
    """The processes of a full view."""
    return [item for item in store.codebook.processes if item.possible in view.indicators]


def show(store: Store, sides: list[Page], side: Page, full: View) -> None:
    """Draws the choices of a side, a group and waves."""
    form.show(choices(store, sides, side, full), "process", _changed)


def choices(store: Store, sides: list[Page], side: Page, full: View) -> str:
    """The form of a full view."""
    book, language = store.codebook, full.language
    groups = {id: raised(book.say(book.group[id].label, language)) for id in side.groups}
    waves = {wave.id: book.say(wave.label, language) or wave.id for wave in book.waves}
    row = [
        form.picked("g", say("process.group", language), groups, full.groups[0]),
        form.ticked("w", say("pick.years", language), waves, full.waves),
    ]
    if len(sides) > 1:
        names = {page.id: book.say(page.title, language) for page in sides}
        row.insert(0, form.one_of(SIDE, say("process.side", language), names, side.id))
    return form.form(f"/{book.paths['processes']}", {"lang": store.lang(language)}, [row], language)


def _changed(sent: form.Query) -> None:
    """A reader chose: what differs from the page's own choice becomes the address."""
    state.ask(chosen(sent, state.language(), current_store()))


def chosen(sent: form.Query, language: str, store: Store) -> View:
    """What the form asks for, as short as an address can say it: another side keeps the waves."""
    sides, asked = sides_of(store), parse_view(sent)
    wanted = "".join(sent.get(SIDE, ())[-1:])
    side = next((page for page in sides if page.id == wanted), side_of(sides, asked))
    own = view_of(store, side, View(language=language))
    group = next((id for id in asked.groups if id in side.groups), own.groups[0])
    waves = tuple(wave for wave in store.codebook.wave_ids if wave in asked.waves)
    first = side.id == sides[0].id
    return View(
        groups=() if first and group == own.groups[0] else (group,),
        waves=() if waves == own.waves else waves,
        language=language,
    )
