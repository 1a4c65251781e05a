"""Weights, respondent numbers and the other variables that say how a sample was drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from monitor.prepare.draft.columns import Column
from monitor.prepare.draft.doubts import Doubt, Rank
from monitor.prepare.draft.topics import (
    AMOUNT,
    RESPONDENT_NUMBER,
    SAMPLING_WORDS,
    WEIGHT,
)
from monitor.prepare.draft.weights import (
    is_near_one,
    is_usable,
    is_weight,
    may_weigh,
    named_weight,
    of_another_wave,
    score,
    why_unusable,
)
from monitor.prepare.draft.words import plain
from monitor.prepare.files.survey_file import SurveyFile

A_WEIGHT = "a weight"
SPREAD = 0.15
"""Means of replicates, and that of their full weight, are this near to each other."""
METHODS = {
    "BRR": re.compile(r"brr|balanced repeated", re.IGNORECASE),
    "JK1": re.compile(r"jk1(?!\d)|delete[- ]one jackknife", re.IGNORECASE),
    "JK2": re.compile(r"jk2|paired jackknife", re.IGNORECASE),
    "bootstrap": re.compile(r"bootstrap|(?<![a-z])bsw", re.IGNORECASE),
    "successive-difference": re.compile(r"successive|(?<![a-z])sdr|(?<![a-z])pwgtp", re.IGNORECASE),
}
"""What replicate weights call themselves, by method."""
NEEDS_MORE = re.compile(r"fay|jkn|stratified jackknife", re.IGNORECASE)
"""Methods that need a coefficient or scales which no name tells."""
SAMPLING = "says how the sample was drawn"
REPLICATES = 10
MEAN_ONE, MANY_WEIGHTS = 0.02, 20
"""A column with so many values, whose mean is so near one, may be a weight whatever it is called."""


@dataclass
class Chosen:
    """The design variables of one wave; `others` are not for the reader either."""

    weight: str | None = None
    id: str | None = None
    rivals: Doubt | None = None
    """Which other weights it has."""
    others: dict[str, str] = field(default_factory=dict)
    """Why each variable is left out, by name."""
    replicates: dict[str, str | list[str]] | None = None
    """Those of its weight, as the codebook writes them, where they say by which method they were made."""


def choose_designs(
    files: dict[str, SurveyFile], waves: dict[str, list[Column]], findings: list[str]
) -> dict[str, Chosen]:
    """The design of each wave; where waves differ in their weight although all have one in common, that
    one."""
    order = list(files)
    designs = {wave: choose_design(file, waves[wave], order, findings) for wave, file in files.items()}
    names = {(design.weight or "").lower() for design in designs.values()}
    differ = len(names) > 1 and not any(_of_a_year(design.weight, order) for design in designs.values())
    if not (differ and _agree(designs, files, waves, findings)):
        findings += [design.rivals for design in designs.values() if design.rivals]
    return designs


def _of_a_year(weight: str | None, order: list[str]) -> bool:
    return weight is not None and any(wave in weight for wave in order)


def _agree(
    designs: dict[str, Chosen],
    files: dict[str, SurveyFile],
    waves: dict[str, list[Column]],
    findings: list[str],
) -> bool:
    """One weight for all waves where all have it: the one that scores best over the waves. Whether there is
    one."""
    order = list(files)
    scores: dict[str, list[float]] = {}
    names: dict[str, dict[str, str]] = {}
    for wave, design in designs.items():
        for column in waves[wave]:
            if column.name == design.weight or (
                design.others.get(column.name) == A_WEIGHT and is_usable(column)
            ):
                scores.setdefault(column.name.lower(), []).append(score(column, files[wave], order))
                names.setdefault(column.name.lower(), {})[wave] = column.name
    common = [name for name, found in scores.items() if len(found) == len(order)]
    was = ", ".join(f"{wave}: {design.weight or 'none'}" for wave, design in designs.items())
    if not common:
        findings.append(
            Doubt(
                f"waves have different weights ({was}); a change between them may be one of weighting",
                Rank.NUMBERS,
            )
        )
        return False
    best = max(common, key=lambda name: sum(scores[name]))
    for wave, design in designs.items():
        design.weight = names[best][wave]
    told = (
        f"all waves are weighted by '{designs[order[-1]].weight}', which all files have; each by itself would"
        f" have taken {was}"
    )
    findings.append(Doubt(told, Rank.NUMBERS))
    return True


def choose_design(file: SurveyFile, columns: list[Column], waves: list[str], findings: list[str]) -> Chosen:
    """The weight and the respondent number of one wave, and what else belongs to the design."""
    chosen = Chosen()
    wave = columns[0].wave
    replicates = _replicates(columns, file)
    for names in replicates:
        chosen.others |= dict.fromkeys(names, "a replicate weight")
    candidates = {
        column.name: column
        for column in columns
        if column.name not in chosen.others
        and (is_weight(column, file) or column.name in replicates.values())
    }
    full = set(replicates.values())
    ranked = sorted(
        candidates.values(),
        key=lambda column: score(column, file, waves) + 10 * (column.name in full),
        reverse=True,
    )
    usable = [column for column in ranked if is_usable(column)]
    refused = ranked[: ranked.index(usable[0])] if usable else ranked
    findings += [
        _refusal(column, file)
        for column in refused
        if column.name == file.weight or not of_another_wave(column, waves)
    ]
    if usable:
        best = usable[0]
        chosen.weight = best.name
        why = "the file's own weight" if best.name == file.weight else "by its name, label and values"
        rivals = [
            column.name
            for column in candidates.values()
            if is_usable(column) and column is not best and not of_another_wave(column, waves)
        ]
        if rivals:
            told = f"{wave}: weighted by '{best.name}' ({why}); also found: {', '.join(rivals[:8])}"
            chosen.rivals = Doubt(told, Rank.NUMBERS if best.name != file.weight else Rank.HINT)
    elif replicates:
        findings.append(
            Doubt(
                f"{wave}: replicate weights, but no full weight was found beside them; nothing is weighted",
                Rank.NUMBERS,
            )
        )
    is_full = chosen.weight in full
    if not is_full and (unsure := _tell_unsure(wave, columns, chosen, file)):
        findings.append(unsure)
    _take_replicates(wave, replicates, chosen, columns, findings)
    chosen.others |= dict.fromkeys(candidates, A_WEIGHT)
    _others(columns, chosen)
    return chosen


def _refusal(column: Column, file: SurveyFile) -> Doubt:
    """Why what looks like a weight is not used, for how many respondents, and what to do."""
    is_own = column.name == file.weight
    what = f"the file's own weight '{column.name}'" if is_own else f"'{column.name}' looks like a weight and"
    told = f"{column.wave}: {what} is not used: it is {why_unusable(column)}"
    if column.profile.high > 0:
        told += (
            "; if these are outside the sample leave them out (by 'where', or as missing in the file), and"
            " name it as 'weight' under 'samples'"
        )
    return Doubt(told, Rank.NUMBERS)


def _take_replicates(
    wave: str,
    replicates: dict[tuple[str, ...], str | None],
    chosen: Chosen,
    columns: list[Column],
    findings: list[str],
) -> None:
    """Those of the weight that is used, where their names or labels say their method; all are told."""
    by_name = {column.name: column for column in columns}
    for names, full in replicates.items():
        ends = f"{names[0]} … {names[-1]}"
        beside = f" of '{full}'" if full else ""
        said = {method_of(by_name[name]) for name in names}
        method = said.pop() if len(said) == 1 else None
        does = "to use them name them in 'replicates' with their method"
        profiles = [by_name[name].profile for name in names]
        if any(profile.answered < profile.rows for profile in profiles):
            does = f"missing for some; if these have no weight: {does}"
        elif method and full == chosen.weight and chosen.replicates is None:
            chosen.replicates = {"columns": _pattern(names, columns), "method": method}
            does = f"used as {method}, as they call themselves: is that right?"
        told = f"{wave}: {len(names)} replicate weights{beside} ({ends}); {does}"
        findings.append(Doubt(told, Rank.HINT))


def method_of(column: Column) -> str | None:
    """The method of replication that a column names by itself, of those that need no number besides; None
    where it names none, or several."""
    words = f"{column.name} {column.words}"
    found = [method for method, named in METHODS.items() if named.search(words)]
    return found[0] if len(found) == 1 and not NEEDS_MORE.search(words) else None


def _pattern(names: tuple[str, ...], columns: list[Column]) -> str | list[str]:
    """One pattern that only these names answer to; the names where there is none."""
    stem = re.sub(r"\d+$", "", names[0])
    answers = re.compile(re.escape(stem) + r"\d+", re.IGNORECASE)
    same = {column.name for column in columns if answers.fullmatch(column.name)}
    return f"{stem}*" if same == set(names) else list(names)


def _others(columns: list[Column], chosen: Chosen) -> None:
    """Identifiers and sampling variables."""
    for column in columns:
        if column.name in chosen.others:
            continue
        if reason := _identifies(column):
            chosen.others[column.name] = reason
            if chosen.id is None and column.profile.unique and _names_respondent(column):
                chosen.id = column.name
        elif SAMPLING_WORDS.search(column.words) and not column.valid:
            chosen.others[column.name] = SAMPLING


def _tell_unsure(wave: str, columns: list[Column], chosen: Chosen, file: SurveyFile) -> Doubt | None:
    """A word on a weight that only its name makes one; and, where there is none, on one by its values."""
    if chosen.weight:
        column = next(one for one in columns if one.name == chosen.weight)
        if column.name == file.weight or WEIGHT.search(column.words) or is_near_one(column):
            return None
        told = f"{wave}: weighted by '{column.name}' by its name alone (mean {column.profile.mean:.4g})"
        return Doubt(f"{told}; take it out of 'samples' if it is no weight", Rank.NUMBERS)
    for column in columns:
        profile = column.profile
        fits = abs(profile.mean - 1) < MEAN_ONE and profile.distinct >= MANY_WEIGHTS and profile.low >= 0
        if fits and may_weigh(column) and not profile.rounded and profile.answered == profile.rows:
            told = f"{wave}: nothing is weighted, though '{column.name}' has the values of a weight (mean 1)"
            return Doubt(f"{told}; name it as 'weight' under 'samples' if it is one", Rank.NUMBERS)
    return None


def _replicates(columns: list[Column], file: SurveyFile) -> dict[tuple[str, ...], str | None]:
    """Series of replicate weights, and the full weight beside each: number 0 of the series, its bare stem, or
    one near in value."""
    series: dict[str, list[Column]] = {}
    for column in columns:
        if numbered := re.fullmatch(r"(.*?\D)\d+", column.name.lower()):
            series.setdefault(numbered[1], []).append(column)
    found: dict[tuple[str, ...], str | None] = {}
    by_name = {column.name.lower(): column for column in columns}
    for stem, members in series.items():
        zero = [column for column in members if re.search(r"\D0+$", column.name)]
        bare = by_name.get(stem) or by_name.get(stem.rstrip("_."))
        copies = [column for column in members if column not in zero and column.name != file.weight]
        if len(copies) < REPLICATES or not all(may_weigh(column) for column in copies):
            continue
        full = (zero[0] if len(zero) == 1 else bare) or _near_in_value(copies, columns, file)
        if _are_copies(copies, full, file):
            found[tuple(column.name for column in copies)] = full.name if full else None
    return found


def _are_copies(members: list[Column], full: Column | None, file: SurveyFile) -> bool:
    """Whether columns are weights by name, or by values: no labels, above zero, and all with about the mean
    of the full weight."""
    if all(is_weight(column, file) for column in members):
        return True
    means = [column.profile.mean for column in members]
    middle = sum(means) / len(means)
    close = middle > 0 and max(abs(mean / middle - 1) for mean in means) < SPREAD
    fractions = sum(not column.profile.rounded for column in members) * 2 > len(members)
    return (
        close
        and full is not None
        and may_weigh(full)
        and fractions
        and abs(full.profile.mean / middle - 1) < SPREAD
    )


def _near_in_value(members: list[Column], columns: list[Column], file: SurveyFile) -> Column | None:
    """The one column with the name of a weight whose mean is that of its replicates."""
    middle = sum(column.profile.mean for column in members) / len(members)
    names = {column.name for column in members}
    near = [
        column
        for column in columns
        if column.name not in names
        and may_weigh(column)
        and (is_weight(column, file) or named_weight(column))
        and abs(column.profile.mean / middle - 1) < SPREAD
    ]
    return min(near, key=lambda column: abs(column.profile.mean - middle), default=None)


def _names_respondent(column: Column) -> bool:
    return any(RESPONDENT_NUMBER.fullmatch(text) for text in (plain(column.name), column.key) if text)


def _identifies(column: Column) -> str | None:
    """Why a column only tells people apart; None where it may say something about them."""
    profile = column.profile
    if column.valid or column.variable.is_date or not profile.answered:
        return None
    many = profile.distinct >= 10 and profile.distinct >= profile.answered / 2
    if _names_respondent(column) and (many or profile.unique):
        return "an identifier" if column.variable.is_text or profile.whole else None
    if profile.answered < 30 or profile.distinct < 0.9 * profile.answered:
        return None
    if column.variable.is_text:
        return "an identifier" if profile.unique else None
    running = profile.distinct == profile.answered and profile.high - profile.low == profile.answered - 1
    if profile.whole and running:
        return "an identifier"
    if (
        profile.whole
        and profile.high >= 100_000
        and profile.answered >= 100
        and not AMOUNT.search(column.words)
    ):
        return "nearly everybody has a number of their own, and nothing says that it is an amount"
    return None
