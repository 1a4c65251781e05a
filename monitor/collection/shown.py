"""A kept figure ⇄ the figure itself: what is kept of it when it is added, and how it stands in today's
store."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.collection.changes import Changes, changes_since, remembered
from monitor.collection.value import Collection, Item
from monitor.figure.build import cached_figure
from monitor.figure.choose import resolve
from monitor.figure.figure import Figure
from monitor.store import Store
from monitor.view import View


@dataclass(frozen=True)
class Shown:
    """One kept figure as this store answers it."""

    item: Item
    figure: Figure
    changes: Changes

    @property
    def title(self) -> str:
        """The reader's own title, or the figure's."""
        return self.item.title or self.figure.title

    def since(self, store: Store) -> bool:
        """Whether the figure was added from an earlier build, so that there are changes to tell."""
        return bool(self.item.build) and self.item.build != store.build


def kept(figure: Figure, store: Store) -> Item:
    """The figure as a collection keeps it. A figure over all waves leaves them open, so that it grows with
    the next one."""
    path, view = place(figure, store)
    return Item(page=path, view=view, build=store.build, numbers=remembered(figure.view, store))


def place(figure: Figure, store: Store) -> tuple[str, str]:
    """The page and the view by which a collection knows the figure."""
    path = figure.page or store.codebook.subject_pages()[0].path
    view = figure.view.with_(language="", refused=())
    open_ended = view.with_(waves=())
    if len(view.waves) > 1 and _full(open_ended, store, path).waves == view.waves:
        view = open_ended
    return path, view.query()


def shown(collection: Collection, store: Store, language: str) -> list[Shown]:
    """Every figure of the collection, in its order and in this language."""
    return [_shown(item, store, language) for item in collection.items]


def _shown(item: Item, store: Store, language: str) -> Shown:
    figure = cached_figure(item.asks(language), store, store.codebook.page_at.get(item.page))
    return Shown(item, figure, changes_since(item, figure.view, store))


def _full(view: View, store: Store, path: str) -> View:
    page = store.codebook.page_at.get(path)
    return resolve(view, store, page.groups if page else None).view
