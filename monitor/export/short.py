"""A figure's short address: `/f/<code>`, made from its view alone, so that it needs no list of what was given
out and stays good for as long as the survey knows the codes in it.

Each code of the view is told by some bits of its hash; reading looks among the survey's own codes for those
with these bits, and the check at the end, over the whole view, says which were meant. A letter that was
copied wrongly fails it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import combinations, islice, product

from monitor.figure.choose import focusable
from monitor.figure.kinds import KINDS
from monitor.figure.reference import references
from monitor.locale import LANGUAGES
from monitor.store import Store
from monitor.view import MANNER, SORTS, View

PLACE = "/f/"
"""What begins a short address, from the site's root."""
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Five bits a letter, without those that look alike in print (Crockford's base 32)."""
_AS_READ = str.maketrans("iloILO", "110110")
_PLAIN, _SHOWN = 1, 2
"""Versions: of a view alone, and of one with the manner in which it is shown."""
_LANGUAGE, _PAGE, _INDICATOR, _CODE, _CHECK = 5, 5, 16, 8, 15
"""Bits of a hash: of the language, of the page, of an indicator, of any other code, of the whole."""
_LONGEST = 200
_MOST_TRIED = 500


def short(view: View, path: str) -> str:
    """The code of a full view on the page at this path."""
    shown = any(getattr(view, name) for name in MANNER)
    bits = _bits(_SHOWN if shown else _PLAIN, 3) + _hash(view.language, _LANGUAGE) + _hash(path, _PAGE)
    for codes, width in ((view.indicators, _INDICATOR), (view.groups, _CODE), (view.breakdowns, _CODE)):
        bits += _count(len(codes)) + "".join(_hash(code, width) for code in codes)
    bits += _count(len(view.waves)) + "".join(_hash(wave, _CODE) for wave in _ends(view.waves))
    bits += _hash(view.figure, _CODE)
    if shown:
        parts = [part for part in view.focus.split(",") if part]
        bits += _count(len(parts)) + "".join(_hash(part, _INDICATOR) for part in parts)
        bits += _hash(view.sort, _CODE) + _hash(view.ref, _INDICATOR)
    bits += _check(view, path)
    bits += "0" * (-len(bits) % 5)
    return "".join(ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


def long(code: str, store: Store) -> tuple[str, View] | None:
    """(path of the page, full view) that a code stands for; None where this survey has none that fits."""
    letters = code.translate(_AS_READ).lower()
    if not 0 < len(letters) <= _LONGEST or not set(letters) <= set(ALPHABET):
        return None
    bits = _Bits("".join(_bits(ALPHABET.index(letter), 5) for letter in letters))
    try:
        version = bits.number(3)
        return _read(bits, store, version == _SHOWN) if version in (_PLAIN, _SHOWN) else None
    except ValueError:
        return None


def _read(bits: _Bits, store: Store, shown: bool) -> tuple[str, View] | None:
    book = store.codebook
    pages = ["", *(page.path for page in book.subject_pages())]
    known: list[Sequence[Sequence[str]]] = [[bits.known(LANGUAGES, _LANGUAGE)], [bits.known(pages, _PAGE)]]
    for ids, width in (
        (store.indicator_ids, _INDICATOR),
        (list(book.group), _CODE),
        (store.breakdown_ids, _CODE),
    ):
        known.append([bits.known(ids, width) for _ in range(bits.count())])
    waves = bits.count()
    known.append([bits.known(book.wave_ids, _CODE) for _ in range(min(waves, 2))])
    known.append([bits.known(list(KINDS), _CODE)])
    known += _manner(bits, store) if shown else [[], [], []]
    check = bits.text(_CHECK)
    sizes = [len(part) for part in known]
    for chosen in islice(product(*(ids for part in known for ids in part)), _MOST_TRIED):
        parts = _parts(chosen, sizes)
        (language,), (path,), indicators, groups, breakdowns, ends, (figure,) = parts[:7]
        focus, sort, ref = (",".join(part) for part in parts[7:])
        for run in _runs(ends, waves, book.wave_ids):
            view = View(
                indicators, groups, breakdowns, run, figure, language, focus=focus, sort=sort, ref=ref
            )
            if _check(view, path) == check:
                return path, view
    return None


def _manner(bits: _Bits, store: Store) -> list[Sequence[Sequence[str]]]:
    """What the focus, the order and the reference may be."""
    every = View(tuple(store.indicator_ids), tuple(store.codebook.group), tuple(store.breakdown_ids))
    codes = [*focusable(every, store)]
    focus = [bits.known(codes, _INDICATOR) for _ in range(bits.count())]
    sort = bits.known(["", *SORTS], _CODE)
    return [focus, [sort], [bits.known(["", *references(store)], _INDICATOR)]]


def _ends(waves: Sequence[str]) -> Sequence[str]:
    """What is written of the waves: the first and the last; those between follow from how many they are."""
    return waves if len(waves) < 3 else (waves[0], waves[-1])


def _runs(ends: Sequence[str], count: int, known: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The waves that may be meant by these ends; in a survey of few waves there are few."""
    if count < 3:
        yield tuple(ends)
        return
    first, last = (known.index(end) for end in ends)
    between = known[first + 1 : last]
    for chosen in islice(combinations(between, count - 2), _MOST_TRIED):
        yield (ends[0], *chosen, ends[1])


def _parts(chosen: Sequence[str], sizes: Sequence[int]) -> list[tuple[str, ...]]:
    parts, at = [], 0
    for size in sizes:
        parts.append(tuple(chosen[at : at + size]))
        at += size
    return parts


class _Bits:
    """Reads a code from its front. ValueError where it ends too early."""

    def __init__(self, bits: str):
        self._rest = bits

    def text(self, width: int) -> str:
        """The next bits."""
        read, self._rest = self._rest[:width], self._rest[width:]
        if len(read) < width:
            raise ValueError("the code is too short")
        return read

    def number(self, width: int) -> int:
        """The next bits as a number."""
        return int(self.text(width), 2)

    def count(self) -> int:
        """How many codes follow: three bits up to 6, else six more."""
        few = self.number(3)
        return few if few < 7 else self.number(6)

    def known(self, ids: Sequence[str], width: int) -> list[str]:
        """Those of these codes whose hash the next bits are."""
        wanted = self.text(width)
        return [id for id in ids if _hash(id, width) == wanted]


def _count(count: int) -> str:
    return _bits(count, 3) if count < 7 else _bits(7, 3) + _bits(min(count, 63), 6)


def _check(view: View, path: str) -> str:
    return _hash(f"{path}?{view.query()}", _CHECK)


def _hash(text: str, width: int) -> str:
    digest = int.from_bytes(blake2b(text.encode("utf-8"), digest_size=4).digest(), "big")
    return _bits(digest >> (32 - width), width)


def _bits(number: int, width: int) -> str:
    return f"{number:0{width}b}"
