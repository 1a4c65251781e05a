"""The page Method and data: what the build says of itself, for a reader without statistics, and below it for
one with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from monitor.export.colophon import origin
from monitor.figure.figure import Column, Table
from monitor.figure.names import raised
from monitor.figure.numbers import count, day, listed, percent
from monitor.locale import say
from monitor.rows import SHOWN
from monitor.store import SampleInfo, Store
from monitor.web import html


class Method:
    """The sections, as HTML with everything escaped."""

    def __init__(self, store: Store, language: str):
        self.store, self.book, self.language = store, store.codebook, language

    def say(self, id: str, **slots: object) -> str:
        """A text of the program in the reader's language."""
        return say(id, self.language, **slots)

    def section(self, name: str, *lines: str) -> str:
        """A heading and its lines; empty lines are left out."""
        return html.tag("h2", self.say(f"method.{name}.title")) + "".join(
            html.tag("p", line) for line in lines if line
        )

    def group(self, id: str) -> str:
        """What a group is called."""
        return self.book.say(self.book.group[id].label, self.language) if id in self.book.group else id

    def what(self) -> str:
        """What the survey is."""
        survey = self.book.survey
        description, disclaimer = (
            self.book.say(text, self.language) for text in (survey.description, survey.disclaimer)
        )
        return self.section("what", description, self.say("method.what.own"), disclaimer)

    def simulated(self) -> str:
        """What is simulated of it; '' where nothing is."""
        flags = {sample.simulated for sample in self.store.samples.values()}
        if True not in flags:
            return ""
        return self.section(
            "simulated",
            self.say("method.simulated.text"),
            self.say("method.simulated.some") if False in flags else "",
        )

    def asked(self) -> str:
        """How many answered, by group and wave; the newest first, which a phone shows without scrolling."""
        waves = self.book.wave_ids[::-1]
        groups = [
            group.id
            for group in self.book.groups
            if any((wave, group.id) in self.store.samples for wave in waves)
        ]
        told = {
            group: [self._respondents(self.store.samples.get((wave, group))) for wave in waves]
            for group in groups
        }
        rows = tuple((raised(self.group(group)), *cells) for group, cells in told.items())
        names = [self.book.say(wave.label, self.language) or wave.id for wave in self.book.waves[::-1]]
        columns = (
            Column("group", self.say("method.asked.group")),
            *(Column(name, name, "count") for name in names),
        )
        pools = [
            self.say(
                "method.asked.mean" if group.pool.method == "mean" else "method.asked.together",
                pool=raised(self.group(group.id)),
                groups=listed([self.group(id) for id in group.pool.of], self.language),
            )
            for group in self.book.groups
            if group.pool
        ]
        table = html.table(Table(columns, rows, rows, self.say("method.asked.caption")))
        return self.section("asked") + table + "".join(html.tag("p", line) for line in pools)

    def _respondents(self, sample: SampleInfo | None) -> str:
        if sample is None:
            return self.say("method.asked.none")
        n = count(sample.respondents, self.language)
        if not sample.invited:
            return n
        share = percent(sample.respondents / sample.invited, self.language)
        return self.say(
            "method.asked.response", n=n, share=share, invited=count(sample.invited, self.language)
        )

    def weights(self) -> str:
        """What the weights are for."""
        plain = [sample for sample in self.store.samples.values() if not sample.weighted]
        if len(plain) == len(self.store.samples):
            return self.section("weights", self.say("method.weights.equal"))
        samples = ", ".join(self._samples(plain))
        return self.section(
            "weights",
            self.say("method.weights.weighted"),
            self.say("method.weights.mixed", samples=samples) if plain else "",
        )

    def _samples(self, some: Sequence[SampleInfo]) -> list[str]:
        """The groups of these samples, each with its waves unless it is all of them."""
        waves: dict[str, list[str]] = defaultdict(list)
        for sample in some:
            waves[sample.group].append(sample.wave)
        of_all = Counter(sample.group for sample in self.store.samples.values())
        return [
            self.group(group) + ("" if len(those) == of_all[group] else f" ({listed(those, self.language)})")
            for group, those in waves.items()
        ]

    def certain(self) -> str:
        """How certain the figures are."""
        return self.section(
            "certain",
            *(
                self.say(f"method.certain.{part}")
                for part in ("interval", "unreliable", "difference", "important", "wording")
            ),
        )

    def protection(self) -> str:
        """What is hidden, and why."""
        rules = self.book.disclosure
        found = dict(
            self.store.rows(
                "SELECT status, count(*) FROM estimate WHERE status <> 'not_asked' GROUP BY status"
            )
        )
        hidden = sum(cells for status, cells in found.items() if status not in SHOWN)
        return self.section(
            "protection",
            self.say("method.protection.rules", base=rules.minimum_base, count=rules.smallest_count),
            self.say(
                "method.protection.counts",
                all=count(sum(found.values()), self.language),
                hidden=count(hidden, self.language),
            ),
            self.say("method.protection.absent"),
        )

    def build(self) -> str:
        """When and of what the store was made, and how to cite it."""
        meta, survey = self.store.meta, self.book.survey
        source, edition, licence = origin(self.store, self.language, self.store.simulated())
        cited = ", ".join(
            part
            for part in (
                source,
                edition,
                self.say("frame.build", build=self.store.build),
                survey.url,
            )
            if part
        )
        lines = [
            self.say(
                "method.build.made",
                date=day(meta.get("built", ""), self.language),
                program=meta.get("program", ""),
            ),
            self.say("method.build.hash", build=self.store.build),
            self.say("method.build.licence", licence=licence.rstrip(".")) if licence else "",
            self.say("method.build.cite", citation=cited),
        ]
        more = html.link(self.say("method.build.source"), survey.url) if survey.url else ""
        return self.section("build", *lines) + (f"<p>{more}</p>" if more else "")

    def researcher(self) -> str:
        """What a researcher asks besides."""
        designs: dict[str, list[SampleInfo]] = defaultdict(list)
        for sample in self.store.samples.values():
            designs[sample.design].append(sample)
        told = "; ".join(f"{design}: {', '.join(self._samples(where))}" for design, where in designs.items())
        lines = [
            self.say(f"method.researcher.{part}")
            for part in ("variance", "share", "mean", "test", "rounding", "notebook")
        ]
        return "".join(
            html.tag("p", line) for line in [*lines, self.say("method.researcher.design", designs=told)]
        )
