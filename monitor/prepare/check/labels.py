"""Labels by which a reader can't tell what is what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from monitor.codebook import AnyIndicator, Codebook, Text, text_in
from monitor.codebook.base import Named
from monitor.codebook.indicators import Net
from monitor.prepare.files.findings import Findings

_CHOSEN = {
    "pages": "title", "themes": "label", "groups": "label", "breakdowns": "label", "stories": "title",
}  # fmt: skip
"""Sections of things that a reader chooses from, and what each is called by."""


class _Told(NamedTuple):
    id: str
    label: Text


def check_own_labels(codebook: Codebook, findings: Findings) -> None:
    """A warning for each indicator without a label of its own, and for things of one list, or indicators of
    one page and theme, with equal labels."""
    for item in codebook.indicators:
        names = {item.id, item.variable, *(name for name in item.variables.values() if isinstance(name, str))}
        label = text_in(item.label, codebook.own_language, codebook.own_language).strip()
        if not label or label in names:
            message = f"its label is only '{label}'" if label else "its label is empty"
            findings.add(
                "warning", "unlabelled", f"indicators.{item.id}.label", message, advice="Write its 'label'"
            )
    for key, text in _shown(codebook):
        if "" in _texts(text, codebook):
            message, advice = "is empty, so a reader sees nothing", f"Write its '{key.rpartition('.')[2]}'"
            findings.add("warning", "unlabelled", key, message, advice=advice)
    _indicators(codebook, findings)
    told: set[tuple[str, str]] = set()
    for place, things in _lists(codebook):
        for label, ids in _alike(things, codebook):
            message = f"{_listed(ids)} are all called '{label}'"
            if (place, message) not in told:
                advice = f"Give each its own '{_CHOSEN.get(place, 'label')}'"
                findings.add("warning", "equal_labels", place, message, advice=advice)
            told.add((place, message))


def _indicators(codebook: Codebook, findings: Findings) -> None:
    by_label: dict[tuple[str, str], list[AnyIndicator]] = defaultdict(list)
    for item in codebook.indicators:
        for label in _texts(item.label, codebook):
            by_label[item.theme or "", label].append(item)
    told: set[tuple[str, ...]] = set()
    for (_, label), items in by_label.items():
        ids = tuple(item.id for item in items)
        if ids in told or not any(
            _together(one, other, codebook) for at, one in enumerate(items) for other in items[:at]
        ):
            continue
        told.add(ids)
        findings.add(
            "warning",
            "equal_labels",
            f"indicators.{ids[0]}.label",
            f"{_listed(ids)} are all called '{label}' on one page",
            advice="Give each its own 'label'",
        )


def _together(one: AnyIndicator, other: AnyIndicator, codebook: Codebook) -> bool:
    """Whether a page offers both for one wave."""
    asked = [
        {
            (wave, page.id)
            for page in codebook.subject_pages()
            for wave in codebook.wave_ids
            if any(item.asked_in(wave, group) for group in page.groups)
        }
        for item in (one, other)
    ]
    return bool(asked[0] & asked[1])


def _shown(codebook: Codebook) -> Iterator[tuple[str, Text]]:
    """(key, text) of each title and label by which a reader chooses, but for indicators' own."""
    yield "survey.title", codebook.survey.title
    for section, key in _CHOSEN.items():
        for item in getattr(codebook, section):
            yield f"{section}.{item.id}.{key}", getattr(item, key)
    for place, things in _answers(codebook):
        for thing in things:
            own = f"{place.rpartition('.')[0]}.nets" if isinstance(thing, Net) else place
            yield f"{own}.{thing.id}.label", thing.label


def _lists(codebook: Codebook) -> Iterator[tuple[str, Iterable[_Told]]]:
    """(key, what stands there) of each list from which a reader chooses, or that a figure draws."""
    for section in ("pages", "themes"):
        key = _CHOSEN[section]
        yield section, [_Told(item.id, getattr(item, key)) for item in getattr(codebook, section)]
    for page in codebook.subject_pages():
        yield "groups", [_Told(id, codebook.group[id].label) for id in page.groups if id in codebook.group]
    for group in codebook.group:
        covering = [item for item in codebook.breakdowns if item.covers(group)]
        yield "breakdowns", [_Told(item.id, item.label) for item in covering]
    for place, things in _answers(codebook):
        yield place, [_Told(thing.id, thing.label) for thing in things]


def _answers(codebook: Codebook) -> Iterator[tuple[str, Iterable[Named]]]:
    """(key, levels or answers) of each breakdown and question."""
    for breakdown in codebook.breakdowns:
        yield f"breakdowns.{breakdown.id}.levels", [*breakdown.levels, *breakdown.nets]
    for item in codebook.indicators:
        for key in ("categories", "options"):
            if things := getattr(item, key, None):
                yield f"indicators.{item.id}.{key}", [*things, *getattr(item, "nets", [])]


def _alike(things: Iterable[_Told], codebook: Codebook) -> list[tuple[str, list[str]]]:
    """(label, ids) of those that share one."""
    by_label: dict[str, list[str]] = defaultdict(list)
    for thing in things:
        for label in _texts(thing.label, codebook):
            by_label[label].append(thing.id)
    first: dict[tuple[str, ...], str] = {}
    for label, ids in by_label.items():
        if len(ids) > 1:
            first.setdefault(tuple(ids), label)
    return [(label, list(ids)) for ids, label in first.items()]


def _texts(label: Text, codebook: Codebook) -> list[str]:
    """The label in each language that it has, without regard to case and spaces."""
    texts = label.values() if isinstance(label, dict) else [label]
    return list(dict.fromkeys(" ".join(text.split()).lower() for text in texts))


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(f"'{id}'" for id in ids)
