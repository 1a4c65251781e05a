"""A step's figure → the question that a room gets about it, with what the survey says: in every language,
from the same rows."""

from __future__ import annotations

from collections.abc import Callable

from monitor.codebook import Distribution, Mean, Multiple
from monitor.codebook.indicators import AnyIndicator
from monitor.figure import wording
from monitor.figure.answer import Answer, answer
from monitor.figure.build import cached_figure
from monitor.figure.figure import Figure
from monitor.figure.key import Key
from monitor.figure.names import raised
from monitor.locale import LANGUAGES, say
from monitor.store import Estimate, Store
from monitor.view import View
from monitor.workshop.plan import Step
from monitor.workshop.question import Option, Published, Question, Texts, Truth

Maker = Callable[[Answer, Key], Question | None]


def figure_of(step: Step, store: Store, language: str) -> Figure:
    """The step's figure."""
    return cached_figure(step.asks(language), store, store.codebook.page_at.get(step.page))


def lines_of(step: Step, store: Store, language: str) -> dict[str, str]:
    """The lines that a question can be about, code → name; the first is what it is about by itself."""
    found = answer(figure_of(step, store, language).view, store)
    keys = _lines_shown(found)
    varying = found.varying(keys) or ["group"]
    return {",".join(key): found.label(key, varying) for key in keys}


def kinds_of(step: Step, store: Store) -> list[str]:
    """What can be asked about the step's figure: guess, line, poll."""
    return [
        ask
        for ask in ("guess", "line", "poll")
        if question_of(step.model_copy(update={"ask": ask, "about": ""}), store)
    ]


def question_of(step: Step, store: Store) -> Question | None:
    """The question of a step; None where it asks none, or where the survey has no number to hold an answer
    to."""
    make = _MAKERS.get(step.ask)
    if make is None:
        return None
    made = [(language, _made(step, store, language, make)) for language in LANGUAGES]
    if any(question is None for _, question in made):
        return None
    first = made[0][1]
    assert first is not None
    texts = {language: step.question or question.text[language] for language, question in made if question}
    said = {language: question.said[language] for language, question in made if question}
    options = tuple(
        Option(
            id=option.id,
            label={language: question.options[at].label[language] for language, question in made if question},
        )
        for at, option in enumerate(first.options)
    )
    published = first.published
    if published is not None:
        sources = {
            language: question.published.source[language]
            for language, question in made
            if question and question.published
        }
        published = published.model_copy(update={"source": sources})
    return first.model_copy(update={"text": texts, "said": said, "options": options, "published": published})


def _made(step: Step, store: Store, language: str, make: Maker) -> Question | None:
    figure = figure_of(step, store, language)
    if figure.empty:
        return None
    found = answer(figure.view, store)
    keys = _lines_shown(found)
    if not keys:
        return None
    first = next((key for key in keys if key in found.leading), keys[0])
    key = next((key for key in keys if ",".join(key) == step.about), first)
    question = make(found, key)
    said = {language: _said(found, key, store)}
    shown = {"said": said, "simulated": figure.simulated, "query": figure.query, "page": figure.page}
    return question.model_copy(update=shown) if question else None


def _guess(found: Answer, key: Key) -> Question | None:
    """A number of one line in its newest wave."""
    row = _newest(found, key)
    if row is None:
        return None
    share = found.in_percent
    scale = found.scale
    if not share and (scale is None or key.category):
        return None
    low, high = (0.0, 100.0) if share or scale is None else (scale.min, scale.max)
    return Question(
        kind="share" if share else "number",
        text={found.language: _asked(found, key, row.wave)},
        low=low,
        high=high,
        step=1.0 if share else _step(low, high),
        unit="%" if share else found.unit,
        truth=(_truth(found, row),),
        published=_published(found, key, row.wave),
    )


def _line(found: Answer, key: Key) -> Question | None:
    """The course of one line over the waves that can be compared; its first wave is given."""
    rows = [row for row in found.drawn[key].values() if row.shown]
    item = found.names.book.indicator[key.indicator]
    rows = [row for row in rows if item.comparable_waves(rows[-1].wave, row.wave)]
    if len(rows) < 3 or (not found.in_percent and found.scale is None):
        return None
    base = _guess(found, key)
    if base is None:
        return None
    text = say(
        "workshop.asked.line",
        found.language,
        topic=_topic(found, key),
        who=wording.who(found, key, _whom(key)),
        first=found.names.wave(rows[0].wave),
        last=found.names.wave(rows[-1].wave),
    )
    return base.model_copy(
        update={
            "kind": "line",
            "text": {found.language: text},
            "truth": tuple(_truth(found, row) for row in rows),
            "published": None,
        }
    )


