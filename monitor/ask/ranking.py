"""Which topics answer a reading, best first, and with which groups, levels and breakdowns."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.ask.lexicon import Lexicon, Meaning, Topic
from monitor.ask.numbered import Name
from monitor.ask.reading import Reading
from monitor.codebook.models import Process
from monitor.figure.shape import alike, pair_of
from monitor.store import Store

STRONG = 0.7
WEAK = 0.4
"""From here on a word of the question is explained by a topic (0-1)."""
MOST_TOGETHER = 4
_NAMED = 0.7
_OTHER_GROUP, _NO_BREAKDOWN, _NO_SUBJECT, _OTHER_PAGE, _STORY = 1.2, 0.5, 1.0, 0.3, 0.75
_WHICH, _NOT_WHICH, _COUNTED, _METHOD = 0.6, 0.1, 0.25, 0.3


@dataclass
class Candidate:
    """A topic, and what the question says beside it."""

    topic: Topic
    score: float
    groups: tuple[str, ...] = ()
    levels: tuple[tuple[str, str], ...] = ()
    """(breakdown, level)."""
    breakdowns: tuple[str, ...] = ()
    explained: set[int] = field(default_factory=set)
    """Words of the question that the topic itself explains."""
    touched: set[int] = field(default_factory=set)
    """Words that at least its description has."""
    whole: bool = False
    """Whether the question has a name of it of two words or more."""
    beside: set[int] = field(default_factory=set)
    """Words that its groups, levels and breakdowns explain."""
    lacking: tuple[str, ...] = ()
    """Groups and breakdowns that the question names and the topic doesn't have."""
    order: list[str] = field(default_factory=list, repr=False)
    """Every indicator, as the codebook orders them."""
    together: tuple[str, ...] = ()
    """More indicators that the question names."""

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators of its view."""
        return (
            tuple(sorted((self.topic.id, *self.together), key=self.order.index))
            if self.topic.kind == "indicator"
            else ()
        )


def rank(reading: Reading, known: Lexicon, store: Store) -> list[Candidate]:
    """The topics with any word of the question, best first, of equals what happens before what could; the
    first may name more indicators to show together."""
    places = {
        place
        for at in reading.left
        for item in known.alike(reading.words[at])
        for place in known.holders.get(item, ())
    }  # fmt: skip
    candidates = [_candidate(place, reading, known, store) for place in sorted(places)]
    candidates = [candidate for candidate in candidates if candidate.touched]
    possible = {process.possible for process in known.book.processes}
    candidates.sort(key=lambda candidate: (-round(candidate.score, 6), candidate.topic.id in possible))
    if candidates and reading.connects:
        _join(candidates, reading, known, store)
    if candidates:
        _add_side(candidates, reading, known)
    return candidates


def _candidate(place: int, reading: Reading, known: Lexicon, store: Store) -> Candidate:
    topic = known.topics[place]
    found = Candidate(topic, 0.0, order=store.indicator_ids)
    _use_names(found, reading, known, store)
    named = {at for name in reading.names for at in name.at} if topic.kind != "indicator" else found.beside
    for at in reading.left:
        if at in named:
            continue
        tells, rare = _tells(topic, reading, known, at)
        found.score += tells * rare
        if tells >= WEAK:
            found.touched.add(at)
        if tells >= STRONG or (topic.kind != "indicator" and tells >= WEAK):
            found.explained.add(at)
    mass, found.whole = _named(place, reading, known, named)
    found.score += _NAMED * mass
    return _weighed(found, reading, known)


def _weighed(found: Candidate, reading: Reading, known: Lexicon) -> Candidate:
    """The candidate with what speaks for or against its kind and page."""
    topic = found.topic
    if topic.kind != "indicator":
        found.whole = False
        found.score -= _METHOD if topic.id == "method" else _STORY
        return found
    telling = found.whole or any(known.tells(topic, reading.words[at]) for at in found.explained)
    found.score -= 0.0 if telling else _NO_SUBJECT
    if known.book.indicator[topic.id].kind == "multiple":
        found.score += _WHICH if reading.which else -_NOT_WHICH
    found.score += _COUNTED if reading.counts and known.book.indicator[topic.id].kind == "share" else 0.0
    if reading.hints and _people_count(reading, known):
        found.score += (
            _OTHER_PAGE if topic.page in reading.hints else -_OTHER_PAGE * (2 if reading.companions else 1)
        )
    return found


def _tells(topic: Topic, reading: Reading, known: Lexicon, at: int) -> tuple[float, float]:
    """How well one word of the question is explained by the topic's words (0-1), and how telling that word is
    (0-1)."""
    stem = reading.words[at].stem
    likely = known.alike(reading.words[at])
    best = max(likely, key=lambda item: likely[item] * topic.words.get(item, 0.0), default="")
    if not best or best not in topic.words:
        return 0.0, 0.0
    rare = min(known.rarity[best], known.rarity.get(stem, 1.0)) * (
        0.3 if known.is_filler(reading.words[at]) and best != stem else 1.0
    )
    return likely[best] * topic.words[best], rare


def _named(place: int, reading: Reading, known: Lexicon, beside: set[int]) -> tuple[float, bool]:
    """How much of the topic's best name the question has, in words that tell something.

    And whether it has all of a name of two words or more.
    """
    meant: dict[str, float] = {}
    best, complete = 0.0, False
    aside = {reading.words[at].stem for at in beside}
    for at in reading.left:
        for item, sure in known.alike(reading.words[at]).items() if at not in beside else ():
            meant[item] = max(sure, meant.get(item, 0.0))
    for name, (stems, counts) in known.topics[place].names.items():
        whole = known.wholes[place][name] - sum(known.rarity[item] for item in stems & aside)
        has = sum(meant[item] * known.rarity[item] for item in stems if item in meant)
        if has < whole and len(name) > 4 and name in reading.joined:
            has = whole = max(whole, 0.6)
        if has:
            best = max(best, counts * has * has / whole)
            complete = complete or (len(stems) > 1 and has >= 0.95 * whole)
    return best, complete


def _use_names(found: Candidate, reading: Reading, known: Lexicon, store: Store) -> None:
    """Takes what the names mean for this topic; of several meanings the first that it has."""
    if found.topic.kind != "indicator":
        return
    groups: dict[Meaning, None] = {}
    levels: dict[Meaning, None] = {}
    breakdowns: dict[Meaning, None] = {}
    lacking: list[Name] = []
    for name in reading.names:
        usable = [meaning for meaning in name.meanings if _has(found.topic, meaning, known, store)]
        if usable and usable[0].kind == "level" and _is_subject(found.topic, name, reading, known, 1.0):
            continue
        if not usable:
            if _is_other_side(found.topic, name, reading):
                found.beside |= set(name.at)
                found.score += 1.0
            elif not _is_subject(found.topic, name, reading, known, _least(name)):
                lacking.append(name)
            continue
        first = usable[0]
        for meaning in [item for item in usable if item.kind == first.kind][:1]:
            {"group": groups, "level": levels, "breakdown": breakdowns}.get(meaning.kind, {})[meaning] = None
        found.beside |= set(name.at)
        found.score += 1.0
    order = list(known.book.group)
    found.groups = tuple(sorted((item.id for item in groups), key=order.index))
    found.levels = tuple((item.breakdown, item.id) for item in levels)
    named = dict.fromkeys([*(item.id for item in breakdowns), *(item.breakdown for item in levels)])
    found.breakdowns = tuple(sorted(named, key=store.breakdown_ids.index))[:2]
    found.lacking = tuple(name.meanings[0].id for name in lacking)
    found.score -= sum(
        _OTHER_GROUP if name.meanings[0].kind == "group" else _NO_BREAKDOWN for name in lacking
    )
    _narrow(found, known, store)


def _narrow(found: Candidate, known: Lexicon, store: Store) -> None:
    """Only one group has the breakdown: that one. The groups named don't have it: then it lacks."""
    if not found.breakdowns:
        return
    pair = pair_of(store, found.breakdowns)
    able = {
        group for (_, group), pairs in store.answered[found.topic.id].items() if pair in pairs
    } & found.topic.groups
    if found.groups and not able & set(found.groups):
        found.lacking += found.breakdowns
        found.score -= _NO_BREAKDOWN
    elif not found.groups and len(able) == 1 < len(known.book.groups) and found.levels:
        found.groups = tuple(able)


