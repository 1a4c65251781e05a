"""SPSS syntax that makes a figure's numbers again from the original survey files, with Complex Samples.

SPSS computes the same estimates and standard errors; its intervals of shares are the logit ones that the
monitor shows too.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from monitor.codebook import Breakdown, Code, Codes, Mean, Multiple, Range, Sample, Share
from monitor.codebook.derived import Derived
from monitor.codebook.indicators import AnyIndicator
from monitor.export.colophon import colophon
from monitor.export.escape import one_line
from monitor.export.syntax import Part, heading, of_option, parts, pooled
from monitor.figure.figure import Figure
from monitor.locale import say
from monitor.store import Store

LONGEST = 200
"""Characters of a line; SPSS reads 256 of one in a batch, in some versions bytes."""
_STATISTICS = "/STATISTICS SE CIN(95) COUNT"


def spss_syntax(figure: Figure, store: Store, address: str | None = None) -> str:
    """Commands for each survey file behind the figure: recode, plan, tabulate."""
    comments = [
        line.removeprefix("* ") for line in heading(figure, colophon(figure, store, address), "spss", "*")
    ]
    lines = [
        f"* {piece.rstrip('.')}."
        for line in comments
        if line != "*"
        for piece in textwrap.wrap(line, LONGEST - 3)
    ]
    for part in parts(figure.view, store.codebook):
        lines += ["", *(piece for line in _part(part, figure.view.language) for piece in _broken(line))]
    for group, indicator, members in pooled(figure.view, store.codebook):
        told = say(
            "export.syntax.pool",
            figure.view.language,
            group=group,
            indicator=indicator,
            members=", ".join(members),
        )
        lines += ["", *(f"* {piece.rstrip('.')}." for piece in textwrap.wrap(one_line(told), LONGEST - 3))]
    return "\n".join(lines) + "\n"


def _part(part: Part, language: str) -> list[str]:
    sample = part.sample
    lines = [f"* {sample.wave}, {sample.group}.", _get(sample)]
    for item in part.derived:
        lines += _derived(item)
    for name, codes in sample.where.items():
        lines += [*_recode(name, [(codes, "1")], "m_in", other="0"), "SELECT IF (m_in = 1)."]
    lines += plan_of(sample, language)
    by: list[str] = []
    for at, breakdown in enumerate(part.breakdowns, 1):
        lines += _level_variable(breakdown, sample, f"m_by{at}")
        by.append(f"m_by{at}")
    for at, indicator in enumerate(part.indicators, 1):
        lines += ["", f"* {one_line(indicator.id)}.", *_indicator(indicator, sample, by, f"m_y{at}")]
    return lines


def _derived(item: Derived) -> list[str]:
    """Commands that make a derived variable."""
    made = [f"m_s{at}" for at in range(1, len(item.sources) + 1)]
    if item.first_of is not None:
        lines = [
            line
            for name, into in zip(item.sources, made, strict=True)
            for line in _recode(name, [(item.missing, "SYSMIS")], into, other="COPY")
        ]
        lines.append(f"COMPUTE {item.id} = {made[0]}.")
        return [*lines, *(f"IF (MISSING({item.id})) {item.id} = {name}." for name in made[1:])]
    codes = item.codes if item.any_of is not None else []
    other = "COPY" if item.way in ("sum_of", "mean_of") else "0"
    lines = [
        line
        for name, into in zip(item.sources, made, strict=True)
        for line in _recode(name, [(codes, "1"), (item.missing, "SYSMIS")], into, other=other)
    ]
    listed, few = ", ".join(made), f"NVALID({', '.join(made)}) < {item.enough}"
    if item.cases is not None:
        return lines + _cases(item, few)
    if item.any_of is not None:
        lines.append(f"COMPUTE {item.id} = MAX({listed}).")
        return [*lines, f"IF ({item.id} = 0 AND {few}) {item.id} = $SYSMIS."]
    function = "SUM" if item.sum_of is not None else "MEAN"
    return [*lines, f"COMPUTE {item.id} = {function}.{item.enough}({listed})."]


def _cases(item: Derived, few: str) -> list[str]:
    """The last case first, so that the first that holds stays."""

    def value(code: Code) -> str:
        return _each([code])[0]

    nothing = "''" if item.is_text else "$SYSMIS"
    lines = [f"STRING {item.id} (A255)."] if item.is_text else []
    lines.append(f"COMPUTE {item.id} = {nothing if item.otherwise is None else value(item.otherwise)}.")
    lines.append(f"IF ({few}) {item.id} = {nothing}.")
    for case in reversed(item.cases or []):
        lines.append("COMPUTE m_case = 1.")
        for name, codes in case.where.items():
            lines += [
                *_recode(name, [(codes, "1")], "m_in", other="0"),
                "IF (MISSING(m_in) OR m_in = 0) m_case = 0.",
            ]
        lines.append(f"IF (m_case = 1) {item.id} = {value(case.value)}.")
    return lines


def _get(sample: Sample) -> str:
    ending = sample.file.lower().rpartition(".")[2]
    command = {"por": "IMPORT FILE=", "dta": "GET STATA FILE="}.get(ending, "GET FILE=")
    return f"{command}{_text(sample.file)}."


def plan_of(sample: Sample, language: str) -> list[str]:
    """The design, as an analysis plan in a file of its own."""
    lines = []
    if sample.replicates:
        lines.append(f"* {say('export.syntax.no_replicates', language)}")
    weight = sample.weight or "m_weight"
    if not sample.weight:
        lines.append("COMPUTE m_weight = 1.")
    lines.append(f"SELECT IF ({weight} > 0).")
    stages = sample.clusters or [""]
    fpc = [item if isinstance(item, str) else f"{item:g}" for item in sample.corrections]
    plan = [
        "CSPLAN ANALYSIS",
        f"  /PLAN FILE={_plan_file(sample)}",
        f"  /PLANVARS ANALYSISWEIGHT={weight}",
        "  /SRSESTIMATOR TYPE=WR",
    ]
    for at, cluster in enumerate(stages):
        strata = f" STRATA={sample.strata}" if sample.strata and at == 0 else ""
        plan.append(f"  /DESIGN{strata}" + (f" CLUSTER={cluster}" if cluster else ""))
        if at < len(fpc):
            size = "POPSIZE" if _is_size(sample.corrections[at]) else "INCLPROB"
            kind = "VARIABLE" if isinstance(sample.corrections[at], str) else "VALUE"
            plan += ["  /ESTIMATOR TYPE=EQUAL_WOR", f"  /{size} {kind}={fpc[at]}"]
        else:
            plan.append("  /ESTIMATOR TYPE=WR")
            break
    return [*lines, *plan[:-1], plan[-1] + "."]


def _is_size(correction: str | float) -> bool:
    """Whether a correction is a population size: R reads a number above 1 as one; a variable is taken to be
    one."""
    return isinstance(correction, str) or correction > 1


def _level_variable(breakdown: Breakdown, sample: Sample, target: str) -> list[str]:
    variable = breakdown.variable_in(sample.wave, sample.group) or ""
    steps: list[tuple[Codes, str]] = [(level.codes, str(at)) for at, level in enumerate(breakdown.levels, 1)]
    names = " ".join(f"{at} {_text(level.id)}" for at, level in enumerate(breakdown.levels, 1))
    return [*_recode(variable, steps, target), f"VALUE LABELS {target} {names}."]


def _indicator(indicator: AnyIndicator, sample: Sample, by: Sequence[str], target: str) -> list[str]:
    """Commands that make `target` (and what starts with its name) from the answers, and tabulate it."""
    if isinstance(indicator, Multiple):
        return _multiple(indicator, sample, by, target)
    variable = indicator.variable_in(sample.wave, sample.group) or ""
    gone = [(item.codes, "SYSMIS") for item in indicator.missing]
    lines = _asked(indicator)
    if isinstance(indicator, Mean):
        inside: Codes = (
            [Range.model_validate({"from": indicator.scale.min, "to": indicator.scale.max})]
            if indicator.scale
            else []
        )
        lines += _recode(
            variable,
            [*gone, (inside, "COPY")] if inside else gone,
            target,
            other="SYSMIS" if inside else "COPY",
        )
        return [*lines, *_only_asked(indicator, [target]), *_means(sample, [target], by)]
    if isinstance(indicator, Share):
        steps = (
            [*gone, (indicator.true, "1")]
            if indicator.false is None
            else [(indicator.true, "1"), (indicator.false, "0")]
        )
        lines += _recode(variable, steps, target, other="0" if indicator.false is None else "SYSMIS")
        return [*lines, *_only_asked(indicator, [target]), *_shares(sample, [target], by)]
    numbers = {category.id: at for at, category in enumerate(indicator.categories, 1)}
    lines += _recode(
        variable, [(category.codes, str(numbers[category.id])) for category in indicator.categories], target
    )
    lines.append(f"VALUE LABELS {target} {' '.join(f'{at} {_text(id)}' for id, at in numbers.items())}.")
    lines += _only_asked(indicator, [target])
    made = [target]
    for net in indicator.nets:
        made.append(f"{target}_{len(made)}")
        lines.append(f"COMPUTE {made[-1]} = ANY({target}, {', '.join(str(numbers[id]) for id in net.of)}).")
        lines.append(f"VARIABLE LABELS {made[-1]} {_text(net.id)}.")
    return [*lines, *_shares(sample, made, by)]


def _multiple(indicator: Multiple, sample: Sample, by: Sequence[str], target: str) -> list[str]:
    """One 0/1 variable an option and net; who answered none of the set's variables is in no base."""
    lines, held = _asked(indicator), []
    made: dict[str, str] = {}
    gone = [(item.codes, "SYSMIS") for item in indicator.missing]
    for at, option in enumerate(indicator.options, 1):
        sources = [
            name
            for name in [*indicator.mentions] or [of_option(option, sample.wave, sample.group) or ""]
            if name
        ]
        mine = [f"{target}_{at}_{number}" for number in range(1, len(sources) + 1)]
        for name, into in zip(sources, mine, strict=True):
            lines += _recode(name, [(option.codes, "1"), *gone], into, other="0")
        made[option.id] = f"{target}_{at}"
        lines.append(f"COMPUTE {made[option.id]} = " + (f"MAX({', '.join(mine)})." if mine else "0."))
        held += mine
    lines += [
        f"COMPUTE m_base = NVALID({', '.join(held)}) > 0.",
        f"DO REPEAT one = {' '.join(made.values())}.",
    ]
    lines += ["  IF (MISSING(one)) one = 0.", "  IF (m_base = 0) one = $SYSMIS.", "END REPEAT."]
    for net in indicator.nets:
        parts = ", ".join(made[id] for id in net.of)
        made[net.id] = f"{target}_{len(made) + 1}"
        lines.append(f"COMPUTE {made[net.id]} = MAX({parts}).")
    lines += [f"VARIABLE LABELS {name} {_text(id)}." for id, name in made.items()]
    names = list(made.values())
    return [*lines, *_only_asked(indicator, names), *_shares(sample, names, by)]


