"""Code that computes a figure from the survey files."""

from __future__ import annotations

from monitor.export.format import Contents, Format, Holds, Scope

TEXT = "text/plain; charset=utf-8"


def _r(of: Contents) -> str:
    from monitor.export.syntax_r import r_syntax

    return r_syntax(of.figure, of.store, of.address)


def _spss(of: Contents) -> str:
    from monitor.export.syntax_spss import spss_syntax

    return spss_syntax(of.figure, of.store, of.address)


FORMATS = (
    Format(
        id="r",
        place=50,
        file="figure.R",
        media_type=TEXT,
        scope=Scope.FIGURE,
        holds=frozenset({Holds.SYNTAX}),
        write=_r,
        says="R code that computes the figure from the survey files",
        packed="figure.R",
    ),
    Format(
        id="spss",
        place=51,
        file="figure.sps",
        media_type=TEXT,
        scope=Scope.FIGURE,
        holds=frozenset({Holds.SYNTAX}),
        write=_spss,
        says="SPSS Complex Samples syntax that computes it",
        packed="figure.sps",
    ),
)
