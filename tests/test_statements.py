"""Every statement of the two source texts has a view (docs/statements.md), every view is answered as asked
and builds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.figure.build import full_figure
from monitor.figure.choose import resolve
from monitor.store import Store
from monitor.view import parse_view

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("/", "/methode", "/zorgprocessen", "/aanbevelingen")


def _links() -> list[str]:
    return re.findall(r"\| `(/[^`]*)` \|", (ROOT / "docs" / "statements.md").read_text(encoding="utf-8"))


def _named(store: Store) -> list[tuple[str, str]]:
    """(path, query) of the codebook's own views."""
    book = store.codebook
    paths = {page.id: page.path for page in book.subject_pages()}
    stories = [(story.page, story.view) for story in book.stories]
    evidence = [(part.page or "", part.view) for item in book.recommendations for part in item.evidence]
    first = [(page.id, page.first or "") for page in book.pages]
    return [(f"/{paths[page]}", view) for page, view in [*stories, *evidence, *first]]


def test_each_statement_has_an_address() -> None:
    tables = (ROOT / "docs" / "statements.md").read_text(encoding="utf-8").split("\n\n")
    of_statements = [table.splitlines()[2:] for table in tables if table.startswith("| statement | view |")]
    rows = [row for table in of_statements for row in table]
    assert len(rows) == len(_links()) > 50


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_view_is_answered_as_asked_and_builds(monitor_store: Store, language: str) -> None:
    groups = {f"/{page.path}": page.groups for page in monitor_store.codebook.subject_pages()}
    advice = {f"/aanbevelingen?r={item.id}" for item in monitor_store.codebook.recommendations}
    assert {link for link in _links() if link.startswith("/aanbevelingen?")} <= advice
    asked = [tuple(link.split("?", 1)) for link in _links() if link not in {*PAGES, *advice}] + _named(
        monitor_store
    )
    for path, query in asked:
        found = resolve(parse_view(query, language), monitor_store, groups[path])
        assert found.lost == (), f"{query}: {found.lost}"
        figure = full_figure(found.view, monitor_store)
        assert figure.title and figure.spec and figure.sentences and not figure.empty, query
