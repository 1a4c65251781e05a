"""What a researcher does at the workbench with one survey: its files, its codebook, one figure of it.

Each change is read from the YAML as it stands then, and written into it at once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from monitor.codebook.edit import Edited
from monitor.errors import CodebookError
from monitor.prepare.draft.codebook import draft_codebook
from monitor.prepare.draft.doubts import LEFT, LOOK, listed_in
from monitor.prepare.draft.kinds import safe
from monitor.prepare.draft.onto import draft_onto
from monitor.prepare.files.inputs import find_file
from monitor.prepare.files.sav import read_metadata
from monitor.prepare.watch import Seen, look
from monitor.progress import silent
from monitor.rehearsal.preview import previewed
from monitor.workbench.rows import Row, change, columns_of, node_of, of_no_row, table

SURVEYS = (".sav", ".zsav", ".por", ".dta", ".csv", ".tsv", ".xlsx", ".parquet")
SURVEY_TEXTS = ("title", "subtitle", "source")
HIDDEN = "hidden"
"""Folder in the codebook's own, which no build reads."""


_readings: dict[Path, tuple[Seen, Edited]] = {}
"""The last reading of each codebook: it takes a second where there are many questions."""


@dataclass(frozen=True)
class Desk:
    """A folder with a survey's codebook and store, and the folder where its files are."""

    folder: Path
    raw: Path

    @property
    def codebook(self) -> Path:
        """The folder of its YAML."""
        return self.folder / "codebook"

    @property
    def store(self) -> Path:
        """The folder of its builds."""
        return self.folder / "store"

    @property
    def has_codebook(self) -> bool:
        """Whether there is a codebook to edit."""
        return any(self.codebook.glob("*.y*ml"))

    def seen(self) -> Seen:
        """When codebook and files were saved: another value says that somebody saved one."""
        return look(self.codebook, self.raw)

    def files(self) -> list[Path]:
        """The survey files in the folder; a sheet of labels belongs to its file."""
        here = sorted(self.raw.iterdir()) if self.raw.is_dir() else []
        return [
            path
            for path in here
            if path.suffix.lower() in SURVEYS and not path.stem.lower().endswith(".labels")
        ]

    def keep(self, name: str, content: bytes) -> Path:
        """Puts a dropped file among the others. CodebookError where another of that name is there."""
        path = self.raw / Path(name.replace("\\", "/")).name
        if path.exists() and path.read_bytes() != content:
            raise CodebookError([f"{path}: another file of that name is here; rename one"])
        self.raw.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def draft(self, files: Sequence[Path]) -> str:
        """Drafts a codebook of the files, or adds them to the one that is there; what it tells of it."""
        if self.has_codebook:
            return str(draft_onto(files, self.codebook, self.raw, None, [], True))
        return str(draft_codebook(files, self.codebook))

    def doubts(self) -> list[str]:
        """What the draft says to look at, worst first; a line that somebody took out of the YAML is done."""
        return self._listed(LOOK)

    def general(self) -> list[str]:
        """What of it is about no row that there is or was."""
        hidden = [node for nodes in self.hidden().values() for node in nodes]
        return of_no_row(self.read(), self.doubts(), hidden)

    def left_out(self) -> list[str]:
        """What the draft left out, with the reason."""
        return self._listed(LEFT)

    def _listed(self, heading: str) -> list[str]:
        texts = (path.read_text(encoding="utf-8-sig") for path in sorted(self.codebook.glob("*.y*ml")))
        return [line for text in texts for line in listed_in(text, heading)]

    def edited(self) -> Edited:
        """The codebook as it stands; CodebookError where it is broken."""
        return Edited(self.codebook)

    def read(self) -> Edited:
        """The same to look at and not to change, read again only after a save."""
        seen = {path: saved for path, saved in self.seen().items() if path.parent == self.codebook}
        kept = _readings.get(self.codebook)
        if kept is None or kept[0] != seen:
            kept = _readings[self.codebook] = seen, self.edited()
        return kept[1]

    def rows(self, section: str) -> list[Row]:
        """The table of a section, worst first."""
        return table(self.read(), section, self.doubts())

    def change(self, changes: Sequence[tuple[Row, Mapping[str, str]]]) -> dict[str, str]:
        """Writes edited cells; CodebookError where the codebook would be broken, and then nothing is
        written. Returns the answer that is counted of each question that became a share."""
        edited = self.edited()
        counted: dict[str, str] = {}
        for row, cells in changes:
            labels = self.labels(edited, row) if "kind" in cells else {}
            counted[row.name[0]] = change(edited, row, cells, labels)
        edited.save()
        return {id: answer for id, answer in counted.items() if answer}

    def labels(self, edited: Edited, row: Row) -> Mapping[Any, str]:
        """The file's labels of a question's answers, in the newest wave that asked it."""
        item = edited.codebook.indicator.get(row.name[0])
        for sample in reversed(edited.codebook.samples if item else []):
            name = item.variable_in(sample.wave, sample.group) if item else None
            path = find_file(self.raw, sample.file)
            if name and path and item and item.asked_in(sample.wave, sample.group):
                variable = read_metadata(path).variables.get(name)
                return variable.labels if variable else {}
        return {}

    def add(self, section: str, texts: Mapping[str, str]) -> None:
        """Adds a theme, or what else has an id and a label: the label in each language, the id made of it."""
        edited = self.edited()
        own = edited.codebook.own_language
        id = safe(texts.get(own) or next(filter(None, texts.values()), "")).lower()
        if edited.item(section, id) is not None:
            raise CodebookError([f"{section}.{id}: it is there already; give it another label"])
        edited.add(section, {"id": id})
        node = edited.item(section, id)
        for column in columns_of(edited.codebook, section) if node is not None else ():
            if node is not None and texts.get(column.language):
                column.put(node, texts[column.language], own)
        edited.save()

    def survey(self, texts: Mapping[str, Mapping[str, str]], languages: Sequence[str]) -> None:
        """The survey's own texts (SURVEY_TEXTS) in each language, and the languages of its pages."""
        edited = self.edited()
        survey, own = edited.mapping("survey"), edited.codebook.own_language
        for key, written in texts.items():
            given = {language: text.strip() for language, text in written.items() if text.strip()}
            plain = set(given) == {own} and not isinstance(survey.get(key), Mapping)
            wanted: Any = given[own] if plain else given
            if not given and key != "title":
                survey.pop(key, None)
            elif survey.get(key) != wanted:
                survey[key] = wanted
        ordered = [own, *(language for language in languages if language != own)]
        if edited.codebook.survey.languages != ordered:
            survey["languages"] = ordered
        edited.save()

    def hide(self, rows: Sequence[Row]) -> None:
        """Takes items out of the codebook and keeps them beside it; CodebookError where one is needed."""
        edited, hidden = self.edited(), self.hidden()
        for row in rows:
            node = node_of(edited, row)
            hidden.setdefault(row.section, []).append(node)
            edited.drop(row.section, node)
        edited.check()
        self._keep_hidden(hidden)
        edited.save()

    def hidden(self) -> dict[str, list[Any]]:
        """What was hidden, by section."""
        path = self.codebook / HIDDEN / "hidden.yaml"
        return YAML().load(path.read_text(encoding="utf-8")) or {} if path.is_file() else {}

    def put_back(self, section: str, id: str) -> None:
        """Puts a hidden item back, at the end of its section."""
        edited, hidden = self.edited(), self.hidden()
        item = next((one for one in hidden.get(section, []) if str(one["id"]) == id), None)
        if item is None:
            raise CodebookError([f"{section}.{id}: it is not among what was hidden"])
        edited.add(section, item)
        edited.save()
        hidden[section].remove(item)
        self._keep_hidden(hidden)

    def _keep_hidden(self, hidden: Mapping[str, Any]) -> None:
        path = self.codebook / HIDDEN / "hidden.yaml"
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            YAML().dump(hidden, file)

    def told_by(self, id: str) -> str:
        """All that a figure of this question is drawn from: as long as it stays, so does the figure."""
        book = self.read().codebook
        item = book.indicator[id].model_copy(update={"theme": None})
        drawn = book.model_copy(update={"indicators": [item], "stories": [], "pages": [], "themes": []})
        files = {path: saved for path, saved in self.seen().items() if path.suffix in SURVEYS}
        return f"{drawn.model_dump_json()} {sorted(files.items())}"

    def figure(self, id: str, by: str, language: str) -> tuple[str, list[str]]:
        """One question drawn (SVG), and told in lines, from a build that is thrown away. MonitorError where
        the codebook or the files do not let it."""
        with tempfile.TemporaryDirectory(prefix="monitor-bench-") as folder:
            out = Path(folder) / "figure.svg"
            *lines, _, caution = previewed(
                self.codebook, self.raw, id, (by,) if by else (), language, out, silent
            )
            return out.read_text(encoding="utf-8"), [*lines, caution]
