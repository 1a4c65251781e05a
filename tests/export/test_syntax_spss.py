"""SPSS syntax is made of commands and subcommands that SPSS has, names no variable that isn't there, and
keeps texts in quotes.

It can't be run here: the grammar below is that of IBM's Command Syntax Reference (29) for the commands that
we write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyreadstat
import pytest

from monitor.codebook import Codebook, Sample, load_codebook
from monitor.export.syntax import variables
from monitor.export.syntax_spss import LONGEST, spss_syntax
from monitor.store import Store
from monitor.view import View
from tests.conftest import GOLDEN
from tests.export.figures import bare
from tests.export.test_syntax_designs import DESIGNS
from tests.figure.stores import MemoryStore, estimate

SUBCOMMANDS = {
    "CSPLAN ANALYSIS": {"PLAN", "PLANVARS", "SRSESTIMATOR", "DESIGN", "ESTIMATOR", "POPSIZE", "INCLPROB"},
    "CSTABULATE": {"PLAN", "TABLES", "CELLS", "STATISTICS", "SUBPOP", "MISSING"},
    "CSDESCRIPTIVES": {"PLAN", "SUMMARY", "MEAN", "STATISTICS", "SUBPOP", "MISSING"},
}
PLAIN = (
    "GET FILE",
    "SELECT IF",
    "RECODE",
    "COMPUTE",
    "IF",
    "DO REPEAT",
    "END REPEAT",
    "VALUE LABELS",
    "VARIABLE LABELS",
)
KEYWORDS = re.findall(
    r"\w+",
    """GET FILE SELECT IF RECODE COMPUTE DO REPEAT END VALUE VARIABLE LABELS CSPLAN ANALYSIS CSTABULATE
    CSDESCRIPTIVES THRU LOWEST HIGHEST
    MISSING SYSMIS ELSE COPY INTO ANY MAX NVALID PLAN PLANVARS ANALYSISWEIGHT SRSESTIMATOR TYPE WR DESIGN
    STRATA CLUSTER ESTIMATOR
    EQUAL_WOR POPSIZE INCLPROB TABLES VARIABLES CELLS TABLEPCT STATISTICS SE CIN COUNT SUBPOP TABLE BY DISPLAY
    LAYERED SCOPE
    CLASSMISSING EXCLUDE SUMMARY MEAN""",
)


def commands(syntax: str) -> Iterator[str]:
    """Each command without its comments, on one line; a command ends with a period at the end of a line."""
    open_: list[str] = []
    for line in syntax.splitlines():
        assert len(line.encode()) <= 256 and not re.search(r"[\x00-\x1f\u2028\u2029]", line)
        if not open_ and line.startswith("*"):
            assert line.endswith(".")
            continue
        if line:
            open_.append(line.strip())
        if line.endswith("."):
            yield " ".join(open_)[:-1]
            open_ = []
    assert not open_, "the last command has no end"


def check(syntax: str, variables: set[str]) -> int:
    """The number of commands, each of which SPSS knows, and about variables that exist where it stands."""
    known: set[str] = set()
    count = 0
    for command in commands(syntax):
        count += 1
        bare_ = re.sub(r"'(?:[^']|'')*'", "", command)
        assert "'" not in bare_ and '"' not in bare_, command
        name = next((name for name in (*SUBCOMMANDS, *PLAIN) if re.match(rf"{name}\b", bare_)), "")
        assert name, command
        if name == "GET FILE":
            known = {"one", *variables}
        elif name in SUBCOMMANDS:
            assert set(re.findall(r"(?<=\s)/([A-Z]+)", bare_)) <= SUBCOMMANDS[name], command
            assert bare_.split("/")[1].startswith("PLAN FILE=")
        assert bare_.count("(") == bare_.count(")"), command
        made = set(re.findall(r"(?:INTO |^COMPUTE )([\w@#$.]+)", bare_))
        asked = {
            word
            for word in re.findall(r"[A-Za-z_@#][\w@#$.]*", re.sub(r"\$SYSMIS", "", bare_))
            if word not in KEYWORDS
        }
        assert asked <= known | made, (asked - known - made, command)
        known |= made
    return count


@pytest.mark.parametrize("by", [(), ("edu",), ("edu", "age3"), ("sector",)])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_syntax_of_the_panel_names_only_what_its_files_hold(
    panel: Store, by: tuple[str, ...], language: str
):
    _, meta = pyreadstat.read_sav(str(GOLDEN / "panel_2021.sav"), metadataonly=True)
    view = View(("portal", "score", "opinion", "source"), ("panel",), by, ("2021", "2024"), language=language)
    assert check(spss_syntax(bare(panel, view), panel), set(meta.column_names)) > 30


@pytest.mark.parametrize("name", DESIGNS)
def test_every_design_makes_a_plan_that_spss_reads(panel: Store, name: str):
    sample = panel.codebook.samples[0].model_copy(update=dict.fromkeys(("strata", "cluster", "fpc")))
    changed = {"weight": "wgt", **{key: value for key, value in DESIGNS[name].items() if key != "replicates"}}
    book = panel.codebook.model_copy(update={"samples": [sample.model_copy(update=changed)]})
    there = {"portal", "wgt", "stratum", "psu", "ssu", "person", "n1", "n2", "people", "fraction", "lonely"}
    asked = MemoryStore(book, [estimate("portal", 0.5, wave="2021", group="panel")])
    asked.meta = {}
    syntax = spss_syntax(bare(asked, View(("portal",), ("panel",), (), ("2021",))), asked)
    assert check(syntax, there) >= 5
    plan = next(command for command in commands(syntax) if command.startswith("CSPLAN"))
    assert plan.count("/DESIGN") == plan.count("/ESTIMATOR") >= 1


def test_the_syntax_of_the_monitor_s_own_codebook_is_whole():
    book: Codebook = load_codebook(Path(__file__).resolve().parents[2] / "data" / "codebook")
    asked = MemoryStore(book, [])
    asked.meta = {}
    there = set().union(*(named(book, sample) for sample in book.samples))
    groups = tuple(dict.fromkeys(sample.group for sample in book.samples))
    for by in ((), *((item.id,) for item in book.breakdowns)):
        view = View(tuple(book.indicator), groups, by, tuple(book.wave_ids))
        assert check(spss_syntax(bare(asked, view), asked), there) > 100


def named(book: Codebook, sample: Sample) -> set[str]:
    """The variables that a codebook names in one file."""
    place = (sample.wave, sample.group)
    found = {sample.weight, sample.strata, *sample.clusters, *sample.where}
    found |= {item.variable_in(*place) for item in book.breakdowns}
    for item in book.indicators:
        found |= {*variables(item, *place), *(item.base.where if item.base else ())}
    return {name for name in found if name}


def test_long_recodes_are_broken_between_clauses(panel: Store):
    many = [{"id": f"c{at}", "label": f"c{at}", "codes": [at * 1000]} for at in range(60)]
    items = [{"id": "portal", "kind": "distribution", "label": "x", "variable": "portal", "categories": many}]
    parts = panel.codebook.model_dump(by_alias=True, exclude_defaults=True) | {"indicators": items}
    asked = MemoryStore(
        Codebook.model_validate(parts), [estimate("portal", 0.5, wave="2021", group="panel", category="c0")]
    )
    asked.meta = {}
    syntax = spss_syntax(
        bare(asked, View(("portal",), ("panel",), (), ("2021",)), title="lang " * 120), asked
    )
    recode = next(command for command in commands(syntax) if command.startswith("RECODE"))
    assert recode.count("=") == 62 and max(map(len, syntax.splitlines())) <= LONGEST + 1
