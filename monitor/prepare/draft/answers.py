"""Whether the answers of a question mean the same in two waves: codes, labels, and the ends of a scale."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from monitor.prepare.draft.missing import Code
from monitor.prepare.draft.words import LIGHT, WEIGHTY, is_ordered, plain, yes_code

if TYPE_CHECKING:
    from monitor.prepare.draft.columns import Column
    from monitor.prepare.draft.match import Question

ALIKE_LETTERS = 0.75
MOSTLY, NEAR = 0.2, 0.65
"""Where at most this part of the labels differ, labels that are this near count as one."""
SHORT_SCALE = 11
OFTEN = 0.05


def why_apart(question: Question, column: Column) -> str | None:
    """Why a column's answers can't be those of the question; None where they can."""
    checks: tuple[Callable[[Question, Column], str | None], ...] = (
        _types, _missing_and_answer, _without_labels, _bare_scales, _other_size, _ends, _meanings,
        _moved_labels, _new_steps,
    )  # fmt: skip
    return next((reason for check in checks if (reason := check(question, column))), None)


def new_answers(question: Question, column: Column) -> list[str]:
    """Labels of answers that occur in one, and that the other did not offer."""
    valid, pairs = question.valid, yes_code(column.valid) is not None
    if pairs or not valid or not column.valid:
        return []
    known, names = (
        {plain(label) for label in valid.values()},
        {plain(label) for label in column.valid.values()},
    )
    added = [
        label
        for code, label in valid.items()
        if code not in column.valid and plain(label) not in names and question.counts[code]
    ]
    gone = [
        label
        for code, label in column.valid.items()
        if code not in valid and plain(label) not in known and column.profile.values.get(code, 0)
    ]
    return added + gone


def _types(question: Question, column: Column) -> str | None:
    types = {(one.variable.is_text, one.variable.is_date) for one in [column, *question.columns.values()]}
    return "one is text, a number or a date, the other is not" if len(types) > 1 else None


def _missing_and_answer(question: Question, column: Column) -> str | None:
    gone = {one.code: one for one in question.gone}
    answers = {**question.valid, **dict.fromkeys(question.counts, "")}
    for code in [*column.valid, *column.profile.values]:
        if code in gone and (code in column.valid or not gone[code].label):
            return f"code {code} is an answer in one, and missing in the other"
    for one in column.gone:
        if (
            not isinstance(one.code, tuple)
            and one.code in answers
            and (one.code in question.valid or not one.label)
        ):
            return f"code {one.code} is an answer in one, and missing in the other"
    return None


def _without_labels(question: Question, column: Column) -> str | None:
    """Codes without labels are known where the other wave labels them all, or the ends of a scale that they
    fill."""
    valid = question.valid
    if bool(valid) == bool(column.valid):
        return None
    labelled, bare = (valid, [column]) if valid else (column.valid, list(question.columns.values()))
    numbers = [code for code in labelled if not isinstance(code, str)]
    for one in bare:
        inside = one.profile.few and set(one.profile.values) <= set(labelled)
        fills = (
            len(numbers) > 1
            and one.profile.few
            and (one.profile.low, one.profile.high) == (min(numbers), max(numbers))
        )
        if len(labelled) > 1 and not inside and not fills:
            return "only one has labels for its answers"
    return None


def _bare_scales(question: Question, column: Column) -> str | None:
    """Two short runs of numbers without labels that end elsewhere, where the ends are no rare tail."""
    if question.valid or column.valid or column.variable.is_text:
        return None
    for one in question.columns.values():
        here, there = column.profile, one.profile
        if not all(
            two.few and two.whole and two.answered and two.high - two.low < SHORT_SCALE
            for two in (here, there)
        ):
            continue
        for two, other in ((here, there), (there, here)):
            beyond = sum(
                times
                for code, times in two.values.items()
                if not isinstance(code, str) and not other.low <= code <= other.high
            )
            if beyond >= OFTEN * two.answered:
                return (
                    f"its numbers run from {there.low:g} to {there.high:g} in one, from {here.low:g} to"
                    f" {here.high:g} in the other"
                )
    return None


def _other_size(question: Question, column: Column) -> str | None:
    """Numbers whose mean in one wave lies outside all of the other: another unit, or another scale."""
    if question.valid or column.valid or column.variable.is_text or column.variable.is_date:
        return None
    here = column.profile
    for there in (one.profile for one in question.columns.values()):
        both = here.answered and there.answered and here.distinct > 1 and there.distinct > 1
        if both and not (there.low <= here.mean <= there.high and here.low <= there.mean <= here.high):
            return (
                f"its numbers run from {there.low:g} to {there.high:g} in one, from {here.low:g} to"
                f" {here.high:g} in the other"
            )
    return None


def _scale(column: Column) -> tuple[Code, Code] | None:
    """The ends of a scale whose steps between them have no label, or only their number."""
    codes = [code for code in column.valid if isinstance(code, int)]
    if len(codes) < 2 or len(codes) < len(column.valid):
        return None
    between = [code for code in column.unlabelled if isinstance(code, int) and min(codes) < code < max(codes)]
    numbered = [code for code in codes if re.fullmatch(rf"\W*{code}\W*", column.valid[code])]
    return (min(codes), max(codes)) if between or len(numbered) * 2 >= len(codes) else None


def _ends(question: Question, column: Column) -> str | None:
    here = _scale(column)
    for one in question.columns.values():
        there = _scale(one)
        if here and there and here != there:
            return (
                f"its scale runs from {there[0]} to {there[1]} in one, from {here[0]} to {here[1]} in the"
                " other"
            )
    return None


def _meanings(question: Question, column: Column) -> str | None:
    valid = question.valid
    if not valid or not column.valid:
        return None
    shared = [code for code in column.valid if code in valid]
    elsewhere = {plain(label): code for code, label in valid.items()}
    if not shared and not any(plain(label) in elsewhere for label in column.valid.values()):
        return "they have no code in common"
    other = [code for code in shared if not same_meaning(valid[code], column.valid[code])]
    moved = [
        code
        for code in shared
        if elsewhere.get(plain(column.valid[code]), code) != code
        and plain(valid[code]) != plain(column.valid[code])
    ]
    mostly = len(shared) >= 4 and len(other) <= MOSTLY * len(shared)
    if moved or (other and not (mostly and all(_near(valid[code], column.valid[code]) for code in other))):
        code = (moved or other)[0]
        return f"code {code} is '{valid[code]}' in one, '{column.valid[code]}' in the other"
    return None


def _moved_labels(question: Question, column: Column) -> str | None:
    """One label on two codes is one answer only where neither code is anything else in the other wave."""
    valid = question.valid
    here = {plain(label): code for code, label in column.valid.items()}
    for code, label in valid.items():
        moved = here.get(plain(label), code)
        if moved == code or code in column.valid or moved in valid:
            continue
        if code in column.profile.values or moved in question.counts:
            return f"'{label}' is code {code} in one, {moved} in the other"
    return None


def _new_steps(question: Question, column: Column) -> str | None:
    """A scale that got another step is another scale."""
    added = new_answers(question, column)
    if added and is_ordered(question.valid.values()) and is_ordered(column.valid.values()):
        return f"only one offers '{added[0]}'"
    return None


def _near(one: str, other: str) -> bool:
    return SequenceMatcher(None, plain(one), plain(other)).ratio() >= NEAR


def same_meaning(one: str, other: str) -> bool:
    """Whether two labels of one code name the same answer."""
    left, right = plain(one), plain(other)
    if left.replace(" ", "") == right.replace(" ", ""):
        return True
    words_left, words_right = ({_singular(word) for word in text.split()} - LIGHT for text in (left, right))
    only_left, only_right = words_left - words_right, words_right - words_left
    if any(word in WEIGHTY or re.search(r"\d", word) for word in only_left | only_right):
        return False
    if not only_left or not only_right:
        return 2 * len(words_left & words_right) >= len(words_left | words_right) > 0
    return (
        SequenceMatcher(None, "".join(sorted(only_left)), "".join(sorted(only_right))).ratio()
        >= ALIKE_LETTERS
    )


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
