"""The page /workshop: what is shown, in which order, what starts hidden and what the room is asked. Its
address holds all of it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st

from monitor.collection import CollectionError
from monitor.collection.value import LONGEST_NOTE, LONGEST_TITLE
from monitor.locale import say
from monitor.store import Store, current_store
from monitor.ui import card, form, kept, serving, state, take
from monitor.web import html
from monitor.workshop import templates
from monitor.workshop.asking import figure_of, kinds_of, lines_of
from monitor.workshop.drawing import drawing
from monitor.workshop.plan import LONGEST_QUESTION, Plan, Step, from_link, of_collection, to_link

OWN, ALL = "own", "all"
_PLAN, _ASKED, _REFUSED = "workshop.plan", "workshop.asked", "workshop.refused"
_CHOSEN = "workshop.chosen"


def current() -> Plan:
    """The session as it is prepared now."""
    plan: Plan = st.session_state.get(_PLAN, Plan())
    return plan


def read_address() -> str:
    """Takes over the session in the address, unless this page wrote it there itself; why something could not
    be taken over, or ''."""
    asked = st.query_params.get("p", "")
    if asked and asked != st.session_state.get(_ASKED):
        try:
            st.session_state[_PLAN] = from_link(asked)
        except CollectionError as error:
            st.session_state[_REFUSED] = error.reason
    reason: str = st.session_state.pop(_REFUSED, "") or st.query_params.get("refused", "")
    return reason


def write_address(plan: Plan, store: Store, language: str) -> str:
    """Puts the whole session in the address; its link."""
    link = to_link(plan)
    st.session_state[_ASKED] = link
    wanted = {key: value for key, value in (("p", link), ("lang", store.lang(language))) if value}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
    return link


def told_why(reason: str, language: str) -> list[str]:
    """Why a session could not be read, or not grow, in the reader's language."""
    return (
        [say("workshop.too_long" if reason == "too_long" else "workshop.refused", language)] if reason else []
    )


def _change(plan: Plan) -> None:
    """Makes this the session, unless no link can hold it."""
    try:
        to_link(plan)
    except CollectionError as error:
        st.session_state[_REFUSED] = error.reason
        return
    st.session_state[_PLAN] = plan


def choose(store: Store, language: str) -> None:
    """What is shown, and how long there is for it."""
    book = store.codebook
    names = {item.id: book.say(item.title, language) for item in book.presentations}
    if len(names) > 1:
        names[ALL] = say("workshop.all", language)
    if kept.current().items:
        names[OWN] = say("workshop.own", language)
    if not names:
        return
    times = {"0": say("workshop.as_is", language)} | {
        str(minutes): say("workshop.minutes", language, count=minutes) for minutes in templates.TEMPLATES
    }
    chosen = st.session_state.get(_CHOSEN, {})
    first = {"what": next(iter(names)), "minutes": "0"}
    what, minutes = (
        chosen.get(name) if chosen.get(name) in offered else first[name]
        for name, offered in (("what", names), ("minutes", times))
    )
    begin = html.tag(
        "button",
        say("workshop.begin", language),
        type="submit",
        name="begin",
        value="1",
        class_="m-act" if current().steps else "m-go",
    )
    row = [
        form.picked("what", say("workshop.choose", language), names, str(what)),
        form.picked("minutes", say("workshop.template", language), times, str(minutes)),
        begin,
    ]
    form.show(form.form(_here(store), {}, [row], language), "workshop-choose", _chose)


def _here(store: Store) -> str:
    return f"/{store.codebook.paths['workshop']}"


def _chose(sent: form.Query) -> None:
    """Keeps what is picked; begins with it where that is asked."""
    chosen = {name: "".join(sent.get(name, ())[-1:]) for name in ("what", "minutes")}
    st.session_state[_CHOSEN] = chosen
    if "begin" in sent:
        _begin(chosen["what"], chosen["minutes"], state.language())


def _begin(what: str, minutes: str, language: str) -> None:
    store = current_store()
    found = next((item for item in store.codebook.presentations if item.id == what), None)
    if what == OWN:
        plan = of_collection(kept.current())
    elif found is not None:
        plan = templates.of_presentation(found, store.codebook, language)
    else:
        plan = templates.all_presentations(store.codebook, language)
    long = int(minutes) if minutes.isdecimal() and int(minutes) in templates.TEMPLATES else 0
    _change(templates.fitted(plan, long, store) if long else plan)


def show_title(plan: Plan, language: str) -> None:
    """A title over the session."""
    state.keep("workshop.title", plan.title)
    st.text_input(
        say("workshop.title", language),
        key="workshop.title",
        max_chars=LONGEST_TITLE,
        on_change=lambda: _change(current().retitle(st.session_state["workshop.title"] or "")),
    )


def show_actions(link: str, language: str) -> None:
    """The show itself, its link and its file."""
    lang = serving.store().lang(language)
    query = urlencode({"p": link} | ({"lang": lang} if lang else {}))
    address = f"{take.site()}/show?{query}"
    start = html.link(say("workshop.start", language), f"/show?{query}", class_="m-start", target="_blank")
    save = html.link(say("workshop.save", language), f"/show/plan.json?{query}", class_="m-take-link")
    name = say("workshop.link", language)
    copy = html.tag("p", say("workshop.link_how", language)) + html.address(address, name)
    panel = take.menu(name, copy + take.copy_button(address, say("take.copy_link", language)))
    how = html.tag("p", say("workshop.start_how", language), class_="m-small")
    st.html(f'<p>{start}</p>{how}<div class="m-take m-take-all">{panel}{save}</div>')


