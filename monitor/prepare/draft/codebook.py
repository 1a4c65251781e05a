"""From survey files to a codebook that builds and runs unedited, and to what a researcher should look at
first."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from monitor.codebook.base import LONGEST_LABEL
from monitor.errors import CodebookError, SurveyFileError
from monitor.locale import LANGUAGES, say
from monitor.prepare.draft.breakdowns import Found, breakdowns_of, describes
from monitor.prepare.draft.carry import Cross, carried, uncarried
from monitor.prepare.draft.columns import Column, Slice, columns_of
from monitor.prepare.draft.derived import name_derived
from monitor.prepare.draft.design import SAMPLING, Chosen, choose_designs
from monitor.prepare.draft.doubts import LEFT, LOOK, Doubt, Rank, worst_first
from monitor.prepare.draft.kinds import Item, indicator_of, missing_of, named_by_wave, safe, unique, wording
from monitor.prepare.draft.labels import phrase, shorten, tell_apart, tell_unlabelled
from monitor.prepare.draft.match import Question, match, runs_of
from monitor.prepare.draft.rare import with_rare_together
from monitor.prepare.draft.sets import sets_of
from monitor.prepare.draft.values import fitting, written_as
from monitor.prepare.draft.waves import waves_of
from monitor.prepare.draft.words import language_of
from monitor.prepare.draft.yaml import block, comment
from monitor.prepare.files.sav import read_metadata
from monitor.prepare.files.survey_file import SurveyFile

FILE = "codebook.yaml"
GROUP = "respondents"
_UNTOUCHED = "# Untouched draft: "


@dataclass
class DraftReport:
    """What the draft made of the files, what it left out and why, and what a researcher should look at."""

    path: Path
    waves: list[str]
    kinds: Counter[str]
    breakdowns: list[str]
    weights: dict[str, str | None]
    left_out: list[tuple[str, str]] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.kinds.items())
        weights = sorted({weight or "none" for weight in self.weights.values()})
        lines = [
            f"{self.path}",
            f"waves: {', '.join(self.waves)}",
            f"indicators: {self.kinds.total()} ({kinds})",
            f"breakdowns: {', '.join(self.breakdowns) or 'none'}",
            f"weight: {', '.join(weights)}",
        ]
        if self.left_out:
            lines.append(
                f"left out: {len(self.left_out)}, listed with their reason at the end of the codebook"
            )
        if self.findings:
            lines += ["to look at, worst first:", *(f"  {finding}" for finding in self.findings)]
        return "\n".join(lines)


def draft_codebook(files: Sequence[Path], out: Path) -> DraftReport:
    """Writes `out`/codebook.yaml and reports on it; SurveyFileError where a file can't be read or nothing in
    it can be asked."""
    target = out / FILE
    _may_write(out, target)
    book, report, slices = drafted(files, target)
    _write(target, book, report)
    if name_derived(target, book, {one.called: one.file for one in slices}, report.findings):
        _write(target, book, report)
    return report


def drafted(
    files: Sequence[Path], target: Path, rare_apart: bool = False
) -> tuple[Item, DraftReport, list[Slice]]:
    """The sections of a codebook of these files, what is to be told of it, and which rows each wave has;
    nothing is written. Answers that few people gave are put together, or stay as they are."""
    findings: list[str] = []
    opened = _open(files)
    slices = waves_of(opened, _called(opened), findings)
    waves = columns_of(slices)
    for one in list(slices):
        if not any(column.profile.rows for column in waves[one.wave]):
            findings.append(Doubt(f"{one.called}: no rows; it is left out", Rank.WAVES))
            slices.remove(one)
            del waves[one.wave]
    if not slices:
        raise SurveyFileError(f"{_names(opened)}: no rows, so there is nothing to estimate")
    book, report = _codebook(slices, waves, target, findings, rare_apart)
    if not book["indicators"]:
        reasons = " ".join("; ".join(f"{name}: {reason}" for name, reason in report.left_out[:3]).split())
        raise SurveyFileError(f"{_names(opened)}: no variable that can be asked about ({reasons})")
    return fitting(book), report, slices


def _open(files: Sequence[Path]) -> list[SurveyFile]:
    paths = list({Path(path).resolve(): Path(path) for path in files}.values())
    return [read_metadata(path) for path in paths]


def _called(files: list[SurveyFile]) -> dict[Path, str]:
    """What a sample calls each file: its name, or its path below the files' common folder where names are not
    unique."""
    names = Counter(file.path.name.lower() for file in files)
    if max(names.values()) == 1:
        return {file.path: file.path.name for file in files}
    common = os.path.commonpath([file.path.resolve().parent for file in files])
    return {file.path: file.path.resolve().relative_to(common).as_posix() for file in files}


def _names(files: list[SurveyFile]) -> str:
    return ", ".join(str(file.path) for file in files)


def _may_write(out: Path, target: Path) -> None:
    """Only an empty folder, or one with a draft that nobody edited, is written to."""
    others = sorted([*out.glob("*.yaml"), *out.glob("*.yml")]) if out.is_dir() else []
    if others and not (others == [target] and _untouched(target)):
        raise CodebookError(
            [
                f"{out}: a codebook is already here ({others[0].name}); choose another folder, or remove it"
                " first"
            ]
        )
    if out.exists() and not out.is_dir():
        raise CodebookError([f"{out}: not a folder; choose another name"])


def _untouched(target: Path) -> bool:
    head, _, rest = target.read_text(encoding="utf-8").partition("\n")
    return head == _UNTOUCHED + _digest(rest)


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _codebook(
    slices: list[Slice], waves: dict[str, list[Column]], target: Path, findings: list[str], rare_apart: bool
) -> tuple[Item, DraftReport]:
    order = [one.wave for one in slices]
    designs = choose_designs({one.wave: one.file for one in slices}, waves, findings)
    language = _language(waves, findings)
    questions, left_out = _apart(match(waves), slices, designs)
    sampling = [question for question, reason in left_out if reason == SAMPLING]
    if sampling:
        names = ", ".join(question.name for question in sampling)
        told = f"{names}: {SAMPLING}; name them as 'strata' or 'cluster' under 'samples' if it was drawn so"
        findings.append(Doubt(told, Rank.BASE))
    sets, in_sets = sets_of(slices, questions, order)
    describing = breakdowns_of(
        [one for one in [*questions, *sampling] if id(one) not in in_sets], order, findings
    )
    breakdowns, crosses = carried(describing, slices, findings)
    _name(breakdowns)
    described = {id(found.question) for found in breakdowns if not found.in_years}
    left_out = [(question, reason) for question, reason in left_out if id(question) not in described]
    taken: set[str] = set()
    together = None if rare_apart else language
    indicators = [dict(item, id=unique(item["id"], taken)) for item in sets]
    asked = [question for question in questions if id(question) not in in_sets | described]
    asked.sort(key=describes)
    indicators += _indicators(asked, order, taken, left_out, together)
    if not indicators:
        alone = [found.question for found in breakdowns]
        indicators = _indicators(alone, order, taken, left_out, together)
    shorten([found.item for found in breakdowns])
    phrase([found.item for found in breakdowns], language)
    shorten(indicators)
    tell_unlabelled(indicators, findings)
    tell_apart(indicators, order, findings)
    silent = {id(question) for question, _ in left_out}
    findings += [note for question in questions if id(question) not in silent for note in question.notes]
    report = DraftReport(
        target,
        order,
        Counter(item["kind"] for item in indicators),
        [found.item["id"] for found in breakdowns],
        {wave: design.weight for wave, design in designs.items()},
        _listed(left_out, order) + uncarried(describing, breakdowns, crosses),
        worst_first(findings),
    )
    return _sections(slices, designs, language, breakdowns, crosses, indicators), report


def _language(waves: dict[str, list[Column]], findings: list[str]) -> str:
    """The language of the newest wave's labels; labels in another language can't be matched, and that is
    told."""
    spoken = {
        wave: language_of(text for one in columns for text in (one.label, *one.variable.labels.values()))
        for wave, columns in waves.items()
    }
    if len(set(spoken.values())) > 1:
        shown = ", ".join(f"{wave}: {language}" for wave, language in spoken.items())
        told = (
            f"waves seem to be in different languages ({shown}); questions and answers are matched by their"
            " labels, so most stay apart"
        )
        findings.append(Doubt(told, Rank.WAVES))
    return next(reversed(spoken.values()))


def _name(breakdowns: list[Found]) -> None:
    taken: set[str] = set()
    for found in breakdowns:
        found.item["id"] = unique(found.question.name, taken)


def _apart(
    questions: list[Question], slices: list[Slice], designs: dict[str, Chosen]
) -> tuple[list[Question], list[tuple[Question, str]]]:
    """Questions about the respondents, and those about the sample with what they say of it."""
    about: list[Question] = []
    left_out: list[tuple[Question, str]] = []
    for question in questions:
        reason = _of_the_sample(question, slices, designs)
        if reason:
            left_out.append((question, reason))
        else:
            about.append(question)
    return about, left_out


def _indicators(
    questions: list[Question],
    order: list[str],
    taken: set[str],
    left_out: list[tuple[Question, str]],
    together: str | None,
) -> list[Item]:
    """An indicator for each question that can be one; the others are left out with their reason. Rare answers
    are put together in the language `together`."""
    made: list[Item] = []
    for question in questions:
        item = indicator_of(question)
        if together and not isinstance(item, str):
            item = with_rare_together(question, item, together)
        if isinstance(item, str):
            left_out.append((question, item))
        else:
            made.append(_indicator(question, item, unique(question.name, taken), order))
    return made


def _of_the_sample(question: Question, slices: list[Slice], designs: dict[str, Chosen]) -> str | None:
    """Why a question is about the sample and not about the respondents: weights, numbers, the wave itself."""
    for one in slices:
        column = question.columns.get(one.wave)
        if column is not None:
            if column.name == one.by:
                return "says which wave it is"
            if reason := designs[one.wave].others.get(column.name):
                return reason
    return None


def _listed(left_out: list[tuple[Question, str]], order: list[str]) -> list[tuple[str, str]]:
    """Each name and reason once, with the waves where it is not in all of them."""
    waves: dict[tuple[str, str], set[str]] = {}
    for question, reason in left_out:
        waves.setdefault((question.name, reason), set()).update(question.columns)
    shown = {key: [wave for wave in order if wave in found] for key, found in waves.items()}
    return sorted(
        (name if shown[name, reason] == order else f"{name} ({', '.join(shown[name, reason])})", reason)
        for name, reason in waves
    )


def _indicator(question: Question, made: Item, id: str, order: list[str]) -> Item:
    item: Item = {"id": id, "kind": made["kind"], "label": question.label}
    if (asked := wording(question)) and (asked != question.label or len(question.label) > LONGEST_LABEL):
        item["question"] = asked
    item |= named_by_wave(question, order, every_wave=False)
    answered = [wave for wave in order if wave in question.answered]
    if answered != order:
        item["waves"] = answered
    item |= {key: value for key, value in made.items() if key != "kind"}
    if missing := missing_of(question.gone):
        item["missing"] = missing
    runs = runs_of(order, answered, question.breaks)
    if len(runs) > 1:
        item["comparable"] = runs
    return item


def _sections(
    slices: list[Slice],
    designs: dict[str, Chosen],
    language: str,
    breakdowns: list[Found],
    crosses: list[Cross],
    indicators: list[Item],
) -> Item:
    files = list(dict.fromkeys(one.called for one in slices))
    title = _title(slices)
    samples = []
    for one in slices:
        sample: Item = {"wave": one.wave, "group": GROUP, "file": one.called}
        if one.by is not None:
            sample["where"] = {one.by: [one.value]}
        design = designs[one.wave]
        sample |= {
            key: value
            for key, value in (("id", design.id), ("weight", design.weight), ("encoding", one.file.encoding))
            if value
        }
        if design.replicates:
            sample["replicates"] = design.replicates
        samples.append(sample)
    book: Item = {
        "survey": {
            "id": safe(title).lower(),
            "title": title,
            "languages": [language],
            "source": ", ".join(files),
        },
        "waves": [{"id": one.wave} for one in slices],
        "groups": [
            {"id": GROUP, "label": {spoken: say("draft.respondents", spoken) for spoken in LANGUAGES}}
        ],
        "samples": samples,
    }
    if breakdowns:
        book["breakdowns"] = [found.item for found in breakdowns]
    forbidden = [[one.first.item["id"], one.second.item["id"]] for one in crosses if one.why]
    if forbidden:
        book["disclosure"] = {"forbidden": forbidden}
    return book | {"indicators": indicators}


def _title(slices: list[Slice]) -> str:
    """The first file's label, or its name, without the year or the round."""
    file = slices[-1].file
    text = file.label or file.path.stem
    if len(slices) > 1:
        text = re.sub(
            r"(?<!\d)(19|20)\d\d(?!\d)|(?<![a-zA-Z0-9])(r|w|wave|round|golf|ronde)[ _-]?\d{1,2}(?![0-9])",
            " ",
            text,
        )
    text = " ".join(re.sub(r"[_\s]+", " ", text).split()).strip(" -–.,")
    return text or file.path.stem


