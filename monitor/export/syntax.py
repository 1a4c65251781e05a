"""What both kinds of syntax go through: the samples behind a view, and in each the questions that it
holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.codebook import AnyIndicator, Breakdown, Codebook, Multiple, Option, Sample
from monitor.codebook.derived import Derived, chain
from monitor.export.colophon import Colophon
from monitor.export.escape import one_line
from monitor.figure.figure import Figure
from monitor.locale import say
from monitor.view import View


@dataclass(frozen=True)
class Part:
    """One survey file's share in a figure."""

    sample: Sample
    indicators: tuple[AnyIndicator, ...]
    breakdowns: tuple[Breakdown, ...]
    derived: tuple[Derived, ...] = ()
    """The derived variables behind these, each after those that it is made of."""
    weighting: str = ""
    """Which of the sample's other weights these questions have; `sample` has it for its own."""


def parts(view: View, book: Codebook) -> list[Part]:
    """A part for each wave and group of a full view, pools replaced by their members; only samples that hold
    an answer."""
    groups = dict.fromkeys(member for group in view.groups for member in members(group, book))
    found = []
    for sample in book.samples:
        if sample.wave not in view.waves or sample.group not in groups:
            continue
        asked = tuple(
            book.indicator[id]
            for id in view.indicators
            if is_asked(book.indicator[id], sample.wave, sample.group)
        )
        by = sorted((book.breakdown[id] for id in view.breakdowns), key=book.breakdowns.index)
        known = all(item.covers(sample.group) and item.variable_in(sample.wave, sample.group) for item in by)
        if asked and known:
            for id in dict.fromkeys(item.weighting for item in asked):
                some = tuple(item for item in asked if item.weighting == id)
                drawn = sample.weighted(id)
                found.append(Part(drawn, some, tuple(by), _derived(drawn, some, by, book), id or ""))
    return found


def _derived(
    sample: Sample, asked: Sequence[AnyIndicator], by: Sequence[Breakdown], book: Codebook
) -> tuple[Derived, ...]:
    names: list[str | None] = [*sample.where, sample.weight, sample.strata, *sample.clusters]
    names += [item.variable_in(sample.wave, sample.group) for item in by]
    for item in asked:
        names += [*variables(item, sample.wave, sample.group), *(item.base.where if item.base else ())]
    made = {item.id: item for name in names if name for item in chain(name, book.derived)}
    return tuple(made.values())


def members(group: str, book: Codebook) -> Sequence[str]:
    """The groups that a pool is made of; the group itself where it is no pool."""
    pool = book.group[group].pool
    return pool.of if pool else [group]


def pooled(view: View, book: Codebook) -> list[tuple[str, str, list[str]]]:
    """(pool, indicator, its members) for each pool of the view: the members that were ever asked it."""
    found = []
    for group in view.groups:
        if not book.group[group].pool:
            continue
        for id in view.indicators:
            ever = {
                sample.group
                for sample in book.samples
                if is_asked(book.indicator[id], sample.wave, sample.group)
            }
            asked = [member for member in members(group, book) if member in ever]
            if len(asked) > 1:
                found.append((group, id, asked))
    return found


def is_asked(indicator: AnyIndicator, wave: str, group: str) -> bool:
    """Whether the sample's file holds the answers."""
    return indicator.asked_in(wave, group) and bool(variables(indicator, wave, group))


def variables(indicator: AnyIndicator, wave: str, group: str) -> list[str]:
    """The variables that hold the answers in a wave and group."""
    if isinstance(indicator, Multiple):
        return list(indicator.mentions) or [
            name for option in indicator.options if (name := of_option(option, wave, group))
        ]
    name = indicator.variable_in(wave, group)
    return [name] if name else []


def of_option(option: Option, wave: str, group: str) -> str | None:
    """The variable of one option."""
    return option.variable_in(wave, group)


def heading(figure: Figure, by: Colophon, kind: str, comment: str) -> list[str]:
    """What the syntax is for, as comment lines."""
    language = figure.view.language
    lines = [
        figure.title,
        by.credit(),
        by.link,
        "",
        say(f"export.syntax.{kind}", language),
        say("export.syntax.hidden", language),
    ]
    if by.warning:
        lines.append(by.warning)
    return [f"{comment} {one_line(line)}".rstrip() for line in lines]
