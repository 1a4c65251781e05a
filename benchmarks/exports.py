"""How long exports take, as ratios to plain work of the same libraries in the same run; seconds beside them.

    python -m benchmarks.exports                  on the current store (MONITOR_STORE, or data/store), the
    codebook's stories python -m benchmarks.exports --store FOLDER

Seconds go up and down with what else the machine does, ratios hardly: a picture and a handout are compared
with a fixed picture of the drawing engine in the same run, ten slides with ten unstyled charts of
python-pptx, the tabellenboek of the whole monitor with as many plain numbers written by XlsxWriter. "cold" is
the first file of a process: store, figures and file.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import vl_convert
import xlsxwriter
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from monitor.export import image
from monitor.export.deck import deck
from monitor.export.delimited import package
from monitor.export.format import Contents
from monitor.export.handout import handout
from monitor.export.tabellenboek import pages
from monitor.export.tabellenboek_html import tabellenboek_html
from monitor.export.tabellenboek_xlsx import MEASURES, tabellenboek
from monitor.export.tagged import sheet
from monitor.export.workbook import workbook
from monitor.figure.build import figure
from monitor.store import current_store
from monitor.view import View, parse_view

COLD = """
import sys, time
from pathlib import Path
from monitor.web.warming import warm_up_files
from monitor.export import deck, handout, image
from monitor.figure.build import figure
from monitor.store import current_store
from monitor.view import View, parse_view
warm_up_files()
started = time.perf_counter()
store = current_store(Path(sys.argv[2]) if sys.argv[2] else None)
first = store.indicator_ids[:10]
views = [parse_view(story.view) for story in store.codebook.stories] or [
    View(indicators=(id,)) for id in first
]
ten = [figure(view, store) for view in (views * 10)[:10]]
made = {
    "deck": lambda: deck.deck(ten, store),
    "handout": lambda: handout.handout(Contents(store, ten[0].view, ten)),
    "png": lambda: image.png(ten[0], store),
}
made[sys.argv[1]]()
print(time.perf_counter() - started)
"""


def reference() -> None:
    """A picture that never changes: fifteen bars, drawn by the engine by itself."""
    rows = [{"a": f"row {at}", "b": at} for at in range(15)]
    encoding = {"x": {"field": "b", "type": "quantitative"}, "y": {"field": "a", "type": "nominal"}}
    vl_convert.vegalite_to_png(
        {"mark": "bar", "data": {"values": rows}, "encoding": encoding, "width": 700, "height": 400}, scale=2
    )


def cold(what: str, store: Path | None) -> float:
    """Seconds that a process takes for its first file of this kind: store, ten figures and file, after the
    server's warm-up."""
    done = subprocess.run(
        [sys.executable, "-c", COLD, what, str(store or "")], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def timed(work: Callable[[], Any], times: int = 3) -> float:
    """Seconds of the fastest of several runs, after one that warms up."""
    work()
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)


def plain_deck(slides: int) -> None:
    """Unstyled bar charts, as python-pptx makes them by itself."""
    made = Presentation()
    for _ in range(slides):
        data = CategoryChartData()
        data.categories = [f"row {at}" for at in range(8)]
        data.add_series("share", [at / 10 for at in range(8)])
        slide = made.slides.add_slide(made.slide_layouts[5])
        slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(1), Inches(1), Inches(8), Inches(5), data)
    made.save(io.BytesIO())


def plain_numbers(count: int) -> None:
    """So many numbers on one sheet, without any format."""
    with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at in range(count):
            sheet.write_number(at // 20, at % 20, at / 7)


def main() -> None:
    """Prints one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", type=Path, default=None)
    folder = parser.parse_args().store
    store = current_store(folder)
    figures = [figure(parse_view(story.view), store) for story in store.codebook.stories]
    if not figures:
        figures = [figure(View(indicators=(id,)), store) for id in store.indicator_ids[:10]]
    image.warm_up()
    pictures = {}
    fixed = timed(reference, 5)
    for form, write in {"svg": image.svg, "png": image.png, "pdf": sheet}.items():
        taken = [timed(lambda shown=shown, write=write: write(shown, store)) for shown in figures]
        pictures[form] = {
            "median_s": median(taken),
            "slowest_s": max(taken),
            "ratio_to_reference": median(taken) / fixed,
        }
    ten = (figures * 10)[:10]
    slides, plain = timed(lambda: deck(ten, store)), timed(lambda: plain_deck(10))
    printed = timed(lambda: handout(Contents(store, ten[0].view, ten, "https://monitor.example")))
    found = list(pages(View(), store))
    cells = sum(len(page.heads) * len(page.rows) for page in found) * len(MEASURES)
    book, numbers = timed(lambda: tabellenboek(View(), store), 1), timed(lambda: plain_numbers(cells), 1)
    result = {
        "figures": len(figures),
        "reference_s": round(fixed, 3),
        "pictures": {
            form: {name: round(value, 3) for name, value in times.items()} for form, times in pictures.items()
        },
        "deck_of_10_s": round(slides, 2),
        "deck_ratio_to_plain": round(slides / plain, 1),
        "handout_of_10_s": round(printed, 2),
        "handout_ratio_to_reference": round(printed / fixed, 1),
        "cold_s": {what: round(cold(what, folder), 2) for what in ("png", "deck", "handout")},
        "workbook_of_10_s": round(timed(lambda: workbook(ten, store)), 2),
        "package_s": round(timed(lambda: package(Contents(store, figures[0].view, figures[:1]))), 3),
        "tabellenboek": {
            "tables": len(found),
            "cells": cells,
            "seconds": round(book, 2),
            "ratio_to_plain": round(book / numbers, 1),
        },
        "tabellenboek_html_s": round(timed(lambda: tabellenboek_html(View(), store), 1), 2),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
