"""What a question says, before anything is looked up: waves, ages, names of groups and levels, and the words
that are left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from monitor.ask.lexicon import Lexicon, Meaning
from monitor.ask.numbered import Name, numbered
from monitor.ask.words import LONGEST_QUESTION, Word, key_of, listed, phrases, plain, small, stem, words
from monitor.figure.kinds import KINDS
from monitor.locale import LANGUAGES, ids

_LONGEST_NAME = 5
_SHORTEST_PART = 4
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BREAKDOWN_BEFORE = re.compile(r"\b(?:naar|per|by|across)\s+$")


@dataclass
class Reading:
    """A question, read."""

    text: str
    words: list[Word]
    names: list[Name] = field(default_factory=list)
    waves: tuple[str, ...] = ()
    over_time: bool = False
    figure: str = ""
    stands_out: bool = False
    defines: bool = False
    connects: bool = False
    counts: bool = False
    """Whether it asks how many."""
    simulated: bool = False
    """Whether it asks what is simulated."""
    which: bool = False
    """Whether it asks which or why, so that a question with several answers fits better."""
    differing: set[int] = field(default_factory=set)
    """Words for a gap or a difference, and for its change."""
    advised: set[int] = field(default_factory=set)
    """Words for advice."""
    priced: set[int] = field(default_factory=set)
    """The verb of a question for a price."""
    used: set[int] = field(default_factory=set)
    """Words that are spoken for by waves, ages and cues."""
    absent_waves: tuple[str, ...] = ()
    absent_levels: tuple[str, ...] = ()
    absent_words: tuple[str, ...] = ()

    hints: dict[str, int] = field(default_factory=dict)
    """Pages whose people are named in everyday words ('patients'), with the place of the first of these."""

    companions: set[int] = field(default_factory=set)
    """Words right after 'with': 'patients with their doctor'."""

    left: list[int] = field(default_factory=list)
    """The words that a topic or a name has to explain."""
    joined: str = ""
    """Their stems, as one."""

    def settle(self) -> None:
        """Notes what is left, now that waves, ages and cues have taken their words."""
        self.left = self._untaken()
        self.joined = "".join(self.words[at].stem for at in self.left)

    def _untaken(self) -> list[int]:
        return [at for at, word in enumerate(self.words) if at not in self.used and word.plain not in small()]

    def left_after(self, place: int, most: int) -> list[int]:
        """The first words that are left after a place in the text."""
        return [at for at in self.left if self.words[at].start >= place][:most]

    def take(self, start: int, end: int) -> None:
        """Marks the words between two places of the text as spoken for."""
        self.used |= {at for at, word in enumerate(self.words) if word.start < end and word.end > start}


@cache
def _cue(id: str, number: str = "") -> re.Pattern[str]:
    """A list of phrases as one pattern, the longest first; N in them is a number of this form."""
    return phrases(listed(id), number)


def read(question: str, known: Lexicon) -> Reading:
    """The reading of a question by what this store calls things."""
    question = question[:LONGEST_QUESTION]
    reading = Reading(plain(question), _parted(words(question), known))
    _read_cues(reading)
    _read_waves(reading, known)
    _read_ages(reading, known)
    reading.settle()
    for match in _cue("companion").finditer(reading.text):
        reading.companions |= set(reading.left_after(match.end(), 2))
    reading.names = _names(reading, known)
    for page, words_of_page in known.page_hints.items():
        at = next((at for at in reading.left if reading.words[at].stem in words_of_page), None)
        if at is not None:
            reading.hints[page] = at
    reading.which = _asks_which(reading)
    reading.absent_words = _absent(reading, known)
    return reading


def _parted(found: list[Word], known: Lexicon) -> list[Word]:
    """The words with those joined by a hyphen taken apart, where they are known apart and not together."""
    parted: list[Word] = []
    for word in found:
        pieces = words(word.plain.replace("-", " "))
        together = (
            word.stem in known.names
            or word.stem in known.holders
            or any(char.isdigit() for char in word.plain)
        )
        if (
            "-" not in word.plain
            or together
            or not any(piece.stem in known.names or piece.stem in known.holders for piece in pieces)
        ):
            parted.append(word)
        else:
            parted += [
                piece._replace(start=word.start + piece.start, end=word.start + piece.end) for piece in pieces
            ]
    return parted


def _asks_which(reading: Reading) -> bool:
    """Whether the question asks which things or why; 'which share' and 'which nurses' ask something else."""
    if reading.words and reading.words[-1].plain in listed("which_end"):
        return True
    match = _cue("which").search(reading.text)
    if match is None or reading.counts:
        return False
    following = next((at for at, word in enumerate(reading.words) if word.start >= match.end()), None)
    return not any(following in name.at for name in reading.names)


def _read_cues(reading: Reading) -> None:
    for kind in KINDS:
        if f"figures.{kind}" in _figure_cues() and (match := _cue(f"figures.{kind}").search(reading.text)):
            reading.figure = kind
            reading.take(*match.span())
    if match := _cue("stands_out").search(reading.text):
        reading.stands_out = True
        reading.take(*match.span())
    for match in _cue("over_time").finditer(reading.text):
        reading.over_time = True
        reading.take(*match.span())
    became, into = _cue("becoming").search(reading.text), _cue("become").search(reading.text)
    if became and into:
        reading.over_time = True
        reading.take(*became.span())
        reading.take(*into.span())
    apart = _parts(reading, "apart") | _parts(reading, "catching")
    reading.over_time |= bool(apart)
    reading.differing = _at(reading, "difference") | apart
    reading.advised = _at(reading, "advice") | _parts(reading, "advising")
    for match in _cue("simulated").finditer(reading.text):
        reading.simulated = True
        reading.take(*match.span())
    reading.priced = _at(reading, "priced_end") if _cue("priced").search(reading.text) else set()
    if match := _cue("define").search(reading.text):
        reading.defines = True
        reading.take(*match.span())
    ends = {word.plain for word in reading.words} & set(listed("parted_end"))
    if ends and {word.plain for word in reading.words} & set(listed("parted")):
        reading.over_time = True
    reading.counts = bool(_cue("counting").search(reading.text))
    reading.connects = (
        bool(_cue("connecting").search(reading.text)) or "," in reading.text or "&" in reading.text
    )


def _at(reading: Reading, id: str) -> set[int]:
    """The words that a list of phrases finds."""
    spans = [match.span() for match in _cue(id).finditer(reading.text)]
    return {
        at
        for at, word in enumerate(reading.words)
        if any(word.start < end and word.end > start for start, end in spans)
    }


def _parts(reading: Reading, id: str) -> set[int]:
    """The words of a verb and of what belongs to it further on ('lopen … uit elkaar'); none if one lacks."""
    verb, end = _at(reading, id), _at(reading, f"{id}_end")
    found = verb | end if verb and end and min(verb) < max(end) else set()
    reading.used |= found
    return found


@cache
def _figure_cues() -> frozenset[str]:
    return frozenset(id.removeprefix("ask.") for id in ids(LANGUAGES[0]) if id.startswith("ask.figures."))


_A_YEAR = r"((?:19|20)\d\d)"


def _read_waves(reading: Reading, known: Lexicon) -> None:
    """The waves that the question names, by year or as 'last year'; years that are no wave are noted as
    absent."""
    waves = known.book.wave_ids
    years = [match.group() for match in _YEAR.finditer(reading.text)]
    found = _waves_of(reading, years, waves)
    for year in _YEAR.finditer(reading.text):
        reading.take(*year.span())
    reading.absent_waves = tuple(year for year in years if year not in waves and len(found) < 2)
    if match := _cue("previous_wave").search(reading.text):
        compared = reading.over_time or _cue("comparing").search(reading.text)
        found += waves[-2:] if compared else waves[-2:-1]
        reading.take(*match.span())
    if match := _cue("newest_wave").search(reading.text):
        reading.take(*match.span())
        found += [] if reading.stands_out else waves[-1:]
    reading.waves = tuple(wave for wave in waves if wave in found)


def _waves_of(reading: Reading, years: Sequence[str], waves: Sequence[str]) -> list[str]:
    """The waves that one or two years mean with the words around them: since, until, between, or each by
    itself."""
    if len(years) == 2 and not _cue("difference").search(reading.text) and _took(reading, "between"):
        return [wave for wave in waves if min(years) <= wave <= max(years)]
    if len(years) == 1 and _took(reading, "since"):
        return [wave for wave in waves if wave >= years[0]]
    if len(years) == 1 and _took(reading, "until"):
        return [wave for wave in waves if wave <= years[0]]
    found = [year for year in years if year in waves]
    return [found[0], waves[-1]] if len(years) == 1 and found and _took(reading, "against") else found


def _took(reading: Reading, id: str) -> bool:
    """Whether these words stand around a year; then they are taken."""
    match = _cue(id, _A_YEAR).search(reading.text)
    if match is not None:
        reading.take(*match.span())
    return match is not None


def _read_ages(reading: Reading, known: Lexicon) -> None:
    """Ages in numbers, where the survey has an age breakdown: as its levels, or as one that it doesn't
    have."""
    if known.ages is None:
        return
    bounds = {level: span for level, span in known.bounds[known.ages.id].items() if span}
    for id in ("between", "at_least", "at_most", "of"):
        for match in _cue(f"age.{id}", r"(\d{2})").finditer(reading.text):
            span = tuple(float(number) for number in match.groups() if number)
            if not span or any(
                reading.words[at].start < match.end() and reading.words[at].end > match.start()
                for at in reading.used
            ):
                continue
            levels = _spanned(bounds, id, span)
            reading.take(*match.span())
            if levels:
                meanings = tuple(Meaning("level", level, known.ages.id) for level in levels)
                reading.names += [Name((), (meaning,)) for meaning in meanings]
            else:
                reading.absent_levels += (match.group().strip(),)


def _spanned(bounds: dict[str, tuple[float, float]], id: str, span: tuple[float, ...]) -> list[str]:
    """The levels that make up an age span exactly; of one age, the level that it lies in."""
    if id == "of":
        return [level for level, (low, high) in bounds.items() if low <= span[0] <= high]
    lowest, highest = min(low for low, _ in bounds.values()), max(high for _, high in bounds.values())
    low = span[0] if id != "at_most" else lowest
    high = span[-1] if id != "at_least" else highest
    inside = [level for level, (first, last) in bounds.items() if first >= low - 1 and last <= high]
    starts = [first for level, (first, _) in bounds.items() if level in inside]
    ends = [last for level, (_, last) in bounds.items() if level in inside]
    if not inside or min(starts) not in (low, low + 1) or max(ends) not in (high, high - 1):
        return []
    return inside


def _names(reading: Reading, known: Lexicon) -> list[Name]:
    """The names in the question, the longest first where they overlap; then compounds and misspelt ones."""
    found, left = list(reading.names), reading.left
    taken: set[int] = set()
    for length in range(_LONGEST_NAME, 0, -1):
        for first in range(len(left) - length + 1):
            span = tuple(left[first : first + length])
            if taken & set(span) or span[-1] - span[0] > length + 3:
                continue
            if meanings := known.meant([reading.words[at] for at in span]):
                found.append(Name(span, meanings))
                taken |= set(span)
    found += numbered(reading.words, found, known)
    found += _shared(reading, known, found)
    taken |= {at for name in found for at in name.at}
    for first, second in zip(left, left[1:], strict=False):
        together = reading.words[first].plain + reading.words[second].plain
        pair = {first, second}
        fillers = all(known.is_filler(reading.words[at]) for at in pair)
        if second - first == 1 and not taken & pair and not fillers and (like := known.like_name(together)):
            found.append(Name((first, second), known.names[like]))
            taken |= {first, second}
    for at in left:
        if at not in taken:
            found += [Name((at,), meanings) for meanings in _unusual(reading.words[at], known)]
    return found


def _shared(reading: Reading, known: Lexicon, found: Sequence[Name]) -> list[Name]:
    """Names that share their end with the next: 'low' of 'low and high educated', 'laag-' of 'laag- en
    hoogopgeleiden'."""
    shared: list[Name] = []
    joins = {at for at, word in enumerate(reading.words) if word.plain in listed("connecting")}
    taken = {at for name in found for at in name.at}
    for name in found:
        first, last = (name.at[0], name.at[-1]) if len(name.at) == 2 else (0, 0)
        at = first - 2
        if not last or first - 1 not in joins or at not in reading.left or at in taken:
            continue
        whole = key_of((reading.words[at], reading.words[last]))
        if whole in known.names and {m.kind for m in known.names[whole]} == {m.kind for m in name.meanings}:
            shared.append(Name((at,), known.names[whole]))
    for at in reading.left:
        word, second = reading.words[at], at + 2
        if reading.text[word.end : word.end + 1] == "-" and at + 1 in joins and second < len(reading.words):
            ends = [reading.words[second].plain[cut:] for cut in range(1, len(reading.words[second].plain))]
            whole = next(
                (stem(word.plain + end) for end in ends if stem(word.plain + end) in known.names), ""
            )
            shared += [Name((at,), known.names[whole])] if whole else []
    return shared