def _has(topic: Topic, meaning: Meaning, known: Lexicon, store: Store) -> bool:
    if meaning.kind == "wave":
        return True
    if meaning.kind == "group":
        return meaning.id in topic.groups
    breakdown = meaning.breakdown or meaning.id
    return any(
        breakdown in pair
        for (_, group), pairs in store.answered[topic.id].items()
        if group in topic.groups
        for pair in pairs
    )


def _people_count(reading: Reading, known: Lexicon) -> bool:
    """Whether the people of a page are asked about: no group is named but theirs, and those whom they are
    with."""
    pages = [page for page in known.book.subject_pages() if page.id in reading.hints]
    groups = [
        name
        for name in reading.names
        if name.meanings[0].kind == "group" and not set(name.at) & reading.companions
    ]
    return all(name.meanings[0].id in page.groups for name in groups for page in pages)


def _is_other_side(topic: Topic, name: Name, reading: Reading) -> bool:
    """Whether a name is that of whom the people of this page are with: 'patients with their doctor'."""
    hinted = topic.page in reading.hints or not reading.hints
    return hinted and name.meanings[0].kind == "group" and bool(set(name.at) & reading.companions)


def _least(name: Name) -> float:
    """How well a topic must know a name that it can't use; a group only by its own name: 'GPs' are no GPS."""
    return 1.0 if name.meanings[0].kind == "group" else STRONG


