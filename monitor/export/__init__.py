"""Everything that leaves the program, from the command line: a figure, a deck or a workbook of views, by the
file's ending."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from monitor.errors import UnknownCode
from monitor.export.failure import ExportError
from monitor.figure.figure import Figure
from monitor.store import Store, current_store
from monitor.view import View, parse_view

__all__ = ["ExportError", "export"]


def export(what: str, views: Sequence[str], out: Path, store_folder: Path | None = None) -> Path:
    """Writes `out` and returns it. `what` is figure, deck or workbook; each view is a query string as in its
    link.

    A workbook of one view that names no indicator is the tabellenboek, by the breakdowns that the view names.
    """
    ending = Path(out).suffix.lower()
    writers = _WRITERS.get(what)
    if writers is None:
        raise ExportError(f"Can't export a '{what}'; choose from {', '.join(_WRITERS)}")
    if ending not in writers:
        raise ExportError(
            f"A {what} can't be written to '{Path(out).name}'; use a file that ends in {', '.join(writers)}"
        )
    content = writers[ending]([parse_view(view) for view in views], current_store(store_folder))
    try:
        Path(out).write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        raise ExportError(f"{out} can't be written ({error.strerror or error}); name another file") from error
    return Path(out)


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
        reason = piece.refusal.text("en") if piece.refusal else piece.why.replace("_", " ")
        raise ExportError(f"This view can't have {piece.what} '{piece.value}': {reason}")
    groups = set(found.view.groups)
    page = next((page.path for page in store.codebook.subject_pages() if groups <= set(page.groups)), "")
    return full_figure(found.view, store, page)


Content = bytes | str
Writer = Callable[[Sequence[View], Store], Content]


def _one(write: Callable[[Figure, Store], Content]) -> Writer:
    """Writes the figure of the only view."""

    def written(views: Sequence[View], store: Store) -> Content:
        if len(views) != 1:
            raise ExportError(
                f"A figure is made of one view, here are {len(views)}; make a deck or a workbook of them"
            )
        return write(answered(views[0], store), store)

    return written


def _deck(views: Sequence[View], store: Store) -> Content:
    from monitor.export.deck import deck

    return deck([answered(view, store) for view in views], store)


def _workbook(views: Sequence[View], store: Store) -> Content:
    if len(views) == 1 and not views[0].indicators:
        from monitor.export.tabellenboek_xlsx import tabellenboek

        return tabellenboek(views[0], store)
    from monitor.export.workbook import workbook

    return workbook([answered(view, store) for view in views], store)


def _tables(views: Sequence[View], store: Store) -> Content:
    from monitor.export.tabellenboek_html import tabellenboek_html

    if len(views) != 1:
        raise ExportError(
            f"A page of tables is made of one view, here are {len(views)}; name all indicators in one"
        )
    return tabellenboek_html(views[0], store)


def _from(module: str, name: str) -> Callable[[Figure, Store], Content]:
    """A writer that is imported when it is asked for."""

    def write(figure: Figure, store: Store) -> Content:
        from importlib import import_module

        found: Content = getattr(import_module(f"monitor.export.{module}"), name)(figure, store)
        return found

    return write


def _csv(figure: Figure, store: Store) -> Content:
    from monitor.export.delimited import csv_table

    return csv_table(figure, store, plain=figure.view.language != "nl")


def _page(figure: Figure, store: Store) -> Content:
    from monitor.export.handout import handout

    return handout([figure], store)


_FIGURE: dict[str, Callable[[Figure, Store], Content]] = {
    ".png": _from("image", "png"),
    ".svg": _from("image", "svg"),
    ".pdf": _from("image", "pdf"),
    ".csv": _csv,
    ".json": _from("delimited", "json_table"),
    ".parquet": _from("delimited", "parquet_table"),
    ".html": _page,
    ".zip": _from("delimited", "package"),
    ".r": _from("syntax_r", "r_syntax"),
    ".sps": _from("syntax_spss", "spss_syntax"),
}
_WRITERS: dict[str, dict[str, Writer]] = {
    "figure": {ending: _one(write) for ending, write in _FIGURE.items()},
    "deck": {".pptx": _deck},
    "workbook": {".xlsx": _workbook, ".html": _tables},
}
