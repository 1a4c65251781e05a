"""Chart parts keep the order of elements that ECMA-376 lays down (part 1, annex A, dml-chart.xsd): PowerPoint
and Excel repair or refuse what stands elsewhere, python-pptx and LibreOffice read it all the same.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from monitor.export.deck import deck
from monitor.export.workbook import workbook
from tests.export.figures import KINDS, LANGUAGES, shown, store

SHOWS = "showLegendKey showVal showCatName showSerName showPercent showBubbleSize separator"
AXIS = (
    "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark"
    " tickLblPos spPr txPr crossAx crosses"
)
SERIES = "idx order tx spPr"
ORDER = {
    "chartSpace": (
        "date1904 lang roundedCorners style clrMapOvr protection chart spPr txPr externalData printSettings"
        " userShapes"
    ),
    "chart": "title autoTitleDeleted pivotFmts view3D plotArea legend plotVisOnly dispBlanksAs",
    "plotArea": "layout barChart lineChart scatterChart valAx catAx dTable spPr",
    "barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId",
    "lineChart": "grouping varyColors ser dLbls dropLines hiLowLines upDownBars marker smooth axId",
    "scatterChart": "scatterStyle varyColors ser dLbls axId",
    "barChart/ser": f"{SERIES} invertIfNegative pictureOptions dPt dLbls trendline errBars cat val shape",
    "lineChart/ser": f"{SERIES} marker dPt dLbls trendline errBars cat val smooth",
    "scatterChart/ser": f"{SERIES} marker dPt dLbls trendline errBars xVal yVal smooth",
    "dPt": "idx invertIfNegative marker bubble3D explosion spPr",
    "marker": "symbol size spPr",
    "dLbls": f"dLbl delete numFmt spPr txPr dLblPos {SHOWS} showLeaderLines leaderLines extLst",
    "dLbl": f"idx delete layout tx numFmt spPr txPr dLblPos {SHOWS} extLst",
    "errBars": "errDir errBarType errValType noEndCap plus minus val spPr",
    "legend": "legendPos legendEntry layout overlay spPr txPr",
    "title": "tx layout overlay spPr txPr",
    "scaling": "logBase orientation max min",
    "valAx": f"{AXIS} crossBetween majorUnit minorUnit dispUnits",
    "catAx": f"{AXIS} auto lblAlgn lblOffset noMultiLvlLbl",
    "numRef": "f numCache",
    "strRef": "f strCache",
    "numCache": "formatCode ptCount pt",
    "strCache": "ptCount pt",
}
PLACES = {
    "barChart": {"ctr", "inEnd", "inBase", "outEnd"},
    "lineChart": {"t", "b", "l", "r", "ctr"},
    "scatterChart": {"t", "b", "l", "r", "ctr"},
}


def parts(content: bytes) -> Iterator[ElementTree.Element]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    for name in archive.namelist():
        if re.search(r"charts/chart[^/]*\.xml$", name):
            yield ElementTree.fromstring(archive.read(name))


def check(element: ElementTree.Element, above: str = "") -> None:
    """Children in their order, and no others."""
    name = element.tag.rpartition("}")[2]
    wanted = ORDER.get(f"{above}/{name}") or (
        ORDER.get(name) if not (name == "marker" and above == "lineChart") else None
    )
    children = [child.tag.rpartition("}")[2] for child in element]
    if wanted and "drawingml/2006/chart" in element.tag:
        order = wanted.split()
        assert set(children) <= set(order), (name, set(children) - set(order))
        if name != "plotArea":
            assert [order.index(child) for child in children] == sorted(
                order.index(child) for child in children
            ), (name, children)
    for child in element:
        check(child, name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_chart_parts_are_in_the_order_of_the_standard(kind: str, language: str):
    of = shown(kind, language)
    for content in (deck([of], store()), workbook([of], store())):
        found = list(parts(content))
        assert found
        for part in found:
            check(part)
            axes = [axis.get("val") for axis in part.iter() if axis.tag.endswith("}axId")]
            assert sorted(axes) == ["1", "1", "2", "2"]
            for plot, places in PLACES.items():
                stacked = [one.get("val") for one in part.iter() if one.tag.endswith("}grouping")] == [
                    "stacked"
                ]
                for group in (one for one in part.iter() if one.tag.endswith("}" + plot)):
                    used = {one.get("val") for one in group.iter() if one.tag.endswith("}dLblPos")}
                    assert used <= (places - {"outEnd"} if stacked else places)
            for series in (one for one in part.iter() if one.tag.endswith("}ser")):
                points = [
                    int(one.find("{*}idx").get("val")) for one in series.iter() if one.tag.endswith("}dLbl")
                ]  # type: ignore[union-attr, arg-type]
                assert points == sorted(set(points)), "a label for a point, once"
