"""Files to take along: of a figure, or of a whole collection. View in, file out; nothing is kept for a
session."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from monitor.api.figures import figure_of
from monitor.api.operation import Answer, Asked, Operation
from monitor.api.parameters import COLLECTION, PAGE, RATIO, SELECTION, WIDTH
from monitor.api.problem import Problem
from monitor.collection import from_link, shown
from monitor.export.format import Contents, Format, Scope
from monitor.export.formats import FORMATS
from monitor.export.names import collected, filename, mark, named
from monitor.figure.figure import Figure, without_edition

HTML = "text/html; charset=utf-8"
MADE, LARGE = 3.0, 8.0
"""Points of a client's pace: a picture or a file; a whole book."""


@dataclass(frozen=True)
class Taken:
    """The figures of one file, the reader's own words at each, what changed in each, and a title over all."""

    figures: list[Figure]
    remarks: Sequence[str] = ("",)
    changes: Sequence[Sequence[str]] = ((),)
    title: str = ""
    titles: Sequence[str] = ("",)


def taken(asked: Asked) -> Taken:
    """The figures of the collection `c`, else the one that the view asks for."""
    if not asked.one("c"):
        return Taken([figure_of(asked)])
    if not asked.view.asks_nothing():
        raise Problem(400, "bad-parameter", "Give a collection ('c') or a view, not both", parameter="c")
    collection = from_link(asked.one("c"))
    if not collection.items:
        raise Problem(400, "bad-collection", "The collection holds no figures; add one first", parameter="c")
    found = shown(collection, asked.store, asked.view.language)
    return Taken(
        figures=[item.figure for item in found],
        remarks=[item.item.note for item in found],
        changes=[
            item.changes.lines(asked.view.language) if item.since(asked.store) else [] for item in found
        ],
        title=collection.title,
        titles=[item.item.title for item in found],
    )


def _name(found: Taken, format: Format, asked: Asked) -> str:
    if len(found.figures) == 1:
        form = "-".join(filter(None, (format.form, asked.one("ratio").replace(":", "x"))))
        return filename(found.figures[0], format.ending, form)
    simulated = any(figure.simulated for figure in found.figures)
    return collected(found.title, asked.store, simulated, found.figures[0].view.language, format.ending)


def _of_figures(format: Format, inline: bool) -> Callable[[Asked], Answer]:
    """A file of one figure, or of a collection, named after what is in it."""

    def answer(asked: Asked) -> Answer:
        found = taken(asked) if format.scope is Scope.COLLECTION else Taken([figure_of(asked)])
        contents = Contents(
            asked.store,
            asked.view,
            found.figures,
            asked.address,
            remarks=found.remarks,
            titles=found.titles,
            changes=found.changes,
            title=found.title,
            width=int(asked.one("width")) if asked.one("width") else None,
            ratio=asked.one("ratio"),
        )
        shown = inline or format.media_type == HTML
        return Answer(format.written(contents), format.media_type, _name(found, format, asked), shown)

    return answer


def _gone(format: Format) -> Callable[[Asked], Answer]:
    """A picture that says that an edition is not kept, with the address of the newest figures."""

    def answer(asked: Asked) -> Answer:
        figure = without_edition(figure_of(asked), asked.one("edition"), asked.store.build)
        contents = Contents(asked.store, asked.view, [figure], asked.address)
        return Answer(format.written(contents), format.media_type)

    return answer


def _whole(format: Format) -> Callable[[Asked], Answer]:
    """A file of everything that the view asks for, named after the build, and marked where it is a part."""

    def answer(asked: Asked) -> Answer:
        view = asked.selection
        part = "" if view.asks_nothing() else f"-{mark(view.with_(language='').query())}"
        simulated, language = asked.store.simulated(), asked.language
        name = named(f"{format.form}-{asked.store.build}{part}", simulated, language, format.ending)
        body = format.written(Contents(asked.store, view, address=asked.address))
        return Answer(body, format.media_type, name, format.media_type == HTML)

    return answer


def _operations(format: Format) -> Iterator[Operation]:
    """The addresses of a format: to save it, and to show it in place."""
    says = format.says[:1].upper() + format.says[1:]
    letters = re.sub(r"[^A-Za-z]", "", format.file.title())
    media_types = (format.media_type,)
    address = f"/api/v1/export/{format.file}"
    size = (WIDTH, RATIO) if format.shaped else (WIDTH,) if format.inline else ()
    if format.scope is Scope.WHOLE:
        name = letters[:1].lower() + letters[1:]
        yield Operation(address, name, f"{says}.", (*SELECTION, PAGE), _whole(format), media_types, LARGE)
    elif format.scope is Scope.COLLECTION:
        of_several = f"{says}, of a figure or a collection."
        make = _of_figures(format, inline=False)
        yield Operation(
            address, format.id, of_several, (*SELECTION, PAGE, COLLECTION), make, media_types, MADE
        )
    elif format.inline:
        kind = format.ending
        in_place = (
            f"A figure as {kind.upper()}, with title, notes, source and link inside: an address for an <img>"
            " that stays current."
        )
        for path, name, told, inline in (
            (f"/api/v1/{format.file}", f"figure{kind.title()}", in_place, True),
            (address, f"export{kind.title()}", f"The same {kind.upper()}, to save.", False),
        ):
            make = _of_figures(format, inline)
            gone = _gone(format) if inline else None
            yield Operation(path, name, told, (*SELECTION, PAGE, *size), make, media_types, MADE, gone)
    else:
        make = _of_figures(format, inline=False)
        selection = (*SELECTION, PAGE, *size)
        yield Operation(address, f"export{letters}", f"{says}.", selection, make, media_types, MADE)


OPERATIONS = tuple(operation for format in FORMATS.values() for operation in _operations(format))
