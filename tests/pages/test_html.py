"""Whatever comes from a codebook or a link is text, never markup."""

from __future__ import annotations

from monitor.figure.figure import Column, Table
from monitor.web import html


def test_text_and_attributes_are_escaped():
    assert (
        html.tag("p", "<b>&", title='"x"', class_="m")
        == '<p title="&quot;x&quot;" class="m">&lt;b&gt;&amp;</p>'
    )


def test_links_lead_to_pages_and_web_addresses_only():
    assert html.link("hier", "?i=a&g=b") == '<a href="?i=a&amp;g=b">hier</a>'
    assert html.link("<x>", "javascript:alert(1)") == "&lt;x&gt;"
    assert html.link("x", " data:text/html,hoi") == "x"


def test_table_is_a_real_table():
    columns = (Column("g", "Groep"), Column("e", "Aandeel", "share"))
    shown = html.table(
        Table(columns, (("a", 0.5), ("<b>", None)), (("a", "50,0%"), ("<b>", "verborgen")), "Cijfers")
    )
    assert "<caption>Cijfers</caption>" in shown
    assert '<th scope="col">Groep</th><th scope="col" class="m-right">Aandeel</th>' in shown
    assert '<tr><th scope="row">&lt;b&gt;</th><td class="m-right">verborgen</td></tr>' in shown
