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
from monitor.ui import form, kept, serving, state, take
from monitor.web import html
from monitor.workshop import templates
from monitor.workshop.asking import figure_of, kinds_of, lines_of
from monitor.workshop.drawing import drawing
from monitor.workshop.plan import LONGEST_QUESTION, Plan, Step, from_link, of_collection, to_link

OWN, ALL = "own", "all"
_PLAN, _ASKED, _REFUSED = "workshop.plan", "workshop.asked", "workshop.refused"


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
    with st.container(horizontal=True, vertical_alignment="bottom", key="workshop-choose"):
        st.selectbox(
            say("workshop.choose", language), list(names), format_func=names.__getitem__, key="workshop.what"
        )
        times = [0, *templates.TEMPLATES]
        st.selectbox(
            say("workshop.template", language),
            times,
            format_func=lambda minutes: (
                say("workshop.minutes", language, count=minutes)
                if minutes
                else say("workshop.as_is", language)
            ),
            key="workshop.minutes",
        )
        st.button(say("workshop.begin", language), key="workshop.begin", on_click=_begin, args=(language,))


def _begin(language: str) -> None:
    store, what, minutes = (
        current_store(),
        st.session_state["workshop.what"],
        st.session_state["workshop.minutes"],
    )
    found = next((item for item in store.codebook.presentations if item.id == what), None)
    if what == OWN:
        plan = of_collection(kept.current())
    elif found is not None:
        plan = templates.of_presentation(found, store.codebook, language)
    else:
        plan = templates.all_presentations(store.codebook, language)
    _change(templates.fitted(plan, minutes, store) if minutes else plan)


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
    with st.container(border=True, key=f"workshop-step-{at}"):
        st.html(
            html.tag("h2", f"{at + 1}. {step.title or figure.title}")
            + html.tag("p", figure.subtitle, class_="m-subtitle")
        )
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"workshop-row-{at}"):
            _asks(at, step, store, language)
            st.checkbox(
                say("workshop.hidden", language),
                key=_kept(at, "hidden", step.hidden),
                on_change=_changed,
                args=(at, "hidden", bool),
            )
        with st.expander(say("workshop.more", language)):
            _more(at, step, store, language)
        _buttons(at, count, language)


def _asks(at: int, step: Step, store: Store, language: str) -> None:
    kinds = ["", *kinds_of(step, store)]
    if step.ask not in kinds:
        kinds.append(step.ask)
    st.selectbox(
        say("workshop.asks", language),
        kinds,
        format_func=lambda kind: say(f"workshop.ask.{kind or 'none'}", language),
        key=_kept(at, "ask", step.ask),
        on_change=_changed,
        args=(at, "ask", str),
    )


def _more(at: int, step: Step, store: Store, language: str) -> None:
    if step.ask:
        lines = lines_of(step, store, language)
        about = step.about if step.about in lines else next(iter(lines), "")
        st.selectbox(
            say("workshop.about", language),
            list(lines),
            format_func=lambda code: lines.get(code, code),
            key=_kept(at, "about", about),
            on_change=_changed,
            args=(at, "about", str),
        )
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


def _buttons(at: int, count: int, language: str) -> None:
    acts: tuple[tuple[str, str, bool, Callable[[Plan], Plan]], ...] = (
        ("up", "arrow_upward", at == 0, lambda plan: plan.move(at, at - 1)),
        ("down", "arrow_downward", at == count - 1, lambda plan: plan.move(at, at + 1)),
        ("remove", "delete", False, lambda plan: plan.remove(at)),
    )
    with st.container(horizontal=True, gap="small", key=f"workshop-buttons-{at}"):
        for name, icon, off, act in acts:
            st.button(
                say(f"workshop.{name}", language),
                key=f"workshop.{name}.{at}",
                icon=f":material/{icon}:",
                type="tertiary",
                disabled=off,
                on_click=lambda act=act: _change(act(current())),
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