def _asked(indicator: AnyIndicator) -> list[str]:
    """m_asked is 1 for those who got the question, where the codebook says who did."""
    if not (indicator.base and indicator.base.where):
        return []
    lines = ["COMPUTE m_asked = 1."]
    for name, codes in indicator.base.where.items():
        lines += [*_recode(name, [(codes, "1")], "m_in", other="0"), "IF (m_in = 0) m_asked = 0."]
    return lines


def _only_asked(indicator: AnyIndicator, made: Sequence[str]) -> list[str]:
    if not (indicator.base and indicator.base.where):
        return []
    return [f"IF (m_asked = 0) {name} = $SYSMIS." for name in made]


def _shares(sample: Sample, made: Sequence[str], by: Sequence[str]) -> list[str]:
    lines = [
        "CSTABULATE",
        f"  /PLAN FILE={_plan_file(sample)}",
        f"  /TABLES VARIABLES={' '.join(made)}",
        "  /CELLS TABLEPCT",
    ]
    return [*lines, f"  {_STATISTICS}", *_subgroups(by), "  /MISSING SCOPE=TABLE CLASSMISSING=EXCLUDE."]


def _means(sample: Sample, made: Sequence[str], by: Sequence[str]) -> list[str]:
    lines = [
        "CSDESCRIPTIVES",
        f"  /PLAN FILE={_plan_file(sample)}",
        f"  /SUMMARY VARIABLES={' '.join(made)}",
        "  /MEAN",
    ]
    return [*lines, f"  {_STATISTICS}", *_subgroups(by), "  /MISSING SCOPE=ANALYSIS CLASSMISSING=EXCLUDE."]


