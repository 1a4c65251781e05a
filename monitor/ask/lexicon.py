"""What a store's codebook calls things: the names of groups, levels, breakdowns and waves, and the words of
every topic."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import fuzz, process

from monitor.ask.words import Word, key, key_of, listed, phrases, plain, root, small, spoken, stem, words
from monitor.codebook import AnyIndicator, Codebook, Text, categories_of
from monitor.codebook.base import Range
from monitor.codebook.indicators import Breakdown, Level, Net
from monitor.locale import LANGUAGES
from monitor.store import Store, per_store

LIKE = 82
"""How alike (0-100) a misspelt word and the word that is meant must be."""
MOST_KEPT = 5000
"""Words of questions whose likenesses are remembered."""
_SHORTEST_LIKE = 5
_PARTS = re.compile(r"\bof\b|\bor\b|[/,;:()]")
_NUMBERS = re.compile(r"\d+")


class Meaning(NamedTuple):
    """What a name stands for: kind is group, level, breakdown or wave; a level names its breakdown."""

    kind: str
    id: str
    breakdown: str = ""


@dataclass
class Topic:
    """Something that a question can be about."""

    kind: str
    """indicator, story, recommendation or page."""
    id: str
    page: str
    groups: frozenset[str] = frozenset()
    """Groups with figures of an indicator."""
    words: dict[str, float] = field(default_factory=dict)
    """The stems that lead to it, with how much each counts (1 or less)."""
    spelt: dict[str, str] = field(default_factory=dict)
    """How its words are written, with their stems."""
    names: dict[str, tuple[frozenset[str], float]] = field(default_factory=dict)
    """The key of each of its names, with the stems in it and how much the name counts."""

    def learn(self, weight: float, texts: Iterable[Text | None], named: float = 0.0) -> None:
        """Adds the words of these texts; a word keeps its greatest weight. As names they count for
        `named`."""
        for text in (part for some in texts for part in spoken(some)):
            found = [word for word in words(text) if word.plain not in small()]
            self.spelt |= {word.plain: word.stem for word in found}
            stems = [word.stem for word in found]
            for item in stems:
                self.words[item] = max(weight, self.words.get(item, 0.0))
            joined = "".join(stems)
            if joined and named > self.names.get(joined, (frozenset(), 0.0))[1]:
                self.names[joined] = frozenset(stems), named


class Lexicon:
    """Everything that can be named in a question about one store. Made once a store; read-only after that."""

    def __init__(self, store: Store):
        self.book: Codebook = store.codebook
        self.fillers = frozenset((*listed("filler"), *map(plain, self.book.survey.filler)))
        """Words that many questions have and that no answer has to explain."""
        self._filler_stems = {stem(word) for word in self.fillers}
        self.absent = phrases(map(plain, self.book.survey.absent)) if self.book.survey.absent else None
        """Finds what this survey has no answer to."""
        self.names: dict[str, tuple[Meaning, ...]] = {}
        self._named: dict[str, str] = {}
        """How names are written, as one, with their keys."""
        self.bounds = {
            item.id: {level.id: bounds_of(level) for level in item.levels} for item in self.book.breakdowns
        }
        self.ages = next((item for item in self.book.breakdowns if _concept(item) == "age"), None)
        self.topics = list(_topics(store))
        self.holders: dict[str, list[int]] = {}
        for place, topic in enumerate(self.topics):
            for item in topic.words:
                self.holders.setdefault(item, []).append(place)
        self.page_hints = {
            page.id: {key(word) for word in page.synonyms} for page in self.book.subject_pages()
        }
        self._name_everything()
        self._stems = [item for item in self.holders if len(item) >= _SHORTEST_LIKE]
        self._spelt = {
            plain: item
            for topic in self.topics
            for plain, item in topic.spelt.items()
            if len(plain) >= _SHORTEST_LIKE
        }
        self._roots: dict[str, set[str]] = {}
        for spelt, item in ((spelt, item) for topic in self.topics for spelt, item in topic.spelt.items()):
            self._roots.setdefault(root(spelt), set()).add(item)
        telling = {
            item for topic in self.topics for plain, item in topic.spelt.items() if plain not in self.fillers
        }
        self._common = self._filler_stems - telling
        self._kept: dict[str, dict[str, float]] = {}
        self.rarity = {item: self._rarity(item) for item in self.holders}
        """0-1: how telling a stem is; a word that many topics are known by tells little."""
        self.wholes = [
            {name: sum(self.rarity[item] for item in stems) for name, (stems, _) in topic.names.items()}
            for topic in self.topics
        ]
        """By topic and name: what all its words tell."""

    def _rarity(self, item: str) -> float:
        named = sum(self.topics[place].words[item] >= 0.9 for place in self.holders[item])
        known = 1 / (1 + 0.18 * max(0, named - 1))
        return known * 0.3 if item in self._common else known

    def is_filler(self, word: Word) -> bool:
        """Whether no answer has to explain this word; a form of a filler that is a word of the codebook
        itself is none."""
        return word.plain in self.fillers or (
            word.stem in self._filler_stems and (word.stem not in self.holders or word.stem in self._common)
        )

    def tells(self, topic: Topic, word: Word) -> bool:
        """Whether a word that a topic explains says something of it: no filler, or a name of the topic by
        itself."""
        return not self.is_filler(word) or word.stem in topic.names

    def is_subject(self, word: Word) -> bool:
        """Whether a word stands in the name, a synonym or an answer of some topic, written like it at first:
        'gemeente' is no 'gemeten'."""
        return any(
            self.topics[place].words[word.stem] >= 0.7
            and any(
                item == word.stem and spelt[:_SHORTEST_LIKE] == word.plain[:_SHORTEST_LIKE]
                for spelt, item in self.topics[place].spelt.items()
            )
            for place in self.holders.get(word.stem, ())
        )

    def alike(self, word: Word) -> dict[str, float]:
        """The stems that a word of a question may mean, with how surely (0-1): itself, a compound with it, or
        a misspelling."""
        if word.plain not in self._kept:
            if len(self._kept) > MOST_KEPT:
                self._kept.clear()
            self._kept[word.plain] = self._alike(word)
        return self._kept[word.plain]

    def _alike(self, word: Word) -> dict[str, float]:
        item = word.stem
        found = {item: 1.0} if item in self.holders else {}
        found |= {known: 0.9 for known in self._roots.get(root(word.plain), ()) if known != item}
        names = any(self.topics[place].words[item] >= 0.9 for place in self.holders.get(item, ()))
        if len(item) >= _SHORTEST_LIKE and not item[0].isdigit():
            for known in self._stems:
                if known != item and known.startswith(item):
                    found[known] = 0.9
                elif (
                    not names and known != item and (item.startswith(known) or item in known or known in item)
                ):
                    found[known] = 0.86 if item.startswith(known) else 0.82
            if item not in self.holders and 0.9 not in found.values():
                matches = process.extract(
                    word.plain, self._spelt.keys(), scorer=fuzz.ratio, score_cutoff=LIKE, limit=4
                )
                found = {self._spelt[plain]: score / 105 for plain, score, _ in matches} | found
        return found

    def meant(self, found: Sequence[Word]) -> tuple[Meaning, ...]:
        """What these words name together; fillers alone only what is written just like them: 'zetten' is no
        'setting'."""
        telling = [word.plain for word in found if word.plain not in small()]
        if all(word in self.fillers for word in telling) and "".join(telling) not in self._named:
            return ()
        return self.names.get(key_of(found), ())

    def like_name(self, spelt: str) -> str:
        """The key of the name of a group, level or breakdown that misspelt words are most like; '' where
        there is none."""
        if len(spelt) <= _SHORTEST_LIKE or spelt[0].isdigit():
            return ""
        match = process.extractOne(spelt, self._named.keys(), scorer=fuzz.ratio, score_cutoff=LIKE)
        return self._named[match[0]] if match else ""

    def _name_everything(self) -> None:
        for wave in self.book.waves:
            self._name(Meaning("wave", wave.id), [wave.id, wave.label])
        for group in self.book.groups:
            self._name(
                Meaning("group", group.id),
                [group.label, group.one, group.id.replace("_", " "), *group.synonyms],
            )
        for item in self.book.breakdowns:
            concept = _concept(item)
            self._name(Meaning("breakdown", item.id), [item.label, item.id.replace("_", " "), *item.synonyms])
            if concept:
                self._name(Meaning("breakdown", item.id), listed(f"concept.{concept}"))
            for level in [*item.levels, *item.nets]:
                labels = [
                    *spoken(level.label),
                    *(part for label in spoken(level.label) for part in _PARTS.split(label)),
                ]
                known = [level.id.replace("_", " "), *labels, *level.synonyms]
                self._name(Meaning("level", level.id, item.id), [text for text in known if _telling(text)])
            for level, texts in _by_concept(item, concept):
                self._name(Meaning("level", level.id, item.id), texts)
        self._name_by_single_words()

    def _name_by_single_words(self) -> None:
        """A word that one level alone has in its label names it too, where nothing else is called so: 'Tunis'
        of 'Great Tunis'."""
        holders: dict[str, dict[Meaning, str]] = {}
        for item in self.book.breakdowns:
            for level in item.levels:
                for word in (word for label in spoken(level.label) for word in words(label)):
                    holders.setdefault(word.stem, {})[Meaning("level", level.id, item.id)] = word.plain
        for found, meanings in holders.items():
            (meaning, spelt), *others = meanings.items()
            plain_word = (
                len(spelt) > 3 and spelt.isalpha() and spelt not in self.fillers and spelt not in small()
            )
            if plain_word and not others and found not in self.names and found not in self.holders:
                self._name(meaning, [spelt])

    def _name(self, meaning: Meaning, texts: Iterable[Text | None]) -> None:
        for text in (part for some in texts for part in spoken(some)):
            if text.strip() and (name := key(text)):
                known = self.names.get(name, ())
                self._named["".join(word.plain for word in words(text) if word.plain not in small())] = name
                if meaning not in known:
                    self.names[name] = (*known, meaning)


def _telling(text: str) -> bool:
    """Whether a level's label can be found by itself: a bare number or a Roman one would be read out of other
    things."""
    bare = text.strip()
    return (
        len(bare) > 2 and not bare.isdigit() and set(bare) - set("IVX") != set() and bool(key_of(words(bare)))
    )


def bounds_of(level: Level) -> tuple[float, float] | None:
    """The numbers that a level spans, from its codes or else from its label; None where it has none."""
    if len(level.codes) == 1 and isinstance(level.codes[0], Range):
        span = level.codes[0]
        return (-math.inf if span.from_ is None else span.from_, math.inf if span.to is None else span.to)
    label = next(iter(spoken(level.label)), "")
    numbers = [float(number) for number in _NUMBERS.findall(label)]
    if len(numbers) == 2 and numbers[0] < numbers[1]:
        return numbers[0], numbers[1]
    if len(numbers) != 1:
        return None
    younger = any(word in label.lower() for word in ("under", "below", "younger", "jonger", "onder", "<"))
    return (-math.inf, numbers[0]) if younger else (numbers[0], math.inf)


def _concept(item: Breakdown) -> str:
    """Which of the things that everybody has, a breakdown is: age, education, sex, or ''."""
    named = {
        word.stem
        for text in [*spoken(item.label), item.id.replace("_", " "), *item.synonyms]
        for word in words(text)
    }
    for concept in ("age", "education", "sex"):
        if named & {stem(name) for name in listed(f"concept.{concept}")}:
            return concept
    return ""


def _by_concept(item: Breakdown, concept: str) -> Iterator[tuple[Level | Net, tuple[str, ...]]]:
    """The levels that have everyday names by what the breakdown is: the lowest and highest of an order, men
    and women."""
    if concept == "sex":
        for level in item.levels:
            stems = {word.stem for label in spoken(level.label) for word in words(label)}
            for side in ("male", "female"):
                if stems & {stem(name) for name in listed(f"concept.sex_{side}")}:
                    yield level, listed(f"concept.sex_{side}")
    elif concept and len(item.levels) > 1 and (item.ordered or concept == "age"):
        for level, end in ((item.levels[0], "lowest"), (item.levels[-1], "highest")):
            yield level, listed(f"concept.{concept}_{end}")
            if concept == "education":
                yield (
                    level,
                    tuple(
                        f"{how} {what}"
                        for how in listed(f"concept.{end}")
                        for what in listed("concept.education")
                    ),
                )


def _topics(store: Store) -> Iterator[Topic]:
    book, cells = store.codebook, store.answered
    for item in book.indicators:
        groups = frozenset(group for _, group in cells.get(item.id, ()))
        for page in book.subject_pages():
            if groups & set(page.groups):
                yield _of_indicator(book, item, page.id, groups & set(page.groups))
    for story in book.stories:
        topic = Topic("story", story.id, story.page)
        topic.learn(0.6, [story.text])
        topic.learn(0.8, [story.title], named=0.8)
        yield topic
    for advice in book.recommendations:
        topic = Topic("recommendation", advice.id, "recommendations")
        topic.learn(0.45, [advice.text])
        topic.learn(0.8, [advice.title])
        yield topic
    for id in (
        "method",
        *(["processes"] if book.processes else []),
        *(["recommendations"] if book.recommendations else []),
    ):
        topic = Topic("page", id, id)
        told = [book.word(f"{id}.words", language) for language in LANGUAGES]
        topic.learn(0.9, told)
        if id == "method":
            for word in " ".join(told).split():
                topic.learn(0.9, [word], named=1.0)
        topic.learn(1.0, [{language: book.page_title(id, language) for language in LANGUAGES}], named=1.0)
        yield topic


def _of_indicator(book: Codebook, item: AnyIndicator, page: str, groups: frozenset[str]) -> Topic:
    topic = Topic("indicator", item.id, page, groups)
    theme = next((theme.label for theme in book.themes if theme.id == item.theme), None)
    parts = [*getattr(item, "categories", []), *getattr(item, "options", []), *getattr(item, "nets", [])]
    topic.learn(0.45, [item.description, item.wording()])
    topic.learn(0.6, [theme])
    topic.learn(0.7, [label for id, label in categories_of(item) if id])
    topic.learn(0.7, [word for part in parts for word in part.synonyms])
    if item.kind == "multiple":
        topic.learn(0.82, [label for id, label in categories_of(item) if id])
    topic.learn(0.9, [item.subject], named=0.9)
    topic.learn(1.0, [item.label, item.short, item.id.replace("_", " ")])
    topic.learn(1.0, [item.label, item.short], named=1.0)
    topic.learn(1.0, item.synonyms, named=0.93)
    for label in spoken(item.label):
        topic.learn(1.0, [re.sub(r"\([^)]*\)", "", label)], named=1.0)
        topic.learn(1.0, re.findall(r"\(([A-Za-z0-9]{2,5})\)", label), named=1.0)
    return topic


@per_store()
def lexicon(store: Store) -> Lexicon:
    """The store's lexicon, made once."""
    return Lexicon(store)
