"""The order of a build: read → recode → estimate → contrast → protect → publish → write; its progress and its
report."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import monitor
from monitor.codebook import Codebook, Sample, load_codebook
from monitor.errors import BuildError
from monitor.prepare.check import addresses, codes, labels
from monitor.prepare.check.overlap import Overlap
from monitor.prepare.check.weightings import check_weightings
from monitor.prepare.files import inputs
from monitor.prepare.files.findings import Findings
from monitor.prepare.files.survey_file import SurveyFile
from monitor.prepare.keep import editions_kept
from monitor.prepare.lock import only_builder
from monitor.prepare.method import METHODS, describe
from monitor.prepare.protect.codes import apart
from monitor.prepare.protect.editions import Earlier, Edition, compare, stop
from monitor.prepare.report import BuildReport
from monitor.prepare.respondents.derived import with_derived
from monitor.prepare.respondents.recode import recode
from monitor.prepare.respondents.respondents import Respondents, Tally
from monitor.prepare.standing import standing
from monitor.prepare.write import Tables, exact_beside, in_codebook_order, write_store
from monitor.progress import Progress, silent
from monitor.rows import KEYS, SCHEMA, SampleInfo, Status, columns, stored
from monitor.side_by_side import both

if TYPE_CHECKING:
    from monitor.prepare.protect.rules import Protected

    Protect = Callable[[pd.DataFrame, pd.DataFrame, Codebook, Sequence[Respondents], pd.DataFrame], Protected]


@dataclass
class Checked:
    """What `check` found: findings, and what became of each indicator's answers."""

    codebook: Codebook
    """With the `derived_from` that the answers show."""
    findings: Findings
    tallies: list[Tally]
    build: Build
    """What was read, to go on with."""


def check(codebook_folder: Path, raw: Path, progress: Progress = silent) -> Checked:
    """Every finding about a codebook and its files, without estimating anything. CodebookError where the
    codebook itself is broken."""
    build = Build(load_codebook(codebook_folder), codebook_folder, raw, raw, progress)
    build.read()
    progress(1.0, "checked")
    return Checked(build.codebook, build.findings, build.report.tallies, build)


def check_codebook(codebook: Codebook, files: dict[str, SurveyFile], findings: Findings) -> None:
    """What can be told of a codebook and its files before a row of them is read."""
    addresses.check_addresses(codebook, findings)
    codes.check_codes(codebook, findings)
    labels.check_own_labels(codebook, findings)
    check_weightings(codebook, findings)
    inputs.check_names(codebook, files, findings)
    inputs.check_labels(codebook, files, findings)


def build(
    codebook_folder: Path, raw: Path, store: Path, progress: Progress = silent, earlier: Earlier | None = None
) -> tuple[Path, BuildReport]:
    """The path of the new store, now current, and the report. BuildError tells every finding that stops it;
    the old store serves on.

    `earlier` says which editions were public, so that this one may not tell of a few people beside them; left
    out: all in `store`.
    """
    editions_kept()
    with only_builder(store, progress) as tell:
        return Build(
            load_codebook(codebook_folder), codebook_folder, raw, store, tell, earlier=earlier or Earlier()
        ).run()


