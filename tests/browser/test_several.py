"""Several monitors behind one address, as a reader goes from one to the other: the choice, live pages, and
what the tab keeps of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import STREAMLIT, Served, serve, settled
from tests.pages.tiny import advised, write_tiny_store

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two monitors with the same codebook, one of which has other numbers."""
    folder = tmp_path_factory.mktemp("two")
    for name, shift in (("een", 0.0), ("twee", 0.05)):
        (folder / name).mkdir()
        write_tiny_store(folder / name, advised(), shift=shift)
    yield from serve(folder, *STREAMLIT, MONITOR_STORES=f"een={folder / 'een'},twee={folder / 'twee'}")


def _build(two: Served, name: str) -> str:
    return (two.store / name / "CURRENT").read_text(encoding="utf-8").strip()[8:20]


def test_a_reader_goes_from_one_to_the_other_and_takes_nothing_along(two: Served, reader: Any) -> None:
    wrong: list[str] = []
    reader.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 400 else None)
    reader.goto(two.url)
    reader.locator("a[href='/een/']").click()
    reader.wait_for_url(two.url + "/een/")
    settled(reader)
    assert _build(two, "een") in reader.locator(".m-footer").inner_text()
    reader.get_by_role("link", name="Zorgverleners").first.click()
    reader.wait_for_url(two.url + "/een/zorgverleners*")
    settled(reader)
    reader.locator("#root .m-choose select[name=by]").first.select_option("leeftijd")
    reader.wait_for_url(two.url + "/een/zorgverleners?*by=leeftijd*")
    reader.get_by_role("button", name="Toevoegen").first.click()
    reader.get_by_role("link", name="Verzameling (1)").first.wait_for()
    for name in ("collection", "recent"):
        reader.wait_for_function(f"() => sessionStorage.getItem('monitor.{name}/een')")
    kept = reader.evaluate("Object.keys(sessionStorage)")
    assert set(kept) == {"monitor.collection/een", "monitor.recent/een"}
    reader.goto(two.url + "/twee/verzameling")
    settled(reader)
    assert _build(two, "twee") in reader.locator(".m-footer").inner_text()
    assert reader.get_by_role("link", name="Verzameling (1)").count() == 0
    reader.goto(two.url + "/een/verzameling")
    settled(reader)
    reader.get_by_role("link", name="Verzameling (1)").first.wait_for()
    asked_outside = [url for url in wrong if "favicon" not in url]
    assert asked_outside == []
    assert reader.context.cookies() == [] or {one["path"] for one in reader.context.cookies()} == {"/"}
