"""Everything that leaves the program, from the command line: views as a file, in the format that its name
asks for."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import UnknownCode, reason
from monitor.export.failure import ExportError
from monitor.export.format import Contents, Format, Scope

if TYPE_CHECKING:
    from monitor.figure.figure import Figure
    from monitor.store import Store
    from monitor.view import View

__all__ = ["ExportError", "export", "exported", "ordered", "preview_text", "update"]


def export(what: str, views: Sequence[str], out: Path, store_folder: Path | None = None) -> Path:
    """Writes `out` and returns it. `what` is one of COMMANDS; each view is a query string as in its link.

    A workbook of one view that names no indicator is the tabellenboek, by the breakdowns that the view names.
    """
    from monitor.store import current_store
    from monitor.view import parse_view

    store = current_store(store_folder)
    return exported(what, [parse_view(view, store.languages[0]) for view in views], out, store)


def ordered(options: Namespace) -> list[str]:
    """What the command line asks for, done; the lines that tell of it."""
    if options.update:
        if options.what != "deck" or options.views:
            raise ExportError("Only a deck can be updated, by what is in it: export deck --update DECK.pptx")
        out, told = update(options.update, options.out or options.update, options.newest, options.store)
        return [*told, str(out)]
    if not options.views or not options.out:
        raise ExportError("Name a view at least, and with --out the file to write")
    return [str(export(options.what, options.views, options.out, options.store))]


def update(
    deck: Path, out: Path, newest: bool = False, store_folder: Path | None = None
) -> tuple[Path, list[str]]:
    """Writes a deck of ours, brought up to date, to `out`; returns it, and what was done to each slide."""
    from monitor.export.deck_update import updated
    from monitor.store import current_store

    made = updated(deck, current_store(store_folder), newest)
    return _written(out, made.content), made.told


def exported(what: str, views: Sequence[View], out: Path, store: Store) -> Path:
    """The same of views and a store that are at hand."""
    format = _format(what, Path(out), views)
    figures = [] if format.scope is Scope.WHOLE else [answered(view, store) for view in views]
    return _written(Path(out), format.written(Contents(store, views[0], figures)))


def _written(out: Path, content: bytes) -> Path:
    try:
        out.write_bytes(content)
    except OSError as error:
        raise ExportError(f"{out} can't be written ({reason(error)}); name another file") from error
    return out


def preview_text(view: View, store: Store) -> str:
    """A view's figure for a terminal: title, sentences, and the table as columns."""
    figure = answered(view, store)
    table = figure.table
    lines = [tuple(column.label for column in table.columns), *table.formatted]
    widths = [max(len(line[at]) for line in lines) for at in range(len(table.columns))]
    rows = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([figure.title, figure.empty, *figure.sentences, "", *rows]).replace("\n\n\n", "\n\n")


def _format(what: str, out: Path, views: Sequence[View]) -> Format:
    """The format of a command and a file's ending. ExportError where there is none, or where it can't hold so
    many views."""
    from monitor.export.formats import COMMANDS, FORMATS

    if what not in COMMANDS:
        raise ExportError(f"Can't export a '{what}'; choose from {', '.join(COMMANDS)}")
    able = [item for item in FORMATS.values() if item.command == what]
    named = [item for item in able if f".{item.ending}".lower() == out.suffix.lower()]
    if not named:
        endings = ", ".join(dict.fromkeys(f".{item.ending}".lower() for item in able))
        raise ExportError(f"A {what} can't be written to '{out.name}'; use a file that ends in {endings}")
    if len(views) > 1:
        if several := [item for item in named if item.scope is Scope.COLLECTION]:
            return several[0]
        if named[0].scope is Scope.WHOLE:
            message = (
                f"A page of tables is made of one view, here are {len(views)}; name all indicators in one"
            )
        else:
            message = (
                f"A figure is made of one view, here are {len(views)}; make a deck or a workbook of them"
            )
        raise ExportError(message)
    return next(item for item in named if item.chosen(views[0]))


def answered(view: View, store: Store) -> Figure:
    """The view's figure. Unlike a page, a command fails on what the view names and the store can't answer."""
    from monitor.figure.build import full_figure
    from monitor.figure.choose import resolve

    if view.refused:
        raise ExportError(f"'{view.refused[0]}' can't be a code; take the view from a figure's link")
    found = resolve(view, store)
    for piece in found.lost:
        if piece.why == "unknown":
            raise UnknownCode(piece.what, piece.value, [piece.nearest] if piece.nearest else [])
        reason = piece.refusal.text(found.view.language) if piece.refusal else piece.why.replace("_", " ")
        raise ExportError(f"This view can't have {piece.what} '{piece.value}': {reason}")
    page = store.codebook.page_with(found.view.groups)
    return full_figure(found.view, store, page.path if page else "")