class Build:
    """One build: its parts so far, its clock and its report."""

    def __init__(
        self,
        codebook: Codebook,
        codebook_folder: Path,
        raw: Path,
        store: Path,
        tell: Progress,
        begin: float = 0.0,
        earlier: Earlier = Earlier(),
    ):
        self.codebook, self.codebook_folder, self.raw, self.store = codebook, codebook_folder, raw, store
        self.tell_all, self._begin, self._earlier = tell, begin, earlier
        self.report = BuildReport(
            started=datetime.now().astimezone().isoformat(timespec="seconds"), program=monitor.__version__
        )
        self.findings = self.report.findings
        self._seconds: dict[str, float] = {}
        self._people: list[Respondents] | None = None
        self._rows: dict[tuple[str, str], int] = {}

    def tell(self, done: float, doing: str) -> None:
        """How far the build is, as part of what its caller does."""
        self.tell_all(self._begin + (1 - self._begin) * done, doing)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Counts the seconds of what happens inside."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[name] = self._seconds.get(name, 0.0) + time.perf_counter() - started
            self.report.steps = list(self._seconds.items())

    def read(self) -> list[Respondents]:
        """The respondents of all samples, with every finding about codebook and files."""
        self.tell(0.0, "read")
        with self.step("read"):
            files = inputs.open_files(self.codebook, self.raw, self.findings)
            check_codebook(self.codebook, files, self.findings)
        self._people, self._rows = self._respondents(files)
        with self.step("hash inputs"):
            self.report.note_inputs(self.codebook, self.codebook_folder, files)
        with self.step("derived scores"):
            self.codebook = with_derived(self._people, self.codebook, self.findings)
        return self._people

    def run(self, protect: Protect | None = None) -> tuple[Path, BuildReport]:
        """The new store and the report; `protect` left out is that of published stores."""
        from monitor.prepare.protect import rules

        earlier = self._earlier.files(self.store)
        people = self.read() if self._people is None else self._people
        rows, self._people = self._rows, None
        if not people and not self.findings.stop:
            self.findings.add("error", "nobody", str(self.codebook_folder), "no sample has respondents")
        if self.findings.stop:
            stops = [str(item) for item in self.findings.worst_first() if item.severity == "error"]
            self.store.mkdir(parents=True, exist_ok=True)
            self.report.write(self.store, "failed")
            whole = self.store / "failed.report.html"
            stops.append(f"Findings that stop the build: {len(stops)}; the whole report: {whole}")
            raise BuildError("\n".join(stops))
        cells = self._estimates(people)
        estimates = self._with_codes(cells, people)
        with self.step("contrast beside hide"):
            (contrasts, processes, summaries), hiding = both(
                partial(self._compared, people, cells, estimates),
                (lambda: None) if protect else partial(rules.hiding_of, estimates, self.codebook, people),
            )
        samples = self._samples(people, rows)
        self.tell(0.7, "protect")
        with self.step("protect"):
            protected = (protect or partial(rules.protect, hiding=hiding))(
                estimates, contrasts, self.codebook, people, summaries
            )
            self.report.protection = protected.report.as_dict()
        del people, cells
        estimates, _ = apart(estimates)
        with self.step("compare editions"):
            self._compare(earlier, estimates, protected, samples)
        with self.step("write"):
            self.tell(0.9, "write")
            shown, exact = (
                Tables(
                    self._with_not_asked(in_codebook_order(cells, self.codebook)),
                    in_codebook_order(differences, self.codebook),
                    in_codebook_order(several, self.codebook),
                )
                for cells, differences, several in self._publish(
                    protected, estimates, contrasts, processes, summaries
                )
            )
            self.report.cells = {
                str(key): int(count) for key, count in shown.estimates["status"].value_counts().items()
            }
            self.report.contrasts = len(shown.contrasts)
        with self.step("what stands out"):
            found = standing(shown.estimates, shown.contrasts, self.codebook)
        with self.step("write"):
            path = write_store(
                self.store,
                self.codebook,
                shown,
                exact,
                samples,
                self._published(),
                self._meta(),
                found,
                self.report.digest,
            )
        self.report.store = path.name
        self.report.write(self.store, path.stem)
        (self.store / "failed.report.html").unlink(missing_ok=True)
        (self.store / "failed.report.json").unlink(missing_ok=True)
        self.tell(1.0, "done")
        return path, self.report

    def _compare(
        self, earlier: Sequence[Path], estimates: pd.DataFrame, protected: Protected, samples: pd.DataFrame
    ) -> None:
        """Notes what earlier editions and this one tell together; BuildError, with a report, where that is
        about a few people."""
        editions = [Edition.read(path, exact_beside(path)) for path in earlier]
        made = (self.report.digest, monitor.__version__)
        self.report.editions = compare(editions, made, estimates, protected.told, samples, self.codebook)
        if self.report.editions.lessons:
            self.report.write(self.store, "failed")
            stop(self.report.editions, self.store / "failed.report.html")

    def _respondents(
        self, files: dict[str, SurveyFile]
    ) -> tuple[list[Respondents], dict[tuple[str, str], int]]:
        people: list[Respondents] = []
        rows: dict[tuple[str, str], int] = {}
        overlap = Overlap()
        samples = inputs.read_samples(self.codebook, files)
        while True:
            with self.step("read"):
                found = next(samples, None)
            if found is None:
                overlap.tell(self.codebook, self.findings)
                return people, rows
            sample, file, frame = found
            overlap.add(sample, frame)
            self.tell(0.2 * len(people) / len(self.codebook.samples), f"read {sample.wave}, {sample.group}")
            with self.step("recode"):
                recoded, tallies = recode(sample, frame, file, self.codebook, self.findings)
            self.report.tallies += tallies
            rows[sample.wave, sample.group] = len(frame)
            people += recoded

    def _estimates(self, people: list[Respondents]) -> pd.DataFrame:
        from monitor.prepare.estimate.tables import all_estimates

        with self.step("estimate"):
            return all_estimates(
                people, self.codebook, self.findings, lambda done, doing: self.tell(0.2 + 0.4 * done, doing)
            )

    def _compared(
        self, people: list[Respondents], cells: pd.DataFrame, estimates: pd.DataFrame
    ) -> tuple[pd.DataFrame, pd.DataFrame | None, pd.DataFrame]:
        """Differences between cells, between the sides of processes, and summaries."""
        from monitor.prepare.estimate.process import process_contrasts
        from monitor.prepare.estimate.tables import all_contrasts, all_summaries

        return (
            all_contrasts(
                people, self.codebook, cells, lambda done, doing: self.tell(0.6 + 0.1 * done, doing)
            ),
            process_contrasts(people, self.codebook),
            all_summaries(people, self.codebook, estimates, lambda done, doing: self.tell(0.69, doing)),
        )

    def _with_codes(self, estimates: pd.DataFrame, people: list[Respondents]) -> pd.DataFrame:
        """The estimates, and rows that count the answers to means of a few: protection needs them, nothing
        else does."""
        from monitor.prepare.estimate.rows import stack
        from monitor.prepare.estimate.tables import plan_of
        from monitor.prepare.protect.codes import code_rows

        rows = code_rows(people, lambda one: plan_of(one, self.codebook))
        return estimates if rows is None else stack([estimates, rows.assign(unreliable=False)])

    def _publish(
        self,
        protected: Protected,
        estimates: pd.DataFrame,
        contrasts: pd.DataFrame,
        processes: pd.DataFrame | None,
        summaries: pd.DataFrame,
    ) -> list[tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]:
        """Cells, differences and summaries as published, and the same rows unrounded; differences between the
        sides of processes among them."""
        from monitor.prepare.estimate.process import shown_processes
        from monitor.prepare.estimate.rows import stack
        from monitor.prepare.protect.publish import publish, unrounded
        from monitor.prepare.protect.summaries import publish_summaries

        differences, exact = protected.contrasts, contrasts.loc[protected.contrasts.index]
        if processes is not None:
            shown = shown_processes(processes, protected.cells, self.codebook)
            differences, exact = (
                stack([one, more[list(one.columns)]])
                for one, more in ((differences, shown), (exact, processes))
            )
        published = publish(protected.cells, differences, self.codebook)
        several = publish_summaries(summaries, protected.cells, published[0], self.codebook)
        whole = summaries.loc[several.index].assign(status=several["status"], precision=float("nan"))
        return [(*published, several), (*unrounded(published, (estimates, exact)), whole)]

    def _samples(self, people: list[Respondents], rows: dict[tuple[str, str], int]) -> pd.DataFrame:
        by_key: dict[tuple[str, str], Sample] = {
            (item.wave, item.group): item for item in self.codebook.samples
        }
        table = []
        for one in people:
            if one.weighting is not None:
                continue
            sample = by_key[one.wave, one.group]
            design = describe(one.design)
            self.report.samples.append(
                {
                    "wave": one.wave,
                    "group": one.group,
                    "rows": rows[one.wave, one.group],
                    "respondents": one.size,
                    "weight": sample.weight,
                    "design": design,
                }
            )
            fieldwork = self.codebook.say(sample.fieldwork, self.codebook.own_language)
            table.append(
                SampleInfo(
                    wave=one.wave,
                    group=one.group,
                    respondents=one.size,
                    simulated=one.simulated,
                    weighted=one.design.weighted,
                    design=design,
                    fieldwork=fieldwork,
                    invited=sample.invited,
                )
            )
        return pd.DataFrame(table, columns=stored("sample")).astype({"invited": "Int64"})

    def _with_not_asked(self, shown: pd.DataFrame) -> pd.DataFrame:
        """Adds one total row, without numbers, for each indicator that a group did not get in a wave in which
        others or it were asked."""
        named = shown[["indicator", "wave", "group"]].drop_duplicates()
        asked = set(named.itertuples(index=False, name=None))
        sampled = dict.fromkeys(zip(named["wave"], named["group"], strict=True))
        rows = [
            {"indicator": item.id, "wave": wave, "group": group, "status": Status.NOT_ASKED}
            for item in self.codebook.indicators
            for wave, group in sampled
            if (item.id, wave, group) not in asked
        ]
        if not rows:
            return shown
        texts = [
            name for name in shown.columns if name in KEYS and name not in ("indicator", "wave", "group")
        ]
        gaps = pd.DataFrame(rows).assign(**dict.fromkeys(texts, ""))
        for name in shown.columns:
            if name not in gaps:
                gaps[name] = pd.Series(float("nan"), index=gaps.index, dtype="float64")
            elif isinstance(shown[name].dtype, pd.CategoricalDtype):
                shown[name] = shown[name].cat.set_categories(
                    list(dict.fromkeys([*shown[name].cat.categories, *gaps[name]]))
                )
                gaps[name] = pd.Categorical(gaps[name], categories=shown[name].cat.categories)
        return in_codebook_order(
            pd.concat([shown, gaps[list(shown.columns)]], ignore_index=True), self.codebook
        )

    def _published(self) -> pd.DataFrame:
        """The published figures that the codebook points to, one row each; none where it points to none."""
        if self.codebook.survey.published is None:
            return pd.DataFrame(
                {
                    name: pd.Series(dtype="float64" if column.kind is float else "str")
                    for name, column in columns("published").items()
                }
            )
        from monitor.published import load_published

        folder = self.codebook_folder if self.codebook_folder.is_dir() else self.codebook_folder.parent
        rows = load_published(folder / self.codebook.survey.published, self.codebook)
        return pd.DataFrame([row._asdict() for row in rows], columns=list(columns("published")))

    def _meta(self) -> dict[str, str]:
        return {
            "schema": SCHEMA,
            "program": monitor.__version__,
            "built": self.report.started,
            "codebook": self.codebook.model_dump_json(by_alias=True, exclude_defaults=True),
            "methods": json.dumps(METHODS),
        }
