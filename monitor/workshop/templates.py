"""Sessions to begin with: the presentations of the codebook, and how much of one fits in 20 or 60 minutes."""

from __future__ import annotations

from monitor.codebook import Codebook
from monitor.codebook.models import Presentation
from monitor.store import Store
from monitor.workshop.asking import kinds_of
from monitor.workshop.plan import LONGEST_QUESTION, Plan, Step

TEMPLATES = {20: (6, 2), 60: (16, 8)}
"""Minutes → the most figures and the most questions: three minutes a figure, and two more for a question with
its talk."""


def of_presentation(presentation: Presentation, book: Codebook, language: str) -> Plan:
    """A presentation of the codebook as a session, its notes and questions in this language."""
    stories = {story.id: story for story in book.stories}
    steps = []
    for shown in presentation.steps:
        story = stories[shown.story]
        page = book.page.get(story.page)
        question = book.say(shown.question, language)[:LONGEST_QUESTION]
        note = book.say(shown.note, language)
        steps.append(
            Step(
                page=page.path if page else story.page,
                view=story.view,
                note=note,
                hidden=shown.hidden,
                ask=shown.ask or "",
                question=question,
                about=shown.about or "",
            )
        )
    return Plan(title=book.say(presentation.title, language), steps=tuple(steps))


def all_presentations(book: Codebook, language: str) -> Plan:
    """Every presentation after another: an hour has room for more than one."""
    plans = [of_presentation(presentation, book, language) for presentation in book.presentations]
    return Plan(
        title=book.say(book.survey.title, language),
        steps=tuple(step for plan in plans for step in plan.steps)[:24],
    )


def fitted(plan: Plan, minutes: int, store: Store) -> Plan:
    """The session as it fits in so many minutes: its first figures, with questions spread over those that can
    be asked about.

    A question that stands in the plan already is kept before another is made; a figure that gets a question
    starts hidden.
    """
    figures, questions = TEMPLATES[minutes]
    steps = list(plan.steps[:figures])
    can = {at: kinds_of(step, store) for at, step in enumerate(steps)}
    chosen = [at for at, step in enumerate(steps) if step.ask and step.ask in can[at]]
    chosen += [at for at in can if can[at] and at not in chosen]
    for at, step in enumerate(steps):
        if at not in chosen[:questions]:
            steps[at] = step.model_copy(update={"ask": "", "question": "", "about": ""})
        elif not step.ask:
            steps[at] = step.model_copy(
                update={"ask": "poll" if can[at] == ["guess", "poll"] else can[at][0], "hidden": True}
            )
    return Plan(title=plan.title, steps=tuple(steps))
