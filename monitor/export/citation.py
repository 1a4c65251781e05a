"""How to cite a figure: in plain words, in APA style, as BibTeX."""

from __future__ import annotations

from typing import NamedTuple

from monitor.export.colophon import Colophon, colophon
from monitor.export.escape import one_line, tex
from monitor.figure.figure import Figure
from monitor.figure.names import raised
from monitor.locale import say
from monitor.store import Store


class Citation(NamedTuple):
    """One reference in three styles."""

    plain: str
    apa: str
    bibtex: str


def citation(figure: Figure, store: Store, address: str | None = None) -> Citation:
    """The reference to one figure of one build."""
    return cite(figure.title, colophon(figure, store, address))


def cite(title: str, by: Colophon) -> Citation:
    """The reference to something with this title (APA 7, section 10.14: a figure from a source on the
    web)."""
    title, language = one_line(title).rstrip("."), by.language
    kind = say("export.cite.kind_simulated" if by.simulated else "export.cite.kind", language)
    edition = say("export.build", language, build=by.build, date=by.date)
    author = raised(one_line(by.source))
    site = "" if author.startswith(by.survey) else f"{by.survey}, "
    edition = site + edition if site else raised(edition)
    return Citation(
        plain=f"{author}. “{title}” [{kind}]. {edition}. {by.link}",
        apa=f"{author}. ({by.built[:4]}). {title} [{kind}]. {edition}. {by.link}",
        bibtex="\n".join(
            [
                f"@misc{{monitor-{by.build},",
                f"  author = {{{{{tex(author)}}}}},",
                f"  title = {{{{{tex(title)}}}}},",
                f"  year = {{{by.built[:4]}}},",
                f"  howpublished = {{{tex(edition)}}},",
                f"  note = {{{tex(kind)}}},",
                f"  url = {{{by.link}}}",
                "}",
            ]
        ),
    )
