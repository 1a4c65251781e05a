"""The pieces that first pages are made of, as Streamlit lays them out: the one takes the other's place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from monitor.figure.figure import Figure
from monitor.locale import say
from monitor.store import Store
from monitor.ui import card as cards
from monitor.ui import take, tools
from monitor.web import html

CHOOSE = "choose"
"""What the button of a form adds to its address: the shortest address of what was chosen is answered then."""


def folded(title: str, body: str) -> str:
    """A part that opens under its title."""
    return f'<details class="f-fold">{html.tag("summary", title)}<div class="f-inside">{body}</div></details>'


def chart(figure: Figure, store: Store | None = None) -> str:
    """The figure's chart, or why there is none; with a store, also the choices in it."""
    if figure.chart is None:
        return html.tag("p", figure.empty, class_="m-empty")
    return tools.drawn(figure, store)


def card(
    figure: Figure,
    store: Store,
    site: str,
    level: int = 2,
    most_words: int | None = None,
    asks: bool = False,
) -> list[str]:
    """The figure card, with `asks` also the choices in it; then its sentences and its table."""
    drawn = chart(figure, store if asks else None)
    inside = [cards.head(figure, level), drawn, cards.foot(figure, site), take.row(figure, store, site)]
    boxes = "".join(f'<div class="f-item">{part}</div>' for part in inside[:-1])
    parts = [f'<article class="f-card">{boxes}<div class="f-take">{inside[-1]}</div></article>']
    if figure.points:
        parts.append(cards.words(figure, level + 1, most_words))
    if figure.words.folded and most_words is None:
        parts.append(folded(say("card.explanation", figure.view.language), cards.folded(figure)))
    if figure.table.rows:
        parts.append(folded(say("card.table", figure.view.language), html.table(figure.table)))
    return parts


def picked(name: str, label: str, options: Mapping[str, str], value: str) -> str:
    """A list from which one is picked."""
    choices = "".join(_option(id, text, id == value) for id, text in options.items())
    return (
        f'<label class="f-pick"><span>{html.escape(label)}</span><select name="{name}">'
        f"{choices}</select></label>"
    )


def ticked(name: str, label: str, options: Mapping[str, str], values: Iterable[str]) -> str:
    """Choices of which several may be on."""
    on = set(values)
    boxes = "".join(
        f'<label class="f-pill"><input type="checkbox" name="{name}" value="{html.escape(id)}"'
        f"{' checked' if id in on else ''}><span>{html.escape(text)}</span></label>"
        for id, text in options.items()
    )
    return (
        f'<fieldset class="f-pick"><legend>{html.escape(label)}</legend><div class="f-pills">'
        f"{boxes}</div></fieldset>"
    )


def turned(label: str, ways: Sequence[tuple[str, str]], now: int) -> str:
    """Links of which one is where the reader is: (text, address) each."""
    links = "".join(
        html.link(text, address, class_="f-way", aria_current="true" if at == now else "")
        for at, (text, address) in enumerate(ways)
    )
    return f'<div class="f-pick"><span>{html.escape(label)}</span><div class="f-pills">{links}</div></div>'


def form(action: str, hidden: Mapping[str, str], seen: Sequence[str], more: str, language: str) -> str:
    """Choices in a row, others folded below them, and the button that opens what is chosen: beside the fold,
    or where there is none beside the first choice."""
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
        for name, value in hidden.items()
        if value
    )
    button = html.tag("button", say("first.show", language), type="submit", name=CHOOSE, value="1")
    row = [f"<div>{part}</div>" for part in seen]
    if more:
        rest, kind = (
            f'<div class="f-more">{folded(say("pick.more_choices", language), more)}{button}</div>',
            "f-row",
        )
    else:
        rest, kind = "", "f-row f-even"
        picks = next(at for at, part in enumerate(seen) if "<select" in part)
        row[picks] = f'<div class="f-with">{seen[picks]}{button}</div>'
    return (
        f'<form class="f-form" method="get" action="{html.escape(action)}">{kept}'
        f'<div class="{kind}">{"".join(row)}</div>{rest}</form>'
    )


def _option(id: str, text: str, chosen: bool) -> str:
    return f'<option value="{html.escape(id)}"{" selected" if chosen else ""}>{html.escape(text)}</option>'
