"""Search over everything that can be asked: in every language, by synonyms, and with typing errors forgiven."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz

from monitor.codebook import AnyIndicator, Codebook, Text, categories_of
from monitor.figure.numbers import listed
from monitor.figure.shape import answered
from monitor.locale import LANGUAGES, say
from monitor.store import Store
from monitor.ui.addresses import link_to, title_of
from monitor.view import View

GOOD_ENOUGH = 74
"""Every word of a question must resemble a word of the answer this much (0-100)."""
LACKING = 8
"""What an answer loses that can't be broken down as the question asks."""
MOST_FOUND = 10
_SMALL_WORDS = (
    "de het een en of van in op bij naar met voor door over hoe wat wie welke is zijn hoeveel "
    "the a an and or by for to with on at about how what who which are many"
)
_SMALL = frozenset(_SMALL_WORDS.split())


class Found(NamedTuple):
    """One answer: its text, what page it is on, and its address."""

    title: str
    where: str
    address: str


class _Entry(NamedTuple):
    """Something that can be found: the words that lead to it, with how much each counts (1 or less)."""

    title: Text
    page: str
    words: dict[str, float]
    indicator: str = ""
    groups: tuple[str, ...] = ()
    """For an indicator: the groups of its page."""
    query: str = ""
    beside: tuple[tuple[str, str], ...] = ()


