"""Scores that are derived from other answers: found in the data, or declared by the codebook and checked
against them.

What is published of a score and of all its parts but one tells that one: `protect_derived` hides a score
where a part is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from monitor.codebook import AnyIndicator, Codebook, Multiple
from monitor.codebook.derived import chain, in_files
from monitor.codebook.references import circle
from monitor.prepare.files.columns import asked_here, own_variables
from monitor.prepare.files.findings import Findings
from monitor.prepare.respondents.derived_fit import (
    ENOUGH,
    FEWEST,
    Column,
    explained,
    follows,
    guessed,
    pursue,
)
from monitor.prepare.respondents.respondents import Answers, Respondents

GLANCE = 2_000
"""Respondents by whom it is decided which columns are looked at in full."""
LIKELY = 0.7
"""R² of a column by all others, missing answers as means, from which its parts are sought."""
MOST_COLUMNS = 3_000
MOST_VALUES = 25


@dataclass(frozen=True)
class Derivation:
    """An indicator that follows from others, by the data of one wave and group."""

    indicator: str
    parts: tuple[str, ...]
    wave: str
    group: str
    fit: float


def with_derived(people: Sequence[Respondents], codebook: Codebook, findings: Findings) -> Codebook:
    """The codebook with `derived_from` for every score that the data show to be derived; a finding for each,
    and for wrong ones."""
    declared, codebook = codebook, with_made(codebook)
    derived = {item.id: list(item.derived_from) for item in codebook.indicators}
    seen: dict[str, Derivation] = {}
    threadpool_limits(1, user_api="blas")
    for one in people:
        columns = columns_of(one, codebook)
        check_declared(one, columns, declared, findings)
        if len(columns) > MOST_COLUMNS:
            message = f"{len(columns)} columns are too many to look for derived scores"
            findings.add(
                "warning",
                "derived_unknown",
                f"{one.wave}, {one.group}",
                message,
                advice="Name them with 'derived_from'",
            )
            continue
        for found in derivations(one, columns, codebook):
            fresh = [part for part in found.parts if part not in derived[found.indicator]]
            if fresh and not circle(derived | {found.indicator: [*derived[found.indicator], *fresh]}):
                derived[found.indicator] += fresh
                seen.setdefault(found.indicator, found)
    for found in seen.values():
        parts = derived[found.indicator]
        findings.add(
            "warning",
            "derived",
            found.indicator,
            f"follows from other answers ({found.fit:.0%} in {found.wave}, {found.group}), so it is hidden"
            " wherever one of these is",
            advice=f"Add 'derived_from: [{', '.join(parts)}]' to it",
        )
    return with_parts(codebook, derived)


def with_made(codebook: Codebook) -> Codebook:
    """The codebook with `derived_from` for every indicator of a derived variable: all others of the variables
    that it is made of. Of two that share some, the one of more variables, or the later one, follows from the
    other."""
    if not codebook.derived:
        return codebook
    derived = {item.id: list(item.derived_from) for item in codebook.indicators}
    for sample in codebook.samples:
        behind = {
            item.id: _behind(own_variables(item, sample.wave, sample.group), codebook)
            for item in asked_here(codebook, sample.wave, sample.group)
        }
        order = sorted(behind, key=lambda id: len(behind[id][0]))
        for at, id in enumerate(order):
            for part in order[:at] if behind[id][1] else ():
                fresh = behind[id][0] & behind[part][0] and part not in derived[id]
                if fresh and not circle(derived | {id: [*derived[id], part]}):
                    derived[id].append(part)
    return with_parts(codebook, derived)


def _behind(names: Sequence[str], codebook: Codebook) -> tuple[set[str], bool]:
    """The variables of the file behind these, in small letters; and whether any of these is derived."""
    found = {part.lower() for name in names for part in in_files(name, codebook.derived)}
    return found, any(chain(name, codebook.derived) for name in names)


def with_parts(codebook: Codebook, derived: dict[str, list[str]]) -> Codebook:
    """A codebook with these `derived_from`."""
    items = [item.model_copy(update={"derived_from": derived[item.id]}) for item in codebook.indicators]
    copy = codebook.model_copy(update={"indicators": items})
    copy.__dict__.pop("indicator", None)
    return copy


def check_declared(
    people: Respondents, columns: list[Column], codebook: Codebook, findings: Findings
) -> None:
    """A finding for each declared score that does not follow from its parts in this sample."""
    rows = _glance(people)
    for item in codebook.indicators:
        target = next(
            (column for column in columns if column.indicator == item.id and not column.partly), None
        )
        parts = [column for column in columns if column.indicator in item.derived_from]
        if target is None or not parts or isinstance(item, Multiple):
            continue
        fit = follows(target.take(rows), [part.take(rows) for part in parts])
        if fit < ENOUGH:
            findings.add(
                "warning",
                "derived_differs",
                f"{people.wave}, {people.group}, {item.id}",
                f"'derived_from' says that it follows from {', '.join(item.derived_from)}, but these explain"
                f" {fit:.0%} of it",
                advice="Name all that it is made of, or take the key out",
            )


def columns_of(people: Respondents, codebook: Codebook) -> list[Column]:
    """Every answer as a column of numbers; options by themselves, categories besides. Columns with one value
    are left out."""
    found = [
        column
        for answers in people.answers
        for column in _columns(answers, people, codebook.indicator[answers.indicator])
    ]
    return [column for column in found if column.distinct > 1]


def _columns(answers: Answers, people: Respondents, item: AnyIndicator) -> Iterator[Column]:
    if isinstance(item, Multiple):
        options = {option.id: option for option in item.options}
        for at, id in enumerate(answers.categories):
            if id not in options:
                continue
            name = options[id].variable_in(people.wave, people.group) or f"{item.id}.{id}"
            yield _column(item.id, name, answers.values[:, at].astype(np.float64), answers.valid)
        return
    name = item.variable_in(people.wave, people.group) or item.id
    value = answers.values[:, 0].astype(np.float64)
    if item.kind == "distribution":
        firsts = [category.codes[0] for category in item.categories]
        numbers = all(isinstance(code, (int, float)) for code in firsts)
        ranks = [float(code) for code in firsts] if numbers else list(range(len(firsts)))  # type: ignore[arg-type]
        value = answers.values[:, : answers.exclusive].astype(np.float64) @ np.array(ranks)
        for at in range(len(answers.categories)) if len(firsts) > 2 else ():
            yield _column(item.id, name, answers.values[:, at].astype(np.float64), answers.valid, True)
    yield _column(item.id, name, value, answers.valid)


def _column(
    indicator: str, variable: str, value: np.ndarray, valid: np.ndarray, partly: bool = False
) -> Column:
    return Column(indicator, variable.lower(), value, valid, len(np.unique(value[valid])), partly)


def _glance(people: Respondents) -> np.ndarray:
    """The respondents by whom columns are judged at first."""
    if people.size <= GLANCE:
        return np.arange(people.size)
    return np.sort(np.random.default_rng(0).choice(people.size, GLANCE, replace=False))


def derivations(people: Respondents, columns: list[Column], codebook: Codebook) -> Iterator[Derivation]:
    """Each indicator of this sample that follows from others, undeclared: scores with the most values
    first."""
    if len(columns) < 2:
        return
    rows = _glance(people)
    declared = {item.id for item in codebook.indicators if item.derived_from}
    kinds = {item.id: item.kind for item in codebook.indicators}
    beside: dict[str, set[str]] = {}
    for column in columns:
        beside.setdefault(column.variable, set()).add(column.indicator)

    def derivation(target: Column, parts: list[Column], fit: float) -> Derivation:
        names = {other for part in parts for other in beside[part.variable]} - beside[target.variable]
        order = [item.id for item in codebook.indicators if item.id in names]
        return Derivation(target.indicator, tuple(order), people.wave, people.group, fit)

    possible = [
        at
        for at, column in enumerate(columns)
        if column.indicator not in declared and kinds[column.indicator] != "multiple" and not column.partly
    ]
    for target, part, fit in _recodes(columns, possible, rows):
        yield derivation(columns[target], [columns[part]], fit)
    for target, parts, fit in _sums(columns, possible, rows, declared):
        yield derivation(columns[target], [columns[part] for part in parts], fit)


def _recodes(
    columns: list[Column], possible: list[int], rows: np.ndarray
) -> Iterator[tuple[int, int, float]]:
    """(target, part, fit) where the target is a function of one other column with at least as many values."""
    few = [at for at, column in enumerate(columns) if column.distinct <= MOST_VALUES and not column.partly]
    many = [
        at
        for at, column in enumerate(columns)
        if column.distinct > MOST_VALUES and column.distinct * 10 <= len(rows)
    ]
    pairs = list(_alike(columns, few, rows))
    pairs += [(target, part) for target in possible for part in many]
    for target, part in pairs:
        one, other = columns[target], columns[part]
        if target not in possible or one.variable == other.variable or one.indicator == other.indicator:
            continue
        if one.distinct > other.distinct or (one.distinct == other.distinct and target < part):
            continue
        if guessed(one.take(rows), other.take(rows)) >= ENOUGH and (fit := guessed(one, other)) >= ENOUGH:
            yield target, part, fit


def _alike(columns: list[Column], few: list[int], rows: np.ndarray) -> Iterator[tuple[int, int]]:
    """(target, part) that are worth a look: nearly every wrong guess is taken away among some of the
    respondents."""
    if len(few) < 2:
        return
    parts = []
    for at in few:
        values = np.unique(columns[at].value[columns[at].valid])
        parts.append((columns[at].value[rows, None] == values) & columns[at].valid[rows, None])
    ends = np.cumsum([part.shape[1] for part in parts])
    starts = ends - [part.shape[1] for part in parts]
    hot = np.concatenate(parts, axis=1).astype(np.float32)
    table = hot.T @ hot
    right = np.add.reduceat(np.maximum.reduceat(table, starts, axis=1), starts, axis=0)
    by_value = np.add.reduceat(table, starts, axis=0)
    wrong = np.add.reduceat(by_value, starts, axis=1) - np.maximum.reduceat(by_value, starts, axis=1)
    missed = np.add.reduceat(by_value, starts, axis=1) - right
    for part, target in np.argwhere((wrong > 0) & (missed <= 0.05 * wrong)):
        if part != target:
            yield few[int(target)], few[int(part)]


def _sums(
    columns: list[Column], possible: list[int], rows: np.ndarray, declared: set[str]
) -> Iterator[tuple[int, list[int], float]]:
    """(target, parts, fit) where the target is a weighted sum, or the mean, of others; one that was found is
    no part of later ones."""
    alike = _correlations(columns, rows)
    free = np.array([column.indicator not in declared for column in columns], dtype=bool)
    distinct = np.array([column.distinct for column in columns])
    apart = _apart(columns)
    own = _by_all_others(alike, free, apart)
    among: dict[bytes, np.ndarray] = {}
    for target in sorted(possible, key=lambda at: (-columns[at].distinct, at)):
        one = columns[target]
        answered = rows[one.valid[rows]]
        if own[target] < LIKELY * len(answered) / len(rows) or one.distinct < 3 or len(answered) < FEWEST:
            continue
        allowed = free & apart[target] & (distinct <= one.distinct)
        who = one.valid[rows].tobytes()
        if who not in among:
            among[who] = _correlations(columns, answered)
        chosen = pursue(among[who], target, allowed)
        if len(chosen) < 2:
            continue
        fit, some = explained(one.take(answered), [columns[at].take(answered) for at in chosen])
        if fit < ENOUGH or len(some) < 2:
            continue
        fit, _ = explained(one, [columns[chosen[at]] for at in some])
        if fit >= ENOUGH:
            free[[at for at, column in enumerate(columns) if column.indicator == one.indicator]] = False
            own = _by_all_others(alike, free, apart)
            yield target, [chosen[at] for at in some], fit


def _apart(columns: list[Column]) -> np.ndarray:
    """bool (columns, columns): of another indicator, and of another variable."""
    indicator = np.unique([column.indicator for column in columns], return_inverse=True)[1]
    variable = np.unique([column.variable for column in columns], return_inverse=True)[1]
    return np.asarray((indicator[:, None] != indicator[None, :]) & (variable[:, None] != variable[None, :]))


def _by_all_others(alike: np.ndarray, free: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """(columns,): R² of each free column by all free ones apart from it, missing answers as means; 0 for the
    rest.

    The inverse of a block of the precision matrix is the variance that the columns outside it leave over
    (Whittaker, Graphical Models in Applied Multivariate Statistics, 1990, section 5.5).
    """
    own = np.zeros(len(free))
    some = np.flatnonzero(free)
    if not len(some):
        return own
    precision = np.linalg.inv(alike[np.ix_(some, some)] + 1e-3 * np.eye(len(some)))
    for at, column in enumerate(some):
        near = np.flatnonzero(~apart[column][some])
        left = np.linalg.inv(precision[np.ix_(near, near)])
        own[column] = 1 - left[near == at, near == at][0]
    return own


def _correlations(columns: list[Column], rows: np.ndarray) -> np.ndarray:
    """(columns, columns); who did not answer stands in the middle."""
    value = np.column_stack([column.value[rows] for column in columns])
    valid = np.column_stack([column.valid[rows] for column in columns])
    middle = np.where(valid, value, 0).sum(axis=0) / np.maximum(valid.sum(axis=0), 1)
    away = np.where(valid, value - middle, 0.0)
    size = np.sqrt((away**2).sum(axis=0))
    away /= np.where(size > 0, size, 1.0)
    return away.T @ away
