"""What the researchers published, beside what this store computes: how often that agrees, and each of them in
a table."""

from __future__ import annotations

from collections import Counter

from monitor.codebook import Mean, text_in
from monitor.figure import numbers
from monitor.figure.figure import Column, Table
from monitor.locale import say
from monitor.store import Store, per_store
from monitor.verify import Verdict, verify
from monitor.web import html

_VERDICTS = ("agrees", "not_contradicted", "differs", "not_tested")


@per_store()
def _verdicts(store: Store) -> list[Verdict]:
    return verify(store)


def summary(store: Store, language: str) -> str:
    """What was done, and how many statements agree, differ or can't be tested."""
    counts = Counter(one.verdict for one in _verdicts(store))
    parts = [
        say(f"method.published.count.{id}", language, n=numbers.count(counts[id], language), count=counts[id])
        for id in _VERDICTS
        if counts[id]
    ]
    lines = [say("method.published.text", language)]
    lines.append(
        say(
            "method.published.counts",
            language,
            all=numbers.count(counts.total(), language),
            counts=numbers.listed(parts, language),
        )
    )
    lines += [say("method.published.simulated", language)] if store.simulated() else []
    return "".join(html.tag("p", line) for line in lines)


def section(store: Store, language: str) -> str:
    """The table as HTML, newest wave first, with its verdicts in words; empty where nothing was published."""
    verdicts = (
        sorted(_verdicts(store), key=lambda one: one.row.wave, reverse=True) if store.published() else []
    )
    if not verdicts:
        return ""
    own = store.languages[0]
    rows = tuple(
        (
            one.row.wave,
            text_in(one.row.text, language, own),
            computed(one, store, language),
            say(f"method.published.{one.verdict}", language),
            text_in(one.row.source, language, own),
        )
        for one in verdicts
    )
    names = ("wave", "said", "computed", "verdict", "source")
    columns = tuple(Column(name, say(f"method.published.{name}", language)) for name in names)
    return html.table(Table(columns, rows, rows, say("method.published.caption", language)))


def computed(one: Verdict, store: Store, language: str) -> str:
    """The computed number with its interval: '79% (75 tot 82)', '+4 procentpunt (1 tot 7)'; '–' where there
    is none."""
    if one.computed is None:
        return "–"
    indicator = store.codebook.indicator.get(one.row.indicator)
    scale = indicator.scale if isinstance(indicator, Mean) else None
    share = not isinstance(indicator, Mean)
    percent = share or (
        scale is not None and scale.unit is not None and store.codebook.say(scale.unit, language) == "%"
    )
    relative = one.remark == "relative"
    factor, decimals = (100 if share and not relative else 1), (0 if percent or relative else 1)
    level = one.row.measure in ("share", "mean")
    number = numbers.number(one.computed * factor, language, decimals)
    sign = "+" if not level and one.computed > 0 and number.strip("0.,") else ""
    points = say(f"number.{'points' if percent else 'steps'}", language, number="", count=2).strip()
    unit = "%" if relative or (level and percent) else "" if level else f" {points}"
    if one.ci_low is None or one.ci_high is None:
        return f"{sign}{number}{unit}"
    low, high = (numbers.number(end * factor, language, decimals) for end in (one.ci_low, one.ci_high))
    return f"{sign}{number}{unit} ({say('ranking.interval', language, low=low, high=high)})"