def _subgroups(by: Sequence[str]) -> list[str]:
    return [f"  /SUBPOP TABLE={' BY '.join(by)} DISPLAY=LAYERED"] if by else []


def _recode(
    variable: str, steps: Sequence[tuple[Codes, str]], target: str, other: str = "SYSMIS"
) -> list[str]:
    """RECODE into a new variable: the first step that names a value wins; what the file declares missing
    stays missing."""
    clauses = [f"({', '.join(_each(codes))}={value})" for codes, value in steps if codes]
    text = any(isinstance(code, str) for codes, _ in steps for code in codes)
    missing = ["(' '=SYSMIS)"] if text else ["(MISSING=SYSMIS)"]
    if text and other == "COPY":
        other = "SYSMIS"
    return [f"RECODE {variable} {' '.join([*clauses, *missing, f'(ELSE={other})'])} INTO {target}."]


def _each(codes: Codes) -> list[str]:
    """Each code as SPSS writes it; a range as THRU."""
    found = []
    for code in codes:
        if isinstance(code, Range):
            low = "LOWEST" if code.from_ is None else f"{code.from_:.15g}"
            found.append(f"{low} THRU {'HIGHEST' if code.to is None else f'{code.to:.15g}'}")
        else:
            found.append(_text(code) if isinstance(code, str) else f"{code:.15g}")
    return found


def _plan_file(sample: Sample) -> str:
    return _text(f"monitor_{sample.wave}_{sample.group}.csaplan")


def _text(text: str) -> str:
    """A text as SPSS writes it."""
    return "'" + one_line(text).replace("'", "''") + "'"


def _broken(line: str) -> list[str]:
    """A line in pieces that SPSS takes, broken at spaces outside quotes."""
    pieces = [""]
    parts = line.split("'")
    parts[::2] = [outside.replace(" ", "\n") for outside in parts[::2]]
    for word in "'".join(parts).split("\n") if len(line) > LONGEST else [line]:
        if pieces[-1] and len(pieces[-1]) + len(word) > LONGEST:
            pieces.append(" ")
        pieces[-1] += f" {word}" if pieces[-1] else word
    return pieces
