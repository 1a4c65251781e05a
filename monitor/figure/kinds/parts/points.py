"""Rows of an answer as points of a chart."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.figure.answer import Answer
from monitor.figure.chart import About, Point, Published
from monitor.figure.key import Key
from monitor.figure.paths import Paths
from monitor.figure.publications import Publication
from monitor.locale import say
from monitor.rows import Status
from monitor.store import Estimate


class Points:
    """Makes the points of one chart; what a line is called is looked up once."""

    def __init__(self, answer: Answer):
        self._answer = answer
        self._about: dict[Key, About] = {}
        self._names: dict[Key, str] = {}
        self._of: dict[Key, str] = {}
        self._paths = Paths(answer)
        self._waves = {wave: answer.names.wave(wave) for wave in answer.waves}

    def point(self, key: Key, row: Estimate, color: str = "", name: str = "", words: str = "") -> Point:
        """A row as a point; `name` stands for what the line is called and its wave, `words` tells what the
        number counts."""
        answer = self._answer
        wave = self._waves[row.wave]
        tip = answer.tip(row)
        if row.estimate is None:
            text = tip
        else:
            text = answer.value(row) + ("*" if row.status == Status.UNRELIABLE else "")
        return Point(
            row.estimate,
            row.ci_low,
            row.ci_high,
            text,
            f"{name or f'{self.name(key)}, {wave}'}: {tip}",
            row.status if row.estimate is not None else row.status or Status.NOT_ASKED,
            color,
            self.about(key),
            wave,
            row.n,
            words,
            published_at(answer, answer.published.get(key, {}), row.wave),
            beside(answer, key, row.wave),
            self.of(key),
        )

    def of(self, key: Key) -> str:
        """Which line it is, as a focus names it."""
        if key not in self._of:
            self._of[key] = self._paths.path(key)
        return self._of[key]

    def name(self, key: Key) -> str:
        """What tells a line from the others."""
        if key not in self._names:
            self._names[key] = self._answer.label(key, self._answer.compared or ["group"])
        return self._names[key]

    def about(self, key: Key) -> About:
        """What a line is about, part by part."""
        if key not in self._about:
            parts = [self._answer.part(key, name) for name in ("item", "group")]
            parts += [
                self._answer.part(key, name) if getattr(key, name) else "" for name in ("level1", "level2")
            ]
            self._about[key] = About(*parts)
        return self._about[key]


def beside(answer: Answer, key: Key, wave: str) -> Published | None:
    """What a line is compared against in a wave: 'het totaal: 62%'."""
    reference = answer.reference
    value = reference.values.get(key, {}).get(wave) if reference else None
    if reference is None or value is None:
        return None
    return Published(value, f"{reference.label}: {answer.number(value)}")


def published_at(answer: Answer, given: Mapping[str, Publication], wave: str) -> Published | None:
    """The published figure of a wave, as read: 'gepubliceerd: ongeveer 60%'."""
    item = given.get(wave)
    if item is None:
        return None
    return Published(
        item.value, say(f"mark.published.{item.exactness}", answer.language, value=answer.number(item.value))
    )
