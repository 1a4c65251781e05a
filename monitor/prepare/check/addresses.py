"""Pages, stories and views of a codebook: each at an address of its own, and asking for what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import parse_qs

from monitor.codebook import Codebook
from monitor.codebook.pages import PAGES, START
from monitor.codebook.views import NamedView, views_of
from monitor.errors import nearest
from monitor.locale import LANGUAGES
from monitor.prepare.files.findings import Findings
from monitor.view import PARAMETERS, View, fault_of_path, parse_view

MOST_NAMED = 12
"""Known names that a finding lists where none is like the wrong one."""


def check_addresses(codebook: Codebook, findings: Findings) -> None:
    """An error for each path that the app needs itself or that stands twice, and for each page, story, wave
    and view that names what the codebook does not have."""
    _paths(codebook, findings)
    _ids(codebook, findings)
    for view in views_of(codebook):
        _view(view, codebook, findings)
    _pages_of_groups(codebook, findings)


def _paths(codebook: Codebook, findings: Findings) -> None:
    paths = [page.path for page in codebook.pages] + list(codebook.fixed_paths.values())
    for id, path in codebook.fixed_paths.items():
        if id in codebook.addresses and (fault := fault_of_path(path, paths)):
            advice = "Give it another path in 'addresses', of a to z, 0 to 9, - and _"
            findings.add("error", "address", f"addresses.{id}", fault, advice=advice)
    for page in codebook.pages:
        if page.id in {START, *PAGES}:
            message = f"id '{page.id}' is the app's own"
            findings.add("error", "address", f"pages.{page.id}.id", message, advice="Give it another 'id'")
        if fault := fault_of_path(page.path, paths):
            advice = "Give it a 'path' of its own, of a to z, 0 to 9, - and _"
            findings.add("error", "address", f"pages.{page.id}.path", fault, advice=advice)


def _ids(codebook: Codebook, findings: Findings) -> None:
    """Ids by which stories and the like are asked for, and the pages and waves that these name."""
    for section in ("stories", "recommendations", "processes", "presentations"):
        for id, count in Counter(item.id for item in getattr(codebook, section)).items():
            if count > 1:
                message = f"id '{id}' stands {count} times"
                findings.add(
                    "error", "address", f"{section}.{id}.id", message, advice="Give each its own 'id'"
                )
    pages = [page.id for page in codebook.subject_pages()]
    for view in views_of(codebook):
        _known(view.page_key, "page", [view.page or pages[0]], pages, findings)
    for process in codebook.processes:
        _known(f"processes.{process.id}.page", "page", [process.page or pages[0]], pages, findings)
    for section in ("stories", "recommendations"):
        for item in getattr(codebook, section):
            named = [item.wave] if item.wave else []
            _known(f"{section}.{item.id}.wave", "wave", named, codebook.wave_ids, findings)


def _known(key: str, what: str, names: Iterable[str], known: Sequence[str], findings: Findings) -> None:
    """An error at this key for each name that is not known, with the nearest that is."""
    for name in names:
        if name not in known:
            hint = nearest(name, known)
            instead = f"Did you mean '{hint}'? " if hint else f"Known: {', '.join(known[:MOST_NAMED])}. "
            advice = instead + f"Correct '{key.rpartition('.')[2]}'"
            findings.add("error", "unresolved", key, f"no {what} '{name}'", advice=advice)


def _view(named: NamedView, codebook: Codebook, findings: Findings) -> None:
    key = named.key.rpartition(".")[2]
    for parameter in parse_qs(named.query.lstrip("?"), keep_blank_values=True):
        if parameter not in PARAMETERS:
            message = f"a view has no part '{parameter}'"
            question = parameter in codebook.indicator
            asked = f"'i={parameter}' asks for that question" if question else ""
            advice = f"{asked or 'Its parts are ' + ', '.join(PARAMETERS)}. Correct '{key}'"
            findings.add("error", "unresolved", named.key, message, advice=advice)
            if question:
                return
    for language in parse_qs(named.query.lstrip("?")).get("lang", []):
        _known(named.key, "language", [language], list(LANGUAGES), findings)
    view = parse_view(named.query)
    for piece in view.refused:
        findings.add(
            "error", "unresolved", named.key, f"'{piece}' can't be a code", advice=f"Correct '{key}'"
        )
    if named.query and view.asks_nothing() and not view.refused:
        findings.add("error", "unresolved", named.key, "it asks for nothing", advice=f"Correct '{key}'")
    for what, names, known in _asked(view, codebook):
        _known(named.key, what, names, known, findings)


def _asked(view: View, codebook: Codebook) -> Iterator[tuple[str, Sequence[str], list[str]]]:
    """(what, the codes asked for, the codebook's own) of each part of a view."""
    yield "indicator", view.indicators, list(codebook.indicator)
    yield "group", view.groups, list(codebook.group)
    yield "breakdown", view.breakdowns, list(codebook.breakdown)
    yield "wave", view.waves, codebook.wave_ids


def _pages_of_groups(codebook: Codebook, findings: Findings) -> None:
    """Figures have an address on the pages that have their group."""
    shown = {group for page in codebook.subject_pages() for group in page.groups}
    for group in codebook.groups:
        if group.id not in shown:
            findings.add(
                "warning",
                "no_page",
                f"groups.{group.id}",
                "stands on no page, so nobody can open its figures",
                advice="Add it to 'groups' of a page",
            )
