"""HTML: the parse errors of the WHATWG specification (html5lib), and the rules of its prose and of WCAG that
a parser does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E

SVG = "{http://www.w3.org/2000/svg}"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CONTROLS = ("input", "select", "textarea", "meter", "progress")
NAMES_ITSELF = ("hidden", "submit", "button", "reset", "image")
INTERACTIVE = ("a", "button", "select", "textarea", "input", "details", "iframe")
OBSOLETE = ("center", "font", "big", "strike", "tt", "marquee", "acronym", "frame", "frameset", "applet")
REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "form")
PLAIN = set("!$&'()*+,-./:;=?@_~%#[]")


def faults(page: str) -> list[str]:
    """What is wrong with a whole document."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(page)
    found = [f"line {at[0]}: {E[code] % data}" for at, code, data in parser.errors]
    parents = {child: parent for parent in root.iter() for child in parent}
    for rule in (_head, _ids, _headings, _names, _tables, _nesting, _addresses):
        found += rule(root, parents)
    return found


Parents = dict[Element, Element]


def _head(root: Element, parents: Parents) -> Iterator[str]:
    if not root.get("lang"):
        yield "<html> has no language"
    if [(title.text or "").strip() != "" for title in root.findall("head/title")] != [True]:
        yield "not one title"
    if len(root.findall(".//main")) > 1:
        yield "more than one <main>"


def _ids(root: Element, parents: Parents) -> Iterator[str]:
    ids = [each.get("id", "") for each in root.iter() if each.get("id") is not None]
    yield from (f"id '{id}' stands there twice" for id in {id for id in ids if ids.count(id) > 1})
    yield from (f"id '{id}' is empty or has a space" for id in ids if not id or id.split() != [id])
    for each in root.iter():
        for name in REFERRING:
            lost = [id for id in (each.get(name) or "").split() if id not in ids]
            yield from (f"{name}='{id}' leads to nothing" for id in lost)
        inside = (each.get("href") or "")[1:] if (each.get("href") or "").startswith("#") else ""
        if inside and inside not in ids:
            yield f"href='#{inside}' leads to nothing"


def _headings(root: Element, parents: Parents) -> Iterator[str]:
    levels = [int(each.tag[1]) for each in root.iter() if each.tag in HEADINGS]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    for before, level in zip(levels, levels[1:], strict=False):
        if level > before + 1:
            yield f"a heading of level {level} after one of level {before}"
    yield from (f"<{each.tag}> is empty" for each in root.iter() if each.tag in HEADINGS and not _told(each))


def _names(root: Element, parents: Parents) -> Iterator[str]:
    labelled = {each.get("for") for each in root.iter("label")}
    for each in root.iter():
        named = each.get("aria-label") or each.get("aria-labelledby") or each.get("title")
        if _hidden(each, parents):
            continue
        if each.tag in CONTROLS and each.get("type") not in NAMES_ITSELF:
            if not named and each.get("id") not in labelled and "label" not in _above(each, parents):
                yield f"<{each.tag} name='{each.get('name')}'> has no label"
        elif each.tag in ("a", "button", "summary", "legend", "caption"):
            if not named and not _told(each):
                yield f"<{each.tag} href='{each.get('href')}'> has no name"
        elif each.tag == "img" and each.get("alt") is None:
            yield "an image has no alternative"
        elif each.tag in ("iframe", "fieldset", "nav", "dialog") and not named:
            if not (each.tag == "fieldset" and each.find("legend") is not None):
                yield f"<{each.tag}> has no name"
        elif (
            each.get("role") in ("img", "group", "region")
            and not named
            and each.find(f"{SVG}title") is None
            and not _told(each)
        ):
            yield f"<{each.tag} role='{each.get('role')}'> has no name"


def _tables(root: Element, parents: Parents) -> Iterator[str]:
    for table in root.iter("table"):
        around = (table, parents[table])
        if table.find("caption") is None and not any(
            each.get("aria-label") or each.get("aria-labelledby") for each in around
        ):
            yield "a table has no caption and stands in no region with a name"
        groups = [each for each in table if each.tag in ("thead", "tbody", "tfoot")]
        widths = [width for group in groups for width in _widths(group)]
        yield from (width for width in widths if isinstance(width, str))
        if len({width for width in widths if isinstance(width, int)}) > 1:
            yield f"rows of a table differ in width: {sorted(set(map(str, widths)))}"
        if table.find(".//th") is None:
            yield "a table has no headers"


def _widths(group: Element) -> Iterator[int | str]:
    """The width of each row, with what reaches into it from rows above; or what is wrong with it."""
    taken: dict[int, set[int]] = {}
    rows = group.findall("tr")
    for at, row in enumerate(rows):
        column, here = 0, taken.setdefault(at, set())
        cells = [each for each in row if each.tag in ("td", "th")]
        if not cells:
            yield f"row {at + 1} of a <{group.tag}> has no cells"
        for cell in cells:
            wide, high = int(cell.get("colspan", "1")), int(cell.get("rowspan", "1"))
            while column in here:
                column += 1
            if at + high > len(rows):
                yield f"a cell reaches below its <{group.tag}>"
            for below in range(at, at + high):
                taken.setdefault(below, set()).update(range(column, column + wide))
            column += wide
        yield max(here, default=-1) + 1


def _nesting(root: Element, parents: Parents) -> Iterator[str]:
    for each in root.iter():
        if each.tag in OBSOLETE:
            yield f"<{each.tag}> is obsolete"
        above = _above(each, parents)
        if each.tag in INTERACTIVE and each.get("type") != "hidden" and {"a", "button"} & set(above):
            yield f"<{each.tag}> in a link or a button"
        if each.tag == "label" and "label" in above:
            yield "a label in a label"
        if each.tag == "form" and "form" in above:
            yield "a form in a form"
        if each.tag == "li" and parents[each].tag not in ("ul", "ol", "menu"):
            yield "a list item outside a list"
        if each.tag in ("ul", "ol") and [child.tag for child in each if child.tag not in ("li", "script")]:
            yield f"<{each.tag}> holds something else than items"
        if each.tag == "details" and (not len(each) or each[0].tag != "summary"):
            yield "<details> does not begin with its summary"


def _addresses(root: Element, parents: Parents) -> Iterator[str]:
    for each in root.iter():
        for name in ("href", "src", "action"):
            wrong = {sign for sign in each.get(name) or "" if not sign.isalnum() and sign not in PLAIN}
            if wrong:
                yield f"{name} of <{each.tag}> has {sorted(wrong)}: '{each.get(name)[:40]}'"


def _told(each: Element) -> str:
    """What a screen reader says of an element's content."""
    alone = [child.get("alt") or child.get("aria-label") or "" for child in each.iter()]
    return "".join([*each.itertext(), *alone]).strip()


def _above(each: Element, parents: Parents) -> list[Any]:
    found = []
    while each in parents:
        each = parents[each]
        found.append(each.tag)
    return found


def _hidden(each: Element, parents: Parents) -> bool:
    while True:
        if each.get("aria-hidden") == "true" or each.get("hidden") is not None:
            return True
        if each not in parents:
            return False
        each = parents[each]
