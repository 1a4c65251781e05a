"""A figure with what can be asked of it in place: its order, its years, and each level by the next breakdown.
The same HTML in the first response, where choices are links, and in the live page, which takes them over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.figure.chart import Chart, Form
from monitor.figure.draw import canvas, narrow
from monitor.figure.draw.markup import markup
from monitor.figure.figure import Figure
from monitor.figure.kinds import KINDS
from monitor.figure.names import Names, lowered
from monitor.figure.reference import GROUP, WAVE, offered
from monitor.figure.shape import groups_with_data, pair_of, waves_with_data
from monitor.figure.theme import PAGE_BROAD
from monitor.locale import say
from monitor.store import Store, per_store
from monitor.view import EVERY, SORTS, View
from monitor.web import html

_SORTED = (Form.BARS, Form.DOTS, Form.STACKED, Form.DUMBBELL)
_LEVELS = ("level1", "level2")
MOST_KEPT = 300


def drawn(figure: Figure, store: Store, asks: bool = False) -> str:
    """The chart of a figure that is not empty; where it `asks`, with the choices in it. Kept: each run of a
    page shows it."""
    kept = _kept(store, figure.view, figure.page)
    if asks not in kept:
        kept[asks] = _drawn(figure, store, asks)
    return kept[asks]


@per_store(most=MOST_KEPT)
def _kept(store: Store, view: View, path: str) -> dict[bool, str]:
    """What was drawn of a figure, without and with choices."""
    return {}


def _drawn(figure: Figure, store: Store, asks: bool) -> str:
    assert figure.chart is not None
    broad = canvas(figure.chart, PAGE_BROAD)
    phone = narrow(figure.chart, broad)
    links = drills(figure, {hit.of for hit in broad.hits}, store) if asks else {}
    chart = markup(broad, figure.alt, links)
    if phone:
        chart = (
            f'<div class="m-fits"><div class="m-broad">{chart}</div>'
            f'<div class="m-slim">{markup(phone, figure.alt, links)}</div></div>'
        )
    return chart + (row(figure, store) if asks else "")


def row(figure: Figure, store: Store) -> str:
    """The choices under the chart; '' where there are none."""
    parts = (_order(figure, store), _references(figure, store), _years(figure, store))
    return f'<div class="m-tools">{"".join(parts)}</div>' if any(parts) else ""


def address(figure: Figure, view: View, store: Store) -> str:
    """The address of another view on the figure's page."""
    return f"/{figure.page}?{view.with_(language=store.lang(view.language), refused=()).query()}"


def menu(label: str, choices: Iterable[tuple[str, View, bool]], figure: Figure, store: Store) -> str:
    """A label that opens a list of views: what each is called, and whether it is the one now."""
    lines = "".join(
        "<li>"
        + html.link(text, address(figure, view, store), data_ask="1", aria_current="true" if now else "")
        + "</li>"
        for text, view, now in choices
    )
    summary = html.tag("summary", label)
    panel = f'<div class="m-panel"><ul class="m-files">{lines}</ul></div>'
    return f'<details class="m-menu" name="ask">{summary}{panel}</details>'


def _order(figure: Figure, store: Store) -> str:
    """The orders of rows, where there are enough of them."""
    chart, view = figure.chart, figure.view
    if chart is None:
        return ""
    sorts = _sorts(figure, chart)
    if len(sorts) < 2 or _named(chart) < 3:
        return ""
    label = say("tools.sort", view.language)
    if view.sort:
        label += f": {lowered(say(f'tools.sort_{view.sort}', view.language))}"
    return menu(
        label,
        [
            (say(f"tools.sort_{sort}", view.language), view.with_(sort=sort), sort == view.sort)
            for sort in sorts
        ],
        figure,
        store,
    )


def _sorts(figure: Figure, chart: Chart) -> tuple[str, ...]:
    """The orders that its rows may stand in; that of gaps where it has any."""
    if KINDS[figure.kind].processes:
        return ("gap", "codebook") if chart.gapped else ()
    if chart.form not in _SORTED:
        return ()
    return SORTS if chart.gapped else tuple(sort for sort in SORTS if sort != "gap")


def _references(figure: Figure, store: Store) -> str:
    """What the figure can be compared against."""
    view = figure.view
    if figure.chart is None or KINDS[figure.kind].processes:
        return ""
    names = Names(store.codebook, view.language)
    label = say("tools.ref", view.language)
    known = offered(view, store)
    if not known:
        return ""
    if view.ref:
        label += f": {lowered(called(view.ref, names))}"
    choices = [(called(ref, names), view.with_(ref=ref), ref == view.ref) for ref in known]
    if view.ref:
        choices.insert(0, (say("tools.ref_none", view.language), view.with_(ref=""), False))
    return menu(label, choices, figure, store)


