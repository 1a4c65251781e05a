"""A question → the views that answer it, best first; or what the survey does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.ask.lexicon import Lexicon, lexicon
from monitor.ask.pages import Pages
from monitor.ask.ranking import Candidate, rank, unexplained
from monitor.ask.reading import Reading, read
from monitor.ask.reply import Answered, Reply
from monitor.ask.sentence import Said, sentences
from monitor.ask.words import Word
from monitor.codebook import Page
from monitor.figure.choose import resolve
from monitor.figure.names import Names, raised
from monitor.figure.numbers import listed as in_words
from monitor.figure.standing import Item, opening
from monitor.locale import say
from monitor.store import Store
from monitor.view import View, parse_view

MOST_REPLIES = 6
CLOSE = 0.55
"""A further reply must have this part of the best one's score."""
STANDS_OUT = "stands-out"
"""Place on the start page, and on a subject page, of what stands out in the newest wave."""


def ask(question: str, store: Store, language: str) -> Answered:
    """The Answered to a question in words, by the codebook's own names and synonyms."""
    known = lexicon(store)
    reading = read(question, known)
    asking = _Asking(store, known, reading, language)
    return asking.answer()


def standing_out(store: Store, language: str, groups: Sequence[str] = ()) -> Reply:
    """The way to what stands out in the newest wave: on the page of these groups, or on the start page."""
    wave = Names(store.codebook, language).wave(store.codebook.wave_ids[-1])
    page = store.codebook.page_with(groups) if groups else None
    title = say("ask.reply.stands_out", language, wave=wave)
    return Reply(
        View(language=store.lang(language)),
        f"/{page.path if page else ''}",
        title,
        say("ask.reply.stands_out_text", language),
        place=STANDS_OUT,
    )