def _is_subject(topic: Topic, name: Name, reading: Reading, known: Lexicon, least: float = STRONG) -> bool:
    """Whether a name that the topic can't use is a word of the topic itself: 'ziekenhuis' of care by the
    hospital."""
    return bool(name.at) and all(_tells(topic, reading, known, at)[0] >= least for at in name.at)


def _join(candidates: list[Candidate], reading: Reading, known: Lexicon, store: Store) -> None:
    """Adds to the best candidate the indicators that explain what it leaves unexplained and stand in one
    figure with it."""
    best = candidates[0]
    if best.topic.kind != "indicator":
        return
    covered = best.explained | best.beside
    book = store.codebook
    together: list[str] = []
    for other in candidates[1:]:
        new = {at for at in other.explained - covered if not known.is_filler(reading.words[at])}
        new = {at for at in new if _tells(other.topic, reading, known, at)[0] >= 0.95}
        if not new or other.topic.kind != "indicator" or other.topic.page != best.topic.page or other.lacking:
            continue
        if _named(known.topics.index(other.topic), reading, known, other.beside)[0] < 0.5 or not alike(
            book.indicator[best.topic.id], book.indicator[other.topic.id]
        ):
            continue
        together.append(other.topic.id)
        covered |= other.explained
        best.explained |= new
    best.together = tuple(dict.fromkeys(together))[: MOST_TOGETHER - 1]


def _add_side(candidates: list[Candidate], reading: Reading, known: Lexicon) -> None:
    """Adds to one side of a process the other, where a question has words for both: 'krijgen', 'willen'."""
    best = candidates[0]
    sides = {one: other for item in known.book.processes for one, other in _both_ways(item)}
    other = next((item for item in candidates[1:] if item.topic.id == sides.get(best.topic.id)), None)
    if other is None or other.lacking or best.together:
        return
    own, new = (
        {at for at in one.explained - two.explained if known.tells(one.topic, reading.words[at])}
        for one, two in ((best, other), (other, best))
    )
    if own and new:
        best.together = (other.topic.id,)
        best.explained |= new


def _both_ways(process: Process) -> tuple[tuple[str, str], tuple[str, str]]:
    return (process.possible, process.actual), (process.actual, process.possible)


def unexplained(reading: Reading, candidate: Candidate, known: Lexicon) -> tuple[list[int], list[int]]:
    """Words that the candidate leaves: (those that nothing here is known by, those that something else is
    known by)."""
    strange: list[int] = []
    other: list[int] = []
    for at in reading.left:
        if at in candidate.explained | candidate.beside | reading.differing | reading.advised:
            continue
        if known.is_filler(reading.words[at]):
            continue
        (other if max(known.alike(reading.words[at]).values(), default=0.0) >= 0.9 else strange).append(at)
    return strange, other
