"""R syntax that makes a figure's numbers again from the original survey files, with the package `survey`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from monitor.codebook import Breakdown, Codebook, Codes, Distribution, Mean, Multiple, Range, Sample, Share
from monitor.codebook.base import Missing
from monitor.codebook.derived import Derived
from monitor.codebook.indicators import AnyIndicator, Net
from monitor.codebook.samples import OWN_RSCALES, OWN_SCALE
from monitor.export.colophon import colophon
from monitor.export.syntax import Part, heading, members, of_option, parts, pooled
from monitor.figure.figure import Figure
from monitor.store import Store
from monitor.view import View

_FUNCTIONS = Path(__file__).with_name("survey.R")


def r_syntax(figure: Figure, store: Store, address: str | None = None) -> str:
    """A script that runs on its own and leaves the figure's numbers in `results` and results.csv, and tested
    differences between levels, waves and groups in `contrasts` and contrasts.csv."""
    book = store.codebook
    lines = [
        *heading(figure, colophon(figure, store, address), "r", "#"),
        "",
        _FUNCTIONS.read_text(encoding="utf-8"),
    ]
    if book.interval != "logit":
        lines.append(f"share_interval <- {_text(book.interval)}")
    for part in parts(figure.view, book):
        lines += ["", *_sample(part)]
    for group, indicator, those in pooled(figure.view, book):
        pool = book.group[group].pool
        if pool and pool.method == "mean":
            lines.append(f"pool({_text(group)}, {_text(indicator)}, c({', '.join(map(_text, those))}))")
        else:
            lines.append(
                f"# {group}: put the files of these groups under each other first: {', '.join(those)}"
            )
    wanted = ", ".join(map(_text, figure.view.groups))
    lines += ["", *_between(figure.view, book)]
    lines += [
        "",
        f'results <- results[results$group %in% c({wanted}), names(results) != "kind"]',
        "print(results, digits = 4, row.names = FALSE)",
        'write.csv(results, "results.csv", row.names = FALSE)',
        "# Differences, each with its own test: p is not adjusted for how many there are.",
        f'contrasts <- contrasts[contrasts$group %in% c({wanted}, ""), ]',
        'write.csv(contrasts, "contrasts.csv", row.names = FALSE)',
    ]
    return "\n".join(lines) + "\n"


def _sample(part: Part) -> list[str]:
    sample = part.sample
    encoding = f", encoding = {_text(sample.encoding)}" if sample.encoding else ""
    name = ", ".join(filter(None, (sample.wave, sample.group, part.weighting)))
    lines = [f"# {name}", f"data <- read_survey({_text(sample.file)}{encoding})"]
    for item in part.derived:
        lines += _derived(item)
    for name, codes in sample.where.items():
        lines.append(f"data <- data[{_among(name, codes)}, ]")
    lines += [*design_of(sample)]
    for name, breakdown in zip(("one", "two"), [*part.breakdowns, None, None], strict=False):
        lines += _levels(name, breakdown, sample) if breakdown else [f"{name} <- everyone"]
    for indicator in part.indicators:
        lines += _indicator(indicator, sample)
    return lines


def _derived(item: Derived) -> list[str]:
    """The column of a derived variable."""
    sources = ", ".join(_column(name) for name in item.sources)
    missing = f", missing = among(x{_codes(item.missing)})" if item.missing else ""
    lines = [f"x <- list({sources})", f"ok <- lapply(x, function(x) answered(x{missing}))"]
    if item.cases is not None:
        cases = ",\n  ".join(
            f"list({_each([case.value])[0]}, "
            + " & ".join(_among(name, codes) for name, codes in case.where.items())
            + ")"
            for case in item.cases
        )
        rest = "NA" if item.otherwise is None else _each([item.otherwise])[0]
        made = f"made_cases(ok, {item.enough}, list(\n  {cases}\n), {rest})"
    elif item.any_of is not None:
        made = f"made_any(x, ok, {item.enough}{_codes(item.codes)})"
    elif item.first_of is not None:
        made = "made_first(x, ok)"
    else:
        made = f"made_sum(x, ok, {item.enough}{', mean = TRUE' if item.mean_of else ''})"
    return [*lines, f"{_column(item.id)} <- {made}"]


def design_of(sample: Sample) -> list[str]:
    """The weights and the design of a survey file."""
    weight = f"plain({_column(sample.weight)})" if sample.weight else "rep(1, nrow(data))"
    lines = [f"data$.weight <- {weight}", "data <- data[(data$.weight > 0) %in% TRUE, ]"]
    lines.append(f'options(survey.lonely.psu = "{sample.single_cluster}")')
    if sample.replicates:
        return lines + [replicates_of(sample)]
    options = ["ids = ~1"]
    if sample.clusters:
        lines += [
            f"data$.cluster{at} <- plain({_column(name)})" for at, name in enumerate(sample.clusters, 1)
        ]
        options = ["ids = ~" + " + ".join(f".cluster{at}" for at in range(1, len(sample.clusters) + 1))]
    if sample.strata:
        lines.append(f"data$.stratum <- plain({_column(sample.strata)})")
        options += ["strata = ~.stratum", "nest = TRUE"]
    corrections = sample.corrections[: max(1, len(sample.clusters))]
    if corrections:
        for at, item in enumerate(corrections, 1):
            lines.append(
                f"data$.fpc{at} <- "
                + (f"plain({_column(item)})" if isinstance(item, str) else f"{float(item):.17g}")
            )
        options.append("fpc = ~" + " + ".join(f".fpc{at}" for at in range(1, len(corrections) + 1)))
    return [*lines, f"design <- svydesign({', '.join(options)}, weights = ~.weight, data = data)"]


def replicates_of(sample: Sample) -> str:
    """The design of a sample with replicate weights."""
    given = sample.replicates
    assert given is not None
    if isinstance(given.columns, str):
        pattern = re.escape(given.columns.lower()).replace(r"\*", "[0-9]+")
        columns = f"grepl({_text(f'^{pattern}$')}, names(data))"
    else:
        columns = f"c({', '.join(_text(name.lower()) for name in given.columns)})"
    options = [
        f'type = "{given.method}"',
        "weights = data$.weight",
        f"repweights = as.matrix(data[{columns}])",
        "data = data",
    ]
    scale = (
        None
        if given.method in OWN_SCALE
        else 1.0
        if given.scale is None and given.method == "JKn"
        else given.scale
    )
    rho = given.rho if given.method == "Fay" else None
    options += [
        f"{name} = {value:.17g}" for name, value in (("scale", scale), ("rho", rho)) if value is not None
    ]
    if given.rscales and given.method not in OWN_RSCALES:
        options.append(f"rscales = c({', '.join(f'{value:.17g}' for value in given.rscales)})")
    if given.mse:
        options.append("mse = TRUE")
    return f"design <- svrepdesign({', '.join(options)}, combined.weights = TRUE)"


def _levels(name: str, breakdown: Breakdown, sample: Sample) -> list[str]:
    """The membership of each level and net, as a list called `name`."""
    variable = breakdown.variable_in(sample.wave, sample.group) or ""
    levels = ",\n  ".join(
        f"{_text(level.id)} = {_among(variable, level.codes)}" for level in breakdown.levels
    )
    plain = [level.id for level in breakdown.levels]
    lines = [f"{name} <- first_of(list(\n  {levels}\n))", *(_net(name, net) for net in breakdown.nets)]
    pairs = ", ".join(f"c({_text(one)}, {_text(other)})" for one, other in _pairs(breakdown))
    told = {
        "name": _text(breakdown.id),
        "plain": f"c({', '.join(map(_text, plain))})",
        "pairs": f"list({pairs})",
    }
    return lines + [f"attr({name}, {_text(key)}) <- {value}" for key, value in told.items()]


def _pairs(breakdown: Breakdown) -> list[tuple[str, str]]:
    """The pairs of levels that are compared, the breakdown's gap in its own order."""
    pairs = list(combinations([level.id for level in breakdown.levels], 2))
    if breakdown.gap is None:
        return pairs
    gap = (breakdown.gap.from_, breakdown.gap.to)
    pairs = [gap if pair == gap[::-1] else pair for pair in pairs]
    return pairs if gap in pairs else [*pairs, gap]


