"""The codes in a store's rows, each with what it says; without the rows, so that they are cheap."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Whether a cell or difference has a number, and if not, why."""

    meaning: str

    def __new__(cls, code: str, meaning: str = "") -> Status:
        """The member with this code, and what it says."""
        member = str.__new__(cls, code)
        member._value_, member.meaning = code, meaning
        return member

    SHOWN = "", "shown"
    UNRELIABLE = "unreliable", "shown, but marked: too uncertain to lean on"
    TOO_FEW = "too_few", "no number: too few respondents"
    PROTECTED = "protected", "no number: it would tell of a few respondents, or of another hidden cell"
    NOT_ASKED = "not_asked", "no number: the group did not get the question in that wave"
    NOT_COMPARABLE = "not_comparable", "of a change: no number, for the wording broke between the waves"


SHOWN = (Status.SHOWN, Status.UNRELIABLE)
"""The statuses of cells with a number."""
HIDDEN = (Status.TOO_FEW, Status.PROTECTED, Status.NOT_ASKED)
"""The statuses of cells without one."""


class Over(StrEnum):
    """What a difference compares."""

    meaning: str
    fields: str

    def __new__(cls, code: str, meaning: str = "", fields: str = "") -> Over:
        """The member with this code, what its difference reads, and what its fields hold."""
        member = str.__new__(cls, code)
        member._value_, member.meaning, member.fields = code, meaning, fields
        return member

    WAVES = "waves", "wave `to` minus wave `from`, in the cell of the other fields", "wave = `to`"
    LEVELS = (
        "levels",
        "`to` minus `from`, two levels of breakdown1",
        "level1 empty; breakdown2, level2: within this level of the other breakdown, or empty",
    )
    REST = (
        "rest",
        "level `to` minus everybody else with a level of breakdown1",
        "from `rest`; level1 empty",
    )
    GROUPS = "groups", "group `to` minus group `from`, in the cell", "group empty"
    GAP = (
        "gap",
        "of a breakdown, or, without one, of the two sides of a process: change from wave `from` to wave "
        "`to` of the difference between the two ends",
        "wave = `to`, level1 = `<from level>..<to level>`",
    )
    INDICATORS = (
        "indicators",
        "indicator `to` minus indicator `from` of the same people: the two sides of a process, totals only",
        "indicator = `to` (what could be), category: the answer that stands for both",
    )


class Measure(StrEnum):
    """What is said of several cells at once."""

    meaning: str

    def __new__(cls, code: str, meaning: str = "") -> Measure:
        """The member with this code, and what it says."""
        member = str.__new__(cls, code)
        member._value_, member.meaning = code, meaning
        return member

    LEVELS = "levels", "test that all levels of breakdown1 are alike; an F test, of which p is published"
    TREND = "trend", "change a year (or a wave) by a straight line through waves `from` to `to`, and its test"
    QUANTILE = "quantile", "value of a mean's number below which the part `from` of the weight lies"
    PER = "per", "sum of a mean's number by the sum of that of indicator `from`, of the same people"
    PEOPLE = "people", "number of people in the cell with this answer"
    STANDARDISED = "standardised", "the share or mean if the cell had the ages of the standard population"
    DIFFERENCE = "difference", "last level of breakdown1 minus the first"
    RATIO = "ratio", "last level of breakdown1 by the first"
    SLOPE = "slope", "slope index of inequality: from the lowest to the highest rank of breakdown1"
    RELATIVE = "relative", "relative index of inequality: the highest rank of breakdown1 by the lowest"


INEQUALITY = (Measure.DIFFERENCE, Measure.RATIO, Measure.SLOPE, Measure.RELATIVE)
"""The indices of inequality, differences before ratios."""
RATIOS = (Measure.RATIO, Measure.RELATIVE)
"""Measures that are 1 where there is no difference."""

NEED_A_BREAKDOWN = (Over.LEVELS, Over.REST, Over.GAP)
"""Differences that a reader can only ask for by a breakdown."""