class _Asking:
    """One question on its way to an answer."""

    def __init__(self, store: Store, known: Lexicon, reading: Reading, language: str):
        self.store, self.known, self.reading, self.language = store, known, reading, language
        self.lang = store.lang(language)
        self.book, self.names = store.codebook, Names(store.codebook, language)
        self.pages = Pages(store, known, reading, language)

    def answer(self) -> Answered:
        """Replies, or what is missing."""
        ranked = rank(self.reading, self.known, self.store)
        best = self._best(ranked)
        if self.reading.stands_out and not self._has_subject(best):
            return self._standing_out()
        simulated = self.pages.simulated()
        if simulated and (best is None or best.topic.kind != "indicator"):
            return Answered(tuple(simulated))
        missing = self._missing_words()
        if best is None:
            alone = [] if missing else self._alone(ranked)
            told = () if alone else tuple(missing or self._missing_subject())
            near = self._worded(self._without_absent()) if self.reading.absent_words else ()
            return Answered(self._worded(alone), told, near)
        advice, own = self.pages.advice(ranked), self._missing(best)
        if own and advice and not missing:
            return Answered(self._worded([self._reply(advice)]))
        missing += own
        following = [
            item
            for item in ranked
            if item is not best and item.score >= CLOSE * best.score and not self._missing(item)
        ]
        if missing:
            self.reading = replace(self.reading, waves=())
            there = self._without_absent() if self.reading.absent_words else [self._reply(best)]
            return Answered((), tuple(missing), self._worded(there))
        together = self.pages.processes(ranked)
        if together:
            following = [item for item in following if self.pages.is_process(item)]
        replies = [self._reply(best, first=True), *(self._reply(item) for item in following[:MOST_REPLIES])]
        if self._is_definition(best):
            replies.insert(0, self._definition(best))
        replies[:0] = [*simulated, *together]
        if advice:
            replies.insert(0 if self.pages.advice_first(best) else 1, self._reply(advice))
        distinct: dict[object, Reply] = {}
        for reply in replies:
            distinct.setdefault((reply.page, reply.view, reply.place, reply.beside), reply)
        strange = [] if together else unexplained(self.reading, best, self.known)[0]
        return Answered(self._worded(list(distinct.values())[:MOST_REPLIES]), aside=self._aside(strange))

    def _without_absent(self) -> list[Reply]:
        """What there is on a question without the words that the survey has nothing on; none where that is no
        subject."""
        words = self.reading.words
        gone = {word for text in self.reading.absent_words for word in text.split()}
        left = [at for at in self.reading.left if words[at].plain not in gone]
        joined = "".join(words[at].stem for at in left)
        self.reading = replace(self.reading, left=left, joined=joined, waves=(), absent_words=())
        best = self._best(rank(self.reading, self.known, self.store))
        named = {at for name in self.reading.names for at in name.at}
        subject = best is not None and best.topic.kind == "indicator" and self._telling(best) - named
        return [self._reply(best)] if best and subject and not self._missing(best) else []

    def _alone(self, ranked: Sequence[Candidate]) -> list[Reply]:
        """What there is where no topic explains the question: advice, all processes, a page's own subject."""
        if advice := self.pages.advice(ranked):
            return [self._reply(advice)]
        return self.pages.processes(ranked) or ([] if self.reading.counts else self._of_overall())

    def _of_overall(self) -> list[Reply]:
        """The subject that stands for a page, where a question only names groups and breakdowns."""
        found = []
        for page, view, levels in self.pages.alone():
            if not view.indicators:
                said = [self.names.group(id) for id in view.groups]
                said += [self.names.breakdown(id) for id in view.breakdowns]
                title = f"{self.names.text(page.title)}: {in_words(said, self.language)}"
                found.append(Reply(view, f"/{page.path}", title, "", tuple(level for _, level in levels)))
            else:
                found.append(self._of_view(view, page, levels, not found))
        return found

    def _standing_out(self) -> Answered:
        """The way to what stands out, then each of it; or that nothing does."""
        place = standing_out(self.store, self.language, self._groups())
        page = self.book.page_at.get(place.page.removeprefix("/"))
        items = opening(self.store, self.language, page.id if page else "", groups=self._members(page))
        if not items:
            return Answered((), (self._say("standing", wave=self.names.wave(self.book.wave_ids[-1])),))
        levels = [at for name in self.reading.names if name.meanings[0].kind != "group" for at in name.at]
        replies = (place, *(self._of_standing(item) for item in items))
        return Answered(replies, aside=self._aside(levels))

    def _members(self, page: Page | None) -> list[str]:
        """The groups that the question names, without pools; none where these are all of the page."""
        named = {id for group in self._groups() for id in self._parts_of(group)}
        every = {id for group in (page.groups if page else ()) for id in self._parts_of(group)}
        return [id for id in self.book.group if id in named] if named < every else []

    def _parts_of(self, group: str) -> Sequence[str]:
        pool = self.book.group[group].pool
        return pool.of if pool else [group]

    def _has_subject(self, best: Candidate | None) -> bool:
        """Whether a question is about an indicator by more than the groups that it names."""
        named = {at for name in self.reading.names for at in name.at}
        return best is not None and best.topic.kind == "indicator" and not self._telling(best) <= named

    def _aside(self, places: Sequence[int]) -> tuple[str, ...]:
        """That an answer leaves words of the question aside; nothing where it leaves none."""
        said = " ".join(self.reading.words[at].plain for at in sorted({*places}))[:60]
        return (say("ask.reply.aside", self.language, value=said),) if said else ()

    def _of_standing(self, item: Item) -> Reply:
        figure, told = item.figure, f"{item.figure.title}."
        if figure.simulated:
            told = say("ask.reply.simulated", self.language, sentence=told)
        title = self.names.indicator(item.standing.indicator)
        return Reply(figure.view.with_(language=self.lang), f"/{item.page.path}", title, told)

    def _best(self, ranked: Sequence[Candidate]) -> Candidate | None:
        """The first candidate that explains the question; one that lacks nothing goes before one that does,
        if it explains as much."""
        able = [item for item in ranked if item.score >= CLOSE * ranked[0].score and self._explains(item)]
        if not able:
            return None
        subject = self._telling(able[0]) - {at for name in self.reading.names for at in name.at}
        return next((item for item in able if not item.lacking and subject <= self._telling(item)), able[0])

    def _telling(self, candidate: Candidate) -> set[int]:
        """Words that the candidate explains and that are no fillers."""
        return {at for at in candidate.explained if self.known.tells(candidate.topic, self.reading.words[at])}

    def _worded(self, replies: Sequence[Reply]) -> tuple[Reply, ...]:
        """The replies with their sentences."""
        asked = [reply.says for reply in replies if reply.says]
        told = iter(sentences(asked, self.store))
        return tuple(replace(reply, sentence=next(told)) if reply.says else reply for reply in replies)

    def _is_definition(self, best: Candidate) -> bool:
        """Whether the question asks what its subject is, and nothing else."""
        beside = best.groups or best.breakdowns or self.reading.waves or self.reading.over_time
        left = set(self.reading.left) - best.explained
        return self.reading.defines and best.topic.kind == "indicator" and not beside and not left

    def _definition(self, best: Candidate) -> Reply:
        item = self.book.indicator[best.topic.id]
        title = say("ask.reply.definition", self.language, topic=self.names.indicator(item.id))
        told = self.names.text(item.description or item.wording())
        return Reply(View(language=self.lang), f"/{self.book.paths['method']}", title, told)

    def _explains(self, candidate: Candidate) -> bool:
        """Whether what the candidate explains outweighs what it leaves."""
        strange, other = unexplained(self.reading, candidate, self.known)
        telling = self._telling(candidate)
        named = {at for name in self.reading.names for at in name.at}
        if self.reading.counts and telling and telling <= named and not candidate.beside:
            return False
        if telling and candidate.topic.id == "method" and len(telling) >= len(strange):
            return True
        if candidate.whole and not strange:
            return True
        if not telling:
            left = {
                at for at in self.reading.left if not self.known.is_filler(self.reading.words[at])
            } - candidate.beside
            return candidate.topic.kind == "indicator" and bool(left) and left <= candidate.touched
        narrowed = bool(candidate.groups or candidate.breakdowns)
        return len(telling) > len(strange) or (len(telling) == len(strange) and narrowed and not other)

    def _groups(self) -> list[str]:
        return [
            meaning.id
            for name in self.reading.names
            for meaning in name.meanings[:1]
            if meaning.kind == "group"
        ]

    def _say(self, id: str, **slots: str) -> str:
        return raised(
            say(f"ask.missing.{id}", self.language, survey=self.names.text(self.book.survey.title), **slots)
        )

    def _missing_words(self) -> list[str]:
        told = [self._say("word", value=word) for word in self.reading.absent_words]
        if self.reading.absent_waves:
            known = in_words([self.names.wave(id) for id in self.book.wave_ids], self.language)
            told.append(
                self._say("wave", value=in_words(list(self.reading.absent_waves), self.language), known=known)
            )
        if self.reading.absent_levels and self.known.ages:
            item = self.known.ages
            known = in_words(
                [self.names.level_inline(item.id, level.id) for level in item.levels], self.language
            )
            told.append(
                self._say(
                    "level", value=in_words(list(self.reading.absent_levels), self.language), known=known
                )
            )
        return told

    def _missing_subject(self) -> list[str]:
        """That the survey has nothing on the words that it knows nothing by; or no answer, where it knows
        them all."""
        named = {at for name in self.reading.names for at in name.at} | self.reading.differing
        strange = [
            word.plain
            for at, word in enumerate(self.reading.words)
            if at in self.reading.left and at not in named and self._is_strange(word)
        ]
        if not strange:
            return [self._say("nothing")]
        return [self._say("word", value=" ".join(strange)[:60])]

    def _is_strange(self, word: Word) -> bool:
        return not self.known.is_filler(word) and max(self.known.alike(word).values(), default=0.0) < 0.85

    def _missing(self, candidate: Candidate) -> list[str]:
        """What of the question this candidate can't answer: groups, breakdowns, waves."""
        if candidate.topic.kind != "indicator":
            return []
        topic, told = self.names.indicator(candidate.topic.id), []
        groups = [id for id in candidate.lacking if id in self.book.group]
        if groups and not candidate.groups:
            own = [
                id for id in self.book.group if id in candidate.topic.groups and not self.book.group[id].pool
            ] or [*candidate.topic.groups]
            known = in_words([self.names.group_inline(id) for id in own], self.language)
            value = in_words([self.names.group_inline(id) for id in groups], self.language)
            told.append(self._say("group", topic=topic, value=value, known=known))
        elif lacking := [id for id in candidate.lacking if id not in self.book.group]:
            value = in_words(
                list(dict.fromkeys(self._level_or_breakdown(id) for id in lacking)), self.language
            )
            told.append(self._say("breakdown", topic=topic, value=value))
        asked = self.reading.waves
        held = [
            wave
            for wave in self.book.wave_ids
            if any(cell[0] == wave for cell in self.store.answered[candidate.topic.id])
        ]
        if asked and not set(asked) & set(held):
            value = in_words([self.names.wave(id) for id in asked], self.language)
            known = in_words([self.names.wave(id) for id in held], self.language)
            told.append(self._say("not_asked", topic=topic, value=value, known=known))
        return told

    def _level_or_breakdown(self, id: str) -> str:
        if id in self.book.breakdown:
            return self.names.inline(self.book.breakdown[id].label)
        for item in self.book.breakdowns:
            if id in {level.id for level in [*item.levels, *item.nets]}:
                return self.names.level_inline(item.id, id)
        return id

    def _reply(self, candidate: Candidate, first: bool = False) -> Reply:
        topic = candidate.topic
        if topic.kind == "indicator":
            return self._of_indicator(candidate, first)
        if topic.kind == "story":
            story = next(item for item in self.book.stories if item.id == topic.id)
            page = self.pages.book.subject_page(topic.page)
            view = parse_view(story.view).with_(language=self.lang)
            full = resolve(view, self.store, page.groups).view
            return Reply(view, f"/{page.path}", self.names.text(story.title), says=Said(full))
        if topic.kind == "recommendation":
            advice = next(item for item in self.book.recommendations if item.id == topic.id)
            path = f"/{self.book.paths['recommendations']}"
            begin = self.names.text(advice.text).partition(". ")[0].removesuffix(".") + "."
            title = self.names.text(advice.title)
            return Reply(View(language=self.lang), path, title, begin, beside=(("r", advice.id),))
        return self.pages.of(topic.id)

    def _of_indicator(self, candidate: Candidate, first: bool) -> Reply:
        page = self.pages.book.subject_page(candidate.topic.page)
        view = View(
            candidate.indicators,
            candidate.groups,
            candidate.breakdowns,
            self.reading.waves,
            self.reading.figure,
            self.lang,
        )
        return self._of_view(view, page, candidate.levels, first)

    def _of_view(self, view: View, page: Page, named: Sequence[tuple[str, str]], first: bool) -> Reply:
        """A view with indicators, over time where the question is; of levels named as (breakdown, level)."""
        view = self._over_time(self.pages.together(view, page), page)
        resolved = resolve(view, self.store, page.groups)
        if any(piece.what == "figure" for piece in resolved.lost):
            view = view.with_(figure="")
            resolved = resolve(view, self.store, page.groups)
        title = raised(in_words([self.names.short(id) for id in view.indicators], self.language))
        title = self.names.indicator(view.indicators[0]) if len(view.indicators) == 1 else title
        levels = tuple(level for breakdown, level in named if breakdown in view.breakdowns)
        changing = self.reading.over_time or len(self.reading.waves) > 1
        says = Said(resolved.view, tuple(named), changing and first, bool(self.reading.differing) and first)
        return Reply(view, f"/{page.path}", raised(title), levels=levels, says=says)

    def _over_time(self, view: View, page: Page) -> View:
        """The view with all waves, as a trend where that can be drawn, when the question is about a change
        and names no waves."""
        if not self.reading.over_time or len(view.waves) > 1 or view.figure:
            return view
        trend = view.with_(figure="trend", waves=())
        if resolve(trend, self.store, page.groups).view.figure == "trend":
            return trend
        return view.with_(waves=tuple(self.book.wave_ids))