def _between(view: View, book: Codebook) -> list[str]:
    """Differences between waves and between groups, of what may be compared and shares no respondents."""
    linked = any(sample.panel for sample in book.samples)
    lines = ["# People return in later waves: changes between waves are not tested here."] if linked else []
    waves = [wave for wave in book.wave_ids if wave in view.waves]
    groups = [group.id for group in book.groups if group.id in view.groups]
    for id in view.indicators:
        calls = [] if linked else [("wave", one, other) for one, other in combinations(waves, 2)]
        calls = [call for call in calls if book.indicator[id].comparable_waves(*call[1:])]
        calls += [
            ("group", one, other)
            for one, other in combinations(groups, 2)
            if not set(members(one, book)) & set(members(other, book))
        ]
        lines += [f"between({', '.join(map(_text, (*call, id)))})" for call in calls]
    return lines


def _net(name: str, net: Net) -> str:
    return f"{name}[[{_text(net.id)}]] <- " + " | ".join(f"{name}[[{_text(id)}]]" for id in net.of)


def _indicator(indicator: AnyIndicator, sample: Sample) -> list[str]:
    lines = [f"# {indicator.id}", "asked <- rep(TRUE, nrow(data))"]
    if indicator.base and indicator.base.where:
        lines[-1] = "asked <- " + " & ".join(
            _among(name, codes) for name, codes in indicator.base.where.items()
        )
    if isinstance(indicator, Multiple):
        return lines + _multiple(indicator, sample)
    x = _column(indicator.variable_in(sample.wave, sample.group) or "")
    named: list[str] = []
    if isinstance(indicator, Share):
        named = [*_each(indicator.true), *_each(indicator.false or [])]
    elif isinstance(indicator, Distribution):
        named = [code for category in indicator.categories for code in _each(category.codes)]
    lines.append(
        f"valid <- asked & answered({x}{_missing(indicator.missing, x)}"
        + (f", named = among({x}, {', '.join(named)}))" if named else ")")
    )
    if isinstance(indicator, Mean):
        if indicator.scale:
            lines.append(
                f"valid <- valid & among({x}, list({indicator.scale.min:.17g}, {indicator.scale.max:.17g}))"
            )
        lines.append(_tabulate(sample, indicator, '""', f"plain({x})", "mean"))
        if indicator.median:
            lines.append(_tabulate(sample, indicator, '"median"', f"plain({x})", "median"))
    elif isinstance(indicator, Share):
        if indicator.false is not None:
            lines.append(f"valid <- valid & among({x}, {', '.join(named)})")
        lines.append(_tabulate(sample, indicator, '""', f"among({x}{_codes(indicator.true)})"))
    else:
        hits = [
            f"{_text(category.id)} = among({x}{_codes(category.codes)})" for category in indicator.categories
        ]
        lines += ["hit <- first_of(list(" + ", ".join(hits) + "))", "valid <- valid & Reduce(`|`, hit)"]
        lines += _hits(indicator, sample)
    return lines


