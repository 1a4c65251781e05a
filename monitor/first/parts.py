"""The pieces that first pages are made of, as Streamlit lays them out: the one takes the other's place."""

from __future__ import annotations

from monitor.figure.figure import Figure
from monitor.locale import say
from monitor.store import Store
from monitor.ui import card as cards
from monitor.ui import take, tools
from monitor.web import html


def folded(title: str, body: str) -> str:
    """A part that opens under its title."""
    return f'<details class="f-fold">{html.tag("summary", title)}<div class="f-inside">{body}</div></details>'


def chart(figure: Figure, store: Store, asks: bool = False) -> str:
    """The figure's chart, or why there is none; where it `asks`, with the choices in it."""
    if figure.chart is None:
        return html.tag("p", figure.empty, class_="m-empty")
    return tools.drawn(figure, store, asks)


def card(
    figure: Figure, store: Store, site: str, finer: str = "", level: int = 2, asks: bool = False
) -> list[str]:
    """The figure card, with `asks` also the choices in it, its sentences beside it; and its table."""
    language = figure.view.language
    inside = [
        cards.head(figure, level, finer),
        chart(figure, store, asks),
        cards.foot(figure, site),
    ]
    boxes = "".join(f'<div class="f-item">{part}</div>' for part in inside)
    taken = f'<div class="f-take">{take.row(figure, store, site)}</div>'
    said = [cards.words(figure, level + 1)] if figure.points else []
    said += [folded(say("card.explanation", language), cards.folded(figure))] if figure.words.folded else []
    beside = "".join(f'<div class="f-item">{part}</div>' for part in said)
    parts = [
        f'<div class="f-answer"><article class="f-card">{boxes}{taken}</article>'
        f'<div class="f-said">{beside}</div></div>'
    ]
    if figure.table.rows:
        parts.append(folded(say("card.table", language), html.table(figure.table)))
    return parts
