"""Labels by which a reader can't tell what is what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from monitor.codebook import AnyIndicator, Codebook, Text, text_in
from monitor.codebook.base import Named
from monitor.prepare.files.findings import Findings


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
    _indicators(codebook, findings)
    for place, things in _lists(codebook):
        for label, ids in _alike(things, codebook):
            findings.add(
                "warning",
                "equal_labels",
                place,
                f"{_listed(ids)} are all called '{label}'",
                advice="Give each its own 'label'",
            )


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


def _lists(codebook: Codebook) -> Iterator[tuple[str, Iterable[Named]]]:
    """(key, what stands there) of each list from which a reader chooses, or that a figure draws."""
    for breakdown in codebook.breakdowns:
        yield f"breakdowns.{breakdown.id}.levels", [*breakdown.levels, *breakdown.nets]
    for item in codebook.indicators:
        for key in ("categories", "options"):
            if things := getattr(item, key, None):
                yield f"indicators.{item.id}.{key}", [*things, *getattr(item, "nets", [])]


def _alike(things: Iterable[Named], codebook: Codebook) -> list[tuple[str, list[str]]]:
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


def _texts(label: Text, codebook: Codebook) -> set[str]:
    """The label in each language that it has, without regard to case and spaces."""
    texts = label.values() if isinstance(label, dict) else [label]
    return {" ".join(text.split()).lower() for text in texts}


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(f"'{id}'" for id in ids)
