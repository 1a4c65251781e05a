"""Native, editable charts for slides and sheets: an answer in, DrawingML and the sheet behind it out."""

from monitor.export.native.arrange import Page, arranged, keys_of, without_legend
from monitor.export.native.chart import Chart, Point, Series, number_format, whole_format
from monitor.export.native.charts import native_charts
from monitor.export.native.notes import native_notes
from monitor.export.native.sheet import Sheet, sheet_of, workbook_of
from monitor.export.native.space import chart_part, frame_of

__all__ = [
    "Chart",
    "Page",
    "Point",
    "Series",
    "Sheet",
    "arranged",
    "chart_part",
    "keys_of",
    "without_legend",
    "frame_of",
    "native_charts",
    "native_notes",
    "number_format",
    "sheet_of",
    "whole_format",
    "workbook_of",
]
