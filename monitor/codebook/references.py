"""Whatever one part of the codebook calls another by must exist, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from monitor.errors import nearest

if TYPE_CHECKING:
    from monitor.codebook.models import Codebook


def broken_references(book: Codebook) -> list[str]:
    """One line for each name that is used twice or that nothing bears, with the nearest that exists."""
    problems: list[str] = []
    waves = [item.id for item in book.waves]
    groups = [item.id for item in book.groups]
    breakdowns = [item.id for item in book.breakdowns]
    indicators = [item.id for item in book.indicators]
    themes = [item.id for item in book.themes]
    pages = [item.id for item in book.subject_pages()]

    def once(what: str, names: Iterable[str]) -> None:
        for name, times in Counter(names).items():
            if times > 1:
                problems.append(f"{what}: id '{name}' stands {times} times; give each its own")

    def known(place: str, what: str, names: Iterable[str | None], existing: list[str]) -> None:
        for name in names:
            if name is not None and name not in existing:
                hint = nearest(name, existing)
                problems.append(
                    f"{place}: no {what} '{name}'; " + (f"did you mean '{hint}'?" if hint else "known: " + ", ".join(existing[:12]))
                )

    for what, names in (
        ("waves", waves),
        ("groups", groups),
        ("breakdowns", breakdowns),
        ("indicators", indicators),
        ("themes", themes),
        ("pages", pages),
    ):
        once(what, names)
    once("samples (wave and group)", [f"{item.wave}, {item.group}" for item in book.samples])
    for item in book.groups:
        if item.pool:
            known(f"groups.{item.id}.pool.of", "group", item.pool.of, groups)
            if item.id in item.pool.of:
                problems.append(f"groups.{item.id}.pool.of: a group can't be part of itself")
    for sample in book.samples:
        place = f"samples ({sample.wave}, {sample.group})"
        known(place, "wave", [sample.wave], waves)
        known(place, "group", [sample.group], groups)
        if book.group.get(sample.group) and book.group[sample.group].pool:
            problems.append(f"{place}: '{sample.group}' is pooled from other groups and has no file of its own")
        if sample.panel and not sample.id:
            problems.append(f"{place}: 'panel: true' needs 'id', the variable that links a respondent's waves")
    for page in book.pages:
        known(f"pages.{page.id}.groups", "group", page.groups, groups)
    for breakdown in book.breakdowns:
        place = f"breakdowns.{breakdown.id}"
        known(f"{place}.groups", "group", breakdown.groups or [], groups)
        known(f"{place}.variables", "wave", breakdown.variables, waves)
        levels = [item.id for item in breakdown.levels]
        once(f"{place}.levels", [*levels, *(net.id for net in breakdown.nets)])
        for net in breakdown.nets:
            known(f"{place}.nets.{net.id}", "level", net.of, levels)
        if breakdown.gap:
            known(f"{place}.gap", "level", [breakdown.gap.from_, breakdown.gap.to], levels + [net.id for net in breakdown.nets])
    for indicator in book.indicators:
        place = f"indicators.{indicator.id}"
        known(f"{place}.groups", "group", indicator.groups or [], groups)
        known(f"{place}.waves", "wave", indicator.waves or [], waves)
        known(f"{place}.variables", "wave", indicator.variables, waves)
        known(f"{place}.breakdowns", "breakdown", indicator.breakdowns or [], breakdowns)
        known(f"{place}.comparable", "wave", [wave for run in indicator.comparable or [] for wave in run], waves)
        if book.themes:
            known(f"{place}.theme", "theme", [indicator.theme], themes)
        for gap in indicator.not_asked:
            known(f"{place}.not_asked", "wave", gap.waves, waves)
            known(f"{place}.not_asked", "group", gap.groups, groups)
        parts = [item.id for item in getattr(indicator, "categories", None) or getattr(indicator, "options", [])]
        nets = getattr(indicator, "nets", [])
        once(f"{place} (categories, options and nets)", [*parts, *(net.id for net in nets)])
        for net in nets:
            known(f"{place}.nets.{net.id}", "category or option", net.of, parts)
        named = [indicator.variable, *indicator.variables.values(), *getattr(indicator, "mentions", [])]
        for option in getattr(indicator, "options", []):
            named += [option.variable, *option.variables.values()]
        if not any(named):
            problems.append(f"{place}: no variable; name it in 'variable' or, per wave, in 'variables'")
    for process in book.processes:
        known(f"processes.{process.id}", "indicator", [process.possible, process.actual], indicators)
    for pair in book.disclosure.forbidden:
        known("disclosure.forbidden", "breakdown", pair, breakdowns)
    return problems
