"""What a figure is compared against: the total, another group, an earlier wave, a published figure or a
target; from published rows alone, and with the test of each difference where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.codebook.indicators import AnyIndicator, Target
from monitor.difference import tested
from monitor.figure.key import Key, key_of
from monitor.figure.names import Names
from monitor.figure.publications import publications, published_levels
from monitor.rows import KEYS, Over, Status
from monitor.store import Contrast, Estimate, Store
from monitor.store.differences import adjusted
from monitor.view import View

TOTAL, PUBLISHED, TARGET = "total", "published", "target"
GROUP, WAVE = "group:", "wave:"
Lines = Mapping[Key, Mapping[str, Estimate]]


@dataclass(frozen=True)
class Reference:
    """What stands beside each line."""

    id: str
    """As the address names it."""
    label: str
    """Inside a sentence: 'het totaal', 'nurses', '2021'."""
    values: dict[Key, dict[str, float]] = field(default_factory=dict)
    """By line and wave: a share 0-1 or a score."""
    tests: dict[Key, Contrast] = field(default_factory=dict)
    """The line minus what stands beside it, in the newest wave, adjusted for all of these."""
    source: str = ""
    hidden: bool = False
    """Whether any of it is hidden to protect respondents."""

    @property
    def one(self) -> float | None:
        """The one number that stands beside every line; None where there are several."""
        found = {value for waves in self.values.values() for value in waves.values()}
        return found.pop() if len(found) == 1 else None

    def at(self, wave: str) -> float | None:
        """The one number that stands beside every line in this wave; None where there are several."""
        found = {waves[wave] for waves in self.values.values() if wave in waves}
        return found.pop() if len(found) == 1 else None


def references(store: Store) -> list[str]:
    """Everything that a figure of this survey may be compared against."""
    book = store.codebook
    groups, waves = (f"{GROUP}{id}" for id in book.group), (f"{WAVE}{id}" for id in book.wave_ids)
    return [TOTAL, PUBLISHED, TARGET, *groups, *waves]


def offered(view: View, store: Store) -> list[str]:
    """What a full view may be compared against, by what the store has numbers of."""
    book = store.codebook
    found = [TOTAL] if view.breakdowns else []
    answering = {group for id in view.indicators for _, group in store.answered.get(id, {})}
    found += [f"{GROUP}{id}" for id in book.group if id in answering and id not in view.groups]
    if len(view.waves) == 1:
        now = view.waves[0]
        items = [book.indicator[id] for id in view.indicators]
        cells = {cell for id in view.indicators for cell in store.answered.get(id, {})}
        shown = {wave for wave, group in cells if group in view.groups}
        before = [wave for wave in book.wave_ids[: book.wave_ids.index(now)] if wave in shown]
        found += [
            f"{WAVE}{wave}" for wave in before if all(item.comparable_waves(wave, now) for item in items)
        ]
    found += [PUBLISHED] if _publications(view, store) else []
    found += [TARGET] if any(book.indicator[id].targets for id in view.indicators) else []
    return found


def reference(store: Store, names: Names, view: View, pair: Sequence[str], lines: Lines) -> Reference | None:
    """What the view asks to be compared against; None where it asks for nothing."""
    ref = view.ref
    if not ref or not lines:
        return None
    shown = [wave for wave in view.waves if any(waves[wave].shown for waves in lines.values())]
    newest = shown[-1] if shown else view.waves[-1]
    if ref == TARGET:
        found = _target(store, names, view, lines, newest)
    elif ref == PUBLISHED:
        found = _published(store, names, view, lines)
    elif ref == TOTAL:
        found = _total(store, names, view, pair, lines, newest)
    elif ref.startswith(GROUP):
        found = _group(store, names, view, pair, lines, newest)
    else:
        found = _wave(store, names, view, pair, lines, newest)
    rows = list(found.tests.values())
    return replace(found, tests=dict(zip(found.tests, adjusted(rows), strict=True)))


def _beside(
    lines: Lines, rows: Iterable[Estimate], place: Callable[[Key, str], tuple[Key, str]]
) -> tuple[dict[Key, dict[str, float]], bool]:
    """By line and wave the number of the row at another place; whether any is hidden."""
    found = {(key_of(row), row.wave): row for row in rows}
    values: dict[Key, dict[str, float]] = {}
    hidden = False
    for key, waves in lines.items():
        for wave in waves:
            row = found.get(place(key, wave))
            if row is not None and row.estimate is not None:
                values.setdefault(key, {})[wave] = row.estimate
            hidden |= row is not None and row.status in (Status.PROTECTED, Status.TOO_FEW)
    return values, hidden


def _total(
    store: Store, names: Names, view: View, pair: Sequence[str], lines: Lines, newest: str
) -> Reference:
    """Everybody in the group; tested is a level against everybody else, which is the same question."""
    rows = store.estimates(view.indicators, view.groups, view.waves)
    values, hidden = _beside(lines, rows, lambda key, wave: (key._replace(level1="", level2=""), wave))
    tests = {}
    if len(pair) == 1:
        for row in store.contrasts(view.indicators, Over.REST, view.groups, [newest], pair):
            key = Key(row.indicator, row.category, row.group, row.to, "")
            if row.p is not None and newest in values.get(key, {}):
                tests[key] = row
    return Reference(TOTAL, names.say("reference.total"), values, tests, hidden=hidden)


def _group(
    store: Store, names: Names, view: View, pair: Sequence[str], lines: Lines, newest: str
) -> Reference:
    """Another group: the same level of it where it has that."""
    other = view.ref.removeprefix(GROUP)
    rows = store.estimates(view.indicators, [other], view.waves, pair)
    values, hidden = _beside(lines, rows, lambda key, wave: (key._replace(group=other), wave))
    tests = {}
    groups = [*view.groups, other]
    for row in store.contrasts(view.indicators, Over.GROUPS, groups, [newest], pair):
        if other not in (row.from_, row.to) or row.p is None:
            continue
        group = row.to if row.from_ == other else row.from_
        key = key_of(row)._replace(group=group)
        if newest in values.get(key, {}):
            tests[key] = row if row.to == group else _turned(row)
    return Reference(view.ref, names.group_inline(other), values, tests, hidden=hidden)


def _wave(
    store: Store, names: Names, view: View, pair: Sequence[str], lines: Lines, newest: str
) -> Reference:
    """An earlier wave, where the question is comparable."""
    before = view.ref.removeprefix(WAVE)
    rows = store.estimates(view.indicators, view.groups, [before], pair)
    values, hidden = _beside(lines, rows, lambda key, wave: (key, before))
    comparable = store.codebook.indicator
    values = {
        key: kept
        for key, waves in values.items()
        if (
            kept := {
                wave: value
                for wave, value in waves.items()
                if wave != before and comparable[key.indicator].comparable_waves(before, wave)
            }
        )
    }
    tests = {
        key: row
        for row in store.contrasts(view.indicators, Over.WAVES, view.groups, [newest], pair)
        if row.from_ == before and row.p is not None and newest in values.get(key := key_of(row), {})
    }
    return Reference(
        view.ref, names.say("reference.wave", wave=names.wave(before)), values, tests, hidden=hidden
    )


def _published(store: Store, names: Names, view: View, lines: Lines) -> Reference:
    """The newest figure that the research itself published of each line; what it reports has no test here."""
    values: dict[Key, dict[str, float]] = {}
    sources: dict[str, None] = {}
    for key, waves in publications(
        store, view.with_(waves=tuple(store.codebook.wave_ids)), sorted_pair(store, view), list(lines)
    ).items():
        newest = waves[max(waves, key=store.codebook.wave_ids.index)]
        values[key] = dict.fromkeys(view.waves, newest.value)
        sources[f"{newest.source} ({names.wave(newest.wave)})"] = None
    return Reference(PUBLISHED, names.say("reference.published"), values, source="; ".join(sources))


def _target(store: Store, names: Names, view: View, lines: Lines, newest: str) -> Reference:
    """The target that the codebook gives for each line."""
    values: dict[Key, dict[str, float]] = {}
    tests: dict[Key, Contrast] = {}
    labels: dict[str, None] = {}
    sources: dict[str, None] = {}
    for key, waves in lines.items():
        target = target_of(store.codebook.indicator[key.indicator], key)
        if target is None:
            continue
        values[key] = dict.fromkeys(waves, target.value)
        labels[names.inline(target.label) if target.label else names.say("reference.target")] = None
        sources[names.text(target.source)] = None
        row = waves[newest]
        if (test := against(row, target.value)) is not None:
            tests[key] = test
    label = next(iter(labels)) if len(labels) == 1 else names.say("reference.target")
    return Reference(TARGET, label, values, tests, source="; ".join(sources))


def target_of(indicator: AnyIndicator, key: Key) -> Target | None:
    """The target of a line: the first that names its answer and group, or names none."""
    for target in indicator.targets:
        if (target.category or "") == key.category and key.group in (target.groups or [key.group]):
            return target
    return None


def against(row: Estimate, value: float) -> Contrast | None:
    """The t test of a published number against a fixed one, no sharper than the unrounded numbers would make
    it: the distance counts half a unit of rounding less, the margin half a unit more. None without one."""
    if row.estimate is None or row.ci_low is None or row.ci_high is None or not row.df or not row.se:
        return None
    half = (row.precision or 0.0) / 2
    distance = row.estimate - value
    least = max(0.0, abs(distance) - half) * (1 if distance > 0 else -1)
    margin = (row.ci_high - row.ci_low) / 2 + half
    se = max(row.se, margin / tested(0.0, 1.0, row.df).ci_high)
    found = tested(least, se, row.df)
    cell = {name: getattr(row, name) for name in KEYS}
    return Contrast(
        **cell,
        over=Over.LEVELS,
        from_=TARGET,
        to="",
        difference=distance,
        se=se,
        ci_low=row.ci_low - value,
        ci_high=row.ci_high - value,
        df=row.df,
        p=found.p,
        precision=row.precision,
    )


def sorted_pair(store: Store, view: View) -> list[str]:
    """The breakdowns as cells have them."""
    return sorted(view.breakdowns, key=store.breakdown_ids.index)


def _turned(row: Contrast) -> Contrast:
    """The same difference the other way round."""
    low, high = row.ci_low, row.ci_high
    return row._replace(
        from_=row.to,
        to=row.from_,
        difference=None if row.difference is None else -row.difference,
        ci_low=None if high is None else -high,
        ci_high=None if low is None else -low,
    )


def _publications(view: View, store: Store) -> bool:
    """Whether the research reports a number of these indicators and groups."""
    by = (*view.breakdowns, "")[:2]
    return len(view.breakdowns) < 2 and any(
        row.get("group") in view.groups and (row.get("breakdown") or "") == by[0]
        for id in view.indicators
        for row in published_levels(store).get(id, ())
    )