def show_step(at: int, step: Step, count: int, store: Store, language: str) -> None:
    """One figure of the session: what starts hidden, what is asked, what the presenter says."""
    figure = figure_of(step, store, language)
    title = step.title or figure.title
    with st.container(border=True, key=f"workshop-step-{at}"):
        st.html(card.numbered(at + 1, title, figure) + html.tag("p", figure.subtitle, class_="m-subtitle"))
        rows = [_asks(step, store, language), [_acts(at, count, f"{at + 1}. {title}", language)]]
        body = form.form(_here(store), {"at": str(at)}, rows, language)
        form.show(body, f"workshop-form-{at}", _stepped)
        with st.expander(say("workshop.more", language)):
            _more(at, step, store, language)


def _asks(step: Step, store: Store, language: str) -> list[str]:
    """What the room is asked, about which line, and whether numbers start hidden."""
    kinds = dict.fromkeys(["", *kinds_of(step, store), step.ask])
    names = {kind or "none": say(f"workshop.ask.{kind or 'none'}", language) for kind in kinds}
    parts = [form.picked("ask", say("workshop.asks", language), names, step.ask or "none")]
    lines = lines_of(step, store, language) if step.ask else {}
    if lines:
        about = step.about if step.about in lines else next(iter(lines))
        parts.append(form.picked("about", say("workshop.about", language), lines, about))
    return [*parts, form.one_tick("hidden", say("workshop.hidden", language), step.hidden)]


def _acts(at: int, count: int, title: str, language: str) -> str:
    labels = {name: say(f"workshop.{name}", language) for name in form.ACTS}
    return f'<div class="m-acts">{form.acts(at, count, title, labels)}</div>'


def _stepped(sent: form.Query) -> None:
    """Changes a step, moves it or takes it out; what it moves is said, and the keyboard goes along."""
    plan = current()
    at = "".join(sent.get("at", ())[-1:])
    if act := form.acted(sent, len(plan.steps)):
        _act(*act)
    elif at.isdecimal() and int(at) < len(plan.steps):
        _change(plan.change(int(at), **_asked(plan.steps[int(at)], sent)))


def _asked(step: Step, sent: form.Query) -> dict[str, object]:
    """What a form asks of a step; a question that the figure can't have is none."""
    store = current_store()
    ask, about = ("".join(sent.get(name, ())[-1:]) for name in ("ask", "about"))
    changes: dict[str, object] = {
        "ask": ask if ask in kinds_of(step, store) else "",
        "hidden": "hidden" in sent,
    }
    return changes | ({"about": about} if about in lines_of(step, store, state.language()) else {})


def _act(name: str, at: int) -> None:
    plan, language = current(), state.language()
    step = plan.steps[at]
    title = step.title or figure_of(step, current_store(), language).title
    if name == "remove":
        _change(plan.remove(at))
        left = min(at, len(plan.steps) - 2)
        focus = f'.m-acts [name="remove"][value="{left}"]' if left >= 0 else "#root h1"
        kept.tell(say("workshop.taken_out", language, title=title), focus)
        return
    to = at - 1 if name == "up" else at + 1
    _change(plan.move(at, to))
    names = (name, "down" if name == "up" else "up")
    told = say("collection.moved", language, title=title, place=to + 1, count=len(plan.steps))
    kept.tell(told, *(f'.m-acts [name="{one}"][value="{to}"]' for one in names))


def _more(at: int, step: Step, store: Store, language: str) -> None:
    if step.hidden:
        names = drawing(figure_of(step, store, language)).series
        st.multiselect(
            say("workshop.order", language),
            list(range(len(names))),
            format_func=lambda place: names[place] if place < len(names) else str(place + 1),
            help=say("workshop.order_how", language),
            placeholder=say("workshop.order_as_is", language),
            key=_kept(at, "order", [place for place in step.order if place < len(names)]),
            on_change=_changed,
            args=(at, "order", tuple),
        )
    texts = [("title", "workshop.step_title", LONGEST_TITLE), ("note", "workshop.note", LONGEST_NOTE)]
    if step.ask:
        texts.insert(0, ("question", "workshop.own_question", LONGEST_QUESTION))
    for name, label, longest in texts:
        field = st.text_area if name == "note" else st.text_input
        key = _kept(at, name, getattr(step, name))
        example = say("workshop.note_example", language) if name == "note" else None
        field(
            say(label, language),
            key=key,
            max_chars=longest,
            placeholder=example,
            on_change=_changed,
            args=(at, name, str),
        )


def _kept(at: int, name: str, value: object) -> str:
    """The key of a step's widget, which shows what the session says."""
    key = f"workshop.{name}.{at}"
    state.keep(key, value)
    return key


def _changed(at: int, name: str, made: Callable[[object], object]) -> None:
    value = st.session_state[f"workshop.{name}.{at}"]
    _change(current().change(at, **{name: made(value if value is not None else "")}))


def show_file_form(link: str, language: str) -> None:
    """A form that opens a saved session; a plain one, so that any of the workers can answer it."""
    fields = (
        f'<input type="hidden" name="p" value="{html.escape(link)}">'
        f'<input type="hidden" name="lang" value="{language}">'
    )
    action = html.rooted("/show/plan")
    st.html(
        f'<form class="m-form" method="post" action="{action}" enctype="multipart/form-data">{fields}'
        f"{form.file(say('workshop.choose_file', language))}"
        f"{html.tag('button', say('workshop.open_file', language), type='submit', class_='m-copy')}</form>"
    )
