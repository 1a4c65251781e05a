"""Views with numbers chosen by hand, and what a figure says of each: the golden sentences.

Write the golden files anew, then read them: python -m tests.figure.cases
"""

from __future__ import annotations

from pathlib import Path

from monitor.figure.build import figure
from monitor.figure.choose import resolve
from monitor.figure.kinds import KINDS
from monitor.store import Estimate
from monitor.view import parse_view
from tests.figure.stores import MemoryStore, codebook, contrast, estimate

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
WAVES = ("2021", "2022", "2023", "2024")
PROCESSES = [
    {
        "id": "intake",
        "label": {"nl": "intake", "en": "intake"},
        "possible": "intake_kan",
        "actual": "intake_is",
    }
]

QUERIES = [
    "i=portaal&g=artsen",
    "i=portaal",
    "i=portaal&g=artsen,verpleegkundigen,allen&w=2024",
    "i=portaal&g=artsen&w=2021,2022",
    "i=portaal&by=leeftijd&g=artsen",
    "i=portaal&by=leeftijd",
    "i=portaal&by=leeftijd,geslacht&g=artsen",
    "i=portaal&by=geslacht&g=artsen&f=dumbbell",
    "i=portaal&by=geslacht&g=verpleegkundigen",
    "i=beeldbellen",
    "i=beeldbellen&g=verpleegkundigen&w=2022,2023",
    "i=beeldbellen&g=artsen&w=2023,2024",
    "i=werkdruk",
    "i=werkdruk&g=artsen&w=2024",
    "i=werkdruk&f=slope",
    "i=mening&g=artsen&w=2024",
    "i=mening",
    "i=mening&f=trend&g=artsen",
    "i=bronnen&g=artsen",
    "i=bronnen",
    "i=intake_kan,intake_is",
    "i=intake_kan,intake_is&g=artsen&f=paired",
    "i=portaal,beeldbellen",
    "i=werkdruk&by=leeftijd&g=artsen&f=trend",
    "i=werkdruk&by=leeftijd&g=artsen&w=2022,2024&f=slope",
    "i=beeldbellen&by=leeftijd&f=multiples",
    "i=intake_kan,intake_is&g=artsen&w=2023,2024",
    "i=intake_kan,intake_is&w=2023,2024",
]


def _portal_by_age() -> list[Estimate]:
    """One level hidden, one of few people, and both sexes within each."""
    rows = []
    ages = {"artsen": (0.88, 0.81, 0.54), "verpleegkundigen": (0.33, None, 0.29)}
    for group, shares in ages.items():
        for level, share in zip(("jong", "midden", "oud"), shares, strict=True):
            rows.append(
                estimate(
                    "portaal",
                    share,
                    group=group,
                    by=[("leeftijd", level)],
                    n=60 if level == "oud" else 180,
                    margin=0.05,
                )
            )
            for sex, more in (("m", 0.0), ("v", 0.06)):
                value = None if share is None else share + more
                rows.append(
                    estimate(
                        "portaal",
                        value,
                        group=group,
                        by=[("leeftijd", level), ("geslacht", sex)],
                        status="protected" if value is None else "",
                    )
                )
    return rows


def _over_waves_by_age() -> list[Estimate]:
    """A score of every wave, and a share of two waves of both groups."""
    rows = []
    scores = {"jong": (6.4, 6.2, 6.0, 5.9), "midden": (5.6, 5.6, 5.5, 5.6), "oud": (4.9, 5.0, 5.1, 5.2)}
    shares = {
        "artsen": {"jong": (0.7, 0.85), "oud": (0.5, 0.6)},
        "verpleegkundigen": {"jong": (0.62, 0.6), "oud": (0.41, 0.52)},
    }
    for level, values in scores.items():
        for wave, score in zip(WAVES, values, strict=True):
            rows.append(estimate("werkdruk", score, wave=wave, by=[("leeftijd", level)], margin=0.2))
    for group, levels in shares.items():
        for level, pair in levels.items():
            for wave, share in zip(WAVES[2:], pair, strict=True):
                rows.append(
                    estimate(
                        "beeldbellen", share, wave=wave, group=group, by=[("leeftijd", level)], margin=0.05
                    )
                )
    return rows


