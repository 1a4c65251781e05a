"""Makes monitor/export/fonts: the letters of European languages out of Source Sans 3, for pictures.

    pip install fonttools brotli
    python -m scripts.make_picture_fonts

A picture embeds its font, and the drawing engine reads the whole file for each letter that it sets: an eighth
of the size halves a PDF's time and quarters an SVG. The Open Font License reserves the name 'Source' for the
whole font, so the subset has a name of its own.
"""

from __future__ import annotations

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from monitor.export.picture_fonts import FAMILY, FOLDER, LETTERS
from monitor.places import FONTS


def main() -> None:
    """Writes both cuts as .ttf, for PNG and PDF, and as .woff2, for SVG."""
    FOLDER.mkdir(exist_ok=True)
    for cut in ("Regular", "Semibold"):
        font = TTFont(str(FONTS / f"SourceSans3-{cut}.ttf"))
        options = subset.Options(
            layout_features=["kern", "liga", "ccmp", "locl", "mark", "mkmk"],
            notdef_outline=True,
            hinting=False,
        )
        work = subset.Subsetter(options)
        work.populate(unicodes=subset.parse_unicodes(LETTERS))
        work.subset(font)
        _rename(font, cut)
        font.save(str(FOLDER / f"MonitorSans-{cut}.ttf"))
        font.flavor = "woff2"
        font.save(str(FONTS / f"MonitorSans-{cut}.woff2"))
    license_text = (Path(FONTS) / "OFL.md").read_text(encoding="utf-8")
    told = (
        f"{FAMILY} holds part of the letters of Source Sans 3, under another name. Its licence is that of"
        " Source Sans 3:\n\n"
    )
    (FOLDER / "OFL.md").write_text(told + license_text, encoding="utf-8")


def _rename(font: TTFont, cut: str) -> None:
    """Every name that a program shows, without the reserved one; the copyright stays. Name 16 is what makes
    both cuts one family."""
    names = {
        1: FAMILY if cut == "Regular" else f"{FAMILY} {cut}",
        2: "Regular",
        3: f"{FAMILY} {cut}",
        4: f"{FAMILY} {cut}",
    }
    names |= {6: f"{FAMILY.replace(' ', '')}-{cut}", 16: FAMILY, 17: cut}
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 5, 13, 14)]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    main()
