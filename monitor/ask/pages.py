"""Pages that answer a question as a whole: all processes beside each other, the recommendations, and a page's
own subject for a question that names none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.ask.lexicon import Lexicon
from monitor.ask.ranking import Candidate
from monitor.ask.reading import Reading
from monitor.ask.reply import Reply
from monitor.ask.words import plain
from monitor.codebook import Page
from monitor.figure.build import cached_figure
from monitor.figure.choose import resolve
from monitor.figure.sides import side_of, sides_of, view_of
from monitor.locale import LANGUAGES, say
from monitor.store import Store
from monitor.view import View, parse_view


class Pages:
    """What the pages of one store say to one question."""

    def __init__(self, store: Store, known: Lexicon, reading: Reading, language: str):
        self.store, self.known, self.reading, self.language = store, known, reading, language
        self.book, self.lang = store.codebook, store.lang(language)

    def of(self, id: str) -> Reply:
        """A page that is no subject page."""
        titles = [self.book.say(item.title, self.language) for item in self.book.recommendations]
        told = say(f"ask.reply.pages.{id}", self.language, count=len(titles), titles="; ".join(titles))
        title = self.book.page_title(id, self.language)
        return Reply(View(language=self.lang), f"/{self.book.paths[id]}", title, told)

    def simulated(self) -> list[Reply]:
        """What is simulated, where a question asks that."""
        if not self.reading.simulated:
            return []
        flags = {sample.simulated for sample in self.store.samples.values()}
        how = "none" if True not in flags else "some" if False in flags else "all"
        told = say(f"ask.reply.simulated_{how}", self.language)
        return [replace(self.of("method"), sentence=told)]

    def processes(self, ranked: Sequence[Candidate]) -> list[Reply]:
        """The page of all processes, where a question asks which of them: it names none itself."""
        asked = [
            text for language in LANGUAGES for text in self.book.word("processes.asked", language).split(",")
        ]
        if not self.book.processes or not any(plain(text.strip()) in self.reading.text for text in asked):
            return []
        if self._names_a_process(ranked):
            return []
        sides = sides_of(self.store)
        groups = tuple(
            item.id for name in self.reading.names for item in name.meanings[:1] if item.kind == "group"
        )
        hinted = next((page for page in sides if page.id in self.reading.hints), None)
        side = side_of(sides, View(groups=groups)) if groups or hinted is None else hinted
        full = view_of(self.store, side, View((), groups, (), self.reading.waves, language=self.lang))
        figure = cached_figure(full, self.store, side)
        told = f"{figure.title}."
        if figure.simulated:
            told = say("ask.reply.simulated", self.language, sentence=told)
        view = View((), full.groups, (), self.reading.waves, language=self.lang)
        return [
            Reply(
                view,
                f"/{self.book.paths['processes']}",
                self.book.page_title("processes", self.language),
                told,
            )
        ]

    def is_process(self, candidate: Candidate) -> bool:
        """Whether it is about one side of a process."""
        return any(candidate.topic.id in (item.possible, item.actual) for item in self.book.processes)

    def _names_a_process(self, ranked: Sequence[Candidate]) -> bool:
        """Whether some word of the question tells of one process alone."""
        process = {id: item.id for item in self.book.processes for id in (item.possible, item.actual)}
        holders: dict[int, set[str]] = {}
        named = {at for name in self.reading.names for at in name.at}
        for item in ranked:
            if item.topic.id in process:
                for at in item.explained - named:
                    holders.setdefault(at, set()).add(process[item.topic.id])
        return any(
            len(those) == 1 and not self.known.is_filler(self.reading.words[at])
            for at, those in holders.items()
        )

    def advice(self, ranked: Sequence[Candidate]) -> Candidate | None:
        """The recommendation, or the page of them all, that a question for advice is best answered by."""
        if not self.reading.advised or not self.book.recommendations:
            return None
        own = [item for item in ranked if item.topic.page == "recommendations"]
        found = {item.topic.id for item in own}
        own += [
            Candidate(topic, 0.0)
            for topic in self.known.topics
            if topic.page == "recommendations" and topic.id not in found
        ]
        shown = {item.topic.id: self._evidence(item, ranked) for item in own}
        about = [
            item
            for item in own
            if item.topic.kind == "recommendation" and (shown[item.topic.id] or self._subject(item))
        ]
        about.sort(key=lambda item: -shown[item.topic.id])
        return next(iter(about or [item for item in own if item.topic.kind == "page"]))

    def _evidence(self, candidate: Candidate, ranked: Sequence[Candidate]) -> int:
        """How many figures of a recommendation are about what the question names: its breakdowns, and the
        subject that explains it best."""
        named = {
            item.breakdown or item.id
            for name in self.reading.names
            for item in name.meanings[:1]
            if item.kind in ("breakdown", "level")
        }
        best = {item.topic.id for item in ranked[:1] if item.topic.kind == "indicator"}
        for story in self.book.stories:
            if ranked and ranked[0].topic.id == story.id:
                named |= {*parse_view(story.view).breakdowns}
        advice = next((item for item in self.book.recommendations if item.id == candidate.topic.id), None)
        views = [parse_view(item.view) for item in advice.evidence] if advice else []
        return sum(bool(named & {*view.breakdowns} or best & {*view.indicators}) for view in views)

    def _subject(self, candidate: Candidate) -> set[int]:
        """What a candidate explains of the question besides that it asks for advice."""
        return {
            at
            for at in candidate.explained - self.reading.advised
            if not self.known.is_filler(self.reading.words[at])
        }

    def advice_first(self, best: Candidate) -> bool:
        """Whether advice is what a question is about, not what it asks besides: '…, and what is advised?'"""
        subject = self._subject(best)
        return not subject or min(self.reading.advised) < min(subject)

    def alone(self) -> Iterator[tuple[Page, View, tuple[tuple[str, str], ...]]]:
        """The subject pages with only the groups, breakdowns and (breakdown, level) that a question names, if
        it names nothing else."""
        meanings = [name.meanings[0] for name in self.reading.names if name.meanings[0].kind != "wave"]
        named = {at for name in self.reading.names for at in name.at} | self.reading.differing
        stranger = [self.reading.words[at] for at in self.reading.left if at not in named]
        if not meanings or any(not self.known.is_filler(word) for word in stranger):
            return
        groups = [item.id for item in meanings if item.kind == "group"]
        breakdowns = list(
            dict.fromkeys(item.breakdown or item.id for item in meanings if item.kind != "group")
        )[:2]
        levels = tuple((item.breakdown, item.id) for item in meanings if item.kind == "level")
        for page in self.book.subject_pages():
            own = [id for id in groups or page.groups if id in page.groups]
            able = [id for id in own if all(self.book.breakdown[name].covers(id) for name in breakdowns)]
            if not own or (breakdowns and not able):
                continue
            members = [id for id in own if not self.book.group[id].pool]
            narrowed = able if groups or (breakdowns and not set(members) <= set(able)) else []
            view = View(
                self._overall(page, able or own),
                tuple(narrowed),
                tuple(breakdowns),
                self.reading.waves,
                self.reading.figure,
                self.lang,
            )
            yield page, view, levels

    def together(self, view: View, page: Page) -> View:
        """For the change of a gap: the view of all groups of the page as one, where the question names none
        and there is such a group; then there is one gap."""
        changing = self.reading.over_time or len(view.waves) > 1
        if not (changing and self.reading.differing and view.breakdowns) or view.groups:
            return view
        members = {id for id in page.groups if not self.book.group[id].pool}
        for id in page.groups:
            pool = self.book.group[id].pool
            one = view.with_(groups=(id,))
            if pool and members == set(pool.of) and not resolve(one, self.store, page.groups).lost:
                return one
        return view

    def _overall(self, page: Page, groups: Sequence[str]) -> tuple[str, ...]:
        """The subject that stands for the page, for a gap or a change, where these groups were asked."""
        asked = {group for _, group in self.store.answered.get(page.overall or "", {})}
        wanted = self.reading.differing or self.reading.over_time
        return (page.overall,) if wanted and page.overall and asked & set(groups) else ()
