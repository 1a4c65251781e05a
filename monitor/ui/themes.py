"""The themes of each subject page: the trend of one subject each, as small lines on one scale in one picture,
with the way to it."""

from __future__ import annotations

from monitor.codebook import Mean, Page, Share
from monitor.figure import theme as colours
from monitor.figure.build import cached_figure
from monitor.figure.chart import Chart, Series
from monitor.figure.dark import style
from monitor.figure.kinds import KINDS
from monitor.figure.names import Names, raised
from monitor.locale import say
from monitor.store import Store, per_store
from monitor.ui.addresses import link_to
from monitor.view import View
from monitor.web import html

WIDTH, HIGH, EDGE = 140, 44, 3
"""Of the lines of a theme, in pixels; and what their dots need around them."""


@per_store()
def section(store: Store, language: str) -> str:
    """Each subject page with its line on what can be asked there and its themes, as HTML."""
    book = store.codebook
    label = html.label(say("card.simulated", language)) if store.simulated() else ""
    title = html.tag("h2", say("start.pages", language))
    parts = [f'<div class="m-titled">{title}{label}</div>']
    for page in book.subject_pages():
        head = html.link(book.say(page.title, language), link_to(book, page.id, "", language))
        parts.append(f"<h3>{head}</h3>" + html.tag("p", book.say(page.intro, language), class_="m-small"))
        parts.append(_Themes(store, page, language).html())
    return "".join(parts)


def leads(store: Store, page: Page) -> list[tuple[str, str]]:
    """(theme, the subject that stands for it), in the codebook's order: of the subjects that were asked in
    most waves the first share, else the first score, else the first."""
    book, within = store.codebook, set(page.groups)
    found: dict[str, list[str]] = {}
    for id in store.indicator_ids:
        if any(group in within for _, group in store.answered.get(id, {})):
            found.setdefault(book.indicator[id].theme or "", []).append(id)

    def worth(id: str) -> tuple[int, int]:
        waves = {wave for wave, group in store.answered[id] if group in within}
        indicator = book.indicator[id]
        return len(waves), 2 if isinstance(indicator, Share) else int(isinstance(indicator, Mean))

    order = [theme.id for theme in book.themes] + [""]
    return [(id, max(found[id], key=worth)) for id in order if id in found]


OVER_YEARS = next(kind.id for kind in KINDS.values() if kind.over_time)
"""The first figure type that shows waves beside each other."""


class _Themes:
    """The themes of one page. Their lines stand under each other in one picture, of which each shows its
    part."""

    def __init__(self, store: Store, page: Page, language: str):
        self.store, self.page, self.language = store, page, language
        self.names = Names(store.codebook, language)
        self.labels = {item.id: self.names.text(item.label) for item in store.codebook.themes}
        self.drawn: list[str] = []

    def html(self) -> str:
        cards = "".join(self._card(lead, theme) for theme, lead in leads(self.store, self.page))
        high, marks = max(HIGH * len(self.drawn), 1), "".join(self.drawn)
        picture = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{high}" '
            f'viewBox="0 0 {WIDTH} {high}">{style(marks)}{marks}</svg>'
        )
        source = html.drawing(picture)
        return f'<ul class="m-themes" style="--m-lines:url(&quot;{html.escape(source)}&quot;)">{cards}</ul>'

    def _card(self, lead: str, theme: str) -> str:
        """A theme with its lines; what they are of, with the oldest and the newest number, stands below."""
        book, names = self.store.codebook, self.names
        view = View((lead,), self._together(lead), (), (), OVER_YEARS, self.language)
        chart = cached_figure(view, self.store, self.page).chart
        subject = raised(names.short(lead))
        link = html.link(
            self.labels.get(theme) or subject, link_to(book, self.page.id, View((lead,)), self.language)
        )
        part, under = "", subject
        if chart and chart.form.over_waves:
            lines = [series for panel in chart.panels for series in panel.series]
            part = f'<span class="m-line" style="background-position:0 -{HIGH * len(self.drawn)}px"></span>'
            self._draw(chart, lines)
            ends = [point.text for point in lines[0].points if point.shown] if len(lines) == 1 else []
            under = f"{subject}: {self._from_to(ends)}" if ends else subject
        return f"<li>{link}{part}{html.tag('span', under, class_='m-under')}</li>"

    def _from_to(self, texts: list[str]) -> str:
        if texts[0] == texts[-1]:
            return texts[0]
        return say("start.from_to", self.language, first=texts[0], last=texts[-1])

    def _together(self, id: str) -> tuple[str, ...]:
        """The group that takes most others of the page together; none where nobody is."""
        book = self.store.codebook
        asked = {group for _, group in self.store.answered[id]}
        pools = [group for group in self.page.groups if group in asked and book.group[group].pool]
        most = max(pools, key=lambda group: len(getattr(book.group[group].pool, "of", ())), default="")
        return (most,) if most else ()

    def _draw(self, chart: Chart, lines: list[Series]) -> None:
        """The lines on the whole scale, from the first wave to the newest, below what was drawn before."""
        top = HIGH * len(self.drawn)
        low, span = chart.axis.low, (chart.axis.high - chart.axis.low) or 1.0
        marks = f'<path d="M0 {top + HIGH - 0.5}H{WIDTH}" stroke="{colours.GRID}"/>'

        def place(at: int, value: float) -> tuple[float, float]:
            x = EDGE + (WIDTH - 2 * EDGE) * chart.waves[at].place
            return x, top + EDGE + (HIGH - 2 * EDGE) * (1 - (value - low) / span)

        for series in lines:
            color = series.color if len(lines) > 1 else colours.PALETTE[0]
            for run in series.runs():
                points = [place(at, series.points[at].value or 0.0) for at in run]
                steps = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
                marks += f'<polyline points="{steps}" fill="none" stroke="{color}" stroke-width="2"/>'
                x, y = points[-1]
                marks += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>'
        self.drawn.append(marks)