def words(text: str) -> list[str]:
    """Lower-case words without accents, small words left out."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL]


def search(question: str, store: Store, language: str) -> list[Found]:
    """The best answers, best first: each the right page with the groups, breakdown and waves that the question names."""
    index, book = _index(store), store.codebook
    asked = words(question[:200])
    wave, asked = _taken(asked, {id: [id] for id in book.wave_ids}, 100)
    breakdown, asked = _taken(asked, index.breakdowns, 88)
    group, asked = _taken(asked, index.groups, 88)
    view = View((), (), tuple(breakdown[:2]), tuple(wave))
    if (group or breakdown) and not asked:
        return _pages_of(group, view, book, language)
    ranked: list[tuple[float, int, _Entry]] = []
    for at, entry in enumerate(index.entries):
        if group and entry.indicator and not set(group) & set(entry.groups):
            continue
        score = _resemblance(asked, entry.words) - LACKING * _lacks(entry, group, breakdown, store)
        if score >= GOOD_ENOUGH:
            ranked.append((-score, at, entry))
    best = [entry for _, _, entry in sorted(ranked, key=lambda item: item[:2])[:MOST_FOUND]]
    return [
        _found(entry, group, view.with_(breakdowns=()) if _lacks(entry, group, breakdown, store) else view, book, language)
        for entry in best
    ]


def _lacks(entry: _Entry, group: list[str], breakdown: list[str], store: Store) -> bool:
    """Whether an indicator has no figures by the breakdown that the question names."""
    if not entry.indicator or not breakdown:
        return False
    groups = set(group) & set(entry.groups) or set(entry.groups)
    pairs = {pair for (_, of), found in answered(store).get(entry.indicator, {}).items() if of in groups for pair in found}
    return not any(breakdown[0] in pair for pair in pairs)


def _found(entry: _Entry, group: list[str], view: View, book: Codebook, language: str) -> Found:
    if entry.indicator:
        view = view.with_(indicators=(entry.indicator,), groups=tuple(id for id in group if id in entry.groups))
    address = link_to(book, entry.page, view if entry.indicator else entry.query, language, **dict(entry.beside))
    return Found(book.say(entry.title, language), title_of(book, entry.page, language), address)


def _pages_of(group: list[str], view: View, book: Codebook, language: str) -> list[Found]:
    """The subject pages with only these groups and breakdown, for a question that names nothing else."""
    found = []
    for page in book.subject_pages():
        own = [id for id in group or page.groups if id in page.groups]
        able = [id for id in own if all(book.breakdown[name].covers(id) for name in view.breakdowns)]
        if not own or (view.breakdowns and not able and not group):
            continue
        narrowed = [] if not group and not set(own) - set(able) - set(_pools(book)) else able or own
        by = view.breakdowns if able else ()
        said = [book.say(book.group[id].label, language) for id in narrowed] + [book.say(book.breakdown[id].label, language) for id in by]
        title = f"{book.say(page.title, language)}: {listed(said, language)}"
        found.append(Found(title, "", link_to(book, page.id, view.with_(groups=tuple(narrowed), breakdowns=by), language)))
    return found


def _pools(book: Codebook) -> list[str]:
    return [group.id for group in book.groups if group.pool]


def _resemblance(asked: list[str], known: dict[str, float]) -> float:
    """0-100: the mean over the asked words of the best likeness to a known word; 0 where one of them has none."""
    if not asked:
        return 0.0
    total = 0.0
    for word in asked:
        best = max((_alike(word, other) * counts for other, counts in known.items()), default=0.0)
        if best < GOOD_ENOUGH * 0.8:
            return 0.0
        total += best
    return total / len(asked)


def _alike(asked: str, known: str) -> float:
    if asked == known:
        return 100.0
    if len(asked) >= 3 and known.startswith(asked):
        return 96.0
    if len(asked) >= 4 and asked in known:
        return 90.0
    if len(known) >= 5 and known in asked:
        return 84.0
    return fuzz.ratio(asked, known) if min(len(asked), len(known)) >= 4 else 0.0


def _taken(asked: list[str], names: dict[str, list[str]], least: float) -> tuple[list[str], list[str]]:
    """The codes that words of the question name, and the words that are left."""
    codes: dict[str, None] = {}
    left = []
    for word in asked:
        likeness = {id: max(_named(word, name) for name in known) for id, known in names.items() if known}
        best = max(likeness.values(), default=0.0)
        if best >= least:
            codes.update((id, None) for id, value in likeness.items() if value == best)
        else:
            left.append(word)
    return list(codes), left


def _named(word: str, name: str) -> float:
    """0-100: how surely a word of a question means this name; short words must equal it."""
    if len(word) <= 3 or len(name) <= 3:
        return 100.0 * (word == name)
    return 96.0 if len(word) >= 5 and name.startswith(word) and word != name else fuzz.ratio(word, name)


class _Index(NamedTuple):
    entries: list[_Entry]
    groups: dict[str, list[str]]
    breakdowns: dict[str, list[str]]


_made: WeakKeyDictionary[Store, _Index] = WeakKeyDictionary()


def _index(store: Store) -> _Index:
    if store not in _made:
        book = store.codebook
        entries = [
            _Entry(item.label, page.id, _words_of(book, item), item.id, tuple(page.groups))
            for item in book.indicators
            for page in book.subject_pages()
            if any(group in page.groups for _, group in answered(store).get(item.id, {}))
        ]
        entries += [
            _Entry(item.title, item.page, _weighed((0.9, [item.text]), (1.0, [item.title])), query=item.view) for item in book.stories
        ]
        entries += [
            _Entry(item.title, "recommendations", _weighed((0.8, [item.text]), (1.0, [item.title])), beside=(("r", item.id),))
            for item in book.recommendations
        ]
        entries += [_Entry(titles, id, _weighed((0.9, [_in_all(f"{id}.words")]), (1.0, [titles]))) for id, titles in _own_pages(book)]
        groups = {item.id: [*_spoken([item.label, item.one]), *words(item.id)] for item in book.groups}
        breakdowns = {item.id: [*_spoken([item.label, *item.synonyms]), *words(item.id)] for item in book.breakdowns}
        _made[store] = _Index(entries, _telling(groups), _telling(breakdowns))
    return _made[store]


def _telling(names: dict[str, list[str]]) -> dict[str, list[str]]:
    """Names without the words that several of them share."""
    seen = [word for known in names.values() for word in set(known)]
    return {id: [word for word in dict.fromkeys(known) if seen.count(word) == 1] for id, known in names.items()}


def _own_pages(book: Codebook) -> list[tuple[str, Text]]:
    """(id, title in every language) of the pages that every codebook has, and of the processes where there are some."""
    shown = ["method", *(["processes"] if book.processes else []), *(["recommendations"] if book.recommendations else [])]
    return [(id, _in_all(f"page.{id}")) for id in shown]


def _in_all(id: str) -> dict[str, str]:
    """A text of the program in every language."""
    return {language: say(id, language) for language in LANGUAGES}


def _words_of(book: Codebook, item: AnyIndicator) -> dict[str, float]:
    theme = next((theme.label for theme in book.themes if theme.id == item.theme), None)
    return _weighed(
        (0.80, [*(label for _, label in categories_of(item)), item.description]),
        (0.84, [item.wording()]),
        (0.90, [theme]),
        (0.98, list(item.synonyms)),
        (1.00, [item.label, item.short]),
    )


def _weighed(*parts: tuple[float, Iterable[Text | None]]) -> dict[str, float]:
    """The words of all these texts; one that stands in several counts as in the last."""
    found: dict[str, float] = {}
    for counts, texts in parts:
        found.update(dict.fromkeys(_spoken(texts), counts))
    return found


def _spoken(texts: Iterable[Text | None]) -> list[str]:
    """The words of these texts in every language that they have."""
    return [word for text in texts if text for one in ([text] if isinstance(text, str) else text.values()) for word in words(one)]