def _poll(found: Answer, key: Key) -> Question | None:
    """The survey's own question, for the room; the panel's answers of the newest wave beside it."""
    item = found.names.book.indicator[key.indicator]
    row = _newest(found, key)
    if row is None:
        return None
    text = {found.language: _wording(found, item, row.wave)}
    if isinstance(item, Mean):
        if item.scale is None or item.scale.max - item.scale.min > 20:
            return None
        low, high = item.scale.min, item.scale.max
        return Question(
            kind="scale", text=text, low=low, high=high, unit=found.unit, truth=(_truth(found, row),)
        )
    if not isinstance(item, (Distribution, Multiple)):
        return None
    options = item.categories if isinstance(item, Distribution) else item.options
    rows = {part.id: _newest(found, key._replace(category=part.id)) for part in options}
    return Question(
        kind="choice" if isinstance(item, Distribution) else "choices",
        text=text,
        options=tuple(
            Option(id=part.id, label={found.language: raised(found.names.text(part.label))})
            for part in options
        ),
        truth=tuple(_truth(found, row, part.id) for part in options if (row := rows[part.id]) is not None),
    )


_MAKERS: dict[str, Maker] = {"guess": _guess, "line": _line, "poll": _poll}


def _lines_shown(found: Answer) -> list[Key]:
    return [key for key, waves in found.drawn.items() if any(row.shown for row in waves.values())]


def _newest(found: Answer, key: Key) -> Estimate | None:
    rows = [row for row in found.lines.get(key, {}).values() if row.shown]
    return rows[-1] if rows else None


def _truth(found: Answer, row: Estimate, name: str = "") -> Truth:
    scale = 100.0 if found.is_share else 1.0
    value, low, high = (
        None if number is None else round(number * scale, 4)
        for number in (row.estimate, row.ci_low, row.ci_high)
    )
    return Truth(name=name or found.names.wave(row.wave), value=value, low=low, high=high)


def _step(low: float, high: float) -> float:
    return next(step for step in (0.1, 0.5, 1.0, 5.0, 10.0, (high - low) / 100) if (high - low) / step <= 100)


def _whom(key: Key) -> list[str]:
    return ["group", *(name for name in ("level1", "level2") if getattr(key, name))]


def _asked(found: Answer, key: Key, wave: str) -> str:
    """'Welk deel van de leraren gebruikt een app? (2025)', or the label where the codebook has
    no phrase."""
    phrase = "" if key.category else wording.subject(found, key.indicator)
    within = wording.levels(found, key)
    who = wording.of_whom(found, key) if found.is_share else found.names.group_inline(key.group)
    kind = ("share" if found.is_share else "score") + ("" if phrase else "_label")
    if not found.is_share and found.unit:
        kind = "level"
    slots = {
        "who": f"{who} ({within})" if within else who,
        "wave": found.names.wave(wave),
        "subject": phrase,
        "topic": _topic(found, key),
    }
    return say(f"workshop.asked.{kind}", found.language, **slots)


def _topic(found: Answer, key: Key) -> str:
    label = raised(found.names.indicator(key.indicator))
    return f"{label}: ‘{wording.answer_name(found, key)}’" if key.category else label


def _wording(found: Answer, item: AnyIndicator, wave: str) -> str:
    """The question as asked, without the words that say it is the gist."""
    text = found.names.text(item.wording(wave)) or found.names.text(item.label)
    return raised(text.removeprefix(say("workshop.gist", found.language)).strip())


def _said(found: Answer, key: Key, store: Store) -> str:
    """The finding about this one line in its newest wave, in a sentence."""
    row = _newest(found, key)
    if row is None:
        return ""
    if key.level1:
        value, wave = found.spoken(row.estimate), found.names.wave(row.wave)
        return f"{raised(wording.who(found, key, _whom(key)))}: {value} ({wave})."
    alone = cached_figure(
        View((key.indicator,), (key.group,), (), (row.wave,), language=found.language), store
    )
    return alone.sentences[0] if alone.sentences else ""


def _published(found: Answer, key: Key, wave: str) -> Published | None:
    item = found.published.get(key, {}).get(wave)
    if item is None:
        return None
    source: Texts = {found.language: item.source}
    return Published(
        value=item.value * (100 if found.is_share else 1), exactness=item.exactness, source=source
    )
