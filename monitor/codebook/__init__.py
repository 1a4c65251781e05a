"""The codebook: what was asked, of whom, when; read from YAML and validated strictly."""

from monitor.codebook.base import Code, Codes, Id, Missing, Range, Text, text_in
from monitor.codebook.indicators import (
    AnyIndicator,
    Breakdown,
    Category,
    Distribution,
    Indicator,
    Level,
    Mean,
    Multiple,
    Net,
    Option,
    Share,
)
from monitor.codebook.load import load_codebook
from monitor.codebook.models import (
    Codebook,
    Disclosure,
    Group,
    Page,
    Reliability,
    Wave,
    categories_of,
    holds,
    leading_category,
)
from monitor.codebook.samples import Sample

__all__ = [
    "AnyIndicator", "Breakdown", "Category", "Code", "Codebook", "Codes", "Disclosure", "Distribution",
    "Group", "Id",
    "Indicator", "Level", "Mean", "Missing", "Multiple", "Net", "Option", "Page", "Range", "Reliability",
    "Sample",
    "Share", "Text", "Wave", "categories_of", "holds", "leading_category", "load_codebook", "text_in",
]  # fmt: skip