_HEADINGS = {
    "survey": (
        "The survey. Texts are in its own language; {nl: …, en: …} gives more. Keys and their meaning:"
        " docs/data-guide.md"
    ),
    "waves": "Waves, oldest first",
    "groups": "Who was asked",
    "samples": "Which file holds which wave, and how it is weighted",
    "breakdowns": "What subgroups are made from",
    "disclosure": "Pairs of breakdowns that leave too few people in a cell",
    "indicators": "What was asked",
}


def _write(target: Path, book: Item, report: DraftReport) -> None:
    lines: list[str] = []
    for section, value in written_as(book).items():
        lines += ["", f"# {_HEADINGS[section]}", f"{section}:"]
        if isinstance(value, dict):
            lines += block(value, 2)
        else:
            for one in value:
                lines += block([one], 2)
                if section in ("breakdowns", "indicators"):
                    lines.append("")
    if report.findings:
        lines += [
            "",
            *comment([LOOK, *(f"- {finding}" for finding in report.findings)]),
        ]
    if report.left_out:
        lines += ["", *comment([LEFT, *(f"- {name}: {reason}" for name, reason in report.left_out)])]
    content = "\n".join(line for line in lines).strip("\n") + "\n"
    content = re.sub(r"\n{3,}", "\n\n", content)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_UNTOUCHED + _digest(content) + "\n" + content, encoding="utf-8")
    except OSError as error:
        raise CodebookError([f"{target}: can't be written ({error.strerror}); choose another"]) from error
