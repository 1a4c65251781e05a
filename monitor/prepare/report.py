"""The build report, beside the store: what was read, kept, recoded and dropped, how long it took. JSON and
HTML."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from monitor.codebook import Codebook
from monitor.prepare.files.columns import needed
from monitor.prepare.files.findings import SHOWN, Findings
from monitor.prepare.files.sav import file_hash
from monitor.prepare.files.survey_file import SurveyFile
from monitor.prepare.protect.editions import Compared
from monitor.prepare.respondents.respondents import Tally


@dataclass
class BuildReport:
    """Everything that a build says of itself."""

    started: str = ""
    store: str = ""
    program: str = ""
    inputs: list[dict[str, Any]] = field(default_factory=list)
    """One a file: name, sha256, rows, variables read, simulated."""
    samples: list[dict[str, Any]] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    steps: list[tuple[str, float]] = field(default_factory=list)
    cells: dict[str, int] = field(default_factory=dict)
    """Cells by status; '' is shown."""
    contrasts: int = 0
    protection: dict[str, Any] = field(default_factory=dict)
    editions: Compared = field(default_factory=Compared)
    """What earlier editions and this one tell together."""

    def note_inputs(self, codebook: Codebook, folder: Path, files: Mapping[str, SurveyFile]) -> None:
        """Adds each survey file and each file of the codebook."""
        for name, file in files.items():
            samples = [item for item in codebook.samples if item.file == name]
            self.inputs.append(
                {
                    "file": name,
                    "sha256": file_hash(file.path),
                    "rows": file.rows,
                    "variables": len(needed(codebook, samples, file)),
                    "simulated": file.simulated,
                }
            )
        for path in [folder] if folder.is_file() else sorted(folder.glob("*.y*ml")):
            read = {"file": path.name, "sha256": file_hash(path)}
            self.inputs.append(read | {"rows": "", "variables": "", "simulated": False})

    @property
    def digest(self) -> str:
        """One digest of all that was read, 64 hexadecimal digits."""
        return hashlib.sha256(
            "".join(sorted(str(item["sha256"]) for item in self.inputs)).encode()
        ).hexdigest()

    def as_json(self) -> str:
        """The report for programs."""
        data = asdict(self)
        data["editions"] = {
            "compared": self.editions.editions,
            "cells": len(self.editions.lessons),
            "lines": self.editions.lines(),
        }
        data["findings"] = [asdict(item) for item in self.findings.worst_first()]
        data["steps"] = [{"step": step, "seconds": round(seconds, 3)} for step, seconds in self.steps]
        return json.dumps(data, ensure_ascii=False, indent=1, default=str)

    def as_html(self) -> str:
        """The report for people; every text from a file is escaped."""
        kinds = Counter(item.severity for item in self.findings.items)
        parts = [
            f"<h1>Build report</h1><p>{escape(self.started)} · store <b>{escape(self.store)}"
            f"</b> · program {escape(self.program)}</p>",
            f"<p>{kinds['error']} findings that stop, {kinds['warning']} to look at, "
            f"{kinds['note']} notes.</p>",
            _table("Findings, worst first", ["", "where", "what", "rows", "what to do"], [
                (SHOWN[item.severity], item.where, item.message, item.count or "",
                item.advice) for item in self.findings.worst_first()
            ]),
            _table("Files", ["file", "rows", "variables read", "simulated", "sha256"], [
                (item["file"], item["rows"], item["variables"], "yes" if item["simulated"] else "",
                item["sha256"]) for item in self.inputs
            ]),
            _table("Samples", ["wave", "group", "rows", "in the sample", "weight", "design"], [
                tuple(item[key] or "none" for key in ("wave", "group", "rows", "respondents", "weight",
                "design")) for item in self.samples
            ]),
            _table("Cells", ["status", "cells"],
            [(status or "shown", count) for status, count in self.cells.items()]),
            _table("Protection", ["", ""], [(key, value) for key, value in self.protection.items()]),
            _table("Earlier editions", ["compared with", "cells that both tell of"], [
                (", ".join(self.editions.editions), len(self.editions.lessons))
            ] if self.editions.editions else []),
            _table("What a reader of all editions learns, worst first", [""],
            [(line,) for line in self.editions.lines()]),
            _table("Steps", ["step", "seconds"], [(step, f"{seconds:.2f}") for step, seconds in self.steps]),
            _table("Answers", ["indicator", "wave", "group", "valid", "not counted, by reason"], [
                (item.indicator, item.wave, item.group, item.valid,
                ", ".join(f"{why} {count}" for why, count in item.missing.items()))
                for item in self.tallies
            ]),
        ]  # fmt: skip
        style = (
            "body{font:15px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem;"
            "color:#1a1a1a}"
            "table{border-collapse:collapse;margin:.5rem 0 2rem}"
            "td,th{border-bottom:1px solid #ddd;padding:.25rem .75rem .25rem 0;"
            "text-align:left;vertical-align:top;font-variant-numeric:tabular-nums}"
            "caption{text-align:left;font-weight:600;font-size:1.1rem}"
        )
        head = (
            "<meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
            f"<title>Build report</title><style>{style}</style>"
        )
        return f"<!doctype html><html lang='en'><head>{head}</head><body>{''.join(parts)}</body></html>"

    def write(self, folder: Path, stem: str) -> None:
        """Writes `<stem>.report.json` and `.report.html`."""
        (folder / f"{stem}.report.json").write_text(self.as_json(), encoding="utf-8")
        (folder / f"{stem}.report.html").write_text(self.as_html(), encoding="utf-8")


def _table(caption: str, names: list[str], rows: list[tuple[Any, ...]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row) + "</tr>" for row in rows
    )
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
        "</table>"
    )