def _multiple(indicator: Multiple, sample: Sample) -> list[str]:
    """Somebody who answered any variable of the set is in the base."""
    answered, hits = [], []
    all_codes = [code for option in indicator.options for code in _each(option.codes)]
    for name in indicator.mentions:
        x = _column(name)
        answered.append(
            f"answered({x}{_missing(indicator.missing, x)}, named = among({x}, {', '.join(all_codes)}))"
        )
    for option in indicator.options:
        if indicator.mentions:
            hits.append(
                f"{_text(option.id)} = "
                + " | ".join(f"among({_column(name)}{_codes(option.codes)})" for name in indicator.mentions)
            )
            continue
        variable = of_option(option, sample.wave, sample.group)
        if not variable:
            hits.append(f"{_text(option.id)} = rep(FALSE, nrow(data))")
            continue
        x = _column(variable)
        usable = f"answered({x}{_missing(indicator.missing, x)}, named = among({x}{_codes(option.codes)}))"
        answered.append(usable)
        hits.append(f"{_text(option.id)} = {usable} & among({x}{_codes(option.codes)})")
    lines = [
        "hit <- list(\n  " + ",\n  ".join(hits) + "\n)",
        "valid <- asked & (\n  " + " |\n  ".join(answered) + "\n)",
    ]
    return lines + _hits(indicator, sample)


def _hits(indicator: Distribution | Multiple, sample: Sample) -> list[str]:
    lines = [_net("hit", net) for net in indicator.nets]
    return [*lines, "for (name in names(hit)) " + _tabulate(sample, indicator, "name", "hit[[name]]")]


def _tabulate(sample: Sample, indicator: AnyIndicator, category: str, y: str, kind: str = "share") -> str:
    keys = ", ".join(map(_text, (sample.wave, sample.group, indicator.id)))
    return f"tabulate(design, {keys}, {category}, {y}, valid, one, two" + (
        f', "{kind}")' if kind != "share" else ")"
    )


def _missing(missing: Iterable[Missing], x: str) -> str:
    codes = [code for item in missing for code in _each(item.codes)]
    return f", missing = among({x}, {', '.join(codes)})" if codes else ""


def _among(name: str, codes: Codes) -> str:
    return f"among({_column(name)}{_codes(codes)})"


def _codes(codes: Codes) -> str:
    return "".join(f", {code}" for code in _each(codes))


def _each(codes: Codes) -> list[str]:
    """Each code as R writes it; a range as a list of two."""
    found = []
    for code in codes:
        if isinstance(code, Range):
            low = "-Inf" if code.from_ is None else f"{code.from_:.17g}"
            found.append(f"list({low}, {'Inf' if code.to is None else f'{code.to:.17g}'})")
        else:
            found.append(_text(code) if isinstance(code, str) else f"{code:.17g}")
    return found


def _column(name: str) -> str:
    """A column of the file; names are in small letters."""
    return f"data[[{_text(name.lower())}]]"


def _text(text: str) -> str:
    """A text as R writes it; JSON's escapes are R's."""
    return json.dumps(str(text), ensure_ascii=False)
