"""The codebook as a spreadsheet, and back: cells are shown and read by kind of value (`cells`), laid out by
sheet (`layout`), written with lists to choose from (`write`), and read with errors that name sheet and cell
(`read`)."""

from monitor.codebook.sheets.read import from_sheets
from monitor.codebook.sheets.write import to_sheets

__all__ = ["from_sheets", "to_sheets"]
