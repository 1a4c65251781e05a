"""What was asked: groups, breakdowns and subjects, each with what it means; what this project added is
marked."""

from __future__ import annotations

from monitor.codebook import AnyIndicator
from monitor.figure.choices import availability
from monitor.figure.figure import Column, Table
from monitor.figure.names import Names, raised
from monitor.figure.numbers import listed
from monitor.locale import say
from monitor.store import Store
from monitor.web import html

MARK = " *"


def section(store: Store, language: str) -> str:
    """Groups and breakdowns as lists, and a table of every subject that has figures."""
    names = Names(store.codebook, language)
    parts = [_groups(names), _breakdowns(names), _subjects(store, names)]
    if any(item.assumption for item in store.codebook.indicators):
        parts.append(html.tag("p", say("method.defined.assumption", language)))
    return "".join(parts)


def _groups(names: Names) -> str:
    told = [
        f"{raised(names.group(group.id))}: {names.text(group.description)}"
        for group in names.book.groups
        if group.description and not group.pool
    ]
    return _titled("groups", told, names)


def _breakdowns(names: Names) -> str:
    told = []
    for item in names.book.breakdowns:
        levels = "; ".join(names.level(item.id, level.id) for level in [*item.levels, *item.nets])
        told.append(f"{raised(names.text(item.label))}: {levels}. {names.text(item.description)}".strip())
    return _titled("breakdowns", told, names)


def _titled(part: str, told: list[str], names: Names) -> str:
    return (
        html.tag("h3", say(f"method.defined.{part}", names.language)) + html.items(told, "m-plain")
        if told
        else ""
    )


def _subjects(store: Store, names: Names) -> str:
    language, themes = names.language, {theme.id: names.text(theme.label) for theme in names.book.themes}
    rows = []
    for item in names.book.indicators:
        if item.id not in store.answered:
            continue
        label = raised(names.indicator(item.id)) + (MARK if item.assumption else "")
        about = names.text(item.description) or names.text(item.wording())
        rows.append((label, themes.get(item.theme or "", ""), about, *_asked(item, store, names)))
    if not rows:
        return ""
    heads = ("subject", "theme", "means", "whom", "when")
    columns = tuple(Column(head, say(f"method.defined.{head}", language)) for head in heads)
    shown = tuple(at for at in range(len(heads)) if any(row[at] for row in rows))
    table = tuple(tuple(row[at] for at in shown) for row in rows)
    return html.tag("h3", say("method.defined.subjects", language)) + html.table(
        Table(tuple(columns[at] for at in shown), table, table)
    )


def _asked(item: AnyIndicator, store: Store, names: Names) -> tuple[str, str]:
    """(who, when) got the question; pooled groups are left out where their members are there."""
    cells = store.answered[item.id]
    groups = [group.id for group in names.book.groups if any(group.id == asked for _, asked in cells)]
    own = [id for id in groups if not names.book.group[id].pool] or groups
    waves = [wave for wave in names.book.wave_ids if any(wave == asked for asked, _ in cells)]
    return listed([names.group_inline(id) for id in own], names.language), availability(waves, [], [], names)
