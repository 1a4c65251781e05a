"""Native, editable charts for slides and sheets: a figure's chart in, DrawingML and the sheet behind it
out."""

from monitor.export.drawingml.arrange import KEY_SIZE, Page, arranged, keys_high, keys_of, without_legend
from monitor.export.drawingml.plot import Plot, number_format, whole_format
from monitor.export.drawingml.plots import plots
from monitor.export.drawingml.sheet import Sheet, sheet_of, workbook_of
from monitor.export.drawingml.space import OTHER_FONT, chart_part, frame_of

__all__ = [
    "KEY_SIZE",
    "OTHER_FONT",
    "Page",
    "Plot",
    "Sheet",
    "arranged",
    "chart_part",
    "frame_of",
    "keys_high",
    "keys_of",
    "number_format",
    "plots",
    "sheet_of",
    "whole_format",
    "without_legend",
    "workbook_of",
]
