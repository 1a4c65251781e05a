"""The one formatter of numbers. A rounded number never claims more than the number itself: 0,4% is 'minder
dan 1%'."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from math import ceil, floor, isfinite, log10

from monitor.difference import ALPHA
from monitor.locale import say, spoken

MINUS = "\u2212"


SMALLEST_P = 0.0001
"""What smaller p are below of, in words."""


def rounded(value: float) -> float:
    """To a whole number, halves away from zero."""
    size = float(floor(abs(value) + 0.5 + 1e-9))
    return -size if value < 0 else size


def inside(share: float, se: float | None) -> float:
    """A share as it is read: one published as 0 or 1 with a standard error above zero is neither, but rounded
    to it."""
    if not se or share not in (0.0, 1.0):
        return share
    return 1e-6 if share == 0.0 else 1 - 1e-6


@lru_cache(maxsize=1 << 14)
def number(value: float, language: str, decimals: int = 1) -> str:
    """`value` with separators of the language, halves rounded away from zero: 1234.5 → '1.234,5'."""
    if not isfinite(value):
        return "–"
    scale = 10**decimals
    size = abs(rounded(value * scale)) / scale
    signs = spoken(language)
    text = (
        f"{size:,.{decimals}f}".replace(",", "\0").replace(".", signs.decimal).replace("\0", signs.thousands)
    )
    return MINUS + text if value < 0 and size else text


def count(value: int, language: str) -> str:
    """A whole number: 1234 → '1.234'."""
    return number(value, language, 0)


def worded(value: int, language: str) -> str:
    """A small whole number as a word: 4 → 'vier'; from thirteen on in digits."""
    words = say("number.words", language).split()
    return words[value] if 0 <= value < len(words) else count(value, language)


@lru_cache(maxsize=1 << 14)
def percent(
    share: float, language: str, decimals: int = 0, words: bool = False, unit: float | None = None
) -> str:
    """A share 0-1 as a percentage; what rounds to 0 or 100 without being it says '<1%' or '>99%', in words in
    a sentence; '<3%' where it was rounded to a `unit` of five percent."""
    step = 10.0**-decimals
    value = share * 100
    whole = rounded(value / step) * step
    least = max(step, ceil(50 * (unit or 0) / step - 1e-9) * step)
    if value > 0 and whole < step / 2:
        edge = number(least, language, decimals) + "%"
        return say("number.under", language, number=edge) if words else "<" + edge
    if value < 100 and whole > 100 - step / 2:
        edge = number(100 - least, language, decimals) + "%"
        return say("number.over", language, number=edge) if words else ">" + edge
    return number(value, language, decimals) + "%"


def points(difference: float, language: str, signed: bool = False, decimals: int = 0) -> str:
    """A difference of shares in percentage points, in words: 0.041 → '4 procentpunt'; sign only if asked."""
    size, step = abs(difference) * 100, 10.0**-decimals
    if 0 < size < step / 2 - 1e-9:
        least = number(step, language, decimals)
        return say("number.under", language, number=say("number.points", language, number=least, count=1))
    text = number(size, language, decimals)
    sign = ("+" if difference > 0 else MINUS) if signed and text.strip("0,.") else ""
    return say("number.points", language, number=sign + text, count=1 if text == "1" else 2)


def p_value(p: float, language: str) -> str:
    """'p < 0,05'. A published p is the upper end of where the exact one lies: it is rounded up, to two digits
    and no further than SMALLEST_P; one of 1 leaves nothing to tell but that no difference was shown."""
    if p >= 1:
        return say("p.none", language)
    if p < SMALLEST_P:
        return say("p.below", language, p=number(SMALLEST_P, language, 4))
    places = min(4, 1 - floor(log10(p)))
    told = number(ceil(p * 10**places - 1e-9) / 10**places, language, places).rstrip("0")
    return say("p.below" if p < ALPHA else "p.at_most", language, p=told)


def decimals(precision: float | None, share: bool) -> int:
    """How many decimals a number of this precision is read with, a share as a percentage; one where it is not
    rounded."""
    if not precision:
        return 1
    return max(0, ceil(-log10(precision * (100 if share else 1)) - 1e-9))


def steps(difference: float, language: str, signed: bool = False, decimals: int = 1) -> str:
    """A difference of scores, in words: 0.31 → '0,3 punt'."""
    size, step = abs(difference), 10.0**-decimals
    if 0 < size < step / 2 - 1e-9:
        return say(
            "number.under",
            language,
            number=say("number.steps", language, number=number(step, language, decimals), count=0),
        )
    text = number(size, language, decimals)
    whole = 1 if text == number(1, language, decimals) else 0
    sign = ("+" if difference > 0 else MINUS) if signed and text != number(0, language, decimals) else ""
    return say("number.steps", language, number=sign + text, count=whole)


def day(moment: str, language: str) -> str:
    """An ISO date or moment as a date in words: '2026-11-22T09:00' → '22 november 2026'; what is no date
    stays as it is."""
    try:
        return spoken(language).date(date.fromisoformat(moment[:10]))
    except ValueError:
        return moment


def fraction(share: float, language: str) -> tuple[str, str] | None:
    """How a share is said in everyday words: (qualifier, fraction id), or None where no simple fraction is
    near.

    The qualifier is 'almost', 'about' or 'over', and always true of the unrounded share.
    """
    if not 0.03 < share < 0.97:
        return None
    size, name = min(_FRACTIONS, key=lambda item: (abs(item[0] - share), item[0]))
    away = share - size
    if abs(away) > 0.025:
        return None
    if abs(away) <= 0.005:
        return "about", name
    return ("over" if away > 0 else "almost"), name


_FRACTIONS = [
    *((k / 10, f"tenths_{k}") for k in (1, 2, 3, 4, 6, 7, 8, 9)),
    (1 / 4, "quarter"), (1 / 3, "third"), (1 / 2, "half"), (2 / 3, "two_thirds"), (3 / 4, "three_quarters"),
]  # fmt: skip


def listed(words: Sequence[str], language: str) -> str:
    """'a', 'a en b', 'a, b en c'."""
    return spoken(language).listed(words)
