"""Whatever one part of the codebook calls another by must exist, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from monitor.errors import nearest
from monitor.locale import slots_of, texts_of

if TYPE_CHECKING:
    from monitor.codebook.indicators import AnyIndicator
    from monitor.codebook.models import Codebook


def broken_references(book: Codebook) -> list[str]:
    """One line for each name that is used twice or that nothing bears, with the nearest that exists."""
    return [
        *_repeated_ids(book),
        *_groups(book),
        *_samples(book),
        *_pages(book),
        *_derived(book),
        *_breakdowns(book),
        *_indicators(book),
        *_pairs(book),
        *_summaries(book),
        *_words(book),
    ]


def _repeated(what: str, names: Iterable[str]) -> Iterator[str]:
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{what}: id '{name}' stands {times} times; give each its own"


def _unknown(place: str, what: str, names: Iterable[str | None], existing: Sequence[str]) -> Iterator[str]:
    for name in names:
        if name is not None and name not in existing:
            hint = nearest(name, existing)
            yield f"{place}: no {what} '{name}'; " + (
                f"did you mean '{hint}'?" if hint else "known: " + ", ".join(existing[:12])
            )


def _ids(items: Iterable[object]) -> list[str]:
    return [item.id for item in items]  # type: ignore[attr-defined]


def _repeated_ids(book: Codebook) -> Iterator[str]:
    for what in ("waves", "groups", "derived", "breakdowns", "indicators", "themes"):
        yield from _repeated(what, _ids(getattr(book, what)))
    yield from _repeated("pages", _ids(book.subject_pages()))
    yield from _repeated("samples (wave and group)", [f"{item.wave}, {item.group}" for item in book.samples])


def _groups(book: Codebook) -> Iterator[str]:
    for item in book.groups:
        if item.pool:
            yield from _unknown(f"groups.{item.id}.pool.of", "group", item.pool.of, _ids(book.groups))
            if item.id in item.pool.of:
                yield f"groups.{item.id}.pool.of: a group can't be part of itself"


def _samples(book: Codebook) -> Iterator[str]:
    for sample in book.samples:
        place = f"samples ({sample.wave}, {sample.group})"
        yield from _unknown(place, "wave", [sample.wave], _ids(book.waves))
        yield from _unknown(place, "group", [sample.group], _ids(book.groups))
        if book.group.get(sample.group) and book.group[sample.group].pool:
            yield f"{place}: '{sample.group}' is pooled from other groups and has no file of its own"
        yield from _repeated(f"{place}.weightings", _ids(sample.weightings))
        for item in sample.weightings:
            if sample.replicates and not item.replicates:
                yield (
                    f"{place}.weightings.{item.id}: name its own 'replicates'; those of the sample hold"
                    " another weight"
                )
        if sample.panel and not sample.id:
            yield f"{place}: 'panel: true' needs 'id', the variable that links a respondent's waves"


def _pages(book: Codebook) -> Iterator[str]:
    for page in book.pages:
        yield from _unknown(f"pages.{page.id}.groups", "group", page.groups, _ids(book.groups))
        yield from _unknown(f"pages.{page.id}.overall", "indicator", [page.overall], _ids(book.indicators))


def _derived(book: Codebook) -> Iterator[str]:
    """No derived variable is made of itself."""
    ids = {item.id.lower(): item.id for item in book.derived}
    made = {
        item.id: [ids[name.lower()] for name in item.sources if name.lower() in ids] for item in book.derived
    }
    if round := circle(made):
        yield f"derived.{round[0]}: runs in a circle ({' → '.join(round)}); take one of them out"


def _breakdowns(book: Codebook) -> Iterator[str]:
    for item in book.breakdowns:
        place = f"breakdowns.{item.id}"
        levels, nets = _ids(item.levels), _ids(item.nets)
        yield from _unknown(f"{place}.groups", "group", item.groups or [], _ids(book.groups))
        yield from _unknown(f"{place}.variables", "wave", item.variables, _ids(book.waves))
        yield from _repeated(f"{place}.levels", [*levels, *nets])
        for net in item.nets:
            yield from _unknown(f"{place}.nets.{net.id}", "level", net.of, levels)
        if item.gap:
            yield from _unknown(f"{place}.gap", "level", [item.gap.from_, item.gap.to], levels + nets)
            if item.gap.from_ == item.gap.to:
                yield f"{place}.gap: '{item.gap.to}' is its other end too; name another level in 'to'"


def _indicators(book: Codebook) -> Iterator[str]:
    waves, groups = _ids(book.waves), _ids(book.groups)
    for item in book.indicators:
        place = f"indicators.{item.id}"
        yield from _unknown(f"{place}.groups", "group", item.groups or [], groups)
        yield from _unknown(f"{place}.waves", "wave", item.waves or [], waves)
        yield from _unknown(f"{place}.variables", "wave", item.variables, waves)
        yield from _unknown(f"{place}.breakdowns", "breakdown", item.breakdowns or [], _ids(book.breakdowns))
        yield from _unknown(
            f"{place}.comparable", "wave", [wave for run in item.comparable or [] for wave in run], waves
        )
        if book.themes:
            yield from _unknown(f"{place}.theme", "theme", [item.theme], _ids(book.themes))
        for gap in item.not_asked:
            yield from _unknown(f"{place}.not_asked", "wave", gap.waves, waves)
            yield from _unknown(f"{place}.not_asked", "group", gap.groups, groups)
        yield from _unknown(f"{place}.derived_from", "indicator", item.derived_from, _ids(book.indicators))
        for target in item.targets:
            yield from _unknown(f"{place}.targets", "group", target.groups or [], groups)
        yield from _parts(place, item)
        yield from _weighting(book, place, item)
    if round := circle({item.id: item.derived_from for item in book.indicators}):
        yield (
            f"indicators.{round[0]}.derived_from: runs in a circle ({' → '.join(round)}); take one of"
            " them out"
        )


def _weighting(book: Codebook, place: str, item: AnyIndicator) -> Iterator[str]:
    """Every sample that asks it has its weight, and what it is calculated from has the same."""
    for sample in book.samples if item.weighting else ():
        if item.asked_in(sample.wave, sample.group):
            where = f"{place}.weighting ({sample.wave}, {sample.group})"
            yield from _unknown(where, "weighting", [item.weighting], _ids(sample.weightings))
    for other in book.indicators:
        if other.id in item.derived_from and other.weighting != item.weighting:
            yield (
                f"{place}.derived_from: '{other.id}' has another 'weighting'; what follows from answers is"
                " weighted as these are"
            )


def circle(derived: Mapping[str, Sequence[str]]) -> list[str]:
    """Ids that are derived from each other, the first once more at the end; none where there is no circle."""
    done: set[str] = set()

    def search(path: list[str]) -> list[str]:
        if path[-1] in path[:-1]:
            return path[path.index(path[-1]) :]
        if path[-1] in done:
            return []
        found = next((loop for part in derived.get(path[-1], ()) if (loop := search([*path, part]))), [])
        done.add(path[-1])
        return found

    return next((loop for id in derived if (loop := search([id]))), [])


def _parts(place: str, indicator: AnyIndicator) -> Iterator[str]:
    """Categories, options and nets of one indicator, and whether a variable is named at all."""
    options, nets = getattr(indicator, "options", []), getattr(indicator, "nets", [])
    parts = _ids(getattr(indicator, "categories", None) or options)
    yield from _repeated(f"{place} (categories, options and nets)", [*parts, *_ids(nets)])
    for net in nets:
        yield from _unknown(f"{place}.nets.{net.id}", "category or option", net.of, parts)
    named = [indicator.variable, *indicator.variables.values(), *getattr(indicator, "mentions", [])]
    for option in options:
        named += [option.variable, *option.variables.values()]
    if not any(named):
        yield f"{place}: no variable; name it in 'variable' or, per wave, in 'variables'"


def _summaries(book: Codebook) -> Iterator[str]:
    """Breakdowns that are there, in an order; a population for each level."""
    standard, known = book.summaries.standardise, _ids(book.breakdowns)
    yield from _unknown("summaries.inequality", "breakdown", book.summaries.inequality, known)
    for id in book.summaries.inequality:
        if id in known and not book.breakdown[id].ordered:
            yield f"summaries.inequality: '{id}' has no order; say 'ordered: true' and put its levels in it"
    numbers = [item.id for item in book.indicators if item.kind == "mean"]
    for ratio in book.summaries.ratios:
        yield from _unknown("summaries.ratios", "mean", [ratio.of, ratio.per], numbers)
    if standard:
        yield from _unknown("summaries.standardise.by", "breakdown", [standard.by], known)
        levels = _ids(book.breakdown[standard.by].levels) if standard.by in known else []
        if levels:
            place = "summaries.standardise.population"
            yield from _unknown(place, f"level of {standard.by}", standard.population, levels)
            for level in levels:
                if level not in standard.population:
                    yield f"{place}: no number for '{level}'; write how many people it has, or 0"


def _words(book: Codebook) -> Iterator[str]:
    """The survey's own words stand for a text that may be said otherwise, with slots that it has."""
    known = texts_of("survey")
    yield from _unknown("words", "text", book.words, list(known))
    for id, text in book.words.items():
        for own in text.values() if isinstance(text, dict) else [text]:
            more = slots_of(own) - slots_of(str(known.get(id, own)))
            if more:
                yield (
                    f"words.{id}: nothing fills {{{', '.join(sorted(more))}}}; it can have"
                    f" {_slots(known[id])}"
                )


def _slots(text: object) -> str:
    return ", ".join(f"{{{slot}}}" for slot in sorted(slots_of(str(text)))) or "no slots"


def _pairs(book: Codebook) -> Iterator[str]:
    for process in book.processes:
        yield from _unknown(
            f"processes.{process.id}", "indicator", [process.possible, process.actual], _ids(book.indicators)
        )
    for item in book.presentations:
        yield from _unknown(
            f"presentations.{item.id}", "story", [step.story for step in item.steps], _ids(book.stories)
        )
    for pair in book.disclosure.forbidden:
        yield from _unknown("disclosure.forbidden", "breakdown", pair, _ids(book.breakdowns))