def called(ref: str, names: Names) -> str:
    """What a reference is called in a list."""
    if ref.startswith(GROUP):
        return names.group(ref.removeprefix(GROUP))
    return names.wave(ref.removeprefix(WAVE)) if ref.startswith(WAVE) else names.say(f"tools.ref_{ref}")


def _named(chart: Chart) -> int:
    """How many rows there are to put in order; of panels with one row each, the panels."""
    most = max((sum(row.opens for row in panel.rows) for panel in chart.panels), default=0)
    return max(most, len(chart.panels) if most == 1 else 0)


def _years(figure: Figure, store: Store) -> str:
    """A slider over the waves: of a figure with one wave to those beside it, of rows with several through
    them."""
    chart, view = figure.chart, figure.view
    if chart is None or chart.form.over_waves or chart.form is Form.DUMBBELL:
        return ""
    names = Names(store.codebook, view.language)
    one = len(view.waves) == 1
    pair = pair_of(store, view.breakdowns)
    waves = waves_with_data(store, view.indicators, view.groups, pair) if one else list(view.waves)
    if len(waves) < 2 or (one and view.waves[0] not in waves):
        return ""
    labels = [names.wave(wave) for wave in waves] + ([] if one else [say("tools.all_years", view.language)])
    asked: Mapping[str, str] = {
        "data_waves": ",".join(waves),
        "data_query": view.with_(language=store.lang(view.language)).query() if one else "",
    }
    now = waves.index(view.waves[0]) if one else len(waves)
    label, play = say("tools.year", view.language), say("tools.play", view.language)
    slider = (
        f'<input type="range" min="0" max="{len(labels) - 1}" step="1" value="{now}" '
        f'aria-label="{html.escape(label)}" aria-valuetext="{html.escape(labels[now])}">'
    )
    options = "".join(html.tag("span", text, class_="m-year") for text in labels)
    attributes = "".join(
        f' {name.replace("_", "-")}="{html.escape(value)}"' for name, value in asked.items() if value
    )
    button = html.tag("button", "▶", type="button", class_="m-play", aria_label=play, title=play)
    output = html.tag("output", labels[now])
    return f'<div class="m-years"{attributes}>{button}{slider}{output}<span hidden>{options}</span></div>'


def drills(figure: Figure, patterns: Iterable[str], store: Store) -> dict[str, str]:
    """For the lines of each pattern the way to the next breakdown, as a link; nothing where there is none."""
    found = {}
    for of in patterns:
        view = drilled(figure, of, store)
        if view is not None:
            names = Names(store.codebook, view.language)
            new = next(id for id in view.breakdowns if id not in figure.view.breakdowns)
            text = say("tools.drill", view.language, by=lowered(names.breakdown(new)))
            found[of] = html.link(text, address(figure, view, store), data_ask="1")
    return found


def drilled(figure: Figure, of: str, store: Store) -> View | None:
    """The view of these lines alone by the next breakdown: of one group or indicator, or with the level
    brought forward; None where there is none."""
    assert figure.chart is not None
    view, parts = figure.view, figure.chart.parts
    fixed = {part: code for part, code in zip(parts, of.split(","), strict=False) if code != EVERY}
    level = next((fixed[part] for part in _LEVELS if part in fixed), "")
    narrowed = fixed.get("indicator") in view.indicators
    indicators = (fixed["indicator"],) if narrowed else view.indicators
    groups = (fixed["group"],) if "group" in fixed else view.groups
    if len(view.breakdowns) > 1 or not (level or narrowed or "group" in fixed):
        return None
    new = _next(store, indicators, groups, view.breakdowns)
    if not new:
        return None
    by = tuple(filter(None, pair_of(store, (*view.breakdowns, new))))
    items = [
        part for part in ("indicator", "category") if part in parts and not (narrowed and part == "indicator")
    ]
    beside = [fixed.get(part, EVERY) for part in items]
    beside += [EVERY] if len(groups) > 1 else []
    focus = ",".join([*beside, *(EVERY if id == new else level for id in by)]) if level else ""
    changed = {"indicators": indicators, "groups": groups, "breakdowns": by}
    return view.with_(**changed, figure="", focus=focus, sort="")


@per_store(most=MOST_KEPT)
def _next(
    store: Store, indicators: tuple[str, ...], groups: tuple[str, ...], breakdowns: tuple[str, ...]
) -> str:
    """The first breakdown by which all these groups can be shown beside the present one; '' for none."""
    wanted = set(groups)
    beside = (id for id in store.breakdown_ids if id not in breakdowns)
    fits = (
        id
        for id in beside
        if wanted <= groups_with_data(store, indicators, pair_of(store, (*breakdowns, id)))
    )
    return next(fits, "")