def _unusual(word: Word, known: Lexicon) -> list[tuple[Meaning, ...]]:
    """What a word may name that is no name itself: two names written as one, or a misspelt one."""
    if known.is_filler(word) or 1.0 in known.alike(word).values():
        return []
    bare = word.plain.replace("-", "")
    for cut in range(3, len(bare) - 4):
        first, second = stem(bare[:cut]), stem(bare[cut:])
        if first in known.names and second in known.names:
            return [known.names[first], known.names[second]]
        rest = bare[cut:]
        if (
            cut > _SHORTEST_PART
            and first in known.names
            and {rest, *(rest.removeprefix(joint) for joint in listed("joints"))} & known.fillers
        ):
            return [known.names[first]]
    like = known.like_name(word.plain)
    return [known.names[like]] if like else []


def _absent(reading: Reading, known: Lexicon) -> tuple[str, ...]:
    """Words for what surveys may hold and this one doesn't: other countries, other professions, other
    breakdowns."""
    named = {at for name in reading.names for at in name.at}
    found = [reading.words[at].plain for at in sorted(reading.priced)]
    cues = (_cue("not_here"), *((known.absent,) if known.absent else ()))
    for match in (match for cue in cues for match in cue.finditer(reading.text)):
        spanned = [
            at
            for at, word in enumerate(reading.words)
            if word.start < match.end() and word.end > match.start()
        ]
        if not named & set(spanned) and not all(known.is_subject(reading.words[at]) for at in spanned):
            found.append(match.group())
    for at in reading.left:
        word = reading.words[at]
        strange = at not in named and not known.alike(word) and not known.is_filler(word)
        foreign = word.name or _BREAKDOWN_BEFORE.search(reading.text[: word.start])
        if strange and foreign and word.plain not in " ".join(found):
            found.append(word.plain)
    return tuple(found)
