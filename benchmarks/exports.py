"""How long exports take, as ratios to plain work of the same libraries in the same run; seconds beside them.

    python -m benchmarks.exports                  on the current store (MONITOR_STORE, or data/store), the codebook's stories
    python -m benchmarks.exports --store FOLDER

A picture is compared with the drawing engine's bare chart, ten slides with ten unstyled charts of python-pptx, the tabellenboek of the
whole monitor with as many plain numbers written by XlsxWriter.
"""

from __future__ import annotations

import argparse
import io
import json
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
from monitor.export.tabellenboek import pages
from monitor.export.tabellenboek_html import tabellenboek_html
from monitor.export.tabellenboek_xlsx import MEASURES, tabellenboek
from monitor.export.workbook import workbook
from monitor.figure.build import figure
from monitor.store import current_store
from monitor.view import View, parse_view


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
    store = current_store(parser.parse_args().store)
    figures = [figure(parse_view(story.view), store) for story in store.codebook.stories]
    if not figures:
        figures = [figure(View(indicators=(id,)), store) for id in store.indicator_ids[:10]]
    image.warm_up()
    pictures = {}
    bare = [timed(lambda spec=shown.spec: vl_convert.vegalite_to_svg({**spec, "width": 720})) for shown in figures]
    for form in ("svg", "png", "pdf"):
        taken = [timed(lambda shown=shown: getattr(image, form)(shown, store)) for shown in figures]  # noqa: B023
        ratio = median(one / other for one, other in zip(taken, bare, strict=True))
        pictures[form] = {"median_s": median(taken), "slowest_s": max(taken), "ratio_to_bare_chart": ratio}
    ten = (figures * 10)[:10]
    slides, plain = timed(lambda: deck(ten, store)), timed(lambda: plain_deck(10))
    found = list(pages(View(), store))
    cells = sum(len(page.heads) * len(page.rows) for page in found) * len(MEASURES)
    book, numbers = timed(lambda: tabellenboek(View(), store), 1), timed(lambda: plain_numbers(cells), 1)
    result = {
        "figures": len(figures),
        "pictures": {form: {name: round(value, 3) for name, value in times.items()} for form, times in pictures.items()},
        "deck_of_10_s": round(slides, 2),
        "deck_ratio_to_plain": round(slides / plain, 1),
        "workbook_of_10_s": round(timed(lambda: workbook(ten, store)), 2),
        "package_s": round(timed(lambda: package(figures[0], store)), 3),
        "tabellenboek": {"tables": len(found), "cells": cells, "seconds": round(book, 2), "ratio_to_plain": round(book / numbers, 1)},
        "tabellenboek_html_s": round(timed(lambda: tabellenboek_html(View(), store), 1), 2),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