def store() -> MemoryStore:
    """The store that all cases ask: round numbers, and each of the extremes once."""
    rows, contrasts = [], []

    def add(indicator: str, group: str, values: tuple[float | None, ...], **more: object) -> None:
        for wave, value in zip(WAVES, values, strict=True):
            status = "" if value is not None else str(more.get("status", "not_asked"))
            rows.append(
                estimate(
                    indicator,
                    value,
                    wave=wave,
                    group=group,
                    status=status,
                    margin=float(str(more.get("margin", 0.03))),
                )
            )

    add("portaal", "artsen", (0.62, 0.66, 0.745, 0.79))
    add("portaal", "verpleegkundigen", (None, None, 0.31, 0.302))
    add("portaal", "allen", (0.62, 0.66, 0.53, 0.55))
    add("beeldbellen", "artsen", (0.55, 0.58, 0.6, 0.8))
    add("beeldbellen", "verpleegkundigen", (0.5, 0.52, 0.51, None), status="protected")
    add("werkdruk", "artsen", (5.2, 5.0, 4.6, 4.2), margin=0.2)
    add("werkdruk", "verpleegkundigen", (5.9, 6.0, 6.1, 6.15), margin=0.2)
    for group, shares in (
        ("artsen", (0.06, 0.11, 0.33, 0.4, 0.1)),
        ("verpleegkundigen", (0.0, 0.02, 0.18, 0.5, 0.3)),
    ):
        for wave in WAVES:
            for category, share in zip(("zn", "n", "o", "p", "zp"), shares, strict=True):
                rows.append(
                    estimate(
                        "mening",
                        share,
                        wave=wave,
                        group=group,
                        category=category,
                        margin=0.03 if share else 0.0,
                    )
                )
            rows.append(estimate("mening", shares[3] + shares[4], wave=wave, group=group, category="pos"))
    for group, shares in (("artsen", (0.67, 0.004, 1.0)), ("verpleegkundigen", (0.5, 0.996, 0.33))):
        for category, share in zip(("web", "app", "arts"), shares, strict=True):
            rows.append(
                estimate(
                    "bronnen",
                    share,
                    group=group,
                    category=category,
                    margin=0.0 if share in (0.004, 0.996, 1.0) else 0.04,
                )
            )
    rows += _portal_by_age()
    rows += [
        estimate("portaal", value, by=[("geslacht", level)]) for level, value in (("m", 0.77), ("v", 0.81))
    ]
    rows += [
        estimate(
            "portaal",
            value,
            group="verpleegkundigen",
            by=[("geslacht", level)],
            status=status,
            n=40,
            margin=0.16,
        )
        for level, value, status in (("m", 0.25, "unreliable"), ("v", None, "too_few"))
    ]
    rows += [estimate("intake_kan", 0.7), estimate("intake_is", 0.31)]
    rows += [
        estimate("intake_kan", 0.41, group="verpleegkundigen"),
        estimate("intake_is", None, group="verpleegkundigen"),
    ]
    age = {"breakdown1": "leeftijd"}
    contrasts += [
        contrast("portaal", -0.07, 0.04, from_="jong", to="midden", **age),
        contrast("portaal", -0.34, 0.0001, from_="jong", to="oud", **age),
        contrast("portaal", -0.27, 0.0001, from_="midden", to="oud", **age),
        contrast("portaal", -0.04, 0.4, from_="jong", to="oud", group="verpleegkundigen", **age),
        contrast("portaal", 0.04, 0.3, from_="m", to="v", breakdown1="geslacht"),
    ]
    for sex in ("m", "v"):
        contrasts.append(
            contrast(
                "portaal", -0.34, 0.001, from_="jong", to="oud", breakdown2="geslacht", level2=sex, **age
            )
        )
    rows += _over_waves_by_age()
    gap = {"over": "gap", "breakdown1": "leeftijd", "level1": "oud..jong", "to": "2024"}
    contrasts += [
        contrast("werkdruk", -0.8, 0.004, from_="2021", **gap),
        contrast("werkdruk", -0.5, 0.08, from_="2022", **gap),
        contrast("beeldbellen", 0.05, 0.3, from_="2023", **gap),
        contrast("beeldbellen", -0.13, 0.01, from_="2023", group="verpleegkundigen", **gap),
    ]
    rows += [estimate("intake_kan", 0.66, wave="2023"), estimate("intake_is", 0.15, wave="2023")]
    side = {"over": "indicators", "from_": "intake_is", "to": "intake_kan"}
    contrasts += [
        contrast("intake_kan", 0.39, 0.0001, **side),
        contrast("intake_kan", 0.51, 0.0001, wave="2023", **side),
    ]
    published = [
        {
            "indicator": "portaal",
            "category": "",
            "wave": "2023",
            "group": "artsen",
            "breakdown": "",
            "level": "",
            "measure": "share",
            "value": 0.75,
            "exactness": "about",
            "source": "Nieuwsbericht",
        }
    ]
    return MemoryStore(codebook(processes=PROCESSES), rows, contrasts, published, simulated=True)


_BEST = {
    "bars": "i=portaal&by=leeftijd",
    "dots": "i=portaal&by=leeftijd,geslacht",
    "trend": "i=portaal&g=artsen,verpleegkundigen,allen",
    "multiples": "i=portaal,beeldbellen",
    "stacked": "i=mening&w=2023,2024",
    "dumbbell": "i=portaal&by=geslacht",
    "diverging": "i=mening",
    "slope": "i=werkdruk",
    "paired": "i=intake_kan,intake_is",
}
"""Views that try a figure type harder than the first that it fits."""


def _query(kind: str) -> str:
    """A view of this figure type; a type that fits no case needs one among the cases."""
    answers = store()
    for query in (_BEST[kind],) if kind in _BEST else QUERIES:
        if resolve(parse_view(f"{query}&f={kind}"), answers).view.figure == kind:
            return f"{query}&f={kind}"
    raise LookupError(f"no case fits the figure type '{kind}'; add one to QUERIES")


KIND_QUERIES = {kind: _query(kind) for kind in KINDS}
"""A view for every figure type there is."""


def told(language: str) -> str:
    """Everything that the figures of all cases say in one language."""
    answers, found = store(), []
    for query in QUERIES:
        shown = figure(parse_view(f"{query}&lang={language}"), answers)
        lines = [
            f"? {query}  [{shown.kind}]",
            f"# {shown.title}",
            f"~ {shown.subtitle}",
            *(f"- {line}" for line in shown.sentences),
        ]
        found.append("\n".join([*lines, *(f". {line}" for line in shown.notes), f"alt {shown.alt}"]))
    return "\n\n".join(found) + "\n"


if __name__ == "__main__":
    for code in ("nl", "en"):
        (GOLDEN / f"sentences_{code}.txt").write_text(told(code), encoding="utf-8")
